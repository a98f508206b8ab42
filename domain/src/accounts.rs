//! Accounts: how somebody comes in.

use serde::{Deserialize, Serialize};

use crate::{
    AccountId, FieldErrors, Moment, PatientId, Problem, Role,
    codes::Identifier,
    devices::LastHere,
    field::{Email, Name, PASSWORD_CHARS_MAX, Password},
};

/// No sign-in lasts longer than this without use; a clinic's policy may say less.
pub const SIGN_IN_IDLE_MINUTES: i64 = 12 * 60;
/// A sign-in lasts no longer than this, used or not.
pub const SIGN_IN_DAYS_MAX: i64 = 14;

/// What was typed at sign-in.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct SignInForm {
    /// CPF or e-mail address.
    pub identifier: String,
    /// Password.
    pub password: String,
}

/// A sign-in that can be looked up.
#[derive(Debug)]
pub struct Credentials {
    /// Who they say they are.
    pub identifier: Identifier,
    /// The password as typed: an old one may break today's rules.
    pub password: Typed,
}

/// A password as typed. `Debug` shows nothing.
#[derive(Clone)]
pub struct Typed(String);

impl Typed {
    pub(crate) fn parse(text: String) -> Result<Self, Problem> {
        match text.chars().count() {
            0 => Err(Problem::Missing),
            length if length > PASSWORD_CHARS_MAX => Err(Problem::TooLong),
            _ => Ok(Self(text)),
        }
    }

    /// The password, for the hash alone.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

silent!(SignInForm, NewPasswordForm, Typed);

impl SignInForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<Credentials, FieldErrors> {
        let mut errors = FieldErrors::default();
        let identifier = errors.keep("identifier", Identifier::parse(&self.identifier));
        let password = errors.keep("password", Typed::parse(self.password));
        match (identifier, password) {
            (Some(identifier), Some(password)) => Ok(Credentials { identifier, password }),
            _ => Err(errors),
        }
    }
}

/// What was typed to change one's password.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct NewPasswordForm {
    /// The password so far.
    pub current: String,
    /// The one that shall take its place.
    pub new: String,
}

/// A change of password that may be tried.
#[derive(Debug)]
pub struct NewPassword {
    /// The password so far, as typed.
    pub current: Typed,
    /// The one that shall take its place.
    pub new: Password,
}

impl NewPasswordForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<NewPassword, FieldErrors> {
        let mut errors = FieldErrors::default();
        let new = errors.keep("new", Password::parse(&self.new));
        if new.as_ref().is_some_and(|new| new.reveal() == self.current) {
            errors.add("new", Problem::NotNew);
        }
        let current = errors.keep("current", Typed::parse(self.current));
        match (current, new) {
            (Some(current), Some(new)) if errors.is_empty() => Ok(NewPassword { current, new }),
            _ => Err(errors),
        }
    }
}

/// Who is signed in, as pages show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// The account.
    pub account: AccountId,
    /// What this person is in the clinic.
    pub role: Role,
    /// How to address them.
    pub name: String,
    /// The patient whom they are, or act for.
    pub patient: Option<PatientId>,
    /// The name of the person they act for, when it is not themselves.
    pub acts_for: Option<String>,
    /// Without use they are signed out after so many minutes.
    pub idle_minutes: i64,
    /// When and from where they came in the time before; nothing, when this is the first time.
    pub last_here: Option<LastHere>,
}

/// One's own registration data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// What this person is in the clinic.
    pub role: Role,
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Birth date, for patients.
    pub birth_date: Option<jiff::civil::Date>,
    /// CPF with its middle hidden, if it was given.
    pub cpf_masked: Option<String>,
    /// Since when.
    pub since: Moment,
    /// Whether they can come in with a password.
    pub has_password: bool,
}

/// The first administrator, typed at the first start.
#[derive(Debug)]
pub struct FirstAdministrator {
    /// Full name.
    pub name: Name,
    /// E-mail address.
    pub email: Email,
    /// Password.
    pub password: Password,
}

impl FirstAdministrator {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(name: &str, email: &str, password: &str) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.keep("name", Name::parse(name));
        let email = errors.keep("email", Email::parse(email));
        let password = errors.keep("password", Password::parse(password));
        match (name, email, password) {
            (Some(name), Some(email), Some(password)) => Ok(Self { name, email, password }),
            _ => Err(errors),
        }
    }
}
