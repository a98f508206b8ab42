//! Calls: the signals of a video consultation, who sits where, and what is kept of it.
//! The protocol in prose, with its order and limits, is `docs/calls-protocol.md`.

use serde::{Deserialize, Serialize};

use crate::{CallId, Local};

/// The sub-protocol of the call socket; the ticket travels beside it as `ticket.<text>`.
pub const SUBPROTOCOL: &str = "amparo.calls.v1";
/// Largest signal on the wire.
pub const SIGNAL_BYTES_MAX: usize = 64 * 1024;
/// Largest session description.
pub const SDP_BYTES_MAX: usize = 48 * 1024;
/// Largest ICE candidate.
pub const CANDIDATE_BYTES_MAX: usize = 1024;
/// Signals one socket may send in a second, over a while.
pub const SIGNALS_A_SECOND_MAX: u32 = 100;
/// Signals one socket may send at once.
pub const SIGNALS_BURST_MAX: u32 = 100;
/// Signals that wait for a slow reader before it is dropped.
pub const SIGNALS_WAITING_MAX: usize = 128;
// What one may send at once, the other's queue holds: an honest burst costs nobody the seat.
const _: () = assert!((SIGNALS_BURST_MAX as usize) < SIGNALS_WAITING_MAX);
/// The browser asks for a sign of life this often.
pub const HEARTBEAT_SECONDS: u32 = 10;
/// A socket silent for this long is dead.
pub const SILENCE_SECONDS_MAX: u32 = 30;
/// A ticket is spent within this time, or never.
pub const TICKET_SECONDS: i64 = 60;
/// TURN credentials outlive the room by this long.
pub const RELAY_GRACE_SECONDS: i64 = 5 * 60;
/// A number of milliseconds in a summary is at most this.
pub const SUMMARY_MILLIS_MAX: u32 = 24 * 60 * 60 * 1000;

/// Why the server closed the socket (RFC 6455, 7.4.2: 4000-4999 are ours).
pub mod close {
    /// The visit is finished; do not come back.
    pub const FINISHED: u16 = 4000;
    /// The same seat was taken from another window; do not come back by yourself.
    pub const REPLACED: u16 = 4001;
    /// A signal was malformed, too large, or out of order.
    pub const BAD_SIGNAL: u16 = 4002;
    /// Too many signals.
    pub const TOO_FAST: u16 = 4003;
    /// Signals were not read quickly enough, or no sign of life came.
    pub const TOO_SLOW: u16 = 4004;
    /// The server goes away; come back soon.
    pub const COME_BACK: u16 = 4005;
    /// The person left; the room forgets the socket.
    pub const LEFT: u16 = 4006;
}

words! {
    /// Where somebody sits in a call of two.
    Seat {
        /// The patient of the appointment.
        Patient = "patient",
        /// Its professional.
        Professional = "professional",
    }
}

impl Seat {
    /// The other seat.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Patient => Self::Professional,
            Self::Professional => Self::Patient,
        }
    }

    /// The polite side yields when two offers cross (perfect negotiation).
    #[must_use]
    pub const fn is_polite(self) -> bool {
        matches!(self, Self::Patient)
    }
}

/// One message on the call socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Signal {
    /// Server: you are in; here is what you need. Always the first signal of a socket.
    Welcome(Welcome),
    /// Server: the other person is here.
    PeerJoined,
    /// Server: the other person's socket broke; they may come back.
    PeerDropped,
    /// Server: the other person hung up.
    PeerLeft,
    /// Server: the professional finished the visit.
    Finished,
    /// Server: this process stops; come back after so many milliseconds.
    ComeBack(u32),
    /// Server: answer to [`Signal::Ping`].
    Pong,

    /// Between the two: a session description.
    Description(Description),
    /// Between the two: an ICE candidate.
    Candidate(Candidate),
    /// Between the two: which of my devices are on.
    Media(Media),

    /// Browser: are you there?
    Ping,
    /// Browser: how the call went, once, before leaving.
    Summary(Summary),
    /// Browser: I hang up.
    Leave,
}

