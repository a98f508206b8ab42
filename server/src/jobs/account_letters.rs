//! Letters about an account: a code to come in with, and changes that its owner must hear of.

use app::{
    i18n::Locale,
    mail::letters::{self, Arrived, Letter},
    words::locale,
};
use domain::{AccountId, DeviceId, JobId, RegistrationId, jobs::Outcome};
use store::{
    accounts::{account_mail, mint_code, new_device_mail},
    patients::registration_mail,
};

use super::of;
use crate::{clinic::Clinic, countries, mail::Mailer};

/// Mints a code and sends it. An account that does not exist was asked for by somebody who must not notice.
pub(super) async fn send_code(clinic: &Clinic, mailer: &Mailer, job: JobId, id: AccountId) -> Outcome {
    let minted = match mint_code(&clinic.system(), id).await {
        Ok(minted) => minted,
        Err(store::Error::Missing) => return Outcome::Done,
        Err(error) => return of(&error),
    };
    let link = format!("{}/enter/{}", clinic.settings.origin, minted.link);
    let letter = letters::code(locale(minted.language), &minted.name, minted.code.reveal(), &link);
    mailer.send(job, "code", &minted.email, letter).await
}

/// Sends the code of a registration: to finish it, or to come in where the address has an account already.
pub(super) async fn send_registration_code(
    clinic: &Clinic,
    mailer: &Mailer,
    job: JobId,
    id: RegistrationId,
) -> Outcome {
    let about = match registration_mail(&clinic.system(), id).await {
        Ok(about) => about,
        // Finished, followed by another one, or of somebody who may not come in: whoever asked must not notice.
        Err(store::Error::Missing) => return Outcome::Done,
        Err(error) => return of(&error),
    };
    let (language, code) = (locale(about.language), about.code.reveal());
    let link = format!("{}/enter/{}", clinic.settings.origin, about.link);
    let letter = match &about.known_as {
        Some(name) => letters::registration_known(language, name, code, &link),
        None => letters::registration(language, code, &link),
    };
    mailer.send(job, "code", &about.email, letter).await
}

/// Tells a patient that somebody registered with their CPF.
pub(super) async fn tell_cpf_in_use(clinic: &Clinic, mailer: &Mailer, job: JobId, id: AccountId) -> Outcome {
    tell(clinic, mailer, job, id, letters::cpf_in_use).await
}

/// Tells somebody that their account was opened on a device that was new to it.
pub(super) async fn tell_new_device(clinic: &Clinic, mailer: &Mailer, job: JobId, id: DeviceId) -> Outcome {
    tell_arrival(clinic, mailer, job, id, letters::new_device).await
}

/// Tells somebody that their account was opened from a country that was new to it, on a device they know.
pub(super) async fn tell_new_country(clinic: &Clinic, mailer: &Mailer, job: JobId, id: DeviceId) -> Outcome {
    tell_arrival(clinic, mailer, job, id, letters::new_country).await
}

type WriteArrival = fn(Locale, &str, &Arrived<'_>, &str) -> Letter;

async fn tell_arrival(clinic: &Clinic, mailer: &Mailer, job: JobId, id: DeviceId, write: WriteArrival) -> Outcome {
    let about = match new_device_mail(&clinic.system(), id).await {
        Ok(about) => about,
        // Signed out already: there is nothing to look after.
        Err(store::Error::Missing) => return Outcome::Done,
        Err(error) => return of(&error),
    };
    let link = format!("{}/security", clinic.settings.origin);
    let language = locale(about.language);
    let country = about.country.and_then(|country| countries::name(language, country));
    let arrived = Arrived { agent: about.agent, since: about.since, country, time_zone: about.time_zone.as_deref() };
    let letter = write(language, &about.name, &arrived, &link);
    mailer.send(job, "device", &about.email, letter).await
}

/// Tells somebody that their password was changed.
pub(super) async fn tell_password_changed(clinic: &Clinic, mailer: &Mailer, job: JobId, id: AccountId) -> Outcome {
    tell(clinic, mailer, job, id, letters::password_changed).await
}

/// Tells somebody that their second factor is another one, or was used up in part.
pub(super) async fn tell_factor_changed(clinic: &Clinic, mailer: &Mailer, job: JobId, id: AccountId) -> Outcome {
    tell(clinic, mailer, job, id, letters::factor_changed).await
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
            let letter = write(locale(about.language), &about.name, &clinic.settings.origin);
            mailer.send(job, "account", &about.email, letter).await
        }
        Err(error) => of(&error),
    }
}
