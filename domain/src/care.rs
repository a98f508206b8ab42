//! Care: which patients a professional sees, and their record as a whole.
//!
//! A patient is in the care of a professional while they have a visit together that was not called off, ahead or past.
//! Calling the only one off ends it. Nobody is put into somebody's care by hand.

use serde::{Deserialize, Serialize};

use crate::{AppointmentId, Local, PatientId, records::Note, scheduling::AppointmentState};

/// Patients on one page; a search finds the others.
pub const PATIENTS_MAX: i64 = 200;
/// Visits shown of one patient, the latest.
pub const PATIENT_VISITS_MAX: i64 = 200;
/// Notes read of one patient at a time, the latest.
pub const RECORD_NOTES_MAX: i64 = 500;
/// Longest search; what is longer is cut.
pub const SOUGHT_CHARS_MAX: usize = 120;

/// A patient as lists show them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientLine {
    /// The patient.
    pub id: PatientId,
    /// Full name.
    pub name: String,
    /// Age in years today.
    pub age_years: i64,
    /// Their next visit with the reader.
    pub next: Option<Local>,
    /// Their last visit with the reader.
    pub last: Option<Local>,
}

/// A patient with their visits, as those see them who care for them: no clinical text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientPage {
    /// The patient.
    pub id: PatientId,
    /// Full name.
    pub name: String,
    /// Birth date.
    pub birth_date: jiff::civil::Date,
    /// Age in years today.
    pub age_years: i64,
    /// Visits with anybody here, latest first.
    pub visits: Vec<PatientVisit>,
    /// Until when the reader may read; none when the patient is in their care.
    pub until: Option<Local>,
}

/// A visit of a patient: when, with whom, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientVisit {
    /// The visit, when it is the reader's own.
    pub own: Option<AppointmentId>,
    /// When it begins.
    pub starts: Local,
    /// With whom.
    pub professional: String,
    /// What they do.
    pub specialty: String,
    /// Where it stands.
    pub state: AppointmentState,
}

/// Every note on a patient, latest first.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientRecord {
    /// The notes.
    pub notes: Vec<Note>,
}

silent!(PatientRecord);
