//! Weekly opening hours, as people write them.

use jiff::civil;
use serde::{Deserialize, Serialize};

use super::{MINUTES_A_DAY, STRETCHES_A_DAY_MAX};
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
}

/// The weekly opening hours of one professional, checked: no stretch ends before it begins, none overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    /// Whose hours.
    pub professional: ProfessionalId,
    /// Sorted by day and start.
    pub stretches: Vec<OpeningHours>,
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
        match professional {
            Some(professional) if errors.is_empty() => Ok(Week { professional, stretches }),
            _ => Err(errors),
        }
    }
}

fn day_stretches(weekday: Weekday, text: &str) -> Result<Vec<OpeningHours>, Problem> {
    let mut day = Vec::new();
    for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        let (starts, ends) = part.split_once(['-', '–']).ok_or(Problem::NotHours)?;
        let (starts_minute, ends_minute) = (minute(starts)?, minute(ends)?);
        if starts_minute >= ends_minute {
            return Err(Problem::EndsBeforeStart);
        }
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

fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
