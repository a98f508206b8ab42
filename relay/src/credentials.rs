//! Time-limited credentials, as in the TURN REST scheme that coturn and others share.
//!
//! username = `<unix expiry>:<participant>`, password = base64(HMAC-SHA1(secret, username)).

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

use crate::Secret;

/// A username and password that work until the moment the username names.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// `<unix expiry>:<participant>`.
    pub username: String,
    /// What proves that we issued the username.
    pub password: String,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").field("username", &self.username).finish_non_exhaustive()
    }
}

/// Credentials for one participant of a call, until `expires_unix`.
///
/// They are checked with each request, and no allocation outlives them: choose an expiry past the call's longest end.
#[must_use]
pub fn issue(secret: &Secret, participant: &str, expires_unix: i64) -> Credentials {
    let username = format!("{expires_unix}:{participant}");
    let password = password_of(secret, &username);
    Credentials { username, password }
}

/// The password that belongs to a username.
pub(crate) fn password_of(secret: &Secret, username: &str) -> String {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret.bytes()).expect("HMAC takes keys of any length");
    mac.update(username.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// Takes a username apart: until when, and who.
pub(crate) fn parse(username: &str) -> Option<(i64, &str)> {
    let (expires, participant) = username.split_once(':')?;
    Some((expires.parse().ok()?, participant))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s23_credentials_are_what_coturn_and_the_rest_scheme_expect() {
        // printf '1700000000:ana' | openssl dgst -sha1 -hmac north -binary | base64
        let issued = issue(&Secret::new("north"), "ana", 1_700_000_000);
        assert_eq!(issued.username, "1700000000:ana");
        assert_eq!(issued.password, "/V6vMibmvRAPIMy3tyPu2GxFkDI=");
    }

    #[test]
    fn s23_a_username_says_until_when_and_who() {
        assert_eq!(parse("1700000000:room:ana"), Some((1_700_000_000, "room:ana")));
        assert_eq!(parse("ana"), None);
        assert_eq!(parse("soon:ana"), None);
        assert_eq!(parse("99999999999999999999:ana"), None);
    }
}
