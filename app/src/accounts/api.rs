//! The doors of accounts.

use domain::{
    AccountId, DeviceId, Language,
    accounts::{NewPasswordForm, Profile, SignInForm, SignedIn},
    codes::{CodeForm, IdentifierForm},
    devices::Device,
    people::StaffMember,
    second_factor::{FactorState, Made, NewFactor, ProofForm, RecoveryCodes},
};
use leptos::prelude::*;

use crate::error::AppError;

/// Who is signed in, if anybody.
#[server]
pub async fn who_am_i() -> Result<Option<SignedIn>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::signed_in(&caller).await?)
}

/// Signs in with CPF or e-mail, and password.
#[server]
pub async fn sign_in(form: SignInForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    crate::enter(store::accounts::sign_in(&caller, form.check()?).await?).await
}

/// Sends a code to the address that belongs to a CPF or an e-mail, if there is one.
#[server]
pub async fn request_code(form: IdentifierForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    crate::await_code(store::accounts::request_code(&caller, &form.check()?).await?).await
}

/// Sends another code for what this browser asked one for.
#[server]
pub async fn send_code_again() -> Result<(), AppError> {
    let (caller, asked) = (crate::caller().await?, crate::asked().await?);
    store::accounts::send_code_again(&caller, asked).await?;
    crate::await_code_again(asked).await
}

/// Signs in with the code that was sent, or finishes registering.
#[server]
pub async fn sign_in_with_code(form: CodeForm) -> Result<(), AppError> {
    let (caller, asked) = (crate::caller().await?, crate::asked().await?);
    crate::enter(store::accounts::sign_in_with_code(&caller, asked, &form.check()?).await?).await
}

/// Signs in with the link that was sent, or finishes registering.
#[server]
pub async fn sign_in_with_link(link: String) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    crate::enter(store::accounts::sign_in_with_link(&caller, &link).await?).await
}

/// What the reader has as a second factor, once they proved the first.
#[server]
pub async fn my_second_factor() -> Result<FactorState, AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::factor_state(&caller).await?)
}

/// Proves the second factor, which ends the sign-in.
#[server]
pub async fn prove_second_factor(form: ProofForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    let account = store::accounts::prove_second_factor(&caller, &form.check()?).await?;
    crate::start_session(account).await?;
    crate::go(crate::Page::First);
    Ok(())
}

/// Makes a secret for an authenticator app; whoever has one already proves it first.
#[server]
pub async fn new_second_factor(form: Option<ProofForm>) -> Result<NewFactor, AppError> {
    let caller = crate::caller().await?;
    let proof = form.map(ProofForm::check).transpose()?;
    let factor = store::accounts::new_factor(&caller, proof.as_ref()).await?;
    crate::show_without_wasm(&caller, &Made::App(factor.clone())).await?;
    Ok(factor)
}

/// What this browser just made, where it could not be shown at once.
#[server]
pub async fn second_factor_made() -> Result<Option<Made>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::made(&caller, &crate::session_id()?).await?)
}

/// Forgets what was made: it is written down.
#[server]
pub async fn second_factor_written() -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::accounts::forget_made(&caller).await?;
    crate::go_without_wasm(crate::Page::First);
    Ok(())
}

/// Takes the new authenticator app into use. Somebody halfway in is in afterwards.
#[server]
pub async fn confirm_second_factor(form: CodeForm) -> Result<RecoveryCodes, AppError> {
    let caller = crate::caller().await?;
    let codes = store::accounts::confirm_factor(&caller, &form.check()?).await?;
    crate::finish_sign_in(&caller).await?;
    crate::show_without_wasm(&caller, &Made::Codes(codes.clone())).await?;
    Ok(codes)
}

/// Makes new recovery codes.
#[server]
pub async fn new_recovery_codes(form: ProofForm) -> Result<RecoveryCodes, AppError> {
    let caller = crate::caller().await?;
    let codes = store::accounts::new_recovery_codes(&caller, &form.check()?).await?;
    crate::show_without_wasm(&caller, &Made::Codes(codes.clone())).await?;
    Ok(codes)
}

/// Gives the authenticator app up.
#[server]
pub async fn remove_second_factor(form: ProofForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::remove_factor(&caller, &form.check()?).await?)
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
    crate::renew_session().await?;
    crate::go_without_wasm(crate::Page::PasswordChanged);
    Ok(())
}

/// Says in which language the clinic writes to the signed-in person.
#[server]
pub async fn choose_language(language: Language) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::choose_language(&caller, language).await?)
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
