//! What is shown of imports: the list, one of them with the beginning of its file, and what was refused.

use domain::{
    ImportId, Moment, Verb,
    audit::Event,
    import::{
        Column, Encoding, ImportCard, ImportCounts, ImportPage, ImportPreview, ImportState, REFUSED_SHOWN_MAX,
        RefusedRow, RowReason, Rows, guess,
    },
};
use uuid::Uuid;

use super::{export::EXPORTED, format_of, name_place, part_place};
use crate::{
    caller::Caller,
    error::{Error, Result},
    sql::Tx,
    vault::Sealed,
};

/// Imports in the list, the latest.
const LIST_ROWS_MAX: i64 = 30;
/// Rows of a file that are shown before it is worked through.
const PREVIEW_ROWS_MAX: usize = 5;
/// Columns that are shown and can be chosen.
const PREVIEW_COLUMNS_MAX: usize = 60;
/// Letters of a column that are shown.
const PREVIEW_CHARS_MAX: usize = 60;
/// Refused rows that are read at once.
const REFUSED_ROWS: i64 = 1_000;

/// The latest imports.
///
/// # Errors
/// When the caller may not import.
pub async fn imports(caller: &Caller) -> Result<Vec<ImportCard>> {
    caller.must(Verb::ImportPatients)?;
    let mut read = caller.read().await?;
    let found = rows!(&mut read.tx, CardRow, LATEST, ImportId(Uuid::max()), ImportState::Arriving, LIST_ROWS_MAX)?;
    found.into_iter().map(|row| row.card(caller)).collect()
}

/// One import. While its file waits, the beginning is shown, which leaves a trace.
///
/// # Errors
/// [`Error::Missing`] when there is no such import.
pub async fn import(caller: &Caller, id: ImportId) -> Result<ImportPage> {
    caller.must(Verb::ImportPatients)?;
    let mut read = caller.read().await?;
    let row = row!(&mut read.tx, CardRow, ONE, id, ImportState::Arriving)?.ok_or(Error::Missing)?;
    let refused = refused_rows(&mut read.tx, id, (0, String::new()), REFUSED_SHOWN_MAX).await?;
    drop(read);
    let preview = match row.state {
        ImportState::Uploaded => {
            let mut work = caller.begin().await?;
            let preview = preview(caller, &mut work.tx, &row).await?;
            work.commit(Event::ImportSeen(id)).await?;
            Some(preview)
        }
        _ => None,
    };
    Ok(ImportPage { card: row.card(caller)?, preview, refused })
}

/// Refused rows behind one of them, or from the first; empty at the end.
///
/// # Errors
/// [`Error::Missing`] when there is no such import.
pub async fn refused(caller: &Caller, id: ImportId, behind: Option<&RefusedRow>) -> Result<Vec<RefusedRow>> {
    caller.must(Verb::ImportPatients)?;
    let mut read = caller.read().await?;
    row!(&mut read.tx, CardRow, ONE, id, ImportState::Arriving)?.ok_or(Error::Missing)?;
    let behind = behind.map_or((0, String::new()), |row| {
        (row.line, row.column.map_or_else(String::new, |column| column.as_str().to_owned()))
    });
    refused_rows(&mut read.tx, id, behind, REFUSED_ROWS).await
}

async fn preview(caller: &Caller, tx: &mut Tx, row: &CardRow) -> Result<ImportPreview> {
    let (Some(encoding), Some(separator)) = (row.encoding, &row.separator) else { return Err(Error::Missing) };
    let key = caller.vault.existing_key(tx, row.id.0).await?;
    let first = row!(tx, (Sealed,), PART, row.id, 0_i64)?.ok_or(Error::Missing)?.0;
    let bytes = key.open_bytes(part_place(row.id, 0), &first)?;
    let format = format_of(encoding, separator);
    let mut reader = Rows::new(format);
    let mut found = Vec::new();
    for slice in bytes.chunks(1024) {
        reader.feed(slice, &mut |row| found.extend(row.columns.ok()));
        if found.len() > PREVIEW_ROWS_MAX {
            break;
        }
    }
    if found.len() <= PREVIEW_ROWS_MAX {
        reader.finish(&mut |row| found.extend(row.columns.ok()));
    }
    let shown = |columns: Vec<String>| {
        let columns = columns.into_iter().take(PREVIEW_COLUMNS_MAX);
        columns.map(|text| text.chars().take(PREVIEW_CHARS_MAX).collect::<String>()).collect::<Vec<_>>()
    };
    let mut rows = found.into_iter().take(1 + PREVIEW_ROWS_MAX).map(shown);
    let headings = rows.next().unwrap_or_default();
    let guessed = guess(&headings);
    Ok(ImportPreview { encoding, separator: char::from(format.separator), headings, rows: rows.collect(), guessed })
}

// queries

#[derive(sqlx::FromRow)]
struct CardRow {
    id: ImportId,
    file_name: Sealed,
    brought_by: String,
    uploaded_at: Moment,
    state: ImportState,
    byte_count: i64,
    reached_byte: i64,
    rows_read: i64,
    rows_added: i64,
    rows_known: i64,
    rows_refused: i64,
    encoding: Option<Encoding>,
    separator: Option<String>,
}

impl CardRow {
    fn card(self, caller: &Caller) -> Result<ImportCard> {
        Ok(ImportCard {
            id: self.id,
            file_name: caller.vault.open(name_place(self.id), &self.file_name)?,
            by: self.brought_by,
            at: self.uploaded_at.in_zone(&caller.zone),
            state: self.state,
            counts: ImportCounts {
                read: self.rows_read,
                added: self.rows_added,
                known: self.rows_known,
                refused: self.rows_refused,
            },
            percent: self.reached_byte * 100 / self.byte_count.max(1),
        })
    }
}

macro_rules! cards {
    ($rest:literal) => {
        concat!(
            "select id, file_name, (select name from account where account.id = account_id) as brought_by, uploaded_at, state,
                    byte_count, reached_byte, rows_read, rows_added, rows_known, rows_refused, encoding, separator
             from patient_import ",
            $rest
        )
    };
}

const LATEST: &str = cards!("where id < $1 and state <> $2 order by id desc limit $3");
const ONE: &str = cards!("where id = $1 and state <> $2");
pub(super) const PART: &str = "select content from patient_import_part where import_id = $1 and number = $2";
const REFUSED: &str = "select line, field, reason from patient_import_refused
                       where import_id = $1 and (line, field) > ($2, $3) order by line, field limit $4";
/// Every text that lists, for those who look at its plan.
pub const LISTED: &[(&str, &str)] = &[("LATEST", LATEST), ("REFUSED", REFUSED), ("EXPORTED", EXPORTED)];

async fn refused_rows(tx: &mut Tx, id: ImportId, behind: (i64, String), limit: i64) -> Result<Vec<RefusedRow>> {
    let found = rows!(tx, (i64, String, RowReason), REFUSED, id, behind.0, behind.1.as_str(), limit)?;
    let row =
        |(line, field, reason): (i64, String, RowReason)| RefusedRow { line, column: Column::parse(&field), reason };
    Ok(found.into_iter().map(row).collect())
}
