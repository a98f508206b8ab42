//! Working through a file: some rows at a time, each time kept together with where they end. Whoever is killed goes on
//! there; of two who read the same rows one keeps them.

use std::collections::VecDeque;

use domain::{
    ImportId, PatientId,
    audit::Event,
    import::{BATCH_ROWS, Encoding, ImportCounts, ImportState, Mapping, Row, Rows},
    jobs::Job,
};
use uuid::{Uuid, uuid};

use super::{PART_BYTES, course::remove_file, format_of, page::PART, part_place, rows::Became};
use crate::{
    caller::Caller,
    error::{Error, Result},
    jobs::must_be_system,
    sql::in_turn,
    vault::{DataKey, Sealed},
    work::Work,
};

/// Bytes that are read at once: rows of them wait in memory.
const SLICE_BYTES: usize = 16 * 1024;
/// One import at a time adds patients, or two of the same file would not see one another's.
const TURN: Uuid = uuid!("00000000-0000-7000-8000-000000000020");

/// How far working through a file came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// There are more rows.
    More,
    /// That was the last one.
    Done,
    /// It was stopped, or somebody else works on it.
    NotOurs,
}

/// A file that is worked through.
pub struct Reader {
    id: ImportId,
    key: DataKey,
    mapping: Mapping,
    bytes: u64,
    /// Where the next row that is not kept begins.
    reached: (i64, i64),
    /// The heading is no patient.
    is_heading: bool,
    /// None once the file has ended.
    rows: Option<Rows>,
    waiting: VecDeque<Row>,
    /// What was read of the file, but not yet as rows.
    part: Vec<u8>,
    next_part: i64,
}

/// Opens a file where it was left; none when it is not to be worked through.
///
/// # Errors
/// [`Error::Denied`] for anybody but the clinic itself.
pub async fn reader(caller: &Caller, id: ImportId) -> Result<Option<Reader>> {
    must_be_system(caller)?;
    let mut read = caller.read().await?;
    let sql = "select encoding, separator, mapping, byte_count, reached_byte, reached_line from patient_import
               where id = $1 and state = $2";
    let Some(row) = row!(&mut read.tx, FileRow, sql, id, ImportState::Running)? else { return Ok(None) };
    let key = caller.vault.existing_key(&mut read.tx, id.0).await?;
    let (at, line) = (row.reached_byte.unsigned_abs(), row.reached_line.unsigned_abs());
    let part_bytes = PART_BYTES as u64;
    let next_part = i64::try_from(at / part_bytes).map_err(Error::broken)?;
    let mut reader = Reader {
        id,
        key,
        mapping: serde_json::from_str(&row.mapping).map_err(Error::broken)?,
        bytes: row.byte_count.unsigned_abs(),
        reached: (row.reached_byte, row.reached_line),
        is_heading: at == 0,
        rows: Some(Rows::from_row(format_of(row.encoding, &row.separator), at, line)),
        waiting: VecDeque::new(),
        part: Vec::new(),
        next_part,
    };
    drop(read);
    reader.next_part(caller).await?;
    let skipped = usize::try_from(at % part_bytes).map_err(Error::broken)?;
    reader.part.drain(..skipped.min(reader.part.len()));
    Ok(Some(reader))
}

impl Reader {
    /// Keeps the next rows, and where they end.
    ///
    /// # Errors
    /// When the database does not take them; then none of them is kept.
    pub async fn batch(&mut self, caller: &Caller) -> Result<Progress> {
        self.fill(caller).await?;
        let rows = self.waiting.drain(..self.waiting.len().min(BATCH_ROWS)).collect::<Vec<_>>();
        let next = match self.waiting.front() {
            Some(row) => (row.at, row.line),
            None => (self.bytes, rows.last().map_or(1, |row| row.line + 1)),
        };
        let next = (i64::try_from(next.0).map_err(Error::broken)?, i64::try_from(next.1).map_err(Error::broken)?);
        let mut work = caller.begin().await?;
        in_turn(&mut work.tx, TURN).await?;
        let sql = "update patient_import set reached_byte = $4, reached_line = $5
                   where id = $1 and state = $2 and reached_byte = $3";
        if run!(&mut work.tx, sql, self.id, ImportState::Running, self.reached.0, next.0, next.1)? == 0 {
            return Ok(Progress::NotOurs);
        }
        let (counts, added) = self.keep(&mut work, caller, &rows).await?;
        count(&mut work, self.id, counts).await?;
        let progress = if self.waiting.is_empty() { Progress::Done } else { Progress::More };
        self.commit(work, caller, added, progress).await?;
        self.reached = next;
        Ok(progress)
    }

