//! Accounts: coming in, going out, one's own data.

pub mod api;

mod devices;
mod me;
mod password;
mod people;
mod sign_in;

pub use me::MePage;
pub use people::PeoplePage;
pub use sign_in::SignInPage;
