//! Reading a message: everything is checked once, and then borrowed.

use std::net::SocketAddr;
use std::ops::Range;

use super::checksum::{fingerprint, integrity_holds};
use super::{
    ATTRIBUTE_HEADER_BYTES, COOKIE, Class, FINGERPRINT_BYTES, HEADER_BYTES, INTEGRITY_BYTES, Key, Transaction,
    attribute, padded,
};

/// A well-formed message, borrowed from the packet it came in.
#[derive(Clone, Copy, Debug)]
pub struct Message<'a> {
    bytes: &'a [u8],
    transaction: &'a Transaction,
    integrity_at: Option<usize>,
    fingerprinted: bool,
}

impl<'a> Message<'a> {
    /// Reads a packet that should be exactly one message.
    #[must_use]
    pub fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (header, body) = bytes.split_first_chunk::<HEADER_BYTES>()?;
        let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
        if header[0] & 0xc0 != 0 || header[4..8] != COOKIE || length % 4 != 0 || length != body.len() {
            return None;
        }
        let mut message =
            Self { bytes, transaction: bytes[8..].first_chunk()?, integrity_at: None, fingerprinted: false };
        let mut at = HEADER_BYTES;
        while at < bytes.len() {
            let (kind, place, next) = attribute_at(bytes, at)?;
            let value = &bytes[place];
            match kind {
                attribute::MESSAGE_INTEGRITY if message.integrity_at.is_none() => {
                    if value.len() != INTEGRITY_BYTES {
                        return None;
                    }
                    message.integrity_at = Some(at);
                }
                attribute::FINGERPRINT => {
                    let last = next == bytes.len() && value.len() == FINGERPRINT_BYTES;
                    if !last || value != fingerprint(&bytes[..at]).to_be_bytes() {
                        return None;
                    }
                    message.fingerprinted = true;
                }
                _ => {}
            }
            at = next;
        }
        Some(message)
    }

    /// Request, indication or answer.
    #[must_use]
    pub fn class(&self) -> Class {
        match (self.bytes[0] & 1, self.bytes[1] & 0x10) {
            (0, 0) => Class::Request,
            (0, _) => Class::Indication,
            (_, 0) => Class::Success,
            (_, _) => Class::Error,
        }
    }

    /// What is asked for: one of [`super::method`].
    #[must_use]
    pub fn method(&self) -> u16 {
        let kind = u16::from_be_bytes([self.bytes[0], self.bytes[1]]);
        kind & 0x000f | (kind & 0x00e0) >> 1 | (kind & 0x3e00) >> 2
    }

    /// What ties the answer to the question.
    #[must_use]
    pub fn transaction(&self) -> &'a Transaction {
        self.transaction
    }

    /// The whole message's length.
    #[must_use]
    pub fn bytes_long(&self) -> usize {
        self.bytes.len()
    }

    /// Whether the sender adds fingerprints, and so may expect them.
    #[must_use]
    pub fn fingerprinted(&self) -> bool {
        self.fingerprinted
    }

    /// The attributes before MESSAGE-INTEGRITY: what comes behind it is not protected, and not to be believed.
    pub fn attributes(&self) -> impl Iterator<Item = (u16, &'a [u8])> + use<'a> {
        let bytes = self.bytes;
        self.places().map(move |(kind, place)| (kind, &bytes[place]))
    }

    /// The same, as places within the message.
    pub fn places(&self) -> impl Iterator<Item = (u16, Range<usize>)> + use<'a> {
        let bytes = &self.bytes[..self.integrity_at.unwrap_or(self.bytes.len())];
        let mut at = HEADER_BYTES;
        std::iter::from_fn(move || {
            let (kind, place, next) = attribute_at(bytes, at)?;
            at = next;
            Some((kind, place))
        })
    }

    /// The first attribute of a kind.
    #[must_use]
    pub fn attribute(&self, wanted: u16) -> Option<&'a [u8]> {
        self.attributes().find_map(|(kind, value)| (kind == wanted).then_some(value))
    }

    /// The first attribute of a kind, as text.
    #[must_use]
    pub fn text(&self, wanted: u16) -> Option<&'a str> {
        std::str::from_utf8(self.attribute(wanted)?).ok()
    }

    /// The first attribute of a kind, as a number of four bytes.
    #[must_use]
    pub fn number(&self, wanted: u16) -> Option<u32> {
        Some(u32::from_be_bytes(self.attribute(wanted)?.try_into().ok()?))
    }

    /// The first attribute of a kind, as an address.
    #[must_use]
    pub fn address(&self, wanted: u16) -> Option<SocketAddr> {
        super::read_xor_address(self.attribute(wanted)?, self.transaction)
    }

    /// The code of an error answer.
    #[must_use]
    pub fn error_code(&self) -> Option<u16> {
        let value = self.attribute(attribute::ERROR_CODE)?;
        let [_, _, hundreds, units] = *value.first_chunk()?;
        Some(u16::from(hundreds & 7) * 100 + u16::from(units))
    }

    /// Whether the message is signed at all.
    #[must_use]
    pub fn is_signed(&self) -> bool {
        self.integrity_at.is_some()
    }

    /// Whether the message is signed with this key.
    #[must_use]
    pub fn is_signed_with(&self, key: &Key) -> bool {
        self.integrity_at.is_some_and(|at| {
            let value = &self.bytes[at + ATTRIBUTE_HEADER_BYTES..][..INTEGRITY_BYTES];
            integrity_holds(&self.bytes[..at], key, value)
        })
    }
}

/// Kind, place of the value, and where the next attribute begins.
fn attribute_at(bytes: &[u8], at: usize) -> Option<(u16, Range<usize>, usize)> {
    let (header, rest) = bytes.get(at..)?.split_first_chunk::<ATTRIBUTE_HEADER_BYTES>()?;
    let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
    let start = at + ATTRIBUTE_HEADER_BYTES;
    let whole = rest.len() >= padded(length);
    whole.then(|| (u16::from_be_bytes([header[0], header[1]]), start..start + length, start + padded(length)))
}
