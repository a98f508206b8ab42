//! Accepting an invitation.

use domain::{Role, links::Invited};
use leptos::prelude::*;

use super::{
    api::{AcceptInvitation, invitation},
    token_here,
};
use crate::{
    Clinic,
    i18n::{t, t_string, use_i18n},
    layout::Narrow,
    professionals::PracticeFields,
    terms::AcceptField,
    ui::{
        ButtonSize, Card, CardTitle, Fact, Facts, FieldKind, Form, HiddenField, Load, Muted, NewPasswordField, Page,
        Submit, Text, TextField,
    },
    words,
};

/// What somebody is invited to be, and what is still to be said.
#[component]
pub fn InvitePage() -> impl IntoView {
    let i18n = use_i18n();
    let token = token_here();
    let found = Resource::new(move || token.get(), invitation);
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, links.invite_title)>
                <Load of=found let:invited>
                    <Accept invited/>
                </Load>
                <Muted>{t!(i18n, links.no_longer)} " " {t!(i18n, links.invite_ask)}</Muted>
            </Page>
        </Narrow>
    }
}

#[component]
fn Accept(invited: Invited) -> impl IntoView {
    let i18n = use_i18n();
    let (token, accept) = (token_here(), ServerAction::<AcceptInvitation>::new());
    let Invited { role, name, email, asks_practice } = invited;
    let chars_min = expect_context::<Clinic>().password_chars_min;
    view! {
        <Text>{t!(i18n, links.invite_lead)}</Text>
        <Card>
            <Facts>
                <Fact label=move || t_string!(i18n, links.invite_as)>{move || words::role(i18n, role)}</Fact>
                <Fact label=move || t_string!(i18n, links.invite_email)>{email}</Fact>
            </Facts>
        </Card>
        <Card>
            <Form action=accept>
                <HiddenField name="form[token]" value=Signal::derive(move || token.get().reveal().to_owned())/>
                <TextField
                    name="form[name]"
                    label=move || t_string!(i18n, links.invite_name)
                    value=name
                    autocomplete="name"
                    required=true
                />
                {(role == Role::Patient).then(|| view! { <PatientFields/> })}
                {asks_practice.then(|| view! {
                    <CardTitle>{t!(i18n, links.practice)}</CardTitle>
                    <PracticeFields required=true/>
                })}
                <NewPasswordField
                    name="form[password]"
                    label=move || t_string!(i18n, links.invite_password)
                    hint=Signal::derive(move || password_hint(i18n, role, chars_min))
                    required={role != Role::Patient}
                />
                <AcceptField/>
                <Submit pending=accept.pending() size=ButtonSize::Large>{t!(i18n, links.invite_save)}</Submit>
            </Form>
        </Card>
    }
}

/// Patients come in by code: a password is theirs to choose.
fn password_hint(i18n: words::Language, role: Role, count: usize) -> String {
    if role == Role::Patient {
        t_string!(i18n, links.invite_password_optional, count = count)
    } else {
        t_string!(i18n, accounts.password_hint, count = count)
    }
}

#[component]
fn PatientFields() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <TextField
            name="form[birth_date]"
            label=move || t_string!(i18n, patients.birth_date)
            kind=FieldKind::Date
            autocomplete="bday"
            required=true
        />
        <TextField
            name="form[cpf]"
            label=move || t_string!(i18n, patients.cpf)
            hint=Signal::derive(move || t_string!(i18n, patients.cpf_hint).to_owned())
            inputmode="numeric"
        />
    }
}
