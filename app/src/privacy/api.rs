//! The doors of privacy.

use domain::{
    PatientId,
    privacy::{AnswerForm, BreakGlassForm, Contest, ContestForm, Found, Reading, Review, ReviewForm, SoughtForm},
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
    Ok(store::privacy::seek(&caller, form.check(caller.today())?).await?)
}

/// Opens the record of a patient who was just found, for an hour; gives whose.
#[server]
pub async fn break_glass(form: BreakGlassForm) -> Result<PatientId, AppError> {
    let caller = crate::caller().await?;
    let glass = form.check()?;
    let patient = glass.patient;
    store::privacy::break_glass(&caller, glass).await.map(|_| patient).map_err(AppError::from)
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

/// Broken glasses and contests, the open ones first.
#[server(SeeReviews)]
pub async fn reviews() -> Result<Reviews, AppError> {
    let caller = crate::caller().await?;
    let glasses = store::privacy::reviews(&caller).await?;
    Ok(Reviews { glasses, contests: store::privacy::contests(&caller).await? })
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
