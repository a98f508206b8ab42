//! What was just made for the second factor, kept sealed for the page after a plain form: with WASM it is shown at once, and
//! nothing is kept.

use domain::{
    AccountId, Moment,
    second_factor::{MADE_MINUTES, Made},
};

use super::device::hash;
use crate::{
    caller::Caller,
    error::{Error, Result},
    vault::{Place, Sealed},
};

/// Keeps it for the browser that made it, and for a few minutes; what was kept before goes.
///
/// # Errors
/// When nobody is signed in, or halfway in. Whoever has texts to accept first sees it all the same.
pub async fn keep_made(caller: &Caller, session: &[u8], made: &Made) -> Result<()> {
    let account = caller.must_be_signed_in()?;
    let text = serde_json::to_string(made).map_err(Error::broken)?;
    let mut work = caller.begin().await?;
    let key = caller.vault.data_key(&mut work, account.0, caller.now).await?;
    run!(
        &mut work.tx,
        "insert into made_factor (account_id, session_hash, text, expires_at) values ($1, $2, $3, $4)
         on conflict (account_id) do update set session_hash = $2, text = $3, expires_at = $4",
        account,
        hash(session),
        key.seal(place(account), &text)?,
        caller.now.plus_minutes(MADE_MINUTES)
    )?;
    work.commit_bookkeeping().await
}

/// What this browser just made, if it was kept.
///
/// # Errors
/// When nobody is signed in, or halfway in. Whoever has texts to accept first sees it all the same.
pub async fn made(caller: &Caller, session: &[u8]) -> Result<Option<Made>> {
    let account = caller.must_be_signed_in()?;
    let mut read = caller.read().await?;
    let sql = "select text, expires_at from made_factor where account_id = $1 and session_hash = $2";
    let found = row!(&mut read.tx, (Sealed, Moment), sql, account, hash(session))?;
    let Some((sealed, expires_at)) = found else { return Ok(None) };
    if expires_at <= caller.now {
        return Ok(None);
    }
    let key = caller.vault.existing_key(&mut read.tx, account.0).await?;
    serde_json::from_str(&key.open(place(account), &sealed)?).map(Some).map_err(Error::broken)
}

/// Forgets it: its owner has written it down.
///
/// # Errors
/// When nobody is signed in, or halfway in. Whoever has texts to accept first sees it all the same.
pub async fn forget_made(caller: &Caller) -> Result<()> {
    let account = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    run!(&mut work.tx, "delete from made_factor where account_id = $1", account)?;
    work.commit_bookkeeping().await
}

const fn place(account: AccountId) -> Place {
    Place::new("made_factor", "text", account.0)
}
