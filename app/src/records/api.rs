//! The doors of the record.

use domain::{
    AppointmentId, NoteId,
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

/// Writes a note on a visit.
#[server]
pub async fn write_note(form: NoteForm) -> Result<NoteId, AppError> {
    let caller = crate::caller().await?;
    Ok(store::records::write_note(&caller, form.check()?).await?)
}
