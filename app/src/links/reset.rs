//! Setting a new password by a link.

use domain::links::LinkKind;
use leptos::prelude::*;

use super::{api::ResetPassword, looked_at, token_here};
use crate::{
    i18n::{t, t_string, use_i18n},
    layout::Narrow,
    ui::{ButtonSize, Card, Form, HiddenField, LinkTo, Load, Muted, NewPasswordField, Page, Row, Submit, Text},
};

/// A new password, typed once; it can be shown.
#[component]
pub fn ResetPage() -> impl IntoView {
    let i18n = use_i18n();
    let found = looked_at(LinkKind::ResetPassword);
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, links.reset_title)>
                <Load of=found let:_found>
                    <NewPassword/>
                </Load>
                <Again/>
            </Page>
        </Narrow>
    }
}

#[component]
fn NewPassword() -> impl IntoView {
    let i18n = use_i18n();
    let (token, reset) = (token_here(), ServerAction::<ResetPassword>::new());
    view! {
        <Text>{t!(i18n, links.reset_lead)}</Text>
        <Card>
            <Form action=reset>
                <HiddenField name="form[token]" value=Signal::derive(move || token.get().reveal().to_owned())/>
                <NewPasswordField name="form[password]" label=move || t_string!(i18n, links.reset_password)/>
                <Submit pending=reset.pending() size=ButtonSize::Large>{t!(i18n, links.reset_save)}</Submit>
            </Form>
        </Card>
    }
}

/// The way forward when the link opens nothing.
#[component]
fn Again() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Row>
            <Muted>{t!(i18n, links.no_longer)}</Muted>
            <LinkTo href="/forgot">{t!(i18n, links.again)}</LinkTo>
        </Row>
    }
}
