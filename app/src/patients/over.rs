//! A patient over the list.

use domain::{PatientId, Role, patients::RegistrationPage};
use leptos::prelude::*;

use super::{api::registration, registration::Registration};
use crate::{
    error::AppError,
    i18n::{t_string, use_i18n},
    ui::{Dialog, Load, OverPage},
};

async fn found(id: Option<PatientId>) -> Result<Option<RegistrationPage>, AppError> {
    match id {
        Some(id) => registration(id).await.map(Some),
        None => Ok(None),
    }
}

/// Opens whoever is chosen. Every opening is a reading, and leaves its trace.
#[component]
pub(super) fn PatientOver(chosen: RwSignal<Option<PatientId>>, reader: Role) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let page = Resource::new(move || chosen.get(), found);
    Effect::new(move || open.set(chosen.get().is_some()));
    Effect::new(move |before: Option<bool>| {
        let is_open = open.get();
        if before == Some(true) && !is_open {
            chosen.set(None);
        }
        is_open
    });
    let path = Signal::derive(move || chosen.get().map(|id| format!("/patients/{id}")).unwrap_or_default());
    view! {
        <OverPage open path/>
        <Dialog open title=move || t_string!(i18n, patients.one_title)>
            <Load of=page let:page>
                {page.map(|page| view! { <Registration page reader/> })}
            </Load>
        </Dialog>
    }
}
