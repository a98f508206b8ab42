//! Who asks: the caller that `server/identify.rs` made for this request, and the sign-in it belongs to.

mod page;
mod plain;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::http::{
    HeaderMap, HeaderValue,
    header::{ACCEPT_LANGUAGE, COOKIE, SET_COOKIE, USER_AGENT},
    request::Parts,
};
use domain::{
    AccountId, Actor, Language, PatientId, Refusal, accounts,
    codes::{Asked, CODE_MINUTES},
    devices::{Agent, Whereabouts},
    hex,
};
use leptos::prelude::{expect_context, use_context};
use leptos_axum::ResponseOptions;
use leptos_i18n::Locale as _;
use serde::Serialize;
use store::{
    Caller,
    accounts::{Arrival, Entry},
};
use tower_sessions::Session;

pub use page::{Page, go, go_without_wasm};
pub use plain::{Typed, is_plain_form, show_without_wasm, wants_page};
pub(crate) use plain::{is_from_plain_form, typed};

use crate::{error::AppError, i18n::Locale, layout::LANGUAGE_COOKIE, words};

/// The key of the signed-in account in its session.
pub const ACCOUNT: &str = "account";
/// The key of the patient for whom the signed-in account acts, when it is not for itself.
pub const ACTING: &str = "acting";
/// The key of what this browser asked a code for.
pub const ASKED: &str = "asked";
/// The key of the account that proved one factor with this browser.
pub const HALFWAY: &str = "halfway";
/// The key of the instant of either, in seconds.
pub const BEGUN_AT: &str = "begun_at";
/// The key of what the browser says that it is.
pub const AGENT: &str = "agent";
/// The key of roughly where it is.
pub const WHEREABOUTS: &str = "whereabouts";
/// The cookie of a browser's time zone, which the page writes.
pub const ZONE_COOKIE: &str = "zone";
/// The cookie by which a browser is known again after its owner signed out. It opens nothing.
const BROWSER_COOKIE: &str = "__Host-browser";
/// The same on `http://localhost`, where there is no Secure.
const BROWSER_COOKIE_LOCAL: &str = "browser";
/// A browser is known this long.
const BROWSER_SECONDS: i64 = 400 * 24 * 60 * 60;
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
    let (session, caller) = (session()?, caller().await?);
    let (agent, browser) = (agent(), browser_key()?);
    let whereabouts = Whereabouts::of(caller.address, cookie(ZONE_COOKIE).as_deref());
    let kept = async {
        session.clear().await;
        session.cycle_id().await?;
        session.insert(ACCOUNT, account).await?;
        session.insert(AGENT, agent).await?;
        session.insert(WHEREABOUTS, &whereabouts).await?;
        session.insert(SIGNED_IN_AT, caller.now.seconds()).await?;
        session.insert(SEEN_AT, caller.now.seconds()).await?;
        session.save().await
    };
    kept.await.map_err(|error| AppError::from(store::Error::broken(error)))?;
    let id = session_id()?;
    let arrival = Arrival { account, session: &id, browser: browser.as_bytes(), agent, whereabouts: &whereabouts };
    Ok(store::accounts::arrive(&caller, &arrival).await?)
}

fn agent() -> Agent {
    let header =
        use_context::<Parts>().and_then(|parts| Some(parts.headers.get(USER_AGENT)?.to_str().ok()?.to_owned()));
    Agent::of(&header.unwrap_or_default())
}

/// What this browser is known by; one that is not known yet gets a key of its own.
fn browser_key() -> Result<String, AppError> {
    let is_https = use_context::<Origin>().is_some_and(|origin| origin.is_https);
    // As with the session's: the prefix makes browsers insist on Secure, Path=/ and no Domain.
    let name = if is_https { BROWSER_COOKIE } else { BROWSER_COOKIE_LOCAL };
    let known = cookie(name).filter(|key| hex::unhex::<16>(key).is_some());
    let key = match known {
        Some(key) => key,
        None => hex::hex(&store::chance::<16>()?),
    };
    set_cookie(cookie_line(name, &key, BROWSER_SECONDS, is_https));
    Ok(key)
}

/// How people reach the clinic.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Over TLS.
    pub is_https: bool,
    /// The address they type.
    pub address: Arc<str>,
}

/// The address that people type, for links that are taken elsewhere.
#[must_use]
pub fn address() -> String {
    use_context::<Origin>().map(|origin| origin.address.to_string()).unwrap_or_default()
}

/// A cookie of this request.
pub(crate) fn cookie(name: &str) -> Option<String> {
    cookie_of(&use_context::<Parts>()?.headers, name)
}

/// The value of a cookie that a request brings.
#[must_use]
pub fn cookie_of(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get_all(COOKIE).iter().find_map(|line| cookie_in(line, name))
}

/// The value of a cookie in one line, of a request or of an answer.
#[must_use]
pub fn cookie_in(line: &HeaderValue, name: &str) -> Option<String> {
    let mut cookies = line.to_str().ok()?.split(';').filter_map(|cookie| cookie.trim().split_once('='));
    cookies.find_map(|(found, value)| (found == name).then(|| value.to_owned()))
}

