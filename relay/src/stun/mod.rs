//! STUN messages (RFC 8489): read without copying, written into one buffer.

mod address;
mod checksum;
mod read;
mod write;

pub use address::{read_xor_address, write_xor_address};
pub use read::Message;
pub use write::{Writer, data_indication_header};

use md5::{Digest as _, Md5};

/// Type, length, cookie and transaction.
pub const HEADER_BYTES: usize = 20;
/// What channel data begins with: number and length.
pub const CHANNEL_HEADER_BYTES: usize = 4;
/// Type and length of one attribute.
pub const ATTRIBUTE_HEADER_BYTES: usize = 4;
/// The room that the longest header before relayed data needs: a Data indication with an IPv6 peer.
pub const DATA_HEADER_BYTES_MAX: usize = HEADER_BYTES + (ATTRIBUTE_HEADER_BYTES + 20) + ATTRIBUTE_HEADER_BYTES;

const COOKIE: [u8; 4] = [0x21, 0x12, 0xa4, 0x42];
const INTEGRITY_BYTES: usize = 20;
const FINGERPRINT_BYTES: usize = 4;

/// What ties an answer to its question.
pub type Transaction = [u8; 12];
/// What signs requests and answers: MD5 of `username:realm:password`.
pub type Key = [u8; 16];

/// The four kinds of message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Wants an answer.
    Request,
    /// Wants none.
    Indication,
    /// It was done.
    Success,
    /// It was refused.
    Error,
}

/// The methods that TURN knows.
pub mod method {
    #![expect(missing_docs, reason = "the names are those of RFC 8656 and RFC 6062")]
    pub const BINDING: u16 = 0x001;
    pub const ALLOCATE: u16 = 0x003;
    pub const REFRESH: u16 = 0x004;
    pub const SEND: u16 = 0x006;
    pub const DATA: u16 = 0x007;
    pub const CREATE_PERMISSION: u16 = 0x008;
    pub const CHANNEL_BIND: u16 = 0x009;
    pub const CONNECT: u16 = 0x00a;
}

/// The attributes that TURN knows.
pub mod attribute {
    #![expect(missing_docs, reason = "the names are those of RFC 8489 and RFC 8656")]
    pub const USERNAME: u16 = 0x0006;
    pub const MESSAGE_INTEGRITY: u16 = 0x0008;
    pub const ERROR_CODE: u16 = 0x0009;
    pub const UNKNOWN_ATTRIBUTES: u16 = 0x000a;
    pub const CHANNEL_NUMBER: u16 = 0x000c;
    pub const LIFETIME: u16 = 0x000d;
    pub const XOR_PEER_ADDRESS: u16 = 0x0012;
    pub const DATA: u16 = 0x0013;
    pub const REALM: u16 = 0x0014;
    pub const NONCE: u16 = 0x0015;
    pub const XOR_RELAYED_ADDRESS: u16 = 0x0016;
    pub const REQUESTED_ADDRESS_FAMILY: u16 = 0x0017;
    pub const EVEN_PORT: u16 = 0x0018;
    pub const REQUESTED_TRANSPORT: u16 = 0x0019;
    pub const XOR_MAPPED_ADDRESS: u16 = 0x0020;
    pub const RESERVATION_TOKEN: u16 = 0x0022;
    pub const FINGERPRINT: u16 = 0x8028;
}

/// The reasons for refusing.
pub mod code {
    #![expect(missing_docs, reason = "the names are those of RFC 8489 and RFC 8656")]
    pub const BAD_REQUEST: u16 = 400;
    pub const UNAUTHENTICATED: u16 = 401;
    pub const FORBIDDEN: u16 = 403;
    pub const UNKNOWN_ATTRIBUTE: u16 = 420;
    pub const ALLOCATION_MISMATCH: u16 = 437;
    pub const STALE_NONCE: u16 = 438;
    pub const ADDRESS_FAMILY_NOT_SUPPORTED: u16 = 440;
    pub const WRONG_CREDENTIALS: u16 = 441;
    pub const UNSUPPORTED_TRANSPORT_PROTOCOL: u16 = 442;
    pub const PEER_ADDRESS_FAMILY_MISMATCH: u16 = 443;
    pub const ALLOCATION_QUOTA_REACHED: u16 = 486;
    pub const INSUFFICIENT_CAPACITY: u16 = 508;
}

/// The key of the long-term credential mechanism.
#[must_use]
pub fn long_term_key(username: &str, realm: &str, password: &str) -> Key {
    Md5::new()
        .chain_update(username)
        .chain_update(":")
        .chain_update(realm)
        .chain_update(":")
        .chain_update(password)
        .finalize()
        .into()
}

/// A length rounded up to the four bytes that everything in STUN is aligned to.
#[must_use]
pub const fn padded(length: usize) -> usize {
    length.next_multiple_of(4)
}

#[cfg(test)]
mod tests;
