//! Another e-mail address: asked for with the password, confirmed at the new address, taken back from the old one.

use domain::{
    AccountId, FieldErrors, Moment, Problem, Refusal, Verb,
    audit::Event,
    field::Email,
    jobs::Job,
    limits::Door,
    links::{LinkKind, NewEmail, RESTORE_DOUBT_DAYS, Token},
};

use super::{insert, look, revoke, spend, spent};
use crate::{
    accounts::{end_every_device, new_password, password},
    caller::Caller,
    error::{Error, RefuseOn, Result},
    limits::{self, Whom},
    work::Work,
};

/// Sends a link to a new address, and tells the one so far. Whether somebody else has the new address is not told here:
/// only the letter says it.
///
/// # Errors
/// [`Problem::WrongPassword`] beside `password`; it is counted like a sign-in that was refused, and limited like one.
pub async fn ask_email(caller: &Caller, change: NewEmail) -> Result<()> {
    caller.must(Verb::ChangeOwnEmail)?;
    let account = caller.must_be_signed_in()?;
    let current = {
        let mut read = caller.read().await?;
        let sql = "select password_hash, email_folded from account where id = $1";
        row!(&mut read.tx, (Option<String>, String), sql, account)?
    };
    let (stored, folded) = current.ok_or(Error::Missing)?;
    if change.email.folded() == folded {
        return Err(FieldErrors::one("email", Problem::NotNew).into());
    }
    let counted = limits::count(caller, Door::Password, &Whom::Account(account)).await?;
    // An account without a password sets one first, by a link to the address it has.
    if !password::fits(change.password.reveal(), stored).await? {
        caller.begin().await?.commit(Event::SignInRefused(account)).await?;
        return Err(FieldErrors::one("password", Problem::WrongPassword).into());
    }
    let _asked = limits::count(caller, Door::LinkRequest, &Whom::Account(account)).await?;
    let mut work = caller.begin().await?;
    limits::forgive(&mut work, Door::Password, counted).await?;
    revoke(&mut work.tx, LinkKind::ChangeEmail, Some(account), caller.now).await?;
    let email = Some((change.email.as_str(), change.email.folded()));
    let link = caller.new_id();
    insert(&mut work.tx, caller, link, (LinkKind::ChangeEmail, Some(account)), email).await?;
    work.enqueue(Job::SendLink(link)).await?;
    work.enqueue(Job::TellEmailAsked(link)).await?;
    work.commit(Event::EmailAsked(account)).await
}

/// Confirms a new address by the link that was sent there. The address so far gets a letter with a way back, and links
/// for a new password that went there are withdrawn.
///
/// # Errors
/// [`Refusal::LinkSpent`] when the link opens nothing, or somebody else has the address by now.
pub async fn confirm_email(caller: &Caller, token: &Token) -> Result<()> {
    look(caller, LinkKind::ChangeEmail, token).await?;
    let mut work = caller.begin().await?;
    let link = spend(&mut work, LinkKind::ChangeEmail, token, caller.now).await?;
    let (account, new) = link.account_id.zip(link.email).ok_or_else(spent)?;
    let former = take_address(&mut work, account, &new).await?;
    revoke(&mut work.tx, LinkKind::ResetPassword, Some(account), caller.now).await?;
    let folded = former.to_ascii_lowercase();
    let (back, email) = (caller.new_id(), Some((former.as_str(), folded)));
    insert(&mut work.tx, caller, back, (LinkKind::RestoreEmail, Some(account)), email).await?;
    work.enqueue(Job::SendLink(back)).await?;
    work.commit(Event::EmailChanged(account)).await
}

/// Takes a change of the address back: "it was not me". Whoever did it knew the password, so that opens nothing any more,
/// every device is signed out, every link that was made since is withdrawn, and so is every other way in that was set up
/// since, or in the days before. Links to earlier addresses stay: a thief
/// who changes the address twice must not take the owner's way back away.
///
/// # Errors
/// [`Refusal::LinkSpent`] when the link opens nothing, or somebody else has the address by now.
pub async fn restore_email(caller: &Caller, token: &Token) -> Result<()> {
    look(caller, LinkKind::RestoreEmail, token).await?;
    let mut work = caller.begin().await?;
    let link = spend(&mut work, LinkKind::RestoreEmail, token, caller.now).await?;
    let (account, former) = link.account_id.zip(link.email).ok_or_else(spent)?;
    take_address(&mut work, account, &former).await?;
    new_password::remember(&mut work.tx, caller, account).await?;
    run!(&mut work.tx, "update account set password_hash = null where id = $1", account)?;
    // A code that went to the other address opens nothing any more.
    run!(&mut work.tx, "delete from sign_in_code where account_id = $1", account)?;
    run!(
        &mut work.tx,
        "update account_link set revoked_at = $3 where account_id = $1 and id <> $2 and created_at >= $4
         and used_at is null and revoked_at is null",
        account,
        link.id,
        caller.now,
        link.created_at
    )?;
    remove_factors(&mut work, account, link.created_at.plus_minutes(-RESTORE_DOUBT_DAYS * 24 * 60)).await?;
    end_every_device(&mut work.tx, account).await?;
    work.commit(Event::EmailRestored(account)).await
}

/// Takes away what was set up since: passkeys, and an app with its recovery codes. What the owner had before stays, so
/// that whoever reads their mail does not get around it.
async fn remove_factors(work: &mut Work, account: AccountId, since: Moment) -> Result<()> {
    let passkeys = "delete from passkey where account_id = $1 and created_at >= $2";
    if run!(&mut work.tx, passkeys, account, since)? > 0 {
        work.also(Event::PasskeyRemoved(account));
    }
    let app = "delete from second_factor where account_id = $1 and coalesce(confirmed_at, $2) >= $2";
    if run!(&mut work.tx, app, account, since)? > 0 {
        run!(&mut work.tx, "delete from recovery_code where account_id = $1", account)?;
        work.also(Event::FactorRemoved(account));
    }
    Ok(())
}

/// Gives an account another address, and gives back the one it had.
async fn take_address(work: &mut Work, account: AccountId, new: &str) -> Result<String> {
    let new = Email::parse(new).map_err(|_| spent())?;
    let sql = "select email from account where id = $1 and deactivated_at is null";
    let (former,) = row!(&mut work.tx, (String,), sql, account)?.ok_or_else(spent)?;
    run!(
        &mut work.tx,
        "update account set email = $2, email_folded = $3 where id = $1",
        account,
        new.as_str(),
        new.folded()
    )
    .refuse_on("account_email_folded_key", Refusal::LinkSpent)?;
    Ok(former)
}
