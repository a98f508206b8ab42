//! What other pages show of the family.

use domain::Role;
use leptos::prelude::*;

use crate::{
    Clinic,
    i18n::{t, t_string, use_i18n},
    ui::{ButtonKind, ButtonLink, Card, Glyph, HiddenField, Load, Muted, Row, Section},
};

/// For whom this page was drawn, in a form: another tab may have begun to act for somebody else since.
#[component]
pub(crate) fn HiddenPatient(
    /// The name in the form.
    name: &'static str,
) -> impl IntoView {
    let Clinic { who, .. } = expect_context::<Clinic>();
    view! {
        <Load of=who let:person>
            {person
                .and_then(|person| person.patient)
                .map(|patient| view! { <HiddenField name value=patient.to_string()/> })}
        </Load>
    }
}

/// The way to the family, among the own data of a patient.
#[component]
pub(crate) fn FamilySection() -> impl IntoView {
    let Clinic { who, .. } = expect_context::<Clinic>();
    view! {
        <Load of=who let:person>
            {person.filter(|person| person.role == Role::Patient).map(|_| view! { <Way/> })}
        </Load>
    }
}

#[component]
fn Way() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Section title=move || t_string!(i18n, family.title)>
            <Card>
                <Muted>{t!(i18n, family.section_text)}</Muted>
                <FamilyLink/>
            </Card>
        </Section>
    }
}

/// The way to the family.
#[component]
pub(crate) fn FamilyLink() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Row>
            <ButtonLink href="/family" kind=ButtonKind::Quiet icon=Glyph::People>{t!(i18n, family.open)}</ButtonLink>
        </Row>
    }
}
