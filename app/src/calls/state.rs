//! What the room shows of the call, from what is known of it.

use domain::calls::{Media, Route, Switch};

use super::{devices::Trouble, socket::End, stats::Quality};

/// The line to the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum LineState {
    #[default]
    Opening,
    Open,
    Lost,
}

/// The other person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Other {
    /// Not here yet.
    #[default]
    Away,
    Here,
    /// Their line broke; they may come back.
    Dropped,
    /// They hung up.
    Left,
}

/// The path of sound and picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Path {
    /// None.
    #[default]
    Absent,
    /// Being looked for, for the first time.
    Sought,
    Stands,
    /// It stood, and broke.
    Broken,
}

/// Everything the room knows, small enough to be copied.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    pub(crate) line: LineState,
    pub(crate) other: Other,
    pub(crate) path: Path,
    pub(crate) quality: Quality,
    pub(crate) route: Option<Route>,
}

/// The call in one word: it stands on the page as `data-call-state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CallState {
    Waiting,
    Connecting,
    Connected,
    Reconnecting,
}

impl CallState {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Connecting => "connecting",
            Self::Connected => "connected",
            Self::Reconnecting => "reconnecting",
        }
    }
}

impl Facts {
    pub(crate) const fn state(self) -> CallState {
        match (self.path, self.other, self.line) {
            // Media needs no line: a call goes on while the server is away.
            (Path::Stands, _, _) => CallState::Connected,
            (_, Other::Left, _) => CallState::Waiting,
            (Path::Broken, _, _) | (_, Other::Dropped, _) | (_, _, LineState::Lost) => CallState::Reconnecting,
            (_, Other::Here, _) | (_, _, LineState::Opening) => CallState::Connecting,
            (_, Other::Away, LineState::Open) => CallState::Waiting,
        }
    }
}

/// What the page of the room shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    /// The card before the door: nothing is touched before the person says so.
    #[default]
    Card,
    /// In the room.
    Room,
    /// Out of it.
    Over(Over),
}

/// How the time in the room ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Over {
    pub(crate) why: End,
    /// How long both were connected, in milliseconds; none when never.
    pub(crate) connected_ms: Option<u32>,
    pub(crate) reconnections: u32,
}

impl Phase {
    /// The phase in one word, for `data-call-state` outside the room.
    pub(crate) const fn as_str(&self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::Room => "room",
            Self::Over(over) => match over.why {
                End::Left => "left",
                End::Finished => "finished",
                End::Replaced => "replaced",
                End::Refused(_) => "refused",
            },
        }
    }
}

/// One of our own devices, as the room shows it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Own {
    pub(crate) microphone: DeviceState,
    pub(crate) camera: DeviceState,
}

/// Whether a device gives sound or picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum DeviceState {
    On,
    /// By the person's choice.
    #[default]
    Off,
    Missing(Trouble),
}

impl DeviceState {
    pub(crate) const fn is_on(self) -> bool {
        matches!(self, Self::On)
    }

    const fn switch(self) -> Switch {
        if self.is_on() { Switch::On } else { Switch::Off }
    }
}

impl Own {
    /// What the other side is told.
    pub(crate) const fn media(self) -> Media {
        Media { microphone: self.microphone.switch(), camera: self.camera.switch() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: [LineState; 3] = [LineState::Opening, LineState::Open, LineState::Lost];
    const OTHERS: [Other; 4] = [Other::Away, Other::Here, Other::Dropped, Other::Left];

    fn state(line: LineState, other: Other, path: Path) -> CallState {
        Facts { line, other, path, ..Facts::default() }.state()
    }

    #[test]
    fn while_media_flows_the_call_is_connected_whatever_the_line_does() {
        for line in LINES {
            for other in OTHERS {
                assert_eq!(state(line, other, Path::Stands), CallState::Connected);
            }
        }
    }

    #[test]
    fn a_broken_path_is_being_mended_unless_the_other_hung_up() {
        for line in LINES {
            for other in [Other::Away, Other::Here, Other::Dropped] {
                assert_eq!(state(line, other, Path::Broken), CallState::Reconnecting);
            }
            assert_eq!(state(line, Other::Left, Path::Broken), CallState::Waiting);
        }
    }

    #[test]
    fn coming_in_waiting_and_meeting_have_their_words() {
        assert_eq!(state(LineState::Opening, Other::Away, Path::Absent), CallState::Connecting);
        assert_eq!(state(LineState::Open, Other::Away, Path::Absent), CallState::Waiting);
        assert_eq!(state(LineState::Open, Other::Here, Path::Absent), CallState::Connecting);
        assert_eq!(state(LineState::Open, Other::Here, Path::Sought), CallState::Connecting);
        assert_eq!(state(LineState::Lost, Other::Away, Path::Absent), CallState::Reconnecting);
        assert_eq!(state(LineState::Open, Other::Dropped, Path::Sought), CallState::Reconnecting);
    }

    #[test]
    fn a_missing_device_counts_as_off_for_the_other_side() {
        let own = Own { microphone: DeviceState::Missing(Trouble::Busy), camera: DeviceState::On };
        assert_eq!(own.media(), Media { microphone: Switch::Off, camera: Switch::On });
    }
}
