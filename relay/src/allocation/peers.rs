//! Which peers a client permitted, and by which channel numbers they are short-named. Time is an argument.

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

/// RFC 8656, section 9.
const PERMISSION: Duration = Duration::from_mins(5);
/// RFC 8656, section 12.
const CHANNEL: Duration = Duration::from_mins(10);
/// A call has four people at most, each with a handful of candidates.
const PERMISSIONS_MAX: usize = 64;
const CHANNELS_MAX: usize = 64;

/// RFC 8656 ends at 0x4fff; RFC 5766 clients, coturn's among them, go on to 0x7fff.
pub(crate) const CHANNEL_NUMBERS: RangeInclusive<u16> = 0x4000..=0x7fff;

/// Permissions and channels of one allocation.
#[derive(Default)]
pub(crate) struct Peers {
    permissions: Vec<Permission>,
    channels: Vec<Channel>,
}

struct Permission {
    ip: IpAddr,
    until: Instant,
}

struct Channel {
    number: u16,
    peer: SocketAddr,
    until: Instant,
}

/// Why a channel or permission could not be noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Full {
    /// There are enough.
    Enough,
    /// The number stands for another peer, or the peer has another number.
    Taken,
}

impl Peers {
    /// Permits an address, or lengthens its permission.
    pub(crate) fn permit(&mut self, ip: IpAddr, now: Instant) -> Result<(), Full> {
        let until = now + PERMISSION;
        if let Some(known) = self.permissions.iter_mut().find(|known| known.ip == ip) {
            known.until = until;
            return Ok(());
        }
        self.permissions.retain(|known| now < known.until);
        if self.permissions.len() >= PERMISSIONS_MAX {
            return Err(Full::Enough);
        }
        self.permissions.push(Permission { ip, until });
        Ok(())
    }

    /// Gives a peer a channel number, or lengthens its use; permits the peer as well.
    pub(crate) fn bind(&mut self, number: u16, peer: SocketAddr, now: Instant) -> Result<(), Full> {
        self.channels.retain(|known| now < known.until);
        let until = now + CHANNEL;
        if let Some(known) = self.channels.iter_mut().find(|known| known.number == number || known.peer == peer) {
            if known.number != number || known.peer != peer {
                return Err(Full::Taken);
            }
            known.until = until;
        } else if self.channels.len() >= CHANNELS_MAX {
            return Err(Full::Enough);
        } else {
            self.channels.push(Channel { number, peer, until });
        }
        self.permit(peer.ip(), now)
    }

    /// Whether data may go to and come from this address.
    pub(crate) fn permits(&self, ip: IpAddr, now: Instant) -> bool {
        self.permissions.iter().any(|known| known.ip == ip && now < known.until)
    }

    /// Whom a channel number stands for, if they are still permitted.
    pub(crate) fn peer_of(&self, number: u16, now: Instant) -> Option<SocketAddr> {
        let channel = self.channels.iter().find(|known| known.number == number && now < known.until)?;
        self.permits(channel.peer.ip(), now).then_some(channel.peer)
    }

    /// The channel number of a peer, if it has one.
    pub(crate) fn channel_to(&self, peer: SocketAddr, now: Instant) -> Option<u16> {
        self.channels.iter().find(|known| known.peer == peer && now < known.until).map(|known| known.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(last: u8, port: u16) -> SocketAddr {
        ([198, 51, 100, last], port).into()
    }

    #[test]
    fn a_permission_is_for_an_address_and_ends() {
        let now = Instant::now();
        let mut peers = Peers::default();
        peers.permit(peer(1, 0).ip(), now).unwrap();
        assert!(peers.permits(peer(1, 0).ip(), now));
        assert!(!peers.permits(peer(2, 0).ip(), now));
        assert!(!peers.permits(peer(1, 0).ip(), now + PERMISSION));
    }

    #[test]
    fn a_channel_outlives_its_permission_but_does_not_relay_without_it() {
        let now = Instant::now();
        let mut peers = Peers::default();
        peers.bind(0x4000, peer(1, 9), now).unwrap();
        assert_eq!(peers.peer_of(0x4000, now), Some(peer(1, 9)));
        assert_eq!(peers.peer_of(0x4000, now + PERMISSION), None);
        peers.permit(peer(1, 9).ip(), now + PERMISSION).unwrap();
        assert_eq!(peers.peer_of(0x4000, now + PERMISSION), Some(peer(1, 9)));
        assert_eq!(peers.channel_to(peer(1, 9), now + CHANNEL), None);
    }

    #[test]
    fn a_number_and_a_peer_belong_together_until_the_channel_ends() {
        let now = Instant::now();
        let mut peers = Peers::default();
        peers.bind(0x4000, peer(1, 9), now).unwrap();
        assert_eq!(peers.bind(0x4000, peer(2, 9), now), Err(Full::Taken));
        assert_eq!(peers.bind(0x4001, peer(1, 9), now), Err(Full::Taken));
        assert_eq!(peers.bind(0x4000, peer(2, 9), now + CHANNEL), Ok(()));
    }

    #[test]
    fn permissions_and_channels_are_limited_and_the_ended_make_room() {
        let now = Instant::now();
        let mut peers = Peers::default();
        for last in 0..64 {
            peers.bind(0x4000 + u16::from(last), peer(last, 9), now).unwrap();
        }
        assert_eq!(peers.permit(peer(64, 9).ip(), now), Err(Full::Enough));
        assert_eq!(peers.bind(0x5000, peer(64, 9), now), Err(Full::Enough));
        assert_eq!(peers.permit(peer(64, 9).ip(), now + PERMISSION), Ok(()));
    }
}
