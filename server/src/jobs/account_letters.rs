//! Letters about an account: a change that its owner must hear of.

use app::{
    i18n::Locale,
    mail::letters::{self, Letter},
};
use domain::{AccountId, JobId, jobs::Outcome};
use store::accounts::account_mail;

use super::of;
use crate::{clinic::Clinic, mail::Mailer};

/// Tells somebody that their password was changed.
pub(super) async fn tell_password_changed(clinic: &Clinic, mailer: &Mailer, job: JobId, id: AccountId) -> Outcome {
    tell(clinic, mailer, job, id, letters::password_changed).await
}

/// Tells somebody that their account has a new passkey.
pub(super) async fn tell_passkey_added(clinic: &Clinic, mailer: &Mailer, job: JobId, id: AccountId) -> Outcome {
    tell(clinic, mailer, job, id, letters::passkey_added).await
}

/// Tells somebody that a passkey of theirs was removed.
pub(super) async fn tell_passkey_removed(clinic: &Clinic, mailer: &Mailer, job: JobId, id: AccountId) -> Outcome {
    tell(clinic, mailer, job, id, letters::passkey_removed).await
}

type Write = fn(Locale, &str, &str) -> Letter;

async fn tell(clinic: &Clinic, mailer: &Mailer, job: JobId, id: AccountId, write: Write) -> Outcome {
    match account_mail(&clinic.system(), id).await {
        Ok(about) => {
            let letter = write(Locale::default(), &about.name, &clinic.settings.origin);
            mailer.send(job, "account", &about.email, letter).await
        }
        Err(error) => of(&error),
    }
}
