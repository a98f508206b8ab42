//! Changing one's own password.

use domain::{
    AccountId, Actor, FieldErrors, Language, Problem, Verb,
    accounts::{NewPassword, Typed},
    audit::Event,
    jobs::Job,
    limits::Door,
};

use super::{
    devices::leave_only,
    new_password::{self, Owner},
    password,
};
use crate::{
    caller::Caller,
    error::{Error, Result},
    limits::{self, Whom},
};

/// Puts a new password in the place of the one that is proven. Every other device of theirs is signed out, and a letter
/// tells them. `this` is the session id of the one that asks.
///
/// # Errors
/// What is wrong with the new one, beside `new`. [`Problem::WrongPassword`] beside `current`; it is counted like a sign-in
/// that was refused, and limited like one.
pub async fn change_password(caller: &Caller, this: &[u8], change: NewPassword) -> Result<()> {
    caller.must(Verb::ChangeOwnPassword)?;
    let account = caller.must_be_signed_in()?;
    let stored = {
        let mut read = caller.read().await?;
        let sql = "select name, email, password_hash from account where id = $1";
        row!(&mut read.tx, (String, String, Option<String>), sql, account)?
    };
    let (name, email, stored) = stored.ok_or(Error::Missing)?;
    new_password::insist(caller, "new", &change.new, Owner { name: &name, email: &email }).await?;
    prove(caller, account, &change.current, stored.clone()).await?;
    let counted = limits::count(caller, Door::NewPassword, &Whom::Account(account)).await?;
    let hashed = new_password::hash_another(caller, "new", &change.new, (account, stored.as_deref())).await?;
    let mut work = caller.begin().await?;
    new_password::remember(&mut work.tx, caller, account).await?;
    // Only over the one that was proven: of two changes at once, one wins.
    let sql = "update account set password_hash = $2, password_set_at = $4 where id = $1 and password_hash = $3";
    if run!(&mut work.tx, sql, account, hashed, stored, caller.now)? == 0 {
        return Err(wrong());
    }
    limits::forgive(&mut work, Door::NewPassword, counted).await?;
    leave_only(&mut work.tx, account, this).await?;
    work.enqueue(Job::TellPasswordChanged(account)).await?;
    work.commit(Event::PasswordChanged(account)).await
}

/// Whether the password so far is the one that was typed.
async fn prove(caller: &Caller, account: AccountId, typed: &Typed, stored: Option<String>) -> Result<()> {
    let counted = limits::count(caller, Door::Password, &Whom::Account(account)).await?;
    // No transaction is open here: hashing is slow, and would hold a connection.
    if !password::fits(typed.reveal(), stored).await? {
        caller.begin().await?.commit(Event::SignInRefused(account)).await?;
        return Err(wrong());
    }
    let mut work = caller.begin().await?;
    limits::forgive(&mut work, Door::Password, counted).await?;
    work.commit_bookkeeping().await
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
    /// What they read.
    pub language: Language,
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
    let sql = "select name, email, language from account where id = $1";
    let found = row!(&mut read.tx, (String, String, Language), sql, account)?;
    let (name, email, language) = found.ok_or(Error::Missing)?;
    Ok(AccountMail { name, email, language })
}
