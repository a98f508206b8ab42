//! Coming in with a passkey: one press, and nothing to type.

use domain::passkeys::ProofForm;
use leptos::prelude::*;

use super::{
    api::{passkey_request, sign_in_with_passkey},
    attempt::{Attempt, Trouble, TroubleSaid, offered},
    credentials,
};
use crate::{
    i18n::{t, use_i18n},
    ui::{Button, ButtonKind, ButtonSize, Glyph, Stack},
};

/// The button, where the browser knows passkeys.
#[component]
pub(in crate::accounts) fn PasskeySignIn() -> impl IntoView {
    let i18n = use_i18n();
    let (offered, attempt) = (offered(), Attempt::new());
    move || {
        (offered.get() == Some(true)).then(|| {
            view! {
                <Stack>
                    <Button
                        kind=ButtonKind::Quiet
                        size=ButtonSize::Large
                        icon=Glyph::Key
                        on:click=move |_| attempt.run(come_in())
                    >
                        {t!(i18n, passkeys.sign_in)}
                    </Button>
                    <TroubleSaid of=attempt/>
                </Stack>
            }
        })
    }
}

/// Asks the browser for a proof; the clinic's yes leads to the first page.
async fn come_in() -> Result<(), Trouble> {
    let asked = passkey_request().await?;
    let answer = credentials::prove(&asked.options).await?;
    Ok(sign_in_with_passkey(ProofForm { ceremony: asked.ceremony, answer }).await?)
}
