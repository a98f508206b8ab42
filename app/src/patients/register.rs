//! Becoming a patient.

use leptos::prelude::*;

use super::api::Register;
use crate::{
    i18n::{t, t_string, use_i18n},
    layout::Narrow,
    terms::AcceptField,
    ui::{ButtonSize, Card, FieldKind, Form, LinkTo, Muted, Page, Row, Submit, Text, TextField},
};

/// Name, e-mail, birth date, CPF. No password: a code by e-mail finishes it.
#[component]
pub fn RegisterPage() -> impl IntoView {
    let i18n = use_i18n();
    let register = ServerAction::<Register>::new();
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, patients.register_title)>
                <Text>{t!(i18n, patients.register_lead)}</Text>
                <Card>
                    <Form action=register>
                        <Fields/>
                        <Submit pending=register.pending() size=ButtonSize::Large>
                            {t!(i18n, patients.register)}
                        </Submit>
                    </Form>
                </Card>
                <Row>
                    <Muted>{t!(i18n, patients.have_account)}</Muted>
                    <LinkTo href="/sign-in">{t!(i18n, patients.sign_in)}</LinkTo>
                </Row>
            </Page>
        </Narrow>
    }
}

#[component]
fn Fields() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <TextField
            name="form[name]"
            label=move || t_string!(i18n, patients.name)
            hint=Signal::derive(move || t_string!(i18n, patients.name_hint).to_owned())
            autocomplete="name"
            required=true
        />
        <TextField
            name="form[email]"
            label=move || t_string!(i18n, patients.email)
            hint=Signal::derive(move || t_string!(i18n, patients.email_hint).to_owned())
            kind=FieldKind::Email
            autocomplete="username"
            required=true
        />
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
        <AcceptField/>
    }
}
