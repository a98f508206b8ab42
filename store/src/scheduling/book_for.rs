//! Booking for a patient: by the reception for everybody, by a professional with themselves for those in their care; and
//! squeezing somebody in who stands at the desk.

use domain::{
    AppointmentId, PatientId, ProfessionalId, Reach, Verb,
    scheduling::{AppointmentKind, BookFor, Booking, Course, PatientToBook, WalkIn, walk_in as walk_in_now},
    time::age_years,
};
use jiff::civil::Date;

use super::{
    book::{New, book_slot, both_turns, keep_new},
    hours::offered,
};
use crate::{
    caller::Caller,
    care::is_in_care,
    error::{Error, Result},
    professionals::may_touch,
    sql::Tx,
};

/// A patient for whom the caller may book.
///
/// # Errors
/// [`Error::Missing`] when there is no such patient for this caller.
pub async fn patient_to_book(caller: &Caller, patient: PatientId) -> Result<PatientToBook> {
    let reach = caller.must(Verb::BookFor)?;
    let mut read = caller.read().await?;
    let (name, birth_date) = bookable(&mut read.tx, caller, reach, patient).await?;
    let born = birth_date.parse::<Date>().map_err(Error::broken)?;
    Ok(PatientToBook { id: patient, name, age_years: age_years(born, caller.today()) })
}

/// Books a free slot for a patient, by the same rules and limits as if they did it themselves.
///
/// # Errors
/// [`Error::Missing`] when patient or professional are out of the caller's reach. The slot is taken, not offered, too soon
/// or too far ahead; or the patient is busy then.
pub async fn book_for(caller: &Caller, to: BookFor) -> Result<AppointmentId> {
    let reach = caller.must(Verb::BookFor)?;
    may_book_with(caller, reach, to.professional)?;
    let mut work = caller.begin().await?;
    both_turns(&mut work.tx, to.professional, to.patient).await?;
    bookable(&mut work.tx, caller, reach, to.patient).await?;
    let booking =
        Booking { professional: to.professional, starts_at: to.starts_at, reason: String::new(), patient: None };
    book_slot(work, caller, to.patient, &booking).await
}

/// Squeezes a patient in who has come: from now on, beyond what is offered, and never over another visit.
///
/// # Errors
/// [`Error::Missing`] when patient or professional are out of the caller's reach. The professional takes no walk-ins, or
/// has a visit then; or the patient is busy.
pub async fn walk_in(caller: &Caller, to: WalkIn) -> Result<AppointmentId> {
    let reach = caller.must(Verb::BookFor)?;
    may_book_with(caller, reach, to.professional)?;
    let mut work = caller.begin().await?;
    both_turns(&mut work.tx, to.professional, to.patient).await?;
    bookable(&mut work.tx, caller, reach, to.patient).await?;
    let offered = offered(&mut work.tx, to.professional, caller.now).await?.must_be_active()?;
    let span = walk_in_now(&offered.rules, offered.visit_minutes, caller.now)?;
    let cancel_minutes = offered.rules.cancel_minutes;
    let course = Course { cancel_minutes, arrived_at: Some(caller.now), ..Course::new(span) };
    let new =
        New { professional: to.professional, patient: to.patient, kind: AppointmentKind::WalkIn, course, reason: "" };
    keep_new(work, caller, &new).await
}

/// A professional books with themselves alone.
fn may_book_with(caller: &Caller, reach: Reach, professional: ProfessionalId) -> Result<()> {
    if reach == Reach::Any { Ok(()) } else { may_touch(caller, Reach::Own, professional) }
}

// queries

/// Name and birth date of a patient. Of those out of a professional's care nobody is there, and a broken glass opens a
/// record for an hour: it makes no visit, which would open it for good.
async fn bookable(tx: &mut Tx, caller: &Caller, reach: Reach, patient: PatientId) -> Result<(String, String)> {
    if reach != Reach::Any && !is_in_care(tx, caller.must_be_professional()?, patient).await? {
        return Err(Error::Missing);
    }
    row!(tx, (String, String), "select name, birth_date from patient where id = $1", patient)?.ok_or(Error::Missing)
}
