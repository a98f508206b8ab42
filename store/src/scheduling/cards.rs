//! Appointments as lists and pages show them: no clinical text.

use domain::{
    AppointmentId, Moment, ProfessionalId, Reach, Verb,
    scheduling::{AppointmentCard, AppointmentKind, Party},
    time::age_years,
};
use jiff::{ToSpan, civil::Date, tz::TimeZone};

use super::course::{CourseRow, course_columns};
use crate::{
    caller::Caller,
    error::{Error, Result},
    family::not_theirs,
    sql::Tx,
};

/// Appointments on one page.
const PAGE_ROWS_MAX: i64 = 50;
/// Appointments on one day of the agenda.
const BOARD_ROWS_MAX: i64 = 500;

macro_rules! cards_where {
    ($($rest:literal),+) => {
        concat!(
            "select appointment.id, appointment.changes, appointment.kind, ",
            course_columns!(),
            ", patient.name as patient, patient.birth_date,
                    (select account.name from guardianship join account on account.id = guardianship.account_id
                     where guardianship.patient_id = patient.id and guardianship.ended_at is null
                     order by guardianship.since limit 1) as guardian,
                    professional.name as professional, professional.specialty, unit.time_zone
             from appointment
             join patient on patient.id = appointment.patient_id
             join professional on professional.id = appointment.professional_id
             join unit on unit.id = professional.unit_id where ",
            $($rest),+
        )
    };
}

macro_rules! upcoming_of {
    ($column:literal) => {
        cards_where!(
            $column,
            " = $1 and appointment.starts_at > $2 and appointment.ends_at > $3
             and appointment.cancelled_at is null and appointment.completed_at is null and appointment.missed_at is null
             order by appointment.starts_at, appointment.id limit $4"
        )
    };
}

macro_rules! past_of {
    ($column:literal) => {
        cards_where!(
            $column,
            " = $1 and (appointment.ends_at <= $2 or appointment.cancelled_at is not null
             or appointment.completed_at is not null or appointment.missed_at is not null)
             order by appointment.starts_at desc, appointment.id desc limit $3"
        )
    };
}

/// One appointment of the caller.
///
/// # Errors
/// [`Error::Missing`] when it is not theirs.
pub async fn appointment(caller: &Caller, id: AppointmentId) -> Result<AppointmentCard> {
    caller.must(Verb::SeeAppointment)?;
    let mut read = caller.read().await?;
    let found = row!(
        &mut read.tx,
        CardRow,
        cards_where!("appointment.id = $1 and (appointment.patient_id = $2 or appointment.professional_id = $3)"),
        id,
        caller.patient(),
        caller.professional()
    )?;
    match found {
        Some(row) => row.card(caller),
        None => Err(not_theirs(&mut read.tx, caller, id).await?),
    }
}

/// One appointment as those see it who keep the agenda: a professional's own, or anybody's.
///
/// # Errors
/// [`Error::Missing`] when it is not theirs to keep.
pub async fn on_agenda(caller: &Caller, id: AppointmentId) -> Result<AppointmentCard> {
    let reach = caller.must(Verb::KeepAgenda)?;
    if reach == Reach::Own {
        return appointment(caller, id).await;
    }
    let mut read = caller.read().await?;
    let found = row!(&mut read.tx, CardRow, cards_where!("appointment.id = $1"), id)?;
    found.ok_or(Error::Missing)?.card(caller)
}

/// The caller's appointments on both sides of now: upcoming soonest first, past latest first.
///
/// # Errors
/// When the caller has no appointments to see.
pub async fn visits(caller: &Caller) -> Result<(Vec<AppointmentCard>, Vec<AppointmentCard>)> {
    caller.must(Verb::SeeAppointment)?;
    let mut read = caller.read().await?;
    let (upcoming, past, own) = match (caller.patient(), caller.professional()) {
        (Some(patient), _) => (upcoming_of!("appointment.patient_id"), past_of!("appointment.patient_id"), patient.0),
        (None, Some(professional)) => {
            (upcoming_of!("appointment.professional_id"), past_of!("appointment.professional_id"), professional.0)
        }
        (None, None) => return Err(Error::Denied),
    };
    let (since, recently) = (since(caller.now), recently(caller.now));
    let upcoming = rows!(&mut read.tx, CardRow, upcoming, own, since, recently, PAGE_ROWS_MAX)?;
    let past = rows!(&mut read.tx, CardRow, past, own, recently, PAGE_ROWS_MAX)?;
    let cards = |rows: Vec<CardRow>| rows.into_iter().map(|row| row.card(caller)).collect::<Result<Vec<_>>>();
    Ok((cards(upcoming)?, cards(past)?))
}

