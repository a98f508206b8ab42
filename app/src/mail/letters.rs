//! What the clinic writes to people, in their language. No health data stands in a letter.

use domain::{
    Local, Role,
    codes::CODE_MINUTES,
    devices::{Agent, Browser, System},
    links::{EMAIL_CHANGE_HOURS, EMAIL_RESTORE_HOURS, INVITATION_HOURS, LinkKind, RESET_MINUTES},
};

use crate::i18n::{Locale, td_string};

/// Subject and text of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Subject.
    pub subject: String,
    /// Text.
    pub text: String,
}

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
    /// The professional. A patient's name is not for a mailbox.
    Professional {
        /// Whom the letter greets.
        name: &'a str,
    },
}

impl<'a> Reader<'a> {
    const fn name(self) -> &'a str {
        match self {
            Self::Patient { name, .. } | Self::Guardian { name, .. } | Self::Professional { name } => name,
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
        Reader::Patient { .. } | Reader::Professional { .. } => {
            td_string!(language, mail.cancelled_text, reader = name, day = day, clock = clock, link = link).to_string()
        }
    };
    Letter { subject, text }
}

/// A code to come in with, and a link that does the same.
#[must_use]
pub fn code(language: Locale, reader: &str, code: &str, link: &str) -> Letter {
    let minutes = CODE_MINUTES;
    let subject = td_string!(language, mail.code_subject, code = code).to_string();
    let text = td_string!(language, mail.code_text, reader = reader, code = code, minutes = minutes, link = link);
    Letter { subject, text }
}

/// A code to finish registering. What a stranger typed stands nowhere in it: the address may be somebody else's.
#[must_use]
pub fn registration(language: Locale, code: &str, link: &str) -> Letter {
    let minutes = CODE_MINUTES;
    let subject = td_string!(language, mail.registration_subject, code = code).to_string();
    let text = td_string!(language, mail.registration_text, code = code, minutes = minutes, link = link);
    Letter { subject, text }
}

/// Somebody wanted to register with an address that has an account: a code to come in with.
#[must_use]
pub fn registration_known(language: Locale, reader: &str, code: &str, link: &str) -> Letter {
    let minutes = CODE_MINUTES;
    let subject = td_string!(language, mail.code_subject, code = code).to_string();
    let text = td_string!(
        language,
        mail.registration_known_text,
        reader = reader,
        code = code,
        minutes = minutes,
        link = link
    );
    Letter { subject, text }
}

/// Somebody registered with the CPF of the reader.
#[must_use]
pub fn cpf_in_use(language: Locale, reader: &str, link: &str) -> Letter {
    let subject = td_string!(language, mail.cpf_subject).to_string();
    let text = td_string!(language, mail.cpf_text, reader = reader, link = link).to_string();
    Letter { subject, text }
}

/// Somebody came in: with what, when, and from where as far as the browser says it.
#[derive(Clone, Copy, Debug)]
pub struct Arrived<'a> {
    /// With what.
    pub agent: Agent,
    /// When.
    pub since: Local,
    /// The country, in the reader's language.
    pub country: Option<&'a str>,
    /// The time zone.
    pub time_zone: Option<&'a str>,
}

impl Arrived<'_> {
    fn device(&self, language: Locale) -> String {
        match (self.agent.browser, self.agent.system) {
            (Browser::Other, System::Other) => td_string!(language, mail.device_other).to_string(),
            (browser, system) => format!("{}, {}", browser.name(), system.name()),
        }
    }

    fn place(&self, language: Locale) -> String {
        match (self.country, self.time_zone) {
            (Some(country), Some(zone)) => {
                td_string!(language, mail.place_country, country = country, zone = zone).to_string()
            }
            (None, Some(zone)) => td_string!(language, mail.place_zone, zone = zone).to_string(),
            (_, None) => td_string!(language, mail.place_unknown).to_string(),
        }
    }
}

/// An account was opened on a device that was new to it.
#[must_use]
pub fn new_device(language: Locale, reader: &str, arrived: &Arrived<'_>, link: &str) -> Letter {
    let (day, clock) = when(arrived.since);
    let subject = td_string!(language, mail.device_subject).to_string();
    let (device, place) = (arrived.device(language), arrived.place(language));
    let text = td_string!(
        language,
        mail.device_text,
        reader = reader,
        device = device,
        day = day,
        clock = clock,
        place = place,
        link = link
    )
    .to_string();
    Letter { subject, text }
}

