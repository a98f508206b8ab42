//! Who works here: opening accounts for the staff, seeing them, deactivating them. No verb changes a role.

use domain::{
    AccountId, Moment, Refusal, Role, Verb,
    audit::Event,
    field::fold,
    people::{NewStaff, PEOPLE_MAX, StaffMember},
};
use uuid::Uuid;

use super::{
    NewAccount,
    new_password::{self, Owner},
};
use crate::{
    caller::Caller,
    error::{Error, Result},
    sql::{Tx, in_turn},
};

/// What verbs that take an administrator away take turns for: the limit spans rows.
const ADMINISTRATORS: Uuid = Uuid::from_u128(2);

/// Opens an account for an administrator or for the reception.
///
/// # Errors
/// The address, when somebody else has it; what is wrong with the password.
pub async fn add_staff(caller: &Caller, new: NewStaff) -> Result<AccountId> {
    caller.must(Verb::AddStaff)?;
    let owner = Owner { name: new.name.as_str(), email: new.email.as_str() };
    let password_hash = new_password::hash_first(caller, "password", &new.password, owner).await?;
    let mut work = caller.begin().await?;
    let account = caller.new_id::<AccountId>();
    let row = NewAccount {
        id: account,
        role: new.role,
        name: new.name.as_str(),
        email: &new.email,
        password_hash: Some(password_hash),
        language: caller.language,
    };
    row.insert(&mut work.tx, caller).await?;
    work.commit(Event::StaffAdded(account)).await?;
    Ok(account)
}

/// Everybody who works here, by name.
///
/// # Errors
/// When the caller may not see them.
pub async fn people(caller: &Caller) -> Result<Vec<StaffMember>> {
    caller.must(Verb::SeePeople)?;
    let mut read = caller.read().await?;
    let found = rows!(
        &mut read.tx,
        PersonRow,
        "select account.id, account.name, account.email, account.role, account.deactivated_at,
                (select max(seen_at) from device_session where account_id = account.id) as signed_in_at,
                (select at from audit_event where account_id = account.id order by sequence desc limit 1) as acted_at
         from account where role <> 'patient' order by created_at, id limit $1",
        PEOPLE_MAX
    )?;
    let mut people = found.into_iter().map(|row| row.member(caller)).collect::<Vec<_>>();
    people.sort_by_key(|person| fold(&person.name));
    Ok(people)
}

/// Deactivates the account of somebody else who works here: they are out at once, on every device.
///
/// # Errors
/// [`Refusal::OwnAccount`], and [`Refusal::LastAdministrator`] when nobody would administer the clinic any more.
/// [`Error::Missing`] when there is no such active account.
pub async fn deactivate(caller: &Caller, account: AccountId) -> Result<()> {
    caller.must(Verb::DeactivateAccount)?;
    if caller.must_be_signed_in()? == account {
        return Err(Refusal::OwnAccount.into());
    }
    let mut work = caller.begin().await?;
    in_turn(&mut work.tx, ADMINISTRATORS).await?;
    let sql = "update account set deactivated_at = $2
               where id = $1 and role <> 'patient' and deactivated_at is null";
    if run!(&mut work.tx, sql, account, caller.now)? == 0 {
        return Err(Error::Missing);
    }
    // Two administrators who take each other away at once: whoever comes second would leave nobody.
    if !has_active_administrator(&mut work.tx).await? {
        return Err(Refusal::LastAdministrator.into());
    }
    run!(&mut work.tx, "delete from device_session where account_id = $1", account)?;
    work.commit(Event::AccountDeactivated(account)).await
}

/// Activates an account again; whoever holds it signs in as before.
///
/// # Errors
/// [`Error::Missing`] when there is no such deactivated account.
pub async fn reactivate(caller: &Caller, account: AccountId) -> Result<()> {
    caller.must(Verb::DeactivateAccount)?;
    let mut work = caller.begin().await?;
    let sql = "update account set deactivated_at = null
               where id = $1 and role <> 'patient' and deactivated_at is not null";
    if run!(&mut work.tx, sql, account)? == 0 {
        return Err(Error::Missing);
    }
    work.commit(Event::AccountReactivated(account)).await
}

// queries

#[derive(sqlx::FromRow)]
struct PersonRow {
    id: AccountId,
    name: String,
    email: String,
    role: Role,
    deactivated_at: Option<Moment>,
    signed_in_at: Option<Moment>,
    acted_at: Option<Moment>,
}

impl PersonRow {
    /// A session that has ended is no trace any more; what somebody did still is.
    fn member(self, caller: &Caller) -> StaffMember {
        StaffMember {
            account: self.id,
            name: self.name,
            email: self.email,
            role: self.role,
            seen: self.signed_in_at.max(self.acted_at).map(|at| at.in_zone(&caller.zone)),
            deactivated: self.deactivated_at.map(|at| at.in_zone(&caller.zone)),
            is_me: caller.actor.account() == Some(self.id),
        }
    }
}

async fn has_active_administrator(tx: &mut Tx) -> Result<bool> {
    let sql = "select cast(1 as bigint) from account where role = 'administrator' and deactivated_at is null limit 1";
    Ok(row!(tx, (i64,), sql)?.is_some())
}
