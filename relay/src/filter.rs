//! Whom the relay may send to: public unicast and our own relayed ports, nothing else.
//!
//! Without this, a relay is a way into the network it stands in. Pure: an address and a policy in, yes or no out.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::RangeInclusive;

/// What is known about ourselves when judging a peer.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The address our relayed ports have.
    pub public_ip: IpAddr,
    /// The ports our relayed addresses have.
    pub relay_ports: RangeInclusive<u16>,
    /// Our own doors: never a peer. An unspecified address stands for each of ours.
    pub guarded: Vec<SocketAddr>,
    /// Loopback peers are for tests only.
    pub allow_loopback: bool,
}

/// Whether anything may be sent to, or permitted for, this peer.
///
/// Port 0 is what a client may write into a permission, which knows no ports: the address alone is judged then, and
/// each datagram is judged again with its port.
#[must_use]
pub fn may_relay_to(peer: SocketAddr, policy: &Policy) -> bool {
    let ip = canonical(peer.ip());
    // A wrapped address is never needed by an honest client, whatever is inside.
    let plain = ip == peer.ip();
    if !plain || guards(policy, ip, peer.port()) {
        return false;
    }
    if ip == policy.public_ip && (peer.port() == 0 || policy.relay_ports.contains(&peer.port())) {
        return true;
    }
    if ip.is_loopback() {
        return policy.allow_loopback;
    }
    ip != policy.public_ip && is_public(ip)
}

/// The address that a packet would finally reach: IPv4 taken out of its IPv6 wrappings.
#[must_use]
pub fn canonical(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(v6) => embedded(v6).map_or(ip, IpAddr::V4),
    }
}

fn guards(policy: &Policy, ip: IpAddr, port: u16) -> bool {
    policy.guarded.iter().any(|door| {
        let ours = if door.ip().is_unspecified() {
            ip.is_loopback() || ip == policy.public_ip
        } else {
            canonical(door.ip()) == ip
        };
        ours && door.port() == port
    })
}

fn embedded(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let s = v6.segments();
    let low = || Some(join(s[6], s[7]));
    match s {
        // `::` and `::1` are themselves, not IPv4-compatible.
        [0, 0, 0, 0, 0, 0, 0, 0 | 1] => None,
        // IPv4-compatible, mapped and translated; NAT64, well-known and local; ISATAP under any prefix.
        [0, 0, 0, 0, 0, 0 | 0xffff, ..]
        | [0, 0, 0, 0, 0xffff, 0, ..]
        | [0x64, 0xff9b, 0, 0, 0, 0, ..]
        | [0x64, 0xff9b, 1, ..]
        | [_, _, _, _, 0 | 0x200, 0x5efe, ..] => low(),
        // 6to4 has the address behind its prefix; Teredo has the client's at the end, inverted.
        [0x2002, high, low, ..] => Some(join(high, low)),
        [0x2001, 0, ..] => Some(join(!s[6], !s[7])),
        _ => None,
    }
}

fn join(high: u16, low: u16) -> Ipv4Addr {
    Ipv4Addr::from(u32::from(high) << 16 | u32::from(low))
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => !SPECIAL_V4.iter().any(|&(net, bits)| within_v4(v4, net, bits)),
        IpAddr::V6(v6) => {
            within_v6(v6, GLOBAL_UNICAST.0, GLOBAL_UNICAST.1)
                && !SPECIAL_V6.iter().any(|&(net, bits)| within_v6(v6, net, bits))
        }
    }
}

fn within_v4(ip: Ipv4Addr, net: Ipv4Addr, bits: u32) -> bool {
    (ip.to_bits() ^ net.to_bits()).leading_zeros() >= bits
}

fn within_v6(ip: Ipv6Addr, net: Ipv6Addr, bits: u32) -> bool {
    (ip.to_bits() ^ net.to_bits()).leading_zeros() >= bits
}

/// IANA's IPv4 special-purpose registry, with multicast; also those ranges it calls globally reachable.
const SPECIAL_V4: [(Ipv4Addr, u32); 18] = [
    (Ipv4Addr::UNSPECIFIED, 8),           // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),      // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),   // carrier-grade NAT
    (Ipv4Addr::new(127, 0, 0, 0), 8),     // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),  // link-local
    (Ipv4Addr::new(172, 16, 0, 0), 12),   // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),    // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),    // documentation
    (Ipv4Addr::new(192, 31, 196, 0), 24), // AS112
    (Ipv4Addr::new(192, 52, 193, 0), 24), // AMT
    (Ipv4Addr::new(192, 88, 99, 0), 24),  // 6to4 anycast
    (Ipv4Addr::new(192, 168, 0, 0), 16),  // private
    (Ipv4Addr::new(192, 175, 48, 0), 24), // AS112
    (Ipv4Addr::new(198, 18, 0, 0), 15),   // benchmarking
    (Ipv4Addr::new(198, 51, 100, 0), 24), // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),  // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),     // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),     // reserved, and broadcast
];

/// All that is global unicast in IPv6; what is outside is special or not yet given to anybody.
const GLOBAL_UNICAST: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// IANA's IPv6 special-purpose registry, as far as it lies within global unicast.
const SPECIAL_V6: [(Ipv6Addr, u32); 5] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments: Teredo, benchmarking, ORCHID
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4
    (Ipv6Addr::new(0x2620, 0x4f, 0x8000, 0, 0, 0, 0, 0), 48), // AS112
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];
