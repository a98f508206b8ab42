//! The log of an appointment: who changed what, when, and why. Nothing in it is ever changed or removed.

use serde::{Deserialize, Serialize};

use super::{AppointmentKind, AppointmentState, Party};
use crate::{AppointmentId, FieldErrors, Local, Problem, field::parse_reason};

/// Changes shown of one appointment.
pub const CHANGES_MAX: i64 = 200;

words! {
    /// Why an appointment was called off or moved.
    ReasonKind {
        /// The patient asked for it.
        PatientAsked = "patient_asked",
        /// The professional cannot be there.
        ProfessionalAway = "professional_away",
        /// Something of the clinic does not work.
        ClinicProblem = "clinic_problem",
        /// Something else, in words.
        Other = "other",
    }
}

/// One entry of the log. The words of a reason stand in the record, and are read there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentChange {
    /// When.
    pub at: Local,
    /// On whose side they stand who did it.
    pub party: Party,
    /// Who did it; nobody when it was the clinic itself.
    pub name: Option<String>,
    /// Where it stood before; nowhere when it was booked.
    pub from: Option<AppointmentState>,
    /// How it came to be, where this is its beginning.
    pub kind: Option<AppointmentKind>,
    /// Where it stands since.
    pub to: AppointmentState,
    /// For when it is planned since.
    pub starts: Local,
    /// Why, where somebody said so.
    pub reason: Option<ReasonKind>,
}

/// What is typed to call an appointment off in somebody's name.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct CallOffForm {
    /// Which.
    pub appointment: String,
    /// Why: a word of [`ReasonKind`].
    #[serde(default)]
    pub kind: String,
    /// Why, in words; may be empty, unless the kind says nothing.
    #[serde(default)]
    pub text: String,
}

/// An appointment to be called off, and why.
#[derive(Clone)]
pub struct CallOff {
    /// Which.
    pub appointment: AppointmentId,
    /// Why.
    pub kind: ReasonKind,
    /// Why, in words; may be empty.
    pub text: String,
}

silent!(CallOffForm, CallOff);

impl CallOffForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<CallOff, FieldErrors> {
        let mut errors = FieldErrors::default();
        let appointment = AppointmentId::parse(&self.appointment).map_err(|_| Problem::NotAChoice);
        let appointment = errors.keep("appointment", appointment);
        let kind = errors.keep("kind", ReasonKind::parse(&self.kind).ok_or(Problem::NotAChoice));
        let text = match (kind, parse_reason(&self.text)) {
            (Some(ReasonKind::Other), Ok(text)) if text.is_empty() => Err(Problem::Missing),
            (_, text) => text,
        };
        let text = errors.keep("text", text);
        match (appointment, kind, text) {
            (Some(appointment), Some(kind), Some(text)) => Ok(CallOff { appointment, kind, text }),
            _ => Err(errors),
        }
    }
}
