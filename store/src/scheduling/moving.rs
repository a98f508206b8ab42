//! Moving an appointment to another free slot of the same professional.

use domain::{
    AppointmentId, Refusal, Verb,
    audit::Event,
    jobs::Job,
    scheduling::{BookingWindow, CHANGES_BEFORE_MOVE_MAX, Move, Party, ReasonKind, Step},
};
use jiff::civil::Date;

use super::{
    book::{offered_slot, window},
    course::{Why, held, keep, within_reach},
    hours::offered,
};
use crate::{
    caller::Caller,
    error::{Error, RefuseOn, Result},
    sql::in_turn,
};

/// The free slots that an appointment can be moved to, and the days they were looked for: it is in its own way nowhere,
/// and stays where it is by not being moved.
///
/// # Errors
/// [`Error::Missing`] when it is not theirs; or it cannot be moved any more.
pub async fn move_window(caller: &Caller, id: AppointmentId, from: Option<Date>) -> Result<BookingWindow> {
    let reach = caller.must(Verb::MoveAppointment)?;
    let party = Party::of(&caller.actor).ok_or(Error::Denied)?;
    let mut read = caller.read().await?;
    let row = within_reach(&mut read.tx, caller, reach, id).await?;
    row.course().may(Step::Move, party, caller.now)?;
    let mut window = window(&mut read.tx, row.professional_id, from, caller.now, Some(id)).await?;
    let stands_at = row.course().span.starts_at;
    for day in &mut window.days {
        day.slots.retain(|slot| slot.at != stands_at);
    }
    window.days.retain(|day| !day.slots.is_empty());
    Ok(window)
}

/// Moves an appointment to another free slot of the same professional; nobody has said yet that they will come then.
///
/// # Errors
/// [`Refusal::VisitChanged`] when it is not as it was seen, which a second sending of the same form finds too. The slot is
/// taken, not offered, too soon or too far ahead; the patient is busy then; or it cannot be moved any more.
pub async fn move_to(caller: &Caller, to: Move) -> Result<AppointmentId> {
    let reach = caller.must(Verb::MoveAppointment)?;
    let party = Party::of(&caller.actor).ok_or(Error::Denied)?;
    let mut work = caller.begin().await?;
    let row = held(&mut work.tx, caller, reach, to.appointment).await?;
    if row.changes != to.version {
        return Err(Refusal::VisitChanged.into());
    }
    row.course().may(Step::Move, party, caller.now)?;
    if row.changes >= CHANGES_BEFORE_MOVE_MAX {
        return Err(Refusal::TooManyMoves.into());
    }
    if row.course().span.starts_at == to.starts_at {
        return Err(Refusal::SlotTaken.into());
    }
    in_turn(&mut work.tx, row.professional_id.0).await?;
    in_turn(&mut work.tx, row.patient_id.0).await?;
    let offered = offered(&mut work.tx, row.professional_id, caller.now).await?.must_be_active()?;
    let when = (to.starts_at, caller.now);
    let slot = offered_slot(&mut work.tx, &offered, row.professional_id, when, Some(row.id)).await?;
    let after = row.course().moved(slot, party, caller.now)?;
    let why = match party {
        Party::Patient => Some(Why { kind: ReasonKind::PatientAsked, text: "" }),
        _ => to.kind.map(|kind| Why { kind, text: &to.text }),
    };
    keep(&mut work, caller, &row, after, why)
        .await
        .refuse_on("appointment_slot_taken", Refusal::SlotTaken)
        .refuse_on("appointment_patient_busy", Refusal::PatientBusy)?;
    work.enqueue(Job::TellMoved(row.id, row.changes + 1)).await?;
    work.commit(Event::AppointmentMoved(row.id, row.patient_id)).await?;
    Ok(row.id)
}
