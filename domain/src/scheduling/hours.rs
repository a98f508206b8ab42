//! Weekly opening hours, as people write them.

use jiff::{ToSpan, civil};
use serde::{Deserialize, Serialize};

use super::{MINUTES_A_DAY, STRETCHES_A_DAY_MAX, holidays::parse_day};
use crate::{FieldErrors, Problem, ProfessionalId};

words! {
    /// A day of the week.
    Weekday {
        /// Monday
        Monday = "monday", /// Tuesday
        Tuesday = "tuesday", /// Wednesday
        Wednesday = "wednesday", /// Thursday
        Thursday = "thursday", /// Friday
        Friday = "friday", /// Saturday
        Saturday = "saturday", /// Sunday
        Sunday = "sunday",
    }
}

impl Weekday {
    /// The weekday of a date.
    #[must_use]
    pub fn of(date: civil::Date) -> Self {
        match date.weekday() {
            civil::Weekday::Monday => Self::Monday,
            civil::Weekday::Tuesday => Self::Tuesday,
            civil::Weekday::Wednesday => Self::Wednesday,
            civil::Weekday::Thursday => Self::Thursday,
            civil::Weekday::Friday => Self::Friday,
            civil::Weekday::Saturday => Self::Saturday,
            civil::Weekday::Sunday => Self::Sunday,
        }
    }
}

/// One weekly stretch in which a professional sees patients, in minutes of the wall clock since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHours {
    /// On which day.
    pub weekday: Weekday,
    /// From here.
    pub starts_minute: i64,
    /// To here; 1440 is midnight at the end of the day.
    pub ends_minute: i64,
}

/// A week as an administrator types it: for each day a text such as `08:00-12:00, 13:30-18:00`; empty means closed.
#[derive(Clone, Default, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct WeekForm {
    /// Whose hours.
    pub professional: String,
    /// Monday.
    #[serde(default)]
    pub monday: String,
    /// Tuesday.
    #[serde(default)]
    pub tuesday: String,
    /// Wednesday.
    #[serde(default)]
    pub wednesday: String,
    /// Thursday.
    #[serde(default)]
    pub thursday: String,
    /// Friday.
    #[serde(default)]
    pub friday: String,
    /// Saturday.
    #[serde(default)]
    pub saturday: String,
    /// Sunday.
    #[serde(default)]
    pub sunday: String,
    /// From which day on, `YYYY-MM-DD`; from today on, if it is empty.
    #[serde(default)]
    pub valid_from: String,
    /// Up to and with which day; without end, if it is empty.
    #[serde(default)]
    pub valid_until: String,
}

/// The weekly opening hours of one professional, checked: no stretch ends before it begins, none overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    /// Whose hours.
    pub professional: ProfessionalId,
    /// Sorted by day and start.
    pub stretches: Vec<OpeningHours>,
    /// From which day on; from today on, if there is none.
    pub from: Option<civil::Date>,
    /// Up to and with which day; without end, if there is none.
    pub until: Option<civil::Date>,
}

/// Opening hours and the days they are valid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedHours {
    /// The hours.
    pub hours: OpeningHours,
    /// The first day; since ever, if there is none.
    pub from: Option<civil::Date>,
    /// The last day; without end, if there is none.
    pub until: Option<civil::Date>,
}

impl DatedHours {
    /// Whether they are valid on a day.
    #[must_use]
    pub fn is_in_force(&self, date: civil::Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }

    /// The same hours, as far as they lie before a day.
    fn before(self, date: civil::Date) -> Option<Self> {
        let last = date.checked_sub(1.day()).ok()?;
        let until = self.until.map_or(last, |until| until.min(last));
        self.from.is_none_or(|from| from <= until).then_some(Self { until: Some(until), ..self })
    }

    /// The same hours, as far as they lie after a day.
    fn after(self, date: civil::Date) -> Option<Self> {
        let first = date.checked_add(1.day()).ok()?;
        let from = self.from.map_or(first, |from| from.max(first));
        self.until.is_none_or(|until| from <= until).then_some(Self { from: Some(from), ..self })
    }
}

/// The hours that are in force on a day.
#[must_use]
pub fn in_force(hours: &[DatedHours], date: civil::Date) -> Vec<OpeningHours> {
    hours.iter().filter(|dated| dated.is_in_force(date)).map(|dated| dated.hours).collect()
}

/// What stands once a week is set: its hours on the days it is valid for, the hours so far on all others. What is over
/// offers nothing any more, and goes.
#[must_use]
pub fn replaced(kept: &[DatedHours], week: &Week, today: civil::Date) -> Vec<DatedHours> {
    let from = week.from.map_or(today, |from| from.max(today));
    let mut hours = Vec::new();
    for dated in kept {
        hours.extend(dated.before(from));
        hours.extend(week.until.and_then(|until| dated.after(until)));
    }
    hours.retain(|dated| dated.until.is_none_or(|until| until >= today));
    if week.until.is_none_or(|until| until >= from) {
        hours.extend(week.stretches.iter().map(|&hours| DatedHours { hours, from: Some(from), until: week.until }));
    }
    hours
}

