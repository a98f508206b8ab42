//! One-time codes by e-mail. The job mints the code: the plain one stands in the letter alone.
//!
//! The letter brings a link as well. Nobody guesses 256 bits, so the link works even while the limit of guesses keeps
//! everybody else from trying: it is the owner's way back.

use domain::{
    AccountId, Actor, Language, Refusal, Verb,
    audit::Event,
    codes::{Asked, CODE_MINUTES, CODE_TRIES_MAX, Code, Identifier},
    hex,
    jobs::Job,
    limits::Door,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::entry::{Entry, first_factor_proven};
use crate::{
    caller::Caller,
    error::{Error, Result},
    limits::{self, Whom},
    patients,
    sql::Tx,
    vault,
};

/// Whom a link is of that is not ours.
const NOBODY: AccountId = AccountId(Uuid::nil());

/// Asks for a code. The answer is an account in any case: one that does not exist, for an identifier nobody has, after
/// the same work. It is for the session alone, and says nothing to whoever asked.
///
/// # Errors
/// [`Refusal::TooManyTries`] when this identifier or this address asked too often.
pub async fn request_code(caller: &Caller, identifier: &Identifier) -> Result<AccountId> {
    caller.must(Verb::SignIn)?;
    let found = {
        let mut read = caller.read().await?;
        account_of(caller, &mut read.tx, identifier).await?
    };
    let account = found.unwrap_or_else(|| stranger(caller, identifier));
    send(caller, account).await?;
    Ok(account)
}

/// Sends another code for what this browser asked one for.
///
/// # Errors
/// [`Refusal::TooManyTries`]; [`Refusal::SignInExpired`] when a registration waits no more.
pub async fn send_code_again(caller: &Caller, asked: impl Into<Asked>) -> Result<()> {
    caller.must(Verb::SignIn)?;
    match asked.into() {
        Asked::Account(account) => send(caller, account).await,
        Asked::Registration(id) => patients::again(caller, id).await,
    }
}

async fn send(caller: &Caller, account: AccountId) -> Result<()> {
    let _counted = limits::count(caller, Door::CodeRequest, &Whom::Account(account)).await?;
    let mut work = caller.begin().await?;
    work.enqueue(Job::SendCode(account)).await?;
    work.commit(Event::CodeRequested(account)).await
}

/// A code on its way to its owner. It is never written down.
pub struct Minted {
    /// How to greet them.
    pub name: String,
    /// Where to.
    pub email: String,
    /// What they read.
    pub language: Language,
    /// The digits.
    pub code: Code,
    /// What the link ends in.
    pub link: String,
}

/// Mints a code; the one before is worth nothing any more. For the job loop alone.
///
/// # Errors
/// [`Error::Missing`] when nobody has this account.
pub async fn mint_code(caller: &Caller, account: AccountId) -> Result<Minted> {
    if caller.actor != Actor::System {
        return Err(Error::Denied);
    }
    let code = Code::of_chance(u64::from_be_bytes(vault::random()?));
    let link = hex::hex(&vault::random::<32>()?);
    let mut work = caller.begin().await?;
    let sql = "select name, email, language from account where id = $1 and deactivated_at is null";
    let found = row!(&mut work.tx, (String, String, Language), sql, account)?;
    let (name, email, language) = found.ok_or(Error::Missing)?;
    run!(
        &mut work.tx,
        "insert into sign_in_code (account_id, code_hash, link_hash, tries, expires_at) values ($1, $2, $3, 0, $4)
         on conflict (account_id) do update set code_hash = $2, link_hash = $3, tries = 0, expires_at = $4",
        account,
        code_hash(caller, account, &code),
        link_hash(&link),
        caller.now.plus_minutes(CODE_MINUTES)
    )?;
    work.commit_bookkeeping().await?;
    Ok(Minted { name, email, language, code, link })
}

/// Proves the first factor with a code. `asked` is what [`request_code`] or [`patients::register`] gave the session that
/// asks; the code of a registration finishes it.
///
/// # Errors
/// [`Refusal::WrongCode`] for a wrong, old, used or never sent code, and for an account that does not exist, after the
/// same work; [`Refusal::TooManyTries`] when it must not be tried.
pub async fn sign_in_with_code(caller: &Caller, asked: impl Into<Asked>, code: &Code) -> Result<Entry> {
    caller.must(Verb::SignIn)?;
    match asked.into() {
        Asked::Account(account) => prove_code(caller, account, code).await,
        Asked::Registration(id) => patients::confirm_with_code(caller, id, code).await,
    }
}

async fn prove_code(caller: &Caller, account: AccountId, code: &Code) -> Result<Entry> {
    let counted = limits::count(caller, Door::Code, &Whom::Account(account)).await?;
    let mut work = caller.begin().await?;
    let tried = row!(
        &mut work.tx,
        (Vec<u8>,),
        "update sign_in_code set tries = tries + 1 where account_id = $1 and expires_at > $2 and tries < $3
         returning code_hash",
        account,
        caller.now,
        CODE_TRIES_MAX
    )?;
    if tried.is_none_or(|(stored,)| stored != code_hash(caller, account, code)) {
        work.commit(Event::SignInRefused(account)).await?;
        return Err(Refusal::WrongCode.into());
    }
    // The row was locked by the statement before: of two tries at once, the second one finds nothing.
    run!(&mut work.tx, "delete from sign_in_code where account_id = $1", account)?;
    limits::forgive(&mut work, Door::Code, counted).await?;
    first_factor_proven(work, account).await
}

/// Proves the first factor with the link of a letter; that of a registration finishes it.
///
/// # Errors
/// [`Refusal::WrongCode`] when it is not, or no longer, one of ours.
pub async fn sign_in_with_link(caller: &Caller, link: &str) -> Result<Entry> {
    caller.must(Verb::SignIn)?;
    let counted = limits::count(caller, Door::Link, &Whom::Account(NOBODY)).await?;
    let mut work = caller.begin().await?;
    let spent = row!(
        &mut work.tx,
        (AccountId,),
        "delete from sign_in_code where link_hash = $1 and expires_at > $2 returning account_id",
        link_hash(link),
        caller.now
    )?;
    let Some((account,)) = spent else {
        return match patients::confirm_with_link(work, caller, link, counted).await? {
            Ok(entry) => Ok(entry),
            Err(work) => {
                work.commit(Event::SignInRefused(NOBODY)).await?;
                Err(Refusal::WrongCode.into())
            }
        };
    };
    limits::forgive(&mut work, Door::Link, counted).await?;
    first_factor_proven(work, account).await
}

/// Forgets codes that nobody can use any more; gives how many.
///
/// # Errors
/// When the database does not answer.
pub async fn forget_codes(caller: &Caller) -> Result<u64> {
    let mut work = caller.begin().await?;
    let count = run!(&mut work.tx, "delete from sign_in_code where expires_at <= $1", caller.now)?;
    run!(&mut work.tx, "delete from made_factor where expires_at <= $1", caller.now)?;
    work.commit_bookkeeping().await?;
    Ok(count)
}

// queries

/// Whom an identifier names, among those who may come in.
pub(crate) async fn account_of(caller: &Caller, tx: &mut Tx, identifier: &Identifier) -> Result<Option<AccountId>> {
    let found = match identifier {
        Identifier::Email(folded) => {
            let sql = "select id from account where email_folded = $1 and deactivated_at is null";
            row!(tx, (AccountId,), sql, folded)?
        }
        Identifier::Cpf(cpf) => row!(
            tx,
            (AccountId,),
            "select account.id from patient join account on account.id = patient.account_id
             where patient.cpf_index = $1 and account.deactivated_at is null",
            caller.vault.index("cpf", cpf.digits())
        )?,
    };
    Ok(found.map(|(account,)| account))
}

/// An account that does not exist, always the same one for one identifier: its tries are counted like anybody's.
pub(crate) fn stranger(caller: &Caller, identifier: &Identifier) -> AccountId {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&caller.vault.index("stranger", identifier.as_str())[..16]);
    AccountId(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

/// A million codes are quickly hashed: only a keyed hash keeps them from whoever reads the table.
pub(crate) fn code_hash(caller: &Caller, account: AccountId, code: &Code) -> Vec<u8> {
    caller.vault.index("sign_in_code", &format!("{account}|{}", code.reveal()))
}

pub(crate) fn link_hash(link: &str) -> Vec<u8> {
    Sha256::digest(link).to_vec()
}
