//! What follows a proven factor: being in, or owing another one.

use domain::{
    AccountId, Actor, Refusal, Role,
    audit::Event,
    second_factor::{self, Missing},
};

use crate::{
    caller::Caller,
    error::{Error, Result},
    sql::Tx,
    work::Work,
};

/// Somebody who proved a factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Who.
    pub account: AccountId,
    /// What is missing before they are in; nothing, when they are.
    pub missing: Option<Missing>,
}

/// Ends a transaction that proved the first factor: with the sign-in, or with the note that more is owed.
pub(crate) async fn first_factor_proven(mut work: Work, account: AccountId) -> Result<Entry> {
    let missing = missing(&mut work, account).await?;
    work.commit(if missing.is_some() { Event::FirstFactorProven(account) } else { Event::SignedIn(account) }).await?;
    Ok(Entry { account, missing })
}

/// What somebody owes who proved their first factor.
pub(crate) async fn missing(work: &mut Work, account: AccountId) -> Result<Option<Missing>> {
    let is_needed = work.policy().staff_second_factor;
    let factors = factors(&mut work.tx, account).await?;
    let is_needed = is_needed && second_factor::is_for(factors.role);
    Ok(match (factors.has_app, factors.passkeys > 0) {
        (true, _) => Some(Missing::Proof),
        // A patient who has a passkey may also come in without: it is a way in, not a promise to use no other.
        (false, true) if is_needed => Some(Missing::Proof),
        (false, false) if is_needed => Some(Missing::SetUp),
        (false, _) => None,
    })
}

/// What somebody has besides a password and a mailbox.
pub(super) struct Factors {
    pub(super) role: Role,
    pub(super) has_app: bool,
    pub(super) passkeys: i64,
}

impl Factors {
    pub(super) const fn any(&self) -> bool {
        self.has_app || self.passkeys > 0
    }
}

/// The factors of an account that may come in.
pub(super) async fn factors(tx: &mut Tx, account: AccountId) -> Result<Factors> {
    let found = row!(
        tx,
        (Role, Option<domain::Moment>, i64),
        "select account.role, second_factor.confirmed_at,
                (select count(*) from passkey where passkey.account_id = account.id) from account
         left join second_factor on second_factor.account_id = account.id
         where account.id = $1 and account.deactivated_at is null",
        account
    )?;
    let (role, confirmed_at, passkeys) = found.ok_or(Error::Missing)?;
    Ok(Factors { role, has_app: confirmed_at.is_some(), passkeys })
}

/// Whoever works in a clinic that asks for a second factor keeps one at least.
pub(super) fn must_keep_one(caller: &Caller, left: &Factors) -> Result<()> {
    let is_needed = caller.policy.staff_second_factor && second_factor::is_for(left.role);
    if is_needed && !left.any() { Err(Refusal::FactorNeeded.into()) } else { Ok(()) }
}

/// Whoever is only halfway in may set up a first factor, and never add to or replace what there is.
pub(super) fn refuse_halfway(caller: &Caller, factors: &Factors) -> Result<()> {
    let is_halfway = matches!(caller.actor, Actor::Halfway(_));
    if is_halfway && factors.any() { Err(Refusal::FactorInUse.into()) } else { Ok(()) }
}
