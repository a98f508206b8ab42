//! The doors of privacy.

use domain::{
    PatientId,
    privacy::{
        AnswerForm, BreakGlassForm, Contest, ContestForm, Found, Officer, Reading, Review, ReviewForm, SoughtForm,
    },
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What administrators look at: glasses that were broken, and readings that patients contest.
#[derive(Clone, Serialize, Deserialize)]
pub struct Reviews {
    /// Broken glasses.
    pub glasses: Vec<Review>,
    /// Contests.
    pub contests: Vec<Contest>,
}

/// Finds the one patient that what is typed fits exactly; counted.
#[server]
pub async fn seek_patient(form: SoughtForm) -> Result<Option<Found>, AppError> {
    let caller = crate::caller().await?;
    let found = store::privacy::seek(&caller, form.check(caller.today())?).await?;
    crate::go_without_wasm(crate::Page::Sought(found.as_ref().map(|found| found.id)));
    Ok(found)
}

/// A patient whom the signed-in professional found within the hour.
#[server]
pub async fn found_patient(id: PatientId) -> Result<Found, AppError> {
    let caller = crate::caller().await?;
    Ok(store::privacy::found(&caller, id).await?)
}

/// Opens the record of a patient who was just found, for an hour; gives whose.
#[server]
pub async fn break_glass(form: BreakGlassForm) -> Result<PatientId, AppError> {
    let (caller, glass) = (crate::caller().await?, form.check()?);
    let patient = glass.patient;
    store::privacy::break_glass(&caller, glass).await?;
    crate::go_without_wasm(crate::Page::Patient(patient));
    Ok(patient)
}

/// Whom to turn to about one's data.
#[server]
pub async fn data_officer() -> Result<Option<Officer>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::privacy::officer(&caller).await?)
}

/// Who read the signed-in patient's data, latest first.
#[server]
pub async fn who_saw(before: Option<i64>) -> Result<Vec<Reading>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::privacy::readings(&caller, before).await?)
}

/// Contests a reading of the signed-in patient's data.
#[server]
pub async fn contest_reading(form: ContestForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::privacy::contest(&caller, form.check()?).await?;
    Ok(())
}

/// A page of broken glasses and one of contests, the open ones first.
#[server(SeeReviews)]
pub async fn reviews(glasses: Option<String>, contests: Option<String>) -> Result<Reviews, AppError> {
    let (caller, after) = (crate::caller().await?, |text: Option<String>| domain::privacy::After::parse(&text?));
    let glasses = store::privacy::reviews(&caller, after(glasses)).await?;
    Ok(Reviews { glasses, contests: store::privacy::contests(&caller, after(contests)).await? })
}

/// Says that somebody looked at a broken glass.
#[server]
pub async fn mark_reviewed(form: ReviewForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::privacy::mark_reviewed(&caller, form.check()?).await?)
}

/// Answers a contest.
#[server]
pub async fn answer_contest(form: AnswerForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::privacy::answer_contest(&caller, form.check()?).await?)
}
