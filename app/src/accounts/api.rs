//! The doors of accounts.

use domain::{
    AccountId, DeviceId,
    accounts::{NewPasswordForm, Profile, SignInForm, SignedIn},
    devices::Device,
    people::StaffMember,
};
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

/// The browsers that the signed-in person is signed in with.
#[server]
pub async fn my_devices() -> Result<Vec<Device>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::devices(&caller, &crate::session_id()?).await?)
}

/// Signs out one device of the signed-in person.
#[server]
pub async fn end_device(id: DeviceId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::end_device(&caller, id).await?)
}

/// Signs out every device of the signed-in person but this one.
#[server]
pub async fn end_other_devices() -> Result<u64, AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::end_other_devices(&caller, &crate::session_id()?).await?)
}

/// Changes the signed-in person's password; their other devices are signed out, and this one gets a new cookie.
#[server]
pub async fn change_password(form: NewPasswordForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::accounts::change_password(&caller, &crate::session_id()?, form.check()?).await?;
    crate::renew_session().await
}

/// Everybody who works here, by name.
#[server]
pub async fn people() -> Result<Vec<StaffMember>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::people(&caller).await?)
}

/// Deactivates the account of somebody else who works here.
#[server]
pub async fn deactivate_account(account: AccountId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::deactivate(&caller, account).await?)
}

/// Activates an account again.
#[server]
pub async fn reactivate_account(account: AccountId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::reactivate(&caller, account).await?)
}
