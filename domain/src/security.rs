//! The security log, as an administrator reads it: names and words, never content.

use serde::{Deserialize, Serialize};

use crate::{
    Local,
    audit::{ActorKind, EventKind},
};

/// What stands out is looked for in this stretch before now.
pub const WINDOW_MINUTES: i64 = 60;
/// Refused tries at one account, with no success in between, that stand out.
pub const FAILURES_NOTABLE: i64 = 5;
/// Different patients read by one person that stand out.
pub const PATIENTS_READ_NOTABLE: i64 = 20;
/// Lines of the log on one page.
pub const LOG_ROWS_MAX: i64 = 50;

words! {
    /// Why something stands out.
    NotableKind {
        /// Refused tries at one account, one after the other.
        Failures = "failures",
        /// Somebody came in from a country that their account was never opened from.
        NewCountry = "new_country",
        /// One person read very many patients.
        ManyPatients = "many_patients",
        /// Somebody opened a record in an emergency.
        Emergency = "emergency",
        /// Somebody registered with a CPF that another patient has.
        ForeignCpf = "foreign_cpf",
    }
}

/// Something that stands out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notable {
    /// Why.
    pub kind: NotableKind,
    /// Whose account; nothing, when nobody has it.
    pub name: Option<String>,
    /// How many.
    pub count: i64,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityEntry {
    /// Number in the trail.
    pub sequence: i64,
    /// When.
    pub at: Local,
    /// What kind of actor.
    pub actor: ActorKind,
    /// What happened.
    pub kind: EventKind,
    /// To whose account, if it is about one that exists.
    pub name: Option<String>,
}

/// A page of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityLog {
    /// What stands out; on the first page alone.
    pub notable: Vec<Notable>,
    /// The lines, latest first.
    pub entries: Vec<SecurityEntry>,
}
