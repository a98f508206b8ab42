//! The doors of patients.

use domain::{
    PatientId,
    patients::{
        AlikePatient, ListForm, ListPage, PatientForm, Payer, RegistrationForm, RegistrationPage, RegistrationSheet,
    },
};
use leptos::prelude::*;

use crate::error::AppError;

/// Asks to become a patient: a code goes to the address, and the answer is the same for everybody.
#[server]
pub async fn register(form: RegistrationForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    crate::await_code(store::patients::register(&caller, form.check(caller.today())?).await?).await
}

/// Registers a patient at the desk.
#[server]
pub async fn add_patient(form: PatientForm) -> Result<PatientId, AppError> {
    let caller = crate::caller().await?;
    let id = store::patients::add(&caller, form.check(caller.today())?).await?;
    crate::go_without_wasm(crate::Page::Patient(id));
    Ok(id)
}

/// Patients who may be the one that is being typed.
#[server]
pub async fn alike_patients(form: PatientForm) -> Result<Vec<AlikePatient>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::patients::alike(&caller, form.alike(caller.today())).await?)
}

/// A page of the list of patients.
#[server]
pub async fn list_patients(form: ListForm) -> Result<ListPage, AppError> {
    let caller = crate::caller().await?;
    Ok(store::patients::list(&caller, form.check()?).await?)
}

/// Who can pay for somebody's visits.
#[server]
pub async fn payers() -> Result<Vec<Payer>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::patients::payers(&caller).await?)
}

/// What is kept of a patient beside the record; leaves a trace.
#[server]
pub async fn registration(id: PatientId) -> Result<RegistrationPage, AppError> {
    let caller = crate::caller().await?;
    Ok(store::patients::registration(&caller, id).await?)
}

/// The same of the signed-in patient, or of the person they act for.
#[server]
pub async fn my_registration() -> Result<RegistrationPage, AppError> {
    let caller = crate::caller().await?;
    Ok(store::patients::own_registration(&caller).await?)
}

/// What is kept of a patient, to be typed anew; leaves a trace.
#[server]
pub async fn patient_sheet(id: PatientId) -> Result<RegistrationSheet, AppError> {
    let caller = crate::caller().await?;
    Ok(store::patients::sheet(&caller, id).await?)
}

/// Changes what is kept of a patient.
#[server]
pub async fn edit_patient(id: PatientId, version: i64, form: PatientForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::patients::edit(&caller, id, version, form.check(caller.today())?).await?;
    crate::go_without_wasm(crate::Page::Patient(id));
    Ok(())
}

/// Changes how the signed-in patient, or the person they act for, is called and reached.
#[server]
pub async fn edit_my_contact(id: PatientId, version: i64, form: PatientForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::patients::edit_contact(&caller, id, version, form.check_contact(caller.today())?).await?)
}
