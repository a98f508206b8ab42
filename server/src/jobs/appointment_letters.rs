//! Letters to the two sides of an appointment: booked, moved, called off, and near.

use app::{
    i18n::Locale,
    mail::letters::{self, Letter, Reader, ReminderLinks},
    words::locale,
};
use domain::{
    AppointmentId, JobId, Language, ReminderId,
    calendar::{CalendarVisit, Method},
    jobs::Outcome,
    links::{LinkKind, Token},
};
use store::{
    reminders,
    scheduling::{AppointmentMail, appointment_mail, moved_mail},
};

use super::of;
use crate::{
    clinic::Clinic,
    mail::{Enclosed, Mailer},
};

/// Tells both people that a visit is booked.
pub(super) async fn confirm_booking(clinic: &Clinic, mailer: &Mailer, job: JobId, id: AppointmentId) -> Outcome {
    match appointment_mail(&clinic.system(), id).await {
        // Called off before anybody was told: the other letter says it.
        Ok(about) if about.cancelled => Outcome::Done,
        Ok(about) => {
            let write =
                |language, reader: Reader<'_>, link: &str| letters::booked(language, reader, about.starts, link);
            tell_both(clinic, mailer, job, &about, (Method::Publish, write)).await
        }
        Err(error) => of(&error),
    }
}

/// Tells both people that a visit was called off.
pub(super) async fn tell_cancelled(clinic: &Clinic, mailer: &Mailer, job: JobId, id: AppointmentId) -> Outcome {
    match appointment_mail(&clinic.system(), id).await {
        Ok(about) => {
            let write =
                |language, reader: Reader<'_>, link: &str| letters::cancelled(language, reader, about.starts, link);
            tell_both(clinic, mailer, job, &about, (Method::Cancel, write)).await
        }
        Err(error) => of(&error),
    }
}

/// Tells both people that a visit was moved. A letter that comes late says for when it is planned now.
pub(super) async fn tell_moved(
    clinic: &Clinic,
    mailer: &Mailer,
    job: JobId,
    (id, change): (AppointmentId, i64),
) -> Outcome {
    match moved_mail(&clinic.system(), id, change).await {
        // Called off since, which another letter says; or moved back before anybody was told.
        Ok((about, before)) if about.cancelled || before == about.starts => Outcome::Done,
        Ok((about, before)) => {
            let times = (before, about.starts);
            let write = |language, reader: Reader<'_>, link: &str| letters::moved(language, reader, times, link);
            tell_both(clinic, mailer, job, &about, (Method::Publish, write)).await
        }
        Err(error) => of(&error),
    }
}

/// Reminds the patient's side of a visit.
pub(super) async fn remind(clinic: &Clinic, mailer: &Mailer, job: JobId, id: ReminderId) -> Outcome {
    let (about, readers) = match reminders::letter(&clinic.system(), id).await {
        Ok(Some(letter)) => (letter.about, letter.readers),
        // Called off, moved or begun since.
        Ok(None) => return Outcome::Done,
        Err(error) => return of(&error),
    };
    let visit = link_to(clinic, &about);
    let link = |kind: LinkKind, token: Option<&Token>| {
        Some(format!("{}{}{}", clinic.settings.origin, kind.page(), token?.reveal()))
    };
    for (number, reader) in readers.iter().enumerate() {
        let (language, side) = (locale(reader.language), patients_side(&about, &reader.name));
        let confirm = link(LinkKind::ConfirmVisit, reader.confirm.as_ref());
        let cancel = link(LinkKind::CancelVisit, reader.cancel.as_ref());
        let links = ReminderLinks { visit: &visit, confirm: confirm.as_deref(), cancel: cancel.as_deref() };
        let letter = letters::reminder(language, side, about.starts, links);
        let entry = enclosed(clinic, &about, Method::Publish, language, side);
        let told = mailer.send_with(job, &part(number), &reader.email, letter, Some(entry)).await;
        if told != Outcome::Done {
            return told;
        }
    }
    Outcome::Done
}

async fn tell_both(
    clinic: &Clinic,
    mailer: &Mailer,
    job: JobId,
    about: &AppointmentMail,
    (method, write): (Method, impl Fn(Locale, Reader<'_>, &str) -> Letter),
) -> Outcome {
    let link = link_to(clinic, about);
    let (language, reader) = (locale(about.professional_language), Reader::Professional { name: &about.professional });
    let letter = write(language, reader, &link);
    let entry = enclosed(clinic, about, method, language, reader);
    let told = mailer.send_with(job, "professional", &about.professional_email, letter, Some(entry)).await;
    if told != Outcome::Done {
        return told;
    }
    for (number, reader) in about.readers.iter().enumerate() {
        let (language, side) = (locale(reader.language), patients_side(about, &reader.name));
        let letter = write(language, side, &link);
        let entry = enclosed(clinic, about, method, language, side);
        let told = mailer.send_with(job, &part(number), &reader.email, letter, Some(entry)).await;
        if told != Outcome::Done {
            return told;
        }
    }
    if let Some(email) = &about.registered_email {
        let reader = Reader::Registered { name: &about.patient, professional: &about.professional };
        // Nobody has said in which language they read.
        return mailer.send(job, "patient", email, write(locale(Language::default()), reader, &link)).await;
    }
    Outcome::Done
}

/// What a letter to one of several readers is called: one that is sent again is the same one to a mail server.
fn part(number: usize) -> String {
    if number == 0 { "patient".to_owned() } else { format!("patient-{}", number + 1) }
}

fn link_to(clinic: &Clinic, about: &AppointmentMail) -> String {
    format!("{}/visits/{}", clinic.settings.origin, about.id)
}

/// The visit, for the reader's own calendar.
fn enclosed(
    clinic: &Clinic,
    about: &AppointmentMail,
    method: Method,
    language: Locale,
    reader: Reader<'_>,
) -> Enclosed {
    let visit = CalendarVisit {
        id: about.id,
        starts_at: about.starts.at,
        ends_at: about.ends_at,
        changes: about.changes,
        summary: letters::calendar_entry(language, reader),
        link: link_to(clinic, about),
    };
    Enclosed { name: letters::calendar_file(language), method, written_at: clinic.clock.now(), visit }
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
