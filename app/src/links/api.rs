//! The doors of links.

use domain::{
    LinkId,
    codes::IdentifierForm,
    links::{AnswerForm, InvitationCard, InvitationForm, Invited, LinkForm, LinkKind, NewEmailForm, ResetForm, Token},
};
use leptos::prelude::*;

use crate::error::AppError;

/// Sends a link for a new password to whoever this is, if the clinic knows them.
#[server]
pub async fn forgot_password(form: IdentifierForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::links::ask_reset(&caller, &form.check()?).await?;
    crate::go_without_wasm(crate::Page::LinkSent);
    Ok(())
}

/// Whether a link opens anything still; it is not spent.
#[server]
pub async fn look_at_link(kind: LinkKind, token: Token) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::links::look(&caller, kind, &token).await?)
}

/// Sets a new password by a link.
#[server]
pub async fn reset_password(form: ResetForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::links::reset_password(&caller, form.check()?).await?;
    crate::go(crate::Page::LinkDone(LinkKind::ResetPassword));
    Ok(())
}

/// Asks for another e-mail address of the signed-in person.
#[server]
pub async fn change_email(form: NewEmailForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::links::ask_email(&caller, form.check()?).await?;
    crate::go_without_wasm(crate::Page::EmailAsked);
    Ok(())
}

/// Confirms a new e-mail address by a link.
#[server]
pub async fn confirm_email(form: LinkForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::links::confirm_email(&caller, &form.token).await?;
    crate::go(crate::Page::LinkDone(LinkKind::ChangeEmail));
    Ok(())
}

/// Takes a change of the e-mail address back by a link.
#[server]
pub async fn restore_email(form: LinkForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::links::restore_email(&caller, &form.token).await?;
    crate::go(crate::Page::LinkDone(LinkKind::RestoreEmail));
    Ok(())
}

/// An invitation, for whoever holds its link.
#[server]
pub async fn invitation(token: Token) -> Result<Invited, AppError> {
    let caller = crate::caller().await?;
    Ok(store::links::invitation(&caller, &token).await?)
}

/// Accepts an invitation, and signs the newcomer in.
#[server]
pub async fn accept_invitation(form: AnswerForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    let invited = store::links::invitation(&caller, &form.token).await?;
    crate::enter(store::links::accept_invitation(&caller, form.check(&invited, caller.today())?).await?).await
}

/// The invitations that wait.
#[server]
pub async fn invitations() -> Result<Vec<InvitationCard>, AppError> {
    let caller = crate::caller().await?;
    Ok(store::links::invitations(&caller).await?)
}

/// Invites somebody.
#[server]
pub async fn invite(form: InvitationForm) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    store::links::invite(&caller, form.check()?).await?;
    crate::go_without_wasm(crate::Page::Invitations);
    Ok(())
}

/// Sends an invitation again.
#[server]
pub async fn resend_invitation(id: LinkId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::links::resend_invitation(&caller, id).await?)
}

/// Withdraws an invitation.
#[server]
pub async fn revoke_invitation(id: LinkId) -> Result<(), AppError> {
    let caller = crate::caller().await?;
    Ok(store::links::revoke_invitation(&caller, id).await?)
}
