//! The first start: a unit and its first administrator.

use domain::{AccountId, Actor, Language, Refusal, Role, UnitId, accounts::FirstAdministrator, audit::Event};
use uuid::Uuid;

use super::new_password::{self, Owner};
use crate::{
    caller::Caller,
    error::{Error, RefuseOn, Result},
    sql::{Tx, in_turn},
};

/// What nodes that start at the same time take turns for.
const SET_UP: Uuid = Uuid::from_u128(1);

/// Whether somebody administers this clinic.
///
/// # Errors
/// When the database does not answer.
pub async fn is_set_up(caller: &Caller) -> Result<bool> {
    let mut read = caller.read().await?;
    has_administrator(&mut read.tx).await
}

/// Names the first administrator. Only the clinic itself may, and only once.
///
/// # Errors
/// What is wrong with the password; [`Refusal::AlreadySetUp`] the second time.
pub async fn set_up(caller: &Caller, unit_name: &str, first: FirstAdministrator) -> Result<AccountId> {
    if caller.actor != Actor::System {
        return Err(Error::Denied);
    }
    let owner = Owner { name: first.name.as_str(), email: first.email.as_str() };
    let hash = new_password::hash_first(caller, "password", &first.password, owner).await?;
    let mut work = caller.begin().await?;
    in_turn(&mut work.tx, SET_UP).await?;
    if has_administrator(&mut work.tx).await? {
        return Err(Refusal::AlreadySetUp.into());
    }
    let zone = caller.zone.iana_name().unwrap_or("America/Sao_Paulo");
    run!(
        &mut work.tx,
        "insert into unit (id, name, time_zone, created_at) values ($1, $2, $3, $4)",
        caller.new_id::<UnitId>(),
        unit_name,
        zone,
        caller.now
    )?;
    let account = caller.new_id::<AccountId>();
    let new = NewAccount {
        id: account,
        role: Role::Administrator,
        name: first.name.as_str(),
        email: &first.email,
        password_hash: Some(hash),
        language: caller.language,
    };
    new.insert(&mut work.tx, caller).await?;
    work.commit(Event::ClinicSetUp(account)).await?;
    Ok(account)
}

async fn has_administrator(tx: &mut Tx) -> Result<bool> {
    let found = row!(tx, (i64,), "select cast(1 as bigint) from account where role = 'administrator' limit 1")?;
    Ok(found.is_some())
}

/// An account about to be kept.
pub(crate) struct NewAccount<'a> {
    pub(crate) id: AccountId,
    pub(crate) role: Role,
    pub(crate) name: &'a str,
    pub(crate) email: &'a domain::field::Email,
    /// None for somebody who comes in by code.
    pub(crate) password_hash: Option<String>,
    pub(crate) language: Language,
}

impl NewAccount<'_> {
    /// Keeps it, or says that the address is taken.
    pub(crate) async fn insert(&self, tx: &mut Tx, caller: &Caller) -> Result<()> {
        run!(
            tx,
            "insert into account (id, role, name, email, email_folded, password_hash, language, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            self.id,
            self.role,
            self.name,
            self.email.as_str(),
            self.email.folded(),
            self.password_hash.as_deref(),
            self.language,
            caller.now
        )
        .taken_on("account_email_folded_key", "email")?;
        Ok(())
    }
}
