//! The security log: what stands out, and what happened to accounts.

use domain::{
    audit::EventKind,
    security::{Notable, NotableKind, SecurityEntry, SecurityLog, WINDOW_MINUTES},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::read_security_log;
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{
        Alert, ButtonKind, ButtonLink, Cell, Empty, Glyph, Load, Page, Row, Stack, Table, TableRow, Text, Tone, When,
    },
    words,
};

/// The log.
#[component]
pub fn SecurityLogPage() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let before = move || query.read().get("before").and_then(|before| before.parse::<i64>().ok());
    let log = Resource::new(before, |before| async move { read_security_log(before).await.map(|log| (before, log)) });
    view! {
        <Page title=move || t_string!(i18n, audit.security_title) back="/audit">
            <Text>{t!(i18n, audit.security_lead)}</Text>
            <Load of=log let:log>
                <Log before=log.0 log=log.1/>
            </Load>
        </Page>
    }
}

#[component]
fn Log(before: Option<i64>, log: SecurityLog) -> impl IntoView {
    let i18n = use_i18n();
    let SecurityLog { notable, entries } = log;
    let quiet = (before.is_none() && notable.is_empty()).then(|| {
        view! { <Alert tone=Tone::Success>{t!(i18n, audit.security_quiet, minutes = WINDOW_MINUTES)}</Alert> }
    });
    let notable = notable.into_iter().map(|notable| view! { <Warning notable/> }).collect_view();
    let oldest = entries.last().map(|entry| entry.sequence);
    let columns = Signal::derive(move || {
        let names = [t_string!(i18n, audit.when), t_string!(i18n, audit.what), t_string!(i18n, audit.whose)];
        names.map(str::to_owned).to_vec()
    });
    let table = if entries.is_empty() {
        view! {
            <Empty
                icon=Glyph::Lock
                title=move || t_string!(i18n, audit.security_empty_title)
                text=Signal::derive(move || t_string!(i18n, audit.security_empty_text).to_owned())
            />
        }
        .into_any()
    } else {
        let rows = entries.into_iter().map(|entry| view! { <Entry entry/> }).collect_view();
        view! { <Table caption=move || t_string!(i18n, audit.security_caption) columns>{rows}</Table> }.into_any()
    };
    let latest = before.map(|_| {
        view! { <ButtonLink href="/audit/security" kind=ButtonKind::Ghost>{t!(i18n, audit.latest)}</ButtonLink> }
    });
    let older = oldest.map(|oldest| {
        let href = format!("/audit/security?before={oldest}");
        view! { <ButtonLink href kind=ButtonKind::Quiet icon=Glyph::History>{t!(i18n, audit.older)}</ButtonLink> }
    });
    view! {
        <Stack>{quiet} {notable}</Stack>
        {table}
        <Row>{latest} {older}</Row>
    }
}

#[component]
fn Warning(notable: Notable) -> impl IntoView {
    let i18n = use_i18n();
    let Notable { kind, name, count } = notable;
    let sentence = move || {
        let name = name.clone().unwrap_or_else(|| t_string!(i18n, audit.nobodys).to_owned());
        match kind {
            NotableKind::Failures => t_string!(i18n, audit.notable_failures, count = count, name = name),
            NotableKind::NewCountry => t_string!(i18n, audit.notable_country, count = count, name = name),
            NotableKind::ManyPatients => t_string!(i18n, audit.notable_patients, count = count, name = name),
            NotableKind::Emergency => t_string!(i18n, audit.notable_emergency, count = count, name = name),
            NotableKind::ForeignCpf => t_string!(i18n, audit.notable_cpf, count = count, name = name),
        }
    };
    view! { <Alert tone=Tone::Warning>{sentence}</Alert> }
}

#[component]
fn Entry(entry: SecurityEntry) -> impl IntoView {
    let i18n = use_i18n();
    let SecurityEntry { kind, name, .. } = entry;
    let is_about_account = !matches!(kind, EventKind::GlassBroken);
    let whose = move || match &name {
        Some(name) => name.clone(),
        None if is_about_account => t_string!(i18n, audit.nobodys).to_owned(),
        None => words::actor(i18n, entry.actor).to_owned(),
    };
    view! {
        <TableRow>
            <Cell label=move || t_string!(i18n, audit.when)>
                <When local=entry.at/>
            </Cell>
            <Cell label=move || t_string!(i18n, audit.what)>{move || words::event(i18n, kind)}</Cell>
            <Cell label=move || t_string!(i18n, audit.whose)>{whose}</Cell>
        </TableRow>
    }
}
