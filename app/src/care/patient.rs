//! One patient: who, their visits, and the whole record, which is opened by hand; at the desk, what is kept beside it.

use domain::{
    PatientId, Role,
    care::{PatientPage as Patient, PatientRecord, PatientVisit},
    patients::RegistrationPage,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use serde::{Deserialize, Serialize};

use super::api::patient;
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    patients::{Registration, RegistrationAside, api::registration},
    records::{NoteLine, api::read_record},
    scheduling::{book_for_path, id_in, my_role},
    ui::{
        Alert, ButtonKind, ButtonLink, Card, CardTitle, Columns, Fact, Facts, Gap, Glyph, List, ListItem, Load, Muted,
        Page, Row, Section, Stack, StayLink, Tone, When,
    },
    words,
};

/// A patient as they are seen by the reader: in their care, or at the desk.
#[derive(Clone, Serialize, Deserialize)]
enum Seen {
    Care(Patient),
    Desk(Role, RegistrationPage),
}

async fn found(id: String) -> Result<Seen, AppError> {
    let id = id_in::<PatientId>(&id)?;
    match my_role().await? {
        reader @ (Role::Administrator | Role::Reception) => registration(id).await.map(|page| Seen::Desk(reader, page)),
        Role::Professional | Role::Patient => patient(id).await.map(Seen::Care),
    }
}

/// What the clinic keeps beside the record is read only when it was asked for, as the record is.
async fn aside(id: String, opened: bool) -> Result<Option<RegistrationPage>, AppError> {
    if opened { registration(id_in::<PatientId>(&id)?).await.map(Some) } else { Ok(None) }
}

/// The record is read only when it was asked for: every reading leaves a trace.
async fn record(id: String, opened: bool) -> Result<Option<PatientRecord>, AppError> {
    if opened { read_record(id_in::<PatientId>(&id)?).await.map(Some) } else { Ok(None) }
}

/// A patient as those see them who care for them. It is not fetched anew by itself: that would leave another trace.
#[component]
pub fn PatientPage() -> impl IntoView {
    let i18n = use_i18n();
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let opened = Memo::new(move |_| query.read().get("record").is_some());
    let who = Resource::new(move || id.get(), found);
    let notes = Resource::new(move || (id.get(), opened.get()), |(id, opened)| record(id, opened));
    let aside_opened = Memo::new(move |_| query.read().get("registration").is_some());
    let kept = Resource::new(move || (id.get(), aside_opened.get()), |(id, opened)| aside(id, opened));
    view! {
        <Page title=move || t_string!(i18n, care.patient_title) back="/patients">
            <Load of=who let:seen>
                {match seen {
                    Seen::Care(patient) => view! { <Whole patient notes kept/> }.into_any(),
                    Seen::Desk(reader, page) => view! { <Registration page reader/> }.into_any(),
                }}
            </Load>
        </Page>
    }
}

#[component]
fn Whole(
    patient: Patient,
    notes: Resource<Result<Option<PatientRecord>, AppError>>,
    kept: Resource<Result<Option<RegistrationPage>, AppError>>,
) -> impl IntoView {
    let (id, visits) = (patient.id, patient.visits.clone());
    view! {
        <Columns>
            <Stack gap=Gap::Wide>
                <Who patient/>
                <RegistrationAside id kept/>
                <Visits visits/>
            </Stack>
            <Record id notes/>
        </Columns>
    }
}

#[component]
fn Who(patient: Patient) -> impl IntoView {
    let i18n = use_i18n();
    // A broken glass opens the record, and nothing else.
    let book = patient.until.is_none().then(|| {
        let href = book_for_path(patient.id);
        view! {
            <Row>
                <ButtonLink href kind=ButtonKind::Quiet icon=Glyph::Book>{t!(i18n, scheduling.book_for)}</ButtonLink>
            </Row>
        }
    });
    let until = patient.until.map(|until| {
        view! {
            <Alert tone=Tone::Warning>
                {t!(i18n, care.open_until)} " " <When local=until/> ". " {t!(i18n, care.open_traced)}
            </Alert>
        }
    });
    view! {
        {until}
        <Card>
            <CardTitle>{patient.name}</CardTitle>
            <Facts>
                <Fact label=move || t_string!(i18n, care.age)>
                    {t!(i18n, scheduling.visit_age, years = patient.age_years)}
                </Fact>
                <Fact label=move || t_string!(i18n, care.birth_date)>
                    {move || words::date(i18n, patient.birth_date)}
                </Fact>
            </Facts>
            {book}
        </Card>
    }
}

#[component]
fn Visits(visits: Vec<PatientVisit>) -> impl IntoView {
    let i18n = use_i18n();
    let inside = if visits.is_empty() {
        view! { <Muted>{t!(i18n, care.visits_none)}</Muted> }.into_any()
    } else {
        let lines = visits.into_iter().map(|visit| view! { <VisitLine visit/> }).collect_view();
        view! { <List label=move || t_string!(i18n, care.visits_title)>{lines}</List> }.into_any()
    };
    view! { <Section title=move || t_string!(i18n, care.visits_title)>{inside}</Section> }
}

/// Only the reader's own visit leads on: another's door stays shut.
#[component]
fn VisitLine(visit: PatientVisit) -> impl IntoView {
    let i18n = use_i18n();
    let state = visit.state;
    let words = view! {
        <Stack gap=Gap::Tight>
            <Row>
                <When local=visit.starts/>
                <Muted>{move || words::state(i18n, state)}</Muted>
            </Row>
            <span>{visit.professional}</span>
            <Muted>{visit.specialty}</Muted>
        </Stack>
    };
    match visit.own {
        Some(id) => view! { <ListItem href=format!("/visits/{id}")>{words}</ListItem> }.into_any(),
        None => view! { <ListItem>{words}</ListItem> }.into_any(),
    }
}

#[component]
fn Record(id: PatientId, notes: Resource<Result<Option<PatientRecord>, AppError>>) -> impl IntoView {
    let i18n = use_i18n();
    let path = StoredValue::new(format!("/patients/{id}"));
    view! {
        <Section title=move || t_string!(i18n, care.record_title)>
            <Load of=notes let:record>
                {match record {
                    Some(record) => view! { <Opened record path=path.get_value()/> }.into_any(),
                    None => view! { <Closed path=path.get_value()/> }.into_any(),
                }}
            </Load>
        </Section>
    }
}

#[component]
fn Closed(path: String) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Card>
            <Muted>{t!(i18n, care.record_trace)}</Muted>
            <Row>
                <StayLink href=format!("{path}?record=open") icon=Glyph::Record>{t!(i18n, care.record_open)}</StayLink>
            </Row>
        </Card>
    }
}

#[component]
fn Opened(record: PatientRecord, path: String) -> impl IntoView {
    let i18n = use_i18n();
    let notes = if record.notes.is_empty() {
        view! { <Muted>{t!(i18n, care.record_empty)}</Muted> }.into_any()
    } else {
        let notes = record.notes.into_iter().map(|note| view! { <NoteLine note/> }).collect_view();
        view! { <List label=move || t_string!(i18n, care.record_title)>{notes}</List> }.into_any()
    };
    view! {
        <Stack>
            {notes}
            <Row>
                <StayLink href=path kind=ButtonKind::Ghost icon=Glyph::Close>{t!(i18n, records.record_close)}</StayLink>
            </Row>
        </Stack>
    }
}
