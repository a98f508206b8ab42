//! The second step of a sign-in: proving it, and setting it up for the first time.

use domain::second_factor::FactorState;
use leptos::prelude::*;

use super::{
    api::{ProveSecondFactor, my_second_factor},
    app_factor::SetUpApp,
    passkeys::{AddPasskey, PasskeySignIn},
};
use crate::{
    i18n::{t, t_string, use_i18n},
    layout::Narrow,
    ui::{ButtonSize, Card, Form, LinkTo, Load, Muted, Page, Row, Submit, Text, TextField},
};

/// What is missing before somebody is in.
#[component]
pub fn SecondFactorPage() -> impl IntoView {
    let i18n = use_i18n();
    let state = Resource::new(|| (), |()| my_second_factor());
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, accounts.factor_title) back="/sign-in">
                <Load of=state let:state>
                    {match state {
                        FactorState { app_since: Some(_), passkeys, .. } => {
                            view! {
                                <Prove/>
                                {(passkeys > 0).then(|| view! { <PasskeySignIn/> })}
                            }
                            .into_any()
                        }
                        FactorState { passkeys: 1.., .. } => view! { <ProveByPasskey/> }.into_any(),
                        _ => view! { <SetUp/> }.into_any(),
                    }}
                </Load>
            </Page>
        </Narrow>
    }
}

#[component]
fn Prove() -> impl IntoView {
    let i18n = use_i18n();
    let prove = ServerAction::<ProveSecondFactor>::new();
    view! {
        <Text>{t!(i18n, accounts.factor_prove_lead)}</Text>
        <Card>
            <Form action=prove>
                <ProofField/>
                <Submit pending=prove.pending() size=ButtonSize::Large>
                    {t!(i18n, accounts.sign_in)}
                </Submit>
            </Form>
        </Card>
        <Row>
            <Muted>{t!(i18n, accounts.factor_lost)}</Muted>
            <LinkTo href="/help">{t!(i18n, accounts.factor_help)}</LinkTo>
        </Row>
    }
}

/// Where a code of the app, or a recovery code, is typed.
#[component]
pub(super) fn ProofField() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <TextField
            name="form[code]"
            label=move || t_string!(i18n, accounts.factor_code)
            hint=Signal::derive(move || t_string!(i18n, accounts.factor_code_hint).to_owned())
            autocomplete="one-time-code"
            required=true
        />
    }
}

/// Whoever has a passkey and no app comes in with the passkey, which is both factors.
#[component]
fn ProveByPasskey() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Text>{t!(i18n, accounts.factor_passkey_lead)}</Text>
        <PasskeySignIn/>
    }
}

#[component]
fn SetUp() -> impl IntoView {
    let i18n = use_i18n();
    // The clinic is loaded anew: this browser is somebody else now.
    let done = Callback::new(move |()| _ = window().location().set_href("/"));
    view! {
        <Text>{t!(i18n, accounts.factor_set_up_lead)}</Text>
        <SetUpApp has_app=false done/>
        <Muted>{t!(i18n, accounts.factor_or_passkey)}</Muted>
        <AddPasskey refresh=done/>
    }
}
