//! How much is measured, and for how long: the whole run stays under ten minutes, the quick one under three.

use std::{
    env,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, Result, ensure};

/// Pairs of runs when nothing else is said; the first is thrown away.
const PAIRS: usize = 7;
const PAIRS_QUICK: usize = 3;

/// Every figure, in the order in which they are taken.
pub const FIGURES: &str = "start,memory,signalling,list,commits,sessions,sign_in,journey";

/// What `scripts/bench.sh` says, and what follows from it.
pub struct Plan {
    /// The folder of the project: the server finds its site below it.
    pub root: PathBuf,
    /// The server under test.
    pub binary: PathBuf,
    /// A folder for the clinic's data, on the disk that is to be measured.
    pub data: PathBuf,
    /// Which figures are taken.
    pub figures: String,
    /// Runs of ours and of each peer, in turn.
    pub pairs: usize,
    /// Runs of the memory figures, which hardly spread.
    pub memory_runs: usize,
    /// Rooms of two seats for the signalling figures.
    pub rooms: usize,
    /// Messages a second, over all rooms, when latency is measured.
    pub rate: u32,
    /// How long the fixed rate is held.
    pub paced: Duration,
    /// How long a ceiling is looked for.
    pub flat_out: Duration,
    /// Idle sockets: few, and many.
    pub idle: (usize, usize),
    /// How long a server rests before its memory is read.
    pub rest: Duration,
}

impl Plan {
    /// Reads the environment.
    pub fn read() -> Result<Self> {
        let quick = env::var("BENCH_QUICK").is_ok_and(|value| value == "1");
        let pairs = match env::var("BENCH_PAIRS") {
            Ok(text) => text.parse().context("BENCH_PAIRS is a number")?,
            Err(_) if quick => PAIRS_QUICK,
            Err(_) => PAIRS,
        };
        ensure!(pairs >= 2, "BENCH_PAIRS is at least 2: the first pair is thrown away");
        let root = env::current_dir()?;
        let path = |name, or: PathBuf| env::var_os(name).map_or(or, PathBuf::from);
        let binary = path("BENCH_BINARY", root.join("target/release/amparo"));
        ensure!(Path::new(&binary).exists(), "there is no {}: scripts/bench.sh builds it", binary.display());
        Ok(Self {
            binary,
            data: path("BENCH_DATA", root.join("target/bench-data")),
            root,
            figures: env::var("BENCH_FIGURES").unwrap_or_else(|_| FIGURES.into()),
            pairs,
            memory_runs: if quick { 1 } else { 2 },
            rooms: 500,
            rate: 1_000,
            paced: Duration::from_secs(if quick { 2 } else { 4 }),
            flat_out: Duration::from_secs(if quick { 2 } else { 3 }),
            idle: if quick { (1_000, 4_000) } else { (2_000, 8_000) },
            rest: Duration::from_secs(3),
        })
    }
}
