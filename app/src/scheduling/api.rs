//! The doors of scheduling.

use domain::{
    AppointmentId, HolidayId, PatientId, ProfessionalId, ScheduleExceptionId,
    scheduling::{
        AppointmentCard, AppointmentChange, BookForForm, BookingForm, BookingRulesForm, BookingWindow, CallOffForm,
        ExceptionForm, ExceptionLine, FreeDay, Holiday, HolidayForm, MoveForm, PatientToBook, WalkInForm, WeekForm,
    },
};
use jiff::civil::Date;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// The appointments of the signed-in person, on both sides of now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visits {
    /// Not over yet, soonest first.
    pub upcoming: Vec<AppointmentCard>,
    /// Over, latest first.
    pub past: Vec<AppointmentCard>,
}

/// One day of the signed-in professional.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Board {
    /// The day shown, on the professional's calendar.
    pub date: Date,
    /// Today, on the same calendar.
    pub today: Date,
    /// Its appointments, in order.
    pub cards: Vec<AppointmentCard>,
}

/// The weekly opening hours of a professional, as they are typed.
#[server]
pub async fn opening_hours(professional: ProfessionalId) -> Result<WeekForm, AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::opening_hours(&caller, professional).await?)
}

/// Replaces the weekly opening hours of a professional.
#[server]
pub async fn set_opening_hours(form: WeekForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::set_opening_hours(&caller, form.check()?).await?)
}

/// How a professional's time is offered, as it is typed.
#[server]
pub async fn booking_rules(professional: ProfessionalId) -> Result<BookingRulesForm, AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::booking_rules(&caller, professional).await?)
}

/// Sets how a professional's time is offered.
#[server]
pub async fn set_booking_rules(form: BookingRulesForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::set_booking_rules(&caller, form.check()?).await?)
}

/// The days of a professional that are unlike the others.
#[server]
pub async fn schedule_exceptions(professional: ProfessionalId) -> Result<Vec<ExceptionLine>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::exceptions(&caller, professional).await?)
}

/// Adds days off or extra hours.
#[server]
pub async fn add_exception(form: ExceptionForm) -> Result<ScheduleExceptionId, AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::add_exception(&caller, form.check()?).await?)
}

/// Takes days off or extra hours back.
#[server]
pub async fn remove_exception(id: ScheduleExceptionId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::remove_exception(&caller, id).await?)
}

/// The local holidays that lie ahead.
#[server]
pub async fn holidays() -> Result<Vec<Holiday>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::holidays(&caller).await?)
}

/// Adds a local holiday.
#[server]
pub async fn add_holiday(form: HolidayForm) -> Result<HolidayId, AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::add_holiday(&caller, form.check()?).await?)
}

/// Takes a local holiday back.
#[server]
pub async fn remove_holiday(id: HolidayId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::remove_holiday(&caller, id).await?)
}

/// The free slots of a professional: fourteen days from `from`, or from today.
#[server]
pub async fn free_days(professional: ProfessionalId, from: Option<Date>) -> Result<Vec<FreeDay>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::free_days(&caller, professional, from).await?)
}

/// The free slots of a professional as the booking page shows them, with the days they were looked for.
#[server(SeeBookingWindow)]
pub async fn booking_window(professional: ProfessionalId, from: Option<Date>) -> Result<BookingWindow, AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::booking_window(&caller, professional, from).await?)
}

/// Books a free slot for the signed-in patient.
#[server]
pub async fn book_appointment(form: BookingForm) -> Result<AppointmentId, AppError> {
    let caller = crate::caller().await?;
    let id = store::scheduling::book(&caller, form.check()?).await?;
    crate::go_without_wasm(crate::Page::Booked(id));
    Ok(id)
}

/// A patient for whom the signed-in person may book.
#[server(SeePatientToBook)]
pub async fn patient_to_book(patient: PatientId) -> Result<PatientToBook, AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::patient_to_book(&caller, patient).await?)
}

/// Books a free slot for a patient.
#[server(BookForPatient)]
pub async fn book_for(form: BookForForm) -> Result<AppointmentId, AppError> {
    let caller = crate::caller().await?;
    let id = store::scheduling::book_for(&caller, form.check()?).await?;
    crate::go_without_wasm(crate::Page::Visit(id, caller.actor.role()));
    Ok(id)
}

/// Squeezes a patient in who has come.
#[server(SqueezeIn)]
pub async fn walk_in(form: WalkInForm) -> Result<AppointmentId, AppError> {
    let caller = crate::caller().await?;
    let id = store::scheduling::walk_in(&caller, form.check()?).await?;
    crate::go_without_wasm(crate::Page::Visit(id, caller.actor.role()));
    Ok(id)
}

/// Cancels an appointment of the signed-in person.
#[server]
pub async fn cancel_appointment(id: AppointmentId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::cancel(&caller, id).await?)
}

/// The free slots that an appointment can be moved to.
#[server]
pub async fn move_window(id: AppointmentId, from: Option<Date>) -> Result<BookingWindow, AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::move_window(&caller, id, from).await?)
}

/// Moves an appointment to another free slot.
#[server]
pub async fn move_appointment(form: MoveForm) -> Result<AppointmentId, AppError> {
    let caller = crate::caller().await?;
    let id = store::scheduling::move_to(&caller, form.check()?).await?;
    crate::go_without_wasm(crate::Page::Visit(id, caller.actor.role()));
    Ok(id)
}

/// Says that the patient of an appointment will come.
#[server]
pub async fn confirm_appointment(id: AppointmentId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::confirm(&caller, id).await?)
}

/// Marks the patient of an appointment as arrived.
#[server]
pub async fn mark_arrived(id: AppointmentId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::mark_arrived(&caller, id).await?)
}

/// Marks the patient of an appointment as not having come.
#[server]
pub async fn mark_no_show(id: AppointmentId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::mark_no_show(&caller, id).await?)
}

/// Calls an appointment off, saying why.
#[server(CallOffAppointment)]
pub async fn call_off_appointment(form: CallOffForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::call_off(&caller, form.check()?).await?)
}

/// What was done with an appointment, by whom and when.
#[server]
pub async fn appointment_changes(id: AppointmentId) -> Result<Vec<AppointmentChange>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::changes(&caller, id).await?)
}

/// One appointment, for those who keep the agenda.
#[server]
pub async fn agenda_visit(id: AppointmentId) -> Result<AppointmentCard, AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::on_agenda(&caller, id).await?)
}

/// Finishes a visit: the room closes.
#[server]
pub async fn complete_appointment(id: AppointmentId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::complete(&caller, id).await?)
}

/// One appointment of the signed-in person.
#[server]
pub async fn appointment(id: AppointmentId) -> Result<AppointmentCard, AppError> {
    let caller = crate::caller().await?;
    Ok(store::scheduling::appointment(&caller, id).await?)
}

/// The appointments of the signed-in person.
#[server]
pub async fn my_visits() -> Result<Visits, AppError> {
    let caller = crate::caller().await?;
    let (upcoming, past) = store::scheduling::visits(&caller).await?;
    Ok(Visits { upcoming, past })
}

/// One day of the signed-in professional; today when no day is given.
#[server]
pub async fn day_board(date: Option<Date>) -> Result<Board, AppError> {
    let caller = crate::caller().await?;
    let (date, today, cards) = store::scheduling::board(&caller, date).await?;
    Ok(Board { date, today, cards })
}
