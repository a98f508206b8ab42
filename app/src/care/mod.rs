//! Care: the patients of a professional, and one of them with visits and record.
//!
//! `/patients`, `/patients/:id`.

pub mod api;

mod patients;
mod patient;

pub use patient::PatientPage;
pub use patients::PatientsPage;
