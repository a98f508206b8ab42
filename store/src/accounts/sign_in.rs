//! Signing in with a password.

use domain::{AccountId, Refusal, Verb, accounts::Credentials, audit::Event, limits::Door};
use uuid::Uuid;

use super::{
    code::account_of,
    entry::{Entry, first_factor_proven},
    password,
};
use crate::{
    caller::Caller,
    error::Result,
    limits::{self, Whom},
};

/// Proves who somebody is by CPF or e-mail, and password.
///
/// # Errors
/// [`Refusal::WrongCredentials`] for a wrong password, for somebody who has none and for somebody unknown alike, after
/// the same work; [`Refusal::TooManyTries`] when it must not be tried.
pub async fn sign_in(caller: &Caller, credentials: Credentials) -> Result<Entry> {
    caller.must(Verb::SignIn)?;
    let (account, stored) = {
        let mut read = caller.read().await?;
        let account = account_of(caller, &mut read.tx, &credentials.identifier).await?;
        let sql = "select password_hash from account where id = $1";
        let stored = row!(&mut read.tx, (Option<String>,), sql, account)?;
        (account, stored.and_then(|(stored,)| stored))
    };
    let counted = limits::count(caller, Door::Password, &Whom::of(account, credentials.identifier.as_str())).await?;
    // No transaction is open here: hashing is slow, and would hold a connection.
    let fits = password::fits(credentials.password.reveal(), stored).await?;
    let mut work = caller.begin().await?;
    match account {
        Some(account) if fits => {
            limits::forgive(&mut work.tx, Door::Password, counted).await?;
            first_factor_proven(work, account).await
        }
        // The same write for somebody unknown, so that the answer takes as long.
        _ => {
            work.commit(Event::SignInRefused(account.unwrap_or(AccountId(Uuid::nil())))).await?;
            Err(Refusal::WrongCredentials.into())
        }
    }
}
