//! As much of HTTP/1.1 as the load client needs, on plain blocking sockets.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use anyhow::{Context, Result, bail, ensure};

use crate::process::address;

const ANSWER_MAX: Duration = Duration::from_secs(20);
const HEAD_BYTES_MAX: usize = 16 * 1024;

/// A connection that is kept.
pub struct Connection {
    stream: TcpStream,
}

/// An answer.
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its body.
    pub body: String,
}

impl Connection {
    /// Connects to a server on loopback.
    pub fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(address(port)).context("connecting")?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(ANSWER_MAX))?;
        Ok(Self { stream })
    }

    /// Sends a whole request and reads the whole answer.
    pub fn ask(&mut self, request: &str) -> Result<Answer> {
        self.stream.write_all(request.as_bytes())?;
        let (head, mut body) = read_head(&mut self.stream)?;
        let length = length(head.as_bytes()).context("an answer without a length")?;
        ensure!(body.len() <= length, "an answer longer than it says");
        let have = body.len();
        body.resize(length, 0);
        self.stream.read_exact(&mut body[have..])?;
        Ok(Answer { status: status(head.as_bytes()), body: String::from_utf8(body)? })
    }

    /// The stream itself.
    pub fn into_stream(self) -> TcpStream {
        self.stream
    }

    /// Asks for a WebSocket; gives the open stream and what already came over it.
    pub fn upgrade(mut self, request: &str) -> Result<(TcpStream, Vec<u8>)> {
        self.stream.write_all(request.as_bytes())?;
        let (head, rest) = read_head(&mut self.stream)?;
        ensure!(status(head.as_bytes()) == 101, "a socket was refused: {}", head.lines().next().unwrap_or_default());
        Ok((self.stream, rest))
    }
}

/// A GET.
pub fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
}

/// A GET that asks for a WebSocket; `more` are further header lines.
pub fn upgrade(path: &str, more: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{more}\r\n"
    )
}

/// The status of a head that is complete, or 0.
pub fn status(head: &[u8]) -> u16 {
    let digits = head.get(9..12).and_then(|digits| std::str::from_utf8(digits).ok());
    digits.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

/// The length of the body that follows a head.
pub fn length(head: &[u8]) -> Option<usize> {
    const NAME: &[u8] = b"content-length:";
    let line = head
        .split(|&byte| byte == b'\n')
        .find(|line| line.get(..NAME.len()).is_some_and(|name| name.eq_ignore_ascii_case(NAME)))?;
    std::str::from_utf8(&line[NAME.len()..]).ok()?.trim().parse().ok()
}

/// Where the body begins, once the head is complete.
pub fn body_at(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|end| end == b"\r\n\r\n").map(|at| at + 4)
}

fn read_head(stream: &mut TcpStream) -> Result<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        if let Some(at) = body_at(&bytes) {
            let rest = bytes.split_off(at);
            return Ok((String::from_utf8(bytes)?, rest));
        }
        let count = stream.read(&mut part)?;
        if count == 0 || bytes.len() > HEAD_BYTES_MAX {
            bail!("an answer without an end");
        }
        bytes.extend_from_slice(&part[..count]);
    }
}
