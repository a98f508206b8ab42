//! What follows a sign-in: room for the new device, a word to its owner when nobody knew it, and when they were last here.

use domain::{
    AccountId, Actor, DeviceId, Language, Moment, Role,
    audit::Event,
    devices::{Agent, Browser, LastHere, System, Whereabouts},
    jobs::Job,
};

use super::{countries::country_of, device::hash, language};
use crate::{
    caller::Caller,
    error::{Error, Result},
    sql::Tx,
    work::Work,
};

/// A browser that somebody just signed in with.
#[derive(Clone, Debug)]
pub struct Arrival<'a> {
    /// Who.
    pub account: AccountId,
    /// The session id.
    pub session: &'a [u8],
    /// What the cookie says that stays when they sign out.
    pub browser: &'a [u8],
    /// What it says that it is.
    pub agent: Agent,
    /// Roughly where it is.
    pub whereabouts: &'a Whereabouts,
}

/// Settles a device in: beyond the limit of the role the oldest ends, and a device or a country that is new to an account
/// that knows others is told to its owner.
///
/// # Errors
/// [`Error::Missing`] when the account does not exist any more.
pub async fn arrive(caller: &Caller, arrival: &Arrival<'_>) -> Result<()> {
    let mut work = caller.begin().await?;
    let account = arrival.account;
    let sql = "select role from account where id = $1 and deactivated_at is null";
    let (role,) = row!(&mut work.tx, (Role,), sql, account)?.ok_or(Error::Missing)?;
    note(&mut work.tx, caller, arrival).await?;
    // Whoever comes in reads the page that they come in by.
    language::note(&mut work.tx, account, caller.language).await?;
    let ended = make_room(&mut work.tx, account, caller.policy.devices_max(role)).await?;
    let is_new = is_new(&mut work, caller, arrival).await?;
    let is_abroad = is_abroad(&mut work, caller, arrival).await?;
    if is_new || is_abroad {
        let sql = "select device_id from device_session where id_hash = $1";
        let (device,) = row!(&mut work.tx, (DeviceId,), sql, hash(arrival.session))?.ok_or(Error::Missing)?;
        // One letter: that about a new device names the country, too.
        work.enqueue(if is_new { Job::TellNewDevice(device) } else { Job::TellNewCountry(device) }).await?;
    }
    let happened = [
        (ended > 0, Event::DeviceEnded(account)),
        (is_new, Event::NewDevice(account)),
        (is_abroad, Event::NewCountry(account)),
    ];
    let mut happened = happened.into_iter().filter_map(|(is_so, event)| is_so.then_some(event)).collect::<Vec<_>>();
    let Some(last) = happened.pop() else { return work.commit_bookkeeping().await };
    for event in happened {
        work.also(event);
    }
    work.commit(last).await
}

/// What a letter about a new device, or about a new country, needs.
#[derive(Clone, Debug)]
pub struct NewDeviceMail {
    /// How to greet its owner.
    pub name: String,
    /// Where to.
    pub email: String,
    /// What they read.
    pub language: Language,
    /// What it says that it is.
    pub agent: Agent,
    /// When somebody signed in with it.
    pub since: domain::Local,
    /// What it says of its time zone.
    pub time_zone: Option<String>,
    /// The country of that zone, by ISO 3166-1.
    pub country: Option<&'static str>,
}

/// Whom to tell about a new device. For the job loop alone.
///
/// # Errors
/// [`Error::Missing`] when it is signed out already.
pub async fn new_device_mail(caller: &Caller, device: DeviceId) -> Result<NewDeviceMail> {
    if caller.actor != Actor::System {
        return Err(Error::Denied);
    }
    let mut read = caller.read().await?;
    let found = row!(
        &mut read.tx,
        MailRow,
        "select account.name, account.email, account.language, device_session.browser, device_session.system,
                device_session.created_at, device_session.time_zone
         from device_session join account on account.id = device_session.account_id
         where device_session.device_id = $1",
        device
    )?;
    let (name, email, language, browser, system, since, time_zone) = found.ok_or(Error::Missing)?;
    let (agent, since) = (Agent { browser, system }, since.in_zone(&caller.zone));
    let country = time_zone.as_deref().and_then(country_of);
    Ok(NewDeviceMail { name, email, language, agent, since, time_zone, country })
}

