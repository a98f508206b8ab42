//! The way back to a client.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::UdpSocket;

use crate::sockets;
use crate::tcp::Outbox;

/// How a client talks to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Transport {
    Udp,
    Tcp,
}

/// A client, as far as the network knows them: our side of the five-tuple is always the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ClientKey {
    pub(crate) transport: Transport,
    pub(crate) address: SocketAddr,
}

/// The way back to a client.
#[derive(Clone)]
pub(crate) enum Link {
    Udp { socket: Arc<UdpSocket>, client: SocketAddr },
    Tcp(Arc<Outbox>),
}

impl Link {
    pub(crate) fn key(&self) -> ClientKey {
        match self {
            Self::Udp { client, .. } => ClientKey { transport: Transport::Udp, address: *client },
            Self::Tcp(outbox) => ClientKey { transport: Transport::Tcp, address: outbox.client },
        }
    }

    pub(crate) fn is_stream(&self) -> bool {
        matches!(self, Self::Tcp(_))
    }

    /// Sends a whole frame, or none of it.
    pub(crate) fn send(&self, frame: &[u8]) -> bool {
        match self {
            Self::Udp { socket, client } => sockets::send_to(socket, frame, *client),
            Self::Tcp(outbox) => outbox.send(frame),
        }
    }
}
