//! Changing one's own password.

use leptos::prelude::*;

use super::api::{ChangePassword, my_profile};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{
        ButtonKind, ButtonLink, Card, FieldKind, Form, Glyph, Load, Muted, NewPasswordField, Row, Section, Submit,
        TextField, after, toast,
    },
};

/// The password so far, and the one that shall take its place.
#[component]
pub(super) fn PasswordSection(
    /// Told after a change: other devices are signed out by then.
    changed: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    let profile = Resource::new(|| (), |()| my_profile());
    // A form whose work is done is drawn anew: it must not go on showing a password.
    let round = RwSignal::new(0);
    let done = Callback::new(move |()| {
        toast(t_string!(i18n, accounts.password_saved));
        round.update(|round| *round += 1);
        changed.run(());
    });
    view! {
        <Section title=move || t_string!(i18n, accounts.password_title)>
            <Card>
                <Load of=profile let:profile>
                    <Show when=move || profile.has_password fallback=|| view! { <NoPassword/> }>
                        <For each=move || [round.get()] key=|round| *round let:_round>
                            <PasswordForm done/>
                        </For>
                    </Show>
                </Load>
            </Card>
        </Section>
    }
}

/// Whoever comes in by code needs none; a letter lets them make one.
#[component]
fn NoPassword() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Muted>{t!(i18n, accounts.password_none)}</Muted>
        <Row>
            <ButtonLink href="/forgot" kind=ButtonKind::Quiet icon=Glyph::Mail>
                {t!(i18n, accounts.password_create)}
            </ButtonLink>
        </Row>
    }
}

#[component]
fn PasswordForm(done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let change = ServerAction::<ChangePassword>::new();
    after(change, move |()| done.run(()));
    view! {
        <Form action=change>
            <TextField
                name="form[current]"
                label=move || t_string!(i18n, accounts.password_current)
                kind=FieldKind::Password
                autocomplete="current-password"
                required=true
            />
            <NewPasswordField name="form[new]" label=move || t_string!(i18n, accounts.password_new)/>
            <Row>
                <Submit pending=change.pending() kind=ButtonKind::Quiet>{t!(i18n, accounts.password_save)}</Submit>
            </Row>
        </Form>
    }
}
