//! What a client may ask for, and what it is answered (RFC 8489, RFC 8656).

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use tokio::net::UdpSocket;

use crate::allocation::{Allocation, CHANNEL_NUMBERS, Full, Link, Peers, State};
use crate::exchange::Exchange;
use crate::gate::{Caller, Clock, Stranger};
use crate::ports::{Parity, Token};
use crate::quota::Permit;
use crate::stun::{Class, Message, Writer, attribute, code, method};

const LIFETIME_SECONDS_DEFAULT: u32 = 600;
const LIFETIME_SECONDS_MAX: u32 = 3600;
/// The protocol number of UDP, the only one we relay.
const PROTOCOL_UDP: u8 = 17;
const FAMILY_V4: u8 = 1;
const FAMILY_V6: u8 = 2;
/// What a request may hold that must be understood.
const KNOWN: [u16; 10] = [
    attribute::USERNAME,
    attribute::REALM,
    attribute::NONCE,
    attribute::CHANNEL_NUMBER,
    attribute::LIFETIME,
    attribute::XOR_PEER_ADDRESS,
    attribute::REQUESTED_ADDRESS_FAMILY,
    attribute::EVEN_PORT,
    attribute::REQUESTED_TRANSPORT,
    attribute::RESERVATION_TOKEN,
];

/// Why an authenticated request is not done.
enum Refusal {
    Code(u16),
    Unknown(Vec<u8>),
}

impl From<u16> for Refusal {
    fn from(code: u16) -> Self {
        Self::Code(code)
    }
}

impl From<Full> for Refusal {
    fn from(full: Full) -> Self {
        match full {
            Full::Enough => Self::Code(code::INSUFFICIENT_CAPACITY),
            Full::Taken => Self::Code(code::BAD_REQUEST),
        }
    }
}

type Outcome = Result<Writer, Refusal>;

impl Exchange {
    /// The answer to a request; none, where an answer could serve to flood somebody else.
    pub(crate) fn answer(self: &Arc<Self>, link: &Link, message: &Message<'_>, clock: Clock) -> Option<Vec<u8>> {
        let client = link.key().address;
        if message.method() == method::BINDING {
            return Some(finish(binding(message, client), message));
        }
        match self.gate.admit(message, client, clock) {
            Err(stranger) => {
                if stranger == Stranger::Unproven {
                    self.meter.auth_failed();
                }
                let answer = finish(self.gate.turn_away(message, stranger, client, clock), message);
                let small = stranger != Stranger::Malformed || answer.len() <= message.bytes_long();
                small.then_some(answer)
            }
            Ok(caller) => {
                let outcome = self.perform(link, message, &caller, clock);
                let answer = outcome.unwrap_or_else(|refusal| refused(message, refusal));
                Some(finish(answer.signed(&caller.key), message))
            }
        }
    }

    fn perform(self: &Arc<Self>, link: &Link, message: &Message<'_>, caller: &Caller<'_>, clock: Clock) -> Outcome {
        refuse_unknown(message)?;
        if message.method() == method::ALLOCATE {
            return self.allocate(link, message, caller, clock);
        }
        // The filter speaks before anything else, for each method that names a peer.
        let peers = peers_of(message)?;
        if !peers.iter().all(|&peer| self.may_reach(peer)) {
            return Err(code::FORBIDDEN.into());
        }
        let allocation = self.allocations.of(&link.key()).filter(|held| clock.now < held.state().expires_at);
        let allocation = allocation.ok_or(code::ALLOCATION_MISMATCH)?;
        if allocation.username != caller.username {
            self.meter.auth_failed();
            return Err(code::WRONG_CREDENTIALS.into());
        }
        if peers.iter().any(|peer| peer.is_ipv4() != allocation.relayed.is_ipv4()) {
            return Err(code::PEER_ADDRESS_FAMILY_MISMATCH.into());
        }
        match message.method() {
            method::REFRESH => self.refresh(&allocation, message, caller, clock),
            method::CREATE_PERMISSION => create_permission(&allocation, message, &peers, clock),
            method::CHANNEL_BIND => channel_bind(&allocation, message, &peers, clock),
            // We make no TCP allocations, so nothing can be connected from one.
            _ => Err(code::BAD_REQUEST.into()),
        }
    }

