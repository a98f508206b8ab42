//! Letters about an account: codes, and what its owner must hear of.

use domain::{
    Local,
    codes::CODE_MINUTES,
    devices::{Agent, Browser, System},
};

use super::{Letter, when};
use crate::i18n::{Locale, td_string};

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
    letter!(language, cpf_subject, cpf_text, reader, link)
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
    let (device, place) = (arrived.device(language), arrived.place(language));
    letter!(language, device_subject, device_text, reader, device, day, clock, place, link)
}

/// An account was opened from a country that was new to it, on a device that is known.
#[must_use]
pub fn new_country(language: Locale, reader: &str, arrived: &Arrived<'_>, link: &str) -> Letter {
    let (day, clock) = when(arrived.since);
    let (device, place) = (arrived.device(language), arrived.place(language));
    letter!(language, country_subject, country_text, reader, device, day, clock, place, link)
}

/// The second factor of an account is another one, or a recovery code was used.
#[must_use]
pub fn factor_changed(language: Locale, reader: &str, link: &str) -> Letter {
    letter!(language, factor_subject, factor_text, reader, link)
}

/// The password of an account was changed.
#[must_use]
pub fn password_changed(language: Locale, reader: &str, link: &str) -> Letter {
    letter!(language, password_subject, password_text, reader, link)
}

/// An account has a new passkey.
#[must_use]
pub fn passkey_added(language: Locale, reader: &str, link: &str) -> Letter {
    letter!(language, passkey_added_subject, passkey_added_text, reader, link)
}

/// A passkey of an account was removed.
#[must_use]
pub fn passkey_removed(language: Locale, reader: &str, link: &str) -> Letter {
    letter!(language, passkey_removed_subject, passkey_removed_text, reader, link)
}
