//! How a professional's time is offered: pauses, lead time, horizon, how many a day.

use domain::{
    ProfessionalId, Verb,
    audit::Event,
    scheduling::{Allowance, BookingRules, BookingRulesForm},
};

use super::hours::offered;
use crate::{
    caller::Caller,
    error::Result,
    professionals::may_touch,
    sql::{Tx, in_turn},
};

/// The rules of a professional, as they are typed.
///
/// # Errors
/// [`crate::Error::Missing`] when there is no such professional for this caller.
pub async fn booking_rules(caller: &Caller, professional: ProfessionalId) -> Result<BookingRulesForm> {
    let reach = caller.must(Verb::SeeOpeningHours)?;
    may_touch(caller, reach, professional)?;
    let mut read = caller.read().await?;
    let offered = offered(&mut read.tx, professional, caller.now).await?;
    Ok(BookingRulesForm::of(professional, &offered.rules))
}

/// Sets the rules of a professional. What is booked stays booked, and is called off under the rules it was booked under.
///
/// # Errors
/// [`crate::Error::Missing`] when there is no such professional for this caller.
pub async fn set_booking_rules(caller: &Caller, (professional, rules): (ProfessionalId, BookingRules)) -> Result<()> {
    let reach = caller.must(Verb::SetOpeningHours)?;
    may_touch(caller, reach, professional)?;
    let mut work = caller.begin().await?;
    in_turn(&mut work.tx, professional.0).await?;
    offered(&mut work.tx, professional, caller.now).await?;
    run!(
        &mut work.tx,
        "insert into booking_rules (professional_id, buffer_before_minutes, buffer_after_minutes, lead_minutes,
                                    horizon_days, daily_max, cancel_minutes, holidays, walk_ins, set_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (professional_id) do update set buffer_before_minutes = $2, buffer_after_minutes = $3,
             lead_minutes = $4, horizon_days = $5, daily_max = $6, cancel_minutes = $7, holidays = $8, walk_ins = $9,
             set_at = $10",
        professional,
        rules.buffer_before_minutes,
        rules.buffer_after_minutes,
        rules.lead_minutes,
        rules.horizon_days,
        rules.daily_max,
        rules.cancel_minutes,
        rules.holidays,
        rules.walk_ins,
        caller.now
    )?;
    work.commit(Event::BookingRulesSet(professional)).await
}

// queries

#[derive(sqlx::FromRow)]
struct RulesRow {
    buffer_before_minutes: i64,
    buffer_after_minutes: i64,
    lead_minutes: i64,
    horizon_days: i64,
    daily_max: Option<i64>,
    cancel_minutes: i64,
    holidays: Allowance,
    walk_ins: Allowance,
}

/// The rules of a professional; the usual ones where nobody set any.
pub(super) async fn rules_of(tx: &mut Tx, professional: ProfessionalId) -> Result<BookingRules> {
    let found = row!(
        tx,
        RulesRow,
        "select buffer_before_minutes, buffer_after_minutes, lead_minutes, horizon_days, daily_max, cancel_minutes,
                holidays, walk_ins
         from booking_rules where professional_id = $1",
        professional
    )?;
    Ok(found.map_or_else(BookingRules::default, |row| BookingRules {
        buffer_before_minutes: row.buffer_before_minutes,
        buffer_after_minutes: row.buffer_after_minutes,
        lead_minutes: row.lead_minutes,
        horizon_days: row.horizon_days,
        daily_max: row.daily_max,
        cancel_minutes: row.cancel_minutes,
        holidays: row.holidays,
        walk_ins: row.walk_ins,
    }))
}
