//! Towards P12: durable bookings, beside what the disk and SQLite alone allow.

use std::{
    ops::Range,
    path::Path,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow, ensure};
use rusqlite::params;

use super::micros_each;
use crate::{clinic::Clinic, http::Connection, machine::fsync_micros, plan::Plan, table::Table};

/// Bookings that are made at the same time.
const AT_ONCE: usize = 8;
/// Visits booked by one patient: below what the clinic allows.
const BOOKINGS_EACH: u32 = 18;

/// Takes the figures and prints them.
pub fn commits(plan: &Plan, clinic: &Clinic) -> Result<()> {
    eprintln!("bookings");
    let fsync = fsync_micros(clinic.folder())?;
    let raw = raw_commits(clinic.folder(), plan.flat_out)?;
    let (booked, cpu) = bookings(plan, clinic)?;
    let mut table = Table::new(
        "Durable bookings, on SQLite with synchronous=FULL",
        "ours: the server function with its audit event and its letter; raw: one-row commits of SQLite alone, one by one",
        &["", "ours", "raw", "ours/raw"],
    );
    table.pairs("a second", &[booked], &[&[raw]]);
    table.pairs("CPU-µs each, letters included", &[cpu], &[]);
    table.line(&["one fsync, µs", &format!("{:.0} ({:.0}–{:.0})", fsync.median, fsync.min, fsync.max)]);
    table.print();
    Ok(())
}

/// One-row commits a second, one after the other.
fn raw_commits(folder: &Path, length: Duration) -> Result<f64> {
    let path = folder.join("raw.sqlite");
    let database = rusqlite::Connection::open(&path)?;
    database.pragma_update(None, "journal_mode", "wal")?;
    database.pragma_update(None, "synchronous", "full")?;
    database.execute_batch("create table line (id integer primary key, text text not null)")?;
    let (mut count, start) = (0_u64, Instant::now());
    while start.elapsed() < length {
        database.prepare_cached("insert into line (text) values (?1)")?.execute(params!["a row of some length"])?;
        count += 1;
    }
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

/// Bookings a second, and the CPU of each.
fn bookings(plan: &Plan, clinic: &Clinic) -> Result<(f64, f64)> {
    let server = clinic.start()?;
    let (stop, count) = (AtomicBool::new(false), AtomicU64::new(0));
    let share = plan.rooms / AT_ONCE;
    let (before, start) = (server.cpu()?, Instant::now());
    thread::scope(|scope| {
        let working: Vec<_> = (0..AT_ONCE)
            .map(|worker| {
                let (stop, count, port) = (&stop, &count, server.port);
                scope.spawn(move || book(clinic, port, worker * share..(worker + 1) * share, stop, count))
            })
            .collect();
        thread::sleep(plan.flat_out);
        stop.store(true, Ordering::Relaxed);
        working.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow!("booking panicked"))?)
    })?;
    let booked = count.into_inner();
    let per_second = booked as f64 / start.elapsed().as_secs_f64();
    Ok((per_second, micros_each(server.cpu_since(before)?, booked)))
}

fn book(clinic: &Clinic, port: u16, rooms: Range<usize>, stop: &AtomicBool, count: &AtomicU64) -> Result<()> {
    let mut desk = Connection::open(port)?;
    for number in 0..BOOKINGS_EACH {
        for room in rooms.clone() {
            if stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            let answer = desk.ask(&clinic.booking(port, room, number))?;
            ensure!(answer.status == 200, "a booking was refused: {} {}", answer.status, answer.body);
            count.fetch_add(1, Ordering::Relaxed);
        }
    }
    Ok(())
}
