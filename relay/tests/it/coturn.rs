//! Another implementation's client against ours: coturn's `turnutils_uclient`, where it is installed.

use std::path::Path;

use tokio::process::Command;
use tokio::time::timeout;

use crate::world::{SECRET, World};

const UCLIENT: &str = "/usr/bin/turnutils_uclient";
const UCLIENT_MAX: std::time::Duration = std::time::Duration::from_mins(1);

/// Runs the client with these flags; each message it sent must have come back.
async fn coturns_client_loses_nothing(flags: &[&str]) {
    if !Path::new(UCLIENT).exists() {
        println!("skipped: {UCLIENT} is not installed (Debian package coturn)");
        return;
    }
    let world = World::new().await;
    let port = world.relay.port().to_string();
    let mut command = Command::new(UCLIENT);
    command.args(["-W", SECRET, "-u", "ana", "-p", &port, "-n", "20", "-m", "2", "-l", "170"]);
    let run = command.args(flags).arg("127.0.0.1").kill_on_drop(true).output();
    let output = timeout(UCLIENT_MAX, run).await.expect("the client did not finish").unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    assert!(said.contains("Total lost packets 0 (0.000000%)"), "{said}");
    let sent = said.lines().rev().find_map(|line| line.split("tot_send_msgs=").nth(1));
    let sent = sent.and_then(|rest| rest.split(',').next()).expect("the client counts");
    assert_ne!(sent, "0", "{said}");
    assert!(said.contains(&format!("tot_recv_msgs={sent}")), "{said}");
    assert!(world.meter.stats().packets_to_peers > 0);
}

#[tokio::test]
async fn coturns_own_client_passes_client_to_client_over_udp_with_channels() {
    coturns_client_loses_nothing(&["-y", "-c"]).await;
}

#[tokio::test]
async fn coturns_own_client_passes_client_to_client_over_udp_with_indications() {
    coturns_client_loses_nothing(&["-y", "-c", "-s"]).await;
}

#[tokio::test]
async fn coturns_own_client_passes_over_tcp() {
    coturns_client_loses_nothing(&["-y", "-c", "-t"]).await;
    coturns_client_loses_nothing(&["-y", "-c", "-t", "-s"]).await;
}

#[tokio::test]
async fn coturns_own_client_passes_with_rtcp_pairs_and_reserved_ports() {
    coturns_client_loses_nothing(&["-y"]).await;
    coturns_client_loses_nothing(&["-y", "-t"]).await;
}
