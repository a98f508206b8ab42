//! The two sums over a message: MESSAGE-INTEGRITY and FINGERPRINT.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

use super::{ATTRIBUTE_HEADER_BYTES, HEADER_BYTES, INTEGRITY_BYTES, Key};

const FINGERPRINT_MASK: u32 = 0x5354_554e;

/// The HMAC over the message up to its MESSAGE-INTEGRITY, as if nothing came behind that attribute.
pub(super) fn integrity(before: &[u8], key: &[u8]) -> Hmac<Sha1> {
    let length = before.len() - HEADER_BYTES + ATTRIBUTE_HEADER_BYTES + INTEGRITY_BYTES;
    let mut mac = Hmac::<Sha1>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(&before[..2]);
    mac.update(&u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
    mac.update(&before[4..]);
    mac
}

/// Whether a MESSAGE-INTEGRITY value is right; the comparison takes the same time either way.
pub(super) fn integrity_holds(before: &[u8], key: &Key, value: &[u8]) -> bool {
    integrity(before, key).verify_slice(value).is_ok()
}

/// The FINGERPRINT of what stands before it; the length field must already count the fingerprint.
pub(super) fn fingerprint(before: &[u8]) -> u32 {
    let crc = before.iter().fold(u32::MAX, |crc, &byte| TABLE[usize::from(crc.to_le_bytes()[0] ^ byte)] ^ (crc >> 8));
    !crc ^ FINGERPRINT_MASK
}

const TABLE: [u32; 256] = table();

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index: u32 = 0;
    while index < 256 {
        let mut value = index;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { 0xedb8_8320 ^ (value >> 1) } else { value >> 1 };
            bit += 1;
        }
        table[index as usize] = value;
        index += 1;
    }
    table
}
