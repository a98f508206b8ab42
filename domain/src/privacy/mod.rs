//! Privacy: reading outside of one's care by breaking the glass, who saw what, and contesting it.

mod after;
mod officer;

use jiff::civil;
use serde::{Deserialize, Serialize};

use crate::{
    BreakGlassId, ContestId, FieldErrors, Local, PatientId, Problem,
    audit::{ActorKind, EventKind},
    field::{Cpf, Name, fold, parse_birth_date, parse_text},
};

pub use after::After;
pub use officer::Officer;

/// Searches of one professional outside of their care within an hour.
pub const SEARCHES_AN_HOUR_MAX: i64 = 10;
/// Somebody who was found can be opened for this long.
pub const FOUND_MINUTES: i64 = 60;
/// A broken glass lasts this long.
pub const BREAK_GLASS_MINUTES: i64 = 60;
/// Shortest reason for breaking the glass.
pub const GLASS_REASON_CHARS_MIN: usize = 10;
/// Longest reason for breaking the glass.
pub const GLASS_REASON_CHARS_MAX: usize = 500;
/// Longest text of a contest, of its answer, and of the note of a review.
pub const CONTEST_CHARS_MAX: usize = 1000;
/// Readings on one page.
pub const READINGS_ROWS_MAX: i64 = 50;
/// Reviews, and contests, on one page: what is open comes first.
pub const REVIEWS_ROWS_MAX: i64 = 50;
/// Contests of one patient that wait for an answer.
pub const OPEN_CONTESTS_MAX: i64 = 20;

/// Kinds of event that are a reading of a patient, or a search that found them.
pub const READINGS: &[EventKind] = &[
    EventKind::RecordOpened,
    EventKind::PatientSeen,
    EventKind::RecordRead,
    EventKind::PatientSought,
    EventKind::GlassBroken,
    EventKind::BreakGlassReading,
    EventKind::RegistrationSeen,
];

/// What a professional types to find a patient outside of their care: a CPF, or full name and birth date.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct SoughtForm {
    /// CPF.
    #[serde(default)]
    pub cpf: String,
    /// Full name.
    #[serde(default)]
    pub name: String,
    /// `YYYY-MM-DD`.
    #[serde(default)]
    pub birth_date: String,
}

/// Who is sought. It must fit exactly: this is no search engine.
pub enum Sought {
    /// By CPF.
    Cpf(Cpf),
    /// By full name, folded, and birth date.
    Person(String, civil::Date),
}

/// A patient who was found, as little as tells that it is the right one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The patient.
    pub id: PatientId,
    /// Full name.
    pub name: String,
    /// Age in years today.
    pub age_years: i64,
    /// Whether they are in the reader's care, or opened to them, already.
    pub is_open: bool,
}

/// What a professional types to break the glass.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct BreakGlassForm {
    /// Whose record.
    pub patient: String,
    /// Why.
    pub reason: String,
}

/// A glass that may be broken.
pub struct BreakGlass {
    /// Whose record.
    pub patient: PatientId,
    /// Why.
    pub reason: String,
}

/// What an administrator types beside a broken glass.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ReviewForm {
    /// Which.
    pub glass: String,
    /// What there is to say of it, if anything.
    #[serde(default)]
    pub note: String,
}

/// A review that may be kept.
pub struct NewReview {
    /// Which.
    pub glass: BreakGlassId,
    /// What there is to say of it; empty when nothing.
    pub note: String,
}

/// What a patient types to contest a reading.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ContestForm {
    /// The number of the reading in the audit chain.
    pub sequence: String,
    /// What is wrong with it.
    pub text: String,
}

/// A contest that may be kept.
pub struct NewContest {
    /// The number of the reading in the audit chain.
    pub sequence: i64,
    /// What is wrong with it.
    pub text: String,
}

/// What an administrator types to answer a contest.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct AnswerForm {
    /// Which contest.
    pub contest: String,
    /// The answer.
    pub answer: String,
}

/// An answer that may be kept.
pub struct NewAnswer {
    /// Which contest.
    pub contest: ContestId,
    /// The answer.
    pub answer: String,
}

