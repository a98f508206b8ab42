//! Patients: becoming one, and what the clinic keeps of them beside the record.
//!
//! `/register`, `/me/contact`; at the desk `/patients`, `/patients/new`, `/patients/:id`, `/patients/:id/edit`.

pub mod api;

mod register;
mod contact;

mod list;
mod over;
mod new;
mod edit;
mod registration;
mod fields;

pub use contact::ContactPage;
pub use edit::EditPatientPage;
pub(crate) use list::DeskPatients;
pub use new::NewPatientPage;
pub use register::RegisterPage;
pub(crate) use registration::{Registration, RegistrationAside};
