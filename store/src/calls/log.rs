//! The log of a call: who was there, when, for how long, and how it went.

use domain::{
    AppointmentId, CallId, Moment, Verb,
    calls::{Attendance, CallLog, Route, Seat, Summary},
};
use jiff::tz::TimeZone;

use crate::{
    caller::Caller,
    error::{Error, Result},
    scheduling::own_appointment,
    sql::Tx,
};

/// Stays shown of one call.
const STAYS_MAX: i64 = 200;

/// What is kept of the call of an appointment of the caller; none when nobody ever entered the room.
///
/// # Errors
/// [`Error::Missing`] when the appointment is not theirs.
pub async fn log(caller: &Caller, appointment: AppointmentId) -> Result<Option<CallLog>> {
    caller.must(Verb::SeeAppointment)?;
    let mut read = caller.read().await?;
    let Some(id) = own_appointment(&mut read.tx, caller, appointment).await?.call_id else { return Ok(None) };
    let found = row!(
        &mut read.tx,
        (Option<Moment>, Option<Moment>, String),
        "select call.started_at, call.ended_at, unit.time_zone from call
         join appointment on appointment.id = call.appointment_id
         join professional on professional.id = appointment.professional_id
         join unit on unit.id = professional.unit_id where call.id = $1",
        id
    )?;
    let (started, ended, zone) = found.ok_or(Error::Missing)?;
    if started.is_none() {
        return Ok(None);
    }
    let zone = TimeZone::get(&zone).map_err(Error::broken)?;
    let stays = stays(&mut read.tx, id).await?;
    let summaries = summaries(&mut read.tx, id).await?;
    let together_seconds = together_seconds(&stays, caller.now);
    let attendances = stays.into_iter().map(|(seat, joined, left)| Attendance {
        seat,
        joined: joined.in_zone(&zone),
        left: left.map(|at| at.in_zone(&zone)),
    });
    Ok(Some(CallLog {
        id,
        started: started.map(|at| at.in_zone(&zone)),
        ended: ended.map(|at| at.in_zone(&zone)),
        together_seconds,
        attendances: attendances.collect(),
        summaries,
    }))
}

type Stay = (Seat, Moment, Option<Moment>);

/// For how long both were there. Stays of one seat never overlap: a new one ends the one before.
fn together_seconds(stays: &[Stay], now: Moment) -> i64 {
    let of = |seat| stays.iter().filter(move |stay| stay.0 == seat);
    let mut micros = 0;
    for patient in of(Seat::Patient) {
        for professional in of(Seat::Professional) {
            let from = patient.1.max(professional.1);
            let until = patient.2.unwrap_or(now).min(professional.2.unwrap_or(now));
            micros += (until.micros() - from.micros()).max(0);
        }
    }
    micros / 1_000_000
}

// queries

async fn stays(tx: &mut Tx, call: CallId) -> Result<Vec<Stay>> {
    rows!(
        tx,
        Stay,
        "select seat, joined_at, left_at from call_attendance where call_id = $1 order by joined_at, id limit $2",
        call,
        STAYS_MAX
    )
}

#[derive(sqlx::FromRow)]
struct SummaryRow {
    seat: Seat,
    setup_ms: Option<i64>,
    connected_ms: Option<i64>,
    rtt_ms: Option<i64>,
    jitter_ms: Option<i64>,
    loss_permille: Option<i64>,
    route: Option<Route>,
    reconnections: Option<i64>,
}

async fn summaries(tx: &mut Tx, call: CallId) -> Result<Vec<(Seat, Summary)>> {
    let found = rows!(
        tx,
        SummaryRow,
        "select seat, setup_ms, connected_ms, rtt_ms, jitter_ms, loss_permille, route, reconnections
         from call_summary where call_id = $1 order by seat",
        call
    )?;
    let number = |value: Option<i64>| value.and_then(|value| u32::try_from(value).ok());
    Ok(found
        .into_iter()
        .map(|row| {
            let summary = Summary {
                setup_ms: number(row.setup_ms),
                connected_ms: number(row.connected_ms),
                rtt_ms: number(row.rtt_ms),
                jitter_ms: number(row.jitter_ms),
                loss_permille: number(row.loss_permille),
                route: row.route,
                reconnections: number(row.reconnections),
            };
            (row.seat, summary)
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn together_is_where_stays_of_both_seats_overlap() {
        let at = |second: i64| Moment::from_micros(second * 1_000_000);
        let stays = [
            (Seat::Patient, at(0), Some(at(100))),
            (Seat::Professional, at(50), Some(at(80))),
            (Seat::Professional, at(90), None),
            (Seat::Patient, at(110), None),
        ];
        assert_eq!(together_seconds(&stays, at(120)), 30 + 10 + 10);
        assert_eq!(together_seconds(&stays[..1], at(120)), 0);
    }
}
