//! The figures, each a file: how it is taken, and how it is told.

mod commits;
mod journey;
mod list;
mod memory;
mod signalling;
mod start;

pub use commits::commits;
pub use journey::journey;
pub use list::list;
pub use memory::memory;
pub use signalling::signalling;
pub use start::start;

use std::time::Duration;

/// The same figure of every run that counts: the first run is thrown away.
fn each<T>(runs: &[T], figure: impl Fn(&T) -> f64) -> Vec<f64> {
    runs.iter().skip(1).map(figure).collect()
}

/// Microseconds of CPU for one of so many.
fn micros_each(cpu: Duration, count: u64) -> f64 {
    cpu.as_secs_f64() * 1e6 / count.max(1) as f64
}
