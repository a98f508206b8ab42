//! The doors of passkeys.

use domain::{
    PasskeyId,
    passkeys::{Ceremony, NewPasskeyForm, Passkey, PasskeyNameForm, ProofForm},
};
use leptos::prelude::*;

use crate::error::AppError;

/// The passkeys of the signed-in person.
#[server]
pub async fn my_passkeys() -> Result<Vec<Passkey>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::passkeys(&caller).await?)
}

/// What the signed-in person's browser is asked, so that it makes a passkey.
#[server]
pub async fn passkey_creation() -> Result<Ceremony, AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::passkey_creation(&caller).await?)
}

/// Keeps the passkey that the reader's browser made. Somebody halfway in is in afterwards.
#[server]
pub async fn add_passkey(form: NewPasskeyForm) -> Result<PasskeyId, AppError> {
    let caller = crate::caller().await?;
    let passkey = store::accounts::add_passkey(&caller, form.check()?).await?;
    crate::finish_sign_in(&caller).await?;
    Ok(passkey)
}

/// Gives a passkey of the signed-in person another name.
#[server]
pub async fn rename_passkey(form: PasskeyNameForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::rename_passkey(&caller, form.check()?).await?)
}

/// Removes a passkey of the signed-in person.
#[server]
pub async fn remove_passkey(id: PasskeyId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::remove_passkey(&caller, id).await?)
}

/// What a browser is asked, so that somebody comes in.
#[server]
pub async fn passkey_request() -> Result<Ceremony, AppError> {
    let caller = crate::caller().await?;
    Ok(store::accounts::passkey_request(&caller).await?)
}

/// Signs in with a passkey.
#[server]
pub async fn sign_in_with_passkey(form: ProofForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    let account = store::accounts::sign_in_with_passkey(&caller, form.check()?).await?;
    crate::start_session(account).await?;
    crate::go(crate::Page::First);
    Ok(())
}
