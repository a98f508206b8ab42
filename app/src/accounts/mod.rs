//! Accounts: coming in, going out, one's own data.

pub mod api;

mod people;
mod passkeys;
mod sign_in;
mod code;
mod second_factor;

mod watch;
mod again;
mod stay;

mod me;
mod security;
mod devices;
mod password;
mod app_factor;

pub use code::{CodePage, LinkPage};
pub use me::MePage;
pub use people::PeoplePage;
pub use second_factor::SecondFactorPage;
pub use security::SecurityPage;
pub use sign_in::{PasswordPage, SignInPage};
pub(crate) use stay::stays;
pub(crate) use watch::SessionEnded;
pub use watch::SessionWatch;
