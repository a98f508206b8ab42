//! Contesting a reading, and answering that.

use domain::{
    ContestId, Moment, PatientId, Refusal, Verb,
    audit::{Event, EventKind},
    jobs::Job,
    privacy::{After, Contest, NewAnswer, NewContest, OPEN_CONTESTS_MAX, READINGS, REVIEWS_ROWS_MAX, Why},
};
use uuid::Uuid;

use super::{Texts, tell_administrators};
use crate::{
    caller::Caller,
    error::{Error, RefuseOn, Result},
    family::readers,
    sql::{Tx, in_turn},
    vault::{Place, Sealed},
};

/// Contests a reading of the caller's own data, once. Every administrator is told.
///
/// # Errors
/// [`Error::Missing`] when it is no reading of theirs; [`Refusal::AlreadyContested`], [`Refusal::TooManyContests`].
pub async fn contest(caller: &Caller, new: NewContest) -> Result<ContestId> {
    caller.must(Verb::SeeReadings)?;
    let patient = caller.must_be_patient()?;
    let mut work = caller.begin().await?;
    in_turn(&mut work.tx, patient.0).await?;
    if !is_reading_of(&mut work.tx, patient, new.sequence).await? {
        return Err(Error::Missing);
    }
    if open_contests(&mut work.tx, patient).await? >= OPEN_CONTESTS_MAX {
        return Err(Refusal::TooManyContests.into());
    }
    let id = caller.new_id::<ContestId>();
    let key = caller.vault.data_key(&mut work, patient.0, caller.now).await?;
    run!(
        &mut work.tx,
        "insert into contest (id, patient_id, sequence, text, contested_at) values ($1, $2, $3, $4, $5)",
        id,
        patient,
        new.sequence,
        key.seal(Place::new("contest", "text", id.0), &new.text)?,
        caller.now
    )
    .refuse_on("contest_patient_id_sequence_key", Refusal::AlreadyContested)?;
    tell_administrators(&mut work, |administrator| Job::TellContested(id, administrator)).await?;
    work.commit(Event::ReadingContested(id, patient)).await?;
    Ok(id)
}

/// A page of the contests of all patients, after one or from the beginning: the open ones first, then the latest.
///
/// # Errors
/// When the caller does not review readings.
pub async fn contests(caller: &Caller, after: Option<After>) -> Result<Vec<Contest>> {
    caller.must(Verb::ReviewReadings)?;
    let mut read = caller.read().await?;
    let rows = rows!(
        &mut read.tx,
        ContestRow,
        "select contest.id, contest.patient_id, patient.name as patient, contest.contested_at, contest.text,
                contest.answer, audit_event.at as read_at, audit_event.kind, audit_event.acted_for,
                account.name as who,
                case when audit_event.account_id = patient.account_id then cast(1 as bigint) else cast(0 as bigint) end
                    as is_own
         from (select contest.*, case when answered_at is null then 0 else 1 end as is_done from contest) contest
         join patient on patient.id = contest.patient_id
         join audit_event on audit_event.sequence = contest.sequence
         left join account on account.id = audit_event.account_id
         where contest.is_done > $1 or (contest.is_done = $1
             and (contest.contested_at < $2 or (contest.contested_at = $2 and contest.id > $3)))
         order by contest.is_done, contest.contested_at desc, contest.id
         limit $4",
        after.map_or(-1, |after| i64::from(after.is_done)),
        after.map_or(Moment::from_micros(0), |after| after.since),
        after.map_or(Uuid::nil(), |after| after.id),
        REVIEWS_ROWS_MAX
    )?;
    let mut contests = Vec::with_capacity(rows.len());
    for row in rows {
        contests.push(row.open(caller, &mut read.tx).await?);
    }
    Ok(contests)
}

/// Answers a contest, once; the patient, or those responsible for them, are told and see the answer.
///
/// # Errors
/// [`Error::Missing`] when there is no such contest; [`Refusal::AlreadyAnswered`].
pub async fn answer_contest(caller: &Caller, new: NewAnswer) -> Result<()> {
    caller.must(Verb::ReviewReadings)?;
    let account = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    let found = row!(&mut work.tx, (PatientId,), "select patient_id from contest where id = $1", new.contest)?;
    let (patient,) = found.ok_or(Error::Missing)?;
    let key = caller.vault.existing_key(&mut work.tx, patient.0).await?;
    let count = run!(
        &mut work.tx,
        "update contest set answer = $2, answered_by = $3, answered_at = $4 where id = $1 and answered_at is null",
        new.contest,
        key.seal(Place::new("contest", "answer", new.contest.0), &new.answer)?,
        account,
        caller.now
    )?;
    if count == 0 {
        return Err(Refusal::AlreadyAnswered.into());
    }
    for reader in readers(&mut work.tx, patient).await? {
        work.enqueue(Job::TellContestAnswered(new.contest, reader.account)).await?;
    }
    work.commit(Event::ContestAnswered(new.contest, patient)).await
}

// queries

#[derive(sqlx::FromRow)]
struct ContestRow {
    id: ContestId,
    patient_id: PatientId,
    patient: String,
    contested_at: Moment,
    text: Sealed,
    answer: Option<Sealed>,
    read_at: Moment,
    kind: EventKind,
    acted_for: Option<PatientId>,
    who: Option<String>,
    is_own: i64,
}

impl ContestRow {
    async fn open(self, caller: &Caller, tx: &mut Tx) -> Result<Contest> {
        let texts = Texts::of(&caller.vault, tx, self.patient_id).await?;
        let place = |column| Place::new("contest", column, self.id.0);
        let answer = self.answer.map(|answer| texts.open(place("answer"), Some(&answer))).transpose()?;
        Ok(Contest {
            id: self.id,
            patient: self.patient,
            contested: self.contested_at.in_zone(&caller.zone),
            text: texts.open(place("text"), Some(&self.text))?,
            read: self.read_at.in_zone(&caller.zone),
            who: self.who,
            why: if self.acted_for.is_some() { Why::Guardian } else { Why::of(self.kind, self.is_own == 1) },
            answer,
        })
    }
}

async fn is_reading_of(tx: &mut Tx, patient: PatientId, sequence: i64) -> Result<bool> {
    let sql = "select kind from audit_event where sequence = $1 and patient_id = $2";
    Ok(row!(tx, (EventKind,), sql, sequence, patient)?.is_some_and(|(kind,)| READINGS.contains(&kind)))
}

async fn open_contests(tx: &mut Tx, patient: PatientId) -> Result<i64> {
    let sql = "select count(*) from contest where patient_id = $1 and answered_at is null";
    Ok(row!(tx, (i64,), sql, patient)?.map_or(0, |(count,)| count))
}
