//! The relay: STUN and TURN (RFC 8489, RFC 8656) for calls that cannot go direct.
//!
//! One UDP and one TCP socket on the same port, UDP relayed addresses, time-limited credentials. It runs inside the
//! web server or alone; either way it is [`Relay::bind`], then [`Relay::run`] until told to stop.
//!
//! A packet's way, for the reader:
//! 1. `udp` or `tcp` receives it from a client, and `exchange` tells a request from data;
//! 2. a request passes the `gate` (who is it?), then `requests` (what is asked, may it be?);
//! 3. data leaves through the `allocation`'s own socket, or straight to another allocation of ours;
//! 4. what peers send comes back through `allocation`, if the client permitted that peer.

pub mod credentials;
pub mod filter;
pub mod health;
pub mod stun;

mod allocation;
mod allocations;
mod barred;
mod exchange;
mod gate;
mod meter;
mod nonce;
mod ports;
mod quota;
mod relay;
mod requests;
mod scratch;
mod settings;
mod sockets;
mod tcp;
mod udp;

pub use barred::Barred;
pub use meter::{Meter, Stats};
pub use relay::Relay;
pub use settings::{Secret, Settings};

/// What can go wrong when starting the relay or asking after its health.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting that cannot work.
    #[error("relay setting: {0}")]
    Setting(&'static str),
    /// A socket could not be opened or used.
    #[error("relay socket: {0}")]
    Socket(#[from] std::io::Error),
    /// The relay answered a health check with a refusal.
    #[error("the relay refused with code {0}")]
    Refused(u16),
    /// The relay's answer to a health check made no sense.
    #[error("the relay's answer was not understood")]
    Garbled,
    /// The relay did not answer a health check in time.
    #[error("the relay did not answer in time")]
    Silent,
}

/// The result of starting the relay or asking after its health.
pub type Result<T> = std::result::Result<T, Error>;
