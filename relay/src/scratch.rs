//! One buffer per thread for packets on their way through: an idle allocation holds no memory of its own.

use std::cell::RefCell;

use crate::stun::DATA_HEADER_BYTES_MAX;

/// Where a packet begins, so that any header we may have to put before its data finds room.
pub(crate) const HEADROOM: usize = DATA_HEADER_BYTES_MAX;
/// The largest datagram there is.
pub(crate) const DATAGRAM_BYTES_MAX: usize = 65_535;
/// How many packets one socket may bring before the others get their turn.
pub(crate) const BURST_PACKETS_MAX: usize = 64;

/// Headroom, the rest of an earlier read from a stream, a new read, and padding.
const BUFFER_BYTES: usize = HEADROOM + 2 * (DATAGRAM_BYTES_MAX + 1 + HEADROOM);

thread_local! {
    static BUFFER: RefCell<Box<[u8]>> = RefCell::new(vec![0; BUFFER_BYTES].into_boxed_slice());
}

/// Lends the buffer for a stretch of work that does not wait.
pub(crate) fn with<T>(work: impl FnOnce(&mut [u8]) -> T) -> T {
    BUFFER.with_borrow_mut(|buffer| work(buffer))
}
