//! Signing in with e-mail and password.

use domain::{AccountId, Refusal, Verb, accounts::Credentials, audit::Event};

use super::password;
use crate::{caller::Caller, error::Result};

/// Proves who somebody is by e-mail and password.
///
/// # Errors
/// [`Refusal::WrongCredentials`] for a wrong password and for an unknown address alike, after the same work.
pub async fn sign_in(caller: &Caller, credentials: Credentials) -> Result<AccountId> {
    caller.must(Verb::SignIn)?;
    let found = {
        let mut read = caller.read().await?;
        row!(
            &mut read.tx,
            (AccountId, String),
            "select id, password_hash from account where email_folded = $1 and deactivated_at is null",
            credentials.email
        )?
    };
    // No transaction is open here: hashing is slow, and would hold a connection.
    let (account, stored) = found.unzip();
    let fits = password::fits(credentials.password.reveal(), stored).await?;
    match account {
        Some(account) if fits => {
            caller.begin().await?.commit(Event::SignedIn(account)).await?;
            Ok(account)
        }
        Some(account) => {
            caller.begin().await?.commit(Event::SignInRefused(account)).await?;
            Err(Refusal::WrongCredentials.into())
        }
        None => {
            // The same write for an unknown address, so that the answer takes as long.
            caller.begin().await?.commit(Event::SignInRefused(AccountId(uuid::Uuid::nil()))).await?;
            Err(Refusal::WrongCredentials.into())
        }
    }
}
