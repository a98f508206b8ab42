//! The doors of the family.

use domain::{
    PatientId,
    family::{Dependant, DependantForm},
};
use leptos::prelude::*;

use crate::error::AppError;

/// Those the signed-in patient is responsible for.
#[server]
pub async fn my_family() -> Result<Vec<Dependant>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::family::dependants(&caller).await?)
}

/// Adds somebody the signed-in patient is responsible for.
#[server]
pub async fn add_dependant(form: DependantForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::family::add(&caller, form.check(caller.today())?).await?;
    Ok(())
}

/// Ends that the signed-in patient is responsible for somebody. Whoever acted for them is themselves from here on.
#[server]
pub async fn end_guardianship(patient: PatientId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::family::end(&caller, patient).await?;
    crate::go(crate::Page::Family);
    Ok(())
}

/// Acts for somebody the signed-in patient is responsible for, in every tab of this browser.
#[server]
pub async fn act_for(patient: PatientId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::family::act_for(&caller, patient).await?;
    crate::remember_acting(Some(patient)).await?;
    crate::go(crate::Page::First);
    Ok(())
}

/// Acts for oneself again, in every tab of this browser.
#[server]
pub async fn act_for_myself() -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::family::act_for_myself(&caller).await?;
    crate::remember_acting(None).await?;
    crate::go(crate::Page::First);
    Ok(())
}
