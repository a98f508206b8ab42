//! Letters to the two people of an appointment: booked, and called off.

use app::{
    i18n::Locale,
    mail::letters::{self, Letter, Reader},
};
use domain::{AppointmentId, JobId, Local, jobs::Outcome};
use store::scheduling::{AppointmentMail, appointment_mail};

use super::of;
use crate::{clinic::Clinic, mail::Mailer};

type Write = fn(Locale, Reader<'_>, Local, &str) -> Letter;

/// Tells both people that a visit is booked.
pub(super) async fn confirm_booking(clinic: &Clinic, mailer: &Mailer, job: JobId, id: AppointmentId) -> Outcome {
    match appointment_mail(&clinic.system(), id).await {
        // Called off before anybody was told: the other letter says it.
        Ok(about) if about.cancelled => Outcome::Done,
        Ok(about) => tell_both(clinic, mailer, job, id, &about, letters::booked).await,
        Err(error) => of(&error),
    }
}

/// Tells both people that a visit was called off.
pub(super) async fn tell_cancelled(clinic: &Clinic, mailer: &Mailer, job: JobId, id: AppointmentId) -> Outcome {
    match appointment_mail(&clinic.system(), id).await {
        Ok(about) => tell_both(clinic, mailer, job, id, &about, letters::cancelled).await,
        Err(error) => of(&error),
    }
}

async fn tell_both(
    clinic: &Clinic,
    mailer: &Mailer,
    job: JobId,
    id: AppointmentId,
    about: &AppointmentMail,
    write: Write,
) -> Outcome {
    let link = format!("{}/visits/{id}", clinic.settings.origin);
    let language = Locale::default();
    let professional = Reader::Professional { name: &about.professional };
    let letter = write(language, professional, about.starts, &link);
    let told = mailer.send(job, "professional", &about.professional_email, letter).await;
    let (Outcome::Done, Some(email)) = (told, &about.patient_email) else { return told };
    let patient = Reader::Patient { name: &about.patient, professional: &about.professional };
    mailer.send(job, "patient", email, write(language, patient, about.starts, &link)).await
}
