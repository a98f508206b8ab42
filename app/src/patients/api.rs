//! The doors of patients.

use domain::patients::RegistrationForm;
use leptos::prelude::*;

use crate::error::AppError;

/// Registers a patient and signs them in.
#[server]
pub async fn register(form: RegistrationForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    let account = store::patients::register(&caller, form.check(caller.today())?).await?;
    crate::start_session(account).await?;
    crate::go(crate::Page::First);
    Ok(())
}
