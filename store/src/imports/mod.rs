//! Imports: files of patients. Somebody brings one (`upload.rs`), says what its columns say and has it worked through
//! (`course.rs`), which the clinic itself does a few rows at a time (`reader.rs`, `rows.rs`); and the way out (`export.rs`).

mod upload;
mod course;
mod page;
mod reader;
mod rows;
mod export;

use domain::{ImportId, import::Encoding};
use uuid::Uuid;

use crate::vault::Place;

pub use course::{discard, forget, resume, start, stop};
pub use export::{Export, ExportedPatient, export};
pub use page::{LISTED, import, imports, refused};
pub use reader::{Progress, Reader, reader};
pub use upload::{Upload, begin};

/// Bytes of one part of a file; the last one may be shorter.
pub const PART_BYTES: usize = 256 * 1024;

/// Where a part of a file is sealed: it opens neither in another file nor in another place of its own.
fn part_place(import: ImportId, number: i64) -> Place {
    let row = import.0.as_u128() ^ u128::from(number.unsigned_abs());
    Place::new("patient_import_part", "content", Uuid::from_u128(row))
}

const fn name_place(import: ImportId) -> Place {
    Place::new("patient_import", "file_name", import.0)
}

/// What parts columns, as a word.
const fn separator_word(separator: u8) -> &'static str {
    match separator {
        b',' => ",",
        b'\t' => "tab",
        _ => ";",
    }
}

fn format_of(encoding: Encoding, separator: &str) -> domain::import::Format {
    let separator = match separator {
        "," => b',',
        "tab" => b'\t',
        _ => b';',
    };
    domain::import::Format { encoding, separator }
}
