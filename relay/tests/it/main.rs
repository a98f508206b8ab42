//! The relay from outside: real sockets on loopback, and a client that knows only the protocol.

#![expect(clippy::unwrap_used, reason = "a test may panic, its helpers too")]

mod client;
mod coturn;
mod credentials;
mod filter;
mod health;
mod hostile;
mod limits;
mod peers;
mod relaying;
mod world;