    async fn keep(&self, work: &mut Work, caller: &Caller, rows: &[Row]) -> Result<(ImportCounts, Vec<PatientId>)> {
        let mut counts = ImportCounts::default();
        let mut added = Vec::new();
        for row in rows {
            counts.read += 1;
            match super::rows::keep(work, caller, self.id, row, &self.mapping).await? {
                Became::Added(patient) => {
                    counts.added += 1;
                    added.push(patient);
                }
                Became::Known => counts.known += 1,
                Became::Refused => counts.refused += 1,
            }
        }
        Ok((counts, added))
    }

    /// Ends the transaction: with an event for each patient, and one for the end of the file.
    async fn commit(
        &self,
        mut work: Work,
        caller: &Caller,
        mut added: Vec<PatientId>,
        progress: Progress,
    ) -> Result<()> {
        let last = if progress == Progress::Done {
            let sql = "update patient_import set state = $2, finished_at = $3 where id = $1";
            run!(&mut work.tx, sql, self.id, ImportState::Done, caller.now)?;
            remove_file(&mut work.tx, self.id).await?;
            Some(Event::ImportFinished(self.id))
        } else {
            added.pop().map(Event::PatientAdded)
        };
        for patient in added {
            work.also(Event::PatientAdded(patient));
        }
        match last {
            Some(event) => work.commit(event).await,
            // Rows that changed nothing.
            None => work.commit_bookkeeping().await,
        }
    }

    /// Leaves the rest for later: others wait for the clinic too.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn go_on_later(&self, caller: &Caller) -> Result<()> {
        let mut work = caller.begin().await?;
        work.enqueue(Job::ImportPatients(self.id)).await?;
        work.commit_bookkeeping().await
    }

    /// Reads until more rows wait than are kept at once, or the file ends.
    async fn fill(&mut self, caller: &Caller) -> Result<()> {
        while self.waiting.len() <= BATCH_ROWS {
            let Some(rows) = &mut self.rows else { return Ok(()) };
            let slice = self.part.drain(..self.part.len().min(SLICE_BYTES)).collect::<Vec<_>>();
            let waiting = &mut self.waiting;
            if slice.is_empty() {
                if let Some(rows) = self.rows.take() {
                    rows.finish(&mut |row| waiting.push_back(row));
                }
            } else {
                rows.feed(&slice, &mut |row| waiting.push_back(row));
            }
            if self.is_heading && self.waiting.pop_front().is_some() {
                self.is_heading = false;
            }
            if self.part.is_empty() && self.rows.is_some() {
                self.next_part(caller).await?;
            }
        }
        Ok(())
    }

    async fn next_part(&mut self, caller: &Caller) -> Result<()> {
        let mut read = caller.read().await?;
        if let Some((sealed,)) = row!(&mut read.tx, (Sealed,), PART, self.id, self.next_part)? {
            self.part = self.key.open_bytes(part_place(self.id, self.next_part), &sealed)?;
            self.next_part += 1;
            return Ok(());
        }
        let read = u64::try_from(self.next_part).map_err(Error::broken)? * PART_BYTES as u64;
        if read < self.bytes {
            return Err(Error::Broken(anyhow::anyhow!("a part of a file of patients is gone")));
        }
        Ok(())
    }
}

// queries

#[derive(sqlx::FromRow)]
struct FileRow {
    encoding: Encoding,
    separator: String,
    mapping: String,
    byte_count: i64,
    reached_byte: i64,
    reached_line: i64,
}

async fn count(work: &mut Work, id: ImportId, counts: ImportCounts) -> Result<()> {
    run!(
        &mut work.tx,
        "update patient_import set rows_read = rows_read + $2, rows_added = rows_added + $3, rows_known = rows_known + $4,
                                   rows_refused = rows_refused + $5
         where id = $1",
        id,
        counts.read,
        counts.added,
        counts.known,
        counts.refused
    )?;
    Ok(())
}
