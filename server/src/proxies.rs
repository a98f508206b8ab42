//! Whose address a request comes from: that of its connection, unless a proxy the operator named speaks for somebody else.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use anyhow::{Context, bail};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName},
    middleware::Next,
    response::Response,
};
use serde::Deserialize;

use crate::clinic::Clinic;

/// The one header a proxy may speak in. Proxies that write it pass others that mean the same (`Forwarded`, `X-Real-IP`)
/// on as the browser sent them: whoever listened to two could be lied to in the second.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address of whoever asks, as far as those are believed who say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

/// Those who may speak for others.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub struct Proxies(Vec<Network>);

impl Proxies {
    /// Whether nobody may.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first network that is as wide as whole parts of the internet.
    #[must_use]
    pub fn too_wide(&self) -> Option<String> {
        let wide = self.0.iter().find(|network| network.is_wide())?;
        Some(format!("{}/{}", wide.address, wide.prefix))
    }

    /// Whose request it is: read from the right, the first address that is no proxy's. Proxies add at the right end, so
    /// what stands further left is whatever the browser liked to send.
    #[must_use]
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> ClientAddress {
        let peer = peer.to_canonical();
        let mut client = peer;
        for said in headers.get_all(FORWARDED_FOR).iter().rev() {
            let Ok(said) = said.to_str() else { return ClientAddress(peer) };
            for address in said.rsplit(',') {
                if !self.contain(client) {
                    return ClientAddress(client);
                }
                let Some(address) = address_of(address.trim()) else { return ClientAddress(peer) };
                client = address;
            }
        }
        ClientAddress(client)
    }

    fn contain(&self, ip: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(ip))
    }
}

impl TryFrom<String> for Proxies {
    type Error = anyhow::Error;

    fn try_from(text: String) -> anyhow::Result<Self> {
        let listed = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let network = |part: &str| {
            Network::parse(part)
                .with_context(|| format!("proxies: {part} is no address and no network: 10.0.0.2,10.1.0.0/16"))
        };
        Ok(Self(listed.map(network).collect::<anyhow::Result<_>>()?))
    }
}

/// An address, with or without a port.
fn address_of(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse::<SocketAddr>().map(|address| address.ip()).ok();
    text.parse::<IpAddr>().ok().or_else(with_port).map(|ip| ip.to_canonical())
}

/// All addresses that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Network {
    address: IpAddr,
    prefix: u32,
}

/// Bits before an IPv4 address within IPv6.
const MAPPED_BITS: u32 = 96;
/// The widest private network of IPv4 is `10.0.0.0/8`.
const PREFIX_MIN_V4: u32 = 8;
/// The widest part of IPv6 that one organisation is given.
const PREFIX_MIN_V6: u32 = 16;

impl Network {
    fn parse(text: &str) -> anyhow::Result<Self> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let written = address.parse::<IpAddr>()?;
        let bits = if written.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.map_or(Ok(bits), str::parse)?;
        if prefix > bits {
            bail!("a prefix of at most {bits} bits");
        }
        match (written, written.to_canonical()) {
            (IpAddr::V6(_), address @ IpAddr::V4(_)) if prefix >= MAPPED_BITS => {
                Ok(Self { address, prefix: prefix - MAPPED_BITS })
            }
            _ => Ok(Self { address: written, prefix }),
        }
    }

    fn contains(&self, ip: IpAddr) -> bool {
        match (self.address, ip) {
            (IpAddr::V4(own), IpAddr::V4(ip)) => (u32::from(own) ^ u32::from(ip)).leading_zeros() >= self.prefix,
            (IpAddr::V6(own), IpAddr::V6(ip)) => (u128::from(own) ^ u128::from(ip)).leading_zeros() >= self.prefix,
            _ => false,
        }
    }

    const fn is_wide(&self) -> bool {
        self.prefix < if self.address.is_ipv4() { PREFIX_MIN_V4 } else { PREFIX_MIN_V6 }
    }
}

