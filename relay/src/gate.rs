//! Who is asking: the long-term credential mechanism (RFC 8489, section 9.2) with time-limited usernames.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::barred::Barred;
use crate::nonce::Nonces;
use crate::settings::Secret;
use crate::stun::{Class, Key, Message, Writer, attribute, code, long_term_key};
use crate::{Result, credentials};

/// What RFC 8489 allows.
const USERNAME_BYTES_MAX: usize = 508;

/// The time, read once for each packet that asks something.
#[derive(Clone, Copy)]
pub(crate) struct Clock {
    pub(crate) now: Instant,
    pub(crate) since_start: Duration,
    pub(crate) unix: i64,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the running relay is nobody's callee: it needs the wall clock")]
    pub(crate) fn read(started: Instant) -> Self {
        let now = Instant::now();
        let unix = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        let unix = i64::try_from(unix.as_secs()).unwrap_or(i64::MAX);
        Self { now, since_start: now.duration_since(started), unix }
    }
}

/// Somebody whose request proved that they hold credentials from us.
pub(crate) struct Caller<'a> {
    pub(crate) username: &'a str,
    pub(crate) participant: &'a str,
    pub(crate) expires_unix: i64,
    pub(crate) key: Key,
}

/// Why a request is not heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stranger {
    /// No proof was given: how everybody begins.
    Unsigned,
    /// The proof is wrong or expired.
    Unproven,
    /// The nonce is too old, somebody else's, or made up.
    Stale,
    /// The proof is incomplete.
    Malformed,
}

/// Checks the proof of each request.
pub(crate) struct Gate {
    realm: String,
    secret: Secret,
    nonces: Nonces,
    pub(crate) barred: Barred,
}

impl Gate {
    pub(crate) fn new(realm: String, secret: Secret) -> Result<Self> {
        Ok(Self { realm, secret, nonces: Nonces::new()?, barred: Barred::default() })
    }

    /// Lets a request in, with the name and key of who sent it.
    pub(crate) fn admit<'a>(
        &self,
        message: &Message<'a>,
        client: SocketAddr,
        clock: Clock,
    ) -> std::result::Result<Caller<'a>, Stranger> {
        if !message.is_signed() {
            return Err(Stranger::Unsigned);
        }
        let username = message.text(attribute::USERNAME).ok_or(Stranger::Malformed)?;
        let realm = message.text(attribute::REALM).ok_or(Stranger::Malformed)?;
        let nonce = message.text(attribute::NONCE).ok_or(Stranger::Malformed)?;
        // The nonce comes first: it costs least, and keeps a recorded request from being tried again elsewhere.
        if !self.nonces.holds(nonce, client, clock.since_start) {
            return Err(Stranger::Stale);
        }
        if realm != self.realm || username.len() > USERNAME_BYTES_MAX {
            return Err(Stranger::Unproven);
        }
        let (expires_unix, participant) = credentials::parse(username).ok_or(Stranger::Unproven)?;
        let password = credentials::password_of(&self.secret, username);
        let key = long_term_key(username, realm, &password);
        if expires_unix <= clock.unix || !message.is_signed_with(&key) {
            return Err(Stranger::Unproven);
        }
        if self.barred.holds(participant, clock.unix) {
            return Err(Stranger::Unproven);
        }
        Ok(Caller { username, participant, expires_unix, key })
    }

    /// What a stranger is told: how to prove themselves, in as few bytes as can be.
    pub(crate) fn turn_away(
        &self,
        message: &Message<'_>,
        stranger: Stranger,
        client: SocketAddr,
        clock: Clock,
    ) -> Writer {
        let answer = Writer::new(Class::Error, message.method(), message.transaction());
        let code = match stranger {
            Stranger::Malformed => return answer.error(code::BAD_REQUEST),
            Stranger::Stale => code::STALE_NONCE,
            Stranger::Unsigned | Stranger::Unproven => code::UNAUTHENTICATED,
        };
        answer
            .error(code)
            .bytes(attribute::REALM, self.realm.as_bytes())
            .bytes(attribute::NONCE, self.nonces.make(client, clock.since_start).as_bytes())
    }
}
