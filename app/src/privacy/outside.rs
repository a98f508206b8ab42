//! A patient outside of the reader's care: found by what fits exactly, opened for a reason and for an hour.

use domain::{
    PatientId,
    privacy::{BREAK_GLASS_MINUTES, Found, GLASS_REASON_CHARS_MAX, GLASS_REASON_CHARS_MIN, SEARCHES_AN_HOUR_MAX},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use super::api::{BreakGlass, SeekPatient, found_patient};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{
        Alert, ButtonKind, ButtonLink, Card, CardTitle, Columns, ConfirmButton, FieldKind, Form, Glyph, HiddenField,
        Load, Muted, Page, Row, Section, Stack, Submit, Text, TextArea, TextField, Tone, after,
    },
};

/// Finding somebody, and breaking the glass.
#[component]
pub fn OutsidePage() -> impl IntoView {
    let i18n = use_i18n();
    let seek = ServerAction::<SeekPatient>::new();
    let query = use_query_map();
    let answer = seek.value();
    let found = move || match (answer.get(), query.read().get("found")) {
        (Some(Ok(Some(found))), _) => view! { <Person found/> }.into_any(),
        (Some(Ok(None)), _) => view! { <Nobody/> }.into_any(),
        // Without WASM the search answers with an address.
        (None, Some(id)) => view! { <Sought id/> }.into_any(),
        (Some(Err(_)), _) | (None, None) => ().into_any(),
    };
    view! {
        <Page title=move || t_string!(i18n, privacy.outside_title) back="/patients">
            <Alert tone=Tone::Warning>
                {t!(i18n, privacy.outside_lead, minutes = BREAK_GLASS_MINUTES)}
            </Alert>
            <Columns>
                <Section title=move || t_string!(i18n, privacy.seek_title)>
                    <Card>
                        <Muted>{t!(i18n, privacy.seek_exact, count = SEARCHES_AN_HOUR_MAX)}</Muted>
                        <Form action=seek>
                            <SeekFields/>
                            <Row>
                                <Submit pending=seek.pending() icon=Glyph::Search>{t!(i18n, privacy.seek)}</Submit>
                            </Row>
                        </Form>
                    </Card>
                </Section>
                <Stack>{found}</Stack>
            </Columns>
        </Page>
    }
}

/// Whom a form without WASM found.
#[component]
fn Sought(id: String) -> impl IntoView {
    let Ok(id) = PatientId::parse(&id) else { return view! { <Nobody/> }.into_any() };
    let found = Resource::new(move || id, found_patient);
    view! {
        <Load of=found let:found>
            <Person found/>
        </Load>
    }
    .into_any()
}

#[component]
fn Nobody() -> impl IntoView {
    let i18n = use_i18n();
    view! { <Alert tone=Tone::Info>{t!(i18n, privacy.none_found)}</Alert> }
}

#[component]
fn SeekFields() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <TextField
            name="form[cpf]"
            label=move || t_string!(i18n, privacy.cpf)
            hint=Signal::derive(move || t_string!(i18n, privacy.cpf_hint).to_owned())
            inputmode="numeric"
            autocomplete="off"
        />
        <TextField name="form[name]" label=move || t_string!(i18n, privacy.name) autocomplete="off"/>
        <TextField
            name="form[birth_date]"
            label=move || t_string!(i18n, privacy.birth_date)
            kind=FieldKind::Date
            autocomplete="off"
        />
    }
}

#[component]
fn Person(found: Found) -> impl IntoView {
    let i18n = use_i18n();
    let path = format!("/patients/{}", found.id);
    let deed = if found.is_open {
        view! {
            <Text>{t!(i18n, privacy.open_already)}</Text>
            <Row>
                <ButtonLink href=path icon=Glyph::Person>{t!(i18n, privacy.see_patient)}</ButtonLink>
            </Row>
        }
        .into_any()
    } else {
        view! { <Glass found=found.clone()/> }.into_any()
    };
    view! {
        <Card>
            <CardTitle>{found.name}</CardTitle>
            <Muted>{t!(i18n, scheduling.visit_age, years = found.age_years)}</Muted>
            {deed}
        </Card>
    }
}

#[component]
fn Glass(found: Found) -> impl IntoView {
    let i18n = use_i18n();
    let navigate = use_navigate();
    let glass = ServerAction::<BreakGlass>::new();
    after(glass, move |id| navigate(&format!("/patients/{id}"), NavigateOptions::default()));
    let name = StoredValue::new(found.name);
    view! {
        <Form action=glass>
            <HiddenField name="form[patient]" value=found.id.to_string()/>
            <TextArea
                name="form[reason]"
                label=move || t_string!(i18n, privacy.reason)
                hint=Signal::derive(move || t_string!(i18n, privacy.reason_hint, count = GLASS_REASON_CHARS_MIN))
                limit=GLASS_REASON_CHARS_MAX
            />
            <Row>
                <ConfirmButton
                    id="break-glass"
                    label=move || t_string!(i18n, privacy.break_glass)
                    question=move || t_string!(i18n, privacy.break_glass_title, name = name.get_value())
                    consequence=Signal::derive(move || t_string!(i18n, privacy.break_glass_text, minutes = BREAK_GLASS_MINUTES))
                    yes=move || t_string!(i18n, privacy.break_glass)
                    pending=glass.pending()
                    kind=ButtonKind::Danger
                    icon=Glyph::Emergency
                />
            </Row>
        </Form>
    }
}
