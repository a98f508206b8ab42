//! Scheduling: when a professional sees patients, which slots are free, and what may happen to an appointment.

use jiff::{
    ToSpan, civil,
    tz::{AmbiguousOffset, TimeZone},
};
use serde::{Deserialize, Serialize};

use crate::{AppointmentId, FieldErrors, Local, Moment, Problem, ProfessionalId, Refusal, field::parse_reason};

/// Shortest visit.
pub const VISIT_MINUTES_MIN: i64 = 10;
/// Longest visit.
pub const VISIT_MINUTES_MAX: i64 = 240;
/// A slot can be booked until this long before it begins.
pub const LEAD_MINUTES_MIN: i64 = 1;
/// Booking goes this far ahead.
pub const BOOKING_DAYS_MAX: i64 = 60;
/// A visit can be called off until this long before it begins.
pub const CANCEL_MINUTES_MIN: i64 = 60;
/// Upcoming visits of one patient.
pub const UPCOMING_APPOINTMENTS_MAX: i64 = 20;
/// Stretches of opening hours on one day.
pub const STRETCHES_A_DAY_MAX: usize = 6;
/// The room opens this long before the visit.
pub const ENTRY_OPENS_MINUTES: i64 = 15;
/// The room stays open this long after the planned end.
pub const ENTRY_CLOSES_MINUTES: i64 = 60;

const MINUTES_A_DAY: i64 = 24 * 60;

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
        let (starts, ends) = part.split_once(['-', '–']).ok_or(Problem::NotAChoice)?;
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
    let (hour, minute) = text.trim().split_once([':', 'h']).ok_or(Problem::NotAChoice)?;
    let number = |text: &str| match text.len() {
        1 | 2 if text.bytes().all(|b| b.is_ascii_digit()) => {
            text.parse::<u8>().map(i64::from).map_err(|_| Problem::NotAChoice)
        }
        _ => Err(Problem::NotAChoice),
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let total = hour * 60 + minute;
    if minute < 60 && total <= MINUTES_A_DAY { Ok(total) } else { Err(Problem::NotAChoice) }
}

fn clock(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// A stretch of time, from its start up to but without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First instant.
    pub starts_at: Moment,
    /// First instant after it.
    pub ends_at: Moment,
}

impl Span {
    /// Whether the two share an instant.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.starts_at < other.ends_at && other.starts_at < self.ends_at
    }
}

/// How a professional's time is offered.
#[derive(Clone, Debug)]
pub struct Offer<'a> {
    /// Weekly opening hours.
    pub hours: &'a [OpeningHours],
    /// The wall clock the hours are meant in.
    pub zone: &'a TimeZone,
    /// Length of a visit.
    pub visit_minutes: i64,
    /// What is already booked.
    pub busy: &'a [Span],
}

/// The free slots of the days `first..=last` that can still be booked at `now`, in order.
#[must_use]
pub fn free_slots(offer: &Offer<'_>, first: civil::Date, last: civil::Date, now: Moment) -> Vec<Span> {
    let mut slots = Vec::new();
    let mut date = first;
    while date <= last {
        slots.extend(slots_of_day(offer, date).into_iter().filter(|slot| {
            may_book(slot.starts_at, now).is_ok() && !offer.busy.iter().any(|busy| busy.overlaps(slot))
        }));
        let Ok(next) = date.checked_add(1.day()) else { break };
        date = next;
    }
    slots
}

/// The slot that begins at an instant, if it is offered and can still be booked; `busy` is looked at too.
///
/// # Errors
/// Too soon, too far ahead, not offered, or taken.
pub fn slot_at(offer: &Offer<'_>, starts_at: Moment, now: Moment) -> Result<Span, Refusal> {
    may_book(starts_at, now)?;
    let date = starts_at.in_zone(offer.zone).date();
    let slot = slots_of_day(offer, date).into_iter().find(|slot| slot.starts_at == starts_at);
    let slot = slot.ok_or(Refusal::SlotNotOffered)?;
    if offer.busy.iter().any(|busy| busy.overlaps(&slot)) { Err(Refusal::SlotTaken) } else { Ok(slot) }
}

