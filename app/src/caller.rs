//! Who asks: the caller that `server/identify.rs` made for this request, and the sign-in it belongs to.

use axum::http::{
    Method,
    header::{ACCEPT, USER_AGENT},
    request::Parts,
};
use domain::{AccountId, AppointmentId, ProfessionalId, accounts, devices::Agent, links::LinkKind};
use leptos::prelude::{expect_context, use_context};
use store::Caller;
use tower_sessions::Session;

use crate::error::AppError;

/// The key of the signed-in account in its session.
pub const ACCOUNT: &str = "account";
/// The key of what the browser says that it is.
pub const AGENT: &str = "agent";
/// The key of the instant of the sign-in, in seconds.
pub const SIGNED_IN_AT: &str = "signed_in_at";
/// The key of the instant of the last renewal, in seconds.
pub const SEEN_AT: &str = "seen_at";
/// A session lasts this long without use.
pub const IDLE_SECONDS: i64 = accounts::SIGN_IN_IDLE_MINUTES * 60;

/// The caller of this request.
///
/// # Errors
/// [`AppError::Broken`] when the request did not pass `identify`: a mistake in the wiring.
pub async fn caller() -> Result<Caller, AppError> {
    let parts = use_context::<Parts>().ok_or_else(|| AppError::Broken("no request".into()))?;
    parts.extensions.get::<Caller>().cloned().ok_or_else(|| AppError::Broken("no caller".into()))
}

fn session() -> Result<Session, AppError> {
    let parts = expect_context::<Parts>();
    parts.extensions.get::<Session>().cloned().ok_or_else(|| AppError::Broken("no session".into()))
}

/// Binds this browser to an account, under a new session id.
///
/// # Errors
/// [`AppError::Broken`] when the session cannot be kept.
pub async fn start_session(account: AccountId) -> Result<(), AppError> {
    let session = session()?;
    let now = caller().await?.now;
    let agent = use_context::<Parts>().and_then(|parts| Some(parts.headers.get(USER_AGENT)?.to_str().ok()?.to_owned()));
    let agent = Agent::of(&agent.unwrap_or_default());
    let kept = async {
        session.cycle_id().await?;
        session.insert(ACCOUNT, account).await?;
        session.insert(AGENT, agent).await?;
        session.insert(SIGNED_IN_AT, now.seconds()).await?;
        session.save().await
    };
    kept.await.map_err(|error| AppError::from(store::Error::broken(error)))
}

/// Keeps the sign-in of this browser under a new session id; the old cookie opens nothing any more.
///
/// # Errors
/// [`AppError::Broken`] when the session cannot be kept.
pub async fn renew_session() -> Result<(), AppError> {
    let session = session()?;
    let kept = async {
        session.cycle_id().await?;
        session.save().await
    };
    kept.await.map_err(|error| AppError::from(store::Error::broken(error)))
}

/// The id of this browser's session, as it is kept; empty when nobody is signed in.
///
/// # Errors
/// [`AppError::Broken`] when the request did not pass the session layer: a mistake in the wiring.
pub fn session_id() -> Result<Vec<u8>, AppError> {
    Ok(session()?.id().map(|id| id.0.to_be_bytes().to_vec()).unwrap_or_default())
}

/// Ends the session of this browser; the old cookie opens nothing any more.
///
/// # Errors
/// [`AppError::Broken`] when the session cannot be removed.
pub async fn end_session() -> Result<(), AppError> {
    session()?.flush().await.map_err(|error| AppError::from(store::Error::broken(error)))
}

/// A page of ours that a deed leads to.
#[derive(Clone, Copy, Debug)]
pub enum Page {
    /// The first page.
    First,
    /// Signing in.
    SignIn,
    /// Asking for a new password; the letter is on its way.
    LinkSent,
    /// A link of a letter did what it opens.
    LinkDone(LinkKind),
    /// The invitations that wait.
    Invitations,
    /// A visit that was just booked.
    Booked(AppointmentId),
    /// A professional.
    Professional(ProfessionalId),
}

impl Page {
    fn path(self) -> String {
        match self {
            Self::First => "/".into(),
            Self::SignIn => "/sign-in".into(),
            Self::LinkSent => "/forgot?sent=yes".into(),
            Self::LinkDone(kind) => format!("/done/{}", kind.as_str()),
            Self::Invitations => "/invitations".into(),
            Self::Booked(id) => format!("/visits/{id}?booked=yes"),
            Self::Professional(id) => format!("/professionals/{id}"),
        }
    }
}

/// Sends the browser to another page.
pub fn go(to: Page) {
    #[expect(clippy::disallowed_methods, reason = "the one place that redirects, to our own pages only")]
    leptos_axum::redirect(&to.path());
}

/// Sends a browser without WASM to another page; with it, the page that asked goes on by itself.
pub fn go_without_wasm(to: Page) {
    if use_context::<Parts>().is_some_and(|parts| is_plain_form(&parts)) {
        go(to);
    }
}

/// Whether a form was sent by the browser itself, which then shows whatever page the answer leads to.
pub(crate) fn is_plain_form(parts: &Parts) -> bool {
    let accepted = parts.headers.get(ACCEPT).and_then(|accepted| accepted.to_str().ok());
    parts.method == Method::POST && accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

/// The longest life of a sign-in in seconds, as `identify` enforces it.
#[must_use]
pub const fn sign_in_seconds_max() -> i64 {
    accounts::SIGN_IN_DAYS_MAX * 24 * 60 * 60
}
