//! Who saw my data: every reading of the caller, a patient, from the audit chain.

use std::collections::HashMap;

use domain::{
    AccountId, BreakGlassId, ContestId, Moment, PatientId, Verb,
    audit::{ActorKind, EventKind},
    privacy::{OwnContest, READINGS_ROWS_MAX, Reading, Why},
};
use uuid::Uuid;

use super::Texts;
use crate::{
    caller::Caller,
    error::Result,
    sql::Tx,
    vault::{Place, Sealed},
};

/// Who read the caller's data, latest first, before a number of the chain or from the end. It shows nobody anything of
/// the record, and leaves no event.
///
/// # Errors
/// When the caller is not a patient.
pub async fn readings(caller: &Caller, before: Option<i64>) -> Result<Vec<Reading>> {
    caller.must(Verb::SeeReadings)?;
    let patient = caller.must_be_patient()?;
    let mut read = caller.read().await?;
    let rows = rows!(
        &mut read.tx,
        ReadingRow,
        "select audit_event.sequence, audit_event.at, audit_event.actor, audit_event.account_id, audit_event.kind,
                audit_event.subject_id, audit_event.acted_for, account.name
         from audit_event left join account on account.id = audit_event.account_id
         where audit_event.patient_id = $1 and audit_event.sequence < $2
           and audit_event.kind in ('record_opened', 'patient_seen', 'record_read', 'patient_sought', 'glass_broken',
                                    'break_glass_reading', 'registration_seen')
         order by audit_event.sequence desc limit $3",
        patient,
        before.unwrap_or(i64::MAX),
        READINGS_ROWS_MAX
    )?;
    let texts = Texts::of(&caller.vault, &mut read.tx, patient).await?;
    let reasons = reasons(&mut read.tx, &texts, patient).await?;
    let mut contests = contests(&mut read.tx, &texts, patient).await?;
    let reading = |row: ReadingRow| Reading {
        sequence: row.sequence,
        at: row.at.in_zone(&caller.zone),
        why: if row.acted_for.is_some() {
            Why::Guardian
        } else {
            Why::of(row.kind, row.account_id == caller.actor.account())
        },
        reason: reasons.get(&row.subject_id).cloned(),
        contest: contests.remove(&row.sequence),
        who: row.name,
        role: row.actor,
        kind: row.kind,
    };
    Ok(rows.into_iter().map(reading).collect())
}

// queries

#[derive(sqlx::FromRow)]
struct ReadingRow {
    sequence: i64,
    at: Moment,
    actor: ActorKind,
    account_id: Option<AccountId>,
    kind: EventKind,
    subject_id: Uuid,
    acted_for: Option<PatientId>,
    name: Option<String>,
}

/// The reasons given for breaking this patient's glass.
async fn reasons(tx: &mut Tx, texts: &Texts, patient: PatientId) -> Result<HashMap<Uuid, String>> {
    let sql = "select id, reason from break_glass where patient_id = $1";
    let found = rows!(tx, (BreakGlassId, Sealed), sql, patient)?;
    let reason = |(id, reason): (BreakGlassId, Sealed)| {
        Ok((id.0, texts.open(Place::new("break_glass", "reason", id.0), Some(&reason))?))
    };
    found.into_iter().map(reason).collect()
}

/// This patient's contests, by the number of what they contest.
async fn contests(tx: &mut Tx, texts: &Texts, patient: PatientId) -> Result<HashMap<i64, OwnContest>> {
    let sql = "select id, sequence, text, answer from contest where patient_id = $1";
    let found = rows!(tx, (ContestId, i64, Sealed, Option<Sealed>), sql, patient)?;
    let contest = |(id, sequence, text, answer): (ContestId, i64, Sealed, Option<Sealed>)| {
        let text = texts.open(Place::new("contest", "text", id.0), Some(&text))?;
        let answer = answer.map(|answer| texts.open(Place::new("contest", "answer", id.0), Some(&answer)));
        Ok((sequence, OwnContest { text, answer: answer.transpose()? }))
    };
    found.into_iter().map(contest).collect()
}