/// Puts the [`ClientAddress`] into the request; nothing else of ours reads what a proxy says.
pub async fn tell(State(clinic): State<Clinic>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    // Without a connection they are all nobody's, and share what one address may.
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |ConnectInfo(address)| address.ip());
    let client = clinic.settings.proxies.client(peer, request.headers());
    request.extensions_mut().insert(client);
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(said: &[&str]) -> HeaderMap {
        said.iter().map(|said| (FORWARDED_FOR, HeaderValue::from_bytes(said.as_bytes()).unwrap())).collect()
    }

    fn client(proxies: &str, peer: &str, said: &[&str]) -> String {
        let proxies = Proxies::try_from(proxies.to_owned()).unwrap();
        proxies.client(peer.parse().unwrap(), &headers(said)).0.to_string()
    }

    #[test]
    fn s6_who_is_no_proxy_speaks_for_nobody() {
        for proxies in ["", "10.0.0.2", "10.0.0.0/30,2001:db8::/32"] {
            for said in [&["192.0.2.1"][..], &["10.0.0.2"], &["192.0.2.1, 10.0.0.2"], &["192.0.2.1", "10.0.0.2"], &[]] {
                assert_eq!(client(proxies, "198.51.100.9", said), "198.51.100.9", "{proxies} {said:?}");
            }
        }
    }

    #[test]
    fn s6_of_what_a_proxy_says_the_last_stranger_counts() {
        for (said, whose) in [
            (&["192.0.2.1"][..], "192.0.2.1"),
            (&["8.8.8.8, 192.0.2.1"], "192.0.2.1"),
            (&["8.8.8.8", "192.0.2.1"], "192.0.2.1"),
            (&["8.8.8.8, 192.0.2.1, 10.0.0.2"], "192.0.2.1"),
            (&["192.0.2.1, 10.0.0.2", "10.0.0.1"], "192.0.2.1"),
            (&["nonsense, 192.0.2.1"], "192.0.2.1"),
            (&["192.0.2.1:4711"], "192.0.2.1"),
            (&["[2001:db8::9]:4711"], "2001:db8::9"),
            (&["2001:db8::9"], "2001:db8::9"),
            (&["::ffff:192.0.2.1"], "192.0.2.1"),
            // One proxy asks by itself, through another.
            (&["10.0.0.2"], "10.0.0.2"),
            (&[], "10.0.0.1"),
        ] {
            assert_eq!(client("10.0.0.0/30", "10.0.0.1", said), whose, "{said:?}");
        }
    }

    #[test]
    fn s6_what_cannot_be_read_leaves_the_address_of_the_connection() {
        for said in
            ["", ",", "unknown", "_hidden", "192.0.2.1,", "192.0.2", "0300.0.2.1", "192.0.2.1;x", "é", "localhost"]
        {
            assert_eq!(client("10.0.0.1", "10.0.0.1", &[said]), "10.0.0.1", "{said}");
        }
        assert_eq!(client("10.0.0.1", "10.0.0.1", &["192.0.2.1", "nonsense"]), "10.0.0.1");
    }

    #[test]
    fn an_address_of_ipv4_within_ipv6_is_that_of_ipv4() {
        assert_eq!(client("", "::ffff:198.51.100.9", &[]), "198.51.100.9");
        assert_eq!(client("10.0.0.1", "::ffff:10.0.0.1", &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(client("::ffff:10.0.0.0/120", "10.0.0.1", &["192.0.2.1"]), "192.0.2.1");
    }

    #[test]
    fn networks_end_where_their_prefix_says() {
        for (network, ip, holds) in [
            ("10.1.0.0/16", "10.1.255.255", true),
            ("10.1.0.0/16", "10.2.0.0", false),
            ("10.1.2.3", "10.1.2.3", true),
            ("10.1.2.3", "10.1.2.2", false),
            ("2001:db8::/32", "2001:db8:ffff::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("0.0.0.0/0", "203.0.113.1", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::1", "127.0.0.1", false),
        ] {
            assert_eq!(Network::parse(network).unwrap().contains(ip.parse().unwrap()), holds, "{network} {ip}");
        }
        for odd in ["10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.1/", "proxy.example", "10.0.0.0/-1"] {
            assert!(Proxies::try_from(odd.to_owned()).is_err(), "{odd}");
        }
    }

    #[test]
    fn a_network_as_wide_as_the_internet_is_seen() {
        for (proxies, wide) in [
            ("127.0.0.1,0.0.0.0/0", Some("0.0.0.0/0")),
            ("::/0", Some("::/0")),
            ("64.0.0.0/2", Some("64.0.0.0/2")),
            ("10.0.0.0/8,fd00::/16,172.16.0.0/12", None),
        ] {
            assert_eq!(Proxies::try_from(proxies.to_owned()).unwrap().too_wide().as_deref(), wide, "{proxies}");
        }
    }
}
