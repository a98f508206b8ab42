//! Free slots, and booking one of them.

use std::collections::BTreeMap;

use domain::{
    AppointmentId, Local, Moment, PatientId, PayerId, ProfessionalId, Refusal, Verb,
    audit::Event,
    jobs::Job,
    scheduling::{
        AppointmentKind, Booking, BookingWindow, Course, FreeDay, Span, UPCOMING_APPOINTMENTS_MAX, free_slots, slot_at,
    },
};
use jiff::{ToSpan, civil::Date};

use super::{
    course::{Change, note_change},
    hours::{Offered, offered},
};
use crate::{
    caller::Caller,
    error::{RefuseOn, Result},
    professionals::may_touch,
    sql::{Tx, in_turn},
    vault::Place,
    work::Work,
};

/// Days of free slots on one page.
const FREE_DAYS: i64 = 14;

/// The free slots of a professional: fourteen days from `from`, or from today. Days without any are left out.
///
/// # Errors
/// [`crate::Error::Missing`] when there is no such professional for this caller.
pub async fn free_days(caller: &Caller, professional: ProfessionalId, from: Option<Date>) -> Result<Vec<FreeDay>> {
    Ok(booking_window(caller, professional, from).await?.days)
}

/// The free slots of a professional, and the days they were looked for.
///
/// # Errors
/// [`crate::Error::Missing`] when there is no such professional for this caller.
pub async fn booking_window(
    caller: &Caller,
    professional: ProfessionalId,
    from: Option<Date>,
) -> Result<BookingWindow> {
    let reach = caller.must(Verb::SeeFreeSlots)?;
    may_touch(caller, reach, professional)?;
    let mut read = caller.read().await?;
    window(&mut read.tx, professional, from, caller.now, None).await
}

/// The free slots of a professional, as if one appointment were not booked.
pub(super) async fn window(
    tx: &mut Tx,
    professional: ProfessionalId,
    from: Option<Date>,
    now: Moment,
    without: Option<AppointmentId>,
) -> Result<BookingWindow> {
    let offered = offered(tx, professional, now).await?.must_be_active()?;
    let today = now.in_zone(&offered.zone).date();
    let first = from.map_or(today, |from| from.max(today));
    let end = first.saturating_add((FREE_DAYS - 1).days());
    let busy = busy(tx, professional, instants(first, end, &offered.zone), without).await?;
    let mut days = BTreeMap::<Date, Vec<Local>>::new();
    for slot in free_slots(&offered.beside(&busy), first, end, now) {
        let local = slot.starts_at.in_zone(&offered.zone);
        days.entry(local.date()).or_default().push(local);
    }
    let days = days.into_iter().map(|(date, slots)| FreeDay { date, slots }).collect();
    Ok(BookingWindow { today, first, last: today.saturating_add(offered.rules.horizon_days.days()), days })
}

/// Books a free slot for the caller, or for the person they act for.
///
/// # Errors
/// [`Refusal::OtherPerson`] when the page was drawn for somebody else than the one acted for now.
/// The slot is taken, not offered, too soon or too far ahead; or the patient is busy then.
pub async fn book(caller: &Caller, booking: Booking) -> Result<AppointmentId> {
    caller.must(Verb::BookAppointment)?;
    let patient = caller.must_be_patient()?;
    if booking.patient.is_some_and(|drawn_for| drawn_for != patient) {
        return Err(Refusal::OtherPerson.into());
    }
    let mut work = caller.begin().await?;
    both_turns(&mut work.tx, booking.professional, patient).await?;
    book_slot(work, caller, patient, &booking).await
}

/// The limit of a patient spans rows, and two overlapping rows written at once could wait for one another.
pub(super) async fn both_turns(tx: &mut Tx, professional: ProfessionalId, patient: PatientId) -> Result<()> {
    in_turn(tx, professional.0).await?;
    in_turn(tx, patient.0).await
}

/// Books a free slot for a patient whose turn it is.
pub(super) async fn book_slot(
    mut work: Work,
    caller: &Caller,
    patient: PatientId,
    booking: &Booking,
) -> Result<AppointmentId> {
    let offered = offered(&mut work.tx, booking.professional, caller.now).await?.must_be_active()?;
    let when = (booking.starts_at, caller.now);
    let slot = offered_slot(&mut work.tx, &offered, booking.professional, when, None).await?;
    if upcoming(&mut work.tx, patient, caller.now).await? >= UPCOMING_APPOINTMENTS_MAX {
        return Err(Refusal::TooManyAppointments.into());
    }
    let course = Course { cancel_minutes: offered.rules.cancel_minutes, ..Course::new(slot) };
    let new = New {
        professional: booking.professional,
        patient,
        kind: AppointmentKind::Offered,
        course,
        reason: &booking.reason,
    };
    keep_new(work, caller, &new).await
}

