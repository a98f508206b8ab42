//! P29: what it costs to know who asks, with a hundred thousand sessions in the database.

use anyhow::Result;

use super::{Times, each, micros_each};
use crate::{
    clinic::{Clinic, GUESTS, Person},
    http::Connection,
    machine::Control,
    plan::Plan,
    process::Server,
    table::Table,
};

const REQUESTS: usize = 10_000;
const WARM_UP: usize = 1_000;
/// Has no common part with [`GUESTS`]: one guest after the other asks, and none of them is near the one before.
const STRIDE: usize = 61_803;

struct Run {
    times: Times,
    cpu: f64,
}

/// Takes the figures and prints them.
pub fn sessions(plan: &Plan, clinic: &Clinic, control: &mut Control) -> Result<()> {
    clinic.admit_guests()?;
    let (mut ours, mut nobody) = (vec![], vec![]);
    for pair in 0..plan.pairs {
        eprintln!("sessions, pair {} of {}", pair + 1, plan.pairs);
        control.settle()?;
        let server = clinic.start()?;
        ours.push(run(&server, |number| Some(Person::guest(number * STRIDE % GUESTS)))?);
        nobody.push(run(&server, |_| None)?);
    }
    let title = format!("Who asks (P29): a small file, with {GUESTS} sessions on SQLite; aim: under 1,000 µs at p99");
    let compared = "ours: each request with the cookie of somebody else; nobody: the same without a cookie";
    let mut table = Table::new(&title, compared, &["", "ours", "nobody", "ours/nobody"]);
    let mut line = |name: &str, figure: &dyn Fn(&Run) -> f64| {
        table.pairs(name, &each(&ours, figure), &[&each(&nobody, figure)]);
    };
    line("µs to the answer, p50", &|run| run.times.micros(50.0));
    line("µs to the answer, p99", &|run| run.times.micros(99.0));
    line("CPU-µs a request", &|run| run.cpu);
    table.print();
    Ok(())
}

fn run(server: &Server, who: impl Fn(usize) -> Option<Person>) -> Result<Run> {
    let mut desk = Connection::open(server.port)?;
    let mut ask = |numbers: std::ops::Range<usize>| {
        let mut times = Times::new()?;
        for number in numbers {
            times.ask(&mut desk, &Clinic::file_request(who(number)))?;
        }
        anyhow::Ok(times)
    };
    ask(0..WARM_UP)?;
    let before = server.cpu()?;
    let times = ask(WARM_UP..WARM_UP + REQUESTS)?;
    Ok(Run { times, cpu: micros_each(server.cpu_since(before)?, REQUESTS as u64) })
}
