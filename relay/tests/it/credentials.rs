//! Who may relay: right, wrong, expired, missing and other people's credentials (S23).

use relay::Secret;
use relay::credentials::{Credentials, issue};
use relay::stun::{Message, attribute, long_term_key, method};

use crate::client::{Client, UDP, request};
use crate::world::{World, credentials, credentials_for};

#[tokio::test]
async fn s23_the_right_credentials_relay_over_udp_and_tcp() {
    let world = World::new().await;
    assert!(Client::udp(world.relay).await.try_allocate(&credentials("ana")).await.is_ok());
    assert!(Client::tcp(world.relay).await.try_allocate(&credentials("ana")).await.is_ok());
    assert_eq!(world.meter.stats().auth_failures, 0);
}

#[tokio::test]
async fn s23_wrong_expired_or_forged_credentials_relay_nothing() {
    let world = World::new().await;
    let good = credentials("ana");
    let wrong = [
        Credentials { password: "wrong".into(), ..good.clone() },
        Credentials { username: good.username.replace(":ana", ":rui"), ..good.clone() },
        Credentials { username: "ana".into(), ..good.clone() },
        Credentials { username: String::new(), ..good.clone() },
        issue(&Secret::new("another secret"), "ana", 4_000_000_000),
        credentials_for("ana", 0),
        credentials_for("ana", -3600),
    ];
    for (count, credentials) in (1..).zip(wrong) {
        assert_eq!(Client::udp(world.relay).await.try_allocate(&credentials).await, Err(401), "{credentials:?}");
        assert_eq!(world.meter.stats().auth_failures, count);
    }
    assert_eq!(world.meter.stats().allocations_granted, 0);
}

#[tokio::test]
async fn s23_whose_call_is_over_is_not_heard_any_more() {
    let world = World::new().await;
    let mut ana = Client::udp(world.relay).await;
    ana.allocate("ana").await;
    world.barred.bar("ana", 0, 4_000_000_000);
    // What is open cannot be kept open, and nothing new is opened.
    assert_eq!(ana.refresh(600).await, Err(401));
    assert_eq!(Client::udp(world.relay).await.try_allocate(&credentials("ana")).await, Err(401));
    assert!(Client::udp(world.relay).await.try_allocate(&credentials("rui")).await.is_ok());
}

#[tokio::test]
async fn s23_without_credentials_every_request_is_turned_away() {
    let world = World::new().await;
    let mut client = Client::udp(world.relay).await;
    for method in [method::ALLOCATE, method::REFRESH, method::CREATE_PERMISSION, method::CHANNEL_BIND, method::CONNECT]
    {
        assert_eq!(client.ask(request(method)).await, Err(401));
    }
}

#[tokio::test]
async fn s23_an_unsigned_or_badly_signed_request_does_not_touch_an_allocation() {
    let world = World::new().await;
    let mut client = Client::udp(world.relay).await;
    client.allocate("ana").await;
    let proof = client.proof.take().unwrap();
    assert_eq!(client.refresh(0).await, Err(401));
    let mut forged = proof.clone();
    forged.key = long_term_key(&proof.username, &proof.realm, "guess");
    client.proof = Some(forged);
    assert_eq!(client.refresh(0).await, Err(401));
    assert_eq!(world.meter.stats().allocations, 1);
    client.proof = Some(proof);
    assert_eq!(client.refresh(0).await, Ok(0));
}

#[tokio::test]
async fn s23_another_users_credentials_do_not_work_on_an_allocation() {
    let world = World::new().await;
    let mut client = Client::udp(world.relay).await;
    let relayed = client.allocate("ana").await;
    client.challenge(&credentials("rui")).await;
    assert_eq!(client.refresh(0).await, Err(441));
    assert_eq!(client.permit(relayed).await, Err(441));
    assert_eq!(client.bind(0x4000, relayed).await, Err(441));
    assert_eq!(world.meter.stats().allocations, 1);
}

#[tokio::test]
async fn s23_a_nonce_that_is_made_up_or_anothers_is_stale_and_a_new_one_is_given() {
    let world = World::new().await;
    let mut other = Client::udp(world.relay).await;
    other.challenge(&credentials("ana")).await;
    let anothers = other.proof.unwrap().nonce;
    let mut client = Client::udp(world.relay).await;
    client.challenge(&credentials("ana")).await;
    for nonce in [anothers, "made up".into()] {
        let proof = client.proof.as_mut().unwrap();
        proof.nonce = nonce;
        let wish = proof.sign(request(method::ALLOCATE).number(attribute::REQUESTED_TRANSPORT, UDP));
        client.send(&wish).await;
        let answer = client.answer().await;
        let message = Message::parse(&answer).unwrap();
        assert_eq!(message.error_code(), Some(438));
        client.proof.as_mut().unwrap().nonce = message.text(attribute::NONCE).unwrap().to_owned();
    }
    assert!(client.ask(request(method::ALLOCATE).number(attribute::REQUESTED_TRANSPORT, UDP)).await.is_ok());
}

#[tokio::test]
async fn s23_no_allocation_outlives_its_credentials() {
    let world = World::new().await;
    let mut client = Client::udp(world.relay).await;
    client.try_allocate(&credentials_for("ana", 2)).await.unwrap();
    assert!(client.refresh(3600).await.unwrap() <= 2);
    world.until(|stats| stats.allocations == 0).await;
    assert_eq!(client.refresh(3600).await, Err(401));
}

#[tokio::test]
async fn s23_a_stranger_is_answered_with_little() {
    let world = World::new().await;
    let mut client = Client::udp(world.relay).await;
    let bare = request(method::ALLOCATE).finish();
    client.send(&bare).await;
    let answer = client.answer().await;
    assert!(answer.len() <= 80, "a 401 of {} bytes", answer.len());
    let incomplete = request(method::ALLOCATE).signed(&[0; 16]).finish();
    client.send(&incomplete).await;
    let answer = client.answer().await;
    assert_eq!(Message::parse(&answer).unwrap().error_code(), Some(400));
    assert!(answer.len() <= incomplete.len());
}
