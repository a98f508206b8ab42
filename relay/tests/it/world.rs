//! A relay to test against.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use relay::credentials::{Credentials, issue};
use relay::{Barred, Meter, Relay, Secret, Settings, Stats};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

pub(crate) const SECRET: &str = "a secret for tests";
pub(crate) const REALM: &str = "clinic";
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A relay that runs until dropped.
pub(crate) struct World {
    pub(crate) relay: SocketAddr,
    pub(crate) meter: Meter,
    pub(crate) barred: Barred,
    stop: Option<oneshot::Sender<()>>,
    running: JoinHandle<relay::Result<()>>,
}

pub(crate) fn settings() -> Settings {
    let mut settings =
        Settings::new((Ipv4Addr::LOCALHOST, 0).into(), Ipv4Addr::LOCALHOST.into(), REALM, Secret::new(SECRET));
    settings.min_port = 20_000;
    settings.max_port = 29_999;
    settings.allow_loopback_peers = true;
    settings
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(settings()).await
    }

    pub(crate) async fn with(settings: Settings) -> Self {
        let relay = Relay::bind(settings).await.unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let (address, meter, barred) = (relay.local_addr(), relay.meter(), relay.barred());
        let running = tokio::spawn(relay.run(async {
            let _ = stopped.await;
        }));
        Self { relay: address, meter, barred, stop: Some(stop), running }
    }

    /// Stops the relay and waits until it has.
    pub(crate) async fn stop(mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        self.running.await.unwrap().unwrap();
    }

    /// Waits until the counters say so.
    pub(crate) async fn until(&self, holds: impl Fn(&Stats) -> bool) {
        let waited = tokio::time::timeout(PATIENCE, async {
            while !holds(&self.meter.stats()) {
                tokio::task::yield_now().await;
            }
        });
        assert!(waited.await.is_ok(), "{:?}", self.meter.stats());
    }
}

pub(crate) fn credentials(participant: &str) -> Credentials {
    credentials_for(participant, 3600)
}

/// Credentials that end so many seconds from now.
#[expect(clippy::disallowed_methods, reason = "the relay under test reads the wall clock too")]
pub(crate) fn credentials_for(participant: &str, seconds: i64) -> Credentials {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    issue(&Secret::new(SECRET), participant, i64::try_from(now).unwrap() + seconds)
}
