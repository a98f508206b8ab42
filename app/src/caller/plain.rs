//! Forms of a browser without WASM, or before it arrived.

use axum::http::{HeaderMap, Method, header::ACCEPT, request::Parts};
use domain::second_factor::Made;
use leptos::prelude::use_context;
use serde::{Deserialize, Serialize};
use store::Caller;

use super::session_id;
use crate::error::AppError;

/// Keeps what was just made for the page that a browser without WASM is sent back to; with it, it is shown at once.
///
/// # Errors
/// [`AppError::Broken`] when it cannot be kept.
pub async fn show_without_wasm(caller: &Caller, made: &Made) -> Result<(), AppError> {
    if is_from_plain_form() {
        store::accounts::keep_made(caller, &session_id()?, made).await?;
    }
    Ok(())
}

/// Whether a form was sent by the browser itself, which then shows whatever page the answer leads to.
#[must_use]
pub fn is_plain_form(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::POST && wants_page(headers)
}

/// Whether whatever the answer is will be shown as a page.
#[must_use]
pub fn wants_page(headers: &HeaderMap) -> bool {
    let accepted = headers.get(ACCEPT).and_then(|accepted| accepted.to_str().ok());
    accepted.is_some_and(|accepted| accepted.contains("text/html"))
}

/// The same of this request.
pub(crate) fn is_from_plain_form() -> bool {
    use_context::<Parts>().is_some_and(|parts| is_plain_form(&parts.method, &parts.headers))
}

/// What was typed into a form without WASM that was refused, for the page that it comes back to.
#[derive(Clone, Serialize, Deserialize)]
pub struct Typed {
    /// The address of the server function.
    pub path: String,
    /// Names and values, without what is secret.
    pub fields: Vec<(String, String)>,
}

/// What was typed into a field of a server function's form.
pub(crate) fn typed(path: &str, name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    let typed = parts.extensions.get::<Typed>().filter(|typed| typed.path == path)?;
    typed.fields.iter().find(|(found, _)| found == name).map(|(_, value)| value.clone())
}
