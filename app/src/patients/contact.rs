//! How the clinic calls and finds the reader, or the person they act for: `/me/contact`.

use domain::patients::{Detail, RegistrationPage};
use leptos::prelude::*;

use super::{
    api::{EditMyContact, my_registration},
    fields::SheetFields,
    registration::Edits,
};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{Columns, Form, Glyph, HiddenField, Load, Page, Row, Stack, Submit, Text, after, toast},
};

/// Names, telephones, address, whom to tell.
#[component]
pub fn ContactPage() -> impl IntoView {
    let i18n = use_i18n();
    let own = Resource::new(|| (), |()| my_registration());
    let done = Callback::new(move |()| {
        toast(t_string!(i18n, patients.saved));
        own.refetch();
    });
    view! {
        <Page title=move || t_string!(i18n, patients.contact_title) back="/me">
            <Text>{t!(i18n, patients.contact_lead)}</Text>
            <Load of=own let:kept>
                <Columns>
                    <Contact kept=kept.clone() done/>
                    <Edits edits=kept.edits/>
                </Columns>
            </Load>
        </Page>
    }
}

#[component]
fn Contact(kept: RegistrationPage, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let edit = ServerAction::<EditMyContact>::new();
    after(edit, move |()| done.run(()));
    view! {
        <Form action=edit>
            <HiddenField name="id" value=kept.id.to_string()/>
            <HiddenField name="version" value=kept.version.to_string()/>
            <Stack>
                <SheetFields sheet=kept.sheet asked=Detail::CONTACT payers=Vec::new()/>
                <Row>
                    <Submit pending=edit.pending() icon=Glyph::Check>{t!(i18n, patients.save)}</Submit>
                </Row>
            </Stack>
        </Form>
    }
}
