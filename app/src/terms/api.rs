//! The doors of the terms.

use domain::terms::{AcceptForm, Acceptance};
use leptos::prelude::*;

use crate::error::AppError;

/// Accepts the texts as they are now.
#[server]
pub async fn accept_terms(form: AcceptForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::terms::accept(&caller, form.check()?).await?;
    crate::go(crate::Page::First);
    Ok(())
}

/// What the signed-in person accepted.
#[server]
pub async fn my_acceptances() -> Result<Vec<Acceptance>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::terms::acceptances(&caller).await?)
}
