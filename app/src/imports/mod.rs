//! Imports: files of patients, brought and taken.
//!
//! At the desk `/patients/import`, `/patients/import/:id`.

pub mod api;

mod list;
mod one;
mod mapping;

mod words;

pub use list::ImportsPage;
pub use one::ImportPage;
pub use words::{EXPORTED, column, export_headings, exported, reason, refused_headings};
