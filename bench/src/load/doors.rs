//! Opening sockets, several at a time.

use std::{net::TcpStream, ops::Range, thread};

use anyhow::{Result, anyhow};

use crate::{
    clinic::{Clinic, Person},
    http::{self, Connection},
};

/// Doors that are knocked on at the same time.
const AT_ONCE: usize = 4;

/// Which server is behind the port, and so how one gets in. Seat `2r` is one end of room `r`, seat `2r + 1` the other.
#[derive(Clone, Copy)]
pub enum Door<'a> {
    /// Ours: a ticket from the server function, then the socket with cookie, origin and sub-protocols.
    Clinic(&'a Clinic),
    /// The bare relay.
    Relay,
    /// The bare echo.
    Echo,
    /// Nothing but TCP.
    Tcp,
}

/// Opens the sockets of some seats, in order.
pub fn open(door: Door<'_>, port: u16, seats: Range<usize>) -> Result<Vec<(TcpStream, Vec<u8>)>> {
    let share = seats.len().div_ceil(AT_ONCE).max(1);
    let shares = seats.clone().step_by(share).map(|first| first..(first + share).min(seats.end));
    thread::scope(|scope| {
        let working: Vec<_> = shares.map(|seats| scope.spawn(move || open_some(door, port, seats))).collect();
        let mut sockets = Vec::with_capacity(seats.len());
        for worker in working {
            sockets.extend(worker.join().map_err(|_| anyhow!("opening sockets panicked"))??);
        }
        Ok(sockets)
    })
}

fn open_some(door: Door<'_>, port: u16, seats: Range<usize>) -> Result<Vec<(TcpStream, Vec<u8>)>> {
    let mut desk = Connection::open(port)?;
    seats.map(|seat| open_one(door, port, &mut desk, seat)).collect()
}

fn open_one(door: Door<'_>, port: u16, desk: &mut Connection, seat: usize) -> Result<(TcpStream, Vec<u8>)> {
    let request = match door {
        Door::Tcp => return Ok((Connection::open(port)?.into_stream(), vec![])),
        Door::Echo => http::upgrade("/", ""),
        Door::Relay => http::upgrade(&format!("/rooms/{}/{}", seat / 2, seat % 2), ""),
        Door::Clinic(clinic) => {
            let person = Person::in_seat(seat);
            let ticket = clinic.ticket(desk, port, person, seat / 2)?;
            clinic.socket(port, person, &ticket)
        }
    };
    Connection::open(port)?.upgrade(&request)
}
