//! Where a frame ends in a stream (RFC 8656, section 12.5; RFC 8489, section 6.2.2).

use crate::scratch::DATAGRAM_BYTES_MAX;
use crate::stun::{CHANNEL_HEADER_BYTES, HEADER_BYTES, padded};

/// The largest frame of somebody with an allocation.
pub(crate) const FRAME_BYTES_MAX: usize = padded(DATAGRAM_BYTES_MAX) + HEADER_BYTES;
/// The largest frame of a stranger: a request is never longer.
const REQUEST_BYTES_MAX: usize = 2048;

/// A whole frame at the start of what was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    /// The frame itself.
    pub(crate) length: usize,
    /// The frame with its padding.
    pub(crate) taken: usize,
}

/// The stream makes no sense, or too much of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Broken;

/// The next whole frame, or none yet.
pub(crate) fn next_frame(bytes: &[u8], has_allocation: bool) -> Result<Option<Frame>, Broken> {
    let Some(&[first, _, high, low]) = bytes.first_chunk::<4>() else {
        return Ok(None);
    };
    let length = usize::from(u16::from_be_bytes([high, low]));
    let frame = match first >> 6 {
        0 if length.is_multiple_of(4) => Frame { length: HEADER_BYTES + length, taken: HEADER_BYTES + length },
        1 if has_allocation => {
            let length = CHANNEL_HEADER_BYTES + length;
            Frame { length, taken: padded(length) }
        }
        _ => return Err(Broken),
    };
    let most = if has_allocation { FRAME_BYTES_MAX } else { REQUEST_BYTES_MAX };
    if frame.taken > most {
        return Err(Broken);
    }
    Ok((frame.taken <= bytes.len()).then_some(frame))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_a_frame_when_it_is_whole() {
        let mut bytes = vec![0; 28];
        bytes[3] = 8;
        assert_eq!(next_frame(&bytes[..3], false), Ok(None));
        assert_eq!(next_frame(&bytes[..27], false), Ok(None));
        assert_eq!(next_frame(&bytes, false), Ok(Some(Frame { length: 28, taken: 28 })));
    }

    #[test]
    fn channel_data_is_padded_in_a_stream() {
        let bytes = [0x40, 0, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0];
        assert_eq!(next_frame(&bytes[..11], true), Ok(None));
        assert_eq!(next_frame(&bytes, true), Ok(Some(Frame { length: 9, taken: 12 })));
    }

    #[test]
    fn a_stranger_may_not_make_us_wait_for_much() {
        assert_eq!(next_frame(&[0x40, 0, 0, 5], false), Err(Broken));
        assert_eq!(next_frame(&[0, 1, 0xff, 0xfc], false), Err(Broken));
        assert_eq!(next_frame(&[0, 1, 0, 5], false), Err(Broken));
        assert_eq!(next_frame(&[0x80, 0, 0, 0], true), Err(Broken));
        assert_eq!(next_frame(b"GET / HTTP/1.1", false), Err(Broken));
    }
}
