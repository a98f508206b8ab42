//! P5, P25: memory at rest with everything on, and of sockets that sit idle.

use std::{
    thread::{self, sleep},
    time::Duration,
};

use anyhow::{Result, anyhow, ensure};

use crate::{
    clinic::{Clinic, Person},
    http::Connection,
    load::{Crowd, Door, Wire, open},
    peers,
    plan::Plan,
    process::{Memory, Server},
    table::Table,
};

/// Between two signs of life of a socket, so many others are opened at most: a server drops the silent ones.
const BATCH: usize = 1_000;
const QUIET: Duration = Duration::from_millis(100);

/// Sign-ins before memory is read again: each hashes a password, which takes a lot of it for a moment.
const SIGN_INS: usize = 32;
const SIGN_INS_AT_ONCE: usize = 4;

struct Run {
    idle: Memory,
    few: Memory,
    many: Memory,
}

/// Takes the figures and prints them.
pub fn memory(plan: &Plan, clinic: &Clinic) -> Result<()> {
    let (mut ours, mut relay, mut hello, mut used) = (vec![], vec![], vec![], vec![]);
    for pair in 0..plan.memory_runs {
        eprintln!("memory, pair {} of {}", pair + 1, plan.memory_runs);
        ours.push(run(plan, Door::Clinic(clinic), &clinic.start()?)?);
        relay.push(run(plan, Door::Relay, &peers::start("relay")?)?);
        used.push(after_sign_ins(plan, &clinic.start()?)?);
        let server = peers::start("hello")?;
        sleep(plan.rest);
        hello.push(server.memory()?);
    }
    tell_rest(&ours, &used, &hello);
    tell_sockets(plan, &ours, &relay);
    Ok(())
}

fn run(plan: &Plan, door: Door<'_>, server: &Server) -> Result<Run> {
    sleep(plan.rest);
    let idle = server.memory()?;
    let mut crowd = Crowd::new(Wire::Frames)?;
    let mut with = |from, to| {
        grow(&mut crowd, door, server.port, from, to)?;
        sleep(plan.rest);
        server.memory()
    };
    let few = with(0, plan.idle.0)?;
    let many = with(plan.idle.0, plan.idle.1)?;
    crowd.drain(QUIET)?;
    Ok(Run { idle, few, many })
}

/// What is left in memory once some people have signed in with their passwords.
fn after_sign_ins(plan: &Plan, server: &Server) -> Result<Memory> {
    thread::scope(|scope| {
        let working: Vec<_> =
            (0..SIGN_INS_AT_ONCE).map(|first| scope.spawn(move || sign_in(server.port, first))).collect();
        working.into_iter().try_for_each(|worker| worker.join().map_err(|_| anyhow!("signing in panicked"))?)
    })?;
    sleep(plan.rest);
    server.memory()
}

fn sign_in(port: u16, first: usize) -> Result<()> {
    let mut desk = Connection::open(port)?;
    for room in (first..SIGN_INS).step_by(SIGN_INS_AT_ONCE) {
        let answer = desk.ask(&Clinic::sign_in(port, Person::patient(room)))?;
        ensure!(answer.status == 200, "a sign-in was refused: {} {}", answer.status, answer.body);
    }
    Ok(())
}

fn grow(crowd: &mut Crowd, door: Door<'_>, port: u16, from: usize, to: usize) -> Result<()> {
    for first in (from..to).step_by(BATCH) {
        crowd.admit(open(door, port, first..(first + BATCH).min(to))?)?;
        crowd.ping()?;
        crowd.drain(QUIET)?;
    }
    Ok(())
}

fn mebibytes(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

fn tell_rest(ours: &[Run], used: &[Memory], hello: &[Memory]) {
    let idle: Vec<Memory> = ours.iter().map(|run| run.idle).collect();
    let rss = |all: &[Memory]| all.iter().map(|seen| mebibytes(seen.rss)).collect::<Vec<_>>();
    let pss = |all: &[Memory]| all.iter().map(|seen| mebibytes(seen.pss)).collect::<Vec<_>>();
    let mut table = Table::new(
        "Memory at rest (P25)",
        "ours: web, sockets, relay, jobs and metrics on; axum hello-world: none of it",
        &["", "ours", "hello", "ours/hello"],
    );
    table.pairs("RSS, MiB", &rss(&idle), &[&rss(hello)]);
    table.pairs("PSS, MiB", &pss(&idle), &[]);
    table.pairs(&format!("RSS after {SIGN_INS} sign-ins with a password, MiB"), &rss(used), &[]);
    table.print();
}

fn tell_sockets(plan: &Plan, ours: &[Run], relay: &[Run]) {
    let of = |runs: &[Run], figure: &dyn Fn(&Run) -> f64| runs.iter().map(figure).collect::<Vec<_>>();
    let (few, many) = plan.idle;
    let title = format!("Memory of an idle socket (P5): PSS, after {} s of rest", plan.rest.as_secs());
    let compared = "ours: signed in and in a room; bare axum relay: in a room";
    let mut table = Table::new(&title, compared, &["", "ours", "bare relay", "ours/relay"]);
    let mut line = |name: &str, figure: &dyn Fn(&Run) -> f64| {
        table.pairs(name, &of(ours, figure), &[&of(relay, figure)]);
    };
    let each = |less: Memory, more: Memory, sockets: usize| more.pss.saturating_sub(less.pss) as f64 / sockets as f64;
    line(&format!("KiB each, from {few} to {many} sockets"), &|run| each(run.few, run.many, many - few));
    line(&format!("KiB each, from 0 to {few} sockets"), &|run| each(run.idle, run.few, few));
    line(&format!("KiB each, from 0 to {many} sockets"), &|run| each(run.idle, run.many, many));
    line(&format!("RSS with {many} sockets, MiB"), &|run| mebibytes(run.many.rss));
    table.print();
}
