//! The record of a visit: opening it, adding to it, and how its call went. Shown on `/visits/:id`.

pub mod api;

mod note;
mod record;
mod call_report;

pub use call_report::CallReport;
pub use note::NoteSection;
pub use record::{NoteLine, RecordSection};
