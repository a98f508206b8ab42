//! Coming in.

use leptos::prelude::*;

use super::api::SignIn;
use crate::{
    i18n::{t, t_string, use_i18n},
    layout::Narrow,
    ui::{ButtonSize, Card, FieldKind, Form, LinkTo, Muted, Page, Row, Submit, Text, TextField},
};

/// E-mail and password.
#[component]
pub fn SignInPage() -> impl IntoView {
    let i18n = use_i18n();
    let sign_in = ServerAction::<SignIn>::new();
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, accounts.sign_in_title)>
                <Text>{t!(i18n, accounts.sign_in_lead)}</Text>
                <Card>
                    <Form action=sign_in>
                        <TextField
                            name="form[email]"
                            label=move || t_string!(i18n, accounts.email)
                            kind=FieldKind::Email
                            autocomplete="username"
                            required=true
                        />
                        <TextField
                            name="form[password]"
                            label=move || t_string!(i18n, accounts.password)
                            kind=FieldKind::Password
                            autocomplete="current-password"
                            required=true
                        />
                        <Submit pending=sign_in.pending() size=ButtonSize::Large>
                            {t!(i18n, accounts.sign_in)}
                        </Submit>
                    </Form>
                </Card>
                <Row>
                    <LinkTo href="/forgot">{t!(i18n, accounts.forgot)}</LinkTo>
                </Row>
                <Row>
                    <Muted>{t!(i18n, accounts.no_account)}</Muted>
                    <LinkTo href="/register">{t!(i18n, accounts.register)}</LinkTo>
                </Row>
            </Page>
        </Narrow>
    }
}
