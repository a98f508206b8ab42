//! The bare comparisons: our own stack with nothing in it. They check nothing, keep nothing and forget everything.

mod echo;
mod hello;
mod relay;
mod tcp;

use anyhow::{Result, bail};
use tokio::{net::TcpListener, runtime::Runtime};

use crate::process::{Server, address, free_port, pinned};

/// Read buffer of a socket, as ours has it.
const READ_BUFFER_BYTES: usize = 4 * 1024;

/// Runs a peer until it is killed.
pub fn run(name: &str, port: u16) -> Result<()> {
    Runtime::new()?.block_on(async {
        let listener = TcpListener::bind(address(port)).await?;
        match name {
            "relay" => relay::serve(listener).await,
            "echo" => echo::serve(listener).await,
            "hello" => hello::serve(listener).await,
            "tcp" => tcp::serve(listener).await,
            _ => bail!("no such peer: {name}"),
        }
    })
}

/// Starts a peer in a process of its own, where the servers run.
pub fn start(name: &str) -> Result<Server> {
    let port = free_port()?;
    let mut command = pinned(&std::env::current_exe()?);
    command.args(["peer", name, &port.to_string()]);
    Server::start(command, port)
}
