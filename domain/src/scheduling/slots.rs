//! The slots that opening hours make, and which of them can still be booked.

use jiff::{
    ToSpan, civil,
    tz::{AmbiguousOffset, TimeZone},
};

use super::{BOOKING_DAYS_MAX, LEAD_MINUTES_MIN, MINUTES_A_DAY, OpeningHours, VISIT_MINUTES_MIN, Weekday};
use crate::{Moment, Refusal};

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
