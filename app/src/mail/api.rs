//! The door of the demo outbox.

use leptos::prelude::*;

use super::DemoMail;
use crate::error::AppError;

/// The messages that the demo wrote instead of sending; missing outside the demo.
#[server]
pub async fn demo_messages() -> Result<Vec<DemoMail>, AppError> {
    let outbox = use_context::<super::DemoOutbox>().ok_or_else(|| AppError::Missing.with_status())?;
    Ok(outbox.read().await)
}