/// An account was opened from a country that was new to it, on a device that is known.
#[must_use]
pub fn new_country(language: Locale, reader: &str, arrived: &Arrived<'_>, link: &str) -> Letter {
    let (day, clock) = when(arrived.since);
    let subject = td_string!(language, mail.country_subject).to_string();
    let (device, place) = (arrived.device(language), arrived.place(language));
    let text = td_string!(
        language,
        mail.country_text,
        reader = reader,
        device = device,
        day = day,
        clock = clock,
        place = place,
        link = link
    )
    .to_string();
    Letter { subject, text }
}

/// The second factor of an account is another one, or a recovery code was used.
#[must_use]
pub fn factor_changed(language: Locale, reader: &str, link: &str) -> Letter {
    let subject = td_string!(language, mail.factor_subject).to_string();
    let text = td_string!(language, mail.factor_text, reader = reader, link = link).to_string();
    Letter { subject, text }
}

/// The password of an account was changed.
#[must_use]
pub fn password_changed(language: Locale, reader: &str, link: &str) -> Letter {
    let subject = td_string!(language, mail.password_subject).to_string();
    let text = td_string!(language, mail.password_text, reader = reader, link = link).to_string();
    Letter { subject, text }
}

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

/// A link of ours, for whoever holds the letter.
#[must_use]
pub fn link(language: Locale, kind: LinkKind, reader: &str, link: &str) -> Letter {
    let (subject, text) = match kind {
        LinkKind::ResetPassword => (
            td_string!(language, mail.reset_subject).to_string(),
            td_string!(language, mail.reset_text, reader = reader, minutes = RESET_MINUTES, link = link).to_string(),
        ),
        LinkKind::ChangeEmail => (
            td_string!(language, mail.email_subject).to_string(),
            td_string!(language, mail.email_text, reader = reader, hours = EMAIL_CHANGE_HOURS, link = link).to_string(),
        ),
        // An invitation names a role: see `invited`.
        LinkKind::RestoreEmail | LinkKind::Invite => (
            td_string!(language, mail.restore_subject).to_string(),
            td_string!(language, mail.restore_text, reader = reader, hours = EMAIL_RESTORE_HOURS, link = link)
                .to_string(),
        ),
    };
    Letter { subject, text }
}

/// An invitation into the clinic.
#[must_use]
pub fn invited(language: Locale, clinic: &str, reader: &str, role: Role, link: &str) -> Letter {
    let role = match role {
        Role::Administrator => td_string!(language, common.role.administrator).to_string(),
        Role::Reception => td_string!(language, common.role.reception).to_string(),
        Role::Professional => td_string!(language, common.role.professional).to_string(),
        Role::Patient => td_string!(language, common.role.patient).to_string(),
    };
    let subject = td_string!(language, mail.invite_subject, clinic = clinic).to_string();
    let text = td_string!(
        language,
        mail.invite_text,
        clinic = clinic,
        reader = reader,
        role = role,
        hours = INVITATION_HOURS,
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

/// An account has a new passkey.
#[must_use]
pub fn passkey_added(language: Locale, reader: &str, link: &str) -> Letter {
    let subject = td_string!(language, mail.passkey_added_subject).to_string();
    let text = td_string!(language, mail.passkey_added_text, reader = reader, link = link).to_string();
    Letter { subject, text }
}

/// A passkey of an account was removed.
#[must_use]
pub fn passkey_removed(language: Locale, reader: &str, link: &str) -> Letter {
    let subject = td_string!(language, mail.passkey_removed_subject).to_string();
    let text = td_string!(language, mail.passkey_removed_text, reader = reader, link = link).to_string();
    Letter { subject, text }
}

/// Somebody asked to use an address that has an account already. Whoever reads it is greeted by no name.
#[must_use]
pub fn email_taken(language: Locale, link: &str) -> Letter {
    let subject = td_string!(language, mail.email_taken_subject).to_string();
    Letter { subject, text: td_string!(language, mail.email_taken_text, link = link).to_string() }
}

/// Another address was asked for: to the one so far.
#[must_use]
pub fn email_asked(language: Locale, reader: &str, link: &str) -> Letter {
    let subject = td_string!(language, mail.email_asked_subject).to_string();
    Letter { subject, text: td_string!(language, mail.email_asked_text, reader = reader, link = link).to_string() }
}

/// Day and clock as both languages of Brazil's clinics write them.
fn when(starts: Local) -> (String, String) {
    let date = starts.date();
    (format!("{:02}/{:02}/{}", date.day(), date.month(), date.year()), starts.clock())
}
