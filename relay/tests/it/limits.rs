//! Everything has a limit: allocations per user and in all, connections, silence (P23).

use relay::stun::method;
use tokio::io::AsyncReadExt as _;

use crate::client::{Client, Received, request};
use crate::world::{World, credentials, settings};

#[tokio::test]
async fn p23_one_allocation_over_a_users_quota_gets_486() {
    let mut settings = settings();
    settings.allocations_per_user_max = 2;
    let world = World::with(settings).await;
    let mut first = Client::udp(world.relay).await;
    first.allocate("ana").await;
    let mut second = Client::tcp(world.relay).await;
    second.allocate("ana").await;
    assert_eq!(Client::udp(world.relay).await.try_allocate(&credentials("ana")).await, Err(486));
    assert!(Client::udp(world.relay).await.try_allocate(&credentials("rui")).await.is_ok());
    first.refresh(0).await.unwrap();
    let mut again = Client::udp(world.relay).await;
    again.allocate("ana").await;
    assert_eq!(world.meter.stats().allocations_over_quota, 1);
}

#[tokio::test]
async fn p23_one_allocation_over_the_whole_quota_gets_486() {
    let mut settings = settings();
    settings.allocations_max = 2;
    let world = World::with(settings).await;
    let mut held = Vec::new();
    for participant in ["ana", "rui"] {
        let mut client = Client::udp(world.relay).await;
        client.allocate(participant).await;
        held.push(client);
    }
    assert_eq!(Client::udp(world.relay).await.try_allocate(&credentials("eva")).await, Err(486));
    assert_eq!(world.meter.stats().allocations, 2);
}

#[tokio::test]
async fn p23_many_allocations_are_held_at_once() {
    let mut settings = settings();
    settings.min_port = 30_000;
    settings.max_port = 32_767;
    let world = World::with(settings).await;
    let mut held = Vec::new();
    for number in 0..300 {
        let mut client = Client::udp(world.relay).await;
        client.allocate(&format!("participant {number}")).await;
        held.push(client);
    }
    assert_eq!(world.meter.stats().allocations, 300);
    for client in &mut held {
        assert_eq!(client.refresh(0).await, Ok(0));
    }
    assert_eq!(world.meter.stats().allocations, 0);
}

#[tokio::test]
async fn without_a_free_port_there_is_no_capacity() {
    let mut settings = settings();
    (settings.min_port, settings.max_port) = (19_990, 19_990);
    let world = World::with(settings).await;
    let mut first = Client::udp(world.relay).await;
    first.allocate("ana").await;
    assert_eq!(Client::udp(world.relay).await.try_allocate(&credentials("rui")).await, Err(508));
}

#[tokio::test]
async fn connections_are_limited_per_address_and_in_all() {
    for per_address in [true, false] {
        let mut settings = settings();
        if per_address {
            settings.tcp_connections_per_ip_max = 2;
        } else {
            settings.tcp_connections_max = 2;
        }
        let world = World::with(settings).await;
        let mut first = Client::tcp(world.relay).await;
        first.ask(request(method::BINDING)).await.unwrap();
        let mut second = Client::tcp(world.relay).await;
        second.ask(request(method::BINDING)).await.unwrap();
        assert_eq!(Client::tcp(world.relay).await.next().await, None, "the third is closed at once");
        assert_eq!(world.meter.stats().tcp_connections_refused, 1);
        drop(first);
        world.until(|stats| stats.tcp_connections == 1).await;
        Client::tcp(world.relay).await.ask(request(method::BINDING)).await.unwrap();
    }
}

#[tokio::test]
async fn a_silent_connection_is_closed() {
    let world = World::new().await;
    let mut silent = Client::tcp(world.relay).await;
    silent.ask(request(method::BINDING)).await.unwrap();
    // With nothing to do but wait, a paused clock runs on to whatever is waited for.
    tokio::time::pause();
    let crate::client::Socket::Tcp(stream) = &mut silent.socket else { unreachable!() };
    assert_eq!(stream.read(&mut [0; 9]).await.unwrap(), 0);
}

#[tokio::test]
async fn a_client_that_does_not_read_costs_little_and_the_relay_goes_on() {
    let world = World::new().await;
    let mut lazy = Client::tcp(world.relay).await;
    let at_lazy = lazy.allocate("ana").await;
    let mut busy = Client::udp(world.relay).await;
    let at_busy = busy.allocate("rui").await;
    lazy.permit(at_busy).await.unwrap();
    busy.bind(0x4000, at_lazy).await.unwrap();
    let mut sent = 0;
    // Whatever the kernel buffers for the lazy one, and our backlog, fill up; the rest is dropped.
    while world.meter.stats().packets_dropped == 0 {
        assert!(sent < 100_000, "{:?}", world.meter.stats());
        busy.say(0x4000, &[7; 1_400]).await;
        sent += 1;
        if sent % 64 == 0 {
            // An answer in between keeps the kernel from losing what it never gave us.
            busy.refresh(600).await.unwrap();
        }
    }
    assert_eq!(busy.refresh(600).await, Ok(600));
    for _ in 0..100 {
        assert_eq!(lazy.next().await, Some(Received::Indication(at_busy, vec![7; 1_400])));
    }
}
