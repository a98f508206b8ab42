//! One import: what its columns say, how far it is, what was refused. It can be left and found again.

use domain::{
    ImportId,
    import::{ImportCard, ImportPage as Shown, ImportState, REFUSED_SHOWN_MAX, RefusedRow},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;

use super::{
    api::{DiscardImport, ResumeImport, StopImport, import},
    mapping::MappingOf,
    words::{column, reason, state},
};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    scheduling::id_in,
    ui::{
        ButtonKind, Card, Cell, ConfirmButton, DownloadLink, Fact, Facts, Form, Glyph, HiddenField, Load, Measure,
        Muted, Page, Row, Section, Submit, Table, TableRow, Text, When, after, every, toast,
    },
};

/// The numbers of a running import are looked at this often.
const LOOK_SECONDS: u64 = 2;

async fn found(id: String) -> Result<Shown, AppError> {
    import(id_in::<ImportId>(&id)?).await
}

/// A file and what became of it.
#[component]
pub fn ImportPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let shown = Resource::new(move || params.read().get("id").unwrap_or_default(), found);
    let again = Callback::new(move |()| shown.refetch());
    view! {
        <Page title=move || t_string!(i18n, imports.one_title) back="/patients/import">
            <Load of=shown let:page>
                <One page again/>
            </Load>
        </Page>
    }
}

#[component]
fn One(page: Shown, again: Callback<()>) -> impl IntoView {
    let Shown { card, preview, refused } = page;
    let id = card.id;
    let mapping = preview.map(|preview| view! { <MappingOf id preview again/> });
    let refused = (!refused.is_empty()).then(|| view! { <Refused id refused/> });
    view! {
        <About card=card.clone()/>
        {mapping}
        <Course card again/>
        {refused}
    }
}

#[component]
fn About(card: ImportCard) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Card>
            <Facts>
                <Fact label=move || t_string!(i18n, imports.file)>
                    {if card.file_name.is_empty() { t_string!(i18n, imports.unnamed).to_owned() } else { card.file_name }}
                </Fact>
                <Fact label=move || t_string!(i18n, imports.by)>{card.by}</Fact>
                <Fact label=move || t_string!(i18n, imports.at)><When local=card.at/></Fact>
            </Facts>
        </Card>
    }
}

/// Numbers that go on by themselves, and what can be done now. The buttons stay where they are while numbers change.
#[component]
fn Course(card: ImportCard, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (id, at_first, name) = (card.id, card.state, card.file_name.clone());
    let (counts, percent) = (RwSignal::new(card.counts), RwSignal::new(card.percent));
    if at_first == ImportState::Running {
        every(LOOK_SECONDS, move || {
            spawn_local(async move {
                let Ok(page) = import(id).await else { return };
                _ = counts.try_set(page.card.counts);
                _ = percent.try_set(page.card.percent);
                if page.card.state != at_first {
                    again.run(());
                }
            });
        });
    }
    let waits = at_first == ImportState::Uploaded;
    let leave = (at_first == ImportState::Running).then(|| view! { <Muted>{t!(i18n, imports.leave)}</Muted> });
    let numbers = (!waits).then(|| {
        view! {
            <Measure
                label=move || t_string!(i18n, imports.progress)
                percent
                text=Signal::derive(move || t_string!(i18n, imports.percent, percent = percent.get()))
            />
            <Facts>
                <Fact label=move || t_string!(i18n, imports.state_label)>{state(i18n, at_first)}</Fact>
                <Fact label=move || t_string!(i18n, imports.read)>{move || counts.get().read}</Fact>
                <Fact label=move || t_string!(i18n, imports.added)>{move || counts.get().added}</Fact>
                <Fact label=move || t_string!(i18n, imports.known)>{move || counts.get().known}</Fact>
                <Fact label=move || t_string!(i18n, imports.refused)>{move || counts.get().refused}</Fact>
            </Facts>
            {leave}
        }
    });
    view! {
        <Card>
            {numbers}
            <Deeds id at_first name again/>
        </Card>
    }
}

#[component]
fn Deeds(id: ImportId, at_first: ImportState, name: String, again: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (stop, resume) = (ServerAction::<StopImport>::new(), ServerAction::<ResumeImport>::new());
    let discard = ServerAction::<DiscardImport>::new();
    after(stop, move |()| {
        toast(t_string!(i18n, imports.stopped));
        again.run(());
    });
    after(resume, move |()| {
        toast(t_string!(i18n, imports.resumed));
        again.run(());
    });
    after(discard, move |()| {
        toast(t_string!(i18n, imports.discarded));
        again.run(());
    });
    let stop = (at_first == ImportState::Running).then(|| {
        view! {
            <Form action=stop>
                <HiddenField name="id" value=id.to_string()/>
                <Submit pending=stop.pending() kind=ButtonKind::Quiet>{t!(i18n, imports.stop)}</Submit>
            </Form>
        }
    });
    let resume = (at_first == ImportState::Stopped).then(|| {
        view! {
            <Form action=resume>
                <HiddenField name="id" value=id.to_string()/>
                <Submit pending=resume.pending()>{t!(i18n, imports.resume)}</Submit>
            </Form>
        }
    });
    let discard = matches!(at_first, ImportState::Uploaded | ImportState::Stopped).then(|| {
        view! {
            <Form action=discard>
                <HiddenField name="id" value=id.to_string()/>
                <ConfirmButton
                    id="discard-import"
                    label=move || t_string!(i18n, imports.discard)
                    question=move || t_string!(i18n, imports.discard_question, name = name.clone())
                    consequence=Signal::derive(move || t_string!(i18n, imports.discard_text).to_owned())
                    yes=move || t_string!(i18n, imports.discard)
                    pending=discard.pending()
                    icon=Glyph::Remove
                />
            </Form>
        }
    });
    view! { <Row>{stop} {resume} {discard}</Row> }
}

#[component]
fn Refused(id: ImportId, refused: Vec<RefusedRow>) -> impl IntoView {
    let i18n = use_i18n();
    let language = i18n.get_locale_untracked();
    let is_cut = i64::try_from(refused.len()).is_ok_and(|count| count == REFUSED_SHOWN_MAX);
    let cut = is_cut.then(|| {
        view! { <Muted>{move || t_string!(i18n, imports.refused_first, count = REFUSED_SHOWN_MAX)}</Muted> }
    });
    let columns = Signal::derive(move || {
        let names = [t_string!(i18n, imports.line), t_string!(i18n, imports.field), t_string!(i18n, imports.reason)];
        names.map(str::to_owned).to_vec()
    });
    let lines = refused.into_iter().map(|row| {
        let field = row.column.map_or(t_string!(i18n, imports.whole_row), |said| column(language, said));
        view! {
            <TableRow>
                <Cell label=move || t_string!(i18n, imports.line)>{row.line}</Cell>
                <Cell label=move || t_string!(i18n, imports.field)>{field}</Cell>
                <Cell label=move || t_string!(i18n, imports.reason)>{reason(language, row.reason)}</Cell>
            </TableRow>
        }
    });
    let lines = lines.collect_view();
    view! {
        <Section title=move || t_string!(i18n, imports.refused_title)>
            <Text>{t!(i18n, imports.refused_text)}</Text>
            <Row>
                <DownloadLink href=format!("/patients/import/{id}/refused.csv")>
                    {t!(i18n, imports.refused_download)}
                </DownloadLink>
            </Row>
            {cut}
            <Table caption=move || t_string!(i18n, imports.refused_title) columns>{lines}</Table>
        </Section>
    }
}
