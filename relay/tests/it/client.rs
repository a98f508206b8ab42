//! A TURN client over UDP or TCP, as small as can be.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use relay::credentials::Credentials;
use relay::stun::{Class, Key, Message, Transaction, Writer, attribute, long_term_key, method, padded};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

use crate::world::PATIENCE;

pub(crate) const UDP: u32 = 17 << 24;

pub(crate) enum Socket {
    Udp(UdpSocket),
    Tcp(TcpStream),
}

pub(crate) struct Client {
    pub(crate) socket: Socket,
    pub(crate) proof: Option<Proof>,
}

#[derive(Clone)]
pub(crate) struct Proof {
    pub(crate) username: String,
    pub(crate) realm: String,
    pub(crate) nonce: String,
    pub(crate) key: Key,
}

/// What came from the relay.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Received {
    Answer(Vec<u8>),
    Indication(SocketAddr, Vec<u8>),
    Channel(u16, Vec<u8>),
}

impl Client {
    pub(crate) async fn udp(relay: SocketAddr) -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        socket.connect(relay).await.unwrap();
        Self { socket: Socket::Udp(socket), proof: None }
    }

    pub(crate) async fn tcp(relay: SocketAddr) -> Self {
        let stream = TcpStream::connect(relay).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self { socket: Socket::Tcp(stream), proof: None }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        match &self.socket {
            Socket::Udp(socket) => socket.local_addr().unwrap(),
            Socket::Tcp(stream) => stream.local_addr().unwrap(),
        }
    }

    pub(crate) async fn send(&mut self, packet: &[u8]) {
        match &mut self.socket {
            Socket::Udp(socket) => assert_eq!(socket.send(packet).await.unwrap(), packet.len()),
            Socket::Tcp(stream) => stream.write_all(packet).await.unwrap(),
        }
    }

    /// The next thing from the relay; none when it closed the connection.
    pub(crate) async fn next(&mut self) -> Option<Received> {
        let packet = match &mut self.socket {
            Socket::Udp(socket) => {
                let mut buffer = vec![0; 65_535];
                let length = timeout(PATIENCE, socket.recv(&mut buffer)).await.expect("nothing came").unwrap();
                buffer.truncate(length);
                buffer
            }
            Socket::Tcp(stream) => timeout(PATIENCE, frame(stream)).await.expect("nothing came")?,
        };
        Some(understand(packet))
    }

    pub(crate) async fn answer(&mut self) -> Vec<u8> {
        loop {
            if let Received::Answer(answer) = self.next().await.expect("the connection was closed") {
                return answer;
            }
        }
    }

    /// Asks, signed when there is a proof, and gives the answer or its error code.
    pub(crate) async fn ask(&mut self, request: Writer) -> Result<Vec<u8>, u16> {
        let request = match &self.proof {
            Some(proof) => proof.sign(request),
            None => request.finish(),
        };
        self.send(&request).await;
        let answer = self.answer().await;
        let message = Message::parse(&answer).unwrap();
        assert_eq!(message.transaction(), Message::parse(&request).unwrap().transaction());
        if let Some(code) = message.error_code() {
            return Err(code);
        }
        assert_eq!(message.class(), Class::Success);
        if let Some(proof) = &self.proof {
            assert!(message.is_signed_with(&proof.key), "the answer must be signed");
        }
        Ok(answer)
    }

    /// Fetches realm and nonce, and makes a proof of them.
    pub(crate) async fn challenge(&mut self, credentials: &Credentials) {
        self.send(&request(method::ALLOCATE).number(attribute::REQUESTED_TRANSPORT, UDP).finish()).await;
        let answer = self.answer().await;
        let message = Message::parse(&answer).unwrap();
        assert_eq!(message.error_code(), Some(401));
        let realm = message.text(attribute::REALM).unwrap().to_owned();
        self.proof = Some(Proof {
            username: credentials.username.clone(),
            nonce: message.text(attribute::NONCE).unwrap().to_owned(),
            key: long_term_key(&credentials.username, &realm, &credentials.password),
            realm,
        });
    }

    pub(crate) async fn try_allocate(&mut self, credentials: &Credentials) -> Result<SocketAddr, u16> {
        self.challenge(credentials).await;
        let answer = self.ask(request(method::ALLOCATE).number(attribute::REQUESTED_TRANSPORT, UDP)).await?;
        let message = Message::parse(&answer).unwrap();
        assert_eq!(message.address(attribute::XOR_MAPPED_ADDRESS), Some(self.address()));
        Ok(message.address(attribute::XOR_RELAYED_ADDRESS).unwrap())
    }

    pub(crate) async fn allocate(&mut self, participant: &str) -> SocketAddr {
        self.try_allocate(&crate::world::credentials(participant)).await.unwrap()
    }

    pub(crate) async fn permit(&mut self, peer: SocketAddr) -> Result<(), u16> {
        self.ask(request(method::CREATE_PERMISSION).address(attribute::XOR_PEER_ADDRESS, peer)).await.map(drop)
    }

    pub(crate) async fn bind(&mut self, number: u16, peer: SocketAddr) -> Result<(), u16> {
        let request = request(method::CHANNEL_BIND)
            .number(attribute::CHANNEL_NUMBER, u32::from(number) << 16)
            .address(attribute::XOR_PEER_ADDRESS, peer);
        self.ask(request).await.map(drop)
    }

    pub(crate) async fn refresh(&mut self, seconds: u32) -> Result<u32, u16> {
        let answer = self.ask(request(method::REFRESH).number(attribute::LIFETIME, seconds)).await?;
        Ok(Message::parse(&answer).unwrap().number(attribute::LIFETIME).unwrap())
    }

    pub(crate) async fn indicate(&mut self, peer: SocketAddr, data: &[u8]) {
        let indication = Writer::new(Class::Indication, method::SEND, &transaction())
            .address(attribute::XOR_PEER_ADDRESS, peer)
            .bytes(attribute::DATA, data);
        self.send(&indication.finish()).await;
    }

    pub(crate) async fn say(&mut self, number: u16, data: &[u8]) {
        let length = u16::try_from(data.len()).unwrap();
        let mut frame = [&number.to_be_bytes(), &length.to_be_bytes(), data].concat();
        if matches!(self.socket, Socket::Tcp(_)) {
            frame.resize(padded(frame.len()), 0);
        }
        self.send(&frame).await;
    }
}

