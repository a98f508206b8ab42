//! First pages: a welcome for a visitor, what comes next for a patient, and help.

mod help;
mod landing;
mod not_found;
mod patient;

use domain::Role;

pub use help::HelpPage;
pub use landing::LandingPage;
pub use not_found::NotFoundPage;
pub use patient::HomePage;

/// Where the day of somebody who is signed in begins.
const fn first_page(role: Role) -> &'static str {
    match role {
        Role::Patient => "/home",
        Role::Professional | Role::Reception => "/agenda",
        Role::Administrator => "/professionals",
    }
}
