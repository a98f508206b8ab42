//! When a professional sees patients: weekly opening hours with their validity, and all that an offer is made of.

use domain::{
    Moment, OpeningHoursId, ProfessionalId, Verb,
    audit::Event,
    scheduling::{
        BookingRules, DatedHours, HOLIDAYS_MAX, Offer, OpeningHours, ScheduleException, Span, Week, WeekForm, Weekday,
        in_force, replaced,
    },
};
use jiff::{ToSpan, civil::Date, tz::TimeZone};

use super::{exceptions::exceptions_from, rules::rules_of};
use crate::{
    caller::Caller,
    error::{Error, Result},
    professionals::may_touch,
    sql::{Tx, in_turn},
};

/// The weekly opening hours of a professional that are in force today, as they are typed.
///
/// # Errors
/// [`Error::Missing`] when there is no such professional for this caller.
pub async fn opening_hours(caller: &Caller, professional: ProfessionalId) -> Result<WeekForm> {
    let reach = caller.must(Verb::SeeOpeningHours)?;
    may_touch(caller, reach, professional)?;
    let mut read = caller.read().await?;
    let offered = offered(&mut read.tx, professional, caller.now).await?;
    let today = caller.now.in_zone(&offered.zone).date();
    Ok(WeekForm::of(professional, &in_force(&offered.hours, today)))
}

/// Replaces the weekly opening hours of the days a week is valid for. What is booked stays booked.
///
/// # Errors
/// [`Error::Missing`] when there is no such professional for this caller.
pub async fn set_opening_hours(caller: &Caller, week: Week) -> Result<()> {
    let reach = caller.must(Verb::SetOpeningHours)?;
    may_touch(caller, reach, week.professional)?;
    let mut work = caller.begin().await?;
    // Two weeks set at once would otherwise both stand.
    in_turn(&mut work.tx, week.professional.0).await?;
    let offered = offered(&mut work.tx, week.professional, caller.now).await?;
    let today = caller.now.in_zone(&offered.zone).date();
    run!(&mut work.tx, "delete from opening_hours where professional_id = $1", week.professional)?;
    for dated in replaced(&offered.hours, &week, today) {
        run!(
            &mut work.tx,
            "insert into opening_hours (id, professional_id, weekday, starts_minute, ends_minute, valid_from, valid_until)
             values ($1, $2, $3, $4, $5, $6, $7)",
            caller.new_id::<OpeningHoursId>(),
            week.professional,
            dated.hours.weekday,
            dated.hours.starts_minute,
            dated.hours.ends_minute,
            dated.from.map(|date| date.to_string()),
            dated.until.map(|date| date.to_string())
        )?;
    }
    work.commit(Event::OpeningHoursSet(week.professional)).await
}

/// How a professional's time is offered.
pub(super) struct Offered {
    pub(super) hours: Vec<DatedHours>,
    pub(super) exceptions: Vec<ScheduleException>,
    pub(super) holidays: Vec<Date>,
    pub(super) rules: BookingRules,
    pub(super) zone: TimeZone,
    pub(super) visit_minutes: i64,
    deactivated_at: Option<Moment>,
}

impl Offered {
    /// Nobody books with somebody who may not come in.
    pub(super) fn must_be_active(self) -> Result<Self> {
        if self.deactivated_at.is_none() { Ok(self) } else { Err(Error::Missing) }
    }

    /// The offer, beside what is booked already.
    pub(super) fn beside<'a>(&'a self, busy: &'a [Span]) -> Offer<'a> {
        Offer {
            hours: &self.hours,
            exceptions: &self.exceptions,
            holidays: &self.holidays,
            rules: self.rules,
            zone: &self.zone,
            visit_minutes: self.visit_minutes,
            busy,
        }
    }
}

/// What a professional offers from now on.
pub(super) async fn offered(tx: &mut Tx, professional: ProfessionalId, now: Moment) -> Result<Offered> {
    let found = row!(
        &mut *tx,
        (i64, String, Option<Moment>),
        "select professional.visit_minutes, unit.time_zone, account.deactivated_at from professional
         join unit on unit.id = professional.unit_id
         join account on account.id = professional.account_id where professional.id = $1",
        professional
    )?;
    let (visit_minutes, zone, deactivated_at) = found.ok_or(Error::Missing)?;
    let zone = TimeZone::get(&zone).map_err(Error::broken)?;
    let today = now.in_zone(&zone).date();
    Ok(Offered {
        hours: hours_from(tx, professional, today).await?,
        exceptions: exceptions_from(tx, professional, today).await?.into_iter().map(|line| line.exception).collect(),
        holidays: holidays_from(tx, today).await?,
        rules: rules_of(tx, professional).await?,
        zone,
        visit_minutes,
        deactivated_at,
    })
}

// queries

#[derive(sqlx::FromRow)]
struct HoursRow {
    weekday: Weekday,
    starts_minute: i64,
    ends_minute: i64,
    valid_from: Option<String>,
    valid_until: Option<String>,
}

async fn hours_from(tx: &mut Tx, professional: ProfessionalId, today: Date) -> Result<Vec<DatedHours>> {
    let found = rows!(
        tx,
        HoursRow,
        "select weekday, starts_minute, ends_minute, valid_from, valid_until from opening_hours
         where professional_id = $1 and (valid_until is null or valid_until >= $2) order by weekday, starts_minute",
        professional,
        today.to_string()
    )?;
    let dated = |row: HoursRow| {
        let HoursRow { weekday, starts_minute, ends_minute, valid_from, valid_until } = row;
        let hours = OpeningHours { weekday, starts_minute, ends_minute };
        Ok(DatedHours { hours, from: day(valid_from)?, until: day(valid_until)? })
    };
    found.into_iter().map(dated).collect()
}

fn day(text: Option<String>) -> Result<Option<Date>> {
    text.map(|text| text.parse().map_err(Error::broken)).transpose()
}

/// The local holidays of today and later, and of yesterday, which may last longer elsewhere.
async fn holidays_from(tx: &mut Tx, today: Date) -> Result<Vec<Date>> {
    let found = rows!(
        tx,
        (String,),
        "select day from holiday where removed_at is null and day >= $1 order by day limit $2",
        today.saturating_sub(1.day()).to_string(),
        HOLIDAYS_MAX
    )?;
    found.into_iter().map(|(text,)| text.parse().map_err(Error::broken)).collect()
}
