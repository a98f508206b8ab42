//! Calls: the consultation room. The page is in `room.rs`, the engine under it in `call.rs`;
//! the protocol both sides keep to is `docs/calls-protocol.md`.

pub mod api;

mod room;
mod before;
mod choices;
mod inside;
mod finish;
mod after;
mod words;

mod state;
mod shown;
mod call;
mod talk;
mod surroundings;
mod negotiation;
mod peer;
mod socket;
mod pulse;
mod stats;
mod devices;
mod level;
mod picture;
mod browser;

pub use room::RoomPage;
