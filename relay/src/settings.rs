//! What an operator decides about the relay.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use zeroize::Zeroizing;

use crate::{Error, Result};

/// A realm longer than this would make the answer to a stranger needlessly large.
const REALM_BYTES_MAX: usize = 64;
/// A secret shorter than this could be guessed from one pair of credentials.
const SECRET_BYTES_MIN: usize = 8;

/// How the relay listens, whom it trusts and where it stops.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where clients reach the relay, UDP and TCP alike; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The address peers see; relayed addresses carry it.
    pub public_ip: IpAddr,
    /// The realm of the credentials, a name without meaning of its own.
    pub realm: String,
    /// Shared with whoever issues credentials.
    pub secret: Secret,
    /// The first port for relayed addresses.
    pub min_port: u16,
    /// The last port for relayed addresses.
    pub max_port: u16,
    /// Allocations held at one time, by everybody together.
    pub allocations_max: usize,
    /// Allocations held at one time by one participant.
    pub allocations_per_user_max: usize,
    /// TCP connections held at one time, by everybody together.
    pub tcp_connections_max: usize,
    /// TCP connections held at one time from one address (one /64 in IPv6).
    pub tcp_connections_per_ip_max: usize,
    /// Our other doors (web, health, metrics): never a peer. An unspecified address means each of ours.
    pub guarded: Vec<SocketAddr>,
    /// Loopback peers are for tests only.
    pub allow_loopback_peers: bool,
}

impl Settings {
    /// Settings with the usual limits.
    #[must_use]
    pub fn new(listen: SocketAddr, public_ip: IpAddr, realm: impl Into<String>, secret: Secret) -> Self {
        Self {
            listen,
            public_ip,
            realm: realm.into(),
            secret,
            min_port: 49_152,
            max_port: 65_535,
            allocations_max: 4_000,
            allocations_per_user_max: 16,
            tcp_connections_max: 4_000,
            tcp_connections_per_ip_max: 200,
            guarded: Vec::new(),
            allow_loopback_peers: false,
        }
    }

    /// Refuses settings that cannot work.
    pub(crate) fn check(&self) -> Result<()> {
        if self.min_port == 0 || self.min_port > self.max_port {
            return Err(Error::Setting("min_port must be 1 or more, and no larger than max_port"));
        }
        if self.realm.is_empty() || self.realm.len() > REALM_BYTES_MAX {
            return Err(Error::Setting("realm must have 1 to 64 bytes"));
        }
        if self.secret.bytes().len() < SECRET_BYTES_MIN {
            return Err(Error::Setting("secret must have at least 8 bytes"));
        }
        if self.public_ip.is_unspecified() {
            return Err(Error::Setting("public_ip must be an address that peers can reach"));
        }
        Ok(())
    }
}

/// A secret that no log can print and no freed memory keeps.
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the secret over.
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Zeroizing::new(bytes.into()))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s23_a_secret_is_never_printed() {
        let settings =
            Settings::new(([127, 0, 0, 1], 0).into(), [127, 0, 0, 1].into(), "clinic", Secret::new("open sesame"));
        assert!(!format!("{settings:?}").contains("sesame"));
    }
}
