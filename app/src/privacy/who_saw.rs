//! Who saw my data: every reading, and a way to contest one.

use domain::privacy::{CONTEST_CHARS_MAX, OwnContest, READINGS_ROWS_MAX, Reading, Why};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use super::{
    OfficerCard,
    api::{ContestReading, who_saw},
};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{
        Badge, ButtonKind, ButtonLink, Empty, Form, Gap, Glyph, HiddenField, List, ListItem, Load, Muted, Page, Row,
        Stack, StayLink, Submit, Text, TextArea, Tone, When, after, toast,
    },
    words,
};

/// Every reading of the reader's own data, latest first.
#[component]
pub fn WhoSawPage() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let before = move || number_in(query, "before");
    let readings = Resource::new(before, who_saw);
    let refresh = Callback::new(move |()| readings.refetch());
    view! {
        <Page title=move || t_string!(i18n, privacy.who_saw_title) back="/me">
            <Text>{t!(i18n, privacy.who_saw_lead)}</Text>
            <Load of=readings let:readings>
                <Readings readings refresh/>
            </Load>
            <OfficerCard/>
        </Page>
    }
}

fn number_in(query: Memo<ParamsMap>, name: &str) -> Option<i64> {
    query.read().get(name).and_then(|number| number.parse().ok())
}

#[component]
fn Readings(readings: Vec<Reading>, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    if readings.is_empty() {
        return view! {
            <Empty
                icon=Glyph::Show
                title=move || t_string!(i18n, privacy.who_saw_empty_title)
                text=Signal::derive(move || t_string!(i18n, privacy.who_saw_empty_text).to_owned())
            />
        }
        .into_any();
    }
    let full = i64::try_from(readings.len()).is_ok_and(|count| count >= READINGS_ROWS_MAX);
    let older = readings.last().filter(|_| full).map(|last| {
        let href = format!("/who-saw?before={}", last.sequence);
        view! {
            <Row>
                <ButtonLink href kind=ButtonKind::Quiet icon=Glyph::History>{t!(i18n, privacy.older)}</ButtonLink>
            </Row>
        }
    });
    let lines = readings.into_iter().map(|reading| view! { <Line reading refresh/> }).collect_view();
    view! {
        <List label=move || t_string!(i18n, privacy.who_saw_title)>{lines}</List>
        {older}
    }
    .into_any()
}

#[component]
fn Line(reading: Reading, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let Reading { sequence, at, who, role, kind, why, reason, contest } = reading;
    let who = move || who.clone().unwrap_or_else(|| t_string!(i18n, privacy.somebody).to_owned());
    let reason = reason.map(|reason| view! { <Muted>{t!(i18n, privacy.reason_given)} ": " {reason}</Muted> });
    let deed = match contest {
        Some(contest) => view! { <Contested contest/> }.into_any(),
        None if matches!(why, Why::Own | Why::Guardian) => ().into_any(),
        None => view! { <Contest sequence refresh/> }.into_any(),
    };
    view! {
        <ListItem>
            <Stack gap=Gap::Tight>
                <Row>
                    <When local=at/>
                    <Muted>{move || words::actor(i18n, role)}</Muted>
                </Row>
                <span>{who}</span>
                <Muted>{move || words::event(i18n, kind)} " · " {move || words::why(i18n, why)}</Muted>
                {reason}
                {deed}
            </Stack>
        </ListItem>
    }
}

#[component]
fn Contested(contest: OwnContest) -> impl IntoView {
    let i18n = use_i18n();
    let state = match contest.answer {
        Some(answer) => view! {
            <Badge tone=Tone::Success icon=Glyph::Check>{t!(i18n, privacy.answered)}</Badge>
            <Text>{answer}</Text>
        }
        .into_any(),
        None => view! { <Badge tone=Tone::Info icon=Glyph::Clock>{t!(i18n, privacy.waiting)}</Badge> }.into_any(),
    };
    view! {
        <Muted>{t!(i18n, privacy.you_wrote)} ": " {contest.text}</Muted>
        {state}
    }
}

/// The way to contest a reading; its form stands in the page of the one that was chosen.
#[component]
fn Contest(sequence: i64, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let chosen = Memo::new(move |_| number_in(query, "contest") == Some(sequence));
    let href = move || {
        let before = number_in(query, "before").map(|before| format!("before={before}&")).unwrap_or_default();
        format!("/who-saw?{before}contest={sequence}")
    };
    move || {
        if chosen.get() {
            view! { <ContestForm sequence refresh/> }.into_any()
        } else {
            view! {
                <Row>
                    <StayLink href=href() kind=ButtonKind::Ghost icon=Glyph::Warning>{t!(i18n, privacy.contest)}</StayLink>
                </Row>
            }
            .into_any()
        }
    }
}

#[component]
fn ContestForm(sequence: i64, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let contest = ServerAction::<ContestReading>::new();
    after(contest, move |()| {
        toast(t_string!(i18n, privacy.contested));
        refresh.run(());
    });
    view! {
        <Form action=contest>
            <HiddenField name="form[sequence]" value=sequence.to_string()/>
            <TextArea
                name="form[text]"
                label=move || t_string!(i18n, privacy.contest_label)
                hint=Signal::derive(move || t_string!(i18n, privacy.contest_hint).to_owned())
                limit=CONTEST_CHARS_MAX
            />
            <Row>
                <Submit pending=contest.pending() icon=Glyph::Send>{t!(i18n, privacy.contest_send)}</Submit>
            </Row>
        </Form>
    }
}
