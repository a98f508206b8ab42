//! P24: from the start of the process to the first answer, on a database that needs no migration.

use std::time::Instant;

use anyhow::Result;

use super::each;
use crate::{clinic::Clinic, peers, plan::Plan, process::Server, table::Table};

/// Runs; the first one, which may find the file out of memory, is thrown away.
const RUNS: usize = 8;

/// Takes the figures and prints them.
pub fn start(plan: &Plan, clinic: &Clinic) -> Result<()> {
    let (mut ours, mut hello) = (vec![], vec![]);
    for _ in 0..RUNS {
        ours.push(millis(|| clinic.start())?);
        hello.push(millis(|| peers::start("hello")?.until_healthy())?);
    }
    let compared =
        format!("ours: a migrated database with {} people signed in; axum hello-world: no database", plan.idle.1);
    let columns = ["", "ours", "hello", "ours/hello"];
    let mut table =
        Table::new("Start-up (P24): from the start of the process to the first 200 on /healthz", &compared, &columns);
    table.pairs("milliseconds", &each(&ours, |&millis| millis), &[&each(&hello, |&millis| millis)]);
    table.print();
    Ok(())
}

fn millis(begin: impl FnOnce() -> Result<Server>) -> Result<f64> {
    let start = Instant::now();
    let server = begin()?;
    let millis = start.elapsed().as_secs_f64() * 1e3;
    server.stop()?;
    Ok(millis)
}
