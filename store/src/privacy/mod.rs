//! Privacy: reading outside of one's care, who saw what, and contesting it. Every deed here leaves an event.

mod contests;
mod glass;
mod mail;
mod readings;
mod reviews;

use domain::{AccountId, PatientId, jobs::Job, privacy::Officer};

use crate::{
    caller::Caller,
    error::Result,
    vault::{DataKey, Place, Sealed, Vault},
    work::Work,
};

pub use contests::{answer_contest, contest, contests};
pub use glass::{break_glass, found, seek};
pub use mail::{ContestMail, GlassMail, contest_mail, glass_mail};
pub use readings::readings;
pub use reviews::{mark_reviewed, reviews};

/// Whom to turn to about one's data. The law wants everybody told, strangers too.
///
/// # Errors
/// Never: the clinic knows it without asking.
#[expect(clippy::unused_async, reason = "a verb like any other")]
pub async fn officer(caller: &Caller) -> Result<Option<Officer>> {
    Ok(caller.officer.as_deref().cloned())
}

// queries

/// Leaves a letter for each administrator who may come in.
async fn tell_administrators(work: &mut Work, letter: impl Fn(AccountId) -> Job) -> Result<()> {
    let sql = "select id from account where role = 'administrator' and deactivated_at is null order by id";
    for (administrator,) in rows!(&mut work.tx, (AccountId,), sql)? {
        work.enqueue(letter(administrator)).await?;
    }
    Ok(())
}

/// The texts of one person; none of them opens any more when their key was destroyed.
struct Texts(Option<DataKey>);

impl Texts {
    async fn of(vault: &Vault, tx: &mut crate::Tx, patient: PatientId) -> Result<Self> {
        match vault.existing_key(tx, patient.0).await {
            Ok(key) => Ok(Self(Some(key))),
            Err(crate::Error::Missing) => Ok(Self(None)),
            Err(error) => Err(error),
        }
    }

    /// A text in its place; empty when there is none, or its key is gone.
    fn open(&self, place: Place, sealed: Option<&Sealed>) -> Result<String> {
        match (&self.0, sealed) {
            (Some(key), Some(sealed)) => key.open(place, sealed),
            _ => Ok(String::new()),
        }
    }
}