/// Every slot of a day, taken or not.
fn slots_of_day(offer: &Offer<'_>, date: civil::Date) -> Vec<Span> {
    if offer.visit_minutes < VISIT_MINUTES_MIN {
        return Vec::new();
    }
    let weekday = Weekday::of(date);
    let mut slots: Vec<Span> = Vec::new();
    for stretch in offer.hours.iter().filter(|stretch| stretch.weekday == weekday) {
        let mut minute = stretch.starts_minute;
        while minute + offer.visit_minutes <= stretch.ends_minute {
            if let Some(starts_at) = instant(date, minute, offer.zone) {
                let slot = Span { starts_at, ends_at: starts_at.plus_minutes(offer.visit_minutes) };
                // When the clock is put back or forward, two readings may fall on one another.
                if slots.last().is_none_or(|before| before.ends_at <= slot.starts_at) {
                    slots.push(slot);
                }
            }
            minute += offer.visit_minutes;
        }
    }
    slots
}

/// The instant of a wall-clock minute; none when the clock jumps over it.
fn instant(date: civil::Date, minute: i64, zone: &TimeZone) -> Option<Moment> {
    let wall = date.to_datetime(civil::Time::midnight()).checked_add(minute.minutes()).ok()?;
    let reading = zone.to_ambiguous_timestamp(wall);
    if matches!(reading.offset(), AmbiguousOffset::Gap { .. }) {
        None
    } else {
        reading.compatible().ok().map(Moment::new)
    }
}

/// Whether a slot that begins at `starts_at` can be booked at `now`.
///
/// # Errors
/// Too soon, or too far ahead.
pub fn may_book(starts_at: Moment, now: Moment) -> Result<(), Refusal> {
    if starts_at < now.plus_minutes(LEAD_MINUTES_MIN) {
        Err(Refusal::TooSoon)
    } else if starts_at > now.plus_minutes(BOOKING_DAYS_MAX * MINUTES_A_DAY) {
        Err(Refusal::TooFarAhead)
    } else {
        Ok(())
    }
}

/// What a patient types to book.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct BookingForm {
    /// With whom.
    pub professional: String,
    /// The start of the slot, RFC 3339.
    pub starts_at: String,
    /// Why; may be empty.
    #[serde(default)]
    pub reason: String,
}

/// A booking that may be tried.
#[derive(Clone)]
pub struct Booking {
    /// With whom.
    pub professional: ProfessionalId,
    /// The start of the slot.
    pub starts_at: Moment,
    /// Why; may be empty.
    pub reason: String,
}

silent!(BookingForm, Booking);

impl BookingForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<Booking, FieldErrors> {
        let mut errors = FieldErrors::default();
        let professional = ProfessionalId::parse(&self.professional).map_err(|_| Problem::NotAChoice);
        let professional = errors.keep("professional", professional);
        let starts_at = errors.keep("starts_at", Moment::parse(&self.starts_at).ok_or(Problem::NotAChoice));
        let reason = errors.keep("reason", parse_reason(&self.reason));
        match (professional, starts_at, reason) {
            (Some(professional), Some(starts_at), Some(reason)) => Ok(Booking { professional, starts_at, reason }),
            _ => Err(errors),
        }
    }
}

words! {
    /// Where an appointment stands.
    AppointmentState {
        /// Booked.
        Scheduled = "scheduled",
        /// Called off.
        Cancelled = "cancelled",
        /// The visit is over.
        Completed = "completed",
    }
}

words! {
    /// Whether the consultation room can be entered.
    RoomState {
        /// It opens later.
        NotOpen = "not_open",
        /// Come in.
        Open = "open",
        /// It has closed.
        Closed = "closed",
    }
}

