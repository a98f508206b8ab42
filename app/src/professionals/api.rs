//! The doors of professionals.

use domain::{
    ProfessionalId,
    professionals::{ProfessionalCard, ProfessionalForm},
};
use leptos::prelude::*;

use crate::error::AppError;

/// The professionals of the clinic, by name.
#[server]
pub async fn professionals() -> Result<Vec<ProfessionalCard>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::professionals::list(&caller).await?)
}

/// One professional.
#[server]
pub async fn professional(id: ProfessionalId) -> Result<ProfessionalCard, AppError> {
    let caller = crate::caller().await?;
    Ok(store::professionals::see(&caller, id).await?)
}

/// Adds a professional to the clinic.
#[server]
pub async fn add_professional(form: ProfessionalForm) -> Result<ProfessionalId, AppError> {
    let caller = crate::caller().await?;
    let id = store::professionals::add(&caller, form.check()?).await?;
    crate::go_without_wasm(crate::Page::Professional(id));
    Ok(id)
}
