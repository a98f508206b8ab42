//! One-time codes by e-mail: six digits that get somebody in who need not remember anything.

use serde::{Deserialize, Serialize};

use crate::{
    AccountId, FieldErrors, Problem, RegistrationId,
    field::{Cpf, Email},
};

/// Digits of a code.
pub const CODE_DIGITS: usize = 6;
/// A code is valid this long.
pub const CODE_MINUTES: i64 = 10;
/// Wrong tries after which a code is worth nothing.
pub const CODE_TRIES_MAX: i64 = 5;

/// How somebody says who they are: by the address or the CPF that the clinic knows of them.
#[derive(Clone, PartialEq, Eq)]
pub enum Identifier {
    /// An e-mail address, folded.
    Email(String),
    /// A CPF.
    Cpf(Cpf),
}

silent!(Identifier, IdentifierForm, CodeForm, Code);

impl Identifier {
    /// Reads a CPF, with or without its marks, or an e-mail address.
    ///
    /// # Errors
    /// Missing, or neither of the two.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        if text.contains('@') {
            return Email::parse(text).map(|email| Self::Email(email.folded()));
        }
        match Cpf::parse(text) {
            Ok(cpf) => Ok(Self::Cpf(cpf)),
            Err(Problem::Missing) => Err(Problem::Missing),
            Err(_) => Err(Problem::NotAnIdentifier),
        }
    }

    /// The one spelling of it, as limits count it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(folded) => folded,
            Self::Cpf(cpf) => cpf.digits(),
        }
    }
}

/// What is typed to be sent a code.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct IdentifierForm {
    /// CPF or e-mail address.
    pub identifier: String,
}

impl IdentifierForm {
    /// # Errors
    /// What is wrong with it.
    pub fn check(self) -> Result<Identifier, FieldErrors> {
        Identifier::parse(&self.identifier).map_err(|problem| FieldErrors::one("identifier", problem))
    }
}

/// What a browser asked a code for: to come in, or to finish registering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// For an account, which need not exist.
    Account(AccountId),
    /// For a registration.
    Registration(RegistrationId),
}

impl From<AccountId> for Asked {
    fn from(id: AccountId) -> Self {
        Self::Account(id)
    }
}

impl From<RegistrationId> for Asked {
    fn from(id: RegistrationId) -> Self {
        Self::Registration(id)
    }
}

/// Six digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// Reads a code as people copy it, with spaces or a hyphen in between.
    ///
    /// # Errors
    /// Missing, or not six digits.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect::<String>();
        match text.len() {
            0 => Err(Problem::Missing),
            CODE_DIGITS if text.bytes().all(|c| c.is_ascii_digit()) => Ok(Self(text)),
            _ => Err(Problem::NotACode),
        }
    }

    /// A code out of chance: every one of the million is as likely as the others, but for one part in a trillion.
    #[must_use]
    pub fn of_chance(chance: u64) -> Self {
        Self(format!("{:06}", chance % 1_000_000))
    }

    /// The digits, for the hash and the letter alone.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// A code as typed.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct CodeForm {
    /// The digits.
    pub code: String,
}

impl CodeForm {
    /// # Errors
    /// What is wrong with it.
    pub fn check(self) -> Result<Code, FieldErrors> {
        Code::parse(&self.code).map_err(|problem| FieldErrors::one("code", problem))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_known_by_cpf_or_address_however_it_is_typed() {
        for text in ["529.982.247-25", " 52998224725 "] {
            assert_eq!(Identifier::parse(text).unwrap().as_str(), "52998224725");
        }
        assert_eq!(Identifier::parse("ANA@Example.com").unwrap().as_str(), "ana@example.com");
        assert_eq!(Identifier::parse("  "), Err(Problem::Missing));
        for text in ["Ana", "529.982.247-26", "11 98888-7777"] {
            assert_eq!(Identifier::parse(text), Err(Problem::NotAnIdentifier), "{text}");
        }
        assert_eq!(Identifier::parse("ana@"), Err(Problem::NotAnEmail));
    }

    #[test]
    fn a_code_is_six_digits_however_it_is_copied() {
        for text in ["012345", " 012 345 ", "012-345"] {
            assert_eq!(Code::parse(text).unwrap().reveal(), "012345");
        }
        assert_eq!(Code::parse(" "), Err(Problem::Missing));
        for text in ["01234", "0123456", "01234a", "०१२३४५", "-1234567"] {
            assert_eq!(Code::parse(text), Err(Problem::NotACode), "{text}");
        }
    }

    #[test]
    fn chance_gives_six_digits_always() {
        for (chance, code) in [(0, "000000"), (7, "000007"), (1_999_999, "999999"), (u64::MAX, "551615")] {
            assert_eq!(Code::of_chance(chance).reveal(), code);
        }
    }

    #[test]
    fn no_code_is_printed() {
        assert_eq!(
            format!("{:?} {:?}", Code::of_chance(123_456), Identifier::Email("a@b.c".into())),
            "Code Identifier"
        );
    }
}
