//! Accounts: coming in, going out, one's own data.

pub mod api;

mod devices;
mod me;
mod passkeys;
mod password;
mod sign_in;

pub use me::MePage;
pub use sign_in::SignInPage;
