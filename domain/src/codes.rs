//! How somebody says who they are before they prove it.

use serde::{Deserialize, Serialize};

use crate::{
    FieldErrors, Problem,
    field::{Cpf, Email},
};

/// How somebody says who they are: by the address or the CPF that the clinic knows of them.
#[derive(Clone, PartialEq, Eq)]
pub enum Identifier {
    /// An e-mail address, folded.
    Email(String),
    /// A CPF.
    Cpf(Cpf),
}

silent!(Identifier, IdentifierForm);

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
