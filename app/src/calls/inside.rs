//! In the room: the other person large, ourselves small, a few round buttons.

use domain::calls::Seat;
use leptos::{ev, html, prelude::*};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{
    call::Call,
    choices::DeviceChoices,
    devices::Kind,
    finish::{Finish, NotePanel},
    picture::{self, FirstPicture},
    room::Room,
    state::CallState,
    words,
};
use crate::{
    i18n::{t, t_string, use_i18n},
    layout::stage::{
        Announcement, CallSpace, Controls, Curtain, Mark, OwnPicture, Pictures, RemotePicture, RoundButton, RoundKind,
        StageHeader, TapOver,
    },
    ui::{Alert, Button, ButtonSize, Dialog, Glyph, Muted, Stack, Text, Tone},
};

/// The controls fade after this long without a movement.
const IDLE_SECONDS: u64 = 5;

/// What is open beside or over the pictures.
#[derive(Clone, Copy)]
struct Open {
    devices: RwSignal<bool>,
    note: RwSignal<bool>,
    finish: RwSignal<bool>,
}

/// The call itself.
#[component]
pub(super) fn InCall(room: Room) -> impl IntoView {
    let i18n = use_i18n();
    let shown = room.shown();
    let name = Memo::new(move |_| room.other_name(i18n));
    let open = Open { devices: RwSignal::new(false), note: RwSignal::new(false), finish: RwSignal::new(false) };
    let stirred = RwSignal::new(());
    let is_idle = idle(stirred);
    // They fade only while there is something to look at.
    let is_still = Signal::derive(move || is_idle.get() && shown.facts.get().state() == CallState::Connected);
    shortcuts(room, stirred);
    let announcement = Memo::new(move |_| words::announcement(i18n, shown.facts.get(), &name.get()));
    view! {
        <CallSpace is_still on_stir=Callback::new(move |()| stirred.set(()))>
            <Pictures>
                <Others room name/>
                <Ourselves room/>
                <Buttons room open is_still/>
            </Pictures>
            <NotePanel room open=open.note/>
            <Finish room name open=open.finish/>
        </CallSpace>
        <Announcement words=announcement/>
    }
}

/// The other person: picture, name, connection.
#[component]
fn Others(room: Room, name: Memo<String>) -> impl IntoView {
    let i18n = use_i18n();
    let shown = room.shown();
    let video = NodeRef::<html::Video>::new();
    let wants_tap = picture::show(video, shown.remote);
    watch_first_picture(room, video);
    provide_context(RemoteVideo(video));
    let is_seen = Signal::derive(move || shown.remote.with(Option::is_some) && words::is_seen(shown.other_media.get()));
    let is_heard = move || words::is_heard(shown.other_media.get());
    let is_connected = move || shown.facts.get().state() == CallState::Connected;
    let curtain = Memo::new(move |_| words::curtain(i18n, shown.facts.get(), &name.get()));
    let listen = move |_| {
        if let Some(video) = video.get_untracked() {
            picture::play(&video, wants_tap);
        }
    };
    view! {
        <RemotePicture video name is_seen/>
        <Curtain
            is_drawn=Signal::derive(move || !is_connected() || !is_seen.get())
            name
            title=Signal::derive(move || curtain.get().0)
            text=Signal::derive(move || curtain.get().1)
        />
        <StageHeader name>
            <Mark
                icon=Signal::derive(move || words::connection_icon(shown.facts.get()))
                words=Signal::derive(move || words::connection(i18n, shown.facts.get(), &name.get()))
            />
            {move || (is_connected() && !is_heard()).then(|| view! {
                <Mark icon=Glyph::MicrophoneOff words=Signal::derive(move || t_string!(i18n, calls.status.muted).to_owned())/>
            })}
            {move || (is_connected() && !is_seen.get()).then(|| view! {
                <Mark icon=Glyph::CameraOff words=Signal::derive(move || t_string!(i18n, calls.status.no_video).to_owned())/>
            })}
        </StageHeader>
        {move || wants_tap.get().then(|| view! {
            <TapOver>
                <Button size=ButtonSize::Large icon=Glyph::Volume on:click=listen>{t!(i18n, calls.control.listen)}</Button>
                <p>{t!(i18n, calls.control.listen_text)}</p>
            </TapOver>
        })}
    }
}

/// The element that plays the other person, for those who choose its loudspeaker.
#[derive(Clone, Copy)]
struct RemoteVideo(NodeRef<html::Video>);

fn watch_first_picture(room: Room, video: NodeRef<html::Video>) {
    let waiting = StoredValue::new(None::<SendWrapper<FirstPicture>>);
    Effect::new(move || {
        let (Some(video), Some(_)) = (video.get(), room.shown().remote.get()) else { return };
        let first = FirstPicture::of(&video, move || room.tell(Call::first_picture));
        waiting.set_value(Some(SendWrapper::new(first)));
    });
}

/// Ourselves, small.
#[component]
fn Ourselves(room: Room) -> impl IntoView {
    let i18n = use_i18n();
    let shown = room.shown();
    let video = NodeRef::<html::Video>::new();
    picture::show(video, shown.own_picture);
    view! {
        <OwnPicture
            video
            label=move || t_string!(i18n, calls.control.corner).to_owned()
            is_seen=Signal::derive(move || shown.own_picture.with(Option::is_some))
            instead=move || t_string!(i18n, calls.status.you_no_video).to_owned()
            is_heard=Signal::derive(move || shown.own.get().microphone.is_on())
        />
    }
}

