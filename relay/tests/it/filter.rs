//! The peer filter as a table (S22).

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use relay::filter::{Policy, canonical, may_relay_to};

fn policy() -> Policy {
    Policy {
        public_ip: [198, 18, 0, 1].into(),
        relay_ports: 49_152..=65_535,
        guarded: vec!["0.0.0.0:3478".parse().unwrap(), "9.9.9.9:9100".parse().unwrap()],
        allow_loopback: false,
    }
}

fn allowed(ip: &str, policy: &Policy) -> bool {
    may_relay_to(SocketAddr::new(ip.parse().unwrap(), 50_000), policy)
}

/// First and last address of each range in IANA's IPv4 special-purpose registry, and of multicast.
const SPECIAL_V4: [(&str, &str); 19] = [
    ("0.0.0.0", "0.255.255.255"),
    ("10.0.0.0", "10.255.255.255"),
    ("100.64.0.0", "100.127.255.255"),
    ("127.0.0.0", "127.255.255.255"),
    ("169.254.0.0", "169.254.255.255"),
    ("172.16.0.0", "172.31.255.255"),
    ("192.0.0.0", "192.0.0.255"),
    ("192.0.2.0", "192.0.2.255"),
    ("192.31.196.0", "192.31.196.255"),
    ("192.52.193.0", "192.52.193.255"),
    ("192.88.99.0", "192.88.99.255"),
    ("192.168.0.0", "192.168.255.255"),
    ("192.175.48.0", "192.175.48.255"),
    ("198.18.0.0", "198.19.255.255"),
    ("198.51.100.0", "198.51.100.255"),
    ("203.0.113.0", "203.0.113.255"),
    ("224.0.0.0", "239.255.255.255"),
    ("240.0.0.0", "255.255.255.254"),
    ("255.255.255.255", "255.255.255.255"),
];

