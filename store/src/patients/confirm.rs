//! Finishing a registration: whoever reads the letter owns the address. Of all who try at the same time, one does.

use domain::{
    AccountId, Language, Refusal, RegistrationId,
    audit::Event,
    codes::{CODE_TRIES_MAX, Code, Identifier},
    limits::Door,
    patients::RegistrationForm,
};

use super::{
    ask::{opened, waiting},
    open_account,
};
use crate::{
    accounts::{Entry, account_of, code_hash, first_factor_proven, link_hash, stranger},
    caller::Caller,
    error::{Error, Result},
    limits::{self, Whom},
    sql::Tx,
    vault::Sealed,
    work::Work,
};

/// Finishes a registration with the code of its letter.
pub(crate) async fn confirm_with_code(caller: &Caller, id: RegistrationId, code: &Code) -> Result<Entry> {
    let whose = {
        let mut read = caller.read().await?;
        whose(&mut read.tx, caller, id).await?
    };
    let counted = limits::count(caller, Door::Code, &Whom::Account(whose)).await?;
    let mut work = caller.begin().await?;
    let tried = row!(
        &mut work.tx,
        (Vec<u8>,),
        "update registration set tries = tries + 1 where id = $1 and code_expires_at > $2 and tries < $3
         returning code_hash",
        id,
        caller.now,
        CODE_TRIES_MAX
    )?;
    if tried.is_none_or(|(stored,)| stored != code_hash(caller, AccountId(id.0), code)) {
        work.commit(Event::SignInRefused(whose)).await?;
        return Err(Refusal::WrongCode.into());
    }
    // The row was locked by the statement before: of two tries at once, the second one finds nothing.
    let sql = "delete from registration where id = $1 returning id, form, language";
    let spent = row!(&mut work.tx, SpentRow, sql, id)?.ok_or(Refusal::WrongCode)?;
    limits::forgive(&mut work, Door::Code, counted).await?;
    settle(work, caller, spent).await
}

/// Finishes a registration with the link of its letter, in a transaction that found no other use of it. Gives the
/// transaction back when the link is none of these either.
pub(crate) async fn confirm_with_link(
    mut work: Work,
    caller: &Caller,
    link: &str,
    counted: limits::Try,
) -> Result<std::result::Result<Entry, Work>> {
    let spent = row!(
        &mut work.tx,
        SpentRow,
        "delete from registration where link_hash = $1 and code_expires_at > $2 returning id, form, language",
        link_hash(link),
        caller.now
    )?;
    let Some(spent) = spent else { return Ok(Err(work)) };
    limits::forgive(&mut work, Door::Link, counted).await?;
    settle(work, caller, spent).await.map(Ok)
}

/// Lets the owner of an address in: to the account they have, else to one that is opened for them now.
async fn settle(mut work: Work, caller: &Caller, spent: SpentRow) -> Result<Entry> {
    let form = opened(caller, spent.id, &spent.form)?;
    let whom = Identifier::parse(&form.email).map_err(|_| Refusal::WrongCode)?;
    let account = match account_of(caller, &mut work.tx, &whom).await? {
        Some(account) => account,
        None => open(&mut work, caller, form, spent.language).await?,
    };
    first_factor_proven(work, account).await
}

async fn open(work: &mut Work, caller: &Caller, form: RegistrationForm, language: Language) -> Result<AccountId> {
    // It was checked when it was sent. Texts that changed since were not accepted: then it is sent once more.
    let registration = form.check(caller.today()).map_err(|_| Refusal::SignInExpired)?;
    match open_account(work, caller, &registration, (None, language)).await {
        // Somebody was quicker, in this very moment, or may not come in any more.
        Err(Error::Fields(_)) => Err(Refusal::WrongCode.into()),
        opened => {
            let (account, event) = opened?;
            work.also(event);
            Ok(account)
        }
    }
}

/// Whose tries at a code are counted: those of the account that the address has, else of the stranger who stands for it,
/// with every other code that goes there.
async fn whose(tx: &mut Tx, caller: &Caller, id: RegistrationId) -> Result<AccountId> {
    let Some(waiting) = waiting(tx, caller, id).await? else { return Ok(AccountId(id.0)) };
    let address = Identifier::Email(waiting.email.folded());
    Ok(account_of(caller, tx, &address).await?.unwrap_or_else(|| stranger(caller, &address)))
}

// queries

#[derive(sqlx::FromRow)]
struct SpentRow {
    id: RegistrationId,
    form: Sealed,
    language: Language,
}
