//! What happened in the clinic, latest first.

use domain::audit::TrailEntry;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::audit_trail;
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{
        ButtonKind, ButtonLink, Cell, Code, Empty, Gap, Glyph, Load, Muted, Page, Row, Stack, Table, TableRow, Text,
        When,
    },
    words,
};

/// How much of an id is shown: its end is chance, its beginning only the time.
const ID_CHARS_SHOWN: usize = 8;

/// The trail.
#[component]
pub fn TrailPage() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let before = move || query.read().get("before").and_then(|before| before.parse::<i64>().ok());
    let trail =
        Resource::new(before, |before| async move { audit_trail(before).await.map(|entries| (before, entries)) });
    view! {
        <Page title=move || t_string!(i18n, audit.title)>
            <Stack gap=Gap::Tight>
                <Text>{t!(i18n, audit.lead)}</Text>
                <Muted>
                    {t!(i18n, audit.command_label)} ": "
                    <Code text="amparo audit verify"/>
                </Muted>
            </Stack>
            <Row>
                <ButtonLink href="/audit/security" kind=ButtonKind::Quiet icon=Glyph::Lock>
                    {t!(i18n, audit.security_title)}
                </ButtonLink>
            </Row>
            <Load of=trail let:trail>
                <Entries before=trail.0 entries=trail.1/>
            </Load>
        </Page>
    }
}

#[component]
fn Entries(before: Option<i64>, entries: Vec<TrailEntry>) -> impl IntoView {
    let i18n = use_i18n();
    let oldest = entries.last().map(|entry| entry.sequence);
    let columns = Signal::derive(move || {
        let names = [
            t_string!(i18n, audit.number),
            t_string!(i18n, audit.when),
            t_string!(i18n, audit.who),
            t_string!(i18n, audit.what),
            t_string!(i18n, audit.hash),
        ];
        names.map(str::to_owned).to_vec()
    });
    let table = if entries.is_empty() {
        view! { <Nothing first=before.is_none()/> }.into_any()
    } else {
        let rows = entries.into_iter().map(|entry| view! { <Entry entry/> }).collect_view();
        view! { <Table caption=move || t_string!(i18n, audit.caption) columns>{rows}</Table> }.into_any()
    };
    let latest = before.map(|_| {
        view! { <ButtonLink href="/audit" kind=ButtonKind::Ghost>{t!(i18n, audit.latest)}</ButtonLink> }
    });
    let older = oldest.filter(|oldest| *oldest > 1).map(|oldest| {
        let href = format!("/audit?before={oldest}");
        view! { <ButtonLink href kind=ButtonKind::Quiet icon=Glyph::History>{t!(i18n, audit.older)}</ButtonLink> }
    });
    view! {
        {table}
        <Row>{latest} {older}</Row>
    }
}

#[component]
fn Nothing(first: bool) -> impl IntoView {
    let i18n = use_i18n();
    let title = move || if first { t_string!(i18n, audit.empty_title) } else { t_string!(i18n, audit.end_title) };
    let text = Signal::derive(move || {
        let text = if first { t_string!(i18n, audit.empty_text) } else { t_string!(i18n, audit.end_text) };
        text.to_owned()
    });
    view! { <Empty icon=Glyph::Audit title text/> }
}

#[component]
fn Entry(entry: TrailEntry) -> impl IntoView {
    let i18n = use_i18n();
    let (actor, kind) = (entry.actor, entry.kind);
    let account = entry.account.map(|account| view! { " " <Id id=account.to_string()/> });
    let acted_for = entry.acted_for.map(|patient| {
        view! { ", " {t!(i18n, audit.acted_for)} " " <Id id=patient.to_string()/> }
    });
    view! {
        <TableRow>
            <Cell label=move || t_string!(i18n, audit.number)>
                <Code text=entry.sequence.to_string()/>
            </Cell>
            <Cell label=move || t_string!(i18n, audit.when)>
                <When local=entry.at/>
            </Cell>
            <Cell label=move || t_string!(i18n, audit.who)>
                {move || words::actor(i18n, actor)} {account} {acted_for}
            </Cell>
            <Cell label=move || t_string!(i18n, audit.what)>
                {move || words::event(i18n, kind)} " " <Id id=entry.subject.to_string()/>
            </Cell>
            <Cell label=move || t_string!(i18n, audit.hash)>
                <Code text=entry.hash_prefix/>
            </Cell>
        </TableRow>
    }
}

/// The end of an id, the whole of it on demand.
#[component]
fn Id(id: String) -> impl IntoView {
    let end = id.chars().skip(id.chars().count().saturating_sub(ID_CHARS_SHOWN)).collect::<String>();
    view! { <Code text=format!("…{end}") full=id/> }
}
