//! The clinical record: notes on a visit. Nothing written is ever changed or removed.

use serde::{Deserialize, Serialize};

use crate::{AppointmentId, FieldErrors, Local, NoteId, Problem, field::parse_note};

/// Notes on one visit.
pub const NOTES_A_VISIT_MAX: i64 = 100;

/// What a professional types.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct NoteForm {
    /// On which visit.
    pub appointment: String,
    /// The note.
    pub text: String,
}

/// A note that may be kept.
pub struct NewNote {
    /// On which visit.
    pub appointment: AppointmentId,
    /// The note.
    pub text: String,
}

silent!(NoteForm, NewNote, Note, VisitRecord);

impl NoteForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<NewNote, FieldErrors> {
        let mut errors = FieldErrors::default();
        let appointment = AppointmentId::parse(&self.appointment).map_err(|_| Problem::NotAChoice);
        let appointment = errors.keep("appointment", appointment);
        let text = errors.keep("text", parse_note(&self.text));
        match (appointment, text) {
            (Some(appointment), Some(text)) => Ok(NewNote { appointment, text }),
            _ => Err(errors),
        }
    }
}

/// A note as its author and its patient read it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The note.
    pub id: NoteId,
    /// When it was written.
    pub written: Local,
    /// Who wrote it.
    pub author: String,
    /// What it says.
    pub text: String,
}

/// What was opened of a record: the reason the patient gave, and the notes in the order they were written.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitRecord {
    /// Why the patient came; empty when they did not say.
    pub reason: String,
    /// Why it was called off or moved, in the words of whoever did it; mostly empty.
    pub change_reason: String,
    /// The notes.
    pub notes: Vec<Note>,
}
