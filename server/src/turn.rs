//! How media may travel: the embedded relay, or an external one, and credentials for one person at a time.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use domain::{
    AppointmentId, Moment,
    calls::{IceServer, RELAY_GRACE_SECONDS, Seat},
    scheduling::{ENTRY_CLOSES_MINUTES, ENTRY_OPENS_MINUTES, VISIT_MINUTES_MAX},
};
use relay::{Barred, Meter, Relay, Secret, Stats, credentials};
use tokio::sync::watch;

use crate::settings::{RelayKind, Settings};

/// The realm of the credentials.
const REALM: &str = "amparo";
/// Longer than any credentials last: the room opens, the longest visit, the room closes, and the grace after that.
const BARRED_MINUTES: i64 =
    ENTRY_OPENS_MINUTES + VISIT_MINUTES_MAX + ENTRY_CLOSES_MINUTES + RELAY_GRACE_SECONDS / 60 + 1;
/// Credentials of a health check live this long.
const PROBE_SECONDS: i64 = 60;

/// The STUN and TURN servers given to browsers.
#[derive(Clone)]
pub struct IceServers(Arc<Servers>);

struct Servers {
    urls: Vec<String>,
    secret: Option<Secret>,
    embedded: Option<Embedded>,
}

struct Embedded {
    address: SocketAddr,
    meter: Meter,
    barred: Barred,
}

impl IceServers {
    /// No servers: only direct calls on one network.
    #[must_use]
    pub fn none() -> Self {
        Self(Arc::new(Servers { urls: Vec::new(), secret: None, embedded: None }))
    }

    /// Starts what the settings ask for.
    ///
    /// # Errors
    /// When the relay's address is taken or its settings cannot work.
    pub async fn start(settings: &Settings, secret: Secret, stop: watch::Receiver<bool>) -> anyhow::Result<Self> {
        match settings.relay {
            RelayKind::Off => Ok(Self::none()),
            RelayKind::External => {
                let urls = settings.relay_urls.split(',').map(|url| url.trim().to_owned()).collect();
                let secret = settings.relay_secret.as_ref().map(|secret| Secret::new(secret.0.as_bytes()));
                Ok(Self(Arc::new(Servers { urls, secret, embedded: None })))
            }
            RelayKind::Embedded => {
                let relay = bind(settings, secret.clone()).await?;
                let embedded = Embedded { address: relay.local_addr(), meter: relay.meter(), barred: relay.barred() };
                let host = SocketAddr::new(settings.relay_ip(), embedded.address.port());
                let urls = vec![
                    format!("stun:{host}"),
                    format!("turn:{host}?transport=udp"),
                    format!("turn:{host}?transport=tcp"),
                ];
                tokio::spawn(run(relay, stop));
                Ok(Self(Arc::new(Servers { urls, secret: Some(secret), embedded: Some(embedded) })))
            }
        }
    }

    /// The servers with credentials for one seat of a visit, until shortly after the room closes.
    #[must_use]
    pub fn for_seat(&self, visit: AppointmentId, seat: Seat, closes_at: Moment) -> Vec<IceServer> {
        let Some(secret) = &self.0.secret else { return Vec::new() };
        let expires_at = closes_at.plus_seconds(RELAY_GRACE_SECONDS);
        let issued = credentials::issue(secret, &participant(visit, seat), expires_at.seconds());
        let server = |url: &String| {
            let is_turn = url.starts_with("turn");
            IceServer {
                urls: vec![url.clone()],
                username: is_turn.then(|| issued.username.clone()),
                credential: is_turn.then(|| issued.password.clone()),
            }
        };
        self.0.urls.iter().map(server).collect()
    }

    /// The visit is over, perhaps long before its room would have closed: the embedded relay hears neither side any more
    /// (S23). An external relay keeps to the expiry that the credentials name.
    pub fn bar(&self, visit: AppointmentId, now: Moment) {
        let Some(embedded) = &self.0.embedded else { return };
        for seat in [Seat::Patient, Seat::Professional] {
            let until = now.plus_minutes(BARRED_MINUTES).seconds();
            embedded.barred.bar(&participant(visit, seat), now.seconds(), until);
        }
    }

    /// A real allocation on the embedded relay; none when there is no embedded relay.
    pub async fn probe(&self, now: Moment) -> Option<relay::Result<Duration>> {
        let (embedded, secret) = (self.0.embedded.as_ref()?, self.0.secret.as_ref()?);
        let issued = credentials::issue(secret, "health", now.plus_seconds(PROBE_SECONDS).seconds());
        Some(relay::health::probe(reachable(embedded.address), &issued).await)
    }

    /// What the embedded relay has done.
    #[must_use]
    pub fn stats(&self) -> Option<Stats> {
        self.0.embedded.as_ref().map(|embedded| embedded.meter.stats())
    }

    /// Where the embedded relay listens.
    #[must_use]
    pub fn embedded_address(&self) -> Option<SocketAddr> {
        self.0.embedded.as_ref().map(|embedded| embedded.address)
    }
}

/// Who relays, as the credentials name them: no name of a person.
fn participant(visit: AppointmentId, seat: Seat) -> String {
    format!("{visit}-{}", seat.as_str())
}

/// An unspecified address listens everywhere; on this machine it is reached over loopback.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address {
        SocketAddr::V4(at) if at.ip().is_unspecified() => SocketAddr::from(([127, 0, 0, 1], at.port())),
        SocketAddr::V6(at) if at.ip().is_unspecified() => SocketAddr::from(([0u16, 0, 0, 0, 0, 0, 0, 1], at.port())),
        other => other,
    }
}

/// Opens the relay that the settings describe.
///
/// # Errors
/// When its address is taken or its settings cannot work.
pub async fn bind(settings: &Settings, secret: Secret) -> anyhow::Result<Relay> {
    let mut own = relay::Settings::new(settings.relay_listen, settings.relay_ip(), REALM, secret);
    own.min_port = settings.relay_min_port;
    own.max_port = settings.relay_max_port;
    own.allow_loopback_peers = settings.relay_allow_loopback;
    own.guarded = [Some(settings.listen), settings.metrics_listen.parse().ok()].into_iter().flatten().collect();
    Relay::bind(own).await.with_context(|| format!("relay_listen {}", settings.relay_listen))
}

async fn run(relay: Relay, mut stop: watch::Receiver<bool>) {
    let stopped = async move {
        crate::run::stopped(&mut stop).await;
    };
    if let Err(error) = relay.run(stopped).await {
        tracing::error!(%error, "the relay stopped");
    }
}
