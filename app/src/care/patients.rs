//! The patients in the reader's care, searched as one types.

use domain::{
    Role,
    care::{PATIENTS_MAX, PatientLine},
};
use leptos::prelude::*;

use super::api::my_patients;
use crate::{
    i18n::{t, t_string, use_i18n},
    patients::DeskPatients,
    scheduling::my_role,
    ui::{
        ButtonKind, ButtonLink, Empty, Gap, Glyph, List, ListItem, Load, Muted, Page, Row, SearchField, Stack, When,
        on_return,
    },
};

/// The patients of the reader: in their care, or everybody at the desk.
#[component]
pub fn PatientsPage() -> impl IntoView {
    let role = Resource::new(|| (), |()| my_role());
    view! {
        <Load of=role let:role>
            {match role {
                Role::Administrator | Role::Reception => view! { <DeskPatients reader=role/> }.into_any(),
                Role::Professional | Role::Patient => view! { <MyPatients/> }.into_any(),
            }}
        </Load>
    }
}

#[component]
fn MyPatients() -> impl IntoView {
    let i18n = use_i18n();
    let sought = RwSignal::new(String::new());
    let patients = Resource::new(
        move || sought.get(),
        |typed| async move { my_patients(typed.clone()).await.map(|lines| (typed.trim().is_empty(), lines)) },
    );
    on_return(move || patients.refetch());
    view! {
        <Page title=move || t_string!(i18n, care.patients_title)>
            <SearchField label=move || t_string!(i18n, care.patients_search) text=sought/>
            <Load of=patients let:found>
                <Lines all=found.0 lines=found.1/>
            </Load>
            <Row>
                <ButtonLink href="/patients/outside" kind=ButtonKind::Ghost icon=Glyph::Emergency>
                    {t!(i18n, care.patients_outside)}
                </ButtonLink>
            </Row>
        </Page>
    }
}

#[component]
fn Lines(all: bool, lines: Vec<PatientLine>) -> impl IntoView {
    let i18n = use_i18n();
    if lines.is_empty() && all {
        return view! {
            <Empty
                icon=Glyph::People
                title=move || t_string!(i18n, care.patients_empty_title)
                text=Signal::derive(move || t_string!(i18n, care.patients_empty_text).to_owned())
            />
        }
        .into_any();
    }
    if lines.is_empty() {
        return view! { <Muted>{t!(i18n, care.patients_none_found)}</Muted> }.into_any();
    }
    let full = i64::try_from(lines.len()).is_ok_and(|count| count >= PATIENTS_MAX);
    let lines = lines.into_iter().map(|line| view! { <Line line/> }).collect_view();
    view! {
        <List label=move || t_string!(i18n, care.patients_title)>{lines}</List>
        {full.then(|| view! { <Muted>{t!(i18n, care.patients_more, count = PATIENTS_MAX)}</Muted> })}
    }
    .into_any()
}

#[component]
fn Line(line: PatientLine) -> impl IntoView {
    let i18n = use_i18n();
    let next = line.next.map(|local| view! { <Muted>{t!(i18n, care.next)} " " <When local/></Muted> });
    let last = line.last.map(|local| view! { <Muted>{t!(i18n, care.last)} " " <When local/></Muted> });
    view! {
        <ListItem href=format!("/patients/{}", line.id)>
            <Stack gap=Gap::Tight>
                <span>{line.name}</span>
                <Muted>{t!(i18n, scheduling.visit_age, years = line.age_years)}</Muted>
                {next}
                {last}
            </Stack>
        </ListItem>
    }
}
