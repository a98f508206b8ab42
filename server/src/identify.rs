//! Cookie → session → [`store::Caller`]: made once for each request. Sockets and downloads use the same value.

use app::caller::{
    ACCOUNT, ACTING, BEGUN_AT, HALFWAY, SEEN_AT, SIGNED_IN_AT, cookie_of, language_of, sign_in_seconds_max, wants_page,
};
use axum::{
    extract::{Request, State},
    http::{Method, StatusCode},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::{AccountId, Actor, PatientId, links::LinkKind, second_factor::HALFWAY_MINUTES};
use store::Caller;
use tower_sessions::Session;

use crate::{clinic::Clinic, proxies::ClientAddress, session};

/// A session in use is written again this often, so that it does not end under the person's hands.
const RENEW_SECONDS: i64 = 60;

/// Pages for those who are signed in and have not accepted the texts; and those of links.
const OPEN_BEFORE_TERMS: [&str; 4] = ["/accept", "/terms", "/privacy", "/help"];

/// Puts the caller into the request.
pub async fn identify(State(clinic): State<Clinic>, mut request: Request, next: Next) -> Response {
    // Without our cookie nobody is signed in, and the database need not be asked.
    let has_cookie = cookie_of(request.headers(), session::cookie_name(clinic.settings.is_https())).is_some();
    let session = request.extensions().get::<Session>().filter(|_| has_cookie).cloned();
    let actor = match actor(&clinic, session).await {
        Ok(actor) => actor,
        Err(incident) => {
            tracing::error!(error = ?incident, "identifying a request broke");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    if matches!(actor, Actor::BeforeTerms(..)) && is_shut(&request) {
        return Redirect::to("/accept").into_response();
    }
    let address = request.extensions().get::<ClientAddress>().map(|client| client.0);
    let language = language_of(request.headers());
    request.extensions_mut().insert(Caller { address, language, ..clinic.caller(actor) });
    next.run(request).await
}

/// Whether a page is for those who accepted the texts. This only leads people on: it is the actor that opens nothing.
fn is_shut(request: &Request) -> bool {
    let path = request.uri().path();
    let is_link = LinkKind::without_token(path) != path;
    let is_page = request.method() == Method::GET && wants_page(request.headers());
    is_page && !is_link && !OPEN_BEFORE_TERMS.contains(&path)
}

async fn actor(clinic: &Clinic, session: Option<Session>) -> anyhow::Result<Actor> {
    let Some(session) = session else { return Ok(Actor::Visitor) };
    let now = clinic.clock.now().seconds();
    let Some(account) = session.get::<AccountId>(ACCOUNT).await? else { return halfway(&session, now).await };
    let signed_in_at = session.get::<i64>(SIGNED_IN_AT).await?.unwrap_or(0);
    if now - signed_in_at > sign_in_seconds_max() {
        session.flush().await?;
        return Ok(Actor::Visitor);
    }
    let Some(actor) = store::accounts::actor(clinic.db(), account).await? else { return Ok(Actor::Visitor) };
    let unused = now - session.get::<i64>(SEEN_AT).await?.unwrap_or(0);
    let idle_minutes = actor.role().map_or(0, |role| clinic.settings.policy().idle_minutes(role));
    if unused > idle_minutes * 60 {
        session.flush().await?;
        return Ok(Actor::Visitor);
    }
    if unused > RENEW_SECONDS {
        session.insert(SEEN_AT, now).await?;
    }
    match session.get::<PatientId>(ACTING).await? {
        Some(patient) => Ok(store::family::acting(clinic.db(), actor, patient).await?),
        None => Ok(actor),
    }
}

/// Somebody who proved one factor a few minutes ago, or nobody.
async fn halfway(session: &Session, now: i64) -> anyhow::Result<Actor> {
    let begun_at = session.get::<i64>(BEGUN_AT).await?.unwrap_or(0);
    let account = session.get::<AccountId>(HALFWAY).await?.filter(|_| now - begun_at <= HALFWAY_MINUTES * 60);
    Ok(account.map_or(Actor::Visitor, Actor::Halfway))
}
