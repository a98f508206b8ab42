//! Our own accept loop: `axum::serve` never times out a half-sent request head (trap T1).

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{Router, extract::ConnectInfo};
use hyper::{Request, body::Incoming};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
};
use tower::ServiceExt;

/// A request head arrives within this time, and so does the next one on an idle connection.
const HEADER_SECONDS: u64 = 10;
/// Bytes of a request head.
const HEADER_BYTES_MAX: usize = 32 * 1024;
/// Requests at a time on one HTTP/2 connection.
const STREAMS_MAX: u32 = 100;
/// A silent HTTP/2 connection is asked for a sign of life this often.
const PING_SECONDS: u64 = 20;
/// Running requests have this long to finish when the server stops.
pub const DRAIN_SECONDS: u64 = 9;

/// How many connections are held.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// In all.
    pub connections_max: usize,
    /// From one address.
    pub per_ip_max: usize,
}

/// Serves until `stop` turns true; then running requests finish.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(limits.connections_max));
    let addresses = Addresses::default();
    let draining = GracefulShutdown::new();
    let builder = builder();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = crate::run::stopped(&mut stop) => break,
        };
        let (stream, from) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "accepting a connection failed");
                // Out of file descriptors: the loop must not spin while others close theirs.
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            metrics::counter!("amparo_connections_refused_total", "why" => "full").increment(1);
            continue;
        };
        let Some(guest) = addresses.admit(from.ip(), limits.per_ip_max) else {
            metrics::counter!("amparo_connections_refused_total", "why" => "address").increment(1);
            continue;
        };
        connect(stream, from, router.clone(), &builder, &draining, (place, guest));
    }
    drop(listener);
    let drained = tokio::time::timeout(Duration::from_secs(DRAIN_SECONDS), draining.shutdown()).await;
    if drained.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
}

fn builder() -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(HEADER_SECONDS))
        .max_buf_size(HEADER_BYTES_MAX)
        .keep_alive(true);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(STREAMS_MAX)
        .max_header_list_size(u32::try_from(HEADER_BYTES_MAX).unwrap_or(u32::MAX))
        .keep_alive_interval(Duration::from_secs(PING_SECONDS))
        .keep_alive_timeout(Duration::from_secs(PING_SECONDS));
    builder
}

fn connect(
    stream: TcpStream,
    from: SocketAddr,
    router: Router,
    builder: &auto::Builder<TokioExecutor>,
    draining: &GracefulShutdown,
    held: (OwnedSemaphorePermit, Guest),
) {
    let _ = stream.set_nodelay(true);
    let has_spoken = Arc::new(AtomicBool::new(false));
    let speaks = Arc::clone(&has_spoken);
    let service = hyper::service::service_fn(move |mut request: Request<Incoming>| {
        speaks.store(true, Ordering::Relaxed);
        request.extensions_mut().insert(ConnectInfo(from));
        router.clone().oneshot(request.map(axum::body::Body::new))
    });
    let connection = builder.serve_connection_with_upgrades(TokioIo::new(stream), service).into_owned();
    let mut watched = Box::pin(draining.watch(connection));
    tokio::spawn(async move {
        // hyper's own timer starts with the first letter of HTTP/1: it never does for somebody who says nothing, or who
        // begins an HTTP/2 that brings no request.
        let first = tokio::time::timeout(Duration::from_secs(HEADER_SECONDS), &mut watched).await;
        let ended = match first {
            Err(_) if has_spoken.load(Ordering::Relaxed) => watched.await,
            Err(_) => Ok(()),
            Ok(ended) => ended,
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a connection ended early");
        }
        drop(held);
    });
}

/// How many connections each address holds.
#[derive(Clone, Default)]
struct Addresses(Arc<Mutex<HashMap<IpAddr, usize>>>);

impl Addresses {
    fn admit(&self, ip: IpAddr, limit: usize) -> Option<Guest> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(ip).or_default();
        if *count >= limit {
            return None;
        }
        *count += 1;
        Some(Guest { addresses: self.clone(), ip })
    }
}

/// One connection of an address; dropping it gives the place back.
struct Guest {
    addresses: Addresses,
    ip: IpAddr,
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut held = self.addresses.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.ip) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.ip);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gets_its_places_back() {
        let addresses = Addresses::default();
        let ip = IpAddr::from([127, 0, 0, 1]);
        let first = addresses.admit(ip, 2);
        let second = addresses.admit(ip, 2);
        assert!(first.is_some() && second.is_some());
        assert!(addresses.admit(ip, 2).is_none());
        assert!(addresses.admit(IpAddr::from([127, 0, 0, 2]), 2).is_some());
        drop(first);
        assert!(addresses.admit(ip, 2).is_some());
    }
}
