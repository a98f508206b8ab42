//! Instants and how a wall clock shows them. Nobody here asks what time it is.

use std::fmt;

use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

const MICROS_A_MINUTE: i64 = 60_000_000;

/// An instant, in whole microseconds, as both databases keep it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(Timestamp);

impl Moment {
    /// The instant of a clock reading, cut to microseconds.
    #[must_use]
    pub fn new(at: Timestamp) -> Self {
        Self::from_micros(at.as_microsecond())
    }

    /// The instant `micros` microseconds after 1970; the ends of the calendar stand in for what lies outside.
    #[must_use]
    pub fn from_micros(micros: i64) -> Self {
        let end = if micros < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Self(Timestamp::from_microsecond(micros).unwrap_or(end))
    }

    /// Microseconds since 1970.
    #[must_use]
    pub fn micros(self) -> i64 {
        self.0.as_microsecond()
    }

    /// Whole seconds since 1970.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0.as_second()
    }

    /// The instant a wall clock of `zone` shows `at`. In a gap it is the later reading, in a fold the earlier.
    #[must_use]
    pub fn of_wall_clock(at: civil::DateTime, zone: &TimeZone) -> Option<Self> {
        zone.to_ambiguous_timestamp(at).compatible().ok().map(Self::new)
    }

    /// What a wall clock of `zone` shows at this instant.
    #[must_use]
    pub fn in_zone(self, zone: &TimeZone) -> Local {
        Local { at: self, wall: zone.to_datetime(self.0) }
    }

    /// This much later, or earlier with a negative number.
    #[must_use]
    pub fn plus_minutes(self, minutes: i64) -> Self {
        Self::from_micros(self.micros().saturating_add(minutes.saturating_mul(MICROS_A_MINUTE)))
    }

    /// This many seconds later.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_micros(self.micros().saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// Whole minutes from `earlier` to here; negative when it lies ahead.
    #[must_use]
    pub fn minutes_since(self, earlier: Self) -> i64 {
        (self.micros() - earlier.micros()).div_euclid(MICROS_A_MINUTE)
    }

    /// Whole seconds from `earlier` to here; negative when it lies ahead.
    #[must_use]
    pub fn seconds_since(self, earlier: Self) -> i64 {
        (self.micros() - earlier.micros()).div_euclid(1_000_000)
    }

    /// Reads RFC 3339 text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse::<Timestamp>().ok().map(Self::new)
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(to)
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(to)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not an instant"))
    }
}

/// An instant beside what the wall clock of one place shows, so that a page needs no time-zone table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Local {
    /// The instant.
    pub at: Moment,
    /// The wall clock.
    pub wall: civil::DateTime,
}

impl Local {
    /// The day on the wall calendar.
    #[must_use]
    pub fn date(&self) -> civil::Date {
        self.wall.date()
    }

    /// Hours and minutes, `14:30`.
    #[must_use]
    pub fn clock(&self) -> String {
        format!("{:02}:{:02}", self.wall.hour(), self.wall.minute())
    }
}

/// Full years from a birth date to `today`.
#[must_use]
pub fn age_years(born: civil::Date, today: civil::Date) -> i64 {
    let years = i64::from(today.year()) - i64::from(born.year());
    if (today.month(), today.day()) < (born.month(), born.day()) { years - 1 } else { years }
}

#[cfg(feature = "sql")]
mod sql {
    use super::Moment;
    use sqlx::{Database, Decode, Encode, Type, encode::IsNull, error::BoxDynError};

    impl<DB: Database> Type<DB> for Moment
    where
        i64: Type<DB>,
    {
        fn type_info() -> DB::TypeInfo {
            <i64 as Type<DB>>::type_info()
        }
        fn compatible(ty: &DB::TypeInfo) -> bool {
            <i64 as Type<DB>>::compatible(ty)
        }
    }

    impl<'q, DB: Database> Encode<'q, DB> for Moment
    where
        i64: Encode<'q, DB>,
    {
        fn encode_by_ref(&self, buffer: &mut <DB as Database>::ArgumentBuffer) -> Result<IsNull, BoxDynError> {
            self.micros().encode_by_ref(buffer)
        }
    }

    impl<'r, DB: Database> Decode<'r, DB> for Moment
    where
        i64: Decode<'r, DB>,
    {
        fn decode(value: <DB as Database>::ValueRef<'r>) -> Result<Self, BoxDynError> {
            i64::decode(value).map(Self::from_micros)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_survives_text_and_microseconds() {
        let noon = Moment::parse("2026-11-20T12:00:00.123456-03:00").unwrap();
        assert_eq!(Moment::from_micros(noon.micros()), noon);
        assert_eq!(Moment::parse(&noon.to_string()), Some(noon));
        assert_eq!(noon.plus_minutes(90).minutes_since(noon), 90);
        assert_eq!(noon.minutes_since(noon.plus_minutes(1)), -1);
    }

    #[test]
    fn a_wall_clock_is_read_in_its_own_zone() {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        let at = Moment::parse("2026-11-20T02:30:00Z").unwrap().in_zone(&zone);
        assert_eq!(at.date(), civil::date(2026, 11, 19));
        assert_eq!(at.clock(), "23:30");
    }

    #[test]
    fn a_wall_clock_in_the_last_summer_time_of_brazil_is_right() {
        let zone = TimeZone::get("America/Sao_Paulo").unwrap();
        // 2018-11-04 00:00 did not exist: the clock went from 23:59 to 01:00.
        let gap = Moment::of_wall_clock(civil::datetime(2018, 11, 4, 0, 30, 0, 0), &zone).unwrap();
        assert_eq!(gap.in_zone(&zone).clock(), "01:30");
    }

    #[test]
    fn age_counts_full_years() {
        let born = civil::date(1990, 5, 20);
        assert_eq!(age_years(born, civil::date(2026, 5, 19)), 35);
        assert_eq!(age_years(born, civil::date(2026, 5, 20)), 36);
        assert_eq!(age_years(civil::date(2004, 2, 29), civil::date(2026, 2, 28)), 21);
    }
}
