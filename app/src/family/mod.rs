//! Family: the people one is responsible for, and acting for one of them.

pub mod api;

mod add;
mod page;
mod parts;

pub use page::FamilyPage;
pub(crate) use parts::{FamilyLink, FamilySection, HiddenPatient};
