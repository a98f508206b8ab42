//! Changing one's own password.

use domain::{
    AccountId, Actor, FieldErrors, Problem, Verb, accounts::NewPassword, audit::Event, jobs::Job, limits::Door,
};

use super::{devices::leave_only, password};
use crate::{
    caller::Caller,
    error::{Error, Result},
    limits::{self, Whom},
};

/// Puts a new password in the place of the one that is proven. Every other device of theirs is signed out, and a letter
/// tells them. `this` is the session id of the one that asks.
///
/// # Errors
/// [`Problem::WrongPassword`] beside `current`; it is counted like a sign-in that was refused, and limited like one.
pub async fn change_password(caller: &Caller, this: &[u8], change: NewPassword) -> Result<()> {
    caller.must(Verb::ChangeOwnPassword)?;
    let account = caller.must_be_signed_in()?;
    let stored = {
        let mut read = caller.read().await?;
        row!(&mut read.tx, (Option<String>,), "select password_hash from account where id = $1", account)?
    };
    let (stored,) = stored.ok_or(Error::Missing)?;
    let counted = limits::count(caller, Door::Password, &Whom::Account(account)).await?;
    // No transaction is open here: hashing is slow, and would hold a connection.
    if !password::fits(change.current.reveal(), stored.clone()).await? {
        caller.begin().await?.commit(Event::SignInRefused(account)).await?;
        return Err(wrong());
    }
    let hashed = password::hash(change.new.reveal()).await?;
    let mut work = caller.begin().await?;
    // Only over the one that was proven: of two changes at once, one wins.
    let sql = "update account set password_hash = $2 where id = $1 and password_hash = $3";
    if run!(&mut work.tx, sql, account, hashed, stored)? == 0 {
        return Err(wrong());
    }
    limits::forgive(&mut work.tx, Door::Password, counted).await?;
    leave_only(&mut work.tx, account, this).await?;
    work.enqueue(Job::TellPasswordChanged(account)).await?;
    work.commit(Event::PasswordChanged(account)).await
}

fn wrong() -> Error {
    FieldErrors::one("current", Problem::WrongPassword).into()
}

/// Whom a letter about an account goes to.
#[derive(Clone, Debug)]
pub struct AccountMail {
    /// How to greet them.
    pub name: String,
    /// Where to.
    pub email: String,
}

/// What a letter about an account needs. For the job loop alone.
///
/// # Errors
/// When the account does not exist.
pub async fn account_mail(caller: &Caller, account: AccountId) -> Result<AccountMail> {
    if caller.actor != Actor::System {
        return Err(Error::Denied);
    }
    let mut read = caller.read().await?;
    let found = row!(&mut read.tx, (String, String), "select name, email from account where id = $1", account)?;
    let (name, email) = found.ok_or(Error::Missing)?;
    Ok(AccountMail { name, email })
}
