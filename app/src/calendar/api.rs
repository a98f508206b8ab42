//! The doors of calendars elsewhere.

use domain::calendar::CalendarFeed;
use leptos::prelude::*;

use crate::error::AppError;

/// The feed of the signed-in person, if there is one.
#[server]
pub async fn my_calendar() -> Result<Option<CalendarFeed>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::calendar::feed(&caller).await?.map(|feed| feed.at(&crate::address())))
}

/// Makes a feed for the signed-in person, in the place of an older one.
#[server]
pub async fn make_calendar() -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::calendar::make_feed(&caller).await?)
}

/// Removes the feed of the signed-in person.
#[server]
pub async fn remove_calendar() -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::calendar::remove_feed(&caller).await?)
}
