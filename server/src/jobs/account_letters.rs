//! Letters about an account: a change that its owner must hear of.

use app::{i18n::Locale, mail::letters};
use domain::{AccountId, JobId, jobs::Outcome};
use store::accounts::account_mail;

use super::of;
use crate::{clinic::Clinic, mail::Mailer};

/// Tells somebody that their password was changed.
pub(super) async fn tell_password_changed(clinic: &Clinic, mailer: &Mailer, job: JobId, id: AccountId) -> Outcome {
    match account_mail(&clinic.system(), id).await {
        Ok(about) => {
            let letter = letters::password_changed(Locale::default(), &about.name, &clinic.settings.origin);
            mailer.send(job, "account", &about.email, letter).await
        }
        Err(error) => of(&error),
    }
}
