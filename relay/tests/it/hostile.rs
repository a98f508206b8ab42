//! Whatever comes in, the relay goes on: garbage of all lengths, cut and changed messages, over UDP and TCP.

use relay::stun::{Message, Writer, attribute, method};

use crate::client::{Client, UDP, request};
use crate::world::{World, credentials};

/// A seeded xorshift: the same garbage in every run.
struct Garbage(u64);

impl Garbage {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).unwrap()
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.next().to_le_bytes()[3]).collect()
    }
}

/// Well-formed requests to start from, signed and unsigned.
async fn seeds(client: &mut Client) -> Vec<Vec<u8>> {
    client.allocate("ana").await;
    let proof = client.proof.clone().unwrap();
    let peer = "127.0.0.1:9".parse().unwrap();
    let all = |writer: Writer| {
        writer
            .number(attribute::REQUESTED_TRANSPORT, UDP)
            .number(attribute::CHANNEL_NUMBER, 0x4000_0000)
            .address(attribute::XOR_PEER_ADDRESS, peer)
            .bytes(attribute::DATA, b"data")
            .bytes(attribute::EVEN_PORT, &[0x80])
            .bytes(attribute::RESERVATION_TOKEN, &[1; 8])
    };
    (0..0x10).flat_map(|method| [all(request(method)).finish(), proof.sign(all(request(method)))]).collect()
}

fn spoil(packet: &mut Vec<u8>, garbage: &mut Garbage) {
    for _ in 0..=garbage.below(4) {
        if packet.is_empty() {
            return;
        }
        let at = garbage.below(packet.len());
        match garbage.below(4) {
            0 => packet[at] ^= 1 << garbage.below(8),
            1 => packet[at] = 0xff,
            2 => packet.truncate(at),
            _ => packet.insert(at, 0),
        }
    }
}

#[test]
fn s23_reading_never_panics_whatever_the_bytes() {
    let mut garbage = Garbage(1);
    let seed = request(method::ALLOCATE).number(attribute::LIFETIME, 1).signed(&[1; 16]).fingerprinted().finish();
    for round in 0..200_000 {
        let mut packet = if round % 2 == 0 { seed.clone() } else { garbage.bytes(round % 90) };
        spoil(&mut packet, &mut garbage);
        if let Some(message) = Message::parse(&packet) {
            let _ = (message.class(), message.method(), message.error_code(), message.is_signed_with(&[1; 16]));
            let _ = message.address(attribute::XOR_PEER_ADDRESS);
            let _ = message.attributes().count();
        }
    }
}

#[tokio::test]
async fn s23_garbage_of_all_lengths_over_udp_leaves_the_relay_standing() {
    let world = World::new().await;
    let mut client = Client::udp(world.relay).await;
    let seeds = seeds(&mut client).await;
    let mut garbage = Garbage(2);
    for length in 0..1_500 {
        client.send(&garbage.bytes(length)).await;
        let mut packet = seeds[length % seeds.len()].clone();
        spoil(&mut packet, &mut garbage);
        client.send(&packet).await;
        // Channel data with every claim about its length.
        let claim = u16::try_from(garbage.below(65_536)).unwrap().to_be_bytes();
        client.send(&[&[0x40, 0x00], &claim[..], &garbage.bytes(length % 64)].concat()).await;
        if length % 50 == 0 {
            still_answers(&world).await;
        }
    }
    still_answers(&world).await;
}

#[tokio::test]
async fn s23_garbage_over_tcp_closes_only_its_own_connection() {
    let world = World::new().await;
    let mut garbage = Garbage(3);
    let seeds = seeds(&mut Client::tcp(world.relay).await).await;
    for round in 0..300 {
        let mut client = Client::tcp(world.relay).await;
        let mut packet = seeds[round % seeds.len()].clone();
        spoil(&mut packet, &mut garbage);
        if round % 3 == 0 {
            packet = garbage.bytes(round * 7);
        }
        let crate::client::Socket::Tcp(stream) = &mut client.socket else { unreachable!() };
        // The relay may already have closed: that is an answer too.
        let _ = tokio::io::AsyncWriteExt::write_all(stream, &packet).await;
    }
    still_answers(&world).await;
    world.until(|stats| stats.tcp_connections == 0).await;
}

#[tokio::test]
async fn a_message_in_many_small_pieces_is_read_over_tcp() {
    let world = World::new().await;
    let mut client = Client::tcp(world.relay).await;
    let request = request(method::BINDING).fingerprinted().finish();
    for byte in &request {
        client.send(&[*byte]).await;
    }
    let answer = client.answer().await;
    assert!(Message::parse(&answer).unwrap().address(attribute::XOR_MAPPED_ADDRESS).is_some());
    client.send(&[&request[..], &request[..], &request[..10]].concat()).await;
    client.answer().await;
    client.answer().await;
    client.send(&request[10..]).await;
    client.answer().await;
}

async fn still_answers(world: &World) {
    let mut client = Client::udp(world.relay).await;
    client.try_allocate(&credentials("eva")).await.unwrap();
    assert_eq!(client.refresh(0).await, Ok(0));
}
