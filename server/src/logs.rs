//! Logs: JSON lines for machines, plain lines on a terminal; `RUST_LOG` chooses how much.

use std::io::IsTerminal;

use tracing_subscriber::EnvFilter;

/// What is logged when nobody says.
///
/// A cookie whose session was ended is nothing to warn of: every device that was signed out brings one.
const USUAL: &str = "info,tower_http=info,sqlx=warn,tower_sessions_core=error";

/// Starts writing to standard error.
pub fn write() {
    let logs = tracing_subscriber::fmt().with_env_filter(filter()).with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() { logs.compact().init() } else { logs.json().flatten_event(true).init() }
}

/// How much is logged.
#[must_use]
pub fn filter() -> EnvFilter {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL));
    // It writes down what it cannot read: pieces of what a browser sent.
    match "webauthn_rs_core=off".parse() {
        Ok(silence) => filter.add_directive(silence),
        Err(_) => filter,
    }
}
