//! The code that was sent, typed or followed as a link.

use domain::codes::CODE_MINUTES;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::{SignInWithCode, SignInWithLink};
use crate::{
    i18n::{t, t_string, use_i18n},
    layout::Narrow,
    ui::{ButtonSize, Card, Form, HiddenField, LinkTo, Muted, Page, Row, Submit, Text, TextField},
};

/// Six digits from one's mailbox.
#[component]
pub fn CodePage() -> impl IntoView {
    let i18n = use_i18n();
    let sign_in = ServerAction::<SignInWithCode>::new();
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, accounts.code_title) back="/sign-in">
                <Text>{t!(i18n, accounts.code_lead, minutes = CODE_MINUTES)}</Text>
                <Card>
                    <Form action=sign_in>
                        <CodeField/>
                        <Submit pending=sign_in.pending() size=ButtonSize::Large>
                            {t!(i18n, accounts.sign_in)}
                        </Submit>
                    </Form>
                </Card>
                <Row>
                    <Muted>{t!(i18n, accounts.code_late)}</Muted>
                    <LinkTo href="/sign-in">{t!(i18n, accounts.code_again)}</LinkTo>
                </Row>
            </Page>
        </Narrow>
    }
}

/// Where six digits are typed; a phone offers those of the newest message.
#[component]
pub(super) fn CodeField() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <TextField
            name="form[code]"
            label=move || t_string!(i18n, accounts.code)
            autocomplete="one-time-code"
            inputmode="numeric"
            required=true
        />
    }
}

/// The link of the letter. Opening it spends nothing: programs that look at letters open links too.
#[component]
pub fn LinkPage() -> impl IntoView {
    let i18n = use_i18n();
    let sign_in = ServerAction::<SignInWithLink>::new();
    let params = use_params_map();
    let link = Signal::derive(move || params.with(|params| params.get("link").unwrap_or_default()));
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, accounts.link_title)>
                <Text>{t!(i18n, accounts.link_lead)}</Text>
                <Card>
                    <Form action=sign_in>
                        <HiddenField name="link" value=link/>
                        <Submit pending=sign_in.pending() size=ButtonSize::Large>
                            {t!(i18n, accounts.sign_in)}
                        </Submit>
                    </Form>
                </Card>
                <Row>
                    <Muted>{t!(i18n, accounts.link_late)}</Muted>
                    <LinkTo href="/sign-in">{t!(i18n, accounts.code_again)}</LinkTo>
                </Row>
            </Page>
        </Narrow>
    }
}
