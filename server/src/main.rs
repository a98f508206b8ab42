//! `amparo`: the clinic, its relay, the check of its settings, and that of its audit chain.

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use server::{
    check::{self, Seen},
    logs, run,
    settings::Settings,
};
use tokio::runtime::{Builder, Runtime};

/// A one-worker runtime can hang a page that waits for itself (leptos #4647).
const WORKERS_MIN: usize = 4;

/// An open telehealth clinic.
#[derive(Parser)]
#[command(name = "amparo", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Loads the demo clinic into an empty database.
    #[arg(long, global = true)]
    demo: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Says what would stop the start, and what to do about it. Changes nothing.
    Check,
    /// Runs the STUN/TURN relay alone.
    Relay,
    /// Looks after the audit chain.
    Audit {
        #[command(subcommand)]
        what: Audit,
    },
}

#[derive(Subcommand)]
enum Audit {
    /// Walks the chain, and points at the first link that does not fit.
    Verify,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    logs::write();
    // Two TLS providers in one program make rustls panic at its first use: this one is chosen first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let done = runtime(&arguments).map_err(anyhow::Error::from);
    match done.and_then(|runtime| runtime.block_on(obey(arguments))) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("amparo: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn runtime(arguments: &Arguments) -> std::io::Result<Runtime> {
    if matches!(arguments.command, Some(Command::Relay)) {
        // A relayed packet is one receive and one send: handing it between threads would cost more than both.
        return Builder::new_current_thread().enable_all().build();
    }
    let workers = std::thread::available_parallelism().map_or(WORKERS_MIN, |cores| cores.get().max(WORKERS_MIN));
    Builder::new_multi_thread().worker_threads(workers).enable_all().build()
}

async fn obey(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let settings = Settings::read()?;
    match arguments.command {
        None => run::serve(settings, arguments.demo).await?,
        Some(Command::Check) => {
            let starts = check::print(&Seen::clinic(&settings, arguments.demo));
            return Ok(if starts { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        Some(Command::Relay) => run::relay_alone(&settings).await?,
        Some(Command::Audit { what: Audit::Verify }) => {
            return Ok(if run::verify_audit(&settings).await? { ExitCode::SUCCESS } else { ExitCode::from(2) });
        }
    }
    Ok(ExitCode::SUCCESS)
}
