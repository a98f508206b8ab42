//! A forgotten password.

use domain::{
    AccountId, Verb,
    audit::Event,
    codes::Identifier,
    jobs::Job,
    limits::Door,
    links::{LinkKind, Reset},
};
use uuid::Uuid;

use super::{insert, look, revoke, spend, spent};
use crate::{
    accounts::{account_of, end_every_device, password},
    caller::Caller,
    error::Result,
    limits::{self, Whom},
};

/// Sends a link for a new password to the address the clinic knows; an older one is withdrawn. For somebody unknown the
/// same is written and queued, so that neither the answer nor its time tells them apart.
///
/// # Errors
/// [`domain::Refusal::TooManyTries`] when this identifier or this address asked too often.
pub async fn ask_reset(caller: &Caller, whose: &Identifier) -> Result<()> {
    caller.must(Verb::UseLink)?;
    let account = {
        let mut read = caller.read().await?;
        account_of(caller, &mut read.tx, whose).await?
    };
    let _counted = limits::count(caller, Door::LinkRequest, &Whom::of(account, whose.as_str())).await?;
    let mut work = caller.begin().await?;
    revoke(&mut work.tx, LinkKind::ResetPassword, account, caller.now).await?;
    let link = insert(&mut work.tx, caller, LinkKind::ResetPassword, account, None).await?;
    work.enqueue(Job::SendLink(link)).await?;
    work.commit(Event::ResetAsked(account.unwrap_or(AccountId(Uuid::nil())))).await
}

/// Sets a new password by the link. Every device of the account is signed out, links that others may have asked for are
/// withdrawn, and a letter tells the owner. It signs nobody in: a second factor is asked for as ever.
///
/// # Errors
/// [`domain::Refusal::LinkSpent`] when the link opens nothing.
pub async fn reset_password(caller: &Caller, reset: Reset) -> Result<()> {
    // Who holds no link must not make us hash.
    look(caller, LinkKind::ResetPassword, &reset.token).await?;
    // No transaction is open here: hashing is slow, and would hold a connection.
    let hashed = password::hash(reset.password.reveal()).await?;
    let mut work = caller.begin().await?;
    let link = spend(&mut work, LinkKind::ResetPassword, &reset.token, caller.now).await?;
    let account = link.account_id.ok_or_else(spent)?;
    let sql = "update account set password_hash = $2 where id = $1 and deactivated_at is null";
    if run!(&mut work.tx, sql, account, hashed)? == 0 {
        return Err(spent());
    }
    for kind in [LinkKind::ResetPassword, LinkKind::ChangeEmail] {
        revoke(&mut work.tx, kind, Some(account), caller.now).await?;
    }
    end_every_device(&mut work.tx, account).await?;
    work.enqueue(Job::TellPasswordChanged(account)).await?;
    work.commit(Event::PasswordReset(account)).await
}