silent!(SoughtForm, Sought, BreakGlassForm, BreakGlass, ReviewForm, NewReview, ContestForm, NewContest);
silent!(AnswerForm, NewAnswer, Review, Contest, Reading, OwnContest);

impl SoughtForm {
    /// # Errors
    /// The fields that are wrong. A CPF is enough; without one both others are needed.
    pub fn check(self, today: civil::Date) -> Result<Sought, FieldErrors> {
        let mut errors = FieldErrors::default();
        let alone = self.name.trim().is_empty() && self.birth_date.trim().is_empty();
        if !self.cpf.trim().is_empty() || alone {
            return errors.keep("cpf", Cpf::parse(&self.cpf)).map(Sought::Cpf).ok_or(errors);
        }
        let name = errors.keep("name", Name::parse(&self.name));
        let birth_date = errors.keep("birth_date", parse_birth_date(&self.birth_date, today));
        match (name, birth_date) {
            (Some(name), Some(born)) => Ok(Sought::Person(fold(name.as_str()), born)),
            _ => Err(errors),
        }
    }
}

impl BreakGlassForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<BreakGlass, FieldErrors> {
        let mut errors = FieldErrors::default();
        let patient = errors.keep("patient", PatientId::parse(&self.patient).map_err(|_| Problem::NotAChoice));
        let reason = errors.keep("reason", parse_text(&self.reason, GLASS_REASON_CHARS_MAX));
        if reason.as_ref().is_some_and(|reason| reason.chars().count() < GLASS_REASON_CHARS_MIN) {
            errors.add("reason", Problem::TooShort);
        }
        match (patient, reason) {
            (Some(patient), Some(reason)) if errors.is_empty() => Ok(BreakGlass { patient, reason }),
            _ => Err(errors),
        }
    }
}

impl ReviewForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<NewReview, FieldErrors> {
        let mut errors = FieldErrors::default();
        let glass = errors.keep("glass", BreakGlassId::parse(&self.glass).map_err(|_| Problem::NotAChoice));
        let note = match parse_text(&self.note, CONTEST_CHARS_MAX) {
            Err(Problem::Missing) => Ok(String::new()),
            checked => checked,
        };
        match (glass, errors.keep("note", note)) {
            (Some(glass), Some(note)) => Ok(NewReview { glass, note }),
            _ => Err(errors),
        }
    }
}

impl ContestForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<NewContest, FieldErrors> {
        let mut errors = FieldErrors::default();
        let sequence = self.sequence.parse().map_err(|_| Problem::NotAChoice);
        let sequence = errors.keep("sequence", sequence);
        let text = errors.keep("text", parse_text(&self.text, CONTEST_CHARS_MAX));
        match (sequence, text) {
            (Some(sequence), Some(text)) => Ok(NewContest { sequence, text }),
            _ => Err(errors),
        }
    }
}

impl AnswerForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<NewAnswer, FieldErrors> {
        let mut errors = FieldErrors::default();
        let contest = errors.keep("contest", ContestId::parse(&self.contest).map_err(|_| Problem::NotAChoice));
        let answer = errors.keep("answer", parse_text(&self.answer, CONTEST_CHARS_MAX));
        match (contest, answer) {
            (Some(contest), Some(answer)) => Ok(NewAnswer { contest, answer }),
            _ => Err(errors),
        }
    }
}

words! {
    /// Why somebody read.
    Why {
        /// It is their own record.
        Own = "own",
        /// They are responsible for the patient, and acted for them.
        Guardian = "guardian",
        /// It was their visit.
        Visit = "visit",
        /// The patient was in their care.
        Care = "care",
        /// They work at the desk, where patients are registered.
        Desk = "desk",
        /// They looked for exactly this patient.
        Search = "search",
        /// They broke the glass.
        BreakGlass = "break_glass",
    }
}

impl Why {
    /// Why, by what kind of event it left and whether it was the patient's own.
    #[must_use]
    pub const fn of(kind: EventKind, is_own: bool) -> Self {
        match kind {
            _ if is_own => Self::Own,
            EventKind::GlassBroken | EventKind::BreakGlassReading => Self::BreakGlass,
            EventKind::PatientSought => Self::Search,
            EventKind::RecordOpened => Self::Visit,
            EventKind::RegistrationSeen => Self::Desk,
            _ => Self::Care,
        }
    }
}

