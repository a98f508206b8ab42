//! Scheduling: booking a visit, seeing it, calling it off; the day of a professional.
//!
//! `/book`, `/book/:professional`, `/visits`, `/visits/:id`, `/visits/:id/move`, `/agenda`, `/agenda/:id`,
//! `/agenda/:id/move`, `/patients/:id/book`, `/patients/:id/book/:professional`, `/holidays`.

pub mod api;

mod book;
mod book_for;
mod slots;
mod visits;
mod visit;
mod moving;
mod room;
mod agenda;
mod desk;
mod rules;
mod exceptions;
mod holidays;
mod changes;
mod lines;
mod live;

pub use agenda::AgendaPage;
pub use book::BookPage;
pub(crate) use book_for::book_for_path;
pub use book_for::{BookForPage, BookForSlotsPage};
pub use desk::DeskVisitPage;
pub(crate) use exceptions::Exceptions;
pub use holidays::HolidaysPage;
pub use moving::{MoveAtDeskPage, MoveVisitPage};
pub(crate) use rules::Rules;
pub use slots::BookProfessionalPage;
pub use visit::VisitPage;
pub use visits::VisitsPage;

use std::str::FromStr;

use domain::Role;

use crate::{accounts::api::who_am_i, error::AppError};

/// The role of the reader.
pub(crate) async fn my_role() -> Result<Role, AppError> {
    who_am_i().await?.map(|me| me.role).ok_or_else(|| AppError::SignInFirst.with_status())
}

/// The id in an address; what is none leads nowhere.
pub(crate) fn id_in<T: FromStr>(address: &str) -> Result<T, AppError> {
    address.parse().map_err(|_| {
        crate::say_missing();
        AppError::Missing
    })
}
