//! Terms and privacy notice: accepting them, and what one accepted.

use domain::{
    AccountId, Moment, Verb,
    audit::Event,
    terms::{Acceptance, Accepted, Document, EDITIONS},
};

use crate::{caller::Caller, error::Result, sql::Tx};

/// Accepts the texts as they are now, in the caller's own name. A second time changes nothing.
///
/// # Errors
/// When nobody is signed in.
pub async fn accept(caller: &Caller, accepted: Accepted) -> Result<()> {
    caller.must(Verb::AcceptTerms)?;
    let account = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    keep(&mut work.tx, caller, account, accepted).await?;
    work.commit(Event::TermsAccepted(account)).await
}

/// What the caller accepted, the latest first.
///
/// # Errors
/// When nobody is signed in.
pub async fn acceptances(caller: &Caller) -> Result<Vec<Acceptance>> {
    caller.must(Verb::ReadOwnProfile)?;
    let account = caller.must_be_signed_in()?;
    let mut read = caller.read().await?;
    let found = rows!(
        &mut read.tx,
        (Document, i64, Moment),
        "select document, version, accepted_at from acceptance where account_id = $1
         order by accepted_at desc, document desc, version desc",
        account
    )?;
    let acceptance =
        |(document, version, at): (_, _, Moment)| Acceptance { document, version, at: at.in_zone(&caller.zone) };
    Ok(found.into_iter().map(acceptance).collect())
}

/// Keeps that an account accepted the texts as they are now.
pub(crate) async fn keep(tx: &mut Tx, caller: &Caller, account: AccountId, _accepted: Accepted) -> Result<()> {
    for edition in EDITIONS {
        run!(
            &mut *tx,
            "insert into acceptance (account_id, document, version, text_hash, accepted_at)
             values ($1, $2, $3, $4, $5) on conflict (account_id, document, version) do nothing",
            account,
            edition.document,
            edition.version,
            edition.hash_bytes().to_vec(),
            caller.now
        )?;
    }
    Ok(())
}
