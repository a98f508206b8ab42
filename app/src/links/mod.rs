//! Single-use links of letters, and how one asks for them.
//!
//! `/forgot`, `/reset/:token`, `/confirm-email/:token`, `/restore-email/:token`, `/invite/:token`, `/done/:kind`,
//! `/invitations`. A page shows what its link opens; only its form opens it, for mail scanners look at every page.

pub mod api;

mod forgot;
mod reset;
mod email;
mod invite;
mod done;
mod invitations;

pub use done::DonePage;
pub(crate) use email::EmailSection;
pub use email::{ConfirmEmailPage, RestoreEmailPage};
pub use forgot::ForgotPage;
pub use invitations::InvitationsPage;
pub use invite::InvitePage;
pub use reset::ResetPage;

use domain::links::{LinkKind, Token};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use self::api::look_at_link;
use crate::error::AppError;

/// The token of this page's address.
pub(crate) fn token_here() -> Signal<Token> {
    let params = use_params_map();
    Signal::derive(move || Token::new(params.read().get("token").unwrap_or_default()))
}

/// Whether the link of this page opens anything still.
fn looked_at(kind: LinkKind) -> Resource<Result<(), AppError>> {
    let token = token_here();
    Resource::new(move || token.get(), move |token| look_at_link(kind, token))
}
