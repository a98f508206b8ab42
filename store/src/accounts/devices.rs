//! One's own devices: which there are, and signing them out from elsewhere.

use domain::{
    AccountId, DeviceId, Moment, Verb,
    audit::Event,
    devices::{Agent, Browser, Device, System, Whereabouts},
};

use super::device::hash;
use crate::{
    caller::Caller,
    error::{Error, Result},
    sql::Tx,
};

type DeviceRow = (DeviceId, Vec<u8>, Browser, System, Option<String>, Option<String>, Moment, Moment);

/// The devices that the caller is signed in with, the latest first. `this` is the session id of the one that asks.
///
/// # Errors
/// When nobody is signed in.
pub async fn devices(caller: &Caller, this: &[u8]) -> Result<Vec<Device>> {
    caller.must(Verb::EndOwnDevices)?;
    let account = caller.must_be_signed_in()?;
    let mut read = caller.read().await?;
    let found = rows!(
        &mut read.tx,
        DeviceRow,
        "select device_id, id_hash, browser, system, network, time_zone, created_at, seen_at from device_session
         where account_id = $1 and expires_at > $2 order by seen_at desc, device_id desc",
        account,
        caller.now
    )?;
    let this = hash(this);
    let device = |(id, id_hash, browser, system, network, time_zone, since, seen): DeviceRow| Device {
        id,
        agent: Agent { browser, system },
        whereabouts: Whereabouts { network, time_zone },
        since: since.in_zone(&caller.zone),
        seen: seen.in_zone(&caller.zone),
        is_this: id_hash == this,
    };
    Ok(found.into_iter().map(device).collect())
}

/// Signs out one device of the caller's own; its cookie opens nothing any more.
///
/// # Errors
/// [`Error::Missing`] when it is not one of theirs, or is signed out already.
pub async fn end_device(caller: &Caller, id: DeviceId) -> Result<()> {
    caller.must(Verb::EndOwnDevices)?;
    let account = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    let sql = "delete from device_session where device_id = $1 and account_id = $2 and expires_at > $3";
    if run!(&mut work.tx, sql, id, account, caller.now)? == 0 {
        return Err(Error::Missing);
    }
    work.commit(Event::DeviceEnded(account)).await
}

/// Signs out every device of the caller's own but the one that asks, whose session id is `this`; gives how many.
///
/// # Errors
/// When nobody is signed in.
pub async fn end_other_devices(caller: &Caller, this: &[u8]) -> Result<u64> {
    caller.must(Verb::EndOwnDevices)?;
    let account = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    let count = leave_only(&mut work.tx, account, this).await?;
    work.commit(Event::DeviceEnded(account)).await?;
    Ok(count)
}

/// Removes every session of an account but the one whose session id is `this`; gives how many.
pub(super) async fn leave_only(tx: &mut Tx, account: AccountId, this: &[u8]) -> Result<u64> {
    run!(tx, "delete from device_session where account_id = $1 and id_hash <> $2", account, hash(this))
}

/// Removes every session of an account.
pub(crate) async fn end_every_device(tx: &mut Tx, account: AccountId) -> Result<u64> {
    run!(tx, "delete from device_session where account_id = $1", account)
}
