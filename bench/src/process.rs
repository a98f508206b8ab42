//! A server under test: a fresh process on the servers' core, with its CPU time and its memory.

use std::{
    env, fs,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use nix::{
    sys::signal::{Signal, kill},
    time::ClockId,
    unistd::Pid,
};

use crate::http::{self, Connection};

const START_MAX: Duration = Duration::from_secs(15);
const STOP_MAX: Duration = Duration::from_secs(15);

/// The core the servers are pinned to, when `scripts/bench.sh` pins at all.
pub fn server_core() -> Option<String> {
    env::var("BENCH_SERVER_CORE").ok().filter(|core| !core.is_empty())
}

/// A command that will run on the servers' core.
pub fn pinned(program: &Path) -> Command {
    match server_core() {
        Some(core) => {
            // Both become the program they start, so the process id stays; no server outlives a bench that was killed.
            let mut command = Command::new("setpriv");
            command.args(["--pdeathsig", "KILL", "taskset", "-c", &core]).arg(program);
            command
        }
        None => Command::new(program),
    }
}

/// A port of loopback that nobody listens on at this moment.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// Resident memory, in KiB.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Everything mapped and present.
    pub rss: u64,
    /// The same, shared pages divided by their sharers.
    pub pss: u64,
}

/// A running server. Dropping it ends it.
pub struct Server {
    child: Child,
    clock: ClockId,
    /// Where it listens.
    pub port: u16,
}

impl Server {
    /// Starts a command that listens on `port`, and waits until it does.
    pub fn start(mut command: Command, port: u16) -> Result<Self> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().context("starting a server")?;
        let pid = Pid::from_raw(i32::try_from(child.id())?);
        let mut server = Self { child, clock: ClockId::pid_cpu_clock_id(pid)?, port };
        server.wait_until("it listened", || TcpStream::connect(address(port)).is_ok())?;
        Ok(server)
    }

    /// Waits for the first 200 on /healthz: only then can it be told to stop in order.
    pub fn until_healthy(mut self) -> Result<Self> {
        let port = self.port;
        let ask = || Connection::open(port).and_then(|mut desk| desk.ask(&http::get("/healthz")));
        self.wait_until("it was healthy", || ask().is_ok_and(|answer| answer.status == 200))?;
        Ok(self)
    }

    /// Asks again and again, with hardly a pause, until the answer is yes.
    fn wait_until(&mut self, what: &str, mut asked: impl FnMut() -> bool) -> Result<()> {
        let start = Instant::now();
        while !asked() {
            if let Some(status) = self.child.try_wait()? {
                bail!("a server ended before {what}: {status}");
            }
            if start.elapsed() > START_MAX {
                bail!("a server did not answer in time");
            }
            thread::sleep(Duration::from_micros(200));
        }
        Ok(())
    }

    /// CPU time of the process so far: all of its threads, ended ones too. (No server here starts another process.)
    pub fn cpu(&self) -> Result<Duration> {
        Ok(self.clock.now()?.into())
    }

    /// CPU time since an earlier reading.
    pub fn cpu_since(&self, before: Duration) -> Result<Duration> {
        Ok(self.cpu()?.saturating_sub(before))
    }

    /// Its memory now.
    pub fn memory(&self) -> Result<Memory> {
        let text = fs::read_to_string(format!("/proc/{}/smaps_rollup", self.child.id()))?;
        let field = |name: &str| {
            let line = text.lines().find(|line| line.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse::<u64>().ok()
        };
        Ok(Memory { rss: field("Rss:").context("no Rss")?, pss: field("Pss:").context("no Pss")? })
    }

    /// The most memory it ever had at one time, in KiB.
    pub fn peak(&self) -> Result<u64> {
        let text = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = text.lines().find(|line| line.starts_with("VmHWM:")).context("no VmHWM")?;
        Ok(line.split_whitespace().nth(1).context("no VmHWM")?.parse()?)
    }

    /// Stops it as a deploy does.
    pub fn stop(mut self) -> Result<()> {
        kill(Pid::from_raw(i32::try_from(self.child.id())?), Signal::SIGTERM)?;
        let start = Instant::now();
        while self.child.try_wait()?.is_none() {
            if start.elapsed() > STOP_MAX {
                bail!("a server did not stop in time");
            }
            thread::sleep(Duration::from_millis(5));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// CPU time of the load client itself so far.
pub fn own_cpu() -> Result<Duration> {
    Ok(ClockId::CLOCK_PROCESS_CPUTIME_ID.now()?.into())
}

/// Loopback at a port.
pub fn address(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}
