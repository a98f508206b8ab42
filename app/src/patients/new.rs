//! Registering a patient at the desk.

use domain::patients::{Detail, Payer, Sheet};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    api::{AddPatient, payers},
    fields::SheetFields,
};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{ButtonSize, Form, Glyph, Load, Page, Row, Submit, Text, after, toast},
};

/// Everything the desk may ask for; two fields are enough.
#[component]
pub fn NewPatientPage() -> impl IntoView {
    let i18n = use_i18n();
    let payers = Resource::new(|| (), |()| payers());
    view! {
        <Page title=move || t_string!(i18n, patients.new_title) back="/patients">
            <Text>{t!(i18n, patients.new_lead)}</Text>
            <Load of=payers let:payers>
                <NewPatient payers/>
            </Load>
        </Page>
    }
}

#[component]
fn NewPatient(payers: Vec<Payer>) -> impl IntoView {
    let i18n = use_i18n();
    let add = ServerAction::<AddPatient>::new();
    let navigate = use_navigate();
    after(add, move |id| {
        toast(t_string!(i18n, patients.new_done));
        navigate(&format!("/patients/{id}"), NavigateOptions::default());
    });
    view! {
        <Form action=add>
            <SheetFields sheet=Sheet::default() asked=Detail::ALL payers/>
            <Row>
                <Submit pending=add.pending() size=ButtonSize::Large icon=Glyph::Add>
                    {t!(i18n, patients.new_save)}
                </Submit>
            </Row>
        </Form>
    }
}
