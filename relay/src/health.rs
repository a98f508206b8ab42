//! Asking a running relay the way a browser does: a real allocation, and its release.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::{Duration, Instant};

use tokio::net::UdpSocket;
use tokio::time::timeout;

use crate::credentials::Credentials;
use crate::stun::{Class, Key, Message, Transaction, Writer, attribute, code, long_term_key, method};
use crate::{Error, Result};

/// How long a whole probe may take.
const PROBE_MAX: Duration = Duration::from_secs(3);
/// UDP may lose a request: it is sent again after this.
const RESEND_AFTER: Duration = Duration::from_millis(300);
/// Room for any answer of ours.
const ANSWER_BYTES_MAX: usize = 2048;
/// UDP in the upper byte, the rest is reserved.
const TRANSPORT_UDP: u32 = 17 << 24;

/// Makes an allocation over UDP and releases it; the time that took.
///
/// # Errors
/// When the relay is silent, refuses, or does not answer as a relay would.
pub async fn probe(relay: SocketAddr, credentials: &Credentials) -> Result<Duration> {
    let begun = Instant::now();
    match timeout(PROBE_MAX, allocate_and_release(reachable(relay), credentials)).await {
        Ok(done) => done.map(|()| begun.elapsed()),
        Err(_) => Err(Error::Silent),
    }
}

async fn allocate_and_release(relay: SocketAddr, credentials: &Credentials) -> Result<()> {
    let unspecified = if relay.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind(SocketAddr::new(unspecified, 0)).await?;
    socket.connect(relay).await?;
    let mut buffer = [0; ANSWER_BYTES_MAX];

    let request = begin(method::ALLOCATE)?.number(attribute::REQUESTED_TRANSPORT, TRANSPORT_UDP);
    let challenge = ask(&socket, &request.finish(), &mut buffer).await?;
    let proof = Proof::from(&challenge, credentials)?;

    let wish = begin(method::ALLOCATE)?.number(attribute::REQUESTED_TRANSPORT, TRANSPORT_UDP);
    let granted = ask(&socket, &proof.sign(wish), &mut buffer).await?;
    proof.check(&granted)?;
    granted.address(attribute::XOR_RELAYED_ADDRESS).ok_or(Error::Garbled)?;

    let release = begin(method::REFRESH)?.number(attribute::LIFETIME, 0);
    let released = ask(&socket, &proof.sign(release), &mut buffer).await?;
    proof.check(&released)
}

/// A relay that listens everywhere is asked on loopback.
fn reachable(relay: SocketAddr) -> SocketAddr {
    match relay {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => (Ipv4Addr::LOCALHOST, v4.port()).into(),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => (Ipv6Addr::LOCALHOST, v6.port()).into(),
        other => other,
    }
}

fn begin(method: u16) -> Result<Writer> {
    let mut transaction: Transaction = [0; 12];
    getrandom::fill(&mut transaction).map_err(std::io::Error::other)?;
    Ok(Writer::new(Class::Request, method, &transaction))
}

/// Sends a request, again if need be, until its answer comes.
async fn ask<'b>(socket: &UdpSocket, request: &[u8], buffer: &'b mut [u8]) -> Result<Message<'b>> {
    let transaction = Message::parse(request).ok_or(Error::Garbled)?.transaction();
    loop {
        socket.send(request).await?;
        let received = timeout(RESEND_AFTER, socket.recv(buffer)).await;
        let Ok(received) = received else { continue };
        let length = received?;
        if Message::parse(&buffer[..length]).is_some_and(|answer| answer.transaction() == transaction) {
            return Message::parse(&buffer[..length]).ok_or(Error::Garbled);
        }
    }
}

/// What a challenge and credentials make together.
struct Proof {
    username: String,
    realm: String,
    nonce: String,
    key: Key,
}

impl Proof {
    fn from(challenge: &Message<'_>, credentials: &Credentials) -> Result<Self> {
        match challenge.error_code() {
            Some(code::UNAUTHENTICATED) => {}
            Some(other) => return Err(Error::Refused(other)),
            None => return Err(Error::Garbled),
        }
        let realm = challenge.text(attribute::REALM).ok_or(Error::Garbled)?.to_owned();
        let nonce = challenge.text(attribute::NONCE).ok_or(Error::Garbled)?.to_owned();
        let key = long_term_key(&credentials.username, &realm, &credentials.password);
        Ok(Self { username: credentials.username.clone(), realm, nonce, key })
    }

    fn sign(&self, request: Writer) -> Vec<u8> {
        request
            .bytes(attribute::USERNAME, self.username.as_bytes())
            .bytes(attribute::REALM, self.realm.as_bytes())
            .bytes(attribute::NONCE, self.nonce.as_bytes())
            .signed(&self.key)
            .finish()
    }

    /// A yes counts only with the relay's own signature.
    fn check(&self, answer: &Message<'_>) -> Result<()> {
        match answer.error_code() {
            Some(code) => Err(Error::Refused(code)),
            None if answer.class() == Class::Success && answer.is_signed_with(&self.key) => Ok(()),
            None => Err(Error::Garbled),
        }
    }
}
