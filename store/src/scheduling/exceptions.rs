//! Days unlike the others: a professional's days off and extra hours, and the holidays of the clinic's own place.

use domain::{
    HolidayId, ProfessionalId, Refusal, ScheduleExceptionId, Verb,
    audit::Event,
    scheduling::{EXCEPTIONS_MAX, ExceptionKind, ExceptionLine, HOLIDAYS_MAX, Holiday, NewHoliday, ScheduleException},
};
use jiff::civil::Date;

use super::hours::offered;
use crate::{
    caller::Caller,
    error::{Error, RefuseOn, Result},
    professionals::may_touch,
    sql::{Tx, in_turn},
};

/// The exceptions of a professional that lie ahead, in order.
///
/// # Errors
/// [`Error::Missing`] when there is no such professional for this caller.
pub async fn exceptions(caller: &Caller, professional: ProfessionalId) -> Result<Vec<ExceptionLine>> {
    let reach = caller.must(Verb::SeeOpeningHours)?;
    may_touch(caller, reach, professional)?;
    let mut read = caller.read().await?;
    let offered = offered(&mut read.tx, professional, caller.now).await?;
    exceptions_from(&mut read.tx, professional, caller.now.in_zone(&offered.zone).date()).await
}

/// Adds an exception. What is booked stays booked.
///
/// # Errors
/// [`Error::Missing`] when there is no such professional for this caller; [`Refusal::TooManyExceptions`].
pub async fn add_exception(
    caller: &Caller,
    (professional, new): (ProfessionalId, ScheduleException),
) -> Result<ScheduleExceptionId> {
    let reach = caller.must(Verb::SetOpeningHours)?;
    may_touch(caller, reach, professional)?;
    let mut work = caller.begin().await?;
    // The limit spans rows.
    in_turn(&mut work.tx, professional.0).await?;
    let offered = offered(&mut work.tx, professional, caller.now).await?;
    if i64::try_from(offered.exceptions.len()).is_ok_and(|count| count >= EXCEPTIONS_MAX) {
        return Err(Refusal::TooManyExceptions.into());
    }
    let id = caller.new_id::<ScheduleExceptionId>();
    run!(
        &mut work.tx,
        "insert into schedule_exception (id, professional_id, kind, first_day, last_day, starts_minute, ends_minute,
                                         added_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        professional,
        new.kind,
        new.first.to_string(),
        new.last.to_string(),
        new.starts_minute,
        new.ends_minute,
        caller.now
    )?;
    work.commit(Event::ScheduleExceptionAdded(professional)).await?;
    Ok(id)
}

/// Takes an exception back.
///
/// # Errors
/// [`Error::Missing`] when it is not theirs, or taken back already.
pub async fn remove_exception(caller: &Caller, id: ScheduleExceptionId) -> Result<()> {
    let reach = caller.must(Verb::SetOpeningHours)?;
    let mut work = caller.begin().await?;
    let found = row!(
        &mut work.tx,
        (ProfessionalId,),
        "select professional_id from schedule_exception where id = $1 and removed_at is null",
        id
    )?;
    let (professional,) = found.ok_or(Error::Missing)?;
    may_touch(caller, reach, professional)?;
    let count = run!(
        &mut work.tx,
        "update schedule_exception set removed_at = $2 where id = $1 and removed_at is null",
        id,
        caller.now
    )?;
    if count == 0 {
        return Err(Error::Missing);
    }
    work.commit(Event::ScheduleExceptionRemoved(professional)).await
}

/// The local holidays of today and later, in order.
///
/// # Errors
/// When the caller keeps no agenda.
pub async fn holidays(caller: &Caller) -> Result<Vec<Holiday>> {
    caller.must(Verb::SeeOpeningHours)?;
    let mut read = caller.read().await?;
    let found = rows!(
        &mut read.tx,
        (HolidayId, String, String),
        "select id, day, name from holiday where removed_at is null and day >= $1 order by day limit $2",
        caller.today().to_string(),
        HOLIDAYS_MAX
    )?;
    let holiday = |(id, day, name): (HolidayId, String, String)| {
        Ok(Holiday { id, date: day.parse().map_err(Error::broken)?, name })
    };
    found.into_iter().map(holiday).collect()
}

/// Adds a local holiday.
///
/// # Errors
/// The day is one already.
pub async fn add_holiday(caller: &Caller, new: NewHoliday) -> Result<HolidayId> {
    caller.must(Verb::KeepHolidays)?;
    let mut work = caller.begin().await?;
    let id = caller.new_id::<HolidayId>();
    let added = run!(
        &mut work.tx,
        "insert into holiday (id, day, name, added_at) values ($1, $2, $3, $4)",
        id,
        new.date.to_string(),
        new.name,
        caller.now
    );
    added.taken_on("holiday_day_key", "date")?;
    work.commit(Event::HolidayAdded(id)).await?;
    Ok(id)
}

/// Takes a local holiday back.
///
/// # Errors
/// [`Error::Missing`] when there is no such holiday.
pub async fn remove_holiday(caller: &Caller, id: HolidayId) -> Result<()> {
    caller.must(Verb::KeepHolidays)?;
    let mut work = caller.begin().await?;
    let count =
        run!(&mut work.tx, "update holiday set removed_at = $2 where id = $1 and removed_at is null", id, caller.now)?;
    if count == 0 {
        return Err(Error::Missing);
    }
    work.commit(Event::HolidayRemoved(id)).await
}

// queries

#[derive(sqlx::FromRow)]
struct ExceptionRow {
    id: ScheduleExceptionId,
    kind: ExceptionKind,
    first_day: String,
    last_day: String,
    starts_minute: i64,
    ends_minute: i64,
}

/// What of a professional's exceptions reaches into a day or lies after it.
pub(super) async fn exceptions_from(
    tx: &mut Tx,
    professional: ProfessionalId,
    today: Date,
) -> Result<Vec<ExceptionLine>> {
    let found = rows!(
        tx,
        ExceptionRow,
        "select id, kind, first_day, last_day, starts_minute, ends_minute from schedule_exception
         where professional_id = $1 and removed_at is null and last_day >= $2
         order by last_day, first_day, starts_minute, id limit $3",
        professional,
        today.to_string(),
        EXCEPTIONS_MAX
    )?;
    let line = |row: ExceptionRow| {
        let exception = ScheduleException {
            kind: row.kind,
            first: row.first_day.parse().map_err(Error::broken)?,
            last: row.last_day.parse().map_err(Error::broken)?,
            starts_minute: row.starts_minute,
            ends_minute: row.ends_minute,
        };
        Ok(ExceptionLine { id: row.id, exception })
    };
    found.into_iter().map(line).collect()
}
