//! What the room says: states, troubles and times, in the language of the reader.

use domain::calls::{Media, Switch};

use super::{
    devices::{Device, Kind, Trouble},
    socket::End,
    state::{CallState, DeviceState, Facts, LineState, Other, Own},
    stats::Quality,
};
use crate::{i18n::t_string, ui::Glyph, words::Language};

/// How the connection is, on top of the room.
pub(super) fn connection(i18n: Language, facts: Facts, name: &str) -> String {
    match facts.state() {
        CallState::Connected if facts.quality == Quality::Unstable => t_string!(i18n, calls.status.unstable).to_owned(),
        CallState::Connected => t_string!(i18n, calls.status.good).to_owned(),
        CallState::Reconnecting => t_string!(i18n, calls.status.reconnecting).to_owned(),
        CallState::Connecting if facts.line == LineState::Opening => t_string!(i18n, calls.status.entering).to_owned(),
        CallState::Connecting => t_string!(i18n, calls.status.connecting, name = name),
        CallState::Waiting if facts.other == Other::Left => t_string!(i18n, calls.status.left, name = name),
        CallState::Waiting => t_string!(i18n, calls.status.waiting, name = name),
    }
}

/// The same with its icon.
pub(super) const fn connection_icon(facts: Facts) -> Glyph {
    match (facts.state(), facts.quality) {
        (CallState::Connected, Quality::Good) => Glyph::Connection,
        (CallState::Connected, Quality::Unstable) => Glyph::Warning,
        (CallState::Reconnecting, _) => Glyph::NoConnection,
        (CallState::Connecting | CallState::Waiting, _) => Glyph::Waiting,
    }
}

/// What is said aloud: only what changes the call, not every wave of its quality.
pub(super) fn announcement(i18n: Language, facts: Facts, name: &str) -> String {
    match facts.state() {
        CallState::Connected => t_string!(i18n, calls.status.connected_to, name = name),
        _ => connection(i18n, facts, name),
    }
}

/// What stands in the middle of the room while nobody is seen.
pub(super) fn curtain(i18n: Language, facts: Facts, name: &str) -> (String, Option<String>) {
    let text = match (facts.state(), facts.other, facts.line) {
        (CallState::Connected, ..) => return (t_string!(i18n, calls.status.no_video).to_owned(), None),
        (CallState::Waiting, Other::Left, _) => Some(t_string!(i18n, calls.status.left_text, name = name)),
        (CallState::Waiting, ..) => Some(t_string!(i18n, calls.status.waiting_text, name = name)),
        (CallState::Reconnecting, _, LineState::Lost) => Some(t_string!(i18n, calls.status.no_server).to_owned()),
        (CallState::Reconnecting, Other::Dropped, _) => Some(t_string!(i18n, calls.status.dropped, name = name)),
        _ => None,
    };
    (connection(i18n, facts, name), text)
}

/// Whether the other person's camera is on, as far as they said.
pub(super) const fn is_seen(media: Option<Media>) -> bool {
    !matches!(media, Some(Media { camera: Switch::Off, .. }))
}

/// Whether the other person's microphone is on, as far as they said.
pub(super) const fn is_heard(media: Option<Media>) -> bool {
    !matches!(media, Some(Media { microphone: Switch::Off, .. }))
}

/// What keeps a device from working.
pub(super) fn trouble(i18n: Language, trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Denied => t_string!(i18n, calls.trouble.denied),
        Trouble::NoDevice => t_string!(i18n, calls.trouble.no_device),
        Trouble::Busy => t_string!(i18n, calls.trouble.busy),
        Trouble::Insecure => t_string!(i18n, calls.trouble.insecure),
        Trouble::Unsupported => t_string!(i18n, calls.trouble.unsupported),
        Trouble::Unknown => t_string!(i18n, calls.trouble.unknown),
    }
}

/// A sentence for each device that does not work.
pub(super) fn troubles(i18n: Language, own: Own) -> Vec<String> {
    let of = |name: &str, state| match state {
        DeviceState::Missing(why) => Some(format!("{name}: {}", trouble(i18n, why))),
        DeviceState::On | DeviceState::Off => None,
    };
    [
        of(t_string!(i18n, calls.trouble.camera), own.camera),
        of(t_string!(i18n, calls.trouble.microphone), own.microphone),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What a kind of device is called.
pub(super) fn kind(i18n: Language, kind: Kind) -> &'static str {
    match kind {
        Kind::Microphone => t_string!(i18n, calls.control.microphone),
        Kind::Camera => t_string!(i18n, calls.control.camera),
        Kind::Speaker => t_string!(i18n, calls.control.speaker),
    }
}

/// The choices of one kind: id and name. Devices without a name are counted.
pub(super) fn choices(i18n: Language, devices: &[Device], of: Kind) -> Vec<(String, String)> {
    let devices = devices.iter().filter(|device| device.kind == of).enumerate().map(|(index, device)| {
        let name = if device.label.is_empty() {
            t_string!(i18n, calls.control.numbered, kind = kind(i18n, of), number = index + 1)
        } else {
            device.label.clone()
        };
        (device.id.clone(), name)
    });
    devices.collect()
}

/// How the stay in the room ended.
pub(super) fn ended(i18n: Language, why: &End) -> &'static str {
    match why {
        End::Left => t_string!(i18n, calls.after.left),
        End::Finished => t_string!(i18n, calls.after.finished),
        End::Replaced => t_string!(i18n, calls.after.replaced),
        End::Refused(_) => t_string!(i18n, calls.after.refused),
    }
}

/// Minutes and seconds.
pub(super) fn duration(i18n: Language, millis: u32) -> String {
    let seconds = millis / 1000;
    t_string!(i18n, calls.after.minutes, minutes = seconds / 60, seconds = seconds % 60)
}
