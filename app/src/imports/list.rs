//! Bringing a file, the imports so far, and taking everybody out.

use domain::{
    Problem, Refusal,
    import::{FILE_BYTES_MAX, ImportCard, ImportState},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{api::imports, words::state};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{
        Alert, Badge, Card, Columns, DownloadLink, Gap, Glyph, List, ListItem, Load, Muted, Page, Row, Section, Stack,
        Text, Tone, UploadForm, When, on_return,
    },
    words,
};

const MEGABYTE: u64 = 1024 * 1024;

/// The way in and the way out.
#[component]
pub fn ImportsPage() -> impl IntoView {
    let i18n = use_i18n();
    let found = Resource::new(|| (), |()| imports());
    on_return(move || found.refetch());
    view! {
        <Page title=move || t_string!(i18n, imports.title) back="/patients">
            <Text>{t!(i18n, imports.lead)}</Text>
            <Load of=found let:cards>
                <Columns>
                    <Bring/>
                    <Section title=move || t_string!(i18n, imports.export_title)>
                        <Card>
                            <Text>{t!(i18n, imports.export_text)}</Text>
                            <DownloadLink href="/patients.csv">{t!(i18n, imports.export)}</DownloadLink>
                        </Card>
                    </Section>
                </Columns>
                <Section title=move || t_string!(i18n, imports.past)>
                    <Cards cards/>
                </Section>
            </Load>
        </Page>
    }
}

#[component]
fn Bring() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let said = Memo::new(move |_| query.read().get("file").unwrap_or_default());
    let problem = Signal::derive(move || Problem::parse(&said.read()));
    let refused = move || {
        Refusal::parse(&said.read()).map(|refusal| {
            view! { <Alert tone=Tone::Warning>{words::refusal(i18n, refusal)}</Alert> }
        })
    };
    view! {
        <Section title=move || t_string!(i18n, imports.choose)>
            <Card>
                {refused}
                <UploadForm
                    action="/patients/import/file"
                    name="file"
                    label=move || t_string!(i18n, imports.choose)
                    hint=move || t_string!(i18n, imports.choose_hint, megabytes = FILE_BYTES_MAX / MEGABYTE)
                    accept=".csv,.txt,.tsv,text/csv,text/plain"
                    error=problem
                >
                    {t!(i18n, imports.send)}
                </UploadForm>
            </Card>
        </Section>
    }
}

#[component]
fn Cards(cards: Vec<ImportCard>) -> impl IntoView {
    let i18n = use_i18n();
    if cards.is_empty() {
        return view! { <Muted>{t!(i18n, imports.past_none)}</Muted> }.into_any();
    }
    let lines = cards.into_iter().map(|card| {
        let counts = card.counts;
        let name = if card.file_name.is_empty() { t_string!(i18n, imports.unnamed).to_owned() } else { card.file_name };
        let became = [
            (t_string!(i18n, imports.added), counts.added),
            (t_string!(i18n, imports.known), counts.known),
            (t_string!(i18n, imports.refused), counts.refused),
        ];
        let became = became.map(|(what, count)| format!("{what}: {count}")).join(" · ");
        view! {
            <ListItem href=format!("/patients/import/{}", card.id)>
                <Stack gap=Gap::Tight>
                    <Row>
                        <strong>{name}</strong>
                        <Badge icon=glyph(card.state)>{state(i18n, card.state)}</Badge>
                    </Row>
                    <Muted><When local=card.at/> " · " {card.by}</Muted>
                    <Muted>{became}</Muted>
                </Stack>
            </ListItem>
        }
    });
    let lines = lines.collect_view();
    view! { <List label=move || t_string!(i18n, imports.past)>{lines}</List> }.into_any()
}

const fn glyph(state: ImportState) -> Glyph {
    match state {
        ImportState::Arriving | ImportState::Uploaded => Glyph::Clock,
        ImportState::Running => Glyph::Forward,
        ImportState::Stopped => Glyph::Warning,
        ImportState::Done => Glyph::Success,
        ImportState::Discarded => Glyph::Close,
    }
}
