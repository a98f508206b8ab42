//! One try of a ceremony, from the press of a button to what came of it.

use leptos::{prelude::*, task::spawn_local};

use super::credentials::are_offered;
use crate::{
    error::AppError,
    i18n::{t, use_i18n},
    ui::{Alert, Failure, Tone},
};

/// Why nothing came of it.
#[derive(Clone, Debug)]
pub(super) enum Trouble {
    /// The person said no, or did not answer in time.
    Cancelled,
    /// The device has a passkey of this account.
    AlreadyHere,
    /// The browser or the device cannot.
    Unable,
    /// The browser broke off.
    Failed,
    /// The clinic said no.
    Refused(AppError),
}

impl From<AppError> for Trouble {
    fn from(error: AppError) -> Self {
        Self::Refused(error)
    }
}

/// A try, as its button shows it.
#[derive(Clone, Copy)]
pub(super) struct Attempt {
    /// Whether it is under way.
    is_pending: RwSignal<bool>,
    outcome: RwSignal<Option<Result<(), Trouble>>>,
}

impl Attempt {
    pub(super) fn new() -> Self {
        Self { is_pending: RwSignal::new(false), outcome: RwSignal::new(None) }
    }

    /// Tries, unless a try is under way. From event handlers only.
    pub(super) fn run(self, deed: impl Future<Output = Result<(), Trouble>> + 'static) {
        if self.is_pending.get_untracked() {
            return;
        }
        self.is_pending.set(true);
        self.outcome.set(None);
        spawn_local(async move {
            let outcome = deed.await;
            // The page may be gone by now.
            self.is_pending.try_set(false);
            self.outcome.try_set(Some(outcome));
        });
    }

    /// Runs `then` each time it went well.
    pub(super) fn after(self, then: impl Fn() + 'static) {
        Effect::new(move || {
            if self.outcome.with(|outcome| matches!(outcome, Some(Ok(())))) {
                untrack(&then);
            }
        });
    }
}

/// Why the last try came to nothing, in a sentence.
#[component]
pub(super) fn TroubleSaid(
    /// Of which try.
    of: Attempt,
) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let trouble = of.outcome.get()?.err()?;
        let sentence = match trouble {
            Trouble::Refused(error) => return Some(view! { <Failure error/> }.into_any()),
            Trouble::Cancelled => t!(i18n, passkeys.trouble.cancelled),
            Trouble::AlreadyHere => t!(i18n, passkeys.trouble.already_here),
            Trouble::Unable => t!(i18n, passkeys.trouble.unable),
            Trouble::Failed => t!(i18n, passkeys.trouble.failed),
        };
        Some(view! { <Alert tone=Tone::Warning><p>{sentence}</p></Alert> }.into_any())
    }
}

/// Whether this browser knows passkeys. The server cannot tell, and without WASM nobody can: then it stays unknown.
pub(super) fn offered() -> Signal<Option<bool>> {
    let offered = RwSignal::new(None);
    Effect::new(move || offered.set(Some(are_offered())));
    offered.into()
}
