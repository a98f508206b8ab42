//! Letters to the two sides of an appointment: booked, and called off.

use app::{
    i18n::Locale,
    mail::letters::{self, Letter, Reader},
    words::locale,
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
    let professional = Reader::Professional { name: &about.professional };
    let letter = write(locale(about.professional_language), professional, about.starts, &link);
    let told = mailer.send(job, "professional", &about.professional_email, letter).await;
    if told != Outcome::Done {
        return told;
    }
    for (number, reader) in about.readers.iter().enumerate() {
        let letter = write(locale(reader.language), patients_side(about, &reader.name), about.starts, &link);
        // A letter that is sent again is the same one to a mail server.
        let part = if number == 0 { "patient".to_owned() } else { format!("patient-{}", number + 1) };
        let told = mailer.send(job, &part, &reader.email, letter).await;
        if told != Outcome::Done {
            return told;
        }
    }
    Outcome::Done
}

/// The patient, or somebody responsible for them, who needs to be told whose visit it is.
fn patients_side<'a>(about: &'a AppointmentMail, name: &'a str) -> Reader<'a> {
    let professional = &about.professional;
    if about.has_account {
        Reader::Patient { name, professional }
    } else {
        Reader::Guardian { name, patient: &about.patient, professional }
    }
}
