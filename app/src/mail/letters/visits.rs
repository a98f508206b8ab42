//! Letters about visits.

use domain::{Local, calendar::With};

use super::{Letter, when};
use crate::i18n::{Locale, td_string};

/// Who reads a letter about a visit.
#[derive(Clone, Copy, Debug)]
pub enum Reader<'a> {
    /// The patient, told the professional's name.
    Patient {
        /// Whom the letter greets.
        name: &'a str,
        /// The professional.
        professional: &'a str,
    },
    /// Somebody responsible for the patient, told both names.
    Guardian {
        /// Whom the letter greets.
        name: &'a str,
        /// The patient.
        patient: &'a str,
        /// The professional.
        professional: &'a str,
    },
    /// A patient without an account, for whom a page of ours is of no use.
    Registered {
        /// Whom the letter greets.
        name: &'a str,
        /// The professional.
        professional: &'a str,
    },
    /// The professional. A patient's name is not for a mailbox.
    Professional {
        /// Whom the letter greets.
        name: &'a str,
    },
}

impl<'a> Reader<'a> {
    const fn name(self) -> &'a str {
        match self {
            Self::Patient { name, .. }
            | Self::Guardian { name, .. }
            | Self::Registered { name, .. }
            | Self::Professional { name } => name,
        }
    }
}

/// A visit is booked.
#[must_use]
pub fn booked(language: Locale, reader: Reader<'_>, starts: Local, link: &str) -> Letter {
    let (day, clock) = when(starts);
    let subject = td_string!(language, mail.booked_subject, day = day.clone(), clock = clock.clone()).to_string();
    let text = match reader {
        Reader::Patient { name, professional } => td_string!(
            language,
            mail.booked_patient,
            reader = name,
            other = professional,
            day = day,
            clock = clock,
            link = link
        )
        .to_string(),
        Reader::Guardian { name, patient, professional } => td_string!(
            language,
            mail.booked_guardian,
            reader = name,
            patient = patient,
            other = professional,
            day = day,
            clock = clock,
            link = link
        )
        .to_string(),
        Reader::Registered { name, professional } => {
            td_string!(language, mail.booked_registered, reader = name, other = professional, day = day, clock = clock)
                .to_string()
        }
        Reader::Professional { name } => {
            td_string!(language, mail.booked_professional, reader = name, day = day, clock = clock, link = link)
                .to_string()
        }
    };
    Letter { subject, text }
}

/// A visit was called off.
#[must_use]
pub fn cancelled(language: Locale, reader: Reader<'_>, starts: Local, link: &str) -> Letter {
    let (day, clock) = when(starts);
    let subject = td_string!(language, mail.cancelled_subject, day = day.clone(), clock = clock.clone()).to_string();
    let name = reader.name();
    let text = match reader {
        Reader::Guardian { patient, .. } => td_string!(
            language,
            mail.cancelled_guardian,
            reader = name,
            patient = patient,
            day = day,
            clock = clock,
            link = link
        )
        .to_string(),
        Reader::Registered { .. } => {
            td_string!(language, mail.cancelled_registered, reader = name, day = day, clock = clock).to_string()
        }
        Reader::Patient { .. } | Reader::Professional { .. } => {
            td_string!(language, mail.cancelled_text, reader = name, day = day, clock = clock, link = link).to_string()
        }
    };
    Letter { subject, text }
}

/// Where the links of a reminder lead.
#[derive(Clone, Copy, Debug)]
pub struct ReminderLinks<'a> {
    /// The page of the visit.
    pub visit: &'a str,
    /// Says that the patient will come; none when that was said.
    pub confirm: Option<&'a str>,
    /// Calls the visit off; none when it is too late for that.
    pub cancel: Option<&'a str>,
}

