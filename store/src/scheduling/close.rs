//! What happens to an appointment: confirmed, arrived, missed, called off, completed.

use domain::{
    AppointmentId, Moment, Verb,
    audit::Event,
    jobs::Job,
    scheduling::{CallOff, ENTRY_CLOSES_MINUTES, Party, ReasonKind, Step},
};

use super::course::{AppointmentRow, Why, held, take};
use crate::{
    caller::Caller,
    calls,
    error::{Error, Result},
    sql::Tx,
    work::Work,
};

/// Appointments that the clinic ends in one go; the next sweep finds what is left.
const SETTLED_AT_ONCE_MAX: i64 = 100;

/// Says that the patient of an appointment will come.
///
/// # Errors
/// Already said, begun, or over.
pub async fn confirm(caller: &Caller, id: AppointmentId) -> Result<()> {
    let reach = caller.must(Verb::ConfirmAppointment)?;
    let mut work = caller.begin().await?;
    let row = held(&mut work.tx, caller, reach, id).await?;
    take(&mut work, caller, &row, Step::Confirm, None).await?;
    work.commit(Event::AppointmentConfirmed(id, row.patient_id)).await
}

/// Marks the patient of an appointment as arrived.
///
/// # Errors
/// Too early, too late, or already over.
pub async fn mark_arrived(caller: &Caller, id: AppointmentId) -> Result<()> {
    let reach = caller.must(Verb::KeepAgenda)?;
    let mut work = caller.begin().await?;
    let row = held(&mut work.tx, caller, reach, id).await?;
    take(&mut work, caller, &row, Step::Arrive, None).await?;
    work.commit(Event::AppointmentArrived(id, row.patient_id)).await
}

/// Marks the patient of an appointment as not having come.
///
/// # Errors
/// Too early, or already over.
pub async fn mark_no_show(caller: &Caller, id: AppointmentId) -> Result<()> {
    let reach = caller.must(Verb::KeepAgenda)?;
    let mut work = caller.begin().await?;
    let row = held(&mut work.tx, caller, reach, id).await?;
    missed(work, caller, &row).await
}

/// Calls an appointment of the caller off.
///
/// # Errors
/// Too late, or already over.
pub async fn cancel(caller: &Caller, id: AppointmentId) -> Result<()> {
    let reach = caller.must(Verb::CancelAppointment)?;
    let mut work = caller.begin().await?;
    let row = held(&mut work.tx, caller, reach, id).await?;
    let kind = match Party::of(&caller.actor) {
        Some(Party::Professional) => ReasonKind::ProfessionalAway,
        _ => ReasonKind::PatientAsked,
    };
    cancelled(work, caller, &row, Why { kind, text: "" }).await
}

/// Calls an appointment off, saying why.
///
/// # Errors
/// Too late, or already over.
pub async fn call_off(caller: &Caller, call_off: CallOff) -> Result<()> {
    let reach = caller.must(Verb::KeepAgenda)?;
    let mut work = caller.begin().await?;
    let row = held(&mut work.tx, caller, reach, call_off.appointment).await?;
    cancelled(work, caller, &row, Why { kind: call_off.kind, text: &call_off.text }).await
}

pub(super) async fn cancelled(mut work: Work, caller: &Caller, row: &AppointmentRow, why: Why<'_>) -> Result<()> {
    take(&mut work, caller, row, Step::Cancel, Some(why)).await?;
    work.enqueue(Job::TellCancelled(row.id)).await?;
    work.commit(Event::AppointmentCancelled(row.id, row.patient_id)).await
}

/// Finishes a visit: the room closes for good.
///
/// # Errors
/// Not begun, or already over.
pub async fn complete(caller: &Caller, id: AppointmentId) -> Result<()> {
    let reach = caller.must(Verb::CompleteAppointment)?;
    let mut work = caller.begin().await?;
    let row = held(&mut work.tx, caller, reach, id).await?;
    completed(work, caller, &row).await
}

async fn completed(mut work: Work, caller: &Caller, row: &AppointmentRow) -> Result<()> {
    take(&mut work, caller, row, Step::Complete, None).await?;
    if let Some(call) = calls::end_with_visit(&mut work.tx, row.id, caller.now).await? {
        work.also(Event::CallEnded(call, row.patient_id));
    }
    work.commit(Event::AppointmentCompleted(row.id, row.patient_id)).await
}

/// Ends what nobody ended before its room closed: a patient who never came is missing, a visit in which both met is over.
/// May run twice, and on several nodes at once. Gives how many appointments were ended.
///
/// # Errors
/// [`Error::Denied`] for anybody but the clinic itself.
pub async fn settle(caller: &Caller) -> Result<usize> {
    let reach = match Party::of(&caller.actor) {
        Some(Party::Clinic) => caller.must(Verb::KeepAgenda)?,
        _ => return Err(Error::Denied),
    };
    let unsettled = unsettled(&mut caller.read().await?.tx, caller.now).await?;
    let mut count = 0;
    for id in unsettled {
        let mut work = caller.begin().await?;
        let row = held(&mut work.tx, caller, reach, id).await?;
        // Another node may have been here a moment ago.
        let ended = if row.course().may(Step::Complete, Party::Clinic, caller.now).is_ok() {
            completed(work, caller, &row).await
        } else {
            missed(work, caller, &row).await
        };
        match ended {
            Ok(()) => count += 1,
            Err(Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(count)
}

async fn missed(mut work: Work, caller: &Caller, row: &AppointmentRow) -> Result<()> {
    take(&mut work, caller, row, Step::Miss, None).await?;
    work.commit(Event::AppointmentMissed(row.id, row.patient_id)).await
}

// queries

async fn unsettled(tx: &mut Tx, now: Moment) -> Result<Vec<AppointmentId>> {
    let found = rows!(
        tx,
        (AppointmentId,),
        "select id from appointment
         where ends_at <= $1 and cancelled_at is null and completed_at is null and missed_at is null
           and (arrived_at is null or begun_at is not null)
         order by ends_at limit $2",
        now.plus_minutes(-ENTRY_CLOSES_MINUTES),
        SETTLED_AT_ONCE_MAX
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}
