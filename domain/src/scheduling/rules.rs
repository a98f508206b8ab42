//! How a professional's time is offered: pauses, lead time, horizon, how many a day; and days unlike the others.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    BOOKING_DAYS_MAX, CANCEL_MINUTES_MIN, LEAD_MINUTES_MIN, MINUTES_A_DAY, holidays::parse_day, hours::parse_stretch,
};
use crate::{FieldErrors, Problem, ProfessionalId, ScheduleExceptionId};

/// Longest pause before or after a visit.
const BUFFER_MINUTES_MAX: i64 = 120;
/// Longest lead time: two weeks.
const LEAD_MINUTES_MAX: i64 = 14 * 24 * 60;
/// Furthest that booking can be opened.
const HORIZON_DAYS_MAX: i64 = 365;
/// Most visits of one day.
const DAILY_MAX: i64 = 100;
/// Earliest end of calling off: a week before.
const CANCEL_MINUTES_MAX: i64 = 7 * 24 * 60;
/// Exceptions of one professional that lie ahead.
pub const EXCEPTIONS_MAX: i64 = 200;
/// Days that one exception covers.
const EXCEPTION_DAYS_MAX: i64 = 366;

words! {
    /// Whether something is done at all.
    Allowance {
        /// No.
        Refused = "refused",
        /// Yes.
        Allowed = "allowed",
    }
}

words! {
    /// What an exception does to the days it covers.
    ExceptionKind {
        /// Nobody is seen.
        Closed = "closed",
        /// Patients are seen beyond the weekly hours, on holidays too.
        Open = "open",
    }
}

/// How a professional's time is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingRules {
    /// Pause before each visit.
    pub buffer_before_minutes: i64,
    /// Pause after each visit.
    pub buffer_after_minutes: i64,
    /// A slot can be booked until this long before it begins.
    pub lead_minutes: i64,
    /// Booking goes this far ahead.
    pub horizon_days: i64,
    /// Visits of one day; any number, if there is none.
    pub daily_max: Option<i64>,
    /// A visit can be called off until this long before it begins.
    pub cancel_minutes: i64,
    /// Whether the weekly hours hold on holidays.
    pub holidays: Allowance,
    /// Whether the reception may squeeze somebody in between the slots.
    pub walk_ins: Allowance,
}

impl Default for BookingRules {
    fn default() -> Self {
        Self {
            buffer_before_minutes: 0,
            buffer_after_minutes: 0,
            lead_minutes: LEAD_MINUTES_MIN,
            horizon_days: BOOKING_DAYS_MAX,
            daily_max: None,
            cancel_minutes: CANCEL_MINUTES_MIN,
            holidays: Allowance::Refused,
            walk_ins: Allowance::Refused,
        }
    }
}

impl BookingRules {
    /// The pause between two visits: after the one, before the other.
    #[must_use]
    pub const fn pause_minutes(&self) -> i64 {
        self.buffer_before_minutes + self.buffer_after_minutes
    }
}

/// The rules as they are typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingRulesForm {
    /// Whose.
    pub professional: String,
    /// Minutes.
    #[serde(default)]
    pub buffer_before: String,
    /// Minutes.
    #[serde(default)]
    pub buffer_after: String,
    /// Minutes.
    #[serde(default)]
    pub lead: String,
    /// Days.
    #[serde(default)]
    pub horizon: String,
    /// Visits; empty for any number.
    #[serde(default)]
    pub daily_max: String,
    /// Minutes.
    #[serde(default)]
    pub cancel: String,
    /// A word of [`Allowance`].
    #[serde(default)]
    pub holidays: String,
    /// A word of [`Allowance`].
    #[serde(default)]
    pub walk_ins: String,
}

