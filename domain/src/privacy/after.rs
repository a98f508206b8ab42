//! Turning the pages of reviews and contests.

use core::fmt;

use uuid::Uuid;

use super::{Contest, Review};
use crate::Moment;

/// Where a page of reviews or contests begins: after this one. What is open comes first, then the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// Whether somebody looked at it already.
    pub is_done: bool,
    /// Since when.
    pub since: Moment,
    /// Which.
    pub id: Uuid,
}

impl After {
    /// What an address says; none when it is no such place.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.splitn(3, '.');
        let is_done = match words.next()? {
            "open" => false,
            "done" => true,
            _ => return None,
        };
        // No instant of a clinic has more digits.
        let since = Moment::from_micros(words.next()?.parse().ok().filter(|micros| (0..1 << 53).contains(micros))?);
        Some(Self { is_done, since, id: Uuid::try_parse(words.next()?).ok()? })
    }
}

impl fmt::Display for After {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.is_done { "done" } else { "open" };
        write!(to, "{state}.{}.{}", self.since.micros(), self.id)
    }
}

impl Review {
    /// The place behind it, where the next page begins.
    #[must_use]
    pub fn after(&self) -> After {
        After { is_done: self.reviewed.is_some(), since: self.opened.at, id: self.id.0 }
    }
}

impl Contest {
    /// The place behind it, where the next page begins.
    #[must_use]
    pub fn after(&self) -> After {
        After { is_done: self.answer.is_some(), since: self.contested.at, id: self.id.0 }
    }
}
