//! The code that was sent, typed or followed as a link.

use domain::{codes::CODE_MINUTES, patients::REGISTRATION_HOURS};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::api::{SendCodeAgain, SignInWithCode, SignInWithLink};
use crate::{
    i18n::{t, t_string, use_i18n},
    layout::Narrow,
    ui::{
        Alert, ButtonKind, ButtonSize, Card, Form, HiddenField, LinkTo, Muted, Page, Row, Submit, Text, TextField, Tone,
    },
};

/// Six digits from one's mailbox.
#[component]
pub fn CodePage() -> impl IntoView {
    let i18n = use_i18n();
    let sign_in = ServerAction::<SignInWithCode>::new();
    let query = use_query_map();
    let (is_new, is_again) = (move || query.read().get("new").is_some(), move || query.read().get("again").is_some());
    let lead = move || {
        if is_new() {
            t_string!(i18n, accounts.code_new, minutes = CODE_MINUTES)
        } else {
            t_string!(i18n, accounts.code_lead, minutes = CODE_MINUTES)
        }
    };
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, accounts.code_title) back="/sign-in">
                <Show when=is_again>
                    <Alert tone=Tone::Success>{t!(i18n, accounts.code_sent_again)}</Alert>
                </Show>
                <Text>{lead}</Text>
                <Card>
                    <Form action=sign_in>
                        <CodeField/>
                        <Submit pending=sign_in.pending() size=ButtonSize::Large>
                            {t!(i18n, accounts.sign_in)}
                        </Submit>
                    </Form>
                </Card>
                <Show when=is_new>
                    <Muted>{t!(i18n, accounts.code_new_hours, hours = REGISTRATION_HOURS)}</Muted>
                </Show>
                <Again/>
            </Page>
        </Narrow>
    }
}

/// The way forward when no code came.
#[component]
fn Again() -> impl IntoView {
    let i18n = use_i18n();
    let again = ServerAction::<SendCodeAgain>::new();
    view! {
        <Form action=again>
            <Muted>{t!(i18n, accounts.code_late)}</Muted>
            <Row>
                <Submit pending=again.pending() kind=ButtonKind::Quiet>{t!(i18n, accounts.code_send_again)}</Submit>
            </Row>
        </Form>
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
