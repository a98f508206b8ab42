//! P1, P2: passing signals on, with everything checked, beside a relay and an echo that check nothing.

use std::time::Duration;

use anyhow::Result;

use super::{each, micros_each};
use crate::{
    clinic::Clinic,
    load::{Crowd, Door, Wire, open},
    machine::Control,
    peers,
    plan::Plan,
    process::{Server, own_cpu},
    table::Table,
};

const WARM_UP: Duration = Duration::from_millis(500);
/// Whoever came in has been told so by then.
const QUIET: Duration = Duration::from_millis(300);

struct Run {
    p50_micros: f64,
    p99_micros: f64,
    lost: u64,
    cpu_paced: f64,
    cpu_flat: f64,
    per_second: f64,
    load_percent: f64,
}

impl Run {
    /// What one core would pass on in a second.
    fn per_core(&self) -> f64 {
        1e6 / self.cpu_flat
    }
}

/// Takes the figures and prints them.
pub fn signalling(plan: &Plan, clinic: &Clinic, control: &mut Control) -> Result<()> {
    let (mut ours, mut relay, mut echo, mut floor) = (vec![], vec![], vec![], vec![]);
    for pair in 0..plan.pairs {
        eprintln!("signalling, pair {} of {}", pair + 1, plan.pairs);
        control.settle()?;
        ours.push(run(plan, Door::Clinic(clinic), &clinic.start()?)?);
        relay.push(run(plan, Door::Relay, &peers::start("relay")?)?);
        echo.push(run(plan, Door::Echo, &peers::start("echo")?)?);
        floor.push(run(plan, Door::Tcp, &peers::start("tcp")?)?);
    }
    tell(plan, &ours, &relay, &echo, &floor);
    Ok(())
}

fn run(plan: &Plan, door: Door<'_>, server: &Server) -> Result<Run> {
    let wire = if matches!(door, Door::Tcp) { Wire::Raw } else { Wire::Frames };
    let mut crowd = Crowd::new(wire)?;
    crowd.admit(open(door, server.port, 0..2 * plan.rooms)?)?;
    crowd.drain(QUIET)?;
    crowd.paced(plan.rate, WARM_UP)?;
    let before = server.cpu()?;
    let paced = crowd.paced(plan.rate, plan.paced)?;
    let cpu_paced = server.cpu_since(before)?;
    let (before, own) = (server.cpu()?, own_cpu()?);
    let flat = crowd.flat_out(plan.flat_out)?;
    let cpu_flat = server.cpu_since(before)?;
    let own = own_cpu()?.saturating_sub(own);
    let micros = |quantile| paced.latency.value_at_quantile(quantile) as f64 / 1000.0;
    Ok(Run {
        p50_micros: micros(0.5),
        p99_micros: micros(0.99),
        lost: paced.lost,
        cpu_paced: micros_each(cpu_paced, paced.latency.len()),
        cpu_flat: micros_each(cpu_flat, flat.messages),
        per_second: flat.messages as f64 / flat.time.as_secs_f64(),
        load_percent: 100.0 * own.as_secs_f64() / flat.time.as_secs_f64(),
    })
}

fn tell(plan: &Plan, ours: &[Run], relay: &[Run], echo: &[Run], floor: &[Run]) {
    let title = format!("Signalling (P1, P2): 1 kB messages between the two seats of {} rooms", plan.rooms);
    let compared =
        "ours: signed in, ticket, checks, rate limit, audit; bare axum relay and tokio-tungstenite echo: nothing";
    let mut table = Table::new(&title, compared, &["", "ours", "bare relay", "ours/relay", "bare echo", "ours/echo"]);
    let mut line = |name: &str, figure: fn(&Run) -> f64| {
        table.pairs(name, &each(ours, figure), &[&each(relay, figure), &each(echo, figure)]);
    };
    line(&format!("CPU-µs a message at {}/s", plan.rate), |run| run.cpu_paced);
    line("CPU-µs a message at saturation", |run| run.cpu_flat);
    line("messages a core-second at saturation", Run::per_core);
    line("messages a second reached", |run| run.per_second);
    line(&format!("latency p50 at {}/s, µs", plan.rate), |run| run.p50_micros);
    line(&format!("latency p99 at {}/s, µs", plan.rate), |run| run.p99_micros);
    line("load core busy at saturation, %", |run| run.load_percent);
    line("messages lost", |run| run.lost as f64);
    table.print();
    let mut table = Table::new("The client's own floor: the same messages over a raw TCP echo", "", &["", "raw TCP"]);
    table.pairs("latency p50, µs", &each(floor, |run| run.p50_micros), &[]);
    table.pairs("latency p99, µs", &each(floor, |run| run.p99_micros), &[]);
    table.pairs("messages a second reached", &each(floor, |run| run.per_second), &[]);
    table.print();
}
