//! Weekly opening hours.

use domain::{
    Moment, OpeningHoursId, ProfessionalId, Verb,
    audit::Event,
    scheduling::{OpeningHours, Week, WeekForm, Weekday},
};
use jiff::tz::TimeZone;

use crate::{
    caller::Caller,
    error::{Error, Result},
    professionals::may_touch,
    sql::{Tx, in_turn},
};

/// The weekly opening hours of a professional, as they are typed.
///
/// # Errors
/// [`Error::Missing`] when there is no such professional for this caller.
pub async fn opening_hours(caller: &Caller, professional: ProfessionalId) -> Result<WeekForm> {
    let reach = caller.must(Verb::SeeOpeningHours)?;
    may_touch(caller, reach, professional)?;
    let mut read = caller.read().await?;
    let offered = offered(&mut read.tx, professional).await?;
    Ok(WeekForm::of(professional, &offered.hours))
}

/// Replaces the weekly opening hours. What is booked stays booked.
///
/// # Errors
/// [`Error::Missing`] when there is no such professional for this caller.
pub async fn set_opening_hours(caller: &Caller, week: Week) -> Result<()> {
    let reach = caller.must(Verb::SetOpeningHours)?;
    may_touch(caller, reach, week.professional)?;
    let mut work = caller.begin().await?;
    // Two weeks set at once would otherwise both stand.
    in_turn(&mut work.tx, week.professional.0).await?;
    offered(&mut work.tx, week.professional).await?;
    run!(&mut work.tx, "delete from opening_hours where professional_id = $1", week.professional)?;
    for stretch in &week.stretches {
        run!(
            &mut work.tx,
            "insert into opening_hours (id, professional_id, weekday, starts_minute, ends_minute)
             values ($1, $2, $3, $4, $5)",
            caller.new_id::<OpeningHoursId>(),
            week.professional,
            stretch.weekday,
            stretch.starts_minute,
            stretch.ends_minute
        )?;
    }
    work.commit(Event::OpeningHoursSet(week.professional)).await
}

/// How a professional's time is offered.
pub(super) struct Offered {
    pub(super) hours: Vec<OpeningHours>,
    pub(super) zone: TimeZone,
    pub(super) visit_minutes: i64,
    deactivated_at: Option<Moment>,
}

impl Offered {
    /// Nobody books with somebody who may not come in.
    pub(super) fn must_be_active(self) -> Result<Self> {
        if self.deactivated_at.is_none() { Ok(self) } else { Err(Error::Missing) }
    }
}

pub(super) async fn offered(tx: &mut Tx, professional: ProfessionalId) -> Result<Offered> {
    let found = row!(
        &mut *tx,
        (i64, String, Option<Moment>),
        "select professional.visit_minutes, unit.time_zone, account.deactivated_at from professional
         join unit on unit.id = professional.unit_id
         join account on account.id = professional.account_id where professional.id = $1",
        professional
    )?;
    let (visit_minutes, zone, deactivated_at) = found.ok_or(Error::Missing)?;
    let hours = rows!(
        tx,
        (Weekday, i64, i64),
        "select weekday, starts_minute, ends_minute from opening_hours where professional_id = $1
         order by weekday, starts_minute",
        professional
    )?;
    let hours = hours.into_iter().map(|(weekday, starts_minute, ends_minute)| OpeningHours {
        weekday,
        starts_minute,
        ends_minute,
    });
    let zone = TimeZone::get(&zone).map_err(Error::broken)?;
    Ok(Offered { hours: hours.collect(), zone, visit_minutes, deactivated_at })
}