/// What the server decided about a socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Welcome {
    /// The call.
    pub call: CallId,
    /// Where this person sits.
    pub seat: Seat,
    /// Whether the other person is here already.
    pub peer_is_here: bool,
    /// How media may travel.
    pub ice_servers: Vec<IceServer>,
}

/// A STUN or TURN server, in the shape of `RTCIceServer`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IceServer {
    /// Addresses.
    pub urls: Vec<String>,
    /// TURN user, valid for a while.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// TURN password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

words! {
    /// The two kinds of session description in use.
    DescriptionKind {
        /// An offer.
        Offer = "offer",
        /// An answer.
        Answer = "answer",
    }
}

/// A session description (RFC 8829).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// Offer or answer.
    pub kind: DescriptionKind,
    /// The SDP text.
    pub sdp: String,
}

/// An ICE candidate (RFC 8838); an empty text ends the candidates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    /// The candidate line.
    pub candidate: String,
    /// Media section it belongs to.
    #[serde(default)]
    pub sdp_mid: Option<String>,
    /// Index of that section.
    #[serde(default)]
    pub sdp_m_line_index: Option<u16>,
}

words! {
    /// A switch.
    Switch {
        /// On.
        On = "on",
        /// Off.
        Off = "off",
    }
}

/// Which devices of a person are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Media {
    /// Microphone.
    pub microphone: Switch,
    /// Camera.
    pub camera: Switch,
}

words! {
    /// How media travelled.
    Route {
        /// From browser to browser.
        Direct = "direct",
        /// Through a TURN relay.
        Relayed = "relayed",
    }
}

/// How the call went, as one browser saw it. What the browser does not know is absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// From the other person's arrival to the first remote picture, in milliseconds.
    #[serde(default)]
    pub setup_ms: Option<u32>,
    /// How long media was connected, in milliseconds.
    #[serde(default)]
    pub connected_ms: Option<u32>,
    /// Round-trip time, in milliseconds.
    #[serde(default)]
    pub rtt_ms: Option<u32>,
    /// Jitter of what was received, in milliseconds.
    #[serde(default)]
    pub jitter_ms: Option<u32>,
    /// Packets lost of a thousand.
    #[serde(default)]
    pub loss_permille: Option<u32>,
    /// Direct or relayed.
    #[serde(default)]
    pub route: Option<Route>,
    /// How often media had to be connected anew.
    #[serde(default)]
    pub reconnections: Option<u32>,
}

/// Why a signal was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadSignal {
    /// Not JSON, or not a signal.
    Malformed,
    /// A part is larger than allowed, or a number is out of range.
    TooLarge,
    /// A signal only the server may send.
    NotYours,
}

impl Signal {
    /// Whether a browser may send this, within the limits of each part.
    ///
    /// # Errors
    /// Too large, or a server's signal.
    pub fn check_from_browser(&self) -> Result<(), BadSignal> {
        let within = match self {
            Self::Description(description) => description.sdp.len() <= SDP_BYTES_MAX,
            Self::Candidate(candidate) => {
                candidate.candidate.len() <= CANDIDATE_BYTES_MAX
                    && candidate.sdp_mid.as_ref().is_none_or(|mid| mid.len() <= 64)
            }
            Self::Summary(summary) => summary.is_sane(),
            Self::Media(_) | Self::Ping | Self::Leave => true,
            Self::Welcome(_)
            | Self::PeerJoined
            | Self::PeerDropped
            | Self::PeerLeft
            | Self::Finished
            | Self::ComeBack(_)
            | Self::Pong => return Err(BadSignal::NotYours),
        };
        if within { Ok(()) } else { Err(BadSignal::TooLarge) }
    }

    /// Whether the server passes this on to the other person as it is.
    #[must_use]
    pub const fn is_for_peer(&self) -> bool {
        matches!(self, Self::Description(_) | Self::Candidate(_) | Self::Media(_))
    }
}

