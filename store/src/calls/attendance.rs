//! Stays in the room: leaving it, how it went, and the end of a call.

use domain::{
    Actor, AppointmentId, CallId, Moment, PatientId, audit::Event, calls::Summary, scheduling::ENTRY_CLOSES_MINUTES,
};

use super::Admission;
use crate::{
    caller::Caller,
    error::{Error, Result},
    sql::{Tx, in_turn},
};

/// Ends a stay. When nobody is left, the call has ended until somebody comes back.
///
/// # Errors
/// [`Error::Missing`] for somebody else's admission. A stay that already ended stays as it is, and is no event.
pub async fn leave(caller: &Caller, admission: &Admission) -> Result<()> {
    admission.must_belong_to(caller)?;
    let mut work = caller.begin().await?;
    in_turn(&mut work.tx, admission.call.0).await?;
    let count = run!(
        &mut work.tx,
        "update call_attendance set left_at = $2 where id = $1 and left_at is null",
        admission.attendance,
        caller.now
    )?;
    if count == 0 {
        return Ok(());
    }
    if end_if_empty(&mut work.tx, admission.call, caller.now).await? {
        work.also(Event::CallLeft(admission.call, admission.patient));
        return work.commit(Event::CallEnded(admission.call, admission.patient)).await;
    }
    work.commit(Event::CallLeft(admission.call, admission.patient)).await
}

/// Keeps how the call went, as one browser saw it; the last word of each seat counts.
///
/// # Errors
/// [`Error::Missing`] for somebody else's admission.
pub async fn summarise(caller: &Caller, admission: &Admission, summary: &Summary) -> Result<()> {
    admission.must_belong_to(caller)?;
    let mut work = caller.begin().await?;
    run!(
        &mut work.tx,
        "insert into call_summary (call_id, seat, setup_ms, connected_ms, rtt_ms, jitter_ms, loss_permille, route,
                                   reconnections, reported_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict (call_id, seat) do update set setup_ms = $3, connected_ms = $4, rtt_ms = $5, jitter_ms = $6,
             loss_permille = $7, route = $8, reconnections = $9, reported_at = $10",
        admission.call,
        admission.seat,
        summary.setup_ms.map(i64::from),
        summary.connected_ms.map(i64::from),
        summary.rtt_ms.map(i64::from),
        summary.jitter_ms.map(i64::from),
        summary.loss_permille.map(i64::from),
        summary.route,
        summary.reconnections.map(i64::from),
        caller.now
    )?;
    work.commit(Event::CallSummarised(admission.call, admission.patient)).await
}

/// Closes stays whose room has closed: a process that was killed could not say when its people left.
/// Gives how many calls were ended.
///
/// # Errors
/// [`Error::Denied`] for anybody but the clinic itself.
pub async fn close_abandoned(caller: &Caller) -> Result<usize> {
    if caller.actor != Actor::System {
        return Err(Error::Denied);
    }
    let mut work = caller.begin().await?;
    let abandoned = rows!(
        &mut work.tx,
        (CallId, PatientId, Moment),
        "select distinct call.id, appointment.patient_id, appointment.ends_at from call_attendance
         join call on call.id = call_attendance.call_id
         join appointment on appointment.id = call.appointment_id
         where call_attendance.left_at is null and appointment.ends_at <= $1 order by call.id",
        caller.now.plus_minutes(-ENTRY_CLOSES_MINUTES)
    )?;
    let mut ended = Vec::new();
    for (call, patient, ends_at) in abandoned {
        // Another node may have swept here a moment ago.
        if end(&mut work.tx, call, ends_at.plus_minutes(ENTRY_CLOSES_MINUTES)).await? {
            ended.push(Event::CallEnded(call, patient));
        }
    }
    let (count, Some(last)) = (ended.len(), ended.pop()) else { return Ok(0) };
    for event in ended {
        work.also(event);
    }
    work.commit(last).await?;
    Ok(count)
}

// queries

/// Ends the call of a visit that was completed; none when the room was never opened or is empty already.
pub(crate) async fn end_with_visit(tx: &mut Tx, appointment: AppointmentId, now: Moment) -> Result<Option<CallId>> {
    let found = row!(&mut *tx, (CallId,), "select id from call where appointment_id = $1", appointment)?;
    let Some((call,)) = found else { return Ok(None) };
    Ok(end(tx, call, now).await?.then_some(call))
}

/// Everybody leaves; whether the call ended by it.
async fn end(tx: &mut Tx, call: CallId, at: Moment) -> Result<bool> {
    in_turn(tx, call.0).await?;
    run!(&mut *tx, "update call_attendance set left_at = $2 where call_id = $1 and left_at is null", call, at)?;
    end_if_empty(tx, call, at).await
}

async fn end_if_empty(tx: &mut Tx, call: CallId, now: Moment) -> Result<bool> {
    let count = run!(
        tx,
        "update call set ended_at = $2 where id = $1 and started_at is not null and ended_at is null
         and not exists (select 1 from call_attendance where call_id = $1 and left_at is null)",
        call,
        now
    )?;
    Ok(count == 1)
}
