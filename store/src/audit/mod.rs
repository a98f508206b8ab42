//! The audit chain: appending to it, reading it, and proving that nobody changed it.

mod checkpoint;
mod security;
mod verify;

use domain::{
    AccountId, Moment, PatientId, Verb,
    audit::{ActorKind, Event, EventKind, FIRST_HASH, Hash, Link, TrailEntry, acted_for},
    hex::hex,
};
use uuid::Uuid;

use crate::{
    caller::Caller,
    error::{Error, Result},
    sql::Tx,
};

pub use checkpoint::{Checkpoint, CheckpointKey};
pub use security::security_log;
pub use verify::{Broken, Verification, hash_at, head, verify};

/// Lines of the trail on one page.
const PAGE_ROWS_MAX: i64 = 50;
/// The advisory lock under which the chain grows on `PostgreSQL`: the letters `amparo`.
const CHAIN_LOCK: i64 = 0x616d_7061_726f;

/// Appends events in the open transaction: they are kept together with the change, or not at all.
pub(crate) async fn append(tx: &mut Tx, caller: &Caller, events: &[Event]) -> Result<()> {
    if let Tx::Postgres(tx) = tx {
        // One writer at a time, until commit; SQLite has only one writer anyway.
        sqlx::query("select pg_advisory_xact_lock($1)").bind(CHAIN_LOCK).execute(&mut **tx).await?;
    }
    let last = row!(&mut *tx, (i64, Vec<u8>), "select sequence, hash from audit_event order by sequence desc limit 1")?;
    let (mut sequence, mut hash) = match last {
        Some((sequence, hash)) => (sequence, hash_of(&hash)?),
        None => (0, FIRST_HASH),
    };
    for event in events {
        sequence += 1;
        let (kind, subject, patient) = event.parts();
        let link = Link {
            sequence,
            at: caller.now,
            actor: ActorKind::of(&caller.actor),
            account: caller.actor.account(),
            kind,
            subject,
            patient,
            acted_for: acted_for(&caller.actor, patient),
        };
        hash = link.hash(&hash);
        insert(tx, &link, &hash).await?;
    }
    Ok(())
}

/// A page of the trail, latest first, before a number or from the end.
///
/// # Errors
/// When the caller may not read it.
pub async fn trail(caller: &Caller, before: Option<i64>) -> Result<Vec<TrailEntry>> {
    caller.must(Verb::ReadAudit)?;
    let mut read = caller.read().await?;
    let found = rows!(
        &mut read.tx,
        LinkRow,
        "select sequence, at, actor, account_id, kind, subject_id, patient_id, acted_for, hash from audit_event
         where sequence < $1 order by sequence desc limit $2",
        before.unwrap_or(i64::MAX),
        PAGE_ROWS_MAX
    )?;
    Ok(found
        .into_iter()
        .map(|row| TrailEntry {
            sequence: row.sequence,
            at: row.at.in_zone(&caller.zone),
            actor: row.actor,
            account: row.account_id,
            acted_for: row.acted_for,
            kind: row.kind,
            subject: row.subject_id,
            hash_prefix: hex(&row.hash[..row.hash.len().min(6)]),
        })
        .collect())
}

// queries

#[derive(sqlx::FromRow)]
struct LinkRow {
    sequence: i64,
    at: Moment,
    actor: ActorKind,
    account_id: Option<AccountId>,
    kind: EventKind,
    subject_id: Uuid,
    patient_id: Option<PatientId>,
    acted_for: Option<PatientId>,
    hash: Vec<u8>,
}

impl LinkRow {
    const fn link(&self) -> Link {
        Link {
            sequence: self.sequence,
            at: self.at,
            actor: self.actor,
            account: self.account_id,
            kind: self.kind,
            subject: self.subject_id,
            patient: self.patient_id,
            acted_for: self.acted_for,
        }
    }
}

fn hash_of(bytes: &[u8]) -> Result<Hash> {
    Hash::try_from(bytes).map_err(Error::broken)
}

async fn insert(tx: &mut Tx, link: &Link, hash: &Hash) -> Result<()> {
    run!(
        tx,
        "insert into audit_event (sequence, at, actor, account_id, kind, subject_id, patient_id, acted_for, hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        link.sequence,
        link.at,
        link.actor,
        link.account,
        link.kind,
        link.subject,
        link.patient,
        link.acted_for,
        hash.as_slice()
    )?;
    Ok(())
}
