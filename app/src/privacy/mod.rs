//! Privacy: reading outside of one's care, who saw what, and the reviews of both.
//!
//! `/patients/outside`, `/who-saw`, `/reviews`.

pub mod api;

mod officer;
mod outside;
mod who_saw;
mod reviews;
mod contests;
mod pages;

pub(crate) use officer::OfficerCard;
pub use outside::OutsidePage;
pub use reviews::ReviewsPage;
pub use who_saw::WhoSawPage;
