//! A visit in one line, as lists show it.

use domain::{
    Role,
    scheduling::{AppointmentCard, AppointmentKind, AppointmentState, RoomState},
};
use leptos::prelude::*;

use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{Badge, Fact, Gap, Glyph, ListItem, Muted, Row, Stack, Tone, When},
    words,
};

/// The page of a visit.
pub(super) fn visit_path(card: &AppointmentCard) -> String {
    format!("/visits/{}", card.id)
}

/// The page of a visit for those who keep the agenda.
pub(super) fn desk_path(card: &AppointmentCard) -> String {
    format!("/agenda/{}", card.id)
}

/// The consultation room of a visit.
pub(super) fn room_path(card: &AppointmentCard) -> String {
    format!("/visits/{}/room", card.id)
}

/// Where another time is chosen for a visit that is at an address.
pub(super) fn move_path(visit: &str) -> String {
    format!("{visit}/move")
}

/// Whom the reader meets.
pub(super) fn other_person(card: &AppointmentCard, reader: Role) -> String {
    if reader == Role::Patient { card.professional.clone() } else { card.patient.clone() }
}

/// A visit in a list.
#[component]
pub(super) fn VisitLine(card: AppointmentCard, reader: Role) -> impl IntoView {
    let person = other_person(&card, reader);
    let href = visit_path(&card);
    view! {
        <ListItem href=href>
            <Stack gap=Gap::Tight>
                <Row>
                    <When local=card.starts/>
                    <StateBadge state=card.state room=card.room/>
                </Row>
                <span>{person}</span>
                <AboutPerson card reader/>
            </Stack>
        </ListItem>
    }
}

/// When a visit is, and where it stands.
#[component]
pub(super) fn TimeAndState(card: AppointmentCard) -> impl IntoView {
    let i18n = use_i18n();
    let until = card.ends.clock();
    view! {
        <Fact label=move || t_string!(i18n, scheduling.visit_when)>
            <When local=card.starts/>
            " "
            {t!(i18n, scheduling.visit_until, time = until)}
        </Fact>
        <Fact label=move || t_string!(i18n, scheduling.visit_state)>
            <StateBadge state=card.state room=card.room/>
            " "
            <KindBadge kind=card.kind/>
        </Fact>
    }
}

/// What the reader wants to know of the other person: a specialty, or an age.
#[component]
pub(super) fn AboutPerson(card: AppointmentCard, reader: Role) -> impl IntoView {
    let i18n = use_i18n();
    if reader == Role::Patient {
        view! { <Muted>{card.specialty}</Muted> }.into_any()
    } else {
        let guardian =
            card.guardian.map(|name| format!(" · {}", t_string!(i18n, scheduling.visit_guardian, name = name)));
        view! { <Muted>{t!(i18n, scheduling.visit_age, years = card.patient_age_years)} {guardian}</Muted> }.into_any()
    }
}

/// Says of a visit that somebody was squeezed in.
#[component]
pub(super) fn KindBadge(kind: AppointmentKind) -> impl IntoView {
    let i18n = use_i18n();
    (kind == AppointmentKind::WalkIn)
        .then(|| view! { <Badge tone=Tone::Info icon=Glyph::Person>{t!(i18n, scheduling.walk_in)}</Badge> })
}

/// Where a visit stands; while its room is open and nobody has come, that is what counts.
#[component]
pub(super) fn StateBadge(state: AppointmentState, room: RoomState) -> impl IntoView {
    let i18n = use_i18n();
    let (tone, icon) = match (state, room) {
        (AppointmentState::Scheduled | AppointmentState::Confirmed, RoomState::Open) => (Tone::Success, Glyph::Door),
        (AppointmentState::Scheduled, _) => (Tone::Info, Glyph::Clock),
        (AppointmentState::Confirmed, _) => (Tone::Success, Glyph::Clock),
        (AppointmentState::Arrived, _) => (Tone::Success, Glyph::Person),
        (AppointmentState::InCall, _) => (Tone::Success, Glyph::Call),
        (AppointmentState::Completed, _) => (Tone::Success, Glyph::Check),
        (AppointmentState::Cancelled, _) => (Tone::Warning, Glyph::CalledOff),
        (AppointmentState::NoShow, _) => (Tone::Warning, Glyph::Refused),
    };
    let waits = matches!(state, AppointmentState::Scheduled | AppointmentState::Confirmed);
    let word = move || {
        if waits && room == RoomState::Open { words::room(i18n, room) } else { words::state(i18n, state) }
    };
    view! { <Badge tone icon>{word}</Badge> }
}
