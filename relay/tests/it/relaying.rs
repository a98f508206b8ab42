//! Data goes through: client to peer, peer to client, client to client, over UDP and TCP.

use std::net::{Ipv4Addr, SocketAddr};

use relay::stun::{Message, attribute, method};
use tokio::net::UdpSocket;
use tokio::time::timeout;

use crate::client::{Client, Received, UDP, request};
use crate::world::{PATIENCE, World, credentials, settings};

const CHANNEL: u16 = 0x4001;

async fn peer() -> (UdpSocket, SocketAddr) {
    let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

async fn received(peer: &UdpSocket) -> (Vec<u8>, SocketAddr) {
    let mut buffer = vec![0; 65_535];
    let (length, from) = timeout(PATIENCE, peer.recv_from(&mut buffer)).await.expect("nothing came").unwrap();
    buffer.truncate(length);
    (buffer, from)
}

#[tokio::test]
async fn a_binding_request_is_answered_with_the_clients_own_address() {
    let world = World::new().await;
    for mut client in [Client::udp(world.relay).await, Client::tcp(world.relay).await] {
        let answer = client.ask(request(method::BINDING).fingerprinted()).await.unwrap();
        let message = Message::parse(&answer).unwrap();
        assert_eq!(message.address(attribute::XOR_MAPPED_ADDRESS), Some(client.address()));
    }
}

#[tokio::test]
async fn data_goes_to_a_peer_and_back_over_udp_and_tcp() {
    let world = World::new().await;
    for mut client in [Client::udp(world.relay).await, Client::tcp(world.relay).await] {
        let relayed = client.allocate("ana").await;
        let (peer, address) = peer().await;
        client.permit(address).await.unwrap();

        client.indicate(address, b"to the peer").await;
        assert_eq!(received(&peer).await, (b"to the peer".to_vec(), relayed));
        peer.send_to(b"to the client", relayed).await.unwrap();
        assert_eq!(client.next().await, Some(Received::Indication(address, b"to the client".to_vec())));

        client.bind(CHANNEL, address).await.unwrap();
        client.say(CHANNEL, b"by channel").await;
        assert_eq!(received(&peer).await, (b"by channel".to_vec(), relayed));
        peer.send_to(b"back by channel", relayed).await.unwrap();
        assert_eq!(client.next().await, Some(Received::Channel(CHANNEL, b"back by channel".to_vec())));
    }
}

#[tokio::test]
async fn r14_two_clients_talk_through_one_relay_over_any_mix_of_udp_and_tcp() {
    let world = World::new().await;
    for (over_tcp_1, over_tcp_2) in [(false, false), (false, true), (true, false), (true, true)] {
        let mut ana = if over_tcp_1 { Client::tcp(world.relay).await } else { Client::udp(world.relay).await };
        let mut rui = if over_tcp_2 { Client::tcp(world.relay).await } else { Client::udp(world.relay).await };
        two_clients_talk(&mut ana, &mut rui).await;
    }
}

async fn two_clients_talk(ana: &mut Client, rui: &mut Client) {
    let (at_ana, at_rui) = (ana.allocate("ana").await, rui.allocate("rui").await);
    ana.permit(at_rui).await.unwrap();
    rui.permit(at_ana).await.unwrap();

    ana.indicate(at_rui, b"hello").await;
    assert_eq!(rui.next().await, Some(Received::Indication(at_ana, b"hello".to_vec())));
    rui.bind(CHANNEL, at_ana).await.unwrap();
    ana.indicate(at_rui, b"indication to channel").await;
    assert_eq!(rui.next().await, Some(Received::Channel(CHANNEL, b"indication to channel".to_vec())));
    rui.say(CHANNEL, b"channel to indication").await;
    assert_eq!(ana.next().await, Some(Received::Indication(at_rui, b"channel to indication".to_vec())));
    ana.bind(0x7fff, at_rui).await.unwrap();
    for length in [0, 1, 2, 3, 4, 5, 1_200, 1_472] {
        let data: Vec<u8> = (0..length).map(|n| u8::try_from(n % 251).unwrap()).collect();
        ana.say(0x7fff, &data).await;
        assert_eq!(rui.next().await, Some(Received::Channel(CHANNEL, data.clone())), "{length} bytes");
        rui.say(CHANNEL, &data).await;
        assert_eq!(ana.next().await, Some(Received::Channel(0x7fff, data)), "{length} bytes");
    }
    assert_eq!(ana.refresh(0).await, Ok(0));
    assert_eq!(rui.refresh(0).await, Ok(0));
}

#[tokio::test]
async fn two_clients_talk_through_a_relay_that_allows_no_loopback_peers() {
    let mut settings = settings();
    settings.allow_loopback_peers = false;
    let world = World::with(settings).await;
    two_clients_talk(&mut Client::udp(world.relay).await, &mut Client::tcp(world.relay).await).await;
}

#[tokio::test]
async fn two_clients_talk_through_a_clinics_private_public_address() {
    let mut settings = settings();
    settings.allow_loopback_peers = false;
    settings.public_ip = [192, 168, 77, 7].into();
    let world = World::with(settings).await;
    two_clients_talk(&mut Client::udp(world.relay).await, &mut Client::tcp(world.relay).await).await;
}

#[tokio::test]
async fn nothing_comes_from_a_peer_without_permission() {
    let world = World::new().await;
    let mut client = Client::udp(world.relay).await;
    let relayed = client.allocate("ana").await;
    let (peer, address) = peer().await;

    peer.send_to(b"uninvited", relayed).await.unwrap();
    world.until(|stats| stats.packets_dropped == 1).await;
    client.permit(address).await.unwrap();
    peer.send_to(b"invited", relayed).await.unwrap();
    assert_eq!(client.next().await, Some(Received::Indication(address, b"invited".to_vec())));

    let mut other = Client::udp(world.relay).await;
    let other_relayed = other.allocate("rui").await;
    other.permit(relayed).await.unwrap();
    other.indicate(relayed, b"from another client of ours").await;
    assert_eq!(
        client.next().await,
        Some(Received::Indication(other_relayed, b"from another client of ours".to_vec())),
        "a permission is for an address, and both are on the same one",
    );
}

#[tokio::test]
async fn nothing_goes_to_a_peer_without_permission() {
    let world = World::new().await;
    let mut client = Client::udp(world.relay).await;
    client.allocate("ana").await;
    let (peer, address) = peer().await;

    client.indicate(address, b"too early").await;
    client.say(CHANNEL, b"never bound").await;
    client.permit(address).await.unwrap();
    client.indicate(address, b"permitted").await;
    assert_eq!(received(&peer).await.0, b"permitted");
    assert_eq!(world.meter.stats().packets_dropped, 2);
}

#[tokio::test]
async fn a_released_allocation_relays_nothing_and_its_port_is_free() {
    let world = World::new().await;
    let mut client = Client::udp(world.relay).await;
    let relayed = client.allocate("ana").await;
    assert_eq!(client.refresh(1200).await, Ok(1200));
    assert_eq!(client.refresh(0).await, Ok(0));
    world.until(|stats| stats.allocations == 0).await;
    assert_eq!(client.permit(relayed).await, Err(437));
    let freed = timeout(PATIENCE, async {
        while UdpSocket::bind(relayed).await.is_err() {
            tokio::task::yield_now().await;
        }
    });
    assert!(freed.await.is_ok());
    assert_ne!(client.allocate("ana").await.port(), 0, "the same client may begin again");
}

#[tokio::test]
async fn a_closed_connection_ends_its_allocation() {
    let world = World::new().await;
    let mut client = Client::tcp(world.relay).await;
    client.allocate("ana").await;
    assert_eq!(world.meter.stats().allocations, 1);
    drop(client);
    world.until(|stats| stats.allocations == 0 && stats.tcp_connections == 0).await;
}

#[tokio::test]
async fn a_repeated_allocate_is_answered_the_same_and_another_one_is_a_mismatch() {
    let world = World::new().await;
    let mut client = Client::udp(world.relay).await;
    client.challenge(&credentials("ana")).await;
    let proof = client.proof.clone().unwrap();
    let wish = proof.sign(request(method::ALLOCATE).number(attribute::REQUESTED_TRANSPORT, UDP));
    let mut relayed = Vec::new();
    for _ in 0..2 {
        client.send(&wish).await;
        let answer = client.answer().await;
        relayed.push(Message::parse(&answer).unwrap().address(attribute::XOR_RELAYED_ADDRESS).unwrap());
    }
    assert_eq!(relayed[0], relayed[1]);
    let again = request(method::ALLOCATE).number(attribute::REQUESTED_TRANSPORT, UDP);
    assert_eq!(client.ask(again).await, Err(437));
    assert_eq!(world.meter.stats().allocations_granted, 1);
}

#[tokio::test]
async fn an_even_port_and_its_neighbour_can_be_had() {
    let world = World::new().await;
    let mut even_client = Client::udp(world.relay).await;
    even_client.challenge(&credentials("ana")).await;
    let wish =
        request(method::ALLOCATE).number(attribute::REQUESTED_TRANSPORT, UDP).bytes(attribute::EVEN_PORT, &[0x80]);
    let answer = even_client.ask(wish).await.unwrap();
    let message = Message::parse(&answer).unwrap();
    let even = message.address(attribute::XOR_RELAYED_ADDRESS).unwrap();
    let token = message.attribute(attribute::RESERVATION_TOKEN).unwrap();
    assert_eq!(even.port() % 2, 0);

    let with_token = || {
        request(method::ALLOCATE).number(attribute::REQUESTED_TRANSPORT, UDP).bytes(attribute::RESERVATION_TOKEN, token)
    };
    let mut thief = Client::udp(world.relay).await;
    thief.challenge(&credentials("rui")).await;
    assert_eq!(thief.ask(with_token()).await, Err(508), "the port is kept for who asked for it");
    let mut odd_client = Client::udp(world.relay).await;
    odd_client.challenge(&credentials("ana")).await;
    // The proof must be of the same username, which names the second it was made in.
    let proof = odd_client.proof.as_mut().unwrap();
    proof.username.clone_from(&even_client.proof.as_ref().unwrap().username);
    proof.key = even_client.proof.as_ref().unwrap().key;
    let answer = odd_client.ask(with_token()).await.unwrap();
    let odd = Message::parse(&answer).unwrap().address(attribute::XOR_RELAYED_ADDRESS).unwrap();
    assert_eq!(odd.port(), even.port() + 1);
}

#[tokio::test]
async fn what_we_do_not_relay_is_refused_by_name() {
    let world = World::new().await;
    let mut client = Client::udp(world.relay).await;
    client.challenge(&credentials("ana")).await;
    let tcp = request(method::ALLOCATE).number(attribute::REQUESTED_TRANSPORT, 6 << 24);
    assert_eq!(client.ask(tcp).await, Err(442));
    assert_eq!(client.ask(request(method::ALLOCATE)).await, Err(400));
    let v6 = request(method::ALLOCATE)
        .number(attribute::REQUESTED_TRANSPORT, UDP)
        .number(attribute::REQUESTED_ADDRESS_FAMILY, 2 << 24);
    assert_eq!(client.ask(v6).await, Err(440));
    let unknown = request(method::ALLOCATE).number(attribute::REQUESTED_TRANSPORT, UDP).number(0x001a, 0);
    assert_eq!(client.ask(unknown).await, Err(420));
    client.allocate("ana").await;
    assert_eq!(client.bind(0x3fff, ([8, 8, 8, 8], 1).into()).await, Err(400));
    assert_eq!(client.permit("[2a00::1]:9".parse().unwrap()).await, Err(443));
    assert_eq!(client.ask(request(method::CREATE_PERMISSION)).await, Err(400));
}

#[tokio::test]
async fn stopping_closes_every_socket() {
    let world = World::new().await;
    let (address, meter) = (world.relay, world.meter.clone());
    let mut udp = Client::udp(world.relay).await;
    let relayed = udp.allocate("ana").await;
    let mut tcp = Client::tcp(world.relay).await;
    tcp.allocate("rui").await;
    world.stop().await;
    assert_eq!(meter.stats().allocations, 0);
    assert_eq!(tcp.next().await, None, "the connection is closed");
    let freed = timeout(PATIENCE, async {
        while UdpSocket::bind(relayed).await.is_err() || UdpSocket::bind(address).await.is_err() {
            tokio::task::yield_now().await;
        }
    });
    assert!(freed.await.is_ok());
}
