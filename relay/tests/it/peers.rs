//! The filter at work: no method reaches a special-purpose peer, or our own doors (S22).

use std::net::{Ipv4Addr, SocketAddr};

use relay::stun::{attribute, method};
use tokio::net::UdpSocket;

use crate::client::{Client, request};
use crate::world::{World, settings};

const REFUSED: [&str; 18] = [
    "0.0.0.0:9",
    "10.0.0.1:9",
    "100.64.0.1:9",
    "127.0.0.1:9",
    "169.254.169.254:80",
    "172.16.0.1:9",
    "192.0.2.1:9",
    "192.168.1.1:9",
    "198.18.0.1:9",
    "198.51.100.1:9",
    "203.0.113.1:9",
    "224.0.0.1:9",
    "240.0.0.1:9",
    "255.255.255.255:9",
    "[::1]:9",
    "[::ffff:10.0.0.1]:9",
    "[64:ff9b::a00:1]:9",
    "[2002:a00:1::]:9",
];

async fn strict() -> World {
    let mut settings = settings();
    settings.allow_loopback_peers = false;
    settings.public_ip = [192, 168, 77, 7].into();
    World::with(settings).await
}

#[tokio::test]
async fn s22_create_permission_refuses_each_special_peer() {
    let world = strict().await;
    let mut client = Client::udp(world.relay).await;
    client.allocate("ana").await;
    for peer in REFUSED {
        assert_eq!(client.permit(peer.parse().unwrap()).await, Err(403), "{peer}");
    }
    assert_eq!(world.meter.stats().peers_refused, REFUSED.len() as u64);
    let mixed = request(method::CREATE_PERMISSION)
        .address(attribute::XOR_PEER_ADDRESS, "8.8.8.8:9".parse().unwrap())
        .address(attribute::XOR_PEER_ADDRESS, "10.0.0.1:9".parse().unwrap());
    assert_eq!(client.ask(mixed).await, Err(403), "one good peer does not carry a bad one");
    assert_eq!(client.permit("8.8.8.8:9".parse().unwrap()).await, Ok(()));
}

#[tokio::test]
async fn s22_channel_bind_refuses_each_special_peer() {
    let world = strict().await;
    let mut client = Client::tcp(world.relay).await;
    client.allocate("ana").await;
    for peer in REFUSED {
        assert_eq!(client.bind(0x4000, peer.parse().unwrap()).await, Err(403), "{peer}");
    }
    assert_eq!(client.bind(0x4000, "8.8.8.8:9".parse().unwrap()).await, Ok(()));
}

#[tokio::test]
async fn s22_connect_refuses_each_special_peer() {
    let world = strict().await;
    let mut client = Client::tcp(world.relay).await;
    client.allocate("ana").await;
    for peer in REFUSED {
        let connect = request(method::CONNECT).address(attribute::XOR_PEER_ADDRESS, peer.parse().unwrap());
        assert_eq!(client.ask(connect).await, Err(403), "{peer}");
    }
    let public = request(method::CONNECT).address(attribute::XOR_PEER_ADDRESS, "8.8.8.8:9".parse().unwrap());
    assert_eq!(client.ask(public).await, Err(400), "we make no TCP allocations");
}

#[tokio::test]
async fn s22_send_indications_and_channel_data_reach_no_special_peer() {
    let world = strict().await;
    let victim = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = victim.local_addr().unwrap();
    let mut client = Client::udp(world.relay).await;
    client.allocate("ana").await;
    assert_eq!(client.permit(address).await, Err(403));
    assert_eq!(client.bind(0x4000, address).await, Err(403));
    client.indicate(address, b"in").await;
    client.say(0x4000, b"in").await;
    for peer in REFUSED {
        client.indicate(peer.parse().unwrap(), b"in").await;
    }
    world.until(|stats| stats.packets_dropped == 2 + REFUSED.len() as u64).await;
    assert_eq!(world.meter.stats().packets_to_peers, 0);
    assert!(victim.try_recv(&mut [0; 9]).is_err());
}

#[tokio::test]
async fn s22_our_own_doors_are_shut_even_where_their_address_is_permitted() {
    let mut settings = settings();
    let health = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let health_door = health.local_addr().unwrap();
    settings.guarded.push(health_door);
    let world = World::with(settings).await;
    let mut client = Client::udp(world.relay).await;
    client.allocate("ana").await;
    for door in [world.relay, health_door] {
        assert_eq!(client.permit(door).await, Err(403));
        assert_eq!(client.bind(0x4000, door).await, Err(403));
    }
    // The address without a port is a peer's too; each datagram is then judged with its port.
    client.permit(SocketAddr::new(Ipv4Addr::LOCALHOST.into(), 0)).await.unwrap();
    client.indicate(health_door, b"in").await;
    client.indicate(world.relay, b"in").await;
    world.until(|stats| stats.packets_dropped == 2).await;
    assert_eq!(world.meter.stats().packets_to_peers, 0);
    assert!(health.try_recv(&mut [0; 9]).is_err());
}

#[tokio::test]
async fn s22_a_port_of_our_range_that_is_not_relayed_is_not_reached() {
    let mut settings = settings();
    settings.allow_loopback_peers = false;
    (settings.min_port, settings.max_port) = (19_000, 19_099);
    let world = World::with(settings).await;
    let bystander = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let ours = std::net::UdpSocket::bind("127.0.0.1:19099").unwrap();
    ours.set_nonblocking(true).unwrap();
    let mut client = Client::udp(world.relay).await;
    client.allocate("ana").await;
    assert_eq!(client.permit(bystander.local_addr().unwrap()).await, Err(403));
    client.permit(ours.local_addr().unwrap()).await.unwrap();
    client.indicate(ours.local_addr().unwrap(), b"in").await;
    world.until(|stats| stats.packets_dropped == 1).await;
    assert!(ours.recv(&mut [0; 9]).is_err());
}
