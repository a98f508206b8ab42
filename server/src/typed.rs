//! What was typed into a form of a browser without WASM, or before it arrived. When the form is refused, or was a search,
//! the page that it comes back to shows it again.
//!
//! It travels sealed in a cookie, for its account alone, and for that one page: the clinic keeps nothing of it.

use app::caller::{Typed, cookie_line, cookie_of, is_plain_form, wants_page};
use axum::{
    Form, RequestExt,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use store::{Caller, Place, Sealed};
use uuid::Uuid;

use crate::{clinic::Clinic, router::BODY_BYTES_MAX};

/// Browsers keep no longer cookie; a longer form comes back empty.
const COOKIE_BYTES_MAX: usize = 3_800;
const COOKIE_SECONDS: i64 = 60;
/// Nobody types these for the page to show them.
const SECRET: [&str; 5] = ["password", "current", "new", "code", "token"];

/// Keeps what was typed into a form that comes back, and shows it on the page that comes next.
pub async fn keep(State(clinic): State<Clinic>, request: Request, next: Next) -> Response {
    let is_form = is_plain_form(request.method(), request.headers());
    if is_form { sent(&clinic, request, next).await } else { shown(&clinic, request, next).await }
}

async fn sent(clinic: &Clinic, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let caller = request.extensions().get::<Caller>().cloned();
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, BODY_BYTES_MAX).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };
    let copy = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    let mut response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    let Some(caller) = caller.filter(|_| comes_back(&response)) else { return response };
    let Ok(Form(fields)) = copy.extract::<Form<Vec<(String, String)>>, _>().await else { return response };
    let fields = fields.into_iter().filter(|(name, _)| !is_secret(name)).collect();
    if let Some(sealed) = seal(&caller, &Typed { path, fields }) {
        set_cookie(clinic, &mut response, &sealed, COOKIE_SECONDS);
    }
    response
}

/// Leptos tells a page without WASM in its address what was wrong; a search tells it whom it found.
fn comes_back(response: &Response) -> bool {
    let location = response.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
    let is_back = |location: &str| location.contains("__err=") || location.contains("?found=");
    response.status() == StatusCode::FOUND && location.is_some_and(is_back)
}

fn is_secret(name: &str) -> bool {
    SECRET.iter().any(|secret| name.ends_with(&format!("[{secret}]")))
}

async fn shown(clinic: &Clinic, mut request: Request, next: Next) -> Response {
    let is_page = request.method() == Method::GET && wants_page(request.headers());
    let sealed = cookie_of(request.headers(), name(clinic)).filter(|_| is_page);
    let Some(sealed) = sealed else { return next.run(request).await };
    let typed = request.extensions().get::<Caller>().and_then(|caller| open(caller, &sealed));
    if let Some(typed) = typed {
        request.extensions_mut().insert(typed);
    }
    let mut response = next.run(request).await;
    set_cookie(clinic, &mut response, "", 0);
    response
}

/// It opens for the same account only, or for the same nobody.
fn place(caller: &Caller) -> Place {
    Place::new("cookie", "typed", caller.must_be_signed_in().map_or(Uuid::nil(), |account| account.0))
}

fn seal(caller: &Caller, typed: &Typed) -> Option<String> {
    let text = serde_json::to_string(typed).ok()?;
    let sealed = caller.vault.seal(place(caller), &text).ok()?;
    let sealed = BASE64_URL_SAFE_NO_PAD.encode(sealed.bytes());
    (sealed.len() <= COOKIE_BYTES_MAX).then_some(sealed)
}

fn open(caller: &Caller, sealed: &str) -> Option<Typed> {
    let sealed = Sealed::from_bytes(BASE64_URL_SAFE_NO_PAD.decode(sealed).ok()?);
    serde_json::from_str(&caller.vault.open(place(caller), &sealed).ok()?).ok()
}

/// As with the session's: the prefix makes browsers insist on Secure, Path=/ and no Domain.
fn name(clinic: &Clinic) -> &'static str {
    if clinic.settings.is_https() { "__Host-typed" } else { "typed" }
}

fn set_cookie(clinic: &Clinic, response: &mut Response, value: &str, seconds: i64) {
    let line = cookie_line(name(clinic), value, seconds, clinic.settings.is_https());
    if let Ok(line) = HeaderValue::try_from(line) {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
}