/// A visit is near. A professional is not reminded of their own agenda.
#[must_use]
pub fn reminder(language: Locale, reader: Reader<'_>, starts: Local, links: ReminderLinks<'_>) -> Letter {
    let (day, clock) = when(starts);
    let subject = td_string!(language, mail.reminder_subject, day = day.clone(), clock = clock.clone()).to_string();
    let name = reader.name();
    let (about, room) = match reader {
        Reader::Guardian { patient, professional: other, .. } => (
            td_string!(
                language,
                mail.reminder_guardian,
                reader = name,
                patient = patient,
                other = other,
                day = day,
                clock = clock
            )
            .to_string(),
            td_string!(language, mail.reminder_room_guardian, patient = patient, link = links.visit).to_string(),
        ),
        Reader::Patient { professional: other, .. }
        | Reader::Registered { professional: other, .. }
        | Reader::Professional { name: other } => (
            td_string!(language, mail.reminder_patient, reader = name, other = other, day = day, clock = clock)
                .to_string(),
            td_string!(language, mail.reminder_room, link = links.visit).to_string(),
        ),
    };
    let confirm = links.confirm.map(|link| td_string!(language, mail.reminder_confirm, link = link).to_string());
    let cancel = match links.cancel {
        Some(link) => td_string!(language, mail.reminder_cancel, link = link).to_string(),
        None => td_string!(language, mail.reminder_no_cancel).to_string(),
    };
    let prepare = td_string!(language, mail.reminder_prepare).to_string();
    let text = [about, confirm.unwrap_or_default(), cancel, prepare, room].concat();
    Letter { subject, text }
}

/// What a calendar of the reader's own says of a visit.
#[must_use]
pub fn calendar_entry(language: Locale, reader: Reader<'_>) -> String {
    match reader {
        Reader::Patient { professional, .. } | Reader::Registered { professional, .. } => {
            td_string!(language, calendar.own, other = professional).to_string()
        }
        Reader::Guardian { patient, professional, .. } => {
            td_string!(language, calendar.of_dependant, patient = patient, other = professional).to_string()
        }
        Reader::Professional { .. } => td_string!(language, calendar.of_somebody).to_string(),
    }
}

/// How the file of a visit is called that hangs on a letter.
#[must_use]
pub fn calendar_file(language: Locale) -> String {
    format!("{}.ics", td_string!(language, calendar.file))
}

/// What a feed of the reader's own says of a visit.
#[must_use]
pub fn feed_entry(language: Locale, with: &With) -> String {
    match with {
        With::Professional(other) => td_string!(language, calendar.own, other = other).to_string(),
        With::OfDependant { patient, professional } => {
            td_string!(language, calendar.of_dependant, patient = patient, other = professional).to_string()
        }
        With::Initials(initials) => td_string!(language, calendar.of_initials, initials = initials).to_string(),
    }
}

/// What a feed is called.
#[must_use]
pub fn feed_name(language: Locale) -> String {
    td_string!(language, calendar.feed_name).to_string()
}

/// A visit was moved from one time to another.
#[must_use]
pub fn moved(language: Locale, reader: Reader<'_>, (before, starts): (Local, Local), link: &str) -> Letter {
    let ((old_day, old_clock), (day, clock)) = (when(before), when(starts));
    let subject = td_string!(language, mail.moved_subject, day = day.clone(), clock = clock.clone()).to_string();
    let name = reader.name();
    let text = match reader {
        Reader::Guardian { patient, .. } => td_string!(
            language,
            mail.moved_guardian,
            reader = name,
            patient = patient,
            old_day = old_day,
            old_clock = old_clock,
            day = day,
            clock = clock,
            link = link
        )
        .to_string(),
        Reader::Registered { .. } => td_string!(
            language,
            mail.moved_registered,
            reader = name,
            old_day = old_day,
            old_clock = old_clock,
            day = day,
            clock = clock
        )
        .to_string(),
        Reader::Patient { .. } | Reader::Professional { .. } => td_string!(
            language,
            mail.moved_text,
            reader = name,
            old_day = old_day,
            old_clock = old_clock,
            day = day,
            clock = clock,
            link = link
        )
        .to_string(),
    };
    Letter { subject, text }
}
