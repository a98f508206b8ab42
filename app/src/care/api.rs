//! The doors of care.

use domain::{
    PatientId,
    care::{PatientLine, PatientPage},
};
use leptos::prelude::*;

use crate::error::AppError;

/// The patients in the signed-in professional's care that answer to what is sought.
#[server]
pub async fn my_patients(sought: String) -> Result<Vec<PatientLine>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::care::patients(&caller, &sought).await?)
}

/// One patient in the signed-in professional's care, or opened to them; leaves a trace.
#[server]
pub async fn patient(id: PatientId) -> Result<PatientPage, AppError> {
    let caller = crate::caller().await?;
    Ok(store::care::patient(&caller, id).await?)
}
