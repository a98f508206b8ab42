//! Reminders: how long before a visit its patient is written to, and what the links of such a letter show.

use serde::{Deserialize, Serialize};

use crate::{Local, Moment};

/// Reminders of one visit.
pub const REMINDERS_MAX: usize = 4;
/// Nobody prepares for a visit in less.
pub const AHEAD_MINUTES_MIN: i64 = 10;
/// Earlier than a week before, a reminder is forgotten again.
pub const AHEAD_MINUTES_MAX: i64 = 7 * 24 * 60;
/// What was done about a visit that is over is forgotten after this time.
pub const KEEP_REMINDERS_DAYS: i64 = 60;

/// How long before a visit its patient is reminded of it: minutes, the longest first.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Ahead(Vec<i64>);

impl Default for Ahead {
    /// A day before, and an hour before.
    fn default() -> Self {
        Self(vec![24 * 60, 60])
    }
}

impl TryFrom<String> for Ahead {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("reminders is a list of up to four times such as 24h,1h: from 10m to 7d, each once")
    }
}

impl Ahead {
    /// Reads a list such as `24h,1h`: days, hours or minutes (`d`, `h`, `m`). Nothing is a list, too: nobody is reminded.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut minutes = match text.trim() {
            "" => Vec::new(),
            text => text.split(',').map(minutes).collect::<Option<Vec<_>>>()?,
        };
        minutes.sort_unstable_by(|one, other| other.cmp(one));
        let count = minutes.len();
        minutes.dedup();
        (minutes.len() == count && count <= REMINDERS_MAX).then_some(Self(minutes))
    }

    /// Whether nobody is reminded.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a reminder this long before is one of them.
    #[must_use]
    pub fn contains(&self, minutes: i64) -> bool {
        self.0.contains(&minutes)
    }

    /// The reminders of a visit that lie after an instant: how long before it, and when. Whoever books a visit for
    /// tomorrow morning in the evening knows of it.
    pub fn after(&self, since: Moment, starts_at: Moment) -> impl Iterator<Item = (i64, Moment)> {
        let due = move |&minutes: &i64| (minutes, starts_at.plus_minutes(-minutes));
        self.0.iter().map(due).filter(move |&(_, due_at)| due_at > since)
    }
}

fn minutes(text: &str) -> Option<i64> {
    let text = text.trim();
    let unit = match text.chars().next_back()? {
        'd' => 24 * 60,
        'h' => 60,
        'm' => 1,
        _ => return None,
    };
    let digits = &text[..text.len() - 1];
    let count = digits.parse::<i64>().ok().filter(|_| digits.bytes().all(|digit| digit.is_ascii_digit()))?;
    count.checked_mul(unit).filter(|minutes| (AHEAD_MINUTES_MIN..=AHEAD_MINUTES_MAX).contains(minutes))
}

/// A visit as the page of a reminder's link shows it: what its letter said, and nothing else.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemindedVisit {
    /// When it begins.
    pub starts: Local,
    /// Who with.
    pub professional: String,
    /// Whose it is, for somebody who answers for them.
    pub patient: Option<String>,
}

silent!(RemindedVisit);

#[cfg(test)]
mod tests {
    use super::*;

    fn ahead(text: &str) -> Ahead {
        Ahead::parse(text).unwrap()
    }

    #[test]
    fn a_list_of_reminders_is_read_in_days_hours_and_minutes() {
        for (text, minutes) in [
            ("24h,1h", &[1440, 60][..]),
            (" 1h , 24h ", &[1440, 60]),
            ("2d,90m,10m", &[2880, 90, 10]),
            ("7d", &[10_080]),
            ("", &[]),
            ("  ", &[]),
        ] {
            assert_eq!(ahead(text).0, minutes, "{text}");
        }
        for wrong in [
            "24",
            "h",
            "24 horas",
            "1h,",
            "1h,60m",
            "8d",
            "9m",
            "0h",
            "-1h",
            "+1h",
            "1h;2h",
            "1h,2h,3h,4h,5h",
            "1.5h",
            "99999999999999999999h",
            "9223372036854775807d",
            "1é",
            "é",
        ] {
            assert_eq!(Ahead::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_what_lies_ahead_is_a_reminder() {
        let starts_at = Moment::from_micros(0).plus_minutes(100_000);
        let of = |minutes: i64| {
            let since = starts_at.plus_minutes(-minutes);
            ahead("24h,1h").after(since, starts_at).map(|(minutes, _)| minutes).collect::<Vec<_>>()
        };
        assert_eq!(ahead("24h,1h"), Ahead::default());
        assert_eq!(of(1441), [1440, 60]);
        assert_eq!(of(1440), [60], "whoever books at that very moment knows of it");
        assert_eq!(of(61), [60]);
        assert_eq!(of(60), [0; 0]);
        assert_eq!(of(-10), [0; 0]);
        let due = ahead("1h").after(Moment::from_micros(0), starts_at).next();
        assert_eq!(due, Some((60, starts_at.plus_minutes(-60))));
    }
}