/// No visit is longer than a day: where the index is entered for visits that may still run.
fn since(now: Moment) -> Moment {
    recently(now).plus_minutes(-24 * 60)
}

/// A visit whose room is still open is not past yet.
fn recently(now: Moment) -> Moment {
    now.plus_minutes(-domain::scheduling::ENTRY_CLOSES_MINUTES)
}

/// One day of the agenda: the day shown, today, and its appointments in order. A professional's own, or everybody's for
/// those who keep the agenda.
///
/// # Errors
/// When the caller has no agenda to see.
pub async fn board(caller: &Caller, date: Option<Date>) -> Result<(Date, Date, Vec<AppointmentCard>)> {
    let reach = caller.must(Verb::SeeDayBoard)?;
    let own = if reach == Reach::Own { Some(caller.must_be_professional()?) } else { None };
    let mut read = caller.read().await?;
    let zone = match own {
        Some(professional) => zone_of(&mut read.tx, professional).await?,
        None => (*caller.zone).clone(),
    };
    let today = caller.now.in_zone(&zone).date();
    let date = date.unwrap_or(today);
    let midnight = |date: Date| {
        Moment::of_wall_clock(date.to_datetime(jiff::civil::Time::midnight()), &zone).ok_or(Error::Missing)
    };
    let (from, to) = (midnight(date)?, midnight(date.saturating_add(1.day()))?);
    // Two texts: each enters its own index.
    let found = match own {
        Some(professional) => rows!(
            &mut read.tx,
            CardRow,
            cards_where!(
                "appointment.professional_id = $1 and appointment.starts_at >= $2 and appointment.starts_at < $3
                 order by appointment.starts_at, appointment.id limit $4"
            ),
            professional,
            from,
            to,
            BOARD_ROWS_MAX
        )?,
        None => rows!(
            &mut read.tx,
            CardRow,
            cards_where!(
                "appointment.starts_at >= $1 and appointment.starts_at < $2
                 order by appointment.starts_at, professional.name_folded, appointment.id limit $3"
            ),
            from,
            to,
            BOARD_ROWS_MAX
        )?,
    };
    let cards = found.into_iter().map(|row| row.card(caller)).collect::<Result<Vec<_>>>()?;
    Ok((date, today, cards))
}

async fn zone_of(tx: &mut Tx, professional: ProfessionalId) -> Result<TimeZone> {
    let found = row!(
        tx,
        (String,),
        "select unit.time_zone from professional join unit on unit.id = professional.unit_id where professional.id = $1",
        professional
    )?;
    TimeZone::get(&found.ok_or(Error::Missing)?.0).map_err(Error::broken)
}

#[derive(sqlx::FromRow)]
struct CardRow {
    id: AppointmentId,
    changes: i64,
    kind: AppointmentKind,
    #[sqlx(flatten)]
    row: CourseRow,
    patient: String,
    birth_date: String,
    guardian: Option<String>,
    professional: String,
    specialty: String,
    time_zone: String,
}

impl CardRow {
    fn card(self, caller: &Caller) -> Result<AppointmentCard> {
        let zone = TimeZone::get(&self.time_zone).map_err(Error::broken)?;
        let course = self.row.course();
        let starts = course.span.starts_at.in_zone(&zone);
        let born = self.birth_date.parse::<Date>().map_err(Error::broken)?;
        let steps = Party::of(&caller.actor).map(|party| course.steps(party, caller.now));
        Ok(AppointmentCard {
            id: self.id,
            starts,
            ends: course.span.ends_at.in_zone(&zone),
            patient: self.patient,
            patient_age_years: age_years(born, starts.date()),
            guardian: self.guardian,
            professional: self.professional,
            specialty: self.specialty,
            kind: self.kind,
            state: course.state(),
            room: course.room(caller.now),
            room_opens: course.opens_at().in_zone(&zone),
            cancel_until: course.cancel_until().in_zone(&zone),
            version: self.changes,
            steps: steps.unwrap_or_default(),
        })
    }
}
