//! What is typed to book: by a patient for themselves, by others for a patient; and who is squeezed in.

use serde::{Deserialize, Serialize};

use super::{Allowance, BookingRules, Span};
use crate::{FieldErrors, Moment, PatientId, Problem, ProfessionalId, Refusal, field::parse_reason};

/// A walk-in begins on a multiple of this many minutes.
pub const WALK_IN_STEP_MINUTES: i64 = 5;

words! {
    /// How an appointment came to be.
    AppointmentKind {
        /// It is in a slot that was offered.
        Offered = "offered",
        /// Somebody was squeezed in at the desk.
        WalkIn = "walk_in",
    }
}

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

/// What is chosen to book for a patient: no reason, which is theirs to give.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct BookForForm {
    /// For whom.
    pub patient: String,
    /// With whom.
    pub professional: String,
    /// The start of the slot, RFC 3339.
    #[serde(default)]
    pub starts_at: String,
}

/// A booking for a patient that may be tried.
#[derive(Clone, Copy, Debug)]
pub struct BookFor {
    /// For whom.
    pub patient: PatientId,
    /// With whom.
    pub professional: ProfessionalId,
    /// The start of the slot.
    pub starts_at: Moment,
}

/// What is chosen to squeeze a patient in now.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct WalkInForm {
    /// Whom.
    pub patient: String,
    /// With whom.
    pub professional: String,
}

/// A walk-in that may be tried.
#[derive(Clone, Copy, Debug)]
pub struct WalkIn {
    /// Whom.
    pub patient: PatientId,
    /// With whom.
    pub professional: ProfessionalId,
}

silent!(BookForForm, WalkInForm);

impl BookForForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<BookFor, FieldErrors> {
        let mut errors = FieldErrors::default();
        let patient = errors.keep("patient", PatientId::parse(&self.patient).map_err(|_| Problem::NotAChoice));
        let professional = ProfessionalId::parse(&self.professional).map_err(|_| Problem::NotAChoice);
        let professional = errors.keep("professional", professional);
        let starts_at = errors.keep("starts_at", Moment::parse(&self.starts_at).ok_or(Problem::NotAChoice));
        match (patient, professional, starts_at) {
            (Some(patient), Some(professional), Some(starts_at)) => Ok(BookFor { patient, professional, starts_at }),
            _ => Err(errors),
        }
    }
}

impl WalkInForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<WalkIn, FieldErrors> {
        let mut errors = FieldErrors::default();
        let patient = errors.keep("patient", PatientId::parse(&self.patient).map_err(|_| Problem::NotAChoice));
        let professional = ProfessionalId::parse(&self.professional).map_err(|_| Problem::NotAChoice);
        let professional = errors.keep("professional", professional);
        match (patient, professional) {
            (Some(patient), Some(professional)) => Ok(WalkIn { patient, professional }),
            _ => Err(errors),
        }
    }
}

/// When somebody who is squeezed in is seen: from the last full five minutes on, whatever is offered.
///
/// # Errors
/// The professional takes no walk-ins.
pub fn walk_in(rules: &BookingRules, visit_minutes: i64, now: Moment) -> Result<Span, Refusal> {
    if rules.walk_ins == Allowance::Refused {
        return Err(Refusal::NoWalkIns);
    }
    let seconds = now.seconds();
    let starts_at = Moment::from_micros((seconds - seconds.rem_euclid(WALK_IN_STEP_MINUTES * 60)) * 1_000_000);
    Ok(Span { starts_at, ends_at: starts_at.plus_minutes(visit_minutes) })
}
