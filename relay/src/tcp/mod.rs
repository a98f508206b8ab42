//! Clients that come over TCP: each connection is a stream of messages and channel data, in frames of four bytes.

mod frames;
mod outbox;

use std::io;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::Interest;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

pub(crate) use outbox::Outbox;

use crate::allocation::Link;
use crate::exchange::Exchange;
use crate::quota::{Permit, Quota};
use crate::scratch::{self, HEADROOM};
use frames::{FRAME_BYTES_MAX, next_frame};

/// A connection may be this long without an allocation, at most twice over.
const IDLE: Duration = Duration::from_secs(20);
/// How much is read at once.
const READ_BYTES_MAX: usize = 32 << 10;
/// When the system has no socket left, wait instead of spinning.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Accepts connections, until the task is stopped; they end with it.
pub(crate) async fn listen(
    exchange: Arc<Exchange>,
    listener: TcpListener,
    quota: Arc<Quota<IpAddr>>,
) -> io::Result<()> {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, client)) => match quota.take(holder(client)) {
                    Some(permit) => drop(connections.spawn(serve(Arc::clone(&exchange), stream, client, permit))),
                    None => exchange.meter.connection_refused(),
                },
                Err(error) => {
                    tracing::warn!(%error, "a relay connection could not be accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

/// One IPv6 household is one holder.
fn holder(client: SocketAddr) -> IpAddr {
    match client.ip().to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64).into(),
        v4 @ IpAddr::V4(_) => v4,
    }
}

async fn serve(exchange: Arc<Exchange>, stream: TcpStream, client: SocketAddr, _permit: Permit<IpAddr>) {
    // Media cannot wait for a fuller segment.
    let _ = stream.set_nodelay(true);
    let outbox = Arc::new(Outbox::new(stream, client));
    let _open = Open::new(&exchange, &outbox);
    let link = Link::Tcp(Arc::clone(&outbox));
    let mut rest = Vec::new();
    let mut patience = Instant::now() + IDLE;
    loop {
        let interest = if outbox.is_empty() { Interest::READABLE } else { Interest::READABLE | Interest::WRITABLE };
        tokio::select! {
            ready = outbox.stream.ready(interest) => {
                let Ok(ready) = ready else { return };
                let written = !ready.is_writable() || outbox.flush().is_ok();
                let read = !ready.is_readable() || read(&exchange, &link, &outbox.stream, &mut rest);
                if !written || !read {
                    return;
                }
            }
            () = outbox.filled() => {}
            () = sleep_until(patience) => {
                if exchange.allocations.of(&link.key()).is_none() {
                    return;
                }
                patience = Instant::now() + IDLE;
            }
        }
        tokio::task::coop::consume_budget().await;
    }
}

/// Reads once and takes the whole frames; false when the connection is over.
fn read(exchange: &Arc<Exchange>, link: &Link, stream: &TcpStream, rest: &mut Vec<u8>) -> bool {
    scratch::with(|buffer| {
        let begun = HEADROOM + rest.len();
        buffer[HEADROOM..begun].copy_from_slice(rest);
        let end = match stream.try_read(&mut buffer[begun..begun + READ_BYTES_MAX]) {
            Ok(0) => return false,
            Ok(length) => begun + length,
            Err(error) => return error.kind() == io::ErrorKind::WouldBlock,
        };
        let mut start = HEADROOM;
        loop {
            let held = exchange.allocations.of(&link.key()).is_some();
            match next_frame(&buffer[start..end], held) {
                Ok(Some(frame)) => {
                    exchange.receive(link, buffer, start..start + frame.length);
                    start += frame.taken;
                }
                Ok(None) => break,
                Err(_) => return false,
            }
        }
        rest.clear();
        rest.extend_from_slice(&buffer[start..end]);
        rest.len() < FRAME_BYTES_MAX
    })
}

/// Whatever way a connection ends, its allocation ends with it.
struct Open {
    exchange: Arc<Exchange>,
    link: Link,
}

impl Open {
    fn new(exchange: &Arc<Exchange>, outbox: &Arc<Outbox>) -> Self {
        exchange.meter.connection_opened();
        Self { exchange: Arc::clone(exchange), link: Link::Tcp(Arc::clone(outbox)) }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.exchange.end(&self.link.key());
        self.exchange.meter.connection_closed();
    }
}
