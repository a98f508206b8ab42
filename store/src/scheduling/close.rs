//! How an appointment ends: called off, or completed.

use domain::{
    AppointmentId, CallId, Moment, PatientId, ProfessionalId, Refusal, Verb,
    audit::Event,
    jobs::Job,
    scheduling::{Course, Span},
};

use crate::{caller::Caller, calls, error::Result, family::not_theirs, sql::Tx};

/// Calls an appointment of the caller off.
///
/// # Errors
/// Too late, or already over.
pub async fn cancel(caller: &Caller, id: AppointmentId) -> Result<()> {
    caller.must(Verb::CancelAppointment)?;
    let mut work = caller.begin().await?;
    let row = own_appointment(&mut work.tx, caller, id).await?;
    row.course().may_cancel(caller.now)?;
    let count = run!(
        &mut work.tx,
        "update appointment set cancelled_at = $2 where id = $1 and cancelled_at is null and completed_at is null",
        id,
        caller.now
    )?;
    if count == 0 {
        return Err(Refusal::Cancelled.into());
    }
    work.enqueue(Job::TellCancelled(id)).await?;
    work.commit(Event::AppointmentCancelled(id, row.patient_id)).await
}

/// Finishes a visit: the room closes for good.
///
/// # Errors
/// Not begun, or already over.
pub async fn complete(caller: &Caller, id: AppointmentId) -> Result<()> {
    caller.must(Verb::CompleteAppointment)?;
    let mut work = caller.begin().await?;
    let row = own_appointment(&mut work.tx, caller, id).await?;
    row.course().may_complete(caller.now)?;
    let count = run!(
        &mut work.tx,
        "update appointment set completed_at = $2 where id = $1 and cancelled_at is null and completed_at is null",
        id,
        caller.now
    )?;
    if count == 0 {
        return Err(Refusal::Completed.into());
    }
    if let Some(call) = calls::end_with_visit(&mut work.tx, id, caller.now).await? {
        work.also(Event::CallEnded(call, row.patient_id));
    }
    work.commit(Event::AppointmentCompleted(id, row.patient_id)).await
}

// queries

/// What the rules need to know of an appointment.
#[derive(sqlx::FromRow)]
pub(crate) struct AppointmentRow {
    pub(crate) patient_id: PatientId,
    pub(crate) professional_id: ProfessionalId,
    starts_at: Moment,
    ends_at: Moment,
    cancelled_at: Option<Moment>,
    completed_at: Option<Moment>,
    pub(crate) call_id: Option<CallId>,
}

impl AppointmentRow {
    pub(crate) const fn course(&self) -> Course {
        let span = Span { starts_at: self.starts_at, ends_at: self.ends_at };
        Course { span, cancelled_at: self.cancelled_at, completed_at: self.completed_at }
    }
}

/// An appointment of the caller, patient or professional; everybody else's is missing.
pub(crate) async fn own_appointment(tx: &mut Tx, caller: &Caller, id: AppointmentId) -> Result<AppointmentRow> {
    let found = row!(
        &mut *tx,
        AppointmentRow,
        "select appointment.patient_id, appointment.professional_id, appointment.starts_at, appointment.ends_at,
                appointment.cancelled_at, appointment.completed_at, call.id as call_id
         from appointment left join call on call.appointment_id = appointment.id
         where appointment.id = $1 and (appointment.patient_id = $2 or appointment.professional_id = $3)",
        id,
        caller.patient(),
        caller.professional()
    )?;
    match found {
        Some(row) => Ok(row),
        None => Err(not_theirs(tx, caller, id).await?),
    }
}