/// A line that has a browser keep a cookie which no script reads.
#[must_use]
pub fn cookie_line(name: &str, value: &str, seconds: i64, is_https: bool) -> String {
    let secure = if is_https { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

/// Sends a cookie along with the answer.
pub(crate) fn set_cookie(line: String) {
    if let (Some(response), Ok(line)) = (use_context::<ResponseOptions>(), HeaderValue::try_from(line)) {
        response.append_header(SET_COOKIE, line);
    }
}

/// The languages that a request wants: the one its reader chose here, or those of their browser.
pub(crate) fn languages_of(headers: &HeaderMap) -> Option<String> {
    let accepted = || headers.get(ACCEPT_LANGUAGE)?.to_str().ok().map(str::to_owned);
    cookie_of(headers, LANGUAGE_COOKIE).or_else(accepted)
}

/// The language that a request is answered in, as its page is drawn.
#[must_use]
pub fn language_of(headers: &HeaderMap) -> Language {
    let wanted = languages_of(headers).unwrap_or_default();
    let wanted = wanted.split(',').map(|one| one.split(';').next().unwrap_or(one).trim()).collect::<Vec<_>>();
    words::language(Locale::find_locale(&wanted))
}

/// Goes on after a proven factor: into the clinic, or to the second factor.
///
/// # Errors
/// [`AppError::Broken`] when the session cannot be kept.
pub async fn enter(entry: Entry) -> Result<(), AppError> {
    if entry.missing.is_some() {
        begin_sign_in(HALFWAY, entry.account).await?;
        go(Page::SecondFactor);
    } else {
        start_session(entry.account).await?;
        go(Page::First);
    }
    Ok(())
}

/// Signs in whoever was halfway in, and just set up the second factor that was missing.
///
/// # Errors
/// [`AppError::Broken`] when the session cannot be kept.
pub async fn finish_sign_in(caller: &Caller) -> Result<(), AppError> {
    match caller.actor {
        Actor::Halfway(account) => start_session(account).await,
        _ => Ok(()),
    }
}

/// Remembers in this browser, under a new session id, how far a sign-in has come: [`ASKED`] or [`HALFWAY`].
///
/// # Errors
/// [`AppError::Broken`] when the session cannot be kept.
async fn begin_sign_in(how_far: &str, whose: impl Serialize) -> Result<(), AppError> {
    let session = session()?;
    let now = caller().await?.now;
    let kept = async {
        session.clear().await;
        session.cycle_id().await?;
        session.insert(how_far, whose).await?;
        session.insert(BEGUN_AT, now.seconds()).await?;
        session.save().await
    };
    kept.await.map_err(|error| AppError::from(store::Error::broken(error)))
}

/// Waits for the code that was just sent: remembers what it is for, and leads to the page where it is typed.
///
/// # Errors
/// [`AppError::Broken`] when the session cannot be kept.
pub async fn await_code(asked: impl Into<Asked>) -> Result<(), AppError> {
    let asked = asked.into();
    begin_sign_in(ASKED, asked).await?;
    go(Page::Code(asked));
    Ok(())
}

/// Waits for the code that was sent once more.
///
/// # Errors
/// [`AppError::Broken`] when the session cannot be kept.
pub async fn await_code_again(asked: Asked) -> Result<(), AppError> {
    begin_sign_in(ASKED, asked).await?;
    go(Page::CodeAgain(asked));
    Ok(())
}

/// What this browser asked a code for, a few minutes ago.
///
/// # Errors
/// [`Refusal::SignInExpired`] when it did not.
pub async fn asked() -> Result<Asked, AppError> {
    let session = session()?;
    let now = caller().await?.now;
    let found = async {
        let begun_at = session.get::<i64>(BEGUN_AT).await?.unwrap_or(0);
        let is_fresh = now.seconds() - begun_at <= CODE_MINUTES * 60;
        Ok(session.get::<Asked>(ASKED).await?.filter(|_| is_fresh))
    };
    let found =
        found.await.map_err(|error: tower_sessions::session::Error| AppError::from(store::Error::broken(error)))?;
    found.ok_or_else(|| AppError::from(store::Error::from(Refusal::SignInExpired)))
}

/// Remembers in this browser for whom its account acts; none for itself. Every request looks whether it still may.
///
/// # Errors
/// [`AppError::Broken`] when the session cannot be kept.
pub async fn remember_acting(patient: Option<PatientId>) -> Result<(), AppError> {
    let session = session()?;
    let kept = async {
        match patient {
            Some(patient) => session.insert(ACTING, patient).await?,
            None => _ = session.remove::<PatientId>(ACTING).await?,
        }
        session.save().await
    };
    kept.await.map_err(|error: tower_sessions::session::Error| AppError::from(store::Error::broken(error)))
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

/// Whether somebody signed out with a request: then alone its answer may take the cookie away.
#[derive(Clone, Debug, Default)]
pub struct SignedOut(Arc<AtomicBool>);

impl SignedOut {
    /// Whether they did.
    #[must_use]
    pub fn is_true(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Ends the session of this browser; the old cookie opens nothing any more.
///
/// # Errors
/// [`AppError::Broken`] when the session cannot be removed.
pub async fn end_session() -> Result<(), AppError> {
    if let Some(signed_out) = use_context::<Parts>().and_then(|parts| parts.extensions.get::<SignedOut>().cloned()) {
        signed_out.0.store(true, Ordering::Relaxed);
    }
    session()?.flush().await.map_err(|error| AppError::from(store::Error::broken(error)))
}

/// The longest life of a sign-in in seconds, as `identify` enforces it.
#[must_use]
pub const fn sign_in_seconds_max() -> i64 {
    accounts::SIGN_IN_DAYS_MAX * 24 * 60 * 60
}
