//! Coming back in over the page where one was.

use domain::AccountId;
use leptos::prelude::*;

use super::{
    api::{ProveSecondFactor, RequestCode, SignIn, SignInWithCode, who_am_i},
    code::CodeField,
    second_factor::ProofField,
    sign_in::IdentifierField,
};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{Button, ButtonKind, FieldKind, Form, Row, Submit, Text, TextField, after},
};

/// Where the way back in stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Identifier,
    Password,
    Code,
    SecondFactor,
}

/// The way in, without leaving the page.
#[component]
pub(super) fn SignInAgain(
    /// Told who came in.
    back: Callback<AccountId>,
) -> impl IntoView {
    let i18n = use_i18n();
    let step = RwSignal::new(Step::Identifier);
    // One factor may be enough; if not, the second one is asked for.
    let proven = Callback::new(move |()| {
        leptos::task::spawn_local(async move {
            match who_am_i().await {
                Ok(Some(person)) => back.run(person.account),
                _ => step.set(Step::SecondFactor),
            }
        });
    });
    let form = move || match step.get() {
        Step::Identifier => view! { <Ask step/> }.into_any(),
        Step::Password => view! { <Password proven/> }.into_any(),
        Step::Code => view! { <Code proven/> }.into_any(),
        Step::SecondFactor => view! { <Second proven/> }.into_any(),
    };
    view! {
        <Text>{t!(i18n, accounts.again_text)}</Text>
        {form}
    }
}

#[component]
fn Ask(step: RwSignal<Step>) -> impl IntoView {
    let i18n = use_i18n();
    let request = ServerAction::<RequestCode>::new();
    after(request, move |()| step.set(Step::Code));
    view! {
        <Form action=request>
            <IdentifierField/>
            <Row>
                <Submit pending=request.pending()>{t!(i18n, accounts.code_request)}</Submit>
                <Button kind=ButtonKind::Ghost on:click=move |_| step.set(Step::Password)>
                    {t!(i18n, accounts.with_password)}
                </Button>
            </Row>
        </Form>
    }
}

#[component]
fn Password(proven: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let sign_in = ServerAction::<SignIn>::new();
    after(sign_in, move |()| proven.run(()));
    view! {
        <Form action=sign_in>
            <IdentifierField/>
            <TextField
                name="form[password]"
                label=move || t_string!(i18n, accounts.password)
                kind=FieldKind::Password
                autocomplete="current-password"
                required=true
            />
            <Row>
                <Submit pending=sign_in.pending()>{t!(i18n, accounts.sign_in)}</Submit>
            </Row>
        </Form>
    }
}

#[component]
fn Code(proven: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let sign_in = ServerAction::<SignInWithCode>::new();
    after(sign_in, move |()| proven.run(()));
    view! {
        <Form action=sign_in>
            <CodeField/>
            <Row>
                <Submit pending=sign_in.pending()>{t!(i18n, accounts.sign_in)}</Submit>
            </Row>
        </Form>
    }
}

#[component]
fn Second(proven: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let prove = ServerAction::<ProveSecondFactor>::new();
    after(prove, move |()| proven.run(()));
    view! {
        <Form action=prove>
            <ProofField/>
            <Row>
                <Submit pending=prove.pending()>{t!(i18n, accounts.sign_in)}</Submit>
            </Row>
        </Form>
    }
}
