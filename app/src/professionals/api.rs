//! The doors of professionals.

use domain::{
    ProfessionalId,
    professionals::{
        BiographyForm, DirectoryForm, DirectoryPage, ProfessionalCard, ProfessionalForm, ProfileForm, ProfileSheet,
    },
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

/// Everything that can be edited of a professional.
#[server(SeeProfile)]
pub async fn profile_sheet(id: ProfessionalId) -> Result<ProfileSheet, AppError> {
    let caller = crate::caller().await?;
    Ok(store::professionals::profile(&caller, id).await?)
}

/// Replaces the profile of a professional.
#[server]
pub async fn set_profile(form: ProfileForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::professionals::set_profile(&caller, form.check()?).await?)
}

/// Replaces the biography of a professional.
#[server]
pub async fn set_biography(form: BiographyForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::professionals::set_biography(&caller, form.check()?).await?)
}

/// Takes the picture of a professional away.
#[server]
pub async fn remove_photo(professional: ProfessionalId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::professionals::remove_photo(&caller, professional).await?)
}

/// Those who see patients here and answer to a search, one page of them: for everybody.
#[server]
pub async fn directory(form: DirectoryForm) -> Result<DirectoryPage, AppError> {
    let caller = crate::caller().await?;
    Ok(store::professionals::directory(&caller, form.check()?).await?)
}
