//! This machine: a control loop, the clocks of processes, the limit of open files, the cost of an fsync.

use std::{
    fs,
    hint::black_box,
    io::Write,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use nix::sys::resource::{Resource, getrlimit, setrlimit};

use crate::table::Spread;

/// Turns of the control loop: about a tenth of a second.
const TURNS: u64 = 60_000_000;
/// A pair is worth running while the control loop stays this close to its median.
const NOISE_MAX: f64 = 0.15;
/// After so many noisy loops a pair is run all the same, and counted as noisy.
const TRIES_MAX: usize = 5;
const FSYNCS: usize = 200;

/// The same work every time: what it takes tells how quiet the machine is.
pub fn busy_loop() -> Duration {
    let start = Instant::now();
    let mut state = black_box(0x9e37_79b9_7f4a_7c15_u64);
    for _ in 0..TURNS {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    black_box(state);
    start.elapsed()
}

/// The control loop on the server's core, before each pair.
#[derive(Default)]
pub struct Control {
    seen: Vec<f64>,
    /// Loops that were run again.
    repeated: usize,
    /// Pairs that were run although the machine was not quiet.
    noisy: usize,
}

impl Control {
    /// Waits for a quiet moment, but not for ever.
    pub fn settle(&mut self) -> Result<()> {
        for _ in 0..TRIES_MAX {
            let millis = control_on_server_core()?;
            self.seen.push(millis);
            let median = Spread::of(&self.seen).median;
            if (millis - median).abs() <= median * NOISE_MAX {
                return Ok(());
            }
            self.repeated += 1;
            std::thread::sleep(Duration::from_secs(1));
        }
        self.noisy += 1;
        Ok(())
    }

    /// What the loop took, and how often the machine was not quiet.
    pub fn told(&self) -> String {
        let Spread { median, min, max } = Spread::of(&self.seen);
        let (repeated, noisy) = (self.repeated, self.noisy);
        format!("{median:.0} ms ({min:.0}–{max:.0}), run again {repeated} times, {noisy} noisy pairs")
    }
}

/// In a process of its own, which runs where the servers run.
fn control_on_server_core() -> Result<f64> {
    let done = crate::process::pinned(&std::env::current_exe()?).arg("control").output()?;
    ensure!(done.status.success(), "the control loop failed");
    let micros: f64 = String::from_utf8_lossy(&done.stdout).trim().parse().context("the control loop said nothing")?;
    Ok(micros / 1000.0)
}

/// Thousands of sockets need thousands of open files; the servers inherit the limit.
pub fn raise_open_files() -> Result<u64> {
    let (_, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    setrlimit(Resource::RLIMIT_NOFILE, hard, hard)?;
    Ok(hard)
}

/// One appended page and one `fdatasync`, in microseconds, on the disk of a folder.
pub fn fsync_micros(folder: &Path) -> Result<Spread> {
    let path = folder.join("fsync-probe");
    let mut file = fs::File::create(&path)?;
    let mut micros = Vec::with_capacity(FSYNCS);
    for _ in 0..FSYNCS {
        let start = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        micros.push(start.elapsed().as_secs_f64() * 1e6);
    }
    fs::remove_file(path)?;
    Ok(Spread::of(&micros))
}

/// One line about where the figures come from.
pub fn describe() -> String {
    let line = |path: &str, start: &str| {
        let text = fs::read_to_string(path).unwrap_or_default();
        let found = text.lines().find(|line| line.starts_with(start)).unwrap_or_default().to_owned();
        found.split(':').next_back().unwrap_or_default().trim().to_owned()
    };
    let kernel =
        Command::new("uname").arg("-sr").output().map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned());
    let cores = line("/proc/self/status", "Cpus_allowed_list");
    format!(
        "{}, {}, {} of memory; load on core {cores}, servers on core {}",
        line("/proc/cpuinfo", "model name"),
        kernel.unwrap_or_default(),
        line("/proc/meminfo", "MemTotal"),
        crate::process::server_core().unwrap_or_else(|| "any".into()),
    )
}