/// A reading of a patient's data, as the patient sees it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Its number in the audit chain.
    pub sequence: i64,
    /// When.
    pub at: Local,
    /// Who; none when the account is gone.
    pub who: Option<String>,
    /// In which role.
    pub role: ActorKind,
    /// What was done.
    pub kind: EventKind,
    /// Why.
    pub why: Why,
    /// The reason given for breaking the glass.
    pub reason: Option<String>,
    /// The patient's contest of it.
    pub contest: Option<OwnContest>,
}

/// A contest, as the patient who wrote it sees it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnContest {
    /// What they wrote.
    pub text: String,
    /// What was answered; none while it is open.
    pub answer: Option<String>,
}

/// A broken glass, as administrators review it: no clinical content of ours, only the reason that was typed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Which.
    pub id: BreakGlassId,
    /// Who broke it.
    pub professional: String,
    /// Whose record.
    pub patient: String,
    /// Since when.
    pub opened: Local,
    /// Until when.
    pub expires: Local,
    /// How often it was read.
    pub readings: i64,
    /// Why, as it was typed.
    pub reason: String,
    /// Who reviewed it, and when; none while it is open.
    pub reviewed: Option<(String, Local)>,
    /// What they said of it.
    pub note: String,
}

/// A contest, as administrators answer it: who read, when, why; never what.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contest {
    /// Which.
    pub id: ContestId,
    /// Who contests.
    pub patient: String,
    /// Since when.
    pub contested: Local,
    /// What they wrote.
    pub text: String,
    /// When it was read.
    pub read: Local,
    /// Who read; none when the account is gone.
    pub who: Option<String>,
    /// Why.
    pub why: Why,
    /// What was answered; none while it is open.
    pub answer: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: civil::Date = civil::date(2026, 3, 2);

    #[test]
    fn a_patient_is_sought_by_cpf_or_by_name_and_birth_date_both() {
        let form = |cpf: &str, name: &str, born: &str| {
            let form = SoughtForm { cpf: cpf.into(), name: name.into(), birth_date: born.into() };
            form.check(TODAY)
        };
        assert!(matches!(form("529.982.247-25", "", ""), Ok(Sought::Cpf(_))));
        assert!(matches!(form("", "ANA  Souza", "1990-05-20"), Ok(Sought::Person(name, _)) if name == "ana souza"));
        for (cpf, name, born, wrong) in [
            ("", "", "", "cpf"),
            ("529.982.247-26", "Ana Souza", "1990-05-20", "cpf"),
            ("", "Ana Souza", "", "birth_date"),
            ("", "", "1990-05-20", "name"),
            ("", "%", "1990-05-20", "name"),
        ] {
            assert!(form(cpf, name, born).err().unwrap().of(wrong).is_some(), "{cpf} {name} {born}");
        }
    }

    #[test]
    fn a_reason_for_breaking_the_glass_has_a_length() {
        let form = |reason: String| BreakGlassForm { patient: uuid::Uuid::nil().to_string(), reason }.check();
        assert!(form("x".repeat(GLASS_REASON_CHARS_MIN)).is_ok());
        assert!(form("x".repeat(GLASS_REASON_CHARS_MAX)).is_ok());
        for (reason, problem) in [
            (String::new(), Problem::Missing),
            (format!("  {}  ", "x".repeat(GLASS_REASON_CHARS_MIN - 1)), Problem::TooShort),
            ("x".repeat(GLASS_REASON_CHARS_MAX + 1), Problem::TooLong),
        ] {
            assert_eq!(form(reason).err().unwrap().of("reason"), Some(problem));
        }
    }

    #[test]
    fn every_kind_of_reading_says_why() {
        for &kind in READINGS {
            assert_eq!(Why::of(kind, true), Why::Own, "{kind:?}");
            assert_ne!(Why::of(kind, false), Why::Own, "{kind:?}");
        }
    }
}
