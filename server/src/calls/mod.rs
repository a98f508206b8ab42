//! The signalling of calls. Each room is owned by one task; sockets send it actions and touch nothing.

pub mod socket;

mod room;
mod rooms;

pub use rooms::{Rooms, follow};