impl BookingRulesForm {
    /// The form as it stands for rules already kept.
    #[must_use]
    pub fn of(professional: ProfessionalId, rules: &BookingRules) -> Self {
        Self {
            professional: professional.to_string(),
            buffer_before: rules.buffer_before_minutes.to_string(),
            buffer_after: rules.buffer_after_minutes.to_string(),
            lead: rules.lead_minutes.to_string(),
            horizon: rules.horizon_days.to_string(),
            daily_max: rules.daily_max.map(|count| count.to_string()).unwrap_or_default(),
            cancel: rules.cancel_minutes.to_string(),
            holidays: rules.holidays.as_str().to_owned(),
            walk_ins: rules.walk_ins.as_str().to_owned(),
        }
    }

    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<(ProfessionalId, BookingRules), FieldErrors> {
        let mut errors = FieldErrors::default();
        let professional = ProfessionalId::parse(&self.professional).map_err(|_| Problem::NotAChoice);
        let professional = errors.keep("professional", professional);
        let before = errors.keep("buffer_before", number(&self.buffer_before, 0, BUFFER_MINUTES_MAX));
        let after = errors.keep("buffer_after", number(&self.buffer_after, 0, BUFFER_MINUTES_MAX));
        let lead = errors.keep("lead", number(&self.lead, LEAD_MINUTES_MIN, LEAD_MINUTES_MAX));
        let horizon = errors.keep("horizon", number(&self.horizon, 1, HORIZON_DAYS_MAX));
        let daily_max = match self.daily_max.trim() {
            "" => Ok(None),
            text => number(text, 1, DAILY_MAX).map(Some),
        };
        let daily_max = errors.keep("daily_max", daily_max);
        let cancel = errors.keep("cancel", number(&self.cancel, 0, CANCEL_MINUTES_MAX));
        let allowance = |text: &str| Allowance::parse(text).ok_or(Problem::NotAChoice);
        let holidays = errors.keep("holidays", allowance(&self.holidays));
        let walk_ins = errors.keep("walk_ins", allowance(&self.walk_ins));
        let minutes = (before, after, lead, cancel);
        match (professional, minutes, horizon, daily_max, holidays, walk_ins) {
            (
                Some(professional),
                (Some(buffer_before_minutes), Some(buffer_after_minutes), Some(lead_minutes), Some(cancel_minutes)),
                Some(horizon_days),
                Some(daily_max),
                Some(holidays),
                Some(walk_ins),
            ) => {
                let rules = BookingRules {
                    buffer_before_minutes,
                    buffer_after_minutes,
                    lead_minutes,
                    horizon_days,
                    daily_max,
                    cancel_minutes,
                    holidays,
                    walk_ins,
                };
                Ok((professional, rules))
            }
            _ => Err(errors),
        }
    }
}

fn number(text: &str, least: i64, most: i64) -> Result<i64, Problem> {
    let number = text.trim().parse::<i64>().map_err(|_| Problem::NotANumber)?;
    if (least..=most).contains(&number) { Ok(number) } else { Err(Problem::OutOfRange) }
}

/// Days unlike the others: from a day to a day, each between the same hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleException {
    /// What it does.
    pub kind: ExceptionKind,
    /// First day.
    pub first: Date,
    /// Last day.
    pub last: Date,
    /// From here, in minutes of the wall clock since midnight.
    pub starts_minute: i64,
    /// To here.
    pub ends_minute: i64,
}

impl ScheduleException {
    /// Whether it says anything about a day.
    #[must_use]
    pub fn covers(&self, date: Date) -> bool {
        self.first <= date && date <= self.last
    }
}

/// An exception in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionLine {
    /// The exception.
    pub id: ScheduleExceptionId,
    /// What it says.
    pub exception: ScheduleException,
}

/// What is typed to add an exception.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExceptionForm {
    /// Whose days.
    pub professional: String,
    /// A word of [`ExceptionKind`].
    #[serde(default)]
    pub kind: String,
    /// First day, `YYYY-MM-DD`.
    #[serde(default)]
    pub first: String,
    /// Last day; the first one, if it is empty.
    #[serde(default)]
    pub last: String,
    /// Between which hours, `08:00-12:00`; the whole day, if it is empty.
    #[serde(default)]
    pub hours: String,
}

impl ExceptionForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<(ProfessionalId, ScheduleException), FieldErrors> {
        let mut errors = FieldErrors::default();
        let professional = ProfessionalId::parse(&self.professional).map_err(|_| Problem::NotAChoice);
        let professional = errors.keep("professional", professional);
        let kind = errors.keep("kind", ExceptionKind::parse(&self.kind).ok_or(Problem::NotAChoice));
        let first = errors.keep("first", parse_day(&self.first));
        let last = if self.last.trim().is_empty() { Ok(first) } else { parse_day(&self.last).map(Some) };
        let last = last.and_then(|last| match (first, last) {
            (Some(first), Some(last)) if last < first => Err(Problem::EndsBeforeStart),
            (Some(first), Some(last)) if days_between(first, last) > EXCEPTION_DAYS_MAX => Err(Problem::TooLong),
            (_, last) => Ok(last),
        });
        let last = errors.keep("last", last).flatten();
        let hours = match self.hours.trim() {
            "" => Ok((0, MINUTES_A_DAY)),
            text => parse_stretch(text),
        };
        let hours = errors.keep("hours", hours);
        match (professional, kind, first, last, hours) {
            (Some(professional), Some(kind), Some(first), Some(last), Some((starts_minute, ends_minute))) => {
                Ok((professional, ScheduleException { kind, first, last, starts_minute, ends_minute }))
            }
            _ => Err(errors),
        }
    }
}

fn days_between(first: Date, last: Date) -> i64 {
    i64::from(first.until(last).map_or(i32::MAX, |span| span.get_days())) + 1
}
