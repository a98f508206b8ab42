//! The language somebody is written to in.

use domain::{AccountId, Language, Verb, audit::Event};

use crate::{caller::Caller, error::Result, sql::Tx};

/// Says in which language the clinic writes to the caller from now on.
///
/// # Errors
/// When nobody is signed in.
pub async fn choose_language(caller: &Caller, language: Language) -> Result<()> {
    caller.must(Verb::ChooseLanguage)?;
    let account = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    note(&mut work.tx, account, language).await?;
    work.commit(Event::LanguageChosen(account)).await
}

/// Notes what somebody reads.
pub(super) async fn note(tx: &mut Tx, account: AccountId, language: Language) -> Result<()> {
    run!(tx, "update account set language = $2 where id = $1", account, language).map(drop)
}
