//! Letters about who read what.

use domain::Local;

use super::{Letter, when};
use crate::i18n::{Locale, td_string};

/// A record was opened outside of somebody's care, as its patient is told.
#[must_use]
pub fn glass_broken(language: Locale, reader: &str, professional: &str, opened: Local, link: &str) -> Letter {
    let (day, clock) = when(opened);
    let subject = td_string!(language, mail.glass_subject).to_string();
    let text = td_string!(
        language,
        mail.glass_patient,
        reader = reader,
        professional = professional,
        day = day,
        clock = clock,
        link = link
    )
    .to_string();
    Letter { subject, text }
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
    let subject = td_string!(language, mail.glass_guardian_subject).to_string();
    let text = td_string!(
        language,
        mail.glass_guardian,
        reader = reader,
        patient = patient,
        professional = professional,
        day = day,
        clock = clock,
        link = link
    )
    .to_string();
    Letter { subject, text }
}

/// A record was opened outside of somebody's care, as administrators are told: whose is not for a mailbox.
#[must_use]
pub fn glass_to_review(language: Locale, reader: &str, professional: &str, opened: Local, link: &str) -> Letter {
    let (day, clock) = when(opened);
    let subject = td_string!(language, mail.glass_review_subject).to_string();
    let text = td_string!(
        language,
        mail.glass_administrator,
        reader = reader,
        professional = professional,
        day = day,
        clock = clock,
        link = link
    )
    .to_string();
    Letter { subject, text }
}

/// A patient contested a reading, as administrators are told.
#[must_use]
pub fn contested(language: Locale, reader: &str, link: &str) -> Letter {
    let subject = td_string!(language, mail.contest_subject).to_string();
    let text = td_string!(language, mail.contest_text, reader = reader, link = link).to_string();
    Letter { subject, text }
}

/// A contest was answered, as its patient is told.
#[must_use]
pub fn contest_answered(language: Locale, reader: &str, link: &str) -> Letter {
    let subject = td_string!(language, mail.contest_answered_subject).to_string();
    let text = td_string!(language, mail.contest_answered_text, reader = reader, link = link).to_string();
    Letter { subject, text }
}

/// A contest was answered, as those responsible for its patient are told.
#[must_use]
pub fn contest_of_dependant_answered(language: Locale, reader: &str, patient: &str, link: &str) -> Letter {
    let subject = td_string!(language, mail.contest_answered_subject).to_string();
    let text = td_string!(language, mail.contest_answered_guardian, reader = reader, patient = patient, link = link);
    Letter { subject, text }
}