impl WeekForm {
    /// The form as it stands for hours already kept.
    #[must_use]
    pub fn of(professional: ProfessionalId, stretches: &[OpeningHours]) -> Self {
        let day = |weekday| {
            let texts = stretches
                .iter()
                .filter(|s| s.weekday == weekday)
                .map(|stretch| format!("{}-{}", clock(stretch.starts_minute), clock(stretch.ends_minute)));
            texts.collect::<Vec<_>>().join(", ")
        };
        Self {
            professional: professional.to_string(),
            monday: day(Weekday::Monday),
            tuesday: day(Weekday::Tuesday),
            wednesday: day(Weekday::Wednesday),
            thursday: day(Weekday::Thursday),
            friday: day(Weekday::Friday),
            saturday: day(Weekday::Saturday),
            sunday: day(Weekday::Sunday),
            valid_from: String::new(),
            valid_until: String::new(),
        }
    }

    /// The text of one day.
    #[must_use]
    pub fn day(&self, weekday: Weekday) -> &str {
        match weekday {
            Weekday::Monday => &self.monday,
            Weekday::Tuesday => &self.tuesday,
            Weekday::Wednesday => &self.wednesday,
            Weekday::Thursday => &self.thursday,
            Weekday::Friday => &self.friday,
            Weekday::Saturday => &self.saturday,
            Weekday::Sunday => &self.sunday,
        }
    }

    /// # Errors
    /// The days that are wrong, by their word.
    pub fn check(self) -> Result<Week, FieldErrors> {
        let mut errors = FieldErrors::default();
        let professional = ProfessionalId::parse(&self.professional).map_err(|_| Problem::NotAChoice);
        let professional = errors.keep("professional", professional);
        let mut stretches = Vec::new();
        for &weekday in Weekday::ALL {
            if let Some(day) = errors.keep(weekday.as_str(), day_stretches(weekday, self.day(weekday))) {
                stretches.extend(day);
            }
        }
        let from = errors.keep("valid_from", optional_day(&self.valid_from));
        let until = optional_day(&self.valid_until).and_then(|until| match (from.flatten(), until) {
            (Some(from), Some(until)) if until < from => Err(Problem::EndsBeforeStart),
            _ => Ok(until),
        });
        let until = errors.keep("valid_until", until);
        match (professional, from, until) {
            (Some(professional), Some(from), Some(until)) if errors.is_empty() => {
                Ok(Week { professional, stretches, from, until })
            }
            _ => Err(errors),
        }
    }
}

fn day_stretches(weekday: Weekday, text: &str) -> Result<Vec<OpeningHours>, Problem> {
    let mut day = Vec::new();
    for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        let (starts_minute, ends_minute) = parse_stretch(part)?;
        day.push(OpeningHours { weekday, starts_minute, ends_minute });
    }
    day.sort_by_key(|stretch| stretch.starts_minute);
    if day.len() > STRETCHES_A_DAY_MAX {
        return Err(Problem::TooLong);
    }
    if day.windows(2).any(|pair| pair[1].starts_minute < pair[0].ends_minute) {
        return Err(Problem::Overlaps);
    }
    Ok(day)
}

/// One stretch of a day, as in `08:00-12:00`.
pub(super) fn parse_stretch(text: &str) -> Result<(i64, i64), Problem> {
    let (starts, ends) = text.split_once(['-', '–']).ok_or(Problem::NotHours)?;
    let (starts_minute, ends_minute) = (minute(starts)?, minute(ends)?);
    if starts_minute < ends_minute { Ok((starts_minute, ends_minute)) } else { Err(Problem::EndsBeforeStart) }
}

fn optional_day(text: &str) -> Result<Option<civil::Date>, Problem> {
    if text.trim().is_empty() { Ok(None) } else { parse_day(text).map(Some) }
}

fn minute(text: &str) -> Result<i64, Problem> {
    let (hour, minute) = text.trim().split_once([':', 'h']).ok_or(Problem::NotHours)?;
    let number = |text: &str| match text.len() {
        1 | 2 if text.bytes().all(|b| b.is_ascii_digit()) => {
            text.parse::<u8>().map(i64::from).map_err(|_| Problem::NotHours)
        }
        _ => Err(Problem::NotHours),
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let total = hour * 60 + minute;
    if minute < 60 && total <= MINUTES_A_DAY { Ok(total) } else { Err(Problem::NotHours) }
}

/// A minute of the day as people write it: `08:30`.
#[must_use]
pub fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