/// The instants that decide what may happen to an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// When it is planned.
    pub span: Span,
    /// When it was called off.
    pub cancelled_at: Option<Moment>,
    /// When the visit was finished.
    pub completed_at: Option<Moment>,
}

impl Course {
    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> AppointmentState {
        match (self.cancelled_at, self.completed_at) {
            (Some(_), _) => AppointmentState::Cancelled,
            (None, Some(_)) => AppointmentState::Completed,
            (None, None) => AppointmentState::Scheduled,
        }
    }

    fn must_be_scheduled(&self) -> Result<(), Refusal> {
        match self.state() {
            AppointmentState::Scheduled => Ok(()),
            AppointmentState::Cancelled => Err(Refusal::Cancelled),
            AppointmentState::Completed => Err(Refusal::Completed),
        }
    }

    /// # Errors
    /// Already over, or too late.
    pub fn may_cancel(&self, now: Moment) -> Result<(), Refusal> {
        self.must_be_scheduled()?;
        if now.plus_minutes(CANCEL_MINUTES_MIN) <= self.span.starts_at { Ok(()) } else { Err(Refusal::TooLateToCancel) }
    }

    /// # Errors
    /// Already over, or the room is not open yet.
    pub fn may_complete(&self, now: Moment) -> Result<(), Refusal> {
        self.must_be_scheduled()?;
        if now >= self.opens_at() { Ok(()) } else { Err(Refusal::NotYetBegun) }
    }

    /// # Errors
    /// Called off, or not begun. A completed visit still takes its author's note.
    pub fn may_write_note(&self, now: Moment) -> Result<(), Refusal> {
        match self.state() {
            AppointmentState::Cancelled => Err(Refusal::Cancelled),
            _ if now < self.opens_at() => Err(Refusal::NotYetBegun),
            _ => Ok(()),
        }
    }

    /// # Errors
    /// Over, not open yet, or closed.
    pub fn may_enter(&self, now: Moment) -> Result<(), Refusal> {
        self.must_be_scheduled()?;
        match self.room(now) {
            RoomState::NotOpen => Err(Refusal::RoomNotOpen),
            RoomState::Open => Ok(()),
            RoomState::Closed => Err(Refusal::RoomClosed),
        }
    }

    /// Whether the room can be entered.
    #[must_use]
    pub fn room(&self, now: Moment) -> RoomState {
        if self.state() != AppointmentState::Scheduled || now >= self.closes_at() {
            RoomState::Closed
        } else if now < self.opens_at() {
            RoomState::NotOpen
        } else {
            RoomState::Open
        }
    }

    /// From when on the room can be entered.
    #[must_use]
    pub fn opens_at(&self) -> Moment {
        self.span.starts_at.plus_minutes(-ENTRY_OPENS_MINUTES)
    }

    /// Until when the room can be entered.
    #[must_use]
    pub fn closes_at(&self) -> Moment {
        self.span.ends_at.plus_minutes(ENTRY_CLOSES_MINUTES)
    }
}

/// The free slots of one day, as the booking page shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeDay {
    /// The day.
    pub date: civil::Date,
    /// The starts of its free slots, in order.
    pub slots: Vec<Local>,
}

/// An appointment as lists show it: no clinical text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentCard {
    /// The appointment.
    pub id: AppointmentId,
    /// When it begins.
    pub starts: Local,
    /// When it is planned to end.
    pub ends: Local,
    /// The patient's name.
    pub patient: String,
    /// The patient's age in years on that day.
    pub patient_age_years: i64,
    /// The professional's name.
    pub professional: String,
    /// The professional's specialty.
    pub specialty: String,
    /// Where it stands.
    pub state: AppointmentState,
    /// Whether the room can be entered.
    pub room: RoomState,
    /// When the room opens.
    pub room_opens: Local,
    /// Whether the reader may still call it off.
    pub may_cancel: bool,
}

#[cfg(test)]
mod tests;
