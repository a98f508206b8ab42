//! What one message is on the wire, and where the next one ends.

use std::ops::Range;

use crate::http;

/// A signal of this size travels: a session description of one kilobyte.
pub const MESSAGE_BYTES: usize = 1024;
const SIGNAL_START: &str = r#"{"description":{"kind":"offer","sdp":"v=0\r\ns="#;
const SIGNAL_END: &str = r#""}}"#;
/// The planned time of sending stands behind the start of the signal, as sixteen hexadecimal digits.
const STAMP_AT: usize = SIGNAL_START.len();
const STAMP_BYTES: usize = 16;
const TEXT_FRAME: u8 = 0x81;
const CLOSE_FRAME: u8 = 0x88;
const LENGTH_IN_TWO_BYTES: u8 = 126;
const MASKED: u8 = 0x80;

/// How messages are told apart.
#[derive(Clone, Debug)]
pub enum Wire {
    /// WebSocket frames.
    Frames,
    /// The same bytes without a frame: the raw TCP echo.
    Raw,
    /// One HTTP request, over and over.
    Http(String),
}

/// What the next bytes are.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// Not complete yet.
    Nothing,
    /// A message of ours with its planned time; so many bytes are used up.
    Message(u64, usize),
    /// Something else, which is passed over.
    Other(usize),
    /// The server refuses.
    Refused,
}

impl Wire {
    /// The bytes of one message.
    pub fn message(&self) -> Vec<u8> {
        let filler = "a".repeat(MESSAGE_BYTES - STAMP_AT - STAMP_BYTES - SIGNAL_END.len());
        let signal = format!("{SIGNAL_START}{:016x}{filler}{SIGNAL_END}", 0);
        match self {
            Self::Http(request) => request.clone().into_bytes(),
            Self::Raw => signal.into_bytes(),
            Self::Frames => {
                // A mask of zeros costs the client nothing and the server as much as any other.
                let mut frame = vec![TEXT_FRAME, MASKED | LENGTH_IN_TWO_BYTES];
                frame.extend_from_slice(&(MESSAGE_BYTES as u16).to_be_bytes());
                frame.extend_from_slice(&[0; 4]);
                frame.extend_from_slice(signal.as_bytes());
                frame
            }
        }
    }

    /// Writes the planned time into a message.
    pub fn stamp(&self, message: &mut [u8], nanos: u64) {
        let at = match self {
            Self::Http(_) => return,
            Self::Raw => STAMP_AT,
            Self::Frames => 8 + STAMP_AT,
        };
        for (place, digit) in message[at..at + STAMP_BYTES].iter_mut().enumerate() {
            *digit = b"0123456789abcdef"[(nanos >> (60 - 4 * place)) as usize & 15];
        }
    }

    /// Looks at what came.
    pub fn next(&self, bytes: &[u8]) -> Next {
        match self {
            Self::Raw if bytes.len() < MESSAGE_BYTES => Next::Nothing,
            Self::Raw => Next::Message(stamp_of(bytes), MESSAGE_BYTES),
            Self::Frames => next_frame(bytes),
            Self::Http(_) => next_answer(bytes),
        }
    }
}

fn next_frame(bytes: &[u8]) -> Next {
    let Some((length, start)) = frame_length(bytes) else { return Next::Nothing };
    let Range { start, end } = start..start + length;
    match bytes[0] {
        CLOSE_FRAME => Next::Refused,
        _ if bytes.len() < end => Next::Nothing,
        TEXT_FRAME if length == MESSAGE_BYTES => Next::Message(stamp_of(&bytes[start..end]), end),
        _ => Next::Other(end),
    }
}

fn frame_length(bytes: &[u8]) -> Option<(usize, usize)> {
    let short = *bytes.get(1)?;
    match short {
        LENGTH_IN_TWO_BYTES => Some((usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?])), 4)),
        _ => Some((usize::from(short), 2)),
    }
}

fn next_answer(bytes: &[u8]) -> Next {
    let Some(at) = http::body_at(bytes) else { return Next::Nothing };
    let end = at + http::length(&bytes[..at]).unwrap_or(0);
    if http::status(bytes) != 200 {
        Next::Refused
    } else if bytes.len() < end {
        Next::Nothing
    } else {
        Next::Message(0, end)
    }
}

fn stamp_of(message: &[u8]) -> u64 {
    let digits = message.get(STAMP_AT..STAMP_AT + STAMP_BYTES).unwrap_or_default();
    digits.iter().fold(0, |value, &digit| value << 4 | u64::from(char::from(digit).to_digit(16).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_survives_the_wire() {
        let mut message = Wire::Raw.message();
        assert_eq!(message.len(), MESSAGE_BYTES);
        Wire::Raw.stamp(&mut message, 0x1234_5678_9abc_def0);
        assert_eq!(Wire::Raw.next(&message), Next::Message(0x1234_5678_9abc_def0, MESSAGE_BYTES));
        assert_eq!(Wire::Raw.next(&message[1..]), Next::Nothing);
    }

    #[test]
    fn a_server_frame_is_told_from_others() {
        let mut frame = vec![TEXT_FRAME, LENGTH_IN_TWO_BYTES, 4, 0];
        frame.extend_from_slice(&Wire::Raw.message());
        assert_eq!(Wire::Frames.next(&frame), Next::Message(0, 4 + MESSAGE_BYTES));
        assert_eq!(Wire::Frames.next(&frame[..500]), Next::Nothing);
        assert_eq!(Wire::Frames.next(b"\x81\x06\"pong\"\x81"), Next::Other(8));
        assert_eq!(Wire::Frames.next(&[CLOSE_FRAME, 2, 0x0f, 0xa3]), Next::Refused);
    }

    #[test]
    fn an_answer_ends_where_it_says() {
        let wire = Wire::Http(String::new());
        assert_eq!(wire.next(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), Next::Message(0, 40));
        assert_eq!(wire.next(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no"), Next::Nothing);
        assert_eq!(wire.next(b"HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n"), Next::Refused);
    }
}
