//! Letters about privacy: a record opened outside of somebody's care, a contest, its answer. No health data stands in them.

use app::{mail::letters, words::locale};
use domain::{AccountId, BreakGlassId, ContestId, JobId, jobs::Outcome};
use store::privacy::{contest_mail, glass_mail};

use super::of;
use crate::{clinic::Clinic, mail::Mailer};

/// Tells one reader that a record was opened outside of somebody's care.
pub(super) async fn tell_glass_broken(
    clinic: &Clinic,
    mailer: &Mailer,
    job: JobId,
    (glass, reader): (BreakGlassId, AccountId),
) -> Outcome {
    match glass_mail(&clinic.system(), glass, reader).await {
        Ok(about) => {
            if let Some(patient) = &about.dependant {
                let link = format!("{}/family", clinic.settings.origin);
                let names = (about.name.as_str(), patient.as_str());
                let letter = letters::glass_of_dependant(
                    locale(about.language),
                    names,
                    &about.professional,
                    about.opened,
                    &link,
                );
                return mailer.send(job, "reader", &about.email, letter).await;
            }
            let (page, write) = if about.is_patient {
                ("who-saw", letters::glass_broken as fn(_, &str, &str, _, &str) -> _)
            } else {
                ("reviews", letters::glass_to_review as fn(_, &str, &str, _, &str) -> _)
            };
            let link = format!("{}/{page}", clinic.settings.origin);
            let letter = write(locale(about.language), &about.name, &about.professional, about.opened, &link);
            mailer.send(job, "reader", &about.email, letter).await
        }
        Err(error) => of(&error),
    }
}

/// Tells an administrator that a patient contests a reading.
pub(super) async fn tell_contested(
    clinic: &Clinic,
    mailer: &Mailer,
    job: JobId,
    (contest, reader): (ContestId, AccountId),
) -> Outcome {
    match contest_mail(&clinic.system(), contest, reader).await {
        Ok(about) => {
            let link = format!("{}/reviews", clinic.settings.origin);
            let letter = letters::contested(locale(about.language), &about.name, &link);
            mailer.send(job, "administrator", &about.email, letter).await
        }
        Err(error) => of(&error),
    }
}

/// Tells a patient that their contest was answered.
pub(super) async fn tell_contest_answered(
    clinic: &Clinic,
    mailer: &Mailer,
    job: JobId,
    (contest, reader): (ContestId, AccountId),
) -> Outcome {
    match contest_mail(&clinic.system(), contest, reader).await {
        Ok(about) => {
            let origin = &clinic.settings.origin;
            let letter = match &about.dependant {
                Some(patient) => {
                    let link = format!("{origin}/family");
                    letters::contest_of_dependant_answered(locale(about.language), &about.name, patient, &link)
                }
                None => letters::contest_answered(locale(about.language), &about.name, &format!("{origin}/who-saw")),
            };
            mailer.send(job, "patient", &about.email, letter).await
        }
        Err(error) => of(&error),
    }
}
