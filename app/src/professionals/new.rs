//! Adding a professional to the clinic.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{api::AddProfessional, registration_choices};
use crate::{
    Clinic,
    i18n::{t, t_string, use_i18n},
    ui::{
        ButtonSize, Card, CardTitle, FieldKind, Form, Glyph, NewPasswordField, Page, Row, Select, Submit, TextField,
        after,
    },
};

/// The lengths of a visit that are offered.
const VISIT_MINUTES: [i64; 7] = [10, 15, 20, 30, 40, 50, 60];
/// The length chosen at first.
const VISIT_MINUTES_USUAL: &str = "30";

/// Who, with which registration, and how they see patients.
#[component]
pub fn NewProfessionalPage() -> impl IntoView {
    let i18n = use_i18n();
    let add = ServerAction::<AddProfessional>::new();
    let navigate = use_navigate();
    after(add, move |id| navigate(&format!("/professionals/{id}"), NavigateOptions::default()));
    view! {
        <Page title=move || t_string!(i18n, professionals.new_title) back="/professionals">
            <Form action=add>
                <Card>
                    <CardTitle>{t!(i18n, professionals.new_who)}</CardTitle>
                    <Person/>
                </Card>
                <Card>
                    <CardTitle>{t!(i18n, professionals.new_council)}</CardTitle>
                    <Registration required=true/>
                </Card>
                <Card>
                    <CardTitle>{t!(i18n, professionals.new_way)}</CardTitle>
                    <Way required=true/>
                </Card>
                <Row>
                    <Submit pending=add.pending() size=ButtonSize::Large icon=Glyph::Add>
                        {t!(i18n, professionals.new_save)}
                    </Submit>
                </Row>
            </Form>
        </Page>
    }
}

#[component]
fn Person() -> impl IntoView {
    let i18n = use_i18n();
    let chars_min = expect_context::<Clinic>().password_chars_min;
    view! {
        <TextField
            name="form[name]"
            label=move || t_string!(i18n, professionals.name)
            autocomplete="off"
            required=true
        />
        <TextField
            name="form[email]"
            label=move || t_string!(i18n, professionals.email)
            hint=Signal::derive(move || t_string!(i18n, professionals.email_hint).to_owned())
            kind=FieldKind::Email
            autocomplete="off"
            required=true
        />
        <NewPasswordField
            name="form[password]"
            label=move || t_string!(i18n, professionals.password)
            hint=Signal::derive(move || t_string!(i18n, professionals.password_hint, count = chars_min))
        />
    }
}

/// The registration with a council, and how somebody sees patients.
#[component]
pub(crate) fn PracticeFields(
    /// Whether they must be filled in.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    view! {
        <Registration required/>
        <Way required/>
    }
}

#[component]
fn Registration(required: bool) -> impl IntoView {
    let i18n = use_i18n();
    let (councils, states) = registration_choices(i18n);
    view! {
        <Select name="form[council]" label=move || t_string!(i18n, professionals.council) options=councils/>
        <TextField
            name="form[registration]"
            label=move || t_string!(i18n, professionals.registration)
            hint=Signal::derive(move || t_string!(i18n, professionals.registration_hint).to_owned())
            autocomplete="off"
            required
        />
        <Select name="form[uf]" label=move || t_string!(i18n, professionals.uf) options=states/>
    }
}

#[component]
fn Way(required: bool) -> impl IntoView {
    let i18n = use_i18n();
    let lengths = Signal::derive(move || {
        let words = |minutes: i64| t_string!(i18n, professionals.minutes, minutes = minutes);
        VISIT_MINUTES.iter().map(|minutes| (minutes.to_string(), words(*minutes))).collect::<Vec<_>>()
    });
    view! {
        <TextField
            name="form[specialty]"
            label=move || t_string!(i18n, professionals.specialty)
            hint=Signal::derive(move || t_string!(i18n, professionals.specialty_hint).to_owned())
            autocomplete="off"
            required
        />
        <Select
            name="form[visit_minutes]"
            label=move || t_string!(i18n, professionals.visit_minutes)
            options=lengths
            value=VISIT_MINUTES_USUAL
        />
    }
}
