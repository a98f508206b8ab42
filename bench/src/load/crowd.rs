//! Many sockets on one thread: an open loop that keeps planned times, and a closed loop that finds the ceiling.

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use hdrhistogram::Histogram;
use mio::{Events, Interest, Poll, Token};

use super::wire::{Next, Wire};

const READ_BYTES: usize = 64 * 1024;
const EVENTS_MAX: usize = 1024;
/// A message that is not back after this is lost.
const LOST_AFTER: Duration = Duration::from_secs(2);
/// A server that takes no byte for this long is stuck.
const STUCK_AFTER: Duration = Duration::from_secs(5);
/// Ten seconds in nanoseconds: the largest latency that is told apart.
const LATENCY_MAX: u64 = 10_000_000_000;
/// `"ping"`, masked with zeros: the sign of life of an idle socket.
const PING: &[u8] = b"\x81\x86\0\0\0\0\"ping\"";

struct Seat {
    stream: mio::net::TcpStream,
    /// The beginning of a message whose end has not come.
    rest: Vec<u8>,
}

/// All sockets of a run.
pub struct Crowd {
    wire: Wire,
    message: Vec<u8>,
    poll: Poll,
    events: Events,
    seats: Vec<Seat>,
    buffer: Vec<u8>,
}

/// What an open loop saw.
pub struct Paced {
    /// From the planned time of sending to the arrival, in nanoseconds.
    pub latency: Histogram<u64>,
    /// Messages that never came.
    pub lost: u64,
}

/// What a closed loop reached.
pub struct Flat {
    /// Messages that arrived.
    pub messages: u64,
    /// In this time.
    pub time: Duration,
}

impl Crowd {
    /// Nobody yet.
    pub fn new(wire: Wire) -> Result<Self> {
        Ok(Self {
            message: wire.message(),
            wire,
            poll: Poll::new()?,
            events: Events::with_capacity(EVENTS_MAX),
            seats: vec![],
            buffer: vec![0; READ_BYTES],
        })
    }

    /// Takes open sockets in, each with what already came over it.
    pub fn admit(&mut self, sockets: Vec<(TcpStream, Vec<u8>)>) -> Result<()> {
        for (stream, rest) in sockets {
            stream.set_nonblocking(true)?;
            let mut stream = mio::net::TcpStream::from_std(stream);
            self.poll.registry().register(&mut stream, Token(self.seats.len()), Interest::READABLE)?;
            self.seats.push(Seat { stream, rest });
        }
        Ok(())
    }

    /// Sends at a fixed rate, each message at its planned time or as soon after it as can be, from each seat in turn.
    pub fn paced(&mut self, rate: u32, length: Duration) -> Result<Paced> {
        let total = u64::from(rate) * length.as_millis() as u64 / 1000;
        let planned = |number: u64| number * 1_000_000_000 / u64::from(rate);
        let mut latency = Histogram::new_with_max(LATENCY_MAX, 3)?;
        let (mut sent, mut arrived) = (0, 0);
        let start = Instant::now();
        while arrived < total && start.elapsed() < length + LOST_AFTER {
            while sent < total && start.elapsed().as_nanos() as u64 >= planned(sent) {
                self.send(sent as usize % self.seats.len(), planned(sent))?;
                sent += 1;
            }
            // No sleep: a timer would be later than a message.
            self.turn(Duration::ZERO, |_, stamp| {
                arrived += 1;
                latency.saturating_record((start.elapsed().as_nanos() as u64).saturating_sub(stamp));
                false
            })?;
        }
        Ok(Paced { latency, lost: total - arrived })
    }

    /// One message of each seat is always under way: who receives one sends one.
    pub fn flat_out(&mut self, length: Duration) -> Result<Flat> {
        for seat in 0..self.seats.len() {
            self.send(seat, 0)?;
        }
        let (mut messages, mut last) = (0, 0);
        let start = Instant::now();
        let mut seen = start;
        while start.elapsed() < length {
            self.turn(Duration::from_millis(10), |_, _| {
                messages += 1;
                true
            })?;
            if messages > last {
                (last, seen) = (messages, Instant::now());
            } else if seen.elapsed() > STUCK_AFTER {
                bail!("nothing comes back any more");
            }
        }
        let time = start.elapsed();
        self.drain(Duration::from_millis(100))?;
        Ok(Flat { messages, time })
    }

    /// Gives a sign of life on every socket.
    pub fn ping(&mut self) -> Result<()> {
        for seat in 0..self.seats.len() {
            write_all(&mut self.seats[seat].stream, PING)?;
        }
        Ok(())
    }

    /// Reads until nothing has come for a while.
    pub fn drain(&mut self, quiet: Duration) -> Result<()> {
        while self.turn(quiet, |_, _| false)? > 0 {}
        Ok(())
    }

    fn send(&mut self, seat: usize, nanos: u64) -> Result<()> {
        self.wire.stamp(&mut self.message, nanos);
        write_all(&mut self.seats[seat].stream, &self.message)
    }

    /// Handles what came; a seat for which `told` says so answers with a message. Gives how many sockets had news.
    fn turn(&mut self, wait: Duration, mut told: impl FnMut(usize, u64) -> bool) -> Result<usize> {
        self.poll.poll(&mut self.events, Some(wait))?;
        let mut count = 0;
        for event in &self.events {
            count += 1;
            let Token(number) = event.token();
            let answers = self.seats[number].read(&self.wire, &mut self.buffer, |stamp| told(number, stamp))?;
            for _ in 0..answers {
                write_all(&mut self.seats[number].stream, &self.message)?;
            }
        }
        Ok(count)
    }
}

impl Seat {
    fn read(&mut self, wire: &Wire, buffer: &mut [u8], mut told: impl FnMut(u64) -> bool) -> Result<usize> {
        let mut answers = 0;
        loop {
            let count = match self.stream.read(buffer) {
                Ok(0) => bail!("the server closed a socket"),
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(answers),
                Err(error) => return Err(error).context("reading"),
            };
            // Most messages come whole: then nothing is copied.
            if self.rest.is_empty() {
                let used = take(wire, &buffer[..count], &mut told, &mut answers)?;
                self.rest.extend_from_slice(&buffer[used..count]);
            } else {
                self.rest.extend_from_slice(&buffer[..count]);
                let used = take(wire, &self.rest, &mut told, &mut answers)?;
                self.rest.drain(..used);
            }
            // A short read emptied the socket (epoll(7)): asking again would only cost a system call.
            if count < buffer.len() {
                return Ok(answers);
            }
        }
    }
}

fn take(wire: &Wire, bytes: &[u8], told: &mut impl FnMut(u64) -> bool, answers: &mut usize) -> Result<usize> {
    let mut used = 0;
    loop {
        match wire.next(&bytes[used..]) {
            Next::Nothing => return Ok(used),
            Next::Other(length) => used += length,
            Next::Message(stamp, length) => {
                used += length;
                *answers += usize::from(told(stamp));
            }
            Next::Refused => bail!(
                "the server refused: {:?}",
                String::from_utf8_lossy(bytes[used..].get(..40).unwrap_or(&bytes[used..]))
            ),
        }
    }
}

fn write_all(stream: &mut mio::net::TcpStream, mut bytes: &[u8]) -> Result<()> {
    let mut stuck_since = None;
    while !bytes.is_empty() {
        match stream.write(bytes) {
            Ok(count) => bytes = &bytes[count..],
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                if stuck_since.get_or_insert_with(Instant::now).elapsed() > STUCK_AFTER {
                    bail!("the server takes nothing any more");
                }
            }
            Err(error) => return Err(error).context("writing"),
        }
    }
    Ok(())
}
