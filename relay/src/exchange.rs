//! The middle of the relay: each packet from a client is a request or data, and goes its way.

use std::net::{IpAddr, SocketAddr};
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::Result;
use crate::allocation::{Allocation, CHANNEL_NUMBERS, ClientKey, Link};
use crate::allocations::Allocations;
use crate::filter::{Policy, may_relay_to};
use crate::gate::{Clock, Gate};
use crate::meter::Meter;
use crate::ports::Ports;
use crate::quota::Quota;
use crate::settings::Settings;
use crate::stun::{CHANNEL_HEADER_BYTES, Class, Message, attribute, method};

/// How often what has ended is put away.
const SWEEP_EVERY: Duration = Duration::from_secs(1);

/// Everything that the sockets' tasks share.
pub(crate) struct Exchange {
    pub(crate) gate: Gate,
    pub(crate) policy: Policy,
    pub(crate) ports: Ports,
    pub(crate) quota: Arc<Quota<String>>,
    pub(crate) allocations: Allocations,
    pub(crate) meter: Meter,
    started: Instant,
}

impl Exchange {
    /// `listen` is where we really listen, so that it can be kept from being a peer.
    pub(crate) fn new(settings: Settings, listen: SocketAddr) -> Result<Arc<Self>> {
        let relay_ports = settings.min_port..=settings.max_port;
        let mut guarded = settings.guarded;
        guarded.push(listen);
        // Behind a one-to-one NAT we are also known by the public address.
        guarded.push(SocketAddr::new(settings.public_ip, listen.port()));
        let policy = Policy {
            public_ip: settings.public_ip,
            relay_ports: relay_ports.clone(),
            guarded,
            allow_loopback: settings.allow_loopback_peers,
        };
        Ok(Arc::new(Self {
            gate: Gate::new(settings.realm, settings.secret)?,
            policy,
            ports: Ports::new(relay_ip(listen.ip(), settings.public_ip), relay_ports),
            quota: Quota::new(settings.allocations_max, settings.allocations_per_user_max),
            allocations: Allocations::default(),
            meter: Meter::default(),
            started: Instant::now(),
        }))
    }

    /// Takes one packet or frame from a client. It must have headroom before it in the buffer.
    pub(crate) fn receive(self: &Arc<Self>, link: &Link, buffer: &mut [u8], packet: Range<usize>) {
        match buffer[packet.clone()].first().map(|first| first >> 6) {
            Some(0) => self.receive_message(link, buffer, packet),
            Some(1) => self.receive_channel_data(link, buffer, packet),
            _ => {}
        }
    }

    /// Whether a peer may be reached at all; refusals are counted.
    pub(crate) fn may_reach(&self, peer: SocketAddr) -> bool {
        let allowed = may_relay_to(peer, &self.policy);
        if !allowed {
            self.meter.peer_refused();
        }
        allowed
    }

    /// Ends a client's allocation.
    pub(crate) fn end(&self, client: &ClientKey) {
        if self.allocations.end(client) {
            self.meter.allocation_ended();
        }
    }

    /// Ends everything.
    pub(crate) fn end_all(&self) {
        self.ports.clear();
        self.allocations.close().iter().for_each(|client| self.end(client));
    }

    /// Puts away what has expired, again and again.
    pub(crate) async fn sweep(self: Arc<Self>) {
        let mut ticks = tokio::time::interval(SWEEP_EVERY);
        loop {
            ticks.tick().await;
            let now = Instant::now();
            self.ports.sweep(now);
            self.allocations.expired(now).iter().for_each(|client| self.end(client));
        }
    }

    fn receive_message(self: &Arc<Self>, link: &Link, buffer: &mut [u8], packet: Range<usize>) {
        let Some(message) = Message::parse(&buffer[packet.clone()]) else {
            return;
        };
        match (message.class(), message.method()) {
            (Class::Request, _) => {
                if let Some(answer) = self.answer(link, &message, Clock::read(self.started)) {
                    link.send(&answer);
                }
            }
            (Class::Indication, method::SEND) => {
                if let Some((peer, place)) = send_indication(&message) {
                    self.send_to_peer(link, buffer, packet.start + place.start..packet.start + place.end, peer);
                }
            }
            _ => {}
        }
    }

    fn send_to_peer(&self, link: &Link, buffer: &mut [u8], data: Range<usize>, peer: SocketAddr) {
        let Some(allocation) = self.allocations.of(&link.key()) else {
            return;
        };
        let now = Instant::now();
        let permitted = {
            let state = allocation.state();
            now < state.expires_at && state.peers.permits(peer.ip(), now)
        };
        // A permission has no port, so the filter looks again: our own doors stay shut.
        if permitted && self.may_reach(peer) {
            self.forward(&allocation, buffer, data, peer);
        } else {
            self.meter.dropped();
        }
    }

    fn receive_channel_data(&self, link: &Link, buffer: &mut [u8], packet: Range<usize>) {
        let Some(&[n0, n1, l0, l1]) = buffer[packet.clone()].first_chunk::<CHANNEL_HEADER_BYTES>() else {
            return;
        };
        let number = u16::from_be_bytes([n0, n1]);
        let start = packet.start + CHANNEL_HEADER_BYTES;
        let data = start..start + usize::from(u16::from_be_bytes([l0, l1]));
        if data.end > packet.end || !CHANNEL_NUMBERS.contains(&number) {
            return;
        }
        let Some(allocation) = self.allocations.of(&link.key()) else {
            return;
        };
        let now = Instant::now();
        let peer = {
            let state = allocation.state();
            if now < state.expires_at { state.peers.peer_of(number, now) } else { None }
        };
        match peer {
            Some(peer) => self.forward(&allocation, buffer, data, peer),
            None => self.meter.dropped(),
        }
    }

    /// Sends on to a peer that was found allowed. Another allocation of ours is reached without leaving the process:
    /// that is quicker, works behind any NAT, and leaves no other way to our own address.
    fn forward(&self, allocation: &Allocation, buffer: &mut [u8], data: Range<usize>, peer: SocketAddr) {
        let length = data.len();
        if peer.ip() == self.policy.public_ip {
            if let Some(other) = self.allocations.at_port(peer.port()) {
                self.meter.to_peer(length);
                return other.deliver(buffer, data, allocation.relayed, &self.meter);
            }
            if !(self.policy.allow_loopback && peer.ip().is_loopback()) {
                return self.meter.dropped();
            }
        }
        if allocation.send(&buffer[data], peer) {
            self.meter.to_peer(length);
        } else {
            self.meter.dropped();
        }
    }
}

/// The peer and the place of the data, unless the indication holds something we must understand and do not.
fn send_indication(message: &Message<'_>) -> Option<(SocketAddr, Range<usize>)> {
    let mut data = None;
    for (kind, place) in message.places() {
        match kind {
            attribute::DATA => data = data.or(Some(place)),
            attribute::XOR_PEER_ADDRESS => {}
            required if required < 0x8000 => return None,
            _ => {}
        }
    }
    Some((message.address(attribute::XOR_PEER_ADDRESS)?, data?))
}

/// Relay sockets stand where we listen; if that is another family, on every address of the public one's.
fn relay_ip(listen: IpAddr, public: IpAddr) -> IpAddr {
    match (listen, public) {
        (IpAddr::V4(_), IpAddr::V4(_)) | (IpAddr::V6(_), IpAddr::V6(_)) => listen,
        (_, IpAddr::V4(_)) => std::net::Ipv4Addr::UNSPECIFIED.into(),
        (_, IpAddr::V6(_)) => std::net::Ipv6Addr::UNSPECIFIED.into(),
    }
}