impl Proof {
    pub(crate) fn sign(&self, request: Writer) -> Vec<u8> {
        request
            .bytes(attribute::USERNAME, self.username.as_bytes())
            .bytes(attribute::REALM, self.realm.as_bytes())
            .bytes(attribute::NONCE, self.nonce.as_bytes())
            .signed(&self.key)
            .fingerprinted()
            .finish()
    }
}

pub(crate) fn request(method: u16) -> Writer {
    Writer::new(Class::Request, method, &transaction())
}

pub(crate) fn transaction() -> Transaction {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    let mut bytes = *b"test00000000";
    bytes[4..].copy_from_slice(&COUNT.fetch_add(1, Relaxed).to_be_bytes());
    bytes
}

async fn frame(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut frame = vec![0; 4];
    stream.read_exact(&mut frame).await.ok()?;
    let length = usize::from(u16::from_be_bytes([frame[2], frame[3]]));
    let whole = if frame[0] >> 6 == 1 { padded(4 + length) } else { 20 + length };
    frame.resize(whole, 0);
    stream.read_exact(&mut frame[4..]).await.ok()?;
    Some(frame)
}

fn understand(packet: Vec<u8>) -> Received {
    if packet[0] >> 6 == 1 {
        let length = usize::from(u16::from_be_bytes([packet[2], packet[3]]));
        return Received::Channel(u16::from_be_bytes([packet[0], packet[1]]), packet[4..4 + length].to_vec());
    }
    let message = Message::parse(&packet).expect("the relay speaks STUN");
    if message.class() == Class::Indication {
        let peer = message.address(attribute::XOR_PEER_ADDRESS).unwrap();
        return Received::Indication(peer, message.attribute(attribute::DATA).unwrap().to_vec());
    }
    Received::Answer(packet)
}
