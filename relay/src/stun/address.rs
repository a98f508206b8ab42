//! Addresses as STUN writes them: mixed with the cookie, so that no NAT helpfully rewrites them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::{COOKIE, Transaction};

const FAMILY_V4: u8 = 1;
const FAMILY_V6: u8 = 2;
const COOKIE_HIGH: u16 = u16::from_be_bytes([COOKIE[0], COOKIE[1]]);

/// Reads the value of an XOR-…-ADDRESS attribute.
#[must_use]
pub fn read_xor_address(value: &[u8], transaction: &Transaction) -> Option<SocketAddr> {
    let (&[_, family, high, low], ip) = value.split_first_chunk::<4>()?;
    let port = u16::from_be_bytes([high, low]) ^ COOKIE_HIGH;
    let ip = match family {
        FAMILY_V4 => {
            let bytes: [u8; 4] = ip.try_into().ok()?;
            IpAddr::V4(Ipv4Addr::from(u32::from_be_bytes(bytes) ^ u32::from_be_bytes(COOKIE)))
        }
        FAMILY_V6 => {
            let bytes: [u8; 16] = ip.try_into().ok()?;
            IpAddr::V6(Ipv6Addr::from(u128::from_be_bytes(bytes) ^ mask(transaction)))
        }
        _ => return None,
    };
    Some(SocketAddr::new(ip, port))
}

/// Writes the value of an XOR-…-ADDRESS attribute, and says how many bytes it took: 8 or 20.
///
/// # Panics
/// When `into` has no room for 20 bytes.
pub fn write_xor_address(address: SocketAddr, transaction: &Transaction, into: &mut [u8]) -> usize {
    let port = (address.port() ^ COOKIE_HIGH).to_be_bytes();
    match address.ip() {
        IpAddr::V4(v4) => {
            into[..4].copy_from_slice(&[0, FAMILY_V4, port[0], port[1]]);
            into[4..8].copy_from_slice(&(v4.to_bits() ^ u32::from_be_bytes(COOKIE)).to_be_bytes());
            8
        }
        IpAddr::V6(v6) => {
            into[..4].copy_from_slice(&[0, FAMILY_V6, port[0], port[1]]);
            into[4..20].copy_from_slice(&(v6.to_bits() ^ mask(transaction)).to_be_bytes());
            20
        }
    }
}

fn mask(transaction: &Transaction) -> u128 {
    let mut bytes = [0; 16];
    bytes[..4].copy_from_slice(&COOKIE);
    bytes[4..].copy_from_slice(transaction);
    u128::from_be_bytes(bytes)
}
