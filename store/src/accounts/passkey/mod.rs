//! Passkeys: making one, coming in with one, and what their owner sees of them. The cryptography is webauthn-rs's; here is
//! what must hold around it: whose a ceremony is, that it works once, and what is kept.

mod add;
mod ceremony;
mod relying_party;
mod sign_in;

use domain::{
    AccountId, Actor, Moment, PasskeyId, Refusal, Verb,
    audit::Event,
    jobs::Job,
    passkeys::{PASSKEYS_MAX, Passkey, PasskeyName},
};
use serde::Deserialize;

use super::entry::{factors, must_keep_one, refuse_halfway};
use crate::{
    caller::Caller,
    error::{Error, Result},
    sql::{Tx, in_turn},
};

pub use add::{add_passkey, passkey_creation};
pub use ceremony::forget_ceremonies;
pub use relying_party::RelyingParty;
pub use sign_in::{passkey_request, sign_in_with_passkey};

/// The caller's passkeys, the oldest first.
///
/// # Errors
/// When nobody is signed in.
pub async fn passkeys(caller: &Caller) -> Result<Vec<Passkey>> {
    let account = holder(caller)?;
    let mut read = caller.read().await?;
    let found = rows!(
        &mut read.tx,
        (PasskeyId, String, String, Moment, Option<Moment>),
        "select id, name, credential, created_at, used_at from passkey where account_id = $1 order by created_at, id",
        account
    )?;
    let passkey = |(id, name, credential, since, used): (_, _, String, Moment, Option<Moment>)| {
        let is_synced = is_synced(&credential)?;
        let (since, used) = (since.in_zone(&caller.zone), used.map(|used| used.in_zone(&caller.zone)));
        Ok(Passkey { id, name, since, used, is_synced })
    };
    found.into_iter().map(passkey).collect()
}

/// Gives a passkey of the caller another name.
///
/// # Errors
/// [`Error::Missing`] when it is not one of theirs.
pub async fn rename_passkey(caller: &Caller, new: PasskeyName) -> Result<()> {
    let account = holder(caller)?;
    let mut work = caller.begin().await?;
    let sql = "update passkey set name = $3 where id = $1 and account_id = $2";
    if run!(&mut work.tx, sql, new.id, account, new.name)? == 0 {
        return Err(Error::Missing);
    }
    work.commit(Event::PasskeyRenamed(account)).await
}

/// Removes a passkey of the caller, and a letter tells them. It may be the last one: a code by e-mail gets everybody in.
///
/// # Errors
/// [`Error::Missing`] when it is not one of theirs; [`Refusal::FactorNeeded`] when whoever works here would be left
/// without a second factor.
pub async fn remove_passkey(caller: &Caller, id: PasskeyId) -> Result<()> {
    let account = holder(caller)?;
    let mut work = caller.begin().await?;
    in_turn(&mut work.tx, account.0).await?;
    let sql = "delete from passkey where id = $1 and account_id = $2";
    if run!(&mut work.tx, sql, id, account)? == 0 {
        return Err(Error::Missing);
    }
    must_keep_one(caller, &factors(&mut work.tx, account).await?)?;
    work.enqueue(Job::TellPasskeyRemoved(account)).await?;
    work.commit(Event::PasskeyRemoved(account)).await
}

/// Whose passkeys a caller may keep: their own. Whoever is only halfway in may make a first one, and nothing else.
fn holder(caller: &Caller) -> Result<AccountId> {
    caller.must(Verb::KeepOwnPasskeys)?;
    if matches!(caller.actor, Actor::Halfway(_)) { Err(Error::SignInFirst) } else { caller.must_be_signed_in() }
}

/// Who may make a passkey: whoever is in, and whoever needs a second factor and has none yet.
async fn maker(caller: &Caller, tx: &mut Tx) -> Result<AccountId> {
    caller.must(Verb::KeepOwnPasskeys)?;
    let account = caller.must_be_signed_in()?;
    refuse_halfway(caller, &factors(tx, account).await?)?;
    Ok(account)
}

async fn must_have_room(tx: &mut Tx, account: AccountId) -> Result<()> {
    let count = row!(&mut *tx, (i64,), "select count(*) from passkey where account_id = $1", account)?;
    if count.is_some_and(|(count,)| count >= PASSKEYS_MAX) { Err(Refusal::TooManyPasskeys.into()) } else { Ok(()) }
}

/// Whether copies of a passkey are kept elsewhere. The library tells it to what it wrote, and to nobody else.
fn is_synced(credential: &str) -> Result<bool> {
    #[derive(Deserialize)]
    struct Written {
        cred: Credential,
    }
    #[derive(Deserialize)]
    struct Credential {
        backup_state: bool,
    }
    let written = serde_json::from_str::<Written>(credential).map_err(Error::broken)?;
    Ok(written.cred.backup_state)
}
