//! What follows a proven factor: being in, or owing another one.

use domain::{
    AccountId, Role,
    audit::Event,
    second_factor::{self, Missing},
};

use crate::{
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
pub(super) async fn first_factor_proven(mut work: Work, account: AccountId) -> Result<Entry> {
    let missing = missing(&mut work, account).await?;
    work.commit(if missing.is_some() { Event::FirstFactorProven(account) } else { Event::SignedIn(account) }).await?;
    Ok(Entry { account, missing })
}

/// What somebody owes who proved their first factor.
pub(super) async fn missing(work: &mut Work, account: AccountId) -> Result<Option<Missing>> {
    let is_needed = work.policy().staff_second_factor;
    let (role, has_app) = factors(&mut work.tx, account).await?;
    Ok(match has_app {
        true => Some(Missing::Proof),
        false if is_needed && second_factor::is_for(role) => Some(Missing::SetUp),
        false => None,
    })
}

/// The role of an account that may come in, and whether an app is set up for it.
pub(super) async fn factors(tx: &mut Tx, account: AccountId) -> Result<(Role, bool)> {
    let found = row!(
        tx,
        (Role, Option<domain::Moment>),
        "select account.role, second_factor.confirmed_at from account
         left join second_factor on second_factor.account_id = account.id
         where account.id = $1 and account.deactivated_at is null",
        account
    )?;
    let (role, confirmed_at) = found.ok_or(Error::Missing)?;
    Ok((role, confirmed_at.is_some()))
}
