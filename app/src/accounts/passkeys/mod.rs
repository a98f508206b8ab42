//! Passkeys: a way in without a password. Making and using one needs WASM; seeing and removing them does not.

pub mod api;

mod attempt;
mod credentials;
mod section;
mod sign_in;

pub(super) use section::{AddPasskey, PasskeysSection};
pub(super) use sign_in::PasskeySignIn;
