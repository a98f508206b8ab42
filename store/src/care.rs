//! Care: the patients of a professional, and one of them with their visits. Seeing a patient leaves an event.

use domain::{
    AppointmentId, BreakGlassId, Moment, PatientId, ProfessionalId, Verb,
    audit::Event,
    care::{PATIENT_VISITS_MAX, PATIENTS_MAX, PatientLine, PatientPage, PatientVisit, SOUGHT_CHARS_MAX},
    field::fold,
    time::age_years,
};
use jiff::{civil::Date, tz::TimeZone};

use crate::{
    caller::Caller,
    error::{Error, Result},
    scheduling::{CourseRow, course_columns},
    sql::Tx,
};

/// The patients in the caller's care, by name; those that answer to what is sought, if anything is.
///
/// # Errors
/// When the caller cares for nobody.
pub async fn patients(caller: &Caller, sought: &str) -> Result<Vec<PatientLine>> {
    caller.must(Verb::SeePatient)?;
    let professional = caller.must_be_professional()?;
    let mut read = caller.read().await?;
    let found = rows!(
        &mut read.tx,
        LineRow,
        "select patient.id, patient.name, patient.birth_date,
                min(case when appointment.ends_at > $2 then appointment.starts_at end) as next_at,
                max(case when appointment.ends_at <= $2 then appointment.starts_at end) as last_at
         from appointment join patient on patient.id = appointment.patient_id
         where appointment.professional_id = $1 and appointment.cancelled_at is null
           and patient.name_folded like $3 escape '!'
         group by patient.id, patient.name, patient.birth_date, patient.name_folded
         order by patient.name_folded, patient.id limit $4",
        professional,
        caller.now,
        pattern(sought),
        PATIENTS_MAX
    )?;
    found.into_iter().map(|row| row.line(caller)).collect()
}

/// One patient in the caller's care, or opened to them by breaking the glass.
///
/// # Errors
/// [`Error::Missing`] for everybody else's. No event, no answer.
pub async fn patient(caller: &Caller, id: PatientId) -> Result<PatientPage> {
    caller.must(Verb::SeePatient)?;
    let professional = caller.must_be_professional()?;
    let mut work = caller.begin().await?;
    let grounds = grounds(&mut work.tx, caller, id).await?;
    let sql = "select name, birth_date from patient where id = $1";
    let (name, birth_date) = row!(&mut work.tx, (String, String), sql, id)?.ok_or(Error::Missing)?;
    let visits = visits(&mut work.tx, id).await?;
    let birth_date = birth_date.parse::<Date>().map_err(Error::broken)?;
    let page = PatientPage {
        id,
        name,
        birth_date,
        age_years: age_years(birth_date, caller.today()),
        visits: visits.into_iter().map(|row| row.visit(professional)).collect::<Result<_>>()?,
        until: grounds.until().map(|until| until.in_zone(&caller.zone)),
    };
    work.commit(grounds.event(Event::PatientSeen(id), id)).await?;
    Ok(page)
}

/// On what grounds a professional reads a patient.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Grounds {
    /// The patient is in their care.
    Care,
    /// They broke the glass, until this moment.
    Glass(BreakGlassId, Moment),
}

impl Grounds {
    const fn until(self) -> Option<Moment> {
        match self {
            Self::Care => None,
            Self::Glass(_, until) => Some(until),
        }
    }

    /// What is said of a reading: under a broken glass it is always said that it was.
    pub(crate) const fn event(self, in_care: Event, patient: PatientId) -> Event {
        match self {
            Self::Care => in_care,
            Self::Glass(glass, _) => Event::BreakGlassReading(glass, patient),
        }
    }
}

/// On what grounds the caller may read this patient; without any the patient is missing.
pub(crate) async fn grounds(tx: &mut Tx, caller: &Caller, patient: PatientId) -> Result<Grounds> {
    let professional = caller.must_be_professional()?;
    if is_in_care(tx, professional, patient).await? {
        return Ok(Grounds::Care);
    }
    let glass = row!(
        tx,
        (BreakGlassId, Moment),
        "select id, expires_at from break_glass
         where professional_id = $1 and patient_id = $2 and opened_at <= $3 and expires_at > $3
         order by expires_at desc limit 1",
        professional,
        patient,
        caller.now
    )?;
    glass.map(|(id, until)| Grounds::Glass(id, until)).ok_or(Error::Missing)
}

// queries

/// The rule of `domain::care`: a visit together that was not called off.
pub(crate) async fn is_in_care(tx: &mut Tx, professional: ProfessionalId, patient: PatientId) -> Result<bool> {
    let found = row!(
        tx,
        (i64,),
        "select cast(1 as bigint) from appointment
         where patient_id = $1 and professional_id = $2 and cancelled_at is null limit 1",
        patient,
        professional
    )?;
    Ok(found.is_some())
}

/// Words in the order of the name, each anywhere in it.
fn pattern(sought: &str) -> String {
    let sought = fold(&sought.chars().take(SOUGHT_CHARS_MAX).collect::<String>());
    let plain = sought.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{}%", plain.replace(' ', "%"))
}

#[derive(sqlx::FromRow)]
struct LineRow {
    id: PatientId,
    name: String,
    birth_date: String,
    next_at: Option<Moment>,
    last_at: Option<Moment>,
}

impl LineRow {
    fn line(self, caller: &Caller) -> Result<PatientLine> {
        let born = self.birth_date.parse::<Date>().map_err(Error::broken)?;
        Ok(PatientLine {
            id: self.id,
            name: self.name,
            age_years: age_years(born, caller.today()),
            next: self.next_at.map(|at| at.in_zone(&caller.zone)),
            last: self.last_at.map(|at| at.in_zone(&caller.zone)),
        })
    }
}

#[derive(sqlx::FromRow)]
struct VisitRow {
    id: AppointmentId,
    professional_id: ProfessionalId,
    professional: String,
    specialty: String,
    #[sqlx(flatten)]
    row: CourseRow,
    time_zone: String,
}

impl VisitRow {
    fn visit(self, reader: ProfessionalId) -> Result<PatientVisit> {
        let zone = TimeZone::get(&self.time_zone).map_err(Error::broken)?;
        let course = self.row.course();
        Ok(PatientVisit {
            own: (self.professional_id == reader).then_some(self.id),
            starts: course.span.starts_at.in_zone(&zone),
            professional: self.professional,
            specialty: self.specialty,
            state: course.state(),
        })
    }
}

async fn visits(tx: &mut Tx, patient: PatientId) -> Result<Vec<VisitRow>> {
    rows!(
        tx,
        VisitRow,
        concat!(
            "select appointment.id, appointment.professional_id, professional.name as professional,
                    professional.specialty, unit.time_zone, ",
            course_columns!(),
            " from appointment
             join professional on professional.id = appointment.professional_id
             join unit on unit.id = professional.unit_id
             where appointment.patient_id = $1 order by appointment.starts_at desc, appointment.id desc limit $2"
        ),
        patient,
        PATIENT_VISITS_MAX
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sought_is_taken_as_it_is_typed() {
        for (sought, expected) in
            [("", "%%"), ("ANA  Sousa", "%ana%sousa%"), ("100%", "%100!%%"), ("a_b!", "%a!_b!!%"), (" é ", "%e%")]
        {
            assert_eq!(pattern(sought), expected, "{sought}");
        }
    }
}
