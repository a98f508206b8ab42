//! Scheduling: opening hours, free slots, booking, and the course of an appointment.

mod book;
mod cards;
mod close;
mod hours;
mod mail;

pub use book::{book, free_days};
pub use cards::{appointment, board, visits};
pub use close::{cancel, complete};
pub use hours::{opening_hours, set_opening_hours};
pub use mail::{AppointmentMail, appointment_mail};

pub(crate) use close::{AppointmentRow, own_appointment};
