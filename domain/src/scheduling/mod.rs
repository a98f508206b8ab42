//! Scheduling: when a professional sees patients, which slots are free, and what may happen to an appointment.

mod booking;
mod change;
mod course;
mod holidays;
mod hours;
mod moving;
mod rules;
mod slots;
#[cfg(test)]
mod course_tests;
#[cfg(test)]
mod rules_tests;
#[cfg(test)]
mod tests;

use jiff::civil;
use serde::{Deserialize, Serialize};

pub use self::{
    booking::{
        AppointmentKind, BookFor, BookForForm, Booking, BookingForm, WALK_IN_STEP_MINUTES, WalkIn, WalkInForm, walk_in,
    },
    change::{AppointmentChange, CHANGES_MAX, CallOff, CallOffForm, ReasonKind},
    course::{AppointmentState, Course, Party, RoomState, Step},
    holidays::{
        HOLIDAY_CHARS_MAX, HOLIDAYS_MAX, Holiday, HolidayForm, NationalHoliday, NewHoliday, easter, national_holiday,
        optional_days,
    },
    hours::{DatedHours, OpeningHours, Week, WeekForm, Weekday, clock, in_force, replaced},
    moving::{CHANGES_BEFORE_MOVE_MAX, Move, MoveForm},
    rules::{
        Allowance, BookingRules, BookingRulesForm, EXCEPTIONS_MAX, ExceptionForm, ExceptionKind, ExceptionLine,
        ScheduleException,
    },
    slots::{Offer, Span, free_slots, may_book, slot_at},
};
use crate::{AppointmentId, Local, PatientId};

/// Shortest visit.
pub const VISIT_MINUTES_MIN: i64 = 10;
/// Longest visit.
pub const VISIT_MINUTES_MAX: i64 = 240;
/// A slot can be booked until this long before it begins, unless a professional's rules say otherwise.
pub const LEAD_MINUTES_MIN: i64 = 1;
/// Booking goes this far ahead, unless a professional's rules say otherwise.
pub const BOOKING_DAYS_MAX: i64 = 60;
/// A visit can be called off until this long before it begins, unless a professional's rules say otherwise.
pub const CANCEL_MINUTES_MIN: i64 = 60;
/// Upcoming visits of one patient.
pub const UPCOMING_APPOINTMENTS_MAX: i64 = 20;
/// Stretches of opening hours on one day.
pub const STRETCHES_A_DAY_MAX: usize = 6;
/// The room opens this long before the visit.
pub const ENTRY_OPENS_MINUTES: i64 = 15;
/// The room stays open this long after the planned end.
pub const ENTRY_CLOSES_MINUTES: i64 = 60;

/// A patient is marked as arrived at most this long before the visit.
pub const ARRIVAL_MINUTES_MAX: i64 = 120;
/// Nobody is marked as missing before this long after the planned start.
pub const NO_SHOW_MINUTES_MIN: i64 = 10;

const MINUTES_A_DAY: i64 = 24 * 60;

/// The free slots of one day, as the booking page shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeDay {
    /// The day.
    pub date: civil::Date,
    /// The starts of its free slots, in order.
    pub slots: Vec<Local>,
}

/// Fourteen days in which a visit can be booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingWindow {
    /// Today, on the professional's calendar.
    pub today: civil::Date,
    /// The first of the fourteen days.
    pub first: civil::Date,
    /// The last day that can be booked.
    pub last: civil::Date,
    /// Those of them with free slots.
    pub days: Vec<FreeDay>,
}

/// A patient for whom a visit is booked, as whoever books it sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientToBook {
    /// The patient.
    pub id: PatientId,
    /// How they are called.
    pub name: String,
    /// Their age in years today.
    pub age_years: i64,
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
    /// Who acts for the patient, when they have no account of their own.
    pub guardian: Option<String>,
    /// The professional's name.
    pub professional: String,
    /// The professional's specialty.
    pub specialty: String,
    /// How it came to be.
    pub kind: AppointmentKind,
    /// Where it stands.
    pub state: AppointmentState,
    /// Whether the room can be entered.
    pub room: RoomState,
    /// When the room opens.
    pub room_opens: Local,
    /// Until when either of its people can call it off or move it.
    pub cancel_until: Local,
    /// How often it was changed.
    pub version: i64,
    /// What the reader may do with it now.
    pub steps: Vec<Step>,
}

impl AppointmentCard {
    /// Whether the reader may make a step now.
    #[must_use]
    pub fn may(&self, step: Step) -> bool {
        self.steps.contains(&step)
    }
}
