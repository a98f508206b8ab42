//! Letters with a link that opens something once. Here alone a token is written, into the letter and nowhere else.

use app::{mail::letters, words::locale};
use domain::{AccountId, JobId, LinkId, jobs::Outcome};
use store::links;

use super::of;
use crate::{clinic::Clinic, mail::Mailer};

/// Makes a link for a new password. An account that does not exist was asked for by somebody who must not notice.
pub(super) async fn make_reset(clinic: &Clinic, job: JobId, account: AccountId) -> Outcome {
    match links::make_reset(&clinic.system(), job, account).await {
        Ok(()) | Err(store::Error::Missing) => Outcome::Done,
        Err(error) => of(&error),
    }
}

/// Sends the letter of a link. Addresses in it come from the settings, never from a request.
pub(super) async fn send_link(clinic: &Clinic, mailer: &Mailer, job: JobId, id: LinkId) -> Outcome {
    let about = match links::letter(&clinic.system(), id).await {
        Ok(Some(about)) => about,
        // It has ended, or nobody we know asked.
        Ok(None) => return Outcome::Done,
        Err(error) => return of(&error),
    };
    let (language, origin) = (locale(about.language), &clinic.settings.origin);
    let letter = match (&about.token, about.role) {
        (None, _) => letters::email_taken(language, &format!("{origin}/forgot")),
        (Some(token), role) => {
            let link = format!("{origin}{}{}", about.kind.page(), token.reveal());
            match role {
                Some(role) => letters::invited(language, &about.clinic, &about.name, role, &link),
                None => letters::link(language, about.kind, &about.name, &link),
            }
        }
    };
    mailer.send(job, "link", &about.email, letter).await
}

/// Tells the address so far that another one was asked for.
pub(super) async fn tell_email_asked(clinic: &Clinic, mailer: &Mailer, job: JobId, id: LinkId) -> Outcome {
    match links::email_asked(&clinic.system(), id).await {
        Ok(Some(about)) => {
            let link = format!("{}/forgot", clinic.settings.origin);
            let letter = letters::email_asked(locale(about.language), &about.name, &link);
            mailer.send(job, "account", &about.email, letter).await
        }
        Ok(None) => Outcome::Done,
        Err(error) => of(&error),
    }
}
