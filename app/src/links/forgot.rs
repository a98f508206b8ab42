//! Saying that one forgot the password.

use domain::links::RESET_MINUTES;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
};

use super::api::ForgotPassword;
use crate::{
    i18n::{t, t_string, use_i18n},
    layout::Narrow,
    ui::{Alert, ButtonSize, Card, Form, Page, Submit, Text, TextField, Tone, after},
};

/// E-mail or CPF. The answer is the same for everybody.
#[component]
pub fn ForgotPage() -> impl IntoView {
    let i18n = use_i18n();
    let ask = ServerAction::<ForgotPassword>::new();
    let (query, navigate) = (use_query_map(), use_navigate());
    let sent = move || query.read().get("sent").is_some();
    after(ask, move |()| navigate("/forgot?sent=yes", NavigateOptions::default()));
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, links.forgot_title) back="/sign-in">
                <Show when=sent>
                    <Alert tone=Tone::Success>{t!(i18n, links.forgot_sent, minutes = RESET_MINUTES)}</Alert>
                </Show>
                <Text>{t!(i18n, links.forgot_lead)}</Text>
                <Card>
                    <Form action=ask>
                        <TextField
                            name="form[identifier]"
                            label=move || t_string!(i18n, links.identifier)
                            autocomplete="username"
                            required=true
                        />
                        <Submit pending=ask.pending() size=ButtonSize::Large>{t!(i18n, links.forgot_send)}</Submit>
                    </Form>
                </Card>
            </Page>
        </Narrow>
    }
}
