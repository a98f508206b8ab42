//! Scheduling: opening hours, free slots, booking, and the course of an appointment.

mod book;
mod cards;
mod changes;
mod close;
mod course;
mod hours;
mod mail;

pub use book::{book, free_days};
pub use cards::{appointment, board, on_agenda, visits};
pub use changes::changes;
pub use close::{call_off, cancel, complete, confirm, mark_arrived, mark_no_show, settle};
pub use hours::{opening_hours, set_opening_hours};
pub use mail::{AppointmentMail, appointment_mail};

pub(crate) use course::{AppointmentRow, CourseRow, course_columns, entered, own_appointment};
