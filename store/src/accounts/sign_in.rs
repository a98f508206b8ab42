//! Signing in with a password.

use domain::{AccountId, Moment, Refusal, Verb, accounts::Credentials, audit::Event, jobs::Job, limits::Door};
use uuid::Uuid;

use super::{
    code::account_of,
    entry::{Entry, first_factor_proven},
    password,
};
use crate::{
    caller::Caller,
    error::Result,
    limits::{self, Try, Whom},
};

/// Proves who somebody is by CPF or e-mail, and password.
///
/// # Errors
/// [`Refusal::WrongCredentials`] for a wrong password, for somebody who has none and for somebody unknown alike, after
/// the same work; [`Refusal::TooManyTries`] when it must not be tried. [`Refusal::PasswordExpired`] for the right one, when
/// the clinic's policy has it replaced by now.
pub async fn sign_in(caller: &Caller, credentials: Credentials) -> Result<Entry> {
    caller.must(Verb::SignIn)?;
    let (account, stored, is_over) = {
        let mut read = caller.read().await?;
        let account = account_of(caller, &mut read.tx, &credentials.identifier).await?;
        let sql = "select password_hash, coalesce(password_set_at, created_at) from account where id = $1";
        let found = row!(&mut read.tx, (Option<String>, Moment), sql, account)?;
        let is_over = found.as_ref().is_some_and(|&(_, set_at)| caller.policy.is_password_over(set_at, caller.now));
        (account, found.and_then(|(stored, _)| stored), is_over)
    };
    let counted = limits::count(caller, Door::Password, &Whom::of(account, credentials.identifier.as_str())).await?;
    // No transaction is open here: hashing is slow, and would hold a connection.
    let fits = password::fits(credentials.password.reveal(), stored).await?;
    if let (Some(account), true, true) = (account, fits, is_over) {
        return send_away(caller, account, counted).await;
    }
    let mut work = caller.begin().await?;
    match account {
        Some(account) if fits => {
            limits::forgive(&mut work, Door::Password, counted).await?;
            first_factor_proven(work, account).await
        }
        // The same write for somebody unknown, so that the answer takes as long.
        _ => {
            work.commit(Event::SignInRefused(account.unwrap_or(AccountId(Uuid::nil())))).await?;
            Err(Refusal::WrongCredentials.into())
        }
    }
}

/// The right password, too old. It opens nothing: a letter leads to a new one, and whoever merely found the old one has no
/// mailbox to read it in.
async fn send_away(caller: &Caller, account: AccountId, counted: Try) -> Result<Entry> {
    let _letter = limits::count(caller, Door::LinkRequest, &Whom::Account(account)).await?;
    let mut work = caller.begin().await?;
    limits::forgive(&mut work, Door::Password, counted).await?;
    work.enqueue(Job::MakeReset(account)).await?;
    work.commit(Event::PasswordExpired(account)).await?;
    Err(Refusal::PasswordExpired.into())
}
