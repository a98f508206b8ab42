//! The doors of the record.

use domain::{
    AppointmentId, NoteId, PatientId,
    care::PatientRecord,
    records::{NoteForm, VisitRecord},
};
use leptos::prelude::*;

use crate::error::AppError;

/// Opens the record of a visit; leaves a trace.
#[server]
pub async fn open_record(appointment: AppointmentId) -> Result<VisitRecord, AppError> {
    let caller = crate::caller().await?;
    Ok(store::records::open(&caller, appointment).await?)
}

/// Reads every note on a patient; leaves a trace.
#[server]
pub async fn read_record(patient: PatientId) -> Result<PatientRecord, AppError> {
    let caller = crate::caller().await?;
    Ok(store::records::of_patient(&caller, patient).await?)
}

/// Writes a note on a visit.
#[server]
pub async fn write_note(form: NoteForm) -> Result<NoteId, AppError> {
    let caller = crate::caller().await?;
    Ok(store::records::write_note(&caller, form.check()?).await?)
}
