//! The card before the door: nothing is asked of the browser before the person's click.

use domain::scheduling::RoomState;
use leptos::{html, prelude::*};

use super::{choices::DeviceChoices, devices::Kind, picture, room::Room, words};
use crate::{
    i18n::{t, t_string, use_i18n},
    layout::stage::{Loudness, Preview},
    ui::{Alert, Button, ButtonKind, ButtonLink, ButtonSize, Card, Gap, Glyph, Heading, Muted, Row, Stack, Text, Tone},
};

/// Prepares camera and microphone, and leads in.
#[component]
pub(super) fn BeforeCall(room: Room) -> impl IntoView {
    let i18n = use_i18n();
    let shown = room.shown();
    let content = move || {
        if shown.obstacle.get().is_some() {
            view! { <Alert tone=Tone::Error><p>{t!(i18n, calls.trouble.no_calls)}</p></Alert> }.into_any()
        } else if shown.is_prepared.get() {
            view! { <Prepared room/> }.into_any()
        } else {
            view! { <Unprepared room/> }.into_any()
        }
    };
    let (state, opens) = room.card.with_value(|card| (card.room, card.room_opens.clock()));
    let notice = match state {
        RoomState::Open => ().into_any(),
        RoomState::NotOpen => {
            let sentence = move || t_string!(i18n, calls.before.opens, clock = opens.as_str());
            view! { <Alert><p>{sentence}</p></Alert> }.into_any()
        }
        RoomState::Closed => {
            view! { <Alert tone=Tone::Warning><p>{t!(i18n, calls.before.closed)}</p></Alert> }.into_any()
        }
    };
    let is_closed = state == RoomState::Closed;
    view! {
        <Heading>{move || t_string!(i18n, calls.visit_with, name = room.other_name(i18n))}</Heading>
        {notice}
        {(!is_closed).then_some(content)}
        <Row>
            <ButtonLink href=visit_path(room) kind=ButtonKind::Ghost icon=Glyph::Back>
                {t!(i18n, calls.before.to_visit)}
            </ButtonLink>
        </Row>
    }
}

/// The page of the visit.
pub(super) fn visit_path(room: Room) -> String {
    format!("/visits/{}", room.visit)
}

#[component]
fn Unprepared(room: Room) -> impl IntoView {
    let i18n = use_i18n();
    let shown = room.shown();
    let rests = Signal::derive(move || !shown.is_live.get() || shown.is_asking.get());
    let words = move || match (shown.is_live.get(), shown.is_asking.get()) {
        (false, _) => t_string!(i18n, calls.before.script),
        (true, true) => t_string!(i18n, calls.before.preparing),
        (true, false) => t_string!(i18n, calls.before.prepare),
    };
    view! {
        <Card>
            <Stack>
                <Text>{t!(i18n, calls.before.ask)}</Text>
                <Muted>{t!(i18n, calls.own_data)}</Muted>
                <Button
                    size=ButtonSize::Large
                    icon=Glyph::Camera
                    disabled=rests
                    on:click=move |_| room.prepare()
                >
                    {words}
                </Button>
                <Button kind=ButtonKind::Ghost disabled=rests on:click=move |_| room.enter()>
                    {t!(i18n, calls.before.enter_without)}
                </Button>
            </Stack>
        </Card>
    }
}

#[component]
fn Prepared(room: Room) -> impl IntoView {
    let i18n = use_i18n();
    let shown = room.shown();
    let video = NodeRef::<html::Video>::new();
    picture::show(video, shown.own_picture);
    let troubles = Memo::new(move |_| words::troubles(i18n, shown.own.get()));
    let is_mute = move || !shown.own.get().camera.is_on() && !shown.own.get().microphone.is_on();
    view! {
        <Preview
            video
            is_seen=Signal::derive(move || shown.own_picture.with(Option::is_some))
            instead=move || t_string!(i18n, calls.status.you_no_video).to_owned()
        />
        <Switches room/>
        {move || shown.level.get().map(|_| view! {
            <Loudness
                level=Signal::derive(move || shown.level.get().unwrap_or(0))
                label=move || t_string!(i18n, calls.before.level).to_owned()
                hint=move || t_string!(i18n, calls.before.speak).to_owned()
            />
        })}
        {move || {
            let sentences = troubles.get();
            (!sentences.is_empty()).then(|| view! { <Troubles room sentences/> })
        }}
        {move || is_mute().then(|| view! { <Muted>{t!(i18n, calls.before.only_listen)}</Muted> })}
        <Button size=ButtonSize::Large icon=Glyph::Call disabled=shown.is_asking on:click=move |_| room.enter()>
            {t!(i18n, calls.before.enter)}
        </Button>
        <DeviceChoices room speaker=None/>
    }
}

#[component]
fn Switches(room: Room) -> impl IntoView {
    let i18n = use_i18n();
    let own = room.shown().own;
    let microphone = move || {
        if own.get().microphone.is_on() {
            t_string!(i18n, calls.control.microphone_off)
        } else {
            t_string!(i18n, calls.control.microphone_on)
        }
    };
    let camera = move || {
        if own.get().camera.is_on() {
            t_string!(i18n, calls.control.camera_off)
        } else {
            t_string!(i18n, calls.control.camera_on)
        }
    };
    let switch = move |kind| room.tell(|call| call.switch(kind));
    view! {
        <Row>
            <Button kind=ButtonKind::Quiet disabled=room.shown().is_asking on:click=move |_| switch(Kind::Microphone)>
                {microphone}
            </Button>
            <Button kind=ButtonKind::Quiet disabled=room.shown().is_asking on:click=move |_| switch(Kind::Camera)>
                {camera}
            </Button>
        </Row>
    }
}

#[component]
fn Troubles(room: Room, sentences: Vec<String>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Alert tone=Tone::Warning>
            <Stack gap=Gap::Tight>
                {sentences.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view()}
                <Row>
                    <Button kind=ButtonKind::Quiet icon=Glyph::Refresh on:click=move |_| room.prepare()>
                        {t!(i18n, calls.before.again)}
                    </Button>
                </Row>
            </Stack>
        </Alert>
    }
}
