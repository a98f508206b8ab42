//! Another e-mail address: asking for it, confirming it, taking the change back.

use domain::links::{EMAIL_CHANGE_HOURS, LinkKind};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{ChangeEmail, ConfirmEmail, RestoreEmail},
    looked_at, token_here,
};
use crate::{
    i18n::{t, t_string, use_i18n},
    layout::Narrow,
    ui::{
        Alert, ButtonKind, ButtonLink, ButtonSize, Card, FieldKind, Form, Glyph, HiddenField, Load, Muted, Page, Row,
        Section, Submit, Text, TextField, Tone,
    },
};

/// The new address, and the password that proves who asks.
#[component]
pub(crate) fn EmailSection(
    /// Whoever has no password makes one first.
    has_password: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let change = ServerAction::<ChangeEmail>::new();
    let query = use_query_map();
    let asked = move || {
        matches!(change.value().get(), Some(Ok(()))) || query.read().get("email").is_some_and(|said| said == "asked")
    };
    let sent =
        move || view! { <Alert tone=Tone::Success>{t!(i18n, links.email_asked, hours = EMAIL_CHANGE_HOURS)}</Alert> };
    view! {
        <Section title=move || t_string!(i18n, links.email_title)>
            <Card>
                <Show when=move || has_password fallback=|| view! { <PasswordFirst/> }>
                    // A form whose work is done must not go on showing a password.
                    <Show when=move || !asked() fallback=sent>
                        <EmailForm change/>
                    </Show>
                </Show>
            </Card>
        </Section>
    }
}

#[component]
fn PasswordFirst() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Muted>{t!(i18n, links.email_needs_password)}</Muted>
        <Row>
            <ButtonLink href="/forgot" kind=ButtonKind::Quiet icon=Glyph::Mail>
                {t!(i18n, accounts.password_create)}
            </ButtonLink>
        </Row>
    }
}

#[component]
fn EmailForm(change: ServerAction<ChangeEmail>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Form action=change>
            <TextField
                name="form[email]"
                label=move || t_string!(i18n, links.email_new)
                kind=FieldKind::Email
                autocomplete="email"
                required=true
            />
            <TextField
                name="form[password]"
                label=move || t_string!(i18n, links.email_password)
                kind=FieldKind::Password
                autocomplete="current-password"
                required=true
            />
            <Row>
                <Submit pending=change.pending() kind=ButtonKind::Quiet>{t!(i18n, links.email_save)}</Submit>
            </Row>
        </Form>
    }
}

/// One button at the new address.
#[component]
pub fn ConfirmEmailPage() -> impl IntoView {
    let i18n = use_i18n();
    let found = looked_at(LinkKind::ChangeEmail);
    let (token, confirm) = (token_here(), ServerAction::<ConfirmEmail>::new());
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, links.confirm_title)>
                <Load of=found let:_found>
                    <Text>{t!(i18n, links.confirm_lead)}</Text>
                    <Form action=confirm>
                        <HiddenField name="form[token]" value=Signal::derive(move || token.get().reveal().to_owned())/>
                        <Submit pending=confirm.pending() size=ButtonSize::Large>{t!(i18n, links.confirm_save)}</Submit>
                    </Form>
                </Load>
            </Page>
        </Narrow>
    }
}

/// One button at the former address.
#[component]
pub fn RestoreEmailPage() -> impl IntoView {
    let i18n = use_i18n();
    let found = looked_at(LinkKind::RestoreEmail);
    let (token, restore) = (token_here(), ServerAction::<RestoreEmail>::new());
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, links.restore_title)>
                <Load of=found let:_found>
                    <Text>{t!(i18n, links.restore_lead)}</Text>
                    <Form action=restore>
                        <HiddenField name="form[token]" value=Signal::derive(move || token.get().reveal().to_owned())/>
                        <Submit pending=restore.pending() size=ButtonSize::Large>{t!(i18n, links.restore_save)}</Submit>
                    </Form>
                </Load>
            </Page>
        </Narrow>
    }
}
