//! Opening sockets, and sending on them without asking the runtime first.

use std::io;
use std::net::{IpAddr, SocketAddr};

use socket2::{Domain, Protocol, SockRef, Socket, Type};
use tokio::net::{TcpListener, UdpSocket};

/// Everybody's packets arrive here; the kernel may grant less.
pub(crate) const LISTEN_BUFFER_BYTES: usize = 4 << 20;
/// One call's packets; enough for a key frame at once.
pub(crate) const RELAY_BUFFER_BYTES: usize = 512 << 10;

const ACCEPT_QUEUE_MAX: i32 = 1024;
const PORT_PAIR_TRIES_MAX: usize = 32;

/// UDP and TCP on one port number; with port 0, one that is free for both.
pub(crate) fn open_pair(listen: SocketAddr) -> io::Result<(UdpSocket, TcpListener)> {
    let mut tries = 0;
    loop {
        tries += 1;
        let udp = open_udp(listen, LISTEN_BUFFER_BYTES)?;
        let address = SocketAddr::new(listen.ip(), udp.local_addr()?.port());
        match open_tcp(address) {
            Ok(tcp) => return Ok((udp, tcp)),
            Err(error) if listen.port() != 0 || tries == PORT_PAIR_TRIES_MAX => return Err(error),
            Err(_) => {}
        }
    }
}

/// A UDP socket with generous buffers.
pub(crate) fn open_udp(address: SocketAddr, buffer_bytes: usize) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    socket.set_nonblocking(true)?;
    // A smaller buffer than wished for is no reason not to start.
    let _ = socket.set_recv_buffer_size(buffer_bytes);
    let _ = socket.set_send_buffer_size(buffer_bytes);
    bind(&socket, address)?;
    UdpSocket::from_std(socket.into())
}

/// Sends one datagram. The socket is asked directly: nearly always it can take it, and when not, the datagram is lost
/// as any other on a full line.
pub(crate) fn send_to(socket: &UdpSocket, data: &[u8], to: SocketAddr) -> bool {
    SockRef::from(socket).send_to(data, &to.into()).is_ok()
}

fn open_tcp(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_nonblocking(true)?;
    socket.set_reuse_address(true)?;
    bind(&socket, address)?;
    socket.listen(ACCEPT_QUEUE_MAX)?;
    TcpListener::from_std(socket.into())
}

fn bind(socket: &Socket, address: SocketAddr) -> io::Result<()> {
    if address.ip() == IpAddr::V6(std::net::Ipv6Addr::UNSPECIFIED) {
        // IPv4 clients come in by the same door.
        socket.set_only_v6(false)?;
    }
    socket.bind(&address.into())
}