type MailRow = (String, String, Language, Browser, System, Moment, Option<String>);

// queries

/// Notes this sign-in; the one before moves to where its owner sees it.
async fn note(tx: &mut Tx, caller: &Caller, arrival: &Arrival<'_>) -> Result<()> {
    run!(
        tx,
        "insert into last_sign_in (account_id, at, browser, system, network, time_zone) values ($1, $2, $3, $4, $5, $6)
         on conflict (account_id) do update set
             before_at = last_sign_in.at, before_browser = last_sign_in.browser, before_system = last_sign_in.system,
             before_network = last_sign_in.network, before_time_zone = last_sign_in.time_zone,
             at = $2, browser = $3, system = $4, network = $5, time_zone = $6",
        arrival.account,
        caller.now,
        arrival.agent.browser,
        arrival.agent.system,
        arrival.whereabouts.network.as_deref(),
        arrival.whereabouts.time_zone.as_deref()
    )?;
    Ok(())
}

/// Ends the oldest devices of an account beyond a number; gives how many.
async fn make_room(tx: &mut Tx, account: AccountId, devices_max: i64) -> Result<u64> {
    run!(
        tx,
        "delete from device_session where account_id = $1 and id_hash not in (
             select id_hash from device_session where account_id = $1 order by created_at desc, device_id desc limit $2)",
        account,
        devices_max
    )
}

/// Whether a browser is new to an account that knows others; from now on it is known.
async fn is_new(work: &mut Work, caller: &Caller, arrival: &Arrival<'_>) -> Result<bool> {
    let sql = "select count(*) from known_device where account_id = $1";
    let known = row!(&mut work.tx, (i64,), sql, arrival.account)?.map_or(0, |(count,)| count);
    let added = run!(
        &mut work.tx,
        "insert into known_device (account_id, key_hash, known_at) values ($1, $2, $3)
         on conflict (account_id, key_hash) do nothing",
        arrival.account,
        hash(arrival.browser),
        caller.now
    )?;
    Ok(known > 0 && added == 1)
}

/// Whether a browser says that it is in a country that is new to an account that knows others; from now on it is known.
async fn is_abroad(work: &mut Work, caller: &Caller, arrival: &Arrival<'_>) -> Result<bool> {
    let Some(country) = arrival.whereabouts.time_zone.as_deref().and_then(country_of) else { return Ok(false) };
    let sql = "select count(*) from known_country where account_id = $1";
    let known = row!(&mut work.tx, (i64,), sql, arrival.account)?.map_or(0, |(count,)| count);
    let added = run!(
        &mut work.tx,
        "insert into known_country (account_id, country, known_at) values ($1, $2, $3)
         on conflict (account_id, country) do nothing",
        arrival.account,
        country,
        caller.now
    )?;
    Ok(known > 0 && added == 1)
}

type LastRow = (Option<Moment>, Option<Browser>, Option<System>, Option<String>, Option<String>);

/// When and from where somebody came in the time before this one.
pub(super) async fn last_here(tx: &mut Tx, caller: &Caller, account: AccountId) -> Result<Option<LastHere>> {
    let found = row!(
        tx,
        LastRow,
        "select before_at, before_browser, before_system, before_network, before_time_zone from last_sign_in
         where account_id = $1",
        account
    )?;
    let Some((Some(at), Some(browser), Some(system), network, time_zone)) = found else { return Ok(None) };
    let (agent, whereabouts) = (Agent { browser, system }, Whereabouts { network, time_zone });
    Ok(Some(LastHere { at: at.in_zone(&caller.zone), agent, whereabouts }))
}
