//! The doors of patients.

use domain::{codes::Asked, patients::RegistrationForm};
use leptos::prelude::*;

use crate::error::AppError;

/// Asks to become a patient: a code goes to the address, and the answer is the same for everybody.
#[server]
pub async fn register(form: RegistrationForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    let asked = Asked::Registration(store::patients::register(&caller, form.check(caller.today())?).await?);
    crate::begin_sign_in(crate::ASKED, asked).await?;
    crate::go(crate::Page::Code(asked));
    Ok(())
}
