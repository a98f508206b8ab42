//! Links of letters that open something once: a new password, another e-mail address, an invitation, an answer to a
//! reminder.

mod invitations;

use serde::{Deserialize, Serialize};

use crate::{
    FieldErrors,
    accounts::Typed,
    field::{Email, Password},
    reminders::AHEAD_MINUTES_MAX,
};

pub use invitations::{Answer, AnswerForm, Invitation, InvitationCard, InvitationForm, Invited, Newcomer};

/// A forgotten password is replaced within this time.
pub const RESET_MINUTES: i64 = 30;
/// A new e-mail address is confirmed within this time.
pub const EMAIL_CHANGE_HOURS: i64 = 24;
/// A change of the e-mail address is taken back within this time.
pub const EMAIL_RESTORE_HOURS: i64 = 72;
/// What was set up so long before a change that its owner takes back is doubted too.
pub const RESTORE_DOUBT_DAYS: i64 = 7;
/// An invitation is accepted within this time.
pub const INVITATION_HOURS: i64 = 72;
/// Invitations that wait at the same time.
pub const INVITATIONS_MAX: i64 = 200;
/// A link is remembered this long after its end, so that an administrator can send an invitation again.
pub const KEEP_ENDED_DAYS: i64 = 30;
/// 256 bits in base64url.
pub const TOKEN_CHARS: usize = 43;

words! {
    /// What a link opens.
    LinkKind {
        /// A new password for an account.
        ResetPassword = "reset_password",
        /// A new e-mail address is confirmed.
        ChangeEmail = "change_email",
        /// The former e-mail address comes back.
        RestoreEmail = "restore_email",
        /// Somebody joins the clinic.
        Invite = "invite",
        /// A patient says that they will come to a visit.
        ConfirmVisit = "confirm_visit",
        /// A visit is called off.
        CancelVisit = "cancel_visit",
    }
}

impl LinkKind {
    /// How long it opens.
    #[must_use]
    pub const fn minutes(self) -> i64 {
        match self {
            Self::ResetPassword => RESET_MINUTES,
            Self::ChangeEmail => EMAIL_CHANGE_HOURS * 60,
            Self::RestoreEmail => EMAIL_RESTORE_HOURS * 60,
            Self::Invite => INVITATION_HOURS * 60,
            // At most: each ends with its visit, or before.
            Self::ConfirmVisit | Self::CancelVisit => AHEAD_MINUTES_MAX,
        }
    }

    /// The page that a letter leads to; the token follows. What follows is in no log: see [`Self::without_token`].
    #[must_use]
    pub const fn page(self) -> &'static str {
        match self {
            Self::ResetPassword => "/reset/",
            Self::ChangeEmail => "/confirm-email/",
            Self::RestoreEmail => "/restore-email/",
            Self::Invite => "/invite/",
            Self::ConfirmVisit => "/confirm-visit/",
            Self::CancelVisit => "/cancel-visit/",
        }
    }

    /// A path as a log may show it.
    #[must_use]
    pub fn without_token(path: &str) -> &str {
        let page = Self::ALL.iter().map(|kind| kind.page()).find(|page| path.starts_with(page));
        page.unwrap_or(path)
    }
}

/// A token as it came from somebody: right, wrong, of any length. `Debug` shows nothing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Token(String);

impl Token {
    /// A token out of an address or a letter.
    #[must_use]
    pub const fn new(text: String) -> Self {
        Self(text)
    }

    /// Whether it is written as tokens are: nothing else is worth a look into the database.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.0.len() == TOKEN_CHARS && self.0.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    }

    /// The text, for its hash, the letter and the form alone.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

silent!(Token, LinkForm, ResetForm, NewEmailForm);

/// What is sent from the page of a link that asks nothing.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct LinkForm {
    /// The token of the page.
    pub token: Token,
}

/// What is typed on the page of a forgotten password.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ResetForm {
    /// The token of the page.
    pub token: Token,
    /// A new password.
    pub password: String,
}

/// A new password for whom the link was sent to.
#[derive(Debug)]
pub struct Reset {
    /// The token.
    pub token: Token,
    /// A new password.
    pub password: Password,
}

impl ResetForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<Reset, FieldErrors> {
        let password = Password::parse(&self.password).map_err(|problem| FieldErrors::one("password", problem))?;
        Ok(Reset { token: self.token, password })
    }
}

/// What is typed to change one's e-mail address.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct NewEmailForm {
    /// The new address.
    pub email: String,
    /// The password of the account.
    pub password: String,
}

/// A change of the e-mail address that may be asked for.
#[derive(Debug)]
pub struct NewEmail {
    /// The new address.
    pub email: Email,
    /// The password of the account, as typed.
    pub password: Typed,
}

impl NewEmailForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<NewEmail, FieldErrors> {
        let mut errors = FieldErrors::default();
        let email = errors.keep("email", Email::parse(&self.email));
        let password = errors.keep("password", Typed::parse(self.password));
        match (email, password) {
            (Some(email), Some(password)) => Ok(NewEmail { email, password }),
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_256_bits_of_base64url_and_is_never_shown() {
        let token = |text: &str| Token::new(text.to_owned());
        assert!(token(&"aZ09_-".repeat(8)[..TOKEN_CHARS]).is_sound());
        for bad in ["", "a", &"a".repeat(42), &"a".repeat(44), &"á".repeat(43), &format!("{}=", "a".repeat(42))] {
            assert!(!token(bad).is_sound(), "{bad}");
        }
        assert_eq!(format!("{:?}", token("secret")), "Token");
    }

    #[test]
    fn a_log_shows_no_token() {
        for (path, shown) in [
            ("/reset/abc", "/reset/"),
            ("/confirm-email/abc/def", "/confirm-email/"),
            ("/restore-email/abc", "/restore-email/"),
            ("/invite/", "/invite/"),
            ("/confirm-visit/abc", "/confirm-visit/"),
            ("/cancel-visit/abc", "/cancel-visit/"),
            ("/invitations", "/invitations"),
            ("/visits/abc", "/visits/abc"),
        ] {
            assert_eq!(LinkKind::without_token(path), shown);
        }
    }
}
