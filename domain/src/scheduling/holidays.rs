//! Holidays: the national ones follow from the calendar, those of a state or a town are kept as data.

use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{FieldErrors, HolidayId, Problem, field::parse_line};

/// Local holidays shown at once: the next ones.
pub const HOLIDAYS_MAX: i64 = 200;
/// Longest name of a holiday.
pub const HOLIDAY_CHARS_MAX: usize = 80;
/// Black Awareness Day is a national holiday from this year on (Lei 14.759/2023).
const BLACK_AWARENESS_SINCE: i16 = 2024;

words! {
    /// A holiday of the whole country.
    NationalHoliday {
        /// 1 January.
        NewYear = "new_year",
        /// Two days before Easter.
        GoodFriday = "good_friday",
        /// 21 April.
        Tiradentes = "tiradentes",
        /// 1 May.
        LabourDay = "labour_day",
        /// 7 September.
        Independence = "independence",
        /// 12 October.
        Aparecida = "aparecida",
        /// 2 November.
        AllSouls = "all_souls",
        /// 15 November.
        Republic = "republic",
        /// 20 November.
        BlackAwareness = "black_awareness",
        /// 25 December.
        Christmas = "christmas",
    }
}

/// Easter Sunday of a year, by the Gregorian rule (Meeus, Jones and Butcher).
#[must_use]
pub fn easter(year: i16) -> Date {
    let number = i32::from(year);
    let (golden, century, in_century) = (number.rem_euclid(19), number.div_euclid(100), number.rem_euclid(100));
    let moon = (8 * century + 13).div_euclid(25);
    let epact = (19 * golden + century - century.div_euclid(4) - moon + 15).rem_euclid(30);
    let (leap_years, rest) = (in_century / 4, in_century % 4);
    let to_sunday = (32 + 2 * century.rem_euclid(4) + 2 * leap_years - epact - rest).rem_euclid(7);
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    let days = epact + to_sunday - 7 * late;
    // 22 March is the earliest Easter there is.
    jiff::civil::date(year, 3, 22).saturating_add(days.days())
}

/// The national holiday of a day, if it is one.
#[must_use]
pub fn national_holiday(date: Date) -> Option<NationalHoliday> {
    match (date.month(), date.day()) {
        (1, 1) => Some(NationalHoliday::NewYear),
        (4, 21) => Some(NationalHoliday::Tiradentes),
        (5, 1) => Some(NationalHoliday::LabourDay),
        (9, 7) => Some(NationalHoliday::Independence),
        (10, 12) => Some(NationalHoliday::Aparecida),
        (11, 2) => Some(NationalHoliday::AllSouls),
        (11, 15) => Some(NationalHoliday::Republic),
        (11, 20) if date.year() >= BLACK_AWARENESS_SINCE => Some(NationalHoliday::BlackAwareness),
        (12, 25) => Some(NationalHoliday::Christmas),
        _ if date == easter(date.year()).saturating_sub(2.days()) => Some(NationalHoliday::GoodFriday),
        _ => None,
    }
}

/// Carnival Tuesday and Corpus Christi of a year: no national holidays, but days on which many clinics are closed.
#[must_use]
pub fn optional_days(year: i16) -> [Date; 2] {
    [easter(year).saturating_sub(47.days()), easter(year).saturating_add(60.days())]
}

/// A holiday of the clinic's own place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// The holiday.
    pub id: HolidayId,
    /// When.
    pub date: Date,
    /// What it is called.
    pub name: String,
}

/// What an administrator types to add a holiday.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct HolidayForm {
    /// The day, `YYYY-MM-DD`.
    #[serde(default)]
    pub date: String,
    /// What it is called.
    #[serde(default)]
    pub name: String,
}

/// A holiday that may be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHoliday {
    /// When.
    pub date: Date,
    /// What it is called.
    pub name: String,
}

impl HolidayForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<NewHoliday, FieldErrors> {
        let mut errors = FieldErrors::default();
        let date = errors.keep("date", parse_day(&self.date));
        let name = errors.keep("name", parse_line(&self.name, HOLIDAY_CHARS_MAX));
        match (date, name) {
            (Some(date), Some(name)) => Ok(NewHoliday { date, name }),
            _ => Err(errors),
        }
    }
}

/// A day, `YYYY-MM-DD`.
pub(super) fn parse_day(text: &str) -> Result<Date, Problem> {
    match text.trim() {
        "" => Err(Problem::Missing),
        text => text.parse().map_err(|_| Problem::NotADate),
    }
}
