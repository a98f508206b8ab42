//! The vectors of RFC 5769, and what must not be read.

use super::*;

/// RFC 5769, section 2.4: a request with long-term authentication.
const LONG_TERM: &str = "000100602112a44278ad3433c6ad72c029da412e00060012e3839ee38388e383aae38383e382af\
    e382b900000015001c662f2f3439396b39353464364f4c33346f4c39465354767936347341\
    0014000b6578616d706c652e6f72670000080014f67024656dd64a3e02b8e0712e85c9a28ca89666";
/// RFC 5769, section 2.2: an answer over IPv4, with integrity under a short-term password, and fingerprint.
const ANSWER: &str = "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220\
    002000080001a147e112a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96";

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

#[test]
fn rfc5769_a_long_term_request_is_read_and_its_signature_holds() {
    let packet = bytes(LONG_TERM);
    let message = Message::parse(&packet).unwrap();
    assert_eq!((message.class(), message.method()), (Class::Request, method::BINDING));
    let username = message.text(attribute::USERNAME).unwrap();
    assert_eq!(username, "\u{30DE}\u{30C8}\u{30EA}\u{30C3}\u{30AF}\u{30B9}");
    assert_eq!(message.text(attribute::NONCE), Some("f//499k954d6OL34oL9FSTvy64sA"));
    assert!(message.is_signed_with(&long_term_key(username, "example.org", "TheMatrIX")));
    assert!(!message.is_signed_with(&long_term_key(username, "example.org", "TheMatriX")));
}

#[test]
fn rfc5769_an_answer_is_read_with_its_address_and_fingerprint() {
    let packet = bytes(ANSWER);
    let message = Message::parse(&packet).unwrap();
    assert_eq!(message.class(), Class::Success);
    assert!(message.fingerprinted());
    assert_eq!(message.address(attribute::XOR_MAPPED_ADDRESS), Some("192.0.2.1:32853".parse().unwrap()));
}

#[test]
fn a_changed_bit_breaks_the_fingerprint() {
    for bit in 0..bytes(ANSWER).len() * 8 {
        let mut packet = bytes(ANSWER);
        packet[bit / 8] ^= 1 << (bit % 8);
        let believed = Message::parse(&packet).is_some_and(|message| message.fingerprinted());
        assert!(!believed, "bit {bit}");
    }
}

#[test]
fn what_is_written_can_be_read() {
    let transaction = *b"0123456789ab";
    let key = long_term_key("ana", "clinic", "secret");
    for peer in ["192.0.2.7:9", "[2001:db8::7]:9"] {
        let packet = Writer::new(Class::Error, method::CHANNEL_BIND, &transaction)
            .error(code::FORBIDDEN)
            .address(attribute::XOR_PEER_ADDRESS, peer.parse().unwrap())
            .bytes(attribute::DATA, b"abc")
            .signed(&key)
            .fingerprinted()
            .finish();
        let message = Message::parse(&packet).unwrap();
        assert_eq!((message.class(), message.method()), (Class::Error, method::CHANNEL_BIND));
        assert_eq!(message.transaction(), &transaction);
        assert_eq!(message.error_code(), Some(403));
        assert_eq!(message.address(attribute::XOR_PEER_ADDRESS), Some(peer.parse().unwrap()));
        assert_eq!(message.attribute(attribute::DATA), Some(&b"abc"[..]));
        assert!(message.is_signed_with(&key) && message.fingerprinted());
    }
}

#[test]
fn a_data_indication_reads_as_written() {
    for peer in ["192.0.2.7:9", "[2001:db8::7]:9"] {
        let (whole, used) = data_indication_header(peer.parse().unwrap(), b"0123456789ab", 5);
        let packet = [&whole[whole.len() - used..], b"hello\0\0\0"].concat();
        let message = Message::parse(&packet).unwrap();
        assert_eq!((message.class(), message.method()), (Class::Indication, method::DATA));
        assert_eq!(message.address(attribute::XOR_PEER_ADDRESS), Some(peer.parse().unwrap()));
        assert_eq!(message.attribute(attribute::DATA), Some(&b"hello"[..]));
    }
}

#[test]
fn what_stands_behind_the_signature_is_not_believed() {
    let key = long_term_key("ana", "clinic", "secret");
    let packet = Writer::new(Class::Request, method::REFRESH, b"0123456789ab")
        .signed(&key)
        .number(attribute::LIFETIME, 0)
        .finish();
    let message = Message::parse(&packet).unwrap();
    assert!(message.is_signed_with(&key));
    assert_eq!(message.number(attribute::LIFETIME), None);
}

#[test]
fn every_cut_of_a_message_is_refused_without_a_panic() {
    for whole in [bytes(LONG_TERM), bytes(ANSWER)] {
        for length in 0..whole.len() {
            assert!(Message::parse(&whole[..length]).is_none(), "{length}");
        }
    }
}
