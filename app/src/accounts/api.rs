//! The doors of accounts.

use domain::accounts::{Profile, SignInForm, SignedIn};
use leptos::prelude::*;

use crate::error::AppError;

/// Who is signed in, if anybody.
#[server]
pub async fn who_am_i() -> Result<Option<SignedIn>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::signed_in(&caller).await?)
}

/// Signs in with e-mail and password.
#[server]
pub async fn sign_in(form: SignInForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    let account = store::accounts::sign_in(&caller, form.check()?).await?;
    crate::start_session(account).await?;
    crate::go(crate::Page::First);
    Ok(())
}

/// Signs out of this device.
#[server]
pub async fn sign_out() -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::accounts::sign_out(&caller).await?;
    crate::end_session().await?;
    crate::go(crate::Page::SignIn);
    Ok(())
}

/// The signed-in person's own registration data.
#[server]
pub async fn my_profile() -> Result<Profile, AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::profile(&caller).await?)
}
