//! Counting: cheap enough for every packet.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// What the relay has done so far; `allocations` and `tcp_connections` are what is held now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Allocations held now.
    pub allocations: u64,
    /// Allocations ever granted.
    pub allocations_granted: u64,
    /// Allocations refused because somebody, or everybody together, holds enough.
    pub allocations_over_quota: u64,
    /// TCP connections held now.
    pub tcp_connections: u64,
    /// TCP connections closed at once because there are enough.
    pub tcp_connections_refused: u64,
    /// Datagrams sent on to peers.
    pub packets_to_peers: u64,
    /// Bytes sent on to peers, headers not counted.
    pub bytes_to_peers: u64,
    /// Datagrams sent on to clients.
    pub packets_to_clients: u64,
    /// Bytes sent on to clients, headers not counted.
    pub bytes_to_clients: u64,
    /// Datagrams dropped because there was no permission, or a queue was full.
    pub packets_dropped: u64,
    /// Peers refused by the filter.
    pub peers_refused: u64,
    /// Requests with a wrong or expired proof; the first request of a client, without one, does not count.
    pub auth_failures: u64,
}

/// A handle for reading [`Stats`] while the relay runs.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Counters>);

#[derive(Debug, Default)]
struct Counters {
    allocations: AtomicU64,
    allocations_granted: AtomicU64,
    allocations_over_quota: AtomicU64,
    tcp_connections: AtomicU64,
    tcp_connections_refused: AtomicU64,
    packets_to_peers: AtomicU64,
    bytes_to_peers: AtomicU64,
    packets_to_clients: AtomicU64,
    bytes_to_clients: AtomicU64,
    packets_dropped: AtomicU64,
    peers_refused: AtomicU64,
    auth_failures: AtomicU64,
}

impl Meter {
    /// A snapshot.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let counters = &*self.0;
        Stats {
            allocations: counters.allocations.load(Relaxed),
            allocations_granted: counters.allocations_granted.load(Relaxed),
            allocations_over_quota: counters.allocations_over_quota.load(Relaxed),
            tcp_connections: counters.tcp_connections.load(Relaxed),
            tcp_connections_refused: counters.tcp_connections_refused.load(Relaxed),
            packets_to_peers: counters.packets_to_peers.load(Relaxed),
            bytes_to_peers: counters.bytes_to_peers.load(Relaxed),
            packets_to_clients: counters.packets_to_clients.load(Relaxed),
            bytes_to_clients: counters.bytes_to_clients.load(Relaxed),
            packets_dropped: counters.packets_dropped.load(Relaxed),
            peers_refused: counters.peers_refused.load(Relaxed),
            auth_failures: counters.auth_failures.load(Relaxed),
        }
    }

    pub(crate) fn allocation_granted(&self) {
        self.0.allocations.fetch_add(1, Relaxed);
        self.0.allocations_granted.fetch_add(1, Relaxed);
    }

    pub(crate) fn allocation_ended(&self) {
        self.0.allocations.fetch_sub(1, Relaxed);
    }

    pub(crate) fn over_quota(&self) {
        self.0.allocations_over_quota.fetch_add(1, Relaxed);
    }

    pub(crate) fn connection_opened(&self) {
        self.0.tcp_connections.fetch_add(1, Relaxed);
    }

    pub(crate) fn connection_closed(&self) {
        self.0.tcp_connections.fetch_sub(1, Relaxed);
    }

    pub(crate) fn connection_refused(&self) {
        self.0.tcp_connections_refused.fetch_add(1, Relaxed);
    }

    pub(crate) fn to_peer(&self, bytes: usize) {
        self.0.packets_to_peers.fetch_add(1, Relaxed);
        self.0.bytes_to_peers.fetch_add(bytes as u64, Relaxed);
    }

    pub(crate) fn to_client(&self, bytes: usize) {
        self.0.packets_to_clients.fetch_add(1, Relaxed);
        self.0.bytes_to_clients.fetch_add(bytes as u64, Relaxed);
    }

    pub(crate) fn dropped(&self) {
        self.0.packets_dropped.fetch_add(1, Relaxed);
    }

    pub(crate) fn peer_refused(&self) {
        self.0.peers_refused.fetch_add(1, Relaxed);
    }

    pub(crate) fn auth_failed(&self) {
        self.0.auth_failures.fetch_add(1, Relaxed);
    }
}
