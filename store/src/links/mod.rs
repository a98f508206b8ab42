//! Single-use links of letters. The token is never written down: it follows from the id of the link and a key of the
//! clinic, so the job that writes the letter finds it again, a repeat writes the same letter, and neither the queue nor a
//! copy of the database opens anything. Kept is its SHA-256.

mod email;
mod invite;
mod letter;
mod reset;
mod visit;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    AccountId, LinkId, Moment, Refusal, Verb,
    limits::Door,
    links::{KEEP_ENDED_DAYS, LinkKind, Token},
};
use sha2::{Digest, Sha256};

use crate::{
    caller::Caller,
    error::{Error, Result},
    limits::{self, Whom},
    sql::Tx,
    work::Work,
};

pub use email::{ask_email, confirm_email, restore_email};
pub use invite::{accept_invitation, invitation, invitations, invite, resend_invitation, revoke_invitation};
pub use letter::{EmailAsked, Letter, email_asked, letter};
pub use reset::{ask_reset, make_reset, reset_password};
pub(crate) use visit::{VisitLink, make_for_visit, spend_for_visit, visit_of};

/// Whether a link still opens something. Looking at it does not spend it: mail scanners look at everything.
///
/// # Errors
/// [`Refusal::LinkSpent`] for a link that is unknown, used, withdrawn, too old or of another kind.
pub async fn look(caller: &Caller, kind: LinkKind, token: &Token) -> Result<()> {
    caller.must(Verb::UseLink)?;
    // 256 bits are nobody's guess; an address that tries all the same has its limit.
    let counted = limits::count(caller, Door::Link, &Whom::Typed(String::new())).await?;
    let found = {
        let mut read = caller.read().await?;
        let sql = "select id from account_link where token_hash = $1 and kind = $2
                   and used_at is null and revoked_at is null and expires_at > $3";
        row!(&mut read.tx, (LinkId,), sql, hash(token)?, kind, caller.now)?
    };
    found.ok_or_else(spent)?;
    let mut work = caller.begin().await?;
    limits::forgive(&mut work, Door::Link, counted).await?;
    work.commit_bookkeeping().await
}

/// Forgets links that ended long ago; gives how many.
///
/// # Errors
/// [`Error::Denied`] for anybody but the clinic itself.
pub async fn forget_ended(caller: &Caller) -> Result<u64> {
    if caller.actor != domain::Actor::System {
        return Err(Error::Denied);
    }
    let mut work = caller.begin().await?;
    let long_ago = caller.now.plus_minutes(-KEEP_ENDED_DAYS * 24 * 60);
    let count = run!(&mut work.tx, "delete from account_link where expires_at < $1", long_ago)?;
    work.commit_bookkeeping().await?;
    Ok(count)
}

/// One answer for whatever does not open.
fn spent() -> Error {
    Refusal::LinkSpent.into()
}

/// The token of a link: what its letter says, and nothing else does.
pub(crate) fn token_of(caller: &Caller, id: LinkId) -> Token {
    Token::new(URL_SAFE_NO_PAD.encode(caller.vault.index("account_link", &id.to_string())))
}

fn hash(token: &Token) -> Result<Vec<u8>> {
    if token.is_sound() { Ok(Sha256::digest(token.reveal()).to_vec()) } else { Err(spent()) }
}

/// Spends a link: of all who try at the same time, one does.
async fn spend(work: &mut Work, kind: LinkKind, token: &Token, now: Moment) -> Result<LinkRow> {
    let hash = hash(token)?;
    let count = run!(
        &mut work.tx,
        "update account_link set used_at = $3 where token_hash = $1 and kind = $2
         and used_at is null and revoked_at is null and expires_at > $3",
        hash.as_slice(),
        kind,
        now
    )?;
    if count != 1 {
        return Err(spent());
    }
    let sql = "select id, account_id, created_at, email from account_link where token_hash = $1";
    row!(&mut work.tx, LinkRow, sql, hash.as_slice())?.ok_or_else(spent)
}

/// A link as it is kept.
#[derive(sqlx::FromRow)]
struct LinkRow {
    id: LinkId,
    account_id: Option<AccountId>,
    created_at: Moment,
    email: Option<String>,
}

/// A link about an account. `email` is where the letter goes, when that is not the account's own address.
async fn insert(
    tx: &mut Tx,
    caller: &Caller,
    id: LinkId,
    (kind, account): (LinkKind, Option<AccountId>),
    email: Option<(&str, String)>,
) -> Result<()> {
    let (email, folded) = email.unzip();
    run!(
        tx,
        "insert into account_link (id, token_hash, kind, account_id, created_at, expires_at, email, email_folded)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        hash(&token_of(caller, id))?,
        kind,
        account,
        caller.now,
        caller.now.plus_minutes(kind.minutes()),
        email,
        folded
    )
    .map(drop)
}

/// Withdraws what is open of one kind for an account.
async fn revoke(tx: &mut Tx, kind: LinkKind, account: Option<AccountId>, now: Moment) -> Result<()> {
    run!(
        tx,
        "update account_link set revoked_at = $3 where account_id = $1 and kind = $2
         and used_at is null and revoked_at is null",
        account,
        kind,
        now
    )
    .map(drop)
}
