//! Nonces without memory: each carries its own time and proof, so strangers cannot fill a table.

use std::net::SocketAddr;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

/// How long a nonce is good for.
pub(crate) const NONCE_SECONDS_MAX: u32 = 600;

const TIME_BYTES: usize = 4;
const PROOF_BYTES: usize = 12;

/// Makes and checks nonces; they end with the process.
pub(crate) struct Nonces {
    key: [u8; 32],
}

impl Nonces {
    pub(crate) fn new() -> std::io::Result<Self> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(std::io::Error::other)?;
        Ok(Self { key })
    }

    /// A nonce for one client, `since_start` after the relay began.
    pub(crate) fn make(&self, client: SocketAddr, since_start: Duration) -> String {
        let time = seconds(since_start).to_be_bytes();
        let mut bytes = [0; TIME_BYTES + PROOF_BYTES];
        bytes[..TIME_BYTES].copy_from_slice(&time);
        bytes[TIME_BYTES..].copy_from_slice(&self.proof(client, time).finalize().into_bytes()[..PROOF_BYTES]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Whether we made this nonce, for this client, a short while ago.
    pub(crate) fn holds(&self, nonce: &str, client: SocketAddr, since_start: Duration) -> bool {
        let mut bytes = [0; TIME_BYTES + PROOF_BYTES];
        let Ok(TIME_AND_PROOF) = URL_SAFE_NO_PAD.decode_slice(nonce, &mut bytes) else {
            return false;
        };
        let Some((&time, proof)) = bytes.split_first_chunk::<TIME_BYTES>() else {
            return false;
        };
        let age = seconds(since_start).checked_sub(u32::from_be_bytes(time));
        age.is_some_and(|age| age < NONCE_SECONDS_MAX) && self.proof(client, time).verify_truncated_left(proof).is_ok()
    }

    fn proof(&self, client: SocketAddr, time: [u8; TIME_BYTES]) -> Hmac<Sha1> {
        let mut mac = Hmac::<Sha1>::new_from_slice(&self.key).expect("HMAC takes keys of any length");
        mac.update(&time);
        mac.update(&client.port().to_be_bytes());
        match client.ip() {
            std::net::IpAddr::V4(v4) => mac.update(&v4.octets()),
            std::net::IpAddr::V6(v6) => mac.update(&v6.octets()),
        }
        mac
    }
}

const TIME_AND_PROOF: usize = TIME_BYTES + PROOF_BYTES;

fn seconds(since_start: Duration) -> u32 {
    u32::try_from(since_start.as_secs()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(port: u16) -> SocketAddr {
        ([192, 0, 2, 1], port).into()
    }

    #[test]
    fn s23_a_nonce_holds_for_its_client_until_it_expires() {
        let nonces = Nonces::new().unwrap();
        let nonce = nonces.make(client(1), Duration::from_secs(5));
        let last = Duration::from_secs(5 + u64::from(NONCE_SECONDS_MAX) - 1);
        assert!(nonces.holds(&nonce, client(1), Duration::from_secs(5)));
        assert!(nonces.holds(&nonce, client(1), last));
        assert!(!nonces.holds(&nonce, client(1), last + Duration::from_secs(1)));
        assert!(!nonces.holds(&nonce, client(1), Duration::from_secs(4)), "it is from the future");
    }

    #[test]
    fn s23_a_nonce_is_of_no_use_to_another_client_or_another_relay() {
        let nonces = Nonces::new().unwrap();
        let nonce = nonces.make(client(1), Duration::ZERO);
        assert!(!nonces.holds(&nonce, client(2), Duration::ZERO));
        assert!(!Nonces::new().unwrap().holds(&nonce, client(1), Duration::ZERO));
        for made_up in ["", "a", "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "ééé"] {
            assert!(!nonces.holds(made_up, client(1), Duration::ZERO));
        }
    }
}