    fn allocate(self: &Arc<Self>, link: &Link, message: &Message<'_>, caller: &Caller<'_>, clock: Clock) -> Outcome {
        let client = link.key();
        if let Some(held) = self.allocations.of(&client) {
            let repeated = held.transaction == *message.transaction() && held.username == caller.username;
            if repeated {
                return Ok(granted(&held, message, clock));
            }
            if clock.now < held.state().expires_at {
                return Err(code::ALLOCATION_MISMATCH.into());
            }
            self.end(&client);
        }
        self.check_wishes(message)?;
        let place = self.find_place(message, caller, clock)?;
        let port = place.socket.local_addr().map_err(|_| code::INSUFFICIENT_CAPACITY)?.port();
        let expires_at = clock.now + Duration::from_secs(lifetime_seconds(message, caller, clock).into());
        let allocation = Arc::new(Allocation {
            link: link.clone(),
            username: caller.username.to_owned(),
            relayed: SocketAddr::new(self.policy.public_ip, port),
            transaction: *message.transaction(),
            token: place.token,
            socket: place.socket,
            state: Mutex::new(State { expires_at, peers: Peers::default() }),
            task: OnceLock::new(),
            permit: Mutex::new(Some(place.permit)),
        });
        let (carried, meter) = (Arc::clone(&allocation), self.meter.clone());
        let task = tokio::spawn(async move { carried.carry(meter).await });
        let _ = allocation.task.set(task.abort_handle());
        if !self.allocations.add(Arc::clone(&allocation)) {
            allocation.stop();
            return Err(code::INSUFFICIENT_CAPACITY.into());
        }
        self.meter.allocation_granted();
        Ok(granted(&allocation, message, clock))
    }

    /// Refuses what we do not relay, and wishes that contradict each other.
    fn check_wishes(&self, message: &Message<'_>) -> Result<(), Refusal> {
        let protocol = message.attribute(attribute::REQUESTED_TRANSPORT).and_then(<[u8]>::first);
        if *protocol.ok_or(code::BAD_REQUEST)? != PROTOCOL_UDP {
            return Err(code::UNSUPPORTED_TRANSPORT_PROTOCOL.into());
        }
        let token = message.attribute(attribute::RESERVATION_TOKEN).is_some();
        let even = message.attribute(attribute::EVEN_PORT).is_some();
        let family = message.attribute(attribute::REQUESTED_ADDRESS_FAMILY);
        if token && (even || family.is_some()) {
            return Err(code::BAD_REQUEST.into());
        }
        let ours = if self.policy.public_ip.is_ipv4() { FAMILY_V4 } else { FAMILY_V6 };
        // A token stands for a port that was already of the right family.
        let asked = if token { ours } else { family.and_then(|value| value.first().copied()).unwrap_or(FAMILY_V4) };
        if asked == ours { Ok(()) } else { Err(code::ADDRESS_FAMILY_NOT_SUPPORTED.into()) }
    }

    fn find_place(&self, message: &Message<'_>, caller: &Caller<'_>, clock: Clock) -> Result<Place, Refusal> {
        if let Some(token) = message.attribute(attribute::RESERVATION_TOKEN) {
            let token: Token = token.try_into().map_err(|_| code::BAD_REQUEST)?;
            let kept = self.ports.claim(token, caller.username, clock.now);
            let (socket, permit) = kept.ok_or(code::INSUFFICIENT_CAPACITY)?;
            return Ok(Place { socket, permit, token: None });
        }
        let parity = match message.attribute(attribute::EVEN_PORT) {
            None => Parity::Any,
            Some([flags, ..]) if flags & 0x80 != 0 => Parity::EvenAndNext,
            Some(_) => Parity::Even,
        };
        let permit = self.permit(caller)?;
        let (socket, next) = self.ports.open(parity).ok_or(code::INSUFFICIENT_CAPACITY)?;
        let token = match next {
            None => None,
            Some(next) => self.ports.keep(next, self.permit(caller)?, caller.username, clock.now),
        };
        Ok(Place { socket, permit, token })
    }

    fn permit(&self, caller: &Caller<'_>) -> Result<Permit<String>, Refusal> {
        self.quota.take(caller.participant.to_owned()).ok_or_else(|| {
            self.meter.over_quota();
            Refusal::Code(code::ALLOCATION_QUOTA_REACHED)
        })
    }

    fn refresh(&self, allocation: &Allocation, message: &Message<'_>, caller: &Caller<'_>, clock: Clock) -> Outcome {
        let ours = if allocation.relayed.is_ipv4() { FAMILY_V4 } else { FAMILY_V6 };
        let family = message.attribute(attribute::REQUESTED_ADDRESS_FAMILY);
        if family.is_some_and(|value| value.first() != Some(&ours)) {
            return Err(code::PEER_ADDRESS_FAMILY_MISMATCH.into());
        }
        let seconds = match message.number(attribute::LIFETIME) {
            Some(0) => {
                self.end(&allocation.link.key());
                0
            }
            _ => lifetime_seconds(message, caller, clock),
        };
        allocation.state().expires_at = clock.now + Duration::from_secs(seconds.into());
        Ok(success(message).number(attribute::LIFETIME, seconds))
    }
}

