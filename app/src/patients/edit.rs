//! Changing what is kept of a patient. Whoever began from an older version is told, and keeps what they typed.

use domain::{
    PatientId,
    patients::{Detail, RegistrationSheet},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};

use super::{
    api::{EditPatient, patient_sheet},
    fields::SheetFields,
};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    scheduling::id_in,
    ui::{ButtonSize, Form, Glyph, HiddenField, Load, Page, Row, Submit, after, toast},
};

async fn found(id: String) -> Result<RegistrationSheet, AppError> {
    patient_sheet(id_in::<PatientId>(&id)?).await
}

/// The sheet of a patient. It is not fetched anew by itself: that would leave another trace, and lose what was typed.
#[component]
pub fn EditPatientPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let sheet = Resource::new(move || params.read().get("id").unwrap_or_default(), found);
    view! {
        <Page title=move || t_string!(i18n, patients.edit_title) back="/patients">
            <Load of=sheet let:kept>
                <Edit kept/>
            </Load>
        </Page>
    }
}

#[component]
fn Edit(kept: RegistrationSheet) -> impl IntoView {
    let i18n = use_i18n();
    let edit = ServerAction::<EditPatient>::new();
    let navigate = use_navigate();
    let (id, version) = (kept.id, kept.version);
    after(edit, move |()| {
        toast(t_string!(i18n, patients.saved));
        navigate(&format!("/patients/{id}"), NavigateOptions::default());
    });
    view! {
        <Form action=edit>
            <HiddenField name="id" value=id.to_string()/>
            <HiddenField name="version" value=version.to_string()/>
            <SheetFields sheet=kept.sheet asked=Detail::ALL payers=kept.payers/>
            <Row>
                <Submit pending=edit.pending() size=ButtonSize::Large icon=Glyph::Check>
                    {t!(i18n, patients.save)}
                </Submit>
            </Row>
        </Form>
    }
}