#[component]
fn Buttons(room: Room, open: Open, is_still: Signal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let is_author = move || room.seat() == Seat::Professional;
    let leave = move || {
        view! {
            <RoundButton
                icon=Glyph::HangUp
                label=move || t_string!(i18n, calls.control.leave).to_owned()
                kind=RoundKind::Leave
                on:click=move |_| room.tell(Call::leave)
            />
        }
    };
    view! {
        <Controls label=move || t_string!(i18n, calls.control.all).to_owned() is_still last=leave>
            <DeviceButtons room/>
            <RoundButton
                icon=Glyph::Settings
                label=move || t_string!(i18n, calls.control.devices).to_owned()
                on:click=move |_| open.devices.set(true)
            />
            {move || is_author().then(|| view! {
                <RoundButton
                    icon=Glyph::Note
                    label=move || t_string!(i18n, calls.control.note).to_owned()
                    on:click=move |_| open.note.update(|open| *open = !*open)
                />
                <RoundButton
                    icon=Glyph::Check
                    label=move || t_string!(i18n, calls.control.finish).to_owned()
                    on:click=move |_| open.finish.set(true)
                />
            })}
        </Controls>
        <DeviceDialog room open=open.devices/>
    }
}

#[component]
fn DeviceButtons(room: Room) -> impl IntoView {
    let i18n = use_i18n();
    let own = room.shown().own;
    let speaks = Signal::derive(move || own.get().microphone.is_on());
    let films = Signal::derive(move || own.get().camera.is_on());
    let switch = move |kind| room.tell(|call| call.switch(kind));
    let microphone_hint = move || {
        if speaks.get() {
            t_string!(i18n, calls.control.microphone_off)
        } else {
            t_string!(i18n, calls.control.microphone_on)
        }
    };
    let camera_hint = move || {
        if films.get() { t_string!(i18n, calls.control.camera_off) } else { t_string!(i18n, calls.control.camera_on) }
    };
    view! {
        <RoundButton
            icon=Signal::derive(move || if speaks.get() { Glyph::Microphone } else { Glyph::MicrophoneOff })
            label=move || t_string!(i18n, calls.control.microphone).to_owned()
            hint=Signal::derive(move || format!("{} (M)", microphone_hint()))
            pressed=speaks
            key="M"
            on:click=move |_| switch(Kind::Microphone)
        />
        <RoundButton
            icon=Signal::derive(move || if films.get() { Glyph::Camera } else { Glyph::CameraOff })
            label=move || t_string!(i18n, calls.control.camera).to_owned()
            hint=Signal::derive(move || format!("{} (V)", camera_hint()))
            pressed=films
            key="V"
            on:click=move |_| switch(Kind::Camera)
        />
    }
}

#[component]
fn DeviceDialog(room: Room, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let speaker = RwSignal::new(String::new());
    let can_choose = RwSignal::new(false);
    let video = use_context::<RemoteVideo>().map(|RemoteVideo(video)| video);
    Effect::new(move || {
        let Some(video) = video.and_then(|video| video.get()) else { return };
        can_choose.set(picture::can_choose_speaker(&video));
    });
    Effect::new(move |before: Option<String>| {
        let chosen = speaker.get();
        if let (Some(before), Some(video)) = (before, video.and_then(|video| video.get_untracked()))
            && before != chosen
        {
            picture::play_through(&video, chosen.clone());
        }
        chosen
    });
    let troubles = Memo::new(move |_| words::troubles(i18n, room.shown().own.get()));
    view! {
        <Dialog open title=Signal::derive(move || t_string!(i18n, calls.control.devices).to_owned())>
            <Stack>
                {move || troubles.get().into_iter().map(|sentence| view! {
                    <Alert tone=Tone::Warning><Text>{sentence}</Text></Alert>
                }).collect_view()}
                {move || {
                    let speaker = can_choose.get().then_some(speaker);
                    view! { <DeviceChoices room speaker/> }
                }}
                <Muted>{t!(i18n, calls.control.shortcuts)}</Muted>
            </Stack>
        </Dialog>
    }
}

/// Turns true when nothing has moved for a while.
fn idle(stirred: RwSignal<()>) -> RwSignal<bool> {
    let is_idle = RwSignal::new(false);
    Effect::new(move || {
        stirred.track();
        is_idle.set(false);
        let wait = std::time::Duration::from_secs(IDLE_SECONDS);
        if let Ok(waiting) = set_timeout_with_handle(move || _ = is_idle.try_set(true), wait) {
            on_cleanup(move || waiting.clear());
        }
    });
    is_idle
}

/// M and V, unless something is being typed.
fn shortcuts(room: Room, stirred: RwSignal<()>) {
    Effect::new(move || {
        let listening = window_event_listener(ev::keydown, move |event| {
            stirred.set(());
            if event.ctrl_key() || event.meta_key() || event.alt_key() || event.repeat() || is_typing(&event) {
                return;
            }
            match event.key().as_str() {
                "m" | "M" => room.tell(|call| call.switch(Kind::Microphone)),
                "v" | "V" => room.tell(|call| call.switch(Kind::Camera)),
                _ => {}
            }
        });
        on_cleanup(move || listening.remove());
    });
}

fn is_typing(event: &ev::KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return false };
    matches!(target.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") || target.is_content_editable()
}
