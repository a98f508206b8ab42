//! Writing a message: attributes in the order they are added, signature and fingerprint last.

use std::net::SocketAddr;

use hmac::Mac as _;

use super::checksum::{fingerprint, integrity};
use super::{
    ATTRIBUTE_HEADER_BYTES, COOKIE, Class, DATA_HEADER_BYTES_MAX, FINGERPRINT_BYTES, HEADER_BYTES, Key, Transaction,
    attribute, method, padded, write_xor_address,
};

/// Room for every answer we give, without growing.
const USUAL_BYTES: usize = 160;

/// A message in the making.
#[derive(Clone, Debug)]
pub struct Writer {
    bytes: Vec<u8>,
    transaction: Transaction,
}

impl Writer {
    /// A message without attributes.
    #[must_use]
    pub fn new(class: Class, method: u16, transaction: &Transaction) -> Self {
        let mut bytes = Vec::with_capacity(USUAL_BYTES);
        bytes.extend_from_slice(&header(class, method, 0, transaction));
        Self { bytes, transaction: *transaction }
    }

    /// Adds an attribute of plain bytes.
    #[must_use]
    pub fn bytes(mut self, kind: u16, value: &[u8]) -> Self {
        self.bytes.extend_from_slice(&kind.to_be_bytes());
        self.bytes.extend_from_slice(&u16::try_from(value.len()).unwrap_or(u16::MAX).to_be_bytes());
        self.bytes.extend_from_slice(value);
        self.bytes.resize(padded(self.bytes.len()), 0);
        self.set_length(0);
        self
    }

    /// Adds an attribute of four bytes.
    #[must_use]
    pub fn number(self, kind: u16, value: u32) -> Self {
        self.bytes(kind, &value.to_be_bytes())
    }

    /// Adds an address.
    #[must_use]
    pub fn address(self, kind: u16, address: SocketAddr) -> Self {
        let mut value = [0; 20];
        let length = write_xor_address(address, &self.transaction, &mut value);
        self.bytes(kind, &value[..length])
    }

    /// Adds an error code. It comes without a phrase: no program reads it, and the answer stays small.
    #[must_use]
    pub fn error(self, code: u16) -> Self {
        self.number(attribute::ERROR_CODE, u32::from(code / 100) << 8 | u32::from(code % 100))
    }

    /// Adds MESSAGE-INTEGRITY.
    #[must_use]
    pub fn signed(self, key: &Key) -> Self {
        let value = integrity(&self.bytes, key).finalize().into_bytes();
        self.bytes(attribute::MESSAGE_INTEGRITY, &value)
    }

    /// Adds FINGERPRINT, after which nothing may follow.
    #[must_use]
    pub fn fingerprinted(mut self) -> Self {
        self.set_length(ATTRIBUTE_HEADER_BYTES + FINGERPRINT_BYTES);
        let value = fingerprint(&self.bytes);
        self.number(attribute::FINGERPRINT, value)
    }

    /// The finished message.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        self.bytes
    }

    fn set_length(&mut self, to_come: usize) {
        let length = self.bytes.len() - HEADER_BYTES + to_come;
        self.bytes[2..4].copy_from_slice(&u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
    }
}

/// What stands before the data of a Data indication, and how many bytes of it count (they are the last ones).
#[must_use]
pub fn data_indication_header(
    peer: SocketAddr,
    transaction: &Transaction,
    data_bytes: usize,
) -> ([u8; DATA_HEADER_BYTES_MAX], usize) {
    let address_bytes = if peer.is_ipv4() { 8 } else { 20 };
    let used = DATA_HEADER_BYTES_MAX - 20 + address_bytes;
    let start = DATA_HEADER_BYTES_MAX - used;
    let mut whole = [0; DATA_HEADER_BYTES_MAX];
    let length = used - HEADER_BYTES + padded(data_bytes);
    let out = &mut whole[start..];
    out[..HEADER_BYTES].copy_from_slice(&header(Class::Indication, method::DATA, length, transaction));
    attribute_header(&mut out[HEADER_BYTES..], attribute::XOR_PEER_ADDRESS, address_bytes);
    let mut value = [0; 20];
    write_xor_address(peer, transaction, &mut value);
    out[HEADER_BYTES + ATTRIBUTE_HEADER_BYTES..][..address_bytes].copy_from_slice(&value[..address_bytes]);
    attribute_header(&mut out[HEADER_BYTES + ATTRIBUTE_HEADER_BYTES + address_bytes..], attribute::DATA, data_bytes);
    (whole, used)
}

fn attribute_header(out: &mut [u8], kind: u16, length: usize) {
    out[..2].copy_from_slice(&kind.to_be_bytes());
    out[2..4].copy_from_slice(&u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
}

fn header(class: Class, method: u16, length: usize, transaction: &Transaction) -> [u8; HEADER_BYTES] {
    let class_bits = match class {
        Class::Request => 0x000,
        Class::Indication => 0x010,
        Class::Success => 0x100,
        Class::Error => 0x110,
    };
    let kind = method & 0x000f | (method & 0x0070) << 1 | (method & 0x0f80) << 2 | class_bits;
    let mut bytes = [0; HEADER_BYTES];
    bytes[..2].copy_from_slice(&kind.to_be_bytes());
    bytes[2..4].copy_from_slice(&u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes());
    bytes[4..8].copy_from_slice(&COOKIE);
    bytes[8..].copy_from_slice(transaction);
    bytes
}
