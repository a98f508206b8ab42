//! Clients that come over UDP: one socket, one loop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::UdpSocket;

use crate::allocation::Link;
use crate::exchange::Exchange;
use crate::scratch::{self, BURST_PACKETS_MAX, DATAGRAM_BYTES_MAX, HEADROOM};

/// Receives from all clients, until the task is stopped.
pub(crate) async fn listen(exchange: Arc<Exchange>, socket: UdpSocket) -> io::Result<()> {
    let socket = Arc::new(socket);
    let mut link = Link::Udp { socket: Arc::clone(&socket), client: SocketAddr::from(([0; 4], 0)) };
    loop {
        socket.readable().await?;
        let more = scratch::with(|buffer| receive_burst(&exchange, &socket, &mut link, buffer));
        if more {
            tokio::task::yield_now().await;
        }
    }
}

/// Takes what has arrived, and says whether there may be more.
fn receive_burst(exchange: &Arc<Exchange>, socket: &UdpSocket, link: &mut Link, buffer: &mut [u8]) -> bool {
    for _ in 0..BURST_PACKETS_MAX {
        match socket.try_recv_from(&mut buffer[HEADROOM..HEADROOM + DATAGRAM_BYTES_MAX]) {
            Ok((length, from)) => {
                if let Link::Udp { client, .. } = link {
                    *client = from;
                }
                exchange.receive(link, buffer, HEADROOM..HEADROOM + length);
            }
            Err(_) => return false,
        }
    }
    true
}