impl Summary {
    fn is_sane(&self) -> bool {
        let millis = [self.setup_ms, self.connected_ms, self.rtt_ms, self.jitter_ms];
        millis.into_iter().flatten().all(|value| value <= SUMMARY_MILLIS_MAX)
            && self.loss_permille.is_none_or(|loss| loss <= 1000)
            && self.reconnections.is_none_or(|count| count <= 10_000)
    }
}

/// What a browser needs to open the call socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// The call.
    pub call: CallId,
    /// Spent once, within [`TICKET_SECONDS`].
    pub secret: String,
}

/// What is kept of a call, for the page of a visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallLog {
    /// The call.
    pub id: CallId,
    /// When the first person came in.
    pub started: Option<Local>,
    /// When the last person left.
    pub ended: Option<Local>,
    /// For how many seconds both were there.
    pub together_seconds: i64,
    /// Every time somebody was in the room, in order.
    pub attendances: Vec<Attendance>,
    /// How it went, at most one of each seat.
    pub summaries: Vec<(Seat, Summary)>,
}

/// One stay of one person in the room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attendance {
    /// Who.
    pub seat: Seat,
    /// From when.
    pub joined: Local,
    /// Until when; none while they are there.
    pub left: Option<Local>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Signal, serde_json::Error> {
        serde_json::from_str(text)
    }

    #[test]
    fn the_wire_reads_as_the_protocol_says() {
        assert_eq!(parse("\"ping\"").unwrap(), Signal::Ping);
        assert_eq!(parse("\"leave\"").unwrap(), Signal::Leave);
        let offer = parse(r#"{"description":{"kind":"offer","sdp":"v=0"}}"#).unwrap();
        assert_eq!(offer, Signal::Description(Description { kind: DescriptionKind::Offer, sdp: "v=0".into() }));
        let media = parse(r#"{"media":{"microphone":"on","camera":"off"}}"#).unwrap();
        assert_eq!(media, Signal::Media(Media { microphone: Switch::On, camera: Switch::Off }));
        assert_eq!(serde_json::to_string(&Signal::ComeBack(500)).unwrap(), r#"{"come_back":500}"#);
    }

    #[test]
    fn what_is_not_a_signal_is_refused() {
        for text in [
            "",
            "null",
            "[]",
            "{}",
            "\"shout\"",
            "{\"ping\":1}",
            r#"{"description":{"kind":"pranswer","sdp":""}}"#,
            r#"{"description":{"kind":"offer","sdp":"v=0","role":"administrator"}}"#,
            r#"{"candidate":{"candidate":1}}"#,
            r#"{"summary":{"rtt_ms":-1}}"#,
            r#"{"summary":{"rtt_ms":1e99}}"#,
            r#"{"ping":null,"leave":null}"#,
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_browser_sends_only_its_own_signals_within_their_limits() {
        let sdp = |length| Signal::Description(Description { kind: DescriptionKind::Offer, sdp: "a".repeat(length) });
        assert_eq!(sdp(SDP_BYTES_MAX).check_from_browser(), Ok(()));
        assert_eq!(sdp(SDP_BYTES_MAX + 1).check_from_browser(), Err(BadSignal::TooLarge));
        let loss = |loss| Signal::Summary(Summary { loss_permille: Some(loss), ..Summary::default() });
        assert_eq!(loss(1000).check_from_browser(), Ok(()));
        assert_eq!(loss(1001).check_from_browser(), Err(BadSignal::TooLarge));
        for server_only in [Signal::PeerJoined, Signal::Finished, Signal::Pong, Signal::ComeBack(1)] {
            assert_eq!(server_only.check_from_browser(), Err(BadSignal::NotYours));
        }
    }

    #[test]
    fn the_two_seats_face_each_other_and_one_is_polite() {
        assert_eq!(Seat::Patient.other(), Seat::Professional);
        assert_ne!(Seat::Patient.is_polite(), Seat::Professional.is_polite());
    }
}
