//! The slots that opening hours make, and which of them can still be booked.

use jiff::{
    ToSpan, civil,
    tz::{AmbiguousOffset, TimeZone},
};

use super::{
    Allowance, BookingRules, DatedHours, ExceptionKind, MINUTES_A_DAY, ScheduleException, VISIT_MINUTES_MIN, Weekday,
    national_holiday,
};
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

/// How a professional's time is offered, and what is booked of it.
#[derive(Clone, Debug)]
pub struct Offer<'a> {
    /// Weekly opening hours, with the days they are valid for.
    pub hours: &'a [DatedHours],
    /// Days unlike the others.
    pub exceptions: &'a [ScheduleException],
    /// Local holidays.
    pub holidays: &'a [civil::Date],
    /// Pauses, lead time, horizon, how many a day.
    pub rules: BookingRules,
    /// The wall clock the hours are meant in.
    pub zone: &'a TimeZone,
    /// Length of a visit.
    pub visit_minutes: i64,
    /// What is already booked; the whole of each day that is asked about.
    pub busy: &'a [Span],
}

impl Offer<'_> {
    /// Whether the pauses around a slot and around what is booked leave it free.
    fn is_free(&self, slot: &Span) -> bool {
        let pause = self.rules.pause_minutes();
        let starts_at = slot.starts_at.plus_minutes(-pause);
        let wide = Span { starts_at, ends_at: slot.ends_at.plus_minutes(pause) };
        !self.busy.iter().any(|busy| busy.overlaps(&wide))
    }

    /// Whether as many visits are booked on a day as may be.
    fn is_full(&self, date: civil::Date) -> bool {
        let booked = || self.busy.iter().filter(|span| span.starts_at.in_zone(self.zone).date() == date).count();
        self.rules.daily_max.is_some_and(|most| i64::try_from(booked()).is_ok_and(|count| count >= most))
    }

    fn is_holiday(&self, date: civil::Date) -> bool {
        national_holiday(date).is_some() || self.holidays.contains(&date)
    }

    /// The stretches of a day in which slots begin: the weekly hours, and what is open beyond them.
    fn stretches(&self, date: civil::Date) -> Vec<(i64, i64)> {
        let weekday = Weekday::of(date);
        let closed = self.rules.holidays == Allowance::Refused && self.is_holiday(date);
        let weekly = self.hours.iter().filter(|dated| !closed && dated.is_in_force(date));
        let weekly = weekly.filter(|dated| dated.hours.weekday == weekday);
        let weekly = weekly.map(|dated| (dated.hours.starts_minute, dated.hours.ends_minute));
        let extra = self.excepted(date, ExceptionKind::Open).map(|extra| (extra.starts_minute, extra.ends_minute));
        weekly.chain(extra).collect()
    }

    fn excepted(&self, date: civil::Date, kind: ExceptionKind) -> impl Iterator<Item = &ScheduleException> {
        self.exceptions.iter().filter(move |exception| exception.kind == kind && exception.covers(date))
    }
}

/// The free slots of the days `first..=last` that can still be booked at `now`, in order.
#[must_use]
pub fn free_slots(offer: &Offer<'_>, first: civil::Date, last: civil::Date, now: Moment) -> Vec<Span> {
    let mut slots = Vec::new();
    let mut date = first;
    while date <= last {
        if !offer.is_full(date) {
            let free = |slot: &Span| may_book(slot.starts_at, &offer.rules, now).is_ok() && offer.is_free(slot);
            slots.extend(slots_of_day(offer, date).into_iter().filter(free));
        }
        let Ok(next) = date.checked_add(1.day()) else { break };
        date = next;
    }
    slots
}

/// The slot that begins at an instant, if it is offered and can still be booked; `busy` is looked at too.
///
/// # Errors
/// Too soon, too far ahead, not offered, taken, or on a day that is full.
pub fn slot_at(offer: &Offer<'_>, starts_at: Moment, now: Moment) -> Result<Span, Refusal> {
    may_book(starts_at, &offer.rules, now)?;
    let date = starts_at.in_zone(offer.zone).date();
    let slot = slots_of_day(offer, date).into_iter().find(|slot| slot.starts_at == starts_at);
    let slot = slot.ok_or(Refusal::SlotNotOffered)?;
    if !offer.is_free(&slot) {
        Err(Refusal::SlotTaken)
    } else if offer.is_full(date) {
        Err(Refusal::DayFull)
    } else {
        Ok(slot)
    }
}

/// Every slot of a day, taken or not.
fn slots_of_day(offer: &Offer<'_>, date: civil::Date) -> Vec<Span> {
    if offer.visit_minutes < VISIT_MINUTES_MIN {
        return Vec::new();
    }
    let length = offer.visit_minutes;
    let mut slots: Vec<Span> = Vec::new();
    for (starts_minute, ends_minute) in offer.stretches(date) {
        let mut minute = starts_minute;
        while minute + length <= ends_minute {
            let closed =
                |closed: &ScheduleException| minute < closed.ends_minute && closed.starts_minute < minute + length;
            if !offer.excepted(date, ExceptionKind::Closed).any(closed)
                && let Some(starts_at) = instant(date, minute, offer.zone)
            {
                slots.push(Span { starts_at, ends_at: starts_at.plus_minutes(length) });
            }
            minute += length + offer.rules.pause_minutes();
        }
    }
    slots.sort_by_key(|slot| slot.starts_at);
    // Stretches may lie over one another, and so may two readings of a clock that is put back: the earlier slot stands.
    let pause = offer.rules.pause_minutes();
    let mut free_from = None;
    slots.retain(|slot| {
        let stands = free_from.is_none_or(|free_from| free_from <= slot.starts_at);
        if stands {
            free_from = Some(slot.ends_at.plus_minutes(pause));
        }
        stands
    });
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
pub fn may_book(starts_at: Moment, rules: &BookingRules, now: Moment) -> Result<(), Refusal> {
    if starts_at < now.plus_minutes(rules.lead_minutes) {
        Err(Refusal::TooSoon)
    } else if starts_at > now.plus_minutes(rules.horizon_days * MINUTES_A_DAY) {
        Err(Refusal::TooFarAhead)
    } else {
        Ok(())
    }
}
