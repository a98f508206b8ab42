//! Device sessions: one row for each browser that is signed in. The row is the sign-in layer's own, and no event
//! (invariant 7); only the SHA-256 of the cookie is kept.

use domain::{
    AccountId, DeviceId, Moment,
    devices::{Agent, Browser, System, Whereabouts},
};
use sha2::{Digest, Sha256};

use crate::{
    caller::Caller,
    error::{Error, Result},
    sql::Tx,
};

/// What is kept for a cookie.
#[derive(Clone, Debug)]
pub struct DeviceSession {
    /// Whose, once somebody signed in.
    pub account: Option<AccountId>,
    /// What the browser says that it is.
    pub agent: Agent,
    /// Roughly where it is.
    pub whereabouts: Whereabouts,
    /// What the sign-in layer remembers, as JSON.
    pub data: Vec<u8>,
    /// When it ends.
    pub expires_at: Moment,
}

pub(super) fn hash(id: &[u8]) -> Vec<u8> {
    Sha256::digest(id).to_vec()
}

/// Keeps a new session; `false` when the id is already in use.
///
/// # Errors
/// When the database does not answer.
pub async fn create(caller: &Caller, id: &[u8], session: &DeviceSession) -> Result<bool> {
    let mut work = caller.begin().await?;
    let count = run!(
        &mut work.tx,
        "insert into device_session
         (id_hash, device_id, account_id, browser, system, network, time_zone, data, created_at, seen_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10) on conflict (id_hash) do nothing",
        hash(id),
        caller.new_id::<DeviceId>(),
        session.account,
        session.agent.browser,
        session.agent.system,
        session.whereabouts.network.as_deref(),
        session.whereabouts.time_zone.as_deref(),
        session.data.as_slice(),
        caller.now,
        session.expires_at
    )?;
    work.commit_bookkeeping().await?;
    Ok(count == 1)
}

/// Keeps what changed of a session; a session that was ended stays ended.
///
/// # Errors
/// When the database does not answer.
pub async fn save(caller: &Caller, id: &[u8], session: &DeviceSession) -> Result<()> {
    let mut work = caller.begin().await?;
    run!(
        &mut work.tx,
        "update device_session set account_id = $2, browser = $3, system = $4, network = $5, time_zone = $6, data = $7,
                                   seen_at = $8, expires_at = $9
         where id_hash = $1",
        hash(id),
        session.account,
        session.agent.browser,
        session.agent.system,
        session.whereabouts.network.as_deref(),
        session.whereabouts.time_zone.as_deref(),
        session.data.as_slice(),
        caller.now,
        session.expires_at
    )?;
    work.commit_bookkeeping().await
}

/// The session of a cookie, while it lasts.
///
/// # Errors
/// When the database does not answer.
pub async fn load(caller: &Caller, id: &[u8]) -> Result<Option<DeviceSession>> {
    let found = look!(
        &caller.db,
        (Option<AccountId>, Browser, System, Option<String>, Option<String>, Vec<u8>, Moment),
        "select account_id, browser, system, network, time_zone, data, expires_at from device_session
         where id_hash = $1 and expires_at > $2",
        hash(id),
        caller.now
    )?;
    Ok(found.map(|(account, browser, system, network, time_zone, data, expires_at)| {
        let (agent, whereabouts) = (Agent { browser, system }, Whereabouts { network, time_zone });
        DeviceSession { account, agent, whereabouts, data, expires_at }
    }))
}

/// Ends a session.
///
/// # Errors
/// When the database does not answer.
pub async fn delete(caller: &Caller, id: &[u8]) -> Result<()> {
    let mut work = caller.begin().await?;
    run!(&mut work.tx, "delete from device_session where id_hash = $1", hash(id))?;
    work.commit_bookkeeping().await
}

/// Removes the sessions that ended; gives how many.
///
/// # Errors
/// When the database does not answer.
pub async fn delete_expired(caller: &Caller) -> Result<u64> {
    let mut work = caller.begin().await?;
    let sessions = delete_before(&mut work.tx, caller.now).await?;
    work.commit_bookkeeping().await?;
    Ok(sessions)
}

async fn delete_before(tx: &mut Tx, now: Moment) -> Result<u64, Error> {
    run!(tx, "delete from device_session where expires_at <= $1", now)
}
