//! The doors of calls. The call itself runs over the socket at `/calls/{id}/socket`.

use domain::{
    AppointmentId,
    calls::{CallLog, Ticket},
};
use leptos::prelude::*;

use crate::error::AppError;

/// A single-use ticket for the consultation room of an appointment.
#[server]
pub async fn call_ticket(appointment: AppointmentId) -> Result<Ticket, AppError> {
    let caller = crate::caller().await?;
    Ok(store::calls::issue_ticket(&caller, appointment).await?)
}

/// What is kept of the call of an appointment; none when nobody ever entered the room.
#[server]
pub async fn log_of_call(appointment: AppointmentId) -> Result<Option<CallLog>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::calls::log(&caller, appointment).await?)
}
