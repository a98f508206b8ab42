//! Passkeys: keys that somebody's device or password manager holds, and that open their account without a password.
//! Making one and using one are ceremonies: we give the browser a challenge, its answer proves the key.

use serde::{Deserialize, Serialize};

use crate::{FieldErrors, Local, PasskeyId, Problem, field::parse_line};

/// Passkeys of one account: a phone, a computer, a key on the key ring, and some more.
pub const PASSKEYS_MAX: i64 = 10;
/// Longest name of a passkey.
pub const PASSKEY_NAME_CHARS_MAX: usize = 60;
/// A browser has this long to answer a challenge; it asks its owner for a finger or a PIN meanwhile.
pub const CEREMONY_MINUTES: i64 = 5;
/// Longest name of a ceremony, as the server makes it.
const CEREMONY_CHARS_MAX: usize = 64;
/// Longest answer of a browser. Usual ones have under 2000 characters.
pub const ANSWER_CHARS_MAX: usize = 16 * 1024;

/// A passkey, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// A name for the passkey that opens nothing.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub since: Local,
    /// When it last opened the account.
    pub used: Option<Local>,
    /// Whether a password manager keeps copies of it on other devices.
    pub is_synced: bool,
}

/// What a browser is asked.
#[derive(Clone, Serialize, Deserialize)]
pub struct Ceremony {
    /// The name of the ceremony; it works once.
    pub ceremony: String,
    /// What `navigator.credentials` is given as `publicKey`, as JSON.
    pub options: String,
}

/// What a browser answered, with the passkey's first name.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct NewPasskeyForm {
    /// The name of the ceremony.
    pub ceremony: String,
    /// The credential, as JSON.
    pub answer: String,
    /// What its owner calls it.
    pub name: String,
}

/// A passkey that may be looked at.
#[derive(Debug)]
pub struct NewPasskey {
    /// What the browser said.
    pub proof: Proof,
    /// What its owner calls it.
    pub name: String,
}

/// What a browser answered to somebody who comes in.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ProofForm {
    /// The name of the ceremony.
    pub ceremony: String,
    /// The assertion, as JSON.
    pub answer: String,
}

/// An answer of a size that may be looked at; nothing of it is believed yet.
#[derive(Clone)]
pub struct Proof {
    /// The name of the ceremony.
    pub ceremony: String,
    /// What the browser said, as JSON.
    pub answer: String,
}

/// A new name for a passkey.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasskeyNameForm {
    /// Which.
    pub id: PasskeyId,
    /// What its owner calls it from now on.
    pub name: String,
}

/// A name that a passkey may get.
#[derive(Clone, Debug)]
pub struct PasskeyName {
    /// Which.
    pub id: PasskeyId,
    /// What its owner calls it from now on.
    pub name: String,
}

silent!(Ceremony, NewPasskeyForm, ProofForm, Proof);

impl NewPasskeyForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<NewPasskey, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.keep("name", parse_line(&self.name, PASSKEY_NAME_CHARS_MAX));
        let proof = proof(self.ceremony, self.answer, &mut errors);
        match (name, proof) {
            (Some(name), Some(proof)) => Ok(NewPasskey { proof, name }),
            _ => Err(errors),
        }
    }
}

impl ProofForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<Proof, FieldErrors> {
        let mut errors = FieldErrors::default();
        proof(self.ceremony, self.answer, &mut errors).ok_or(errors)
    }
}

impl PasskeyNameForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<PasskeyName, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.keep("name", parse_line(&self.name, PASSKEY_NAME_CHARS_MAX));
        name.map(|name| PasskeyName { id: self.id, name }).ok_or(errors)
    }
}

fn proof(ceremony: String, answer: String, errors: &mut FieldErrors) -> Option<Proof> {
    let ceremony = errors.keep("ceremony", within(ceremony, CEREMONY_CHARS_MAX));
    let answer = errors.keep("answer", within(answer, ANSWER_CHARS_MAX));
    Some(Proof { ceremony: ceremony?, answer: answer? })
}

fn within(text: String, limit: usize) -> Result<String, Problem> {
    match text.len() {
        0 => Err(Problem::Missing),
        length if length > limit => Err(Problem::TooLong),
        _ => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn renamed(name: &str) -> Result<String, FieldErrors> {
        PasskeyNameForm { id: PasskeyId(Uuid::nil()), name: name.into() }.check().map(|checked| checked.name)
    }

    #[test]
    fn a_name_has_one_to_sixty_characters_on_one_line() {
        assert_eq!(renamed("  Celular   da Ana ").unwrap(), "Celular da Ana");
        assert_eq!(renamed(&"é".repeat(PASSKEY_NAME_CHARS_MAX)).unwrap().chars().count(), PASSKEY_NAME_CHARS_MAX);
        for (name, problem) in [
            (String::new(), Problem::Missing),
            (" \n".into(), Problem::Missing),
            ("é".repeat(PASSKEY_NAME_CHARS_MAX + 1), Problem::TooLong),
            ("Celular\u{202e}".into(), Problem::BadCharacter),
        ] {
            assert_eq!(renamed(&name), Err(FieldErrors::one("name", problem)), "{name}");
        }
    }

    #[test]
    fn an_answer_without_end_is_not_looked_at() {
        let form = |answer: String| ProofForm { ceremony: "c".into(), answer };
        assert!(form("{}".into()).check().is_ok());
        assert!(form("a".repeat(ANSWER_CHARS_MAX)).check().is_ok());
        for (answer, problem) in
            [(String::new(), Problem::Missing), ("a".repeat(ANSWER_CHARS_MAX + 1), Problem::TooLong)]
        {
            assert_eq!(form(answer).check().err(), Some(FieldErrors::one("answer", problem)));
        }
        let nameless = ProofForm { ceremony: "c".repeat(CEREMONY_CHARS_MAX + 1), answer: "{}".into() };
        assert_eq!(nameless.check().err(), Some(FieldErrors::one("ceremony", Problem::TooLong)));
    }

    #[test]
    fn nothing_of_an_answer_is_printed() {
        let form = NewPasskeyForm { ceremony: "secret".into(), answer: "secret".into(), name: "secret".into() };
        assert!(!format!("{form:?} {:?}", form.clone().check().unwrap().proof).contains("secret"));
    }
}
