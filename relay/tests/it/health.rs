//! The health check: a real allocation, and nothing left behind.

use relay::{Error, health};
use tokio::net::UdpSocket;

use crate::world::{World, credentials, credentials_for, settings};

#[tokio::test]
async fn a_probe_makes_a_real_allocation_and_releases_it() {
    let world = World::new().await;
    let took = health::probe(world.relay, &credentials("health")).await.unwrap();
    assert!(took < crate::world::PATIENCE);
    let stats = world.meter.stats();
    assert_eq!((stats.allocations, stats.allocations_granted), (0, 1));
}

#[tokio::test]
async fn a_probe_reaches_a_relay_that_listens_on_every_address() {
    for everywhere in ["0.0.0.0:0", "[::]:0"] {
        let mut settings = settings();
        settings.listen = everywhere.parse().unwrap();
        let world = World::with(settings).await;
        assert!(health::probe(world.relay, &credentials("health")).await.is_ok(), "{everywhere}");
    }
}

#[tokio::test]
async fn a_probe_says_why_it_failed() {
    let mut settings = settings();
    settings.allocations_max = 0;
    let world = World::with(settings).await;
    let full = health::probe(world.relay, &credentials("health")).await;
    assert!(matches!(full, Err(Error::Refused(486))), "{full:?}");
    let expired = health::probe(world.relay, &credentials_for("health", -1)).await;
    assert!(matches!(expired, Err(Error::Refused(401))), "{expired:?}");
}

#[tokio::test(start_paused = true)]
async fn a_probe_of_a_silent_relay_gives_up() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let answer = health::probe(silent.local_addr().unwrap(), &credentials("health")).await;
    assert!(matches!(answer, Err(Error::Silent)), "{answer:?}");
}
