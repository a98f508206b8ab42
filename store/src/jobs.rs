//! The queue of follow-up work: claim, lease, report. At least once; bookkeeping is no event.

use domain::{
    Actor, JobId, Moment,
    audit::Event,
    jobs::{ATTEMPTS_MAX, Job, LEASE_SECONDS, Outcome, Reason, next_try},
};

use crate::{
    caller::Caller,
    error::{Error, Result},
    sql::Tx,
    work::Work,
};

/// A job that is done is kept this long, so that an operator can look back.
const KEEP_DONE_DAYS: i64 = 30;

/// A job somebody works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// The job.
    pub id: JobId,
    /// What to do.
    pub job: Job,
    /// Which try this is, from 1.
    pub attempts: i64,
}

/// Claims the next job that is due; it comes back by itself when its lease runs out.
///
/// # Errors
/// [`Error::Denied`] for anybody but the clinic itself.
pub async fn claim(caller: &Caller) -> Result<Option<Claimed>> {
    must_be_system(caller)?;
    loop {
        let mut work = caller.begin().await?;
        let Some((id, payload, attempts)) = claim_row(&mut work, caller.now).await? else { return Ok(None) };
        if attempts <= ATTEMPTS_MAX {
            work.commit_bookkeeping().await?;
            let job = serde_json::from_str(&payload).map_err(Error::broken)?;
            return Ok(Some(Claimed { id, job, attempts }));
        }
        // Nobody who took this job lived to report: it must not end the next one too.
        run!(
            &mut work.tx,
            "update job set failed_at = $2, leased_until = null, attempts = attempts - 1, last_reason = $3 where id = $1",
            id,
            caller.now,
            Reason::Broken
        )?;
        work.commit(Event::JobFailed(id)).await?;
    }
}

/// Says how a try went. Whoever lost the lease in the meantime has no say any more.
///
/// # Errors
/// [`Error::Denied`] for anybody but the clinic itself.
pub async fn report(caller: &Caller, claimed: &Claimed, outcome: Outcome) -> Result<()> {
    must_be_system(caller)?;
    let mut work = caller.begin().await?;
    let (done_at, failed_at, run_at, reason) = match outcome {
        Outcome::Done => (Some(caller.now), None, None, None),
        Outcome::Later(reason) if claimed.attempts < ATTEMPTS_MAX => {
            (None, None, Some(next_try(claimed.attempts, caller.now)), Some(reason))
        }
        Outcome::Later(reason) | Outcome::Never(reason) => (None, Some(caller.now), None, Some(reason)),
    };
    let count = run!(
        &mut work.tx,
        "update job set done_at = $3, failed_at = $4, run_at = coalesce($5, run_at), leased_until = null,
                        last_reason = coalesce($6, last_reason)
         where id = $1 and attempts = $2 and done_at is null and failed_at is null",
        claimed.id,
        claimed.attempts,
        done_at,
        failed_at,
        run_at,
        reason
    )?;
    if count == 1 && failed_at.is_some() {
        return work.commit(Event::JobFailed(claimed.id)).await;
    }
    work.commit_bookkeeping().await
}

/// Forgets jobs that were done long ago; gives how many.
///
/// # Errors
/// [`Error::Denied`] for anybody but the clinic itself.
pub async fn forget_done(caller: &Caller) -> Result<u64> {
    must_be_system(caller)?;
    let mut work = caller.begin().await?;
    let long_ago = caller.now.plus_minutes(-KEEP_DONE_DAYS * 24 * 60);
    let count = run!(&mut work.tx, "delete from job where done_at < $1", long_ago)?;
    work.commit_bookkeeping().await?;
    Ok(count)
}

/// How many jobs wait, and how many were given up.
///
/// # Errors
/// [`Error::Denied`] for anybody but the clinic itself.
pub async fn counts(caller: &Caller) -> Result<(i64, i64)> {
    must_be_system(caller)?;
    let mut read = caller.read().await?;
    let waiting = row!(&mut read.tx, (i64,), "select count(*) from job where done_at is null and failed_at is null")?;
    let failed = row!(&mut read.tx, (i64,), "select count(*) from job where failed_at is not null")?;
    Ok((waiting.map_or(0, |row| row.0), failed.map_or(0, |row| row.0)))
}

pub(crate) fn must_be_system(caller: &Caller) -> Result<()> {
    if caller.actor == Actor::System { Ok(()) } else { Err(Error::Denied) }
}

// queries

async fn claim_row(work: &mut Work, now: Moment) -> Result<Option<(JobId, String, i64)>> {
    let until = now.plus_seconds(LEASE_SECONDS);
    // Two texts: only PostgreSQL can pass over rows that another node is claiming; SQLite has one writer.
    let found = match &mut work.tx {
        Tx::Sqlite(tx) => {
            sqlx::query_as(
                "update job set leased_until = $2, attempts = attempts + 1 where id = (
                     select id from job where done_at is null and failed_at is null and run_at <= $1
                     and (leased_until is null or leased_until <= $1) order by run_at, id limit 1
                 ) returning id, payload, attempts",
            )
            .bind(now)
            .bind(until)
            .fetch_optional(&mut **tx)
            .await
        }
        Tx::Postgres(tx) => {
            sqlx::query_as(
                "update job set leased_until = $2, attempts = attempts + 1 where id = (
                     select id from job where done_at is null and failed_at is null and run_at <= $1
                     and (leased_until is null or leased_until <= $1) order by run_at, id limit 1
                     for update skip locked
                 ) returning id, payload, attempts",
            )
            .bind(now)
            .bind(until)
            .fetch_optional(&mut **tx)
            .await
        }
    };
    Ok(found?)
}
