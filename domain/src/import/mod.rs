//! Import: a file of patients as other programs write it, read row by row. Nothing is held but the row in hand, so that a
//! file may be of any length; what cannot be read is told by its line and its reason, and the next row is read.
//!
//! No crate reads it: those that do hold a whole row, and a quote that is never closed makes the rest of a file one row.

mod course;
mod patient;
mod rows;
mod sniff;
mod written;
#[cfg(test)]
mod tests;

pub use self::{
    course::{
        BATCH_ROWS, FILE_BYTES_MAX, FILE_NAME_CHARS_MAX, ImportCard, ImportCounts, ImportPage, ImportPreview,
        ImportState, KEPT_DAYS, LINES_MAX, OPEN_IMPORTS_MAX, REFUSED_ROWS_MAX, REFUSED_SHOWN_MAX, RefusedRow,
        RowReason,
    },
    patient::{Column, Mapping, MappingForm, guess},
    rows::{COLUMNS_MAX, FIELD_BYTES_MAX, QUOTED_LINES_MAX, ROW_BYTES_MAX, Row, RowFault, Rows},
    sniff::{Encoding, FileFault, Format, Sniffer},
    written::{BEGINNING, SEPARATOR, write_row},
};
