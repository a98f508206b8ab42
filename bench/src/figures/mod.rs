//! The figures, each a file: how it is taken, and how it is told.

mod commits;
mod journey;
mod list;
mod memory;
mod sessions;
mod sign_in;
mod signalling;
mod start;

pub use commits::commits;
pub use journey::journey;
pub use list::list;
pub use memory::memory;
pub use sessions::sessions;
pub use sign_in::sign_in;
pub use signalling::signalling;
pub use start::start;

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use hdrhistogram::Histogram;

use crate::http::Connection;

/// Ten seconds in nanoseconds: the longest time that is told apart.
const NANOS_MAX: u64 = 10_000_000_000;

/// The same figure of every run that counts: the first run is thrown away.
fn each<T>(runs: &[T], figure: impl Fn(&T) -> f64) -> Vec<f64> {
    runs.iter().skip(1).map(figure).collect()
}

/// Microseconds of CPU for one of so many.
fn micros_each(cpu: Duration, count: u64) -> f64 {
    cpu.as_secs_f64() * 1e6 / count.max(1) as f64
}

/// How long answers took.
struct Times(Histogram<u64>);

impl Times {
    fn new() -> Result<Self> {
        Ok(Self(Histogram::new_with_max(NANOS_MAX, 3)?))
    }

    /// Asks, and notes how long the answer took.
    fn ask(&mut self, desk: &mut Connection, request: &str) -> Result<()> {
        let start = Instant::now();
        let answer = desk.ask(request)?;
        self.0.saturating_record(start.elapsed().as_nanos() as u64);
        ensure!(answer.status == 200, "refused: {} {}", answer.status, answer.body);
        Ok(())
    }

    /// The time, in microseconds, that so many of a hundred answers kept to.
    fn micros(&self, percent: f64) -> f64 {
        self.0.value_at_quantile(percent / 100.0) as f64 / 1000.0
    }
}
