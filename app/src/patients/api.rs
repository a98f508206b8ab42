//! The doors of patients.

use domain::patients::RegistrationForm;
use leptos::prelude::*;

use crate::error::AppError;

/// Asks to become a patient: a code goes to the address, and the answer is the same for everybody.
#[server]
pub async fn register(form: RegistrationForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    crate::await_code(store::patients::register(&caller, form.check(caller.today())?).await?).await
}
