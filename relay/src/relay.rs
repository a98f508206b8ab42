//! Starting the relay, and stopping it.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;

use crate::barred::Barred;
use crate::exchange::Exchange;
use crate::meter::{Meter, Stats};
use crate::quota::Quota;
use crate::settings::Settings;
use crate::{Result, sockets, tcp, udp};

/// A relay with its sockets open; [`Relay::run`] makes it answer.
pub struct Relay {
    exchange: Arc<Exchange>,
    udp: UdpSocket,
    tcp: TcpListener,
    tcp_quota: Arc<Quota<IpAddr>>,
    listen: SocketAddr,
}

impl Relay {
    /// Opens the sockets: UDP and TCP on one port.
    ///
    /// # Errors
    /// When a setting cannot work, or the port is taken.
    #[expect(clippy::unused_async, reason = "sockets can only be opened within the runtime: this makes it sure")]
    pub async fn bind(settings: Settings) -> Result<Self> {
        settings.check()?;
        let (udp, tcp) = sockets::open_pair(settings.listen)?;
        let listen = udp.local_addr()?;
        let tcp_quota = Quota::new(settings.tcp_connections_max, settings.tcp_connections_per_ip_max);
        let exchange = Exchange::new(settings, listen)?;
        Ok(Self { exchange, udp, tcp, tcp_quota, listen })
    }

    /// Where clients reach the relay; the port is a real one.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.listen
    }

    /// What the relay has done so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.exchange.meter.stats()
    }

    /// A handle for reading the same while the relay runs.
    #[must_use]
    pub fn meter(&self) -> Meter {
        self.exchange.meter.clone()
    }

    /// A handle for barring participants while the relay runs.
    #[must_use]
    pub fn barred(&self) -> Barred {
        self.exchange.gate.barred.clone()
    }

    /// Answers until `shutdown` is done. Then, or when this is dropped, all sockets close.
    ///
    /// # Errors
    /// When a listening socket fails.
    pub async fn run(self, shutdown: impl Future<Output = ()>) -> Result<()> {
        let Self { exchange, udp, tcp, tcp_quota, listen } = self;
        tracing::info!(%listen, "the relay listens");
        let ending = Ending(Arc::clone(&exchange));
        let mut tasks = JoinSet::new();
        tasks.spawn(udp::listen(Arc::clone(&exchange), udp));
        tasks.spawn(tcp::listen(Arc::clone(&exchange), tcp, tcp_quota));
        tasks.spawn(async move {
            exchange.sweep().await;
            Ok(())
        });
        let ended = tokio::select! {
            () = shutdown => Ok(()),
            Some(ended) = tasks.join_next() => ended.unwrap_or_else(|panic| Err(std::io::Error::other(panic))),
        };
        tasks.shutdown().await;
        drop(ending);
        tracing::info!(%listen, "the relay has stopped");
        Ok(ended?)
    }
}

/// Closes the relayed sockets, whichever way the relay ends.
struct Ending(Arc<Exchange>);

impl Drop for Ending {
    fn drop(&mut self) {
        self.0.end_all();
    }
}