/// An appointment that comes to be.
pub(super) struct New<'a> {
    pub(super) professional: ProfessionalId,
    pub(super) patient: PatientId,
    pub(super) kind: AppointmentKind,
    pub(super) course: Course,
    /// May be empty.
    pub(super) reason: &'a str,
}

/// Keeps a new appointment, its first line in the log, and the letters about it.
pub(super) async fn keep_new(mut work: Work, caller: &Caller, new: &New<'_>) -> Result<AppointmentId> {
    let (appointment, patient) = (caller.new_id::<AppointmentId>(), new.patient);
    insert(&mut work, caller, appointment, new)
        .await
        .refuse_on("appointment_slot_taken", Refusal::SlotTaken)
        .refuse_on("appointment_patient_busy", Refusal::PatientBusy)?;
    let change = Change { number: 0, from: None, course: new.course, why: None };
    note_change(&mut work, caller, appointment, patient, change).await?;
    work.enqueue(Job::ConfirmBooking(appointment)).await?;
    let event = match new.kind {
        AppointmentKind::Offered => Event::AppointmentBooked(appointment, patient),
        AppointmentKind::WalkIn => Event::WalkedIn(appointment, patient),
    };
    work.commit(event).await?;
    Ok(appointment)
}

/// The slot that begins at an instant, beside what is booked on its day, as if one appointment were not.
pub(super) async fn offered_slot(
    tx: &mut Tx,
    offered: &Offered,
    professional: ProfessionalId,
    (starts_at, now): (Moment, Moment),
    without: Option<AppointmentId>,
) -> Result<Span> {
    let date = starts_at.in_zone(&offered.zone).date();
    let busy = busy(tx, professional, instants(date, date, &offered.zone), without).await?;
    Ok(slot_at(&offered.beside(&busy), starts_at, now)?)
}

// queries

fn instants(first: Date, last: Date, zone: &jiff::tz::TimeZone) -> Span {
    let midnight = |date: Date| Moment::of_wall_clock(date.to_datetime(jiff::civil::Time::midnight()), zone);
    let end = Moment::from_micros(i64::MAX);
    Span { starts_at: midnight(first).unwrap_or(end), ends_at: midnight(last.saturating_add(1.day())).unwrap_or(end) }
}

/// What is booked in a stretch of time, and around it: no visit and no pause is longer than a day.
async fn busy(
    tx: &mut Tx,
    professional: ProfessionalId,
    within: Span,
    without: Option<AppointmentId>,
) -> Result<Vec<Span>> {
    let found = rows!(
        tx,
        (AppointmentId, Moment, Moment),
        "select id, starts_at, ends_at from appointment
         where professional_id = $1 and starts_at > $2 and starts_at < $3 and cancelled_at is null order by starts_at",
        professional,
        within.starts_at.plus_minutes(-24 * 60),
        within.ends_at.plus_minutes(24 * 60)
    )?;
    let others = found.into_iter().filter(|(id, ..)| Some(*id) != without);
    Ok(others.map(|(_, starts_at, ends_at)| Span { starts_at, ends_at }).collect())
}

async fn upcoming(tx: &mut Tx, patient: PatientId, now: Moment) -> Result<i64> {
    let found = row!(
        tx,
        (i64,),
        "select count(*) from appointment
         where patient_id = $1 and starts_at > $2 and cancelled_at is null and completed_at is null",
        patient,
        now
    )?;
    Ok(found.map_or(0, |(count,)| count))
}

async fn insert(work: &mut Work, caller: &Caller, id: AppointmentId, new: &New<'_>) -> Result<()> {
    let reason = if new.reason.is_empty() {
        None
    } else {
        let key = caller.vault.data_key(work, new.patient.0, caller.now).await?;
        Some(key.seal(Place::new("appointment", "reason", id.0), new.reason)?)
    };
    run!(
        &mut work.tx,
        "insert into appointment (id, professional_id, patient_id, payer_id, starts_at, ends_at, kind, reason, booked_at,
                                  cancel_minutes, arrived_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        id,
        new.professional,
        new.patient,
        PayerId::SELF_PAY,
        new.course.span.starts_at,
        new.course.span.ends_at,
        new.kind,
        reason.as_ref(),
        caller.now,
        new.course.cancel_minutes,
        new.course.arrived_at
    )?;
    Ok(())
}
