//! What somebody does by the link of a reminder: looks at the visit, says that they will come, or calls it off. They do it
//! as whoever the letter was written to; it signs nobody in.

use domain::{
    AppointmentId, Refusal,
    links::{LinkKind, Token},
    reminders::RemindedVisit,
    scheduling::{Party, Step},
};

use crate::{
    caller::Caller,
    error::Result,
    links::{self, VisitLink},
    scheduling,
};

/// A visit, for whoever holds a link about it. Looking at it does not spend the link: mail scanners look at everything.
///
/// # Errors
/// [`Refusal::LinkSpent`] for a link that opens nothing, or whose visit was moved; why the visit can no longer be confirmed
/// or called off.
pub async fn visit(caller: &Caller, kind: LinkKind, token: &Token) -> Result<RemindedVisit> {
    let step = step_of(kind)?;
    let VisitLink { holder, appointment, starts_at } = links::visit_of(caller, kind, token).await?;
    let holder = caller.acting_as(holder);
    let card = scheduling::appointment(&holder, appointment).await?;
    let mut read = holder.read().await?;
    let course = scheduling::own_appointment(&mut read.tx, &holder, appointment).await?.course();
    if course.span.starts_at != starts_at {
        return Err(Refusal::LinkSpent.into());
    }
    course.may(step, Party::Patient, holder.now)?;
    let patient = holder.actor.acts_for().map(|_| card.patient);
    Ok(RemindedVisit { starts: card.starts, professional: card.professional, patient })
}

/// Says that the patient will come, by the link of a reminder.
///
/// # Errors
/// [`Refusal::LinkSpent`] for a link that opens nothing, or whose visit was moved; already said, begun, or over.
pub async fn confirm(caller: &Caller, token: &Token) -> Result<AppointmentId> {
    answer(caller, LinkKind::ConfirmVisit, token).await
}

/// Calls a visit off, by the link of a reminder.
///
/// # Errors
/// [`Refusal::LinkSpent`] for a link that opens nothing, or whose visit was moved; too late, or over.
pub async fn cancel(caller: &Caller, token: &Token) -> Result<AppointmentId> {
    answer(caller, LinkKind::CancelVisit, token).await
}

async fn answer(caller: &Caller, kind: LinkKind, token: &Token) -> Result<AppointmentId> {
    let step = step_of(kind)?;
    let VisitLink { holder, appointment, starts_at } = links::visit_of(caller, kind, token).await?;
    let holder = caller.acting_as(holder);
    let mut work = holder.begin().await?;
    links::spend_for_visit(&mut work, kind, token, holder.now).await?;
    scheduling::answer_by_letter(work, &holder, (appointment, starts_at), step).await?;
    Ok(appointment)
}

fn step_of(kind: LinkKind) -> Result<Step> {
    match kind {
        LinkKind::ConfirmVisit => Ok(Step::Confirm),
        LinkKind::CancelVisit => Ok(Step::Cancel),
        LinkKind::ResetPassword | LinkKind::ChangeEmail | LinkKind::RestoreEmail | LinkKind::Invite => {
            Err(Refusal::LinkSpent.into())
        }
    }
}
