//! The first page of a patient: the next visit, and what to do before it.

use domain::{
    AppointmentId, Local,
    scheduling::{AppointmentCard, RoomState},
};
use leptos::prelude::*;

use crate::{
    Clinic,
    family::FamilyLink,
    i18n::{t, t_string, use_i18n},
    scheduling::api::my_visits,
    ui::{
        Alert, Badge, ButtonKind, ButtonLink, ButtonSize, Card, CardTitle, Columns, Countdown, Empty, Gap, Glyph, Load,
        Muted, Page, Row, Section, Stack, Step, Steps, Text, When,
    },
};

/// A greeting, and one card: the next visit.
#[component]
pub fn HomePage() -> impl IntoView {
    let i18n = use_i18n();
    let Clinic { who, .. } = expect_context::<Clinic>();
    let visits = Resource::new(|| (), |()| my_visits());
    view! {
        <Load of=visits let:visits>
            <Load of=who let:who>
                {
                    let name = who.map(|person| person.name).unwrap_or_default();
                    let first_name = name.split_whitespace().next().unwrap_or_default().to_owned();
                    let upcoming = visits.upcoming.clone();
                    view! {
                        <Page title=move || t_string!(i18n, common.home.hello, name = first_name.clone())>
                            <Next upcoming/>
                            <FamilyLink/>
                        </Page>
                    }
                }
            </Load>
        </Load>
    }
}

#[component]
fn Next(upcoming: Vec<AppointmentCard>) -> impl IntoView {
    match upcoming.into_iter().find(|visit| visit.state.is_open()) {
        Some(visit) => view! {
            <Columns>
                <NextVisit visit/>
                <Prepare/>
            </Columns>
        }
        .into_any(),
        None => view! { <NothingBooked/> }.into_any(),
    }
}

#[component]
fn NextVisit(visit: AppointmentCard) -> impl IntoView {
    let i18n = use_i18n();
    let details = format!("/visits/{}", visit.id);
    let with = visit.professional;
    view! {
        <Section title=move || t_string!(i18n, common.home.next_visit)>
            <Card>
                <Stack gap=Gap::Tight>
                    <Row>
                        <CardTitle>
                            <When local=visit.starts/>
                        </CardTitle>
                        <Badge icon=Glyph::Clock>
                            <Countdown to=visit.starts.at/>
                        </Badge>
                    </Row>
                    <Text>{move || t_string!(i18n, common.home.with, name = with.clone())}</Text>
                    <Muted>{visit.specialty}</Muted>
                </Stack>
                <Door id=visit.id room=visit.room opens=visit.room_opens/>
                <ButtonLink href=details kind=ButtonKind::Quiet>{t!(i18n, common.home.details)}</ButtonLink>
            </Card>
        </Section>
    }
}

/// The way into the room, or when it opens.
#[component]
fn Door(id: AppointmentId, room: RoomState, opens: Local) -> impl IntoView {
    let i18n = use_i18n();
    if room == RoomState::Open {
        view! {
            <ButtonLink href=format!("/visits/{id}/room") size=ButtonSize::Large icon=Glyph::Camera>
                {t!(i18n, common.home.enter)}
            </ButtonLink>
        }
        .into_any()
    } else {
        view! {
            <Alert>{move || t_string!(i18n, common.home.opens, clock = opens.clock())}</Alert>
        }
        .into_any()
    }
}

#[component]
fn Prepare() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Section title=move || t_string!(i18n, common.home.prepare)>
            <Card>
                <PrepareSteps/>
            </Card>
        </Section>
    }
}

/// What to do before a visit.
#[component]
pub(super) fn PrepareSteps() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Steps>
            <Step icon=Glyph::Light title=move || t_string!(i18n, common.home.place)>
                {t!(i18n, common.home.place_text)}
            </Step>
            <Step icon=Glyph::Phone title=move || t_string!(i18n, common.home.device)>
                {t!(i18n, common.home.device_text)}
            </Step>
            <Step icon=Glyph::Note title=move || t_string!(i18n, common.home.papers)>
                {t!(i18n, common.home.papers_text)}
            </Step>
        </Steps>
    }
}

#[component]
fn NothingBooked() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Empty
            icon=Glyph::Visits
            title=move || t_string!(i18n, common.home.none)
            text=Signal::derive(move || t_string!(i18n, common.home.none_text).to_owned())
        >
            <ButtonLink href="/book" size=ButtonSize::Large icon=Glyph::Book>
                {t!(i18n, common.home.book)}
            </ButtonLink>
        </Empty>
    }
}
