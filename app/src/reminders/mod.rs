//! Answers to a reminder, by the links of its letter and without a sign-in: `/confirm-visit/:token`, `/cancel-visit/:token`.
//! A page shows which visit it is; only its form does something, for mail scanners look at every page.

pub mod api;

mod answer;

pub use answer::{CancelVisitPage, ConfirmVisitPage};
