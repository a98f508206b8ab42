//! The course of an appointment as it is kept: what the rules need to know, and the one way to take a step.

use domain::{
    AppointmentId, CallId, Moment, PatientId, ProfessionalId, Reach, Refusal,
    scheduling::{AppointmentState, Course, Party, ReasonKind, Span, Step},
};
use uuid::Uuid;

use crate::{
    caller::Caller,
    error::{Error, Result},
    family::not_theirs,
    sql::{Tx, in_turn},
    vault::Place,
    work::Work,
};

/// The columns of a [`CourseRow`].
macro_rules! course_columns {
    () => {
        "appointment.starts_at, appointment.ends_at, appointment.cancel_minutes, appointment.confirmed_at, appointment.arrived_at,
         appointment.begun_at, appointment.completed_at, appointment.cancelled_at, appointment.missed_at"
    };
}
pub(crate) use course_columns;

/// The instants of an appointment.
#[derive(sqlx::FromRow)]
pub(crate) struct CourseRow {
    starts_at: Moment,
    ends_at: Moment,
    cancel_minutes: i64,
    confirmed_at: Option<Moment>,
    arrived_at: Option<Moment>,
    begun_at: Option<Moment>,
    completed_at: Option<Moment>,
    cancelled_at: Option<Moment>,
    missed_at: Option<Moment>,
}

impl CourseRow {
    pub(crate) const fn course(&self) -> Course {
        Course {
            span: Span { starts_at: self.starts_at, ends_at: self.ends_at },
            cancel_minutes: self.cancel_minutes,
            confirmed_at: self.confirmed_at,
            arrived_at: self.arrived_at,
            begun_at: self.begun_at,
            completed_at: self.completed_at,
            cancelled_at: self.cancelled_at,
            missed_at: self.missed_at,
        }
    }
}

/// What the rules need to know of an appointment.
#[derive(sqlx::FromRow)]
pub(crate) struct AppointmentRow {
    pub(crate) id: AppointmentId,
    pub(crate) patient_id: PatientId,
    pub(crate) professional_id: ProfessionalId,
    pub(super) changes: i64,
    pub(crate) call_id: Option<CallId>,
    #[sqlx(flatten)]
    row: CourseRow,
}

impl AppointmentRow {
    pub(crate) const fn course(&self) -> Course {
        self.row.course()
    }
}

/// Why somebody changes an appointment.
pub(super) struct Why<'a> {
    pub(super) kind: ReasonKind,
    /// May be empty.
    pub(super) text: &'a str,
}

/// Takes a step in the caller's name; what is seen of the appointment must still be so.
pub(super) async fn take(
    work: &mut Work,
    caller: &Caller,
    row: &AppointmentRow,
    step: Step,
    why: Option<Why<'_>>,
) -> Result<()> {
    let party = Party::of(&caller.actor).ok_or(Error::Denied)?;
    let after = row.course().after(step, party, caller.now)?;
    keep(work, caller, row, after, why).await
}

/// Keeps what an appointment became, and its line in the log; what is seen of it must still be so.
pub(super) async fn keep(
    work: &mut Work,
    caller: &Caller,
    row: &AppointmentRow,
    after: Course,
    why: Option<Why<'_>>,
) -> Result<()> {
    let count = run!(
        &mut work.tx,
        "update appointment set starts_at = $3, ends_at = $4, confirmed_at = $5, arrived_at = $6, begun_at = $7,
                                completed_at = $8, cancelled_at = $9, missed_at = $10, changes = changes + 1
         where id = $1 and changes = $2",
        row.id,
        row.changes,
        after.span.starts_at,
        after.span.ends_at,
        after.confirmed_at,
        after.arrived_at,
        after.begun_at,
        after.completed_at,
        after.cancelled_at,
        after.missed_at
    )?;
    if count == 0 {
        return Err(Refusal::VisitChanged.into());
    }
    let change = Change { number: row.changes + 1, from: Some(row.course().state()), course: after, why };
    note_change(work, caller, row.id, row.patient_id, change).await
}

