//! One relayed address and whoever may use it: a client on one side, permitted peers on the other.

mod link;
mod peers;

use std::net::SocketAddr;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use tokio::net::UdpSocket;
use tokio::task::AbortHandle;

pub(crate) use link::{ClientKey, Link};
pub(crate) use peers::{CHANNEL_NUMBERS, Full, Peers};

use crate::meter::Meter;
use crate::ports::Token;
use crate::quota::Permit;
use crate::scratch::{self, BURST_PACKETS_MAX, DATAGRAM_BYTES_MAX, HEADROOM};
use crate::sockets;
use crate::stun::{CHANNEL_HEADER_BYTES, Transaction, data_indication_header, padded};

/// A relayed address in use.
pub(crate) struct Allocation {
    pub(crate) link: Link,
    pub(crate) username: String,
    pub(crate) relayed: SocketAddr,
    /// The request that made it, to answer the same way when it is repeated.
    pub(crate) transaction: Transaction,
    /// Names the next port, when that was asked for.
    pub(crate) token: Option<Token>,
    pub(crate) socket: UdpSocket,
    pub(crate) state: Mutex<State>,
    pub(crate) task: OnceLock<AbortHandle>,
    /// Given back at the end, not when the last reference goes: the client may begin again at once.
    pub(crate) permit: Mutex<Option<Permit<String>>>,
}

/// What changes while an allocation lives.
pub(crate) struct State {
    pub(crate) expires_at: Instant,
    pub(crate) peers: Peers,
}

impl Allocation {
    /// The changing part. Its lock is held for a look or a note, never while sending.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends to a peer from the relayed address.
    pub(crate) fn send(&self, data: &[u8], peer: SocketAddr) -> bool {
        sockets::send_to(&self.socket, data, peer)
    }

    /// Hands data from a peer to the client, if the client permitted that peer.
    ///
    /// The data must have [`HEADROOM`] before it in the buffer: its header is written there instead of copying.
    pub(crate) fn deliver(&self, buffer: &mut [u8], data: Range<usize>, from: SocketAddr, meter: &Meter) {
        let now = Instant::now();
        let route = {
            let state = self.state();
            let permitted = now < state.expires_at && state.peers.permits(from.ip(), now);
            permitted.then(|| state.peers.channel_to(from, now))
        };
        let Some(channel) = route else { return meter.dropped() };
        let length = data.len();
        let frame = match channel {
            Some(number) => frame_for_channel(buffer, data, number, self.link.is_stream()),
            None => frame_for_indication(buffer, data, from, &self.transaction),
        };
        if self.link.send(&buffer[frame]) {
            meter.to_client(length);
        } else {
            meter.dropped();
        }
    }

    /// Carries what peers send, until the task is stopped.
    pub(crate) async fn carry(&self, meter: Meter) {
        while self.socket.readable().await.is_ok() {
            let more = scratch::with(|buffer| self.carry_burst(buffer, &meter));
            if more {
                tokio::task::yield_now().await;
            }
        }
    }

    /// Ends the carrying; the socket closes with the last reference.
    pub(crate) fn stop(&self) {
        drop(self.permit.lock().unwrap_or_else(PoisonError::into_inner).take());
        if let Some(task) = self.task.get() {
            task.abort();
        }
    }

    /// Takes what has arrived, and says whether there may be more.
    fn carry_burst(&self, buffer: &mut [u8], meter: &Meter) -> bool {
        for _ in 0..BURST_PACKETS_MAX {
            match self.socket.try_recv_from(&mut buffer[HEADROOM..HEADROOM + DATAGRAM_BYTES_MAX]) {
                Ok((length, from)) => self.deliver(buffer, HEADROOM..HEADROOM + length, from, meter),
                Err(_) => return false,
            }
        }
        true
    }
}

fn frame_for_channel(buffer: &mut [u8], data: Range<usize>, number: u16, pad: bool) -> Range<usize> {
    let start = data.start - CHANNEL_HEADER_BYTES;
    let length = u16::try_from(data.len()).unwrap_or(u16::MAX);
    buffer[start..start + 2].copy_from_slice(&number.to_be_bytes());
    buffer[start + 2..data.start].copy_from_slice(&length.to_be_bytes());
    let end = if pad { data.start + padded(data.len()) } else { data.end };
    buffer[data.end..end].fill(0);
    start..end
}

fn frame_for_indication(
    buffer: &mut [u8],
    data: Range<usize>,
    from: SocketAddr,
    transaction: &Transaction,
) -> Range<usize> {
    let (header, used) = data_indication_header(from, transaction, data.len());
    let start = data.start - used;
    buffer[start..data.start].copy_from_slice(&header[header.len() - used..]);
    let end = data.start + padded(data.len());
    buffer[data.end..end].fill(0);
    start..end
}
