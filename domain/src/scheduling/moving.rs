//! Moving an appointment to another free slot of the same professional.

use serde::{Deserialize, Serialize};

use super::ReasonKind;
use crate::{AppointmentId, FieldErrors, Moment, Problem, field::parse_reason};

/// An appointment that was changed this often is not moved again: whoever wants another time books anew.
pub const CHANGES_BEFORE_MOVE_MAX: i64 = 50;

/// What is typed to move an appointment.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct MoveForm {
    /// Which.
    pub appointment: String,
    /// How often it had been changed when the page was drawn: what is sent twice, or seen too late, changes nothing.
    #[serde(default)]
    pub version: String,
    /// The start of the new slot, RFC 3339.
    #[serde(default)]
    pub starts_at: String,
    /// Why: a word of [`ReasonKind`]; may be empty.
    #[serde(default)]
    pub kind: String,
    /// Why, in words; may be empty.
    #[serde(default)]
    pub text: String,
}

/// An appointment to be moved, to when, and why.
#[derive(Clone)]
pub struct Move {
    /// Which.
    pub appointment: AppointmentId,
    /// How often it had been changed when the page was drawn.
    pub version: i64,
    /// The start of the new slot.
    pub starts_at: Moment,
    /// Why, where somebody said so.
    pub kind: Option<ReasonKind>,
    /// Why, in words; may be empty.
    pub text: String,
}

silent!(MoveForm, Move);

impl MoveForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<Move, FieldErrors> {
        let mut errors = FieldErrors::default();
        let appointment = AppointmentId::parse(&self.appointment).map_err(|_| Problem::NotAChoice);
        let appointment = errors.keep("appointment", appointment);
        let version = errors.keep("version", self.version.parse::<i64>().map_err(|_| Problem::NotAChoice));
        let starts_at = errors.keep("starts_at", Moment::parse(&self.starts_at).ok_or(Problem::NotAChoice));
        let text = errors.keep("text", parse_reason(&self.text));
        let kind = match (ReasonKind::parse(&self.kind), &text) {
            (Some(ReasonKind::Other), Some(text)) if text.is_empty() => errors.keep("text", Err(Problem::Missing)),
            (Some(kind), _) => Some(Some(kind)),
            // Words alone are a reason too.
            (None, text) if self.kind.is_empty() => {
                Some(text.as_ref().filter(|text| !text.is_empty()).map(|_| ReasonKind::Other))
            }
            (None, _) => errors.keep("kind", Err(Problem::NotAChoice)),
        };
        match (appointment, version, starts_at, kind, text) {
            (Some(appointment), Some(version), Some(starts_at), Some(kind), Some(text)) => {
                Ok(Move { appointment, version, starts_at, kind, text })
            }
            _ => Err(errors),
        }
    }
}