/// Somebody entered the room: by it a patient has arrived, and where both are now, the visit has begun.
pub(crate) async fn entered(work: &mut Work, caller: &Caller, id: AppointmentId, both: bool) -> Result<()> {
    let Some(party) = Party::of(&caller.actor) else { return Ok(()) };
    let steps = [(Step::Arrive, party == Party::Patient), (Step::Begin, both)];
    for (step, _) in steps.into_iter().filter(|(_, wanted)| *wanted) {
        let row = own_appointment(&mut work.tx, caller, id).await?;
        if row.course().may(step, party, caller.now).is_ok() {
            take(work, caller, &row, step, None).await?;
        }
    }
    Ok(())
}

/// One entry of the log of an appointment.
pub(super) struct Change<'a> {
    pub(super) number: i64,
    pub(super) from: Option<AppointmentState>,
    pub(super) course: Course,
    pub(super) why: Option<Why<'a>>,
}

/// Writes the log of an appointment.
pub(super) async fn note_change(
    work: &mut Work,
    caller: &Caller,
    appointment: AppointmentId,
    patient: PatientId,
    change: Change<'_>,
) -> Result<()> {
    let party = Party::of(&caller.actor).ok_or(Error::Denied)?;
    let id = caller.new_id::<Uuid>();
    let kind = change.why.as_ref().map(|why| why.kind);
    let text = match change.why {
        Some(Why { text, .. }) if !text.is_empty() => {
            let key = caller.vault.data_key(work, patient.0, caller.now).await?;
            Some(key.seal(Place::new("appointment_change", "reason", id), text)?)
        }
        _ => None,
    };
    run!(
        &mut work.tx,
        "insert into appointment_change (id, appointment_id, number, at, party, account_id, from_state, to_state,
                                         starts_at, reason_kind, reason)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        id,
        appointment,
        change.number,
        caller.now,
        party,
        caller.actor.account(),
        change.from,
        change.course.state(),
        change.course.span.starts_at,
        kind,
        text.as_ref()
    )?;
    Ok(())
}

// queries

macro_rules! appointment_where {
    ($rest:literal) => {
        concat!(
            "select appointment.id, appointment.patient_id, appointment.professional_id, appointment.changes,
                    call.id as call_id, ",
            course_columns!(),
            " from appointment left join call on call.appointment_id = appointment.id where appointment.id = $1",
            $rest
        )
    };
}

/// An appointment of the caller, patient or professional; everybody else's is missing.
pub(crate) async fn own_appointment(tx: &mut Tx, caller: &Caller, id: AppointmentId) -> Result<AppointmentRow> {
    let found = row!(
        &mut *tx,
        AppointmentRow,
        appointment_where!(" and (appointment.patient_id = $2 or appointment.professional_id = $3)"),
        id,
        caller.patient(),
        caller.professional()
    )?;
    match found {
        Some(row) => Ok(row),
        None => Err(not_theirs(tx, caller, id).await?),
    }
}

/// An appointment within the caller's reach, held until the transaction ends: what is read of it stays true.
pub(super) async fn held(tx: &mut Tx, caller: &Caller, reach: Reach, id: AppointmentId) -> Result<AppointmentRow> {
    in_turn(tx, id.0).await?;
    within_reach(tx, caller, reach, id).await
}

/// An appointment within the caller's reach; everybody else's is missing.
pub(super) async fn within_reach(
    tx: &mut Tx,
    caller: &Caller,
    reach: Reach,
    id: AppointmentId,
) -> Result<AppointmentRow> {
    if reach != Reach::Any {
        return own_appointment(tx, caller, id).await;
    }
    row!(tx, AppointmentRow, appointment_where!(""), id)?.ok_or(Error::Missing)
}
