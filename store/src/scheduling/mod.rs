//! Scheduling: opening hours, days unlike the others, free slots, booking, and the course of an appointment.

mod book;
mod book_for;
mod by_letter;
mod cards;
mod changes;
mod close;
mod course;
mod exceptions;
mod hours;
mod mail;
mod moving;
mod rules;

pub use book::{book, booking_window, free_days};
pub use book_for::{book_for, patient_to_book, walk_in};
pub use cards::{appointment, board, on_agenda, visits};
pub use changes::changes;
pub use close::{call_off, cancel, complete, confirm, mark_arrived, mark_no_show, settle};
pub use exceptions::{add_exception, add_holiday, exceptions, holidays, remove_exception, remove_holiday};
pub use hours::{opening_hours, set_opening_hours};
pub use mail::{AppointmentMail, appointment_mail, moved_mail};
pub use moving::{move_to, move_window};
pub use rules::{booking_rules, set_booking_rules};

pub(crate) use by_letter::answer_by_letter;
pub(crate) use course::{AppointmentRow, CourseRow, course_columns, entered, own_appointment};
