//! Links of reminders: each is about one visit at one time, and of one of its readers.

use domain::{
    AccountId, Actor, AppointmentId, LinkId, Moment, PatientId, ReminderId,
    links::{LinkKind, Token},
};

use super::{hash, look, spend, spent, token_of};
use crate::{caller::Caller, error::Result, family::is_guardian, sql::Tx, work::Work};

/// Makes a link for one reader of a reminder.
pub(crate) async fn make_for_visit(
    tx: &mut Tx,
    caller: &Caller,
    reminder: ReminderId,
    (kind, account): (LinkKind, AccountId),
    expires_at: Moment,
) -> Result<()> {
    let id = caller.new_id::<LinkId>();
    run!(
        tx,
        "insert into account_link (id, token_hash, kind, account_id, created_at, expires_at, reminder_id)
         values ($1, $2, $3, $4, $5, $6, $7)",
        id,
        hash(&token_of(caller, id))?,
        kind,
        account,
        caller.now,
        expires_at,
        reminder
    )
    .map(drop)
}

/// What a link is about, and as whom its holder acts.
pub(crate) struct VisitLink {
    pub(crate) holder: Actor,
    pub(crate) appointment: AppointmentId,
    /// When the visit began as its letter said.
    pub(crate) starts_at: Moment,
}

/// Looks at a link. Whoever it was written to must still be the patient, or responsible for them.
pub(crate) async fn visit_of(caller: &Caller, kind: LinkKind, token: &Token) -> Result<VisitLink> {
    look(caller, kind, token).await?;
    let mut read = caller.read().await?;
    let found = row!(
        &mut read.tx,
        VisitLinkRow,
        "select link.account_id, reminder.appointment_id, reminder.starts_at, patient.id as patient_id,
                patient.account_id as patient_account_id
         from account_link link
         join account on account.id = link.account_id
         join reminder on reminder.id = link.reminder_id
         join appointment on appointment.id = reminder.appointment_id
         join patient on patient.id = appointment.patient_id
         where link.token_hash = $1 and link.kind = $2 and account.deactivated_at is null",
        hash(token)?,
        kind
    )?;
    let row = found.ok_or_else(spent)?;
    let holder = if row.patient_account_id == Some(row.account_id) {
        Actor::Patient(row.account_id, row.patient_id)
    } else if is_guardian(&mut read.tx, row.account_id, row.patient_id).await? {
        Actor::Guardian(row.account_id, row.patient_id)
    } else {
        return Err(spent());
    };
    Ok(VisitLink { holder, appointment: row.appointment_id, starts_at: row.starts_at })
}

/// Spends a link: of all who try at the same time, one does.
pub(crate) async fn spend_for_visit(work: &mut Work, kind: LinkKind, token: &Token, now: Moment) -> Result<()> {
    spend(work, kind, token, now).await.map(drop)
}

// queries

#[derive(sqlx::FromRow)]
struct VisitLinkRow {
    account_id: AccountId,
    appointment_id: AppointmentId,
    starts_at: Moment,
    patient_id: PatientId,
    patient_account_id: Option<AccountId>,
}
