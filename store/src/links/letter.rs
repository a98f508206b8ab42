//! What the letters of links say. For the job loop alone: only here a token becomes readable.

use domain::{
    AccountId, Actor, Language, LinkId, Moment, Role,
    links::{LinkKind, Token},
};

use super::token_of;
use crate::{
    caller::Caller,
    error::{Error, Result},
    sql::Tx,
    unit::clinic_name,
};

/// The letter of a link.
#[derive(Debug)]
pub struct Letter {
    /// What it opens.
    pub kind: LinkKind,
    /// Where to.
    pub email: String,
    /// How to greet them.
    pub name: String,
    /// What they read: somebody without an account gets what the page was read in that asked.
    pub language: Language,
    /// What opens it; none when there is nothing to open, as the address belongs to somebody already.
    pub token: Option<Token>,
    /// What somebody is invited to be.
    pub role: Option<Role>,
    /// The clinic's own name.
    pub clinic: String,
}

/// What the letter of a link says; none when nobody is to hear of it: it has ended, or nobody we know asked.
///
/// # Errors
/// [`Error::Denied`] for anybody but the clinic itself.
pub async fn letter(caller: &Caller, id: LinkId) -> Result<Option<Letter>> {
    must_be_system(caller)?;
    let mut read = caller.read().await?;
    let sql = "select link.kind, link.account_id, link.expires_at, link.email, link.role, link.name,
                      account.email as own_email, account.name as own_name,
                      coalesce(account.language, link.language) as language
               from account_link link left join account on account.id = link.account_id
               where link.id = $1 and link.used_at is null and link.revoked_at is null";
    let Some(row) = row!(&mut read.tx, LetterRow, sql, id)? else { return Ok(None) };
    if row.expires_at <= caller.now {
        return Ok(None);
    }
    let Some((email, name)) = row.email.or(row.own_email).zip(row.name.or(row.own_name)) else { return Ok(None) };
    let has_account =
        row.kind == LinkKind::ChangeEmail && belongs_to_another(&mut read.tx, row.account_id, &email).await?;
    let token = (!has_account).then(|| token_of(caller, id));
    let clinic = clinic_name(&mut read.tx).await?;
    let language = row.language.unwrap_or_default();
    Ok(Some(Letter { kind: row.kind, email, name, language, token, role: row.role, clinic }))
}

/// A change of address that was asked for, as the address so far hears of it.
#[derive(Clone, Debug)]
pub struct EmailAsked {
    /// How to greet them.
    pub name: String,
    /// The address so far.
    pub email: String,
    /// What they read.
    pub language: Language,
}

/// Who hears that another address was asked for; none when the change is done or withdrawn already.
///
/// # Errors
/// [`Error::Denied`] for anybody but the clinic itself.
pub async fn email_asked(caller: &Caller, id: LinkId) -> Result<Option<EmailAsked>> {
    must_be_system(caller)?;
    let mut read = caller.read().await?;
    let sql = "select account.name, account.email, account.language from account_link link
               join account on account.id = link.account_id
               where link.id = $1 and link.kind = 'change_email' and link.used_at is null";
    let found = row!(&mut read.tx, (String, String, Language), sql, id)?;
    Ok(found.map(|(name, email, language)| EmailAsked { name, email, language }))
}

fn must_be_system(caller: &Caller) -> Result<()> {
    if caller.actor == Actor::System { Ok(()) } else { Err(Error::Denied) }
}

// queries

#[derive(sqlx::FromRow)]
struct LetterRow {
    kind: LinkKind,
    account_id: Option<AccountId>,
    expires_at: Moment,
    email: Option<String>,
    role: Option<Role>,
    name: Option<String>,
    own_email: Option<String>,
    own_name: Option<String>,
    language: Option<Language>,
}

async fn belongs_to_another(tx: &mut Tx, account: Option<AccountId>, email: &str) -> Result<bool> {
    let folded = email.to_ascii_lowercase();
    let found = row!(tx, (AccountId,), "select id from account where email_folded = $1", folded)?;
    Ok(found.is_some_and(|row| Some(row.0) != account))
}
