//! Who might be known already: shown while somebody is being registered, so that nobody is kept twice.

use domain::{
    AccountId, Verb,
    patients::{ALIKE_MAX, AlikeBy, AlikePatient, AlikeSought},
};

use super::{
    list::{BY_ACCOUNT, BY_CPF, BY_DOCUMENT, BY_EMAIL, BY_PERSON, CardRow},
    registry::email_index,
};
use crate::{caller::Caller, error::Result, sql::Tx};

/// Patients who may be the one that is typed: those with the same CPF first, then with the same e-mail address, of theirs
/// or of their account, then with the same name and birth date.
///
/// # Errors
/// When the caller does not keep the registry.
pub async fn alike(caller: &Caller, sought: AlikeSought) -> Result<Vec<AlikePatient>> {
    caller.must(Verb::KeepRegistry)?;
    let mut read = caller.read().await?;
    let tx = &mut read.tx;
    let mut found = Vec::new();
    if let Some(digits) = &sought.cpf {
        let rows = rows!(&mut *tx, CardRow, BY_CPF, caller.vault.index("cpf", digits))?;
        keep(caller, &mut found, AlikeBy::Cpf, rows)?;
    }
    if let Some(email) = &sought.email {
        let rows = with_email(caller, tx, email).await?;
        keep(caller, &mut found, AlikeBy::Email, rows)?;
    }
    for name in &sought.names {
        for sql in [BY_PERSON, BY_DOCUMENT] {
            let rows = rows!(&mut *tx, CardRow, sql, name.as_str(), sought.birth_date.as_str(), ALIKE_MAX)?;
            keep(caller, &mut found, AlikeBy::Person, rows)?;
        }
    }
    found.truncate(usize::try_from(ALIKE_MAX).unwrap_or(0));
    Ok(found)
}

/// Nobody is shown twice.
fn keep(caller: &Caller, found: &mut Vec<AlikePatient>, by: AlikeBy, rows: Vec<CardRow>) -> Result<()> {
    for row in rows {
        let card = row.card(caller)?;
        if found.iter().all(|other| other.card.id != card.id) {
            found.push(AlikePatient { card, by });
        }
    }
    Ok(())
}

// queries

async fn with_email(caller: &Caller, tx: &mut Tx, email: &str) -> Result<Vec<CardRow>> {
    let mut rows = rows!(&mut *tx, CardRow, BY_EMAIL, email_index(caller, email), ALIKE_MAX)?;
    let account = row!(&mut *tx, (AccountId,), "select id from account where email_folded = $1", email)?;
    if let Some((account,)) = account {
        rows.extend(rows!(tx, CardRow, BY_ACCOUNT, account)?);
    }
    Ok(rows)
}
