//! Calls: who is let into the room of an appointment, who was there, and how it went.

mod attendance;
mod log;
mod ticket;

pub use attendance::{close_abandoned, leave, summarise};
pub use log::log;
pub use ticket::{Admission, issue_ticket, spend_ticket};

pub(crate) use attendance::end_with_visit;
