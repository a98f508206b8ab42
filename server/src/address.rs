//! Texts of the settings that are not printed: secrets, and addresses that may hold one.

use axum::http::Uri;
use serde::Deserialize;

/// A text that is not printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Hidden(pub String);

impl std::fmt::Debug for Hidden {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str("Hidden")
    }
}

/// An address that may hold a password: only its scheme is printed.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Address(pub String);

/// What an address says before its path.
#[derive(Default)]
pub struct Parts {
    /// Such as `postgres`.
    pub scheme: String,
    /// Who signs in; empty when nobody does.
    pub user: String,
    /// With what, empty when it is not said.
    pub password: String,
    /// Where.
    pub host: String,
    /// What stands after the question mark.
    pub query: String,
}

impl Address {
    /// Takes the address apart; none when it names no host, as that of a file.
    #[must_use]
    pub fn parts(&self) -> Option<Parts> {
        let address = self.0.parse::<Uri>().ok()?;
        let authority = address.authority()?;
        let sign_in = authority.as_str().rsplit_once('@').map_or("", |(sign_in, _)| sign_in);
        let (user, password) = sign_in.split_once(':').unwrap_or((sign_in, ""));
        Some(Parts {
            scheme: address.scheme_str()?.to_owned(),
            user: user.to_owned(),
            password: password.to_owned(),
            host: authority.host().to_lowercase(),
            query: address.query().unwrap_or_default().to_owned(),
        })
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{}:…", self.0.split(':').next().unwrap_or_default())
    }
}
