//! Counting at the doors that cost something or could be guessed at. Counted in the database, so that all nodes agree;
//! or in a Redis they share, and in the database when that one is cut, slow or new.
//!
//! A count is bookkeeping and no event (invariant 7), but for the first one that is refused: that one stands in the
//! trail. Only a keyed hash of whom or whence is kept.

mod shared;

use std::net::{IpAddr, Ipv6Addr};

use domain::{
    AccountId, Moment, Refusal,
    audit::Event,
    limits::{Door, Limit, QUIET_SECONDS_MAX},
};
use uuid::Uuid;

pub(crate) use shared::Forgiven;
pub use shared::{Counts, Standing, WAIT};

use self::shared::Counted;
use crate::{caller::Caller, error::Result, sql::Tx, work::Work};

/// A count that nobody added to for this long is forgotten.
const FORGOTTEN_HOURS: i64 = 24;

/// Whose tries are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// This account's.
    Account(AccountId),
    /// Nobody's: what was typed in the place of an account counts by itself.
    Typed(String),
}

impl Whom {
    /// The account, or what was typed when there is none.
    #[must_use]
    pub fn of(account: Option<AccountId>, typed: &str) -> Self {
        account.map_or_else(|| Self::Typed(typed.to_owned()), Self::Account)
    }

    const fn account(&self) -> AccountId {
        match self {
            Self::Account(account) => *account,
            Self::Typed(_) => AccountId(Uuid::nil()),
        }
    }
}

/// A try that was counted before it was made.
#[must_use]
#[derive(Debug)]
pub struct Try {
    account: Vec<u8>,
    address: Option<Vec<u8>>,
    /// Where it was counted: in Redis, in the database, or in both.
    in_shared: bool,
    in_database: bool,
}

/// Counts a try before it is made.
///
/// # Errors
/// [`Refusal::TooManyTries`]: it must not be made.
pub async fn count(caller: &Caller, door: Door, whom: &Whom) -> Result<Try> {
    let account = key(
        caller,
        door,
        &match whom {
            Whom::Account(account) => format!("account|{account}"),
            Whom::Typed(text) => format!("typed|{text}"),
        },
    );
    let address = caller.address.map(|address| key(caller, door, &format!("address|{}", network(address))));
    let of_address = address.iter().flat_map(|key| limits(key, door.for_address()));
    let counters = limits(&account, door.for_account()).chain(of_address).collect::<Vec<_>>();
    let counted = caller.counts.count(&counters, caller.now).await;
    match counted {
        Some(Counted::RefusedFirst { since, place }) => {
            // Where the database counts as well, it knows.
            let untold = (!is_new(caller, since)).then(|| &counters[place]);
            return Err(refused_by_shared(caller, untold, whom).await);
        }
        Some(Counted::Refused) => return Err(Refusal::TooManyTries.into()),
        Some(Counted::Through { .. }) | None => {}
    }
    let in_database = match counted {
        Some(Counted::Through { since }) => is_new(caller, since),
        _ => true,
    };
    if in_database {
        count_in_database(caller, &counters, whom).await?;
    }
    Ok(Try { account, address, in_shared: counted.is_some(), in_database })
}

/// A Redis that was only just begun, or emptied, knows too little to be believed alone.
fn is_new(caller: &Caller, since: Moment) -> bool {
    caller.now < since.plus_seconds(QUIET_SECONDS_MAX)
}

async fn count_in_database(caller: &Caller, counters: &[(Vec<u8>, Limit)], whom: &Whom) -> Result<()> {
    let mut work = caller.begin().await?;
    for (key, limit) in counters {
        let count = add(&mut work.tx, key, *limit, caller.now).await?;
        if count > limit.tries {
            // Told once. What is refused after that is not even counted: the transaction is dropped.
            if count == limit.tries + 1 {
                work.commit(Event::LimitReached(whom.account())).await?;
            }
            return Err(Refusal::TooManyTries.into());
        }
    }
    work.commit_bookkeeping().await
}

/// The first one that Redis refused stands in the trail like any other. A database that does not count as well is told of
/// the full counter: who was refused stays refused when Redis goes.
async fn refused_by_shared(caller: &Caller, untold: Option<&(Vec<u8>, Limit)>, whom: &Whom) -> crate::Error {
    let told = async {
        let mut work = caller.begin().await?;
        if let Some((key, limit)) = untold {
            run!(
                &mut work.tx,
                "insert into try_count (key_hash, tries, last_at) values ($1, $2, $3)
                 on conflict (key_hash) do update set tries = $2, last_at = $3",
                key,
                limit.tries + 1,
                caller.now
            )?;
        }
        work.commit(Event::LimitReached(whom.account())).await
    };
    told.await.err().unwrap_or_else(|| Refusal::TooManyTries.into())
}

/// Takes a try back that was no guess: the right password, the right code. The account's count begins anew.
pub(crate) async fn forgive(work: &mut Work, door: Door, done: Try) -> Result<()> {
    let keys = |key: &[u8], of: &'static [Limit]| limits(key, of).map(|(key, _)| key).collect::<Vec<_>>();
    let account = keys(&done.account, door.for_account());
    let address = done.address.map(|key| keys(&key, door.for_address())).unwrap_or_default();
    if done.in_database {
        for key in &account {
            run!(&mut work.tx, "delete from try_count where key_hash = $1", key)?;
        }
        for key in &address {
            run!(&mut work.tx, "update try_count set tries = tries - 1 where key_hash = $1 and tries > 0", key)?;
        }
    }
    if done.in_shared {
        work.forgive_once_kept(Forgiven { account, address });
    }
    Ok(())
}

/// Forgets counts that nobody added to for long; gives how many.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(caller: &Caller) -> Result<u64> {
    let mut work = caller.begin().await?;
    let long_ago = caller.now.plus_minutes(-FORGOTTEN_HOURS * 60);
    let count = run!(&mut work.tx, "delete from try_count where last_at < $1", long_ago)?;
    work.commit_bookkeeping().await?;
    Ok(count)
}

/// One counter for each limit of a key.
fn limits<'a>(key: &'a [u8], limits: &'static [Limit]) -> impl Iterator<Item = (Vec<u8>, Limit)> + use<'a> {
    limits.iter().zip(0u8..).map(|(limit, place)| {
        let mut key = key.to_vec();
        key.push(place);
        (key, *limit)
    })
}

/// Adds one to a counter, and gives the count: more than the limit when it was let through no more. Only tries that are
/// let through move the moment from which the quiet time counts.
async fn add(tx: &mut Tx, key: &[u8], limit: Limit, now: Moment) -> Result<i64> {
    let counted = row!(
        tx,
        (i64,),
        "insert into try_count (key_hash, tries, last_at) values ($1, 1, $2)
         on conflict (key_hash) do update set
             tries = case when try_count.last_at <= $3 then 1 else try_count.tries + 1 end,
             last_at = case when try_count.last_at > $3 and try_count.tries >= $4 then try_count.last_at else $2 end
         returning tries",
        key,
        now,
        now.plus_seconds(-limit.quiet_seconds),
        limit.tries
    )?;
    Ok(counted.map_or(i64::MAX, |(tries,)| tries))
}

fn key(caller: &Caller, door: Door, whose: &str) -> Vec<u8> {
    caller.vault.index("limit", &format!("{}|{whose}", door.as_str()))
}

/// Whoever holds one IPv6 address of a network holds all of them: a /64 is one address.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let high = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from(high))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let network = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!(network("::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(network("192.0.2.7"), "192.0.2.7");
    }
}
