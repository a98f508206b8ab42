//! Adding somebody: who they are, what they are to the reader, and a word that the reader is responsible.

use domain::family::{RESPONSIBLE, Relationship};
use leptos::prelude::*;

use super::{api::AddDependant as Add, page::relationship_words};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{Card, CheckField, FieldKind, Form, Glyph, Muted, Row, Select, Submit, TextField, after},
};

/// The form.
#[component]
pub(super) fn AddDependant(done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let add = ServerAction::<Add>::new();
    after(add, move |()| done.run(()));
    view! {
        <Card>
            <Form action=add>
                <Fields/>
                <CheckField
                    name="form[responsible]"
                    value=RESPONSIBLE
                    label=move || t_string!(i18n, family.responsible)
                />
                <Muted>{t!(i18n, family.responsible_hint)}</Muted>
                <Row>
                    <Submit pending=add.pending() icon=Glyph::Add>{t!(i18n, family.add)}</Submit>
                </Row>
            </Form>
        </Card>
    }
}

#[component]
fn Fields() -> impl IntoView {
    let i18n = use_i18n();
    let relationships = move || {
        let choice = |it: &Relationship| (it.as_str().to_owned(), relationship_words(i18n, *it).to_owned());
        Relationship::ALL.iter().map(choice).collect::<Vec<_>>()
    };
    view! {
        <TextField
            name="form[name]"
            label=move || t_string!(i18n, family.name)
            autocomplete="off"
            required=true
        />
        <TextField
            name="form[birth_date]"
            label=move || t_string!(i18n, family.birth_date)
            kind=FieldKind::Date
            autocomplete="off"
            required=true
        />
        <Select
            name="form[relationship]"
            label=move || t_string!(i18n, family.relationship)
            options=Signal::derive(relationships)
            value=Relationship::Child.as_str()
        />
        <TextField
            name="form[cpf]"
            label=move || t_string!(i18n, family.cpf_optional)
            hint=Signal::derive(move || t_string!(i18n, family.cpf_hint).to_owned())
            inputmode="numeric"
            autocomplete="off"
        />
    }
}
