//! Coming in: by a code in one's mailbox, or by a password.

use leptos::prelude::*;

use super::{
    api::{RequestCode, SignIn},
    passkeys::PasskeySignIn,
};
use crate::{
    i18n::{t, t_string, use_i18n},
    layout::Narrow,
    ui::{
        ButtonKind, ButtonLink, ButtonSize, Card, FieldKind, Form, Glyph, LinkTo, Muted, Page, Row, Submit, Text,
        TextField,
    },
};

/// CPF or e-mail: nothing to remember.
#[component]
pub fn SignInPage() -> impl IntoView {
    let i18n = use_i18n();
    let request = ServerAction::<RequestCode>::new();
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, accounts.sign_in_title)>
                <Text>{t!(i18n, accounts.sign_in_lead)}</Text>
                <Card>
                    <Form action=request>
                        <IdentifierField/>
                        <Submit pending=request.pending() size=ButtonSize::Large>
                            {t!(i18n, accounts.code_request)}
                        </Submit>
                    </Form>
                    <ButtonLink href="/sign-in/password" kind=ButtonKind::Ghost icon=Glyph::Lock>
                        {t!(i18n, accounts.with_password)}
                    </ButtonLink>
                </Card>
                <PasskeySignIn/>
                <NoAccount/>
            </Page>
        </Narrow>
    }
}

/// CPF or e-mail, and password.
#[component]
pub fn PasswordPage() -> impl IntoView {
    let i18n = use_i18n();
    let sign_in = ServerAction::<SignIn>::new();
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, accounts.password_sign_in_title) back="/sign-in">
                <Card>
                    <Form action=sign_in>
                        <IdentifierField/>
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
                <PasskeySignIn/>
                <NoAccount/>
            </Page>
        </Narrow>
    }
}

/// Where somebody says who they are.
#[component]
pub(super) fn IdentifierField() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <TextField
            name="form[identifier]"
            label=move || t_string!(i18n, accounts.identifier)
            autocomplete="username"
            required=true
        />
    }
}

#[component]
fn NoAccount() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Row>
            <Muted>{t!(i18n, accounts.no_account)}</Muted>
            <LinkTo href="/register">{t!(i18n, accounts.register)}</LinkTo>
        </Row>
    }
}
