//! Terms of use and privacy notice: reading them, accepting them, and what one accepted.
//!
//! `/terms`, `/privacy`, `/accept`.

pub mod api;

mod accept;
mod accepted;
mod texts;

pub(crate) use accept::AcceptField;
pub use accept::AcceptPage;
pub(crate) use accepted::AcceptedSection;
pub use texts::{PrivacyPage, TermsPage};
