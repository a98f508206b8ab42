//! Whom to turn to about one's data (LGPD, article 41).

use domain::privacy::Officer;
use leptos::prelude::*;

use super::api::data_officer;
use crate::{
    i18n::{t, use_i18n},
    ui::{Card, CardTitle, Load, MailLink, Muted, Text},
};

/// Their name and address; nothing, where the clinic named nobody.
#[component]
pub(crate) fn OfficerCard() -> impl IntoView {
    let officer = Resource::new(|| (), |()| data_officer());
    view! {
        <Load of=officer let:officer>{officer.map(|officer| view! { <Named officer/> })}</Load>
    }
}

#[component]
fn Named(officer: Officer) -> impl IntoView {
    let i18n = use_i18n();
    let Officer { name, email } = officer;
    view! {
        <Card>
            <CardTitle>{t!(i18n, privacy.officer_title)}</CardTitle>
            <Muted>{t!(i18n, privacy.officer_text)}</Muted>
            <Text>{name}</Text>
            <MailLink email/>
        </Card>
    }
}
