//! Ceremonies: challenges that browsers were given. Nothing happened yet, so their rows are no events (invariant 7).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{AccountId, Actor, Moment, Refusal, passkeys::CEREMONY_MINUTES};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use crate::{
    caller::Caller,
    error::{Error, Result},
    sql::Tx,
    vault::random,
};

/// People who may be about to come in at one time. Anybody can ask to: their rows must not fill the disk.
const VISITORS_MAX: i64 = 20_000;

/// Keeps a challenge to make a passkey; an older one of this account is over. Gives its name.
pub(super) async fn begin_for(caller: &Caller, account: AccountId, state: &impl Serialize) -> Result<String> {
    let mut work = caller.begin().await?;
    run!(&mut work.tx, "delete from passkey_ceremony where account_id = $1", account)?;
    let name = insert(&mut work.tx, caller.now, Some(account), state).await?;
    work.commit_bookkeeping().await?;
    Ok(name)
}

/// Keeps a challenge to come in. Gives its name.
pub(super) async fn begin_for_visitor(caller: &Caller, state: &impl Serialize) -> Result<String> {
    let mut work = caller.begin().await?;
    let sql = "select count(*) from passkey_ceremony where account_id is null and expires_at > $1";
    // Not in turn: a few more than the limit do no harm.
    if row!(&mut work.tx, (i64,), sql, caller.now)?.is_some_and(|(count,)| count >= VISITORS_MAX) {
        return Err(Refusal::Busy.into());
    }
    let name = insert(&mut work.tx, caller.now, None, state).await?;
    work.commit_bookkeeping().await?;
    Ok(name)
}

/// What the library remembers of a challenge that is still open.
///
/// # Errors
/// [`Refusal::CeremonyOver`] when it was answered, ran out, or is another account's.
pub(super) async fn state<S: DeserializeOwned>(
    tx: &mut Tx,
    name: &str,
    account: Option<AccountId>,
    now: Moment,
) -> Result<S> {
    let sql = "select state from passkey_ceremony
               where id_hash = $1 and account_id is not distinct from $2 and expires_at > $3";
    let found = row!(tx, (String,), sql, hash(name), account, now)?;
    let (state,) = found.ok_or(Refusal::CeremonyOver)?;
    serde_json::from_str(&state).map_err(Error::broken)
}

/// Ends a ceremony in the transaction of what it proves: of two answers at once, one gets through.
///
/// # Errors
/// [`Refusal::CeremonyOver`] when another answer was quicker.
pub(super) async fn end(tx: &mut Tx, name: &str, account: Option<AccountId>, now: Moment) -> Result<()> {
    let sql = "delete from passkey_ceremony
               where id_hash = $1 and account_id is not distinct from $2 and expires_at > $3";
    if run!(tx, sql, hash(name), account, now)? == 0 { Err(Refusal::CeremonyOver.into()) } else { Ok(()) }
}

/// Removes the ceremonies that ran out; gives how many. For the clinic itself alone.
///
/// # Errors
/// To everybody else; when the database does not answer.
pub async fn forget_ceremonies(caller: &Caller) -> Result<u64> {
    if caller.actor != Actor::System {
        return Err(Error::Denied);
    }
    let mut work = caller.begin().await?;
    let count = run!(&mut work.tx, "delete from passkey_ceremony where expires_at <= $1", caller.now)?;
    work.commit_bookkeeping().await?;
    Ok(count)
}

async fn insert(tx: &mut Tx, now: Moment, account: Option<AccountId>, state: &impl Serialize) -> Result<String> {
    let name = URL_SAFE_NO_PAD.encode(random::<32>()?);
    let state = serde_json::to_string(state).map_err(Error::broken)?;
    let sql = "insert into passkey_ceremony (id_hash, account_id, state, expires_at) values ($1, $2, $3, $4)";
    run!(tx, sql, hash(&name), account, state, now.plus_minutes(CEREMONY_MINUTES))?;
    Ok(name)
}

fn hash(name: &str) -> Vec<u8> {
    Sha256::digest(name).to_vec()
}
