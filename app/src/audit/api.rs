//! The doors of the audit trail.

use domain::{audit::TrailEntry, security::SecurityLog};
use leptos::prelude::*;

use crate::error::AppError;

/// Fifty lines of the trail, latest first, before a number or from the end.
#[server]
pub async fn audit_trail(before: Option<i64>) -> Result<Vec<TrailEntry>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::audit::trail(&caller, before).await?)
}

/// Fifty lines of the security log, latest first, before a number or from the end.
#[server]
pub async fn read_security_log(before: Option<i64>) -> Result<SecurityLog, AppError> {
    let caller = crate::caller().await?;
    Ok(store::audit::security_log(&caller, before).await?)
}
