//! Which camera, which microphone, which loudspeaker.

use leptos::prelude::*;

use super::{devices::Kind, room::Room, words};
use crate::{
    i18n::{t_string, use_i18n},
    layout::stage::LiveSelect,
    ui::Stack,
};

/// A choice for every kind of device of which there is more than nothing to choose.
#[component]
pub(super) fn DeviceChoices(
    room: Room,
    /// The loudspeaker in use, where it can be chosen.
    speaker: Option<RwSignal<String>>,
) -> impl IntoView {
    view! {
        <Stack>
            <DeviceChoice room kind=Kind::Camera id="choice-camera"/>
            <DeviceChoice room kind=Kind::Microphone id="choice-microphone"/>
            {speaker.map(|speaker| view! { <SpeakerChoice room speaker/> })}
        </Stack>
    }
}

#[component]
fn DeviceChoice(room: Room, kind: Kind, id: &'static str) -> impl IntoView {
    let i18n = use_i18n();
    let shown = room.shown();
    let options = Memo::new(move |_| shown.devices.with(|devices| words::choices(i18n, devices, kind)));
    let value = Signal::derive(move || {
        // Whatever changes a device also changes one of these.
        shown.own.track();
        shown.devices.track();
        room.with_call(|call| call.current(kind)).flatten().unwrap_or_default()
    });
    let choose = Callback::new(move |id: String| room.tell(|call| call.choose(kind, id)));
    move || {
        (!options.with(Vec::is_empty)).then(|| {
            view! {
                <LiveSelect
                    id
                    label=move || words::kind(i18n, kind).to_owned()
                    options
                    value
                    on_choose=choose
                />
            }
        })
    }
}

#[component]
fn SpeakerChoice(room: Room, speaker: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let options = Memo::new(move |_| {
        let found = room.shown().devices.with(|devices| words::choices(i18n, devices, Kind::Speaker));
        let system = (String::new(), t_string!(i18n, calls.control.system).to_owned());
        std::iter::once(system).chain(found).collect::<Vec<_>>()
    });
    move || {
        (options.with(Vec::len) > 1).then(|| {
            view! {
                <LiveSelect
                    id="choice-speaker"
                    label=move || words::kind(i18n, Kind::Speaker).to_owned()
                    options
                    value=speaker
                    on_choose=Callback::new(move |id| speaker.set(id))
                />
            }
        })
    }
}
