//! P26: what a password costs, and what everybody else feels of many who sign in at once.

use std::{
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    thread::{self, sleep},
    time::{Duration, Instant},
};

use anyhow::{Result, anyhow};
use argon2::{Algorithm, Argon2, Params, Version};

use super::{Times, each};
use crate::{
    clinic::{Clinic, GUESTS, Person},
    http::Connection,
    machine::Control,
    plan::Plan,
    process::{Server, own_cpu},
    table::Table,
};

/// Sign-ins, one after the other.
const ONE_BY_ONE: usize = 24;
/// People who sign in at the same time, over and over.
const AT_ONCE: usize = 64;
/// The settings of the clinic's hashes: `store/src/accounts/password.rs`.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

struct Run {
    cpu_millis: f64,
    bare_millis: f64,
    quiet: Times,
    beside: Times,
    per_second: f64,
    rest_kib: f64,
    peak_kib: f64,
}

/// Takes the figures and prints them.
pub fn sign_in(plan: &Plan, clinic: &Clinic, control: &mut Control) -> Result<()> {
    clinic.admit_guests()?;
    let mut runs = vec![];
    for pair in 0..plan.pairs {
        eprintln!("sign-in, pair {} of {}", pair + 1, plan.pairs);
        control.settle()?;
        runs.push(run(plan, &clinic.start()?)?);
    }
    let of = |figure: &dyn Fn(&Run) -> f64| each(&runs, figure);
    let mut table = Table::new(
        "Sign-in with a password (P26)",
        "ours: the server function with its session and its audit event; bare: argon2id alone, same settings; aim: 1.3",
        &["", "ours", "bare", "ours/bare"],
    );
    table.pairs("CPU-ms each", &of(&|run| run.cpu_millis), &[&of(&|run| run.bare_millis)]);
    table.print();
    let title = format!("{AT_ONCE} people who sign in at once, over and over (P26), and somebody with a list page");
    let compared = "the server function my_visits: beside them, and when it is quiet; aim: 2 at p99";
    let mut table = Table::new(&title, compared, &["", "beside", "quiet", "beside/quiet"]);
    for percent in [50.0, 99.0] {
        let (beside, quiet) = (of(&|run| run.beside.micros(percent)), of(&|run| run.quiet.micros(percent)));
        table.pairs(&format!("µs to the list, p{percent}"), &beside, &[&quiet]);
    }
    table.pairs("sign-ins a second", &of(&|run| run.per_second), &[]);
    let (most, rest) = (of(&|run| run.peak_kib / 1024.0), of(&|run| run.rest_kib / 1024.0));
    table.pairs("RSS, the most and at rest, MiB", &most, &[&rest]);
    table.print();
    Ok(())
}

fn run(plan: &Plan, server: &Server) -> Result<Run> {
    sleep(plan.rest);
    let rest = server.memory()?.rss;
    let quiet = list_for(plan.paced, server.port)?;
    let mut desk = Connection::open(server.port)?;
    let before = server.cpu()?;
    for number in 0..ONE_BY_ONE {
        Times::new()?.ask(&mut desk, &Clinic::sign_in(server.port, Person::guest(number)))?;
    }
    let cpu = server.cpu_since(before)?;
    let (beside, per_second) = beside(plan, server)?;
    Ok(Run {
        cpu_millis: cpu.as_secs_f64() * 1000.0 / ONE_BY_ONE as f64,
        bare_millis: bare_millis()?,
        quiet,
        beside,
        per_second,
        rest_kib: rest as f64,
        peak_kib: server.peak()? as f64,
    })
}

/// The list page while many sign in, and how many did in a second.
fn beside(plan: &Plan, server: &Server) -> Result<(Times, f64)> {
    let (stop, count, start) = (AtomicBool::new(false), AtomicU64::new(0), Instant::now());
    let listed = thread::scope(|scope| {
        let share = GUESTS / AT_ONCE;
        let working: Vec<_> = (0..AT_ONCE)
            .map(|worker| {
                let (stop, count, port) = (&stop, &count, server.port);
                scope.spawn(move || sign_in_again(port, worker * share, stop, count))
            })
            .collect();
        let listed = list_for(plan.paced, server.port);
        stop.store(true, Ordering::Relaxed);
        working.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow!("signing in panicked"))?)?;
        listed
    })?;
    Ok((listed, count.into_inner() as f64 / start.elapsed().as_secs_f64()))
}

/// Each time somebody else, so that nobody reaches a limit of one account.
fn sign_in_again(port: u16, first: usize, stop: &AtomicBool, count: &AtomicU64) -> Result<()> {
    let (mut desk, mut times) = (Connection::open(port)?, Times::new()?);
    for number in first.. {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        times.ask(&mut desk, &Clinic::sign_in(port, Person::guest(number)))?;
        count.fetch_add(1, Ordering::Relaxed);
    }
    Ok(())
}

fn list_for(length: Duration, port: u16) -> Result<Times> {
    let (mut desk, mut times, request) = (Connection::open(port)?, Times::new()?, Clinic::list_request(port));
    let start = Instant::now();
    while start.elapsed() < length {
        times.ask(&mut desk, &request)?;
    }
    Ok(times)
}

/// CPU of one hash in this process.
fn bare_millis() -> Result<f64> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| anyhow!("argon2: {error}"))?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let (before, mut hash) = (own_cpu()?, [0; 32]);
    for _ in 0..ONE_BY_ONE {
        argon2
            .hash_password_into(b"amparo demo 1", b"sixteen bytes of", &mut hash)
            .map_err(|error| anyhow!("argon2: {error}"))?;
    }
    Ok(own_cpu()?.saturating_sub(before).as_secs_f64() * 1000.0 / ONE_BY_ONE as f64)
}
