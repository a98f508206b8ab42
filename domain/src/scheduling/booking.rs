//! What a patient types to book.

use serde::{Deserialize, Serialize};

use crate::{FieldErrors, Moment, PatientId, Problem, ProfessionalId, field::parse_reason};

/// What a patient types to book.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct BookingForm {
    /// With whom.
    pub professional: String,
    /// The start of the slot, RFC 3339.
    pub starts_at: String,
    /// Why; may be empty.
    #[serde(default)]
    pub reason: String,
    /// The patient for whom the page was drawn: another tab may have begun to act for somebody else since.
    #[serde(default)]
    pub patient: String,
}

/// A booking that may be tried.
#[derive(Clone)]
pub struct Booking {
    /// With whom.
    pub professional: ProfessionalId,
    /// The start of the slot.
    pub starts_at: Moment,
    /// Why; may be empty.
    pub reason: String,
    /// The patient for whom the page was drawn, if it said so.
    pub patient: Option<PatientId>,
}

silent!(BookingForm, Booking);

impl BookingForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<Booking, FieldErrors> {
        let mut errors = FieldErrors::default();
        let professional = ProfessionalId::parse(&self.professional).map_err(|_| Problem::NotAChoice);
        let professional = errors.keep("professional", professional);
        let starts_at = errors.keep("starts_at", Moment::parse(&self.starts_at).ok_or(Problem::NotAChoice));
        let reason = errors.keep("reason", parse_reason(&self.reason));
        let patient = Some(self.patient).filter(|patient| !patient.is_empty());
        let patient = patient.map(|patient| PatientId::parse(&patient)).transpose().map_err(|_| Problem::NotAChoice);
        let patient = errors.keep("patient", patient);
        match (professional, starts_at, reason, patient) {
            (Some(professional), Some(starts_at), Some(reason), Some(patient)) => {
                Ok(Booking { professional, starts_at, reason, patient })
            }
            _ => Err(errors),
        }
    }
}
