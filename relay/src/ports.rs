//! The sockets behind relayed addresses: a random free port, an even one, or one kept from an earlier request.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::net::UdpSocket;

use crate::quota::Permit;
use crate::sockets::{RELAY_BUFFER_BYTES, open_udp};

/// How long the upper port of a pair waits for its owner (RFC 8656, section 7.2).
const RESERVATION: Duration = Duration::from_secs(30);
/// Ports looked at before saying that there is no room.
const PORT_TRIES_MAX: u32 = 1024;

/// What is asked of the port number.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parity {
    Any,
    Even,
    /// Even, and the next one kept for a second request.
    EvenAndNext,
}

/// What the owner of a kept port shows.
pub(crate) type Token = [u8; 8];

/// Opens relay sockets within the range of ports.
pub(crate) struct Ports {
    ip: IpAddr,
    range: RangeInclusive<u16>,
    kept: Mutex<HashMap<Token, Kept>>,
}

struct Kept {
    socket: UdpSocket,
    permit: Permit<String>,
    username: String,
    until: Instant,
}

impl Ports {
    pub(crate) fn new(ip: IpAddr, range: RangeInclusive<u16>) -> Self {
        Self { ip, range, kept: Mutex::new(HashMap::new()) }
    }

    /// A socket on a port nobody can foresee; with [`Parity::EvenAndNext`], also one on the next port.
    pub(crate) fn open(&self, parity: Parity) -> Option<(UdpSocket, Option<UdpSocket>)> {
        let first = u32::from(*self.range.start());
        let count = u32::from(*self.range.end()) - first + 1;
        let start = getrandom::u32().ok()? % count;
        (0..count.min(PORT_TRIES_MAX))
            .filter_map(|step| u16::try_from(first + (start + step) % count).ok())
            .filter(|port| parity == Parity::Any || port.is_multiple_of(2))
            .find_map(|port| self.open_at(port, parity == Parity::EvenAndNext))
    }

    /// Keeps a socket for the user's second request.
    pub(crate) fn keep(
        &self,
        socket: UdpSocket,
        permit: Permit<String>,
        username: &str,
        now: Instant,
    ) -> Option<Token> {
        let token = getrandom::u64().ok()?.to_be_bytes();
        let kept = Kept { socket, permit, username: username.to_owned(), until: now + RESERVATION };
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(token, kept);
        Some(token)
    }

    /// Hands a kept socket to its owner, once.
    pub(crate) fn claim(&self, token: Token, username: &str, now: Instant) -> Option<(UdpSocket, Permit<String>)> {
        let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if all.get(&token).is_none_or(|kept| kept.username != username || kept.until <= now) {
            return None;
        }
        all.remove(&token).map(|kept| (kept.socket, kept.permit))
    }

    /// Closes kept sockets that nobody came for.
    pub(crate) fn sweep(&self, now: Instant) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, kept| now < kept.until);
    }

    /// Closes all kept sockets.
    pub(crate) fn clear(&self) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn open_at(&self, port: u16, with_next: bool) -> Option<(UdpSocket, Option<UdpSocket>)> {
        let socket = self.bind(port)?;
        if !with_next {
            return Some((socket, None));
        }
        let next = port.checked_add(1).filter(|next| self.range.contains(next))?;
        Some((socket, Some(self.bind(next)?)))
    }

    fn bind(&self, port: u16) -> Option<UdpSocket> {
        open_udp(SocketAddr::new(self.ip, port), RELAY_BUFFER_BYTES).ok()
    }
}
