//! New passwords: what the clinic's policy and common sense ask of one before it is hashed, and which ones came before it.

use domain::{AccountId, FieldErrors, Problem, field::Password};

pub(crate) use super::guessable::Owner;
use super::{guessable::is_guessable, password};
use crate::{caller::Caller, error::Result, sql::Tx, unit::clinic_name};

/// Hashes the first password of an account that may be one. `field` is where it was typed.
///
/// # Errors
/// What is wrong with it, beside `field`.
pub(crate) async fn hash_first(caller: &Caller, field: &str, new: &Password, owner: Owner<'_>) -> Result<String> {
    insist(caller, field, new, owner).await?;
    password::hash(new.reveal()).await
}

/// Hashes another password of an account, once [`insist`] took it. `present` is the one it has.
///
/// # Errors
/// [`Problem::UsedBefore`] beside `field`, when it is the present one or one of the last before it.
pub(crate) async fn hash_another(
    caller: &Caller,
    field: &str,
    new: &Password,
    (account, present): (AccountId, Option<&str>),
) -> Result<String> {
    // One after the other, each in its turn: others hash in between, and the memory is that of one.
    for used in last(caller, account, present).await? {
        if password::fits(new.reveal(), Some(used)).await? {
            return Err(FieldErrors::one(field, Problem::UsedBefore).into());
        }
    }
    password::hash(new.reveal()).await
}

/// Takes a new password that is long enough for this clinic, and that nobody guesses.
///
/// # Errors
/// [`Problem::TooShort`] or [`Problem::TooGuessable`] beside `field`.
pub(crate) async fn insist(caller: &Caller, field: &str, new: &Password, owner: Owner<'_>) -> Result<()> {
    caller.policy.allows(new).map_err(|problem| FieldErrors::one(field, problem))?;
    // Nobody's secret.
    let clinic = clinic_name(&mut caller.read().await?.tx).await?;
    let (text, name, email) = (new.reveal().to_owned(), owner.name.to_owned(), owner.email.to_owned());
    let is_guessable =
        password::on_hashing_thread(move || Ok(is_guessable(&text, Owner { name: &name, email: &email }, &clinic)));
    if is_guessable.await? { Err(FieldErrors::one(field, Problem::TooGuessable).into()) } else { Ok(()) }
}

/// Remembers the present password among the former ones. Comes before another one takes its place.
pub(crate) async fn remember(tx: &mut Tx, caller: &Caller, account: AccountId) -> Result<()> {
    let kept = caller.policy.former_passwords_max();
    if kept > 0 {
        run!(
            &mut *tx,
            "insert into password_history (account_id, hash, replaced_at)
             select id, password_hash, $2 from account where id = $1 and password_hash is not null
             on conflict (account_id, hash) do nothing",
            account,
            caller.now
        )?;
    }
    run!(
        tx,
        "delete from password_history where account_id = $1 and hash not in (
             select hash from password_history where account_id = $1 order by replaced_at desc, hash desc limit $2)",
        account,
        kept
    )
    .map(drop)
}

// queries

/// The last passwords of an account that may not come again, the present one first.
async fn last(caller: &Caller, account: AccountId, present: Option<&str>) -> Result<Vec<String>> {
    if caller.policy.password_reuse == 0 {
        return Ok(Vec::new());
    }
    let mut read = caller.read().await?;
    let former = rows!(
        &mut read.tx,
        (String,),
        "select hash from password_history where account_id = $1 order by replaced_at desc, hash desc limit $2",
        account,
        caller.policy.former_passwords_max()
    )?;
    Ok(present.map(str::to_owned).into_iter().chain(former.into_iter().map(|(hash,)| hash)).collect())
}
