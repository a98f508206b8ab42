//! A forgotten password.

use domain::{
    AccountId, Actor, JobId, LinkId, Refusal, Verb,
    audit::Event,
    codes::Identifier,
    jobs::Job,
    limits::Door,
    links::{LinkKind, Reset, Token},
};
use uuid::Uuid;

use super::{hash, insert, look, revoke, spend, spent};
use crate::{
    accounts::{
        account_of, end_every_device,
        new_password::{self, Owner},
        stranger,
    },
    caller::Caller,
    error::{Error, Result},
    limits::{self, Whom},
};

/// Asks for a link for a new password, which goes to the address the clinic knows. For somebody unknown the same is
/// written and queued, so that neither the answer nor its time tells them apart: the job makes the link.
///
/// # Errors
/// [`Refusal::TooManyTries`] when this identifier or this address asked too often.
pub async fn ask_reset(caller: &Caller, whose: &Identifier) -> Result<()> {
    caller.must(Verb::UseLink)?;
    let account = {
        let mut read = caller.read().await?;
        account_of(caller, &mut read.tx, whose).await?
    };
    let _counted = limits::count(caller, Door::LinkRequest, &Whom::of(account, whose.as_str())).await?;
    let mut work = caller.begin().await?;
    work.enqueue(Job::MakeReset(account.unwrap_or_else(|| stranger(caller, whose)))).await?;
    work.commit(Event::ResetAsked(account.unwrap_or(AccountId(Uuid::nil())))).await
}

/// Makes a link for a new password, and leaves its letter to be sent; an older one is withdrawn. The link has the id of
/// the job, which may run twice and makes one. For the job loop alone.
///
/// # Errors
/// [`Error::Denied`] for anybody but the clinic itself; [`Error::Missing`] when nobody has this account.
pub async fn make_reset(caller: &Caller, job: JobId, account: AccountId) -> Result<()> {
    if caller.actor != Actor::System {
        return Err(Error::Denied);
    }
    let id = LinkId(job.0);
    let mut work = caller.begin().await?;
    let sql = "select id from account where id = $1 and deactivated_at is null";
    row!(&mut work.tx, (AccountId,), sql, account)?.ok_or(Error::Missing)?;
    if row!(&mut work.tx, (LinkId,), "select id from account_link where id = $1", id)?.is_some() {
        return Ok(());
    }
    revoke(&mut work.tx, LinkKind::ResetPassword, Some(account), caller.now).await?;
    insert(&mut work.tx, caller, id, (LinkKind::ResetPassword, Some(account)), None).await?;
    work.enqueue(Job::SendLink(id)).await?;
    work.commit_bookkeeping().await
}

/// Sets a new password by the link. Every device of the account is signed out, links that others may have asked for are
/// withdrawn, and a letter tells the owner. It signs nobody in: a second factor is asked for as ever.
///
/// # Errors
/// [`Refusal::LinkSpent`] when the link opens nothing; what is wrong with the password, which does not spend it.
pub async fn reset_password(caller: &Caller, reset: Reset) -> Result<()> {
    // Who holds no link must not make us hash.
    look(caller, LinkKind::ResetPassword, &reset.token).await?;
    let holder = holder(caller, &reset.token).await?;
    let (account, present) = (holder.id, holder.password_hash.as_deref());
    let owner = Owner { name: &holder.name, email: &holder.email };
    new_password::insist(caller, "password", &reset.password, owner).await?;
    let counted = limits::count(caller, Door::NewPassword, &Whom::Account(account)).await?;
    // No transaction is open here: hashing is slow, and would hold a connection.
    let hashed = new_password::hash_another(caller, "password", &reset.password, (account, present)).await?;
    let mut work = caller.begin().await?;
    let link = spend(&mut work, LinkKind::ResetPassword, &reset.token, caller.now).await?;
    link.account_id.filter(|&of| of == account).ok_or_else(spent)?;
    new_password::remember(&mut work.tx, caller, account).await?;
    let sql = "update account set password_hash = $2, password_set_at = $4
               where id = $1 and deactivated_at is null and password_hash is not distinct from $3";
    // It was another one that this was compared with: whoever tries again is compared with what is there now.
    if run!(&mut work.tx, sql, account, hashed, present, caller.now)? == 0 {
        return Err(Refusal::Busy.into());
    }
    limits::forgive(&mut work, Door::NewPassword, counted).await?;
    for kind in [LinkKind::ResetPassword, LinkKind::ChangeEmail] {
        revoke(&mut work.tx, kind, Some(account), caller.now).await?;
    }
    end_every_device(&mut work.tx, account).await?;
    work.enqueue(Job::TellPasswordChanged(account)).await?;
    work.commit(Event::PasswordReset(account)).await
}

// queries

#[derive(sqlx::FromRow)]
struct HolderRow {
    id: AccountId,
    name: String,
    email: String,
    password_hash: Option<String>,
}

/// Whose password a link replaces.
async fn holder(caller: &Caller, token: &Token) -> Result<HolderRow> {
    let mut read = caller.read().await?;
    let sql = "select account.id, account.name, account.email, account.password_hash
               from account_link link join account on account.id = link.account_id
               where link.token_hash = $1 and link.kind = $2 and account.deactivated_at is null";
    row!(&mut read.tx, HolderRow, sql, hash(token)?, LinkKind::ResetPassword)?.ok_or_else(spent)
}
