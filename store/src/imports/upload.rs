//! A file on its way: kept part by part as it comes, each part sealed, none of it in memory for long.

use domain::{
    FieldErrors, ImportId, Problem, Refusal, Verb,
    audit::Event,
    field::parse_line,
    import::{FILE_BYTES_MAX, FILE_NAME_CHARS_MAX, ImportState, LINES_MAX, OPEN_IMPORTS_MAX, Sniffer},
};
use sha2::{Digest, Sha256};

use super::{PART_BYTES, course::remove_file, name_place, part_place, separator_word};
use crate::{
    caller::Caller,
    error::{Error, Result},
    vault::DataKey,
};

/// A file that is arriving.
pub struct Upload {
    caller: Caller,
    id: ImportId,
    key: DataKey,
    /// The part in hand.
    part: Vec<u8>,
    parts: i64,
    bytes: u64,
    line_ends: [u64; 2],
    hash: Sha256,
    sniffer: Sniffer,
}

/// Begins to take a file.
///
/// # Errors
/// [`Refusal::TooManyImports`] when too many are not finished.
pub async fn begin(caller: &Caller, file_name: &str) -> Result<Upload> {
    caller.must(Verb::ImportPatients)?;
    let account = caller.must_be_signed_in()?;
    let mut work = caller.begin().await?;
    let open = "select count(*) from patient_import where finished_at is null";
    let open = row!(&mut work.tx, (i64,), open)?.map_or(0, |row| row.0);
    if open >= OPEN_IMPORTS_MAX {
        return Err(Refusal::TooManyImports.into());
    }
    let id = caller.new_id::<ImportId>();
    let key = caller.vault.data_key(&mut work, id.0, caller.now).await?;
    // What the browser calls it may be anything; a name that is none is left out.
    let name = parse_line(file_name, FILE_NAME_CHARS_MAX).unwrap_or_default();
    run!(
        &mut work.tx,
        "insert into patient_import (id, account_id, file_name, byte_count, state, reached_byte, reached_line, rows_read,
                                     rows_added, rows_known, rows_refused, uploaded_at)
         values ($1, $2, $3, 0, $4, 0, 1, 0, 0, 0, 0, $5)",
        id,
        account,
        caller.vault.seal(name_place(id), &name)?,
        ImportState::Arriving,
        caller.now
    )?;
    work.commit_bookkeeping().await?;
    Ok(Upload {
        caller: caller.clone(),
        id,
        key,
        part: Vec::new(),
        parts: 0,
        bytes: 0,
        line_ends: [0; 2],
        hash: Sha256::new(),
        sniffer: Sniffer::default(),
    })
}

impl Upload {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// [`Problem::TooLarge`] when the file is larger, or has more lines, than one may.
    pub async fn feed(&mut self, bytes: &[u8]) -> Result<()> {
        self.bytes += bytes.len() as u64;
        for byte in bytes {
            self.line_ends[0] += u64::from(*byte == b'\n');
            self.line_ends[1] += u64::from(*byte == b'\r');
        }
        if self.bytes > FILE_BYTES_MAX || self.line_ends.iter().any(|ends| *ends > LINES_MAX) {
            return Err(wrong(Problem::TooLarge));
        }
        self.hash.update(bytes);
        self.sniffer.feed(bytes);
        let mut rest = bytes;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(PART_BYTES - self.part.len()));
            self.part.extend_from_slice(now);
            rest = later;
            if self.part.len() == PART_BYTES {
                self.keep_part().await?;
            }
        }
        Ok(())
    }

    /// The end of the file.
    ///
    /// # Errors
    /// What is wrong with the file as a whole; then nothing of it is kept.
    pub async fn finish(mut self) -> Result<ImportId> {
        if !self.part.is_empty() {
            self.keep_part().await?;
        }
        let format = match self.sniffer.clone().finish() {
            Ok(format) => format,
            Err(fault) => {
                self.abandon().await?;
                return Err(wrong(fault.into()));
            }
        };
        let mut work = self.caller.begin().await?;
        let kept = run!(
            &mut work.tx,
            "update patient_import set byte_count = $3, sha256 = $4, encoding = $5, separator = $6, state = $7
             where id = $1 and state = $2",
            self.id,
            ImportState::Arriving,
            i64::try_from(self.bytes).map_err(Error::broken)?,
            self.hash.finalize().to_vec(),
            format.encoding,
            separator_word(format.separator),
            ImportState::Uploaded
        )?;
        if kept == 0 {
            return Err(Error::Missing);
        }
        work.commit(Event::ImportUploaded(self.id)).await?;
        Ok(self.id)
    }

    /// Forgets a file that did not arrive whole.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn abandon(self) -> Result<()> {
        let mut work = self.caller.begin().await?;
        remove_file(&mut work.tx, self.id).await?;
        run!(&mut work.tx, "delete from patient_import where id = $1 and state = $2", self.id, ImportState::Arriving)?;
        work.commit_bookkeeping().await
    }

    async fn keep_part(&mut self) -> Result<()> {
        let sealed = self.key.seal_bytes(part_place(self.id, self.parts), &self.part)?;
        let mut work = self.caller.begin().await?;
        run!(
            &mut work.tx,
            "insert into patient_import_part (import_id, number, content) values ($1, $2, $3)",
            self.id,
            self.parts,
            sealed
        )?;
        work.commit_bookkeeping().await?;
        self.parts += 1;
        self.part.clear();
        Ok(())
    }
}

fn wrong(problem: Problem) -> Error {
    FieldErrors::one("file", problem).into()
}
