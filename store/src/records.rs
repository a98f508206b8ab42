//! The clinical record: notes on a visit, sealed under the patient's own data key. Append-only; every reading leaves
//! an event.

use domain::{
    AppointmentId, Moment, NoteId, PatientId, ProfessionalId, Refusal, Verb,
    audit::Event,
    care::{PatientRecord, RECORD_NOTES_MAX},
    records::{NOTES_A_VISIT_MAX, NewNote, Note, VisitRecord},
};
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::{
    caller::Caller,
    care::grounds,
    error::{Error, Result},
    scheduling::own_appointment,
    sql::{Tx, in_turn},
    vault::{DataKey, Place, Sealed},
};

/// Writes a note on a visit of the caller, its professional.
///
/// # Errors
/// [`Error::Missing`] when the visit is not theirs; a refusal when it was called off or has not begun.
pub async fn write_note(caller: &Caller, new: NewNote) -> Result<NoteId> {
    caller.must(Verb::WriteNote)?;
    let author = caller.must_be_professional()?;
    let mut work = caller.begin().await?;
    in_turn(&mut work.tx, new.appointment.0).await?;
    let row = own_appointment(&mut work.tx, caller, new.appointment).await?;
    row.course().may_write_note(caller.now)?;
    let count = row!(&mut work.tx, (i64,), "select count(*) from note where appointment_id = $1", new.appointment)?;
    if count.is_some_and(|(count,)| count >= NOTES_A_VISIT_MAX) {
        return Err(Refusal::TooManyNotes.into());
    }
    let id = caller.new_id::<NoteId>();
    let key = caller.vault.data_key(&mut work, row.patient_id.0, caller.now).await?;
    run!(
        &mut work.tx,
        "insert into note (id, appointment_id, patient_id, author_id, text, written_at) values ($1, $2, $3, $4, $5, $6)",
        id,
        new.appointment,
        row.patient_id,
        author,
        key.seal(Place::new("note", "text", id.0), &new.text)?,
        caller.now
    )?;
    work.commit(Event::NoteWritten(id, row.patient_id)).await?;
    Ok(id)
}

/// Opens the record of a visit of the caller: the patient it concerns, or the professional who wrote it.
///
/// # Errors
/// [`Error::Missing`] to everybody else. No event, no answer.
pub async fn open(caller: &Caller, appointment: AppointmentId) -> Result<VisitRecord> {
    caller.must(Verb::ReadNotes)?;
    let mut work = caller.begin().await?;
    let visit = own_appointment(&mut work.tx, caller, appointment).await?;
    let sealed = sealed_record(&mut work.tx, appointment).await?;
    let record = if sealed.is_empty() {
        VisitRecord { reason: String::new(), change_reason: String::new(), notes: Vec::new() }
    } else {
        let key = caller.vault.existing_key(&mut work.tx, visit.patient_id.0).await?;
        sealed.open(&key, appointment, caller.professional())?
    };
    work.commit(Event::RecordOpened(appointment, visit.patient_id)).await?;
    Ok(record)
}

/// Reads every note on a patient in the caller's care, or opened to them by breaking the glass.
///
/// # Errors
/// [`Error::Missing`] for everybody else's. No event, no answer.
pub async fn of_patient(caller: &Caller, patient: PatientId) -> Result<PatientRecord> {
    caller.must(Verb::ReadRecord)?;
    let mut work = caller.begin().await?;
    let grounds = grounds(&mut work.tx, caller, patient).await?;
    let sealed = sealed_notes(&mut work.tx, patient).await?;
    let notes = if sealed.is_empty() {
        Vec::new()
    } else {
        let key = caller.vault.existing_key(&mut work.tx, patient.0).await?;
        sealed.into_iter().map(|note| note.open(&key, &caller.zone)).collect::<Result<_>>()?
    };
    work.commit(grounds.event(Event::RecordRead(patient), patient)).await?;
    Ok(PatientRecord { notes })
}

// queries

struct SealedRecord {
    reason: Option<Sealed>,
    change_reason: Option<(Uuid, Sealed)>,
    zone: TimeZone,
    notes: Vec<NoteRow>,
}

#[derive(sqlx::FromRow)]
struct NoteRow {
    id: NoteId,
    author_id: ProfessionalId,
    author: String,
    text: Sealed,
    written_at: Moment,
}

impl NoteRow {
    fn open(self, key: &DataKey, zone: &TimeZone) -> Result<Note> {
        Ok(Note {
            id: self.id,
            written: self.written_at.in_zone(zone),
            author: self.author,
            text: key.open(Place::new("note", "text", self.id.0), &self.text)?,
        })
    }
}

async fn sealed_notes(tx: &mut Tx, patient: PatientId) -> Result<Vec<NoteRow>> {
    rows!(
        tx,
        NoteRow,
        "select note.id, note.author_id, professional.name as author, note.text, note.written_at
         from note join professional on professional.id = note.author_id
         where note.patient_id = $1 order by note.written_at desc, note.id desc limit $2",
        patient,
        RECORD_NOTES_MAX
    )
}

async fn sealed_record(tx: &mut Tx, appointment: AppointmentId) -> Result<SealedRecord> {
    let found = row!(
        &mut *tx,
        (Option<Sealed>, String),
        "select appointment.reason, unit.time_zone from appointment
         join professional on professional.id = appointment.professional_id
         join unit on unit.id = professional.unit_id where appointment.id = $1",
        appointment
    )?;
    let (reason, zone) = found.ok_or(Error::Missing)?;
    let notes = rows!(
        &mut *tx,
        NoteRow,
        "select note.id, note.author_id, professional.name as author, note.text, note.written_at
         from note join professional on professional.id = note.author_id
         where note.appointment_id = $1 order by note.written_at, note.id limit $2",
        appointment,
        NOTES_A_VISIT_MAX
    )?;
    let change_reason = row!(
        tx,
        (Uuid, Sealed),
        "select id, reason from appointment_change where appointment_id = $1 and reason is not null
         order by number desc limit 1",
        appointment
    )?;
    Ok(SealedRecord { reason, change_reason, zone: TimeZone::get(&zone).map_err(Error::broken)?, notes })
}

impl SealedRecord {
    const fn is_empty(&self) -> bool {
        self.reason.is_none() && self.change_reason.is_none() && self.notes.is_empty()
    }

    /// A professional reads the notes of which they are the author; the patient reads them all.
    fn open(self, key: &DataKey, appointment: AppointmentId, reader: Option<ProfessionalId>) -> Result<VisitRecord> {
        let reason = match &self.reason {
            Some(sealed) => key.open(Place::new("appointment", "reason", appointment.0), sealed)?,
            None => String::new(),
        };
        let change_reason = match &self.change_reason {
            Some((id, sealed)) => key.open(Place::new("appointment_change", "reason", *id), sealed)?,
            None => String::new(),
        };
        let readable = self.notes.into_iter().filter(|note| reader.is_none_or(|reader| reader == note.author_id));
        let notes = readable.map(|note| note.open(key, &self.zone));
        Ok(VisitRecord { reason, change_reason, notes: notes.collect::<Result<_>>()? })
    }
}
