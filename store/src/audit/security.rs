//! The security log: the part of the trail that an operator looks at, and what stands out in it.

use domain::{
    AccountId, Moment, Verb,
    audit::{ActorKind, EventKind},
    security::{
        FAILURES_NOTABLE, LOG_ROWS_MAX, Notable, NotableKind, PATIENTS_READ_NOTABLE, SecurityEntry, SecurityLog,
        WINDOW_MINUTES,
    },
};

use crate::{caller::Caller, error::Result, sql::Tx};

/// A page of the security log, latest first, before a number or from the end; on the first one also what stands out in
/// the last hour.
///
/// # Errors
/// When the caller may not read it.
pub async fn security_log(caller: &Caller, before: Option<i64>) -> Result<SecurityLog> {
    caller.must(Verb::ReadAudit)?;
    let mut read = caller.read().await?;
    let notable = if before.is_none() { notable(&mut read.tx, caller.now).await? } else { Vec::new() };
    let found = rows!(
        &mut read.tx,
        EntryRow,
        // The words are those of the index `audit_event_security_idx`: without them it would not be used.
        "select audit_event.sequence, audit_event.at, audit_event.actor, audit_event.kind,
                coalesce(account.name, who.name) as name
         from audit_event left join account on account.id = audit_event.subject_id
         left join account who on who.id = audit_event.account_id
         where audit_event.sequence < $1 and audit_event.kind in (
             'sign_in_refused', 'limit_reached', 'new_device', 'new_country', 'password_changed', 'password_reset',
             'email_changed', 'email_restored', 'factor_set_up', 'factor_removed', 'recovery_codes_made', 'recovery_code_used',
             'passkey_added', 'passkey_removed', 'passkey_suspected', 'staff_added', 'account_deactivated',
             'account_reactivated', 'glass_broken', 'cpf_in_use')
         order by audit_event.sequence desc limit $2",
        before.unwrap_or(i64::MAX),
        LOG_ROWS_MAX
    )?;
    let entries = found.into_iter().map(|row| SecurityEntry {
        sequence: row.sequence,
        at: row.at.in_zone(&caller.zone),
        actor: row.actor,
        kind: row.kind,
        name: row.name,
    });
    Ok(SecurityLog { notable, entries: entries.collect() })
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    sequence: i64,
    at: Moment,
    actor: ActorKind,
    kind: EventKind,
    name: Option<String>,
}

/// What stands out in the last hour: failures in a row at one account, sign-ins from a country that was never heard of
/// for it, somebody who reads very many patients, and what [`marked`] finds.
async fn notable(tx: &mut Tx, now: Moment) -> Result<Vec<Notable>> {
    let since = now.plus_minutes(-WINDOW_MINUTES);
    let failing = rows!(
        &mut *tx,
        (AccountId, Option<String>, i64),
        "select audit_event.subject_id, account.name, count(*) from audit_event
         left join account on account.id = audit_event.subject_id
         where audit_event.kind = 'sign_in_refused' and audit_event.at > $1
         and audit_event.sequence > coalesce((select max(came.sequence) from audit_event came
             where came.kind = 'signed_in' and came.subject_id = audit_event.subject_id and came.at > $1), 0)
         group by audit_event.subject_id, account.name having count(*) >= $2 order by count(*) desc limit $3",
        since,
        FAILURES_NOTABLE,
        LOG_ROWS_MAX
    )?;
    let abroad = rows!(
        &mut *tx,
        (AccountId, Option<String>, i64),
        "select audit_event.subject_id, account.name, count(*) from audit_event
         left join account on account.id = audit_event.subject_id
         where audit_event.kind = 'new_country' and audit_event.at > $1
         group by audit_event.subject_id, account.name order by count(*) desc limit $2",
        since,
        LOG_ROWS_MAX
    )?;
    let reading = rows!(
        &mut *tx,
        (Option<String>, i64),
        "select account.name, count(distinct audit_event.patient_id) from audit_event
         join account on account.id = audit_event.account_id
         where audit_event.kind in ('record_opened', 'patient_seen', 'record_read', 'break_glass_reading')
         and audit_event.at > $1 group by account.id, account.name
         having count(distinct audit_event.patient_id) >= $2 order by 2 desc limit $3",
        since,
        PATIENTS_READ_NOTABLE,
        LOG_ROWS_MAX
    )?;
    let marked = marked(tx, since).await?;
    let failing = failing.into_iter().map(|(_, name, count)| Notable { kind: NotableKind::Failures, name, count });
    let abroad = abroad.into_iter().map(|(_, name, count)| Notable { kind: NotableKind::NewCountry, name, count });
    let reading = reading.into_iter().map(|(name, count)| Notable { kind: NotableKind::ManyPatients, name, count });
    Ok(failing.chain(abroad).chain(reading).chain(marked).collect())
}

/// What stands out by itself, once is enough: records opened in an emergency, by whom; and other people's CPFs, with whose
/// registration.
async fn marked(tx: &mut Tx, since: Moment) -> Result<Vec<Notable>> {
    let found = rows!(
        tx,
        (EventKind, Option<String>, i64),
        "select audit_event.kind, account.name, count(*) from audit_event
         left join account on account.id = case when audit_event.kind = 'glass_broken' then audit_event.account_id
                                                else audit_event.subject_id end
         where audit_event.kind in ('glass_broken', 'cpf_in_use') and audit_event.at > $1
         group by audit_event.kind, account.id, account.name order by count(*) desc limit $2",
        since,
        LOG_ROWS_MAX
    )?;
    let notable = |(event, name, count)| {
        let kind = if event == EventKind::GlassBroken { NotableKind::Emergency } else { NotableKind::ForeignCpf };
        Notable { kind, name, count }
    };
    Ok(found.into_iter().map(notable).collect())
}
