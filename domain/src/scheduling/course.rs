//! The course of an appointment: which state follows which, and when its room is open.

use super::{CANCEL_MINUTES_MIN, ENTRY_CLOSES_MINUTES, ENTRY_OPENS_MINUTES, Span};
use crate::{Moment, Refusal};

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