/// What a new allocation stands on.
struct Place {
    socket: UdpSocket,
    permit: Permit<String>,
    token: Option<Token>,
}

fn create_permission(allocation: &Allocation, message: &Message<'_>, peers: &[SocketAddr], clock: Clock) -> Outcome {
    if peers.is_empty() {
        return Err(code::BAD_REQUEST.into());
    }
    let mut state = allocation.state();
    for peer in peers {
        state.peers.permit(peer.ip(), clock.now)?;
    }
    Ok(success(message))
}

fn channel_bind(allocation: &Allocation, message: &Message<'_>, peers: &[SocketAddr], clock: Clock) -> Outcome {
    let &[peer] = peers else {
        return Err(code::BAD_REQUEST.into());
    };
    let number = message.number(attribute::CHANNEL_NUMBER).ok_or(code::BAD_REQUEST)?;
    // The number stands in the upper half, the lower is reserved.
    let number = u16::try_from(number >> 16).map_err(|_| code::BAD_REQUEST)?;
    if !CHANNEL_NUMBERS.contains(&number) || peer.port() == 0 {
        return Err(code::BAD_REQUEST.into());
    }
    allocation.state().peers.bind(number, peer, clock.now)?;
    Ok(success(message))
}

fn binding(message: &Message<'_>, client: SocketAddr) -> Writer {
    success(message).address(attribute::XOR_MAPPED_ADDRESS, plain(client))
}

fn granted(allocation: &Allocation, message: &Message<'_>, clock: Clock) -> Writer {
    let left = allocation.state().expires_at.saturating_duration_since(clock.now);
    let answer = success(message)
        .address(attribute::XOR_RELAYED_ADDRESS, allocation.relayed)
        .number(attribute::LIFETIME, u32::try_from(left.as_secs()).unwrap_or(LIFETIME_SECONDS_MAX))
        .address(attribute::XOR_MAPPED_ADDRESS, plain(allocation.link.key().address));
    match allocation.token {
        Some(token) => answer.bytes(attribute::RESERVATION_TOKEN, &token),
        None => answer,
    }
}

/// As long as asked, within the RFC's bounds, and never longer than the credentials live.
fn lifetime_seconds(message: &Message<'_>, caller: &Caller<'_>, clock: Clock) -> u32 {
    let asked = message.number(attribute::LIFETIME).unwrap_or(LIFETIME_SECONDS_DEFAULT);
    let left = u32::try_from(caller.expires_unix.saturating_sub(clock.unix)).unwrap_or(u32::MAX);
    asked.clamp(LIFETIME_SECONDS_DEFAULT, LIFETIME_SECONDS_MAX).min(left)
}

/// All peers a request names; one that cannot be read spoils the request.
fn peers_of(message: &Message<'_>) -> Result<Vec<SocketAddr>, Refusal> {
    let named = message.attributes().filter(|(kind, _)| *kind == attribute::XOR_PEER_ADDRESS);
    let read = named.map(|(_, value)| crate::stun::read_xor_address(value, message.transaction()));
    read.collect::<Option<Vec<_>>>().ok_or(Refusal::Code(code::BAD_REQUEST))
}

fn refuse_unknown(message: &Message<'_>) -> Result<(), Refusal> {
    let unknown = message.attributes().map(|(kind, _)| kind).filter(|kind| *kind < 0x8000 && !KNOWN.contains(kind));
    let unknown: Vec<u8> = unknown.flat_map(u16::to_be_bytes).collect();
    if unknown.is_empty() { Ok(()) } else { Err(Refusal::Unknown(unknown)) }
}

fn refused(message: &Message<'_>, refusal: Refusal) -> Writer {
    let answer = Writer::new(Class::Error, message.method(), message.transaction());
    match refusal {
        Refusal::Code(code) => answer.error(code),
        Refusal::Unknown(kinds) => answer.error(code::UNKNOWN_ATTRIBUTE).bytes(attribute::UNKNOWN_ATTRIBUTES, &kinds),
    }
}

fn success(message: &Message<'_>) -> Writer {
    Writer::new(Class::Success, message.method(), message.transaction())
}

fn finish(answer: Writer, message: &Message<'_>) -> Vec<u8> {
    let answer = if message.fingerprinted() { answer.fingerprinted() } else { answer };
    answer.finish()
}

/// An IPv4 client that came in by a dual-stack socket wants to read its IPv4 address.
fn plain(client: SocketAddr) -> SocketAddr {
    SocketAddr::new(client.ip().to_canonical(), client.port())
}
