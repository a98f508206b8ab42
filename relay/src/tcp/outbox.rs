//! What waits to be sent to a TCP client: a little, and what does not fit is dropped as on any full line.

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::net::TcpStream;
use tokio::sync::Notify;

/// Half a second of video. More would only be late.
const BACKLOG_BYTES_MAX: usize = 128 << 10;

/// The sending side of a connection, shared by all that have something for the client.
pub(crate) struct Outbox {
    pub(crate) stream: TcpStream,
    pub(crate) client: SocketAddr,
    backlog: Mutex<VecDeque<u8>>,
    filled: Notify,
}

impl Outbox {
    pub(crate) fn new(stream: TcpStream, client: SocketAddr) -> Self {
        Self { stream, client, backlog: Mutex::new(VecDeque::new()), filled: Notify::new() }
    }

    /// Sends a whole frame now or a little later, or none of it.
    pub(crate) fn send(&self, frame: &[u8]) -> bool {
        let mut backlog = self.backlog();
        let mut sent = 0;
        if backlog.is_empty() {
            match self.stream.try_write(frame) {
                Ok(length) if length == frame.len() => return true,
                Ok(length) => sent = length,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(_) => return false,
            }
        }
        // Once a frame is begun it must be finished, or the stream loses its frames.
        if sent == 0 && backlog.len() + frame.len() > BACKLOG_BYTES_MAX {
            return false;
        }
        backlog.extend(&frame[sent..]);
        drop(backlog);
        self.filled.notify_one();
        true
    }

    /// Writes as much of the backlog as the connection takes.
    pub(crate) fn flush(&self) -> io::Result<()> {
        let mut backlog = self.backlog();
        while !backlog.is_empty() {
            match self.stream.try_write(backlog.as_slices().0) {
                Ok(length) => drop(backlog.drain(..length)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        // A rare burst should not be remembered in memory.
        backlog.shrink_to(0);
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.backlog().is_empty()
    }

    /// Waits until something was put into an empty backlog.
    pub(crate) async fn filled(&self) {
        self.filled.notified().await;
    }

    fn backlog(&self) -> MutexGuard<'_, VecDeque<u8>> {
        self.backlog.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
