//! Patients: becoming one.

pub mod api;

mod register;

pub use register::RegisterPage;