/// The same for IPv6, with multicast, site-local and what is not global unicast.
const SPECIAL_V6: [(&str, &str); 28] = [
    ("::", "::"),
    ("::1", "::1"),
    ("::2", "::ffff:ffff"),
    ("::ffff:0:0", "::ffff:ffff:ffff"),
    ("::ffff:0:0:0", "::ffff:0:ffff:ffff"),
    ("64:ff9b::", "64:ff9b::ffff:ffff"),
    ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"),
    ("100::", "100::ffff:ffff:ffff:ffff"),
    ("100:0:0:1::", "100:0:0:1:ffff:ffff:ffff:ffff"),
    ("2001::", "2001::ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001:1::1", "2001:1::3"),
    ("2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff"),
    ("2001:3::", "2001:3:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001:4:112::", "2001:4:112:ffff:ffff:ffff:ffff:ffff"),
    ("2001:10::", "2001:1f:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001:20::", "2001:2f:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001:30::", "2001:3f:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001:1ff:ffff::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff"),
    ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("4000::", "5eff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
];

/// Every way to write an IPv4 address into an IPv6 one.
fn embeddings(v4: Ipv4Addr) -> Vec<IpAddr> {
    let bits = u128::from(v4.to_bits());
    let prefixed = |prefix: &str, low: u128| {
        IpAddr::from((prefix.parse::<std::net::Ipv6Addr>().unwrap().to_bits() | low).to_be_bytes())
    };
    vec![
        prefixed("::", bits),
        prefixed("::ffff:0:0", bits),
        prefixed("::ffff:0:0:0", bits),
        prefixed("64:ff9b::", bits),
        prefixed("64:ff9b:1::", bits),
        prefixed("64:ff9b:1:2:3::", bits),
        prefixed("2002::", bits << 80),
        prefixed("2002::5", bits << 80),
        prefixed("2001:0:4136:e378:8000:63bf::", u128::from(!v4.to_bits())),
        prefixed("fe80::5efe:0:0", bits),
        prefixed("2a00:1450::200:5efe:0:0", bits),
    ]
}

#[test]
fn s22_each_special_range_of_ipv4_is_refused_to_its_last_address() {
    for (first, last) in SPECIAL_V4 {
        assert!(!allowed(first, &policy()), "{first}");
        assert!(!allowed(last, &policy()), "{last}");
    }
}

#[test]
fn s22_each_special_range_of_ipv6_is_refused_to_its_last_address() {
    for (first, last) in SPECIAL_V6 {
        assert!(!allowed(first, &policy()), "{first}");
        assert!(!allowed(last, &policy()), "{last}");
    }
}

#[test]
fn s22_each_special_address_is_refused_in_each_embedding() {
    let mut loopback = policy();
    loopback.allow_loopback = true;
    for (first, last) in SPECIAL_V4 {
        for v4 in [first, last] {
            for wrapped in embeddings(v4.parse().unwrap()) {
                let peer = SocketAddr::new(wrapped, 50_000);
                assert!(!may_relay_to(peer, &policy()), "{v4} as {wrapped}");
                assert!(wrapped == IpAddr::from([0; 16]) || wrapped.is_loopback() || !may_relay_to(peer, &loopback));
            }
        }
    }
}

#[test]
fn s22_each_embedding_is_unwrapped() {
    for v4 in ["8.8.8.8", "127.0.0.1", "192.168.1.254", "255.255.255.255"] {
        let v4: Ipv4Addr = v4.parse().unwrap();
        for wrapped in embeddings(v4) {
            assert_eq!(canonical(wrapped), IpAddr::V4(v4), "{wrapped}");
        }
    }
    for itself in ["8.8.8.8", "::", "::1", "2606:4700::1111", "fe80::1"] {
        let itself: IpAddr = itself.parse().unwrap();
        assert_eq!(canonical(itself), itself);
    }
}

#[test]
fn s22_public_unicast_is_allowed_right_beside_the_special_ranges() {
    for ip in [
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "191.255.255.255",
        "192.0.1.0",
        "192.0.3.0",
        "192.88.98.255",
        "192.88.100.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "198.51.99.255",
        "198.51.101.0",
        "203.0.112.255",
        "203.0.114.0",
        "223.255.255.255",
        "8.8.8.8",
        "2001:200::1",
        "2001:db7:ffff::1",
        "2001:db9::1",
        "2003::1",
        "2606:4700::1111",
        "2804:14c::1",
        "3ffe::1",
    ] {
        assert!(allowed(ip, &policy()), "{ip}");
    }
}

#[test]
fn s22_at_our_own_address_only_relayed_ports_are_reached() {
    let may = |address: &str, policy: &Policy| may_relay_to(address.parse().unwrap(), policy);
    assert!(may("198.18.0.1:49152", &policy()), "our relayed ports, though the address is special");
    assert!(may("198.18.0.1:65535", &policy()));
    for door in ["198.18.0.1:49151", "198.18.0.1:443", "198.18.0.1:3478", "198.18.0.2:49152", "9.9.9.9:9100"] {
        assert!(!may(door, &policy()), "{door}");
    }
    assert!(may("9.9.9.9:9101", &policy()), "the same host's other ports are a stranger's");

    let mut public = policy();
    public.public_ip = [8, 8, 4, 4].into();
    public.guarded.push("8.8.4.4:50000".parse().unwrap());
    assert!(!may("8.8.4.4:443", &public));
    assert!(!may("8.8.4.4:50000", &public), "a door within the range is still a door");
    assert!(!may("[::ffff:8.8.4.4]:49152", &public));
}

#[test]
fn s22_loopback_is_allowed_only_when_the_setting_says_so_and_never_at_our_doors() {
    let mut tests_only = policy();
    tests_only.allow_loopback = true;
    assert!(may_relay_to("127.0.0.1:9".parse().unwrap(), &tests_only));
    assert!(may_relay_to("[::1]:9".parse().unwrap(), &tests_only));
    assert!(!may_relay_to("127.0.0.1:3478".parse().unwrap(), &tests_only));
    assert!(!may_relay_to("10.0.0.1:9".parse().unwrap(), &tests_only));
    assert!(!may_relay_to("127.0.0.1:9".parse().unwrap(), &policy()));
    let mut on_loopback = policy();
    on_loopback.public_ip = Ipv4Addr::LOCALHOST.into();
    assert!(may_relay_to("127.0.0.1:49152".parse().unwrap(), &on_loopback));
    assert!(!may_relay_to("127.0.0.1:9".parse().unwrap(), &on_loopback));
}
