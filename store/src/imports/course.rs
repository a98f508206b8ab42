//! What people do with a file that arrived: have it worked through, stop, go on, give it up.

use domain::{
    ImportId, Refusal, Verb,
    audit::Event,
    import::{ImportState, KEPT_DAYS, Mapping},
    jobs::Job,
};

use crate::{
    caller::Caller,
    error::{Error, Result},
    jobs::must_be_system,
    sql::Tx,
    work::Work,
};

/// No file is on its way for longer: whoever sent it went away.
const ARRIVING_MINUTES_MAX: i64 = 60;

/// Has a file worked through.
///
/// # Errors
/// [`Error::Missing`] when there is no such import; [`Refusal::ImportMoved`] when it does not wait for this.
pub async fn start(caller: &Caller, id: ImportId, mapping: Mapping) -> Result<()> {
    caller.must(Verb::ImportPatients)?;
    let mut work = caller.begin().await?;
    let mapping = serde_json::to_string(&mapping).map_err(Error::broken)?;
    let sql = "update patient_import set state = $3, mapping = $4 where id = $1 and state = $2";
    let moved = run!(&mut work.tx, sql, id, ImportState::Uploaded, ImportState::Running, mapping)?;
    must_have_moved(&mut work, id, moved).await?;
    work.enqueue(Job::ImportPatients(id)).await?;
    work.commit(Event::ImportStarted(id)).await
}

/// Stops after the rows in hand.
///
/// # Errors
/// [`Error::Missing`] when there is no such import; [`Refusal::ImportMoved`] when it is not worked through.
pub async fn stop(caller: &Caller, id: ImportId) -> Result<()> {
    caller.must(Verb::ImportPatients)?;
    let mut work = caller.begin().await?;
    turn(&mut work, id, ImportState::Running, ImportState::Stopped).await?;
    work.commit(Event::ImportStopped(id)).await
}

/// Goes on where it was stopped.
///
/// # Errors
/// [`Error::Missing`] when there is no such import; [`Refusal::ImportMoved`] when it is not stopped.
pub async fn resume(caller: &Caller, id: ImportId) -> Result<()> {
    caller.must(Verb::ImportPatients)?;
    let mut work = caller.begin().await?;
    turn(&mut work, id, ImportState::Stopped, ImportState::Running).await?;
    work.enqueue(Job::ImportPatients(id)).await?;
    work.commit(Event::ImportStarted(id)).await
}

/// Gives an import up: its file is destroyed. Patients who were added stay.
///
/// # Errors
/// [`Error::Missing`] when there is no such import; [`Refusal::ImportMoved`] when it is worked through, or over.
pub async fn discard(caller: &Caller, id: ImportId) -> Result<()> {
    caller.must(Verb::ImportPatients)?;
    let mut work = caller.begin().await?;
    let moved = run!(
        &mut work.tx,
        "update patient_import set state = $4, finished_at = $5 where id = $1 and state in ($2, $3)",
        id,
        ImportState::Uploaded,
        ImportState::Stopped,
        ImportState::Discarded,
        caller.now
    )?;
    must_have_moved(&mut work, id, moved).await?;
    remove_file(&mut work.tx, id).await?;
    work.commit(Event::ImportDiscarded(id)).await
}

/// Gives up what nobody finished in time, and files that never arrived whole.
///
/// # Errors
/// [`Error::Denied`] for anybody but the clinic itself.
pub async fn forget(caller: &Caller) -> Result<u64> {
    must_be_system(caller)?;
    let mut work = caller.begin().await?;
    let long_ago = caller.now.plus_minutes(-KEPT_DAYS * 24 * 60);
    let lost = caller.now.plus_minutes(-ARRIVING_MINUTES_MAX);
    let old = "select id from patient_import where finished_at is null and uploaded_at < $1
               and (uploaded_at < $2 or state = $3)";
    let old = rows!(&mut work.tx, (ImportId,), old, lost, long_ago, ImportState::Arriving)?;
    for &(id,) in &old {
        let sql = "update patient_import set state = $2, finished_at = $3 where id = $1 and finished_at is null";
        run!(&mut work.tx, sql, id, ImportState::Discarded, caller.now)?;
        remove_file(&mut work.tx, id).await?;
    }
    let Some((&(newest,), others)) = old.split_last() else { return Ok(0) };
    for &(id,) in others {
        work.also(Event::ImportDiscarded(id));
    }
    work.commit(Event::ImportDiscarded(newest)).await?;
    Ok(old.len() as u64)
}

/// Destroys a file and the key that opens it.
pub(super) async fn remove_file(tx: &mut Tx, id: ImportId) -> Result<()> {
    run!(&mut *tx, "delete from patient_import_part where import_id = $1", id)?;
    run!(tx, "delete from person_key where person_id = $1", id)?;
    Ok(())
}

async fn turn(work: &mut Work, id: ImportId, from: ImportState, to: ImportState) -> Result<()> {
    let moved = run!(&mut work.tx, "update patient_import set state = $3 where id = $1 and state = $2", id, from, to)?;
    must_have_moved(work, id, moved).await
}

async fn must_have_moved(work: &mut Work, id: ImportId, moved: u64) -> Result<()> {
    if moved == 1 {
        return Ok(());
    }
    let known = "select id from patient_import where id = $1 and state <> $2";
    let known = row!(&mut work.tx, (ImportId,), known, id, ImportState::Arriving)?;
    known.ok_or(Error::Missing)?;
    Err(Refusal::ImportMoved.into())
}
