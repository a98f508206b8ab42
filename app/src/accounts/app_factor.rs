//! Setting up an authenticator app: the square to scan, the first code, the recovery codes.

use domain::second_factor::{FactorState, Made, NewFactor, RecoveryCodes};
use leptos::prelude::*;

use super::{
    api::{
        ConfirmSecondFactor, NewRecoveryCodes, NewSecondFactor, RemoveSecondFactor, SecondFactorWritten,
        my_second_factor, second_factor_made,
    },
    code::CodeField,
    second_factor::ProofField,
};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    ui::{
        Alert, ButtonKind, Card, CardTitle, Code, ConfirmButton, CopyButton, Fact, Facts, Form, Gap, Glyph, Load,
        Muted, Row, Section, Square, Stack, Submit, Text, Tone, When, after, toast,
    },
};

/// The second step as part of one's own pages.
#[component]
pub(super) fn SecondFactorSection() -> impl IntoView {
    let i18n = use_i18n();
    let state = Resource::new(|| (), |()| state_and_made());
    let changed = Callback::new(move |()| state.refetch());
    view! {
        <Section title=move || t_string!(i18n, accounts.factor_title)>
            <Muted>{t!(i18n, accounts.factor_section_lead)}</Muted>
            <Load of=state let:found>
                <Factor state=found.0 made=found.1 changed/>
            </Load>
        </Section>
    }
}

/// What there is, and what was just made by a form without WASM.
async fn state_and_made() -> Result<(FactorState, Option<Made>), AppError> {
    Ok((my_second_factor().await?, second_factor_made().await?))
}

#[component]
fn Factor(state: FactorState, made: Option<Made>, changed: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let Some(since) = state.app_since else {
        return view! { <SetUpApp has_app=false made done=changed/> }.into_any();
    };
    view! {
        <Card>
            <Facts>
                <Fact label=move || t_string!(i18n, accounts.factor_since)><When local=since/></Fact>
                <Fact label=move || t_string!(i18n, accounts.recovery_left)>{state.recovery_left}</Fact>
            </Facts>
        </Card>
        <SetUpApp has_app=true made done=changed/>
        <MoreCodes changed/>
        {(!state.is_needed || state.passkeys > 0).then(|| view! { <Remove changed/> })}
    }
    .into_any()
}

/// From the first click to the recovery codes. Whoever has an app proves it first.
#[component]
pub(super) fn SetUpApp(
    /// Whether there is one already.
    has_app: bool,
    /// What the form before this page made, when it could not show it.
    made: Option<Made>,
    /// Told when everything is written down.
    done: Callback<()>,
) -> impl IntoView {
    let begin = ServerAction::<NewSecondFactor>::new();
    let confirm = ServerAction::<ConfirmSecondFactor>::new();
    let (app, kept) = match made {
        Some(Made::App(factor)) => (Some(factor), None),
        Some(Made::Codes(codes)) => (None, Some(codes)),
        None => (None, None),
    };
    let (new, codes) = (RwSignal::new(app), RwSignal::new(kept));
    after(begin, move |factor| new.set(Some(factor)));
    after(confirm, move |made| codes.set(Some(made)));
    let step = move || match (codes.get(), new.get()) {
        (Some(made), _) => view! { <ShownCodes codes=made done/> }.into_any(),
        (None, Some(factor)) => view! { <Scan factor confirm/> }.into_any(),
        (None, None) => view! { <Begin has_app begin/> }.into_any(),
    };
    view! { <Card>{step}</Card> }
}

/// The first click; whoever has an app proves it with that.
#[component]
fn Begin(has_app: bool, begin: ServerAction<NewSecondFactor>) -> impl IntoView {
    let i18n = use_i18n();
    if has_app {
        return view! {
            <Form action=begin>
                <ProofField/>
                <Row>
                    <Submit pending=begin.pending() kind=ButtonKind::Quiet>{t!(i18n, accounts.factor_change)}</Submit>
                </Row>
            </Form>
        }
        .into_any();
    }
    view! {
        <Form action=begin>
            <Row>
                <Submit pending=begin.pending()>{t!(i18n, accounts.factor_begin)}</Submit>
            </Row>
        </Form>
    }
    .into_any()
}

#[component]
fn Scan(factor: NewFactor, confirm: ServerAction<ConfirmSecondFactor>) -> impl IntoView {
    let i18n = use_i18n();
    let secret = factor.secret;
    // In fours, as it is read aloud and typed.
    let groups = secret.as_bytes().chunks(4).map(|group| view! { <Code text=String::from_utf8_lossy(group)/> });
    let groups = groups.collect_view();
    view! {
        <CardTitle>{t!(i18n, accounts.factor_scan)}</CardTitle>
        <Text>{t!(i18n, accounts.factor_scan_text)}</Text>
        <Square dark=factor.square label=move || t_string!(i18n, accounts.factor_square)/>
        <Stack gap=Gap::Tight>
            <Muted>{t!(i18n, accounts.factor_secret)}</Muted>
            <Row>{groups}</Row>
            <Row>
                <CopyButton text=secret/>
            </Row>
        </Stack>
        <Form action=confirm>
            <CodeField/>
            <Row>
                <Submit pending=confirm.pending()>{t!(i18n, accounts.factor_confirm)}</Submit>
            </Row>
        </Form>
    }
}

/// Recovery codes, shown this once.
#[component]
fn ShownCodes(codes: RecoveryCodes, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let written = ServerAction::<SecondFactorWritten>::new();
    after(written, move |()| done.run(()));
    let all = codes.0.join("\n");
    let lines = codes.0.into_iter().map(|code| view! { <Code text=code/> }).collect_view();
    view! {
        <CardTitle>{t!(i18n, accounts.recovery_title)}</CardTitle>
        <Alert tone=Tone::Warning>{t!(i18n, accounts.recovery_text)}</Alert>
        <Row>{lines}</Row>
        <Row>
            <CopyButton text=all/>
        </Row>
        <Form action=written>
            <Row>
                <Submit pending=written.pending()>{t!(i18n, accounts.recovery_done)}</Submit>
            </Row>
        </Form>
    }
}

#[component]
fn MoreCodes(changed: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let make = ServerAction::<NewRecoveryCodes>::new();
    let codes = RwSignal::new(None::<RecoveryCodes>);
    after(make, move |made| codes.set(Some(made)));
    let step = move || match codes.get() {
        Some(made) => view! { <ShownCodes codes=made done=changed/> }.into_any(),
        None => view! {
            <Form action=make>
                <ProofField/>
                <Row>
                    <Submit pending=make.pending() kind=ButtonKind::Quiet>{t!(i18n, accounts.recovery_new)}</Submit>
                </Row>
            </Form>
        }
        .into_any(),
    };
    view! { <Card>{step}</Card> }
}

#[component]
fn Remove(changed: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let remove = ServerAction::<RemoveSecondFactor>::new();
    after(remove, move |()| {
        toast(t_string!(i18n, accounts.factor_removed));
        changed.run(());
    });
    view! {
        <Card>
            <Form action=remove>
                <ProofField/>
                <Row>
                    <ConfirmButton
                        id="remove-second-factor"
                        label=move || t_string!(i18n, accounts.factor_remove)
                        question=move || t_string!(i18n, accounts.factor_remove_title)
                        consequence=Signal::derive(move || t_string!(i18n, accounts.factor_remove_text).to_owned())
                        yes=move || t_string!(i18n, accounts.factor_remove)
                        pending=remove.pending()
                        icon=Glyph::Lock
                    />
                </Row>
            </Form>
        </Card>
    }
}
