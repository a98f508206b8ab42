//! Visits in the calendars that people keep elsewhere: what an entry says, as iCalendar text (RFC 5545), and the private
//! address of a feed. Who with, when and where; never why.

mod text;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use text::{Calendar, CalendarVisit};

use crate::Local;

/// A feed goes back this far.
pub const FEED_DAYS_BACK: i64 = 30;
/// A feed goes this far ahead: no booking goes further.
pub const FEED_DAYS_AHEAD: i64 = 365;
/// Visits in one feed, the earliest first.
pub const FEED_VISITS_MAX: i64 = 2_000;
/// The address of a feed is shown this long after it was made, and never again.
pub const FEED_SHOWN_MINUTES: i64 = 10;
/// Where feeds lie; the token follows, and the ending. What follows is in no log: see [`without_token`].
pub const FEED_PATH: &str = "/calendar/";
/// What the name of a feed ends with: some programs go by it.
pub const FEED_ENDING: &str = ".ics";

words! {
    /// What a calendar is sent for.
    Method {
        /// Entries to be kept.
        Publish = "PUBLISH",
        /// Entries to be removed.
        Cancel = "CANCEL",
    }
}

/// The feed of somebody, as they see it themselves.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarFeed {
    /// Since when there is one.
    pub since: Local,
    /// Its address, for a few minutes after it was made.
    pub address: Option<String>,
}

silent!(CalendarFeed, With);

impl CalendarFeed {
    /// The same feed with its whole address, which begins as people type that of the clinic.
    #[must_use]
    pub fn at(self, origin: &str) -> Self {
        Self { address: self.address.map(|path| format!("{origin}{path}")), ..self }
    }
}

/// Who somebody's visit is with.
#[derive(Clone, PartialEq, Eq)]
pub enum With {
    /// A patient's own.
    Professional(String),
    /// That of somebody the patient is responsible for.
    OfDependant {
        /// Whose it is.
        patient: String,
        /// Who with.
        professional: String,
    },
    /// A professional's: a patient's name is not for a calendar elsewhere.
    Initials(String),
}

/// A path as a log may show it.
#[must_use]
pub fn without_token(path: &str) -> &str {
    if path.starts_with(FEED_PATH) { FEED_PATH } else { path }
}

/// What a calendar elsewhere may say of somebody else's name: the first letters of the first and of the last word.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut letters = name.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphabetic()));
    let letter = |letter: char| format!("{}.", letter.to_uppercase());
    match (letters.next(), letters.next_back()) {
        (Some(first), Some(last)) => format!("{} {}", letter(first), letter(last)),
        (Some(only), None) => letter(only),
        _ => String::new(),
    }
}
