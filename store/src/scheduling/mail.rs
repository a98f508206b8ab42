//! What a message about an appointment needs to know. Only the clinic itself reads this.

use domain::{AccountId, Actor, AppointmentId, Language, Local, Moment, PatientId};
use jiff::tz::TimeZone;

use crate::{
    caller::Caller,
    error::{Error, Result},
    family::{FamilyReader, readers},
    patients::registered_email,
};

/// Both people of an appointment, and when it is.
#[derive(Clone)]
pub struct AppointmentMail {
    /// The appointment.
    pub id: AppointmentId,
    /// The patient's name.
    pub patient: String,
    /// Who hears of it on the patient's side: they themselves, or those responsible for them.
    pub readers: Vec<FamilyReader>,
    /// Where the desk reaches a patient whom no account stands for.
    pub registered_email: Option<String>,
    /// Whether the patient has an account of their own.
    pub has_account: bool,
    /// The professional's name.
    pub professional: String,
    /// The professional's address.
    pub professional_email: String,
    /// What the professional reads.
    pub professional_language: Language,
    /// When it begins.
    pub starts: Local,
    /// When it is planned to end.
    pub ends_at: Moment,
    /// How often it was changed.
    pub changes: i64,
    /// Whether it was called off since.
    pub cancelled: bool,
}

impl std::fmt::Debug for AppointmentMail {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("AppointmentMail")
    }
}

#[derive(sqlx::FromRow)]
struct MailRow {
    patient_id: PatientId,
    account_id: Option<AccountId>,
    patient: String,
    professional: String,
    professional_email: String,
    professional_language: Language,
    starts_at: Moment,
    ends_at: Moment,
    changes: i64,
    cancelled_at: Option<Moment>,
    time_zone: String,
}

/// What to write to the two people of an appointment.
///
/// # Errors
/// [`Error::Denied`] for a person, [`Error::Missing`] when there is no such appointment.
pub async fn appointment_mail(caller: &Caller, id: AppointmentId) -> Result<AppointmentMail> {
    if caller.actor != Actor::System {
        return Err(Error::Denied);
    }
    let mut read = caller.read().await?;
    let found = row!(
        &mut read.tx,
        MailRow,
        "select patient.id as patient_id, patient.account_id, patient.name as patient, professional.name as professional,
                professional_account.email as professional_email,
                professional_account.language as professional_language, appointment.starts_at,
                appointment.ends_at, appointment.changes, appointment.cancelled_at, unit.time_zone
         from appointment
         join patient on patient.id = appointment.patient_id
         join professional on professional.id = appointment.professional_id
         join account professional_account on professional_account.id = professional.account_id
         join unit on unit.id = professional.unit_id
         where appointment.id = $1",
        id
    )?;
    let row = found.ok_or(Error::Missing)?;
    let zone = TimeZone::get(&row.time_zone).map_err(Error::broken)?;
    let readers = readers(&mut read.tx, row.patient_id).await?;
    let registered_email = if row.account_id.is_none() && readers.is_empty() {
        registered_email(caller, &mut read.tx, row.patient_id).await?
    } else {
        None
    };
    Ok(AppointmentMail {
        id,
        patient: row.patient,
        readers,
        registered_email,
        has_account: row.account_id.is_some(),
        professional: row.professional,
        professional_email: row.professional_email,
        professional_language: row.professional_language,
        starts: row.starts_at.in_zone(&zone),
        ends_at: row.ends_at,
        changes: row.changes,
        cancelled: row.cancelled_at.is_some(),
    })
}

/// What to write to the two people of an appointment that was moved, and for when it was planned before that change.
///
/// # Errors
/// [`Error::Denied`] for a person, [`Error::Missing`] when there is no such appointment, or no such change of it.
pub async fn moved_mail(caller: &Caller, id: AppointmentId, change: i64) -> Result<(AppointmentMail, Local)> {
    let about = appointment_mail(caller, id).await?;
    let mut read = caller.read().await?;
    let found = row!(
        &mut read.tx,
        (Moment, String),
        "select appointment_change.starts_at, unit.time_zone from appointment_change
         join appointment on appointment.id = appointment_change.appointment_id
         join professional on professional.id = appointment.professional_id
         join unit on unit.id = professional.unit_id
         where appointment_change.appointment_id = $1 and appointment_change.number = $2",
        id,
        change - 1
    )?;
    let (before, zone) = found.ok_or(Error::Missing)?;
    Ok((about, before.in_zone(&TimeZone::get(&zone).map_err(Error::broken)?)))
}
