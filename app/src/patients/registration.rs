//! What is kept of a patient, to look at: by parts, and what changed.

use domain::{
    PatientId, Role,
    patients::{Change, Detail, EDITS_MAX, Edit, RegistrationPage, Sheet},
};
use leptos::prelude::*;

use super::fields::{PARTS, Part};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    scheduling::book_for_path,
    ui::{
        Badge, ButtonKind, ButtonLink, Card, CardTitle, Columns, Fact, Facts, Gap, Glyph, List, ListItem, Load, Muted,
        Row, Section, Stack, StayLink, Text, When,
    },
    words::{self, Language},
};

/// A patient as the desk sees them.
#[component]
pub(crate) fn Registration(page: RegistrationPage, reader: Role) -> impl IntoView {
    let i18n = use_i18n();
    let book = (reader == Role::Reception).then(|| {
        let href = book_for_path(page.id);
        view! { <ButtonLink href icon=Glyph::Book>{t!(i18n, scheduling.book_for)}</ButtonLink> }
    });
    let edit = format!("/patients/{}/edit", page.id);
    let sheet = page.sheet.clone();
    view! {
        <Who page=page.clone()/>
        <Row>
            {book}
            <ButtonLink href=edit kind=ButtonKind::Quiet icon=Glyph::Edit>{t!(i18n, patients.edit)}</ButtonLink>
        </Row>
        <Columns>
            <Stack>
                <Parts sheet/>
            </Stack>
            <Edits edits=page.edits/>
        </Columns>
    }
}

#[component]
fn Who(page: RegistrationPage) -> impl IntoView {
    let i18n = use_i18n();
    let (shown, full) = (page.sheet.shown_name().to_owned(), page.sheet.text(Detail::Name).to_owned());
    let document = (shown != full).then(|| {
        view! { <Muted>{move || t_string!(i18n, patients.full_name_is, name = full.clone())}</Muted> }
    });
    let account = move || {
        if page.has_account {
            t_string!(i18n, patients.with_account)
        } else {
            t_string!(i18n, patients.without_account)
        }
    };
    view! {
        <Stack gap=Gap::Tight>
            <CardTitle>{shown}</CardTitle>
            {document}
            <Muted>{t!(i18n, patients.age, years = page.age_years)}</Muted>
            <Muted>{t!(i18n, patients.since)} " " <When local=page.since/></Muted>
            <Row>
                <Badge icon=Glyph::Person>{account}</Badge>
            </Row>
        </Stack>
    }
}

/// Every part of which something is known.
#[component]
fn Parts(sheet: Sheet) -> impl IntoView {
    let i18n = use_i18n();
    let part = |&(part, details): &(Part, &'static [Detail])| {
        let given = details.iter().map(|&detail| (detail, sheet.text(detail).to_owned()));
        let given = given.filter(|(_, text)| !text.is_empty()).collect::<Vec<_>>();
        (!given.is_empty()).then(|| {
            let facts = given.into_iter().map(|(detail, text)| {
                view! {
                    <Fact label=move || words::detail(i18n, detail)>
                        {move || words::detail_text(i18n, detail, &text)}
                    </Fact>
                }
            });
            let facts = facts.collect_view();
            view! {
                <Section title=move || part.words(i18n)>
                    <Card>
                        <Facts>{facts}</Facts>
                    </Card>
                </Section>
            }
        })
    };
    PARTS.iter().map(part).collect_view()
}

/// What changed, latest first.
#[component]
pub(super) fn Edits(edits: Vec<Edit>) -> impl IntoView {
    let i18n = use_i18n();
    let full = i64::try_from(edits.len()).is_ok_and(|count| count >= EDITS_MAX);
    let inside = if edits.is_empty() {
        view! { <Muted>{t!(i18n, patients.history_none)}</Muted> }.into_any()
    } else {
        let lines = edits.into_iter().map(|edit| view! { <EditLine edit/> }).collect_view();
        view! { <List label=move || t_string!(i18n, patients.history)>{lines}</List> }.into_any()
    };
    view! {
        <Section title=move || t_string!(i18n, patients.history)>
            {inside}
            {full.then(|| view! { <Muted>{t!(i18n, patients.history_more, count = EDITS_MAX)}</Muted> })}
        </Section>
    }
}

#[component]
fn EditLine(edit: Edit) -> impl IntoView {
    let i18n = use_i18n();
    let by = edit.by;
    let by = move || by.clone().unwrap_or_else(|| t_string!(i18n, patients.by_clinic).to_owned());
    let changes = edit.changes.into_iter().map(|change| {
        view! { <Text>{move || sentence(i18n, &change)}</Text> }
    });
    let changes = changes.collect_view();
    view! {
        <ListItem>
            <Stack gap=Gap::Tight>
                <Muted><When local=edit.at/> " · " {by}</Muted>
                {changes}
            </Stack>
        </ListItem>
    }
}

/// `Rua: Rua A → Rua B`.
fn sentence(i18n: Language, change: &Change) -> String {
    let shown = |kept: &str| match kept {
        "" => t_string!(i18n, patients.empty).to_owned(),
        kept => words::detail_text(i18n, change.detail, kept),
    };
    format!("{}: {} → {}", words::detail(i18n, change.detail), shown(&change.before), shown(&change.after))
}

/// The registry beside the record, for those who care: opened by hand, since every reading leaves a trace.
#[component]
pub(crate) fn RegistrationAside(
    /// Whose.
    id: PatientId,
    /// What is kept; none while it is closed.
    kept: Resource<Result<Option<RegistrationPage>, AppError>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let path = StoredValue::new(format!("/patients/{id}"));
    let closed = move || {
        let href = format!("{}?registration=open", path.get_value());
        view! {
            <Card>
                <Muted>{t!(i18n, patients.registry_trace)}</Muted>
                <Row>
                    <StayLink href icon=Glyph::Person>{t!(i18n, patients.registry_see)}</StayLink>
                </Row>
            </Card>
        }
    };
    let opened = move |page: RegistrationPage| {
        view! {
            <Parts sheet=page.sheet/>
            <Row>
                <StayLink href=path.get_value() kind=ButtonKind::Ghost icon=Glyph::Close>
                    {t!(i18n, patients.registry_close)}
                </StayLink>
            </Row>
        }
    };
    view! {
        <Section title=move || t_string!(i18n, patients.one_title)>
            <Load of=kept let:page>
                {match page {
                    Some(page) => opened(page).into_any(),
                    None => closed().into_any(),
                }}
            </Load>
        </Section>
    }
}
