//! Letters about who read what.

use domain::Local;

use super::{Letter, when};
use crate::i18n::{Locale, td_string};

/// A record was opened outside of somebody's care, as its patient is told.
#[must_use]
pub fn glass_broken(language: Locale, reader: &str, professional: &str, opened: Local, link: &str) -> Letter {
    let (day, clock) = when(opened);
    letter!(language, glass_subject, glass_patient, reader, professional, day, clock, link)
}

/// A record was opened outside of somebody's care, as those responsible for its patient are told.
#[must_use]
pub fn glass_of_dependant(
    language: Locale,
    (reader, patient): (&str, &str),
    professional: &str,
    opened: Local,
    link: &str,
) -> Letter {
    let (day, clock) = when(opened);
    letter!(language, glass_guardian_subject, glass_guardian, reader, patient, professional, day, clock, link)
}

/// A record was opened outside of somebody's care, as administrators are told: whose is not for a mailbox.
#[must_use]
pub fn glass_to_review(language: Locale, reader: &str, professional: &str, opened: Local, link: &str) -> Letter {
    let (day, clock) = when(opened);
    letter!(language, glass_review_subject, glass_administrator, reader, professional, day, clock, link)
}

/// A patient contested a reading, as administrators are told.
#[must_use]
pub fn contested(language: Locale, reader: &str, link: &str) -> Letter {
    letter!(language, contest_subject, contest_text, reader, link)
}

/// A contest was answered, as its patient is told.
#[must_use]
pub fn contest_answered(language: Locale, reader: &str, link: &str) -> Letter {
    letter!(language, contest_answered_subject, contest_answered_text, reader, link)
}

/// A contest was answered, as those responsible for its patient are told.
#[must_use]
pub fn contest_of_dependant_answered(language: Locale, reader: &str, patient: &str, link: &str) -> Letter {
    letter!(language, contest_answered_subject, contest_answered_guardian, reader, patient, link)
}
