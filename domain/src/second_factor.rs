//! The second factor: codes of an authenticator app (TOTP, RFC 6238), and recovery codes for the day the phone is lost.

use serde::{Deserialize, Serialize};

use crate::{FieldErrors, Local, Problem, Role, codes::Code};

/// A code of an app changes this often (RFC 6238, 4.1).
pub const STEP_SECONDS: u64 = 30;
/// Steps before and after the present one whose code is taken: clocks differ (RFC 6238, 5.2).
pub const STEPS_APART_MAX: u16 = 1;
/// How many recovery codes there are at a time.
pub const RECOVERY_CODES: usize = 10;
/// Letters and digits of a recovery code: 50 bits.
pub const RECOVERY_CHARS: usize = 10;
/// Without WASM, what was just made can be looked at for this long.
pub const MADE_MINUTES: i64 = 10;
/// Whoever proved one factor has this long for the second.
pub const HALFWAY_MINUTES: i64 = 10;
/// Crockford's base 32: no letter looks like a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Whether whoever has this role must have a second factor, where the clinic asks for it.
#[must_use]
pub const fn is_for(role: Role) -> bool {
    !matches!(role, Role::Patient)
}

/// What proves a second factor.
#[derive(Clone, PartialEq, Eq)]
pub enum Proof {
    /// A code of the app.
    App(Code),
    /// A recovery code; it works once.
    Recovery(RecoveryCode),
}

/// A recovery code.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

/// What is typed as the second factor: six digits of the app, or a recovery code.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ProofForm {
    /// As typed.
    pub code: String,
}

silent!(Proof, RecoveryCode, ProofForm, NewFactor, RecoveryCodes, Made);

impl ProofForm {
    /// # Errors
    /// What is wrong with it.
    pub fn check(self) -> Result<Proof, FieldErrors> {
        let proof = match Code::parse(&self.code) {
            Ok(code) => Ok(Proof::App(code)),
            Err(Problem::NotACode) => RecoveryCode::parse(&self.code).map(Proof::Recovery),
            Err(problem) => Err(problem),
        };
        proof.map_err(|problem| FieldErrors::one("code", problem))
    }
}

impl RecoveryCode {
    fn parse(text: &str) -> Result<Self, Problem> {
        let read = text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        });
        let read = read.collect::<String>();
        let is_sound = read.len() == RECOVERY_CHARS && read.bytes().all(|c| ALPHABET.contains(&c));
        if is_sound { Ok(Self(read)) } else { Err(Problem::NotACode) }
    }

    /// A code out of 50 bits of chance.
    #[must_use]
    pub fn of_chance(chance: u64) -> Self {
        let letters = (0..RECOVERY_CHARS).map(|place| ALPHABET[(chance >> (5 * place) & 31) as usize] as char);
        Self(letters.collect())
    }

    /// The letters, for the hash alone.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// `ABCDE-12345`: as it is written down.
    #[must_use]
    pub fn shown(&self) -> String {
        format!("{}-{}", &self.0[..5], &self.0[5..])
    }
}

/// A second factor that is being set up: the app has not shown yet that it knows the secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFactor {
    /// The secret in base 32, for apps without a camera.
    pub secret: String,
    /// `otpauth://totp/…`: what the square of dots says.
    pub address: String,
    /// The square, row by row; true is dark.
    pub square: Vec<Vec<bool>>,
}

/// Recovery codes, shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodes(pub Vec<String>);

/// What was just made, and is shown once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Made {
    /// A secret for an app.
    App(NewFactor),
    /// Recovery codes.
    Codes(RecoveryCodes),
}

/// What somebody has as a second factor, as they see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorState {
    /// Since when an app is set up.
    pub app_since: Option<Local>,
    /// Recovery codes that are left.
    pub recovery_left: i64,
    /// Passkeys; each of them is both factors.
    pub passkeys: i64,
    /// Whether the clinic asks this person for one.
    pub is_needed: bool,
}

/// What is missing before somebody is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Missing {
    /// The second factor is to be proven.
    Proof,
    /// There is none yet, and this person needs one.
    SetUp,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(text: &str) -> Result<Proof, Option<Problem>> {
        ProofForm { code: text.into() }.check().map_err(|errors| errors.of("code"))
    }

    #[test]
    fn six_digits_are_of_the_app_and_ten_letters_a_recovery_code() {
        assert_eq!(proof("123 456"), Ok(Proof::App(Code::parse("123456").unwrap())));
        let recovery = Ok(Proof::Recovery(RecoveryCode("ABCDE12340".into())));
        for text in ["ABCDE-12340", "abcde 1234o", "ABCDE-L234O", "ABCDEI2340"] {
            assert_eq!(proof(text), recovery, "{text}");
        }
        assert_eq!(proof(""), Err(Some(Problem::Missing)));
        for text in ["12345", "ABCDE-1234", "ABCDE-1234U", "ABCDE-123400", "ÁBCDE-12340"] {
            assert_eq!(proof(text), Err(Some(Problem::NotACode)), "{text}");
        }
    }

    #[test]
    fn a_recovery_code_reads_back_as_it_is_shown() {
        for chance in [0, 1, u64::MAX, 0x1234_5678_9abc_def0] {
            let code = RecoveryCode::of_chance(chance);
            assert_eq!(RecoveryCode::parse(&code.shown()), Ok(code));
        }
    }

    #[test]
    fn no_secret_is_printed() {
        let new = NewFactor { secret: "JBSWY3DP".into(), address: String::new(), square: Vec::new() };
        let codes = RecoveryCodes(vec!["ABCDE-12340".into()]);
        assert_eq!(
            format!("{new:?} {codes:?} {:?}", RecoveryCode::of_chance(9)),
            "NewFactor RecoveryCodes RecoveryCode"
        );
    }
}
