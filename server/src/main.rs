//! `amparo`: the clinic, its relay, and the check of its audit chain.

use std::{io::IsTerminal, process::ExitCode};

use clap::{Parser, Subcommand};
use server::{run, settings::Settings};
use tokio::runtime::{Builder, Runtime};
use tracing_subscriber::EnvFilter;

/// A one-worker runtime can hang a page that waits for itself (leptos #4647).
const WORKERS_MIN: usize = 4;

/// An open telehealth clinic.
#[derive(Parser)]
#[command(name = "amparo", version)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Loads the demo clinic into an empty database.
    #[arg(long)]
    demo: bool,
}

#[derive(Subcommand)]
enum Command {
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
    write_logs();
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
        Some(Command::Relay) => run::relay_alone(&settings).await?,
        Some(Command::Audit { what: Audit::Verify }) => {
            return Ok(if run::verify_audit(&settings).await? { ExitCode::SUCCESS } else { ExitCode::from(2) });
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// JSON lines for machines, plain lines on a terminal; `RUST_LOG` chooses how much.
fn write_logs() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,tower_http=info,sqlx=warn"));
    // It writes down what it cannot read: pieces of what a browser sent.
    let filter = match "webauthn_rs_core=off".parse() {
        Ok(silence) => filter.add_directive(silence),
        Err(_) => filter,
    };
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() { logs.compact().init() } else { logs.json().flatten_event(true).init() }
}
