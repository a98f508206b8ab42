//! The second step of a sign-in: proving it, and setting it up for the first time.

use domain::second_factor::{FactorState, Made};
use leptos::prelude::*;

use super::{
    api::{ProveSecondFactor, my_second_factor, second_factor_made},
    app_factor::SetUpApp,
    passkeys::{AddPasskey, PasskeySignIn},
};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    layout::Narrow,
    ui::{ButtonSize, Card, Form, LinkTo, Load, Muted, Page, Row, Submit, Text, TextField},
};

/// What is missing before somebody is in.
#[component]
pub fn SecondFactorPage() -> impl IntoView {
    let i18n = use_i18n();
    let state = Resource::new(|| (), |()| here());
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, accounts.factor_title) back="/sign-in">
                <Load of=state let:found>
                    {match found {
                        (_, made @ Some(Made::Codes(_))) => view! { <SetUp has_app=true made/> }.into_any(),
                        (Some(FactorState { app_since: Some(_), passkeys, .. }), _) => {
                            view! {
                                <Prove/>
                                {(passkeys > 0).then(|| view! { <PasskeySignIn/> })}
                            }
                            .into_any()
                        }
                        (Some(FactorState { passkeys: 1.., .. }), _) => view! { <ProveByPasskey/> }.into_any(),
                        (_, made) => view! { <SetUp has_app=false made/> }.into_any(),
                    }}
                </Load>
            </Page>
        </Narrow>
    }
}

/// What is there to prove. Who is in by now has nothing: they see the codes of what they just set up, even if they have
/// texts to accept next.
async fn here() -> Result<(Option<FactorState>, Option<Made>), AppError> {
    match second_factor_made().await? {
        codes @ Some(Made::Codes(_)) => Ok((None, codes)),
        made => Ok((Some(my_second_factor().await?), made)),
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
fn SetUp(has_app: bool, made: Option<Made>) -> impl IntoView {
    let i18n = use_i18n();
    // The clinic is loaded anew: this browser is somebody else now.
    let done = Callback::new(move |()| _ = window().location().set_href("/"));
    view! {
        {(!has_app).then(|| view! { <Text>{t!(i18n, accounts.factor_set_up_lead)}</Text> })}
        <SetUpApp has_app made done/>
        {(!has_app).then(|| view! {
            <Muted>{t!(i18n, accounts.factor_or_passkey)}</Muted>
            <AddPasskey refresh=done/>
        })}
    }
}
