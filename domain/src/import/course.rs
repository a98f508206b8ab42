//! The course of an import: a file arrives, is looked at, is worked through, and is gone; what became of it stays.

use serde::{Deserialize, Serialize};

use super::{Column, Encoding, FileFault, MappingForm, RowFault};
use crate::{ImportId, Local, Problem};

/// Largest file.
pub const FILE_BYTES_MAX: u64 = 200 * 1024 * 1024;
/// Lines of one file.
pub const LINES_MAX: u64 = 1_000_000;
/// Longest name of a file that is kept.
pub const FILE_NAME_CHARS_MAX: usize = 120;
/// Rows that are kept together, or not at all.
pub const BATCH_ROWS: usize = 200;
/// A file that nobody finishes is kept so long.
pub const KEPT_DAYS: i64 = 7;
/// Imports that may be unfinished at the same time.
pub const OPEN_IMPORTS_MAX: i64 = 5;
/// Refused rows of one import that are kept, each with all of its reasons; those after them are only counted.
pub const REFUSED_ROWS_MAX: i64 = 10_000;
/// Reasons that a page shows; the file of them holds all.
pub const REFUSED_SHOWN_MAX: i64 = 50;

words! {
    /// Where an import stands.
    ImportState {
        /// Its file is on its way.
        Arriving = "arriving",
        /// Its file is here; somebody says what the columns say.
        Uploaded = "uploaded",
        /// It is worked through.
        Running = "running",
        /// Somebody stopped it.
        Stopped = "stopped",
        /// Every row was read.
        Done = "done",
        /// Given up, by somebody or by time.
        Discarded = "discarded",
    }
}

words! {
    /// Why a row was refused, without what stood in it.
    RowReason {
        /// Nothing stands there.
        Missing = "missing",
        /// More characters than allowed.
        TooLong = "too_long",
        /// Contains a character that does not belong there.
        BadCharacter = "bad_character",
        /// Not an e-mail address.
        NotAnEmail = "not_an_email",
        /// Not a CPF.
        NotACpf = "not_a_cpf",
        /// Not a CNS.
        NotACns = "not_a_cns",
        /// Not a CEP.
        NotACep = "not_a_cep",
        /// Not a telephone number.
        NotAPhone = "not_a_phone",
        /// Not a day of the calendar.
        NotADate = "not_a_date",
        /// A day that cannot be a birth date.
        NotABirthDate = "not_a_birth_date",
        /// Not one of the choices.
        NotAChoice = "not_a_choice",
        /// Another patient has it.
        Taken = "taken",
        /// Something else is wrong with it.
        Other = "other",
        /// The row has too many columns.
        TooManyColumns = "too_many_columns",
        /// The row is too long.
        RowTooLong = "row_too_long",
        /// A quote was opened and never closed.
        QuoteNotClosed = "quote_not_closed",
        /// The row holds bytes that no text has.
        NotText = "not_text",
    }
}

impl From<Problem> for RowReason {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Missing => Self::Missing,
            Problem::TooLong => Self::TooLong,
            Problem::BadCharacter => Self::BadCharacter,
            Problem::NotAnEmail => Self::NotAnEmail,
            Problem::NotACpf => Self::NotACpf,
            Problem::NotACns => Self::NotACns,
            Problem::NotACep => Self::NotACep,
            Problem::NotAPhone => Self::NotAPhone,
            Problem::NotADate => Self::NotADate,
            Problem::NotABirthDate => Self::NotABirthDate,
            Problem::NotAChoice => Self::NotAChoice,
            Problem::Taken => Self::Taken,
            _ => Self::Other,
        }
    }
}

impl From<RowFault> for RowReason {
    fn from(fault: RowFault) -> Self {
        match fault {
            RowFault::TooManyColumns => Self::TooManyColumns,
            RowFault::TooLong => Self::RowTooLong,
            RowFault::QuoteNotClosed => Self::QuoteNotClosed,
            RowFault::NotText => Self::NotText,
        }
    }
}

impl From<FileFault> for Problem {
    fn from(fault: FileFault) -> Self {
        match fault {
            FileFault::Empty => Self::Missing,
            FileFault::Utf16 | FileFault::NotText => Self::NotATable,
        }
    }
}

/// What became of the rows so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Rows that were read.
    pub read: i64,
    /// Of those, patients that were added.
    pub added: i64,
    /// Patients who were known already.
    pub known: i64,
    /// Rows that were refused.
    pub refused: i64,
}

/// An import in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCard {
    /// Which.
    pub id: ImportId,
    /// How its file was called.
    pub file_name: String,
    /// Who brought it.
    pub by: String,
    /// When.
    pub at: Local,
    /// Where it stands.
    pub state: ImportState,
    /// What became of its rows.
    pub counts: ImportCounts,
    /// How much of the file was read.
    pub percent: i64,
}

/// A row that was refused: one line for each thing that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRow {
    /// The line of the file.
    pub line: i64,
    /// The column; none when it is the row as a whole.
    pub column: Option<Column>,
    /// Why.
    pub reason: RowReason,
}

/// The beginning of a file that waits for somebody to say what its columns say.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPreview {
    /// How its letters are written.
    pub encoding: Encoding,
    /// What parts its columns.
    pub separator: char,
    /// What stands above the columns.
    pub headings: Vec<String>,
    /// The first rows.
    pub rows: Vec<Vec<String>>,
    /// What the columns seem to say.
    pub guessed: MappingForm,
}

/// One import.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPage {
    /// What the list shows of it.
    pub card: ImportCard,
    /// The beginning of the file, while it waits.
    pub preview: Option<ImportPreview>,
    /// The first refused rows.
    pub refused: Vec<RefusedRow>,
}

silent!(ImportPreview, ImportPage);
