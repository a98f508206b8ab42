//! The doors of answers to a reminder.

use domain::{
    links::{LinkForm, LinkKind, Token},
    reminders::RemindedVisit,
};
use leptos::prelude::*;

use crate::error::AppError;

/// The visit that a link is about; the link is not spent.
#[server]
pub async fn visit_reminded_of(kind: LinkKind, token: Token) -> Result<RemindedVisit, AppError> {
    let caller = crate::caller().await?;
    Ok(store::reminders::visit(&caller, kind, &token).await?)
}

/// Says by a link that the patient will come.
#[server]
pub async fn confirm_reminded(form: LinkForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::reminders::confirm(&caller, &form.token).await?;
    crate::go(crate::Page::LinkDone(LinkKind::ConfirmVisit));
    Ok(())
}

/// Calls a visit off by a link.
#[server]
pub async fn cancel_reminded(form: LinkForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::reminders::cancel(&caller, &form.token).await?;
    crate::go(crate::Page::LinkDone(LinkKind::CancelVisit));
    Ok(())
}
