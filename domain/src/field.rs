//! What people type, and what is wrong with it. A checked value can only come from `parse`.

use std::collections::BTreeMap;

use jiff::civil;
use serde::{Deserialize, Serialize};

/// Longest name of a person.
pub const NAME_CHARS_MAX: usize = 120;
/// Longest e-mail address (RFC 5321, 4.5.3.1.3).
pub const EMAIL_CHARS_MAX: usize = 254;
/// Shortest password.
pub const PASSWORD_CHARS_MIN: usize = 10;
/// Longest password: beyond it only the hash pays.
pub const PASSWORD_CHARS_MAX: usize = 128;
/// Longest reason for a visit.
pub const REASON_CHARS_MAX: usize = 500;
/// Longest note on a visit.
pub const NOTE_CHARS_MAX: usize = 20_000;

words! {
    /// What is wrong with one field.
    Problem {
        /// Nothing was typed.
        Missing = "missing",
        /// Fewer characters than allowed.
        TooShort = "too_short",
        /// More characters than allowed.
        TooLong = "too_long",
        /// Contains a character that does not belong there.
        BadCharacter = "bad_character",
        /// Not an e-mail address.
        NotAnEmail = "not_an_email",
        /// Not a CPF: the check digits do not fit.
        NotACpf = "not_a_cpf",
        /// Not a day of the calendar.
        NotADate = "not_a_date",
        /// A day that cannot be a birth date.
        NotABirthDate = "not_a_birth_date",
        /// A password without a letter or without a digit.
        WeakPassword = "weak_password",
        /// Not one of the choices.
        NotAChoice = "not_a_choice",
        /// Ends before it begins, or at the same time.
        EndsBeforeStart = "ends_before_start",
        /// Lies over another stretch of the same day.
        Overlaps = "overlaps",
        /// Somebody else has it.
        Taken = "taken",
    }
}

/// Which fields are wrong, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldErrors(pub BTreeMap<String, Problem>);

impl FieldErrors {
    /// One field, one problem.
    #[must_use]
    pub fn one(field: &str, problem: Problem) -> Self {
        let mut errors = Self::default();
        errors.add(field, problem);
        errors
    }

    /// Notes a problem.
    pub fn add(&mut self, field: &str, problem: Problem) {
        self.0.insert(field.to_owned(), problem);
    }

    /// Keeps the value, or notes the problem.
    pub fn keep<T>(&mut self, field: &str, checked: Result<T, Problem>) -> Option<T> {
        checked.map_err(|problem| self.add(field, problem)).ok()
    }

    /// The problem of a field, if it has one.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<Problem> {
        self.0.get(field).copied()
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Text on one line, trimmed, with single spaces.
fn line(text: &str, limit: usize) -> Result<String, Problem> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    if text.chars().any(|c| c.is_control() || is_invisible(c)) {
        return Err(Problem::BadCharacter);
    }
    if text.chars().count() > limit { Err(Problem::TooLong) } else { Ok(text) }
}

/// Text of several lines; line ends become `\n`.
fn lines(text: &str, limit: usize) -> Result<String, Problem> {
    let text = text.replace("\r\n", "\n").trim().to_owned();
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    if text.chars().any(|c| c != '\n' && c != '\t' && c.is_control() || is_invisible(c)) {
        return Err(Problem::BadCharacter);
    }
    if text.chars().count() > limit { Err(Problem::TooLong) } else { Ok(text) }
}

/// Characters that turn the reading direction or hide: they make one text look like another.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The same text for every way of writing it: lower case, no accents, single spaces.
#[must_use]
pub fn fold(text: &str) -> String {
    let plain = text.chars().flat_map(char::to_lowercase).map(without_accent).collect::<String>();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

const fn without_accent(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        'ý' | 'ÿ' => 'y',
        other => other,
    }
}

/// The name of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name(String);

impl Name {
    /// # Errors
    /// Missing, too long, or with characters no name has.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let name = line(text, NAME_CHARS_MAX)?;
        if !name.chars().any(char::is_alphabetic) || name.contains(['<', '>', '{', '}', '@']) {
            return Err(Problem::BadCharacter);
        }
        Ok(Self(name))
    }

    /// The name as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An e-mail address, as typed; [`Email::folded`] is what makes it the same address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// # Errors
    /// Missing, too long, or not of the form `someone@a.place`.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = line(text, EMAIL_CHARS_MAX)?;
        let (local, host) = text.rsplit_once('@').ok_or(Problem::NotAnEmail)?;
        let host_is_sound = host.contains('.')
            && host.split('.').all(|label| {
                !label.is_empty()
                    && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
                    && !label.starts_with('-')
                    && !label.ends_with('-')
            });
        let local_is_sound = !local.is_empty()
            && local.len() <= 64
            && local.split('.').all(|part| !part.is_empty())
            && local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
        if host_is_sound && local_is_sound { Ok(Self(text)) } else { Err(Problem::NotAnEmail) }
    }

    /// The address as typed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Lower case: two spellings of one address are one account.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// A new password. `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// # Errors
    /// Too short, too long, or without a letter and a digit.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let count = text.chars().count();
        if count == 0 {
            return Err(Problem::Missing);
        }
        if count < PASSWORD_CHARS_MIN {
            return Err(Problem::TooShort);
        }
        if count > PASSWORD_CHARS_MAX {
            return Err(Problem::TooLong);
        }
        if !text.chars().any(char::is_alphabetic) || !text.chars().any(|c| c.is_ascii_digit()) {
            return Err(Problem::WeakPassword);
        }
        Ok(Self(text.to_owned()))
    }

    /// The password, for the hash alone.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

silent!(Password);

/// CPF, the Brazilian taxpayer number: eleven digits, two of them mod-11 check digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Cpf(String);

impl Cpf {
    /// Reads a CPF with or without its marks.
    ///
    /// # Errors
    /// Missing, or the check digits do not fit.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Problem::Missing);
        }
        if text.chars().any(|c| !c.is_ascii_digit() && c != '.' && c != '-') {
            return Err(Problem::NotACpf);
        }
        let digits = text.bytes().filter(u8::is_ascii_digit).map(|b| u32::from(b - b'0')).collect::<Vec<_>>();
        let repeated = digits.windows(2).all(|pair| pair[0] == pair[1]);
        if digits.len() != 11
            || repeated
            || check_digit(&digits[..9]) != digits[9]
            || check_digit(&digits[..10]) != digits[10]
        {
            return Err(Problem::NotACpf);
        }
        Ok(Self(digits.iter().map(u32::to_string).collect()))
    }

    /// The eleven digits.
    #[must_use]
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// `529.***.***-25`: enough to recognise one's own.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("{}.***.***-{}", &self.0[..3], &self.0[9..])
    }
}

silent!(Cpf);

fn check_digit(digits: &[u32]) -> u32 {
    let sum: u32 = digits.iter().rev().zip(2..).map(|(digit, weight)| digit * weight).sum();
    (sum * 10) % 11 % 10
}

/// A birth date: a day of the last 130 years.
///
/// # Errors
/// Not a date `YYYY-MM-DD`, in the future, or too long ago.
pub fn parse_birth_date(text: &str, today: civil::Date) -> Result<civil::Date, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    let date = text.parse::<civil::Date>().map_err(|_| Problem::NotADate)?;
    if date > today || crate::time::age_years(date, today) > 130 { Err(Problem::NotABirthDate) } else { Ok(date) }
}

/// Why a patient comes. May be left empty.
///
/// # Errors
/// Too long, or with control characters.
pub fn parse_reason(text: &str) -> Result<String, Problem> {
    match lines(text, REASON_CHARS_MAX) {
        Err(Problem::Missing) => Ok(String::new()),
        checked => checked,
    }
}

/// The text of a note.
///
/// # Errors
/// Missing, too long, or with control characters.
pub fn parse_note(text: &str) -> Result<String, Problem> {
    lines(text, NOTE_CHARS_MAX)
}

/// A short text on one line, such as a specialty.
///
/// # Errors
/// Missing, too long, or with control characters.
pub fn parse_line(text: &str, limit: usize) -> Result<String, Problem> {
    line(text, limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cpf_needs_its_check_digits() {
        for good in ["529.982.247-25", "111.444.777-35", "123.456.789-09", "52998224725", " 529.982.247-25 "] {
            assert!(Cpf::parse(good).is_ok(), "{good}");
        }
        for bad in ["529.982.247-26", "111.111.111-11", "000.000.000-00", "5299822472", "529982247255", "529a98224725"]
        {
            assert_eq!(Cpf::parse(bad), Err(Problem::NotACpf), "{bad}");
        }
        assert_eq!(Cpf::parse("529.982.247-25").unwrap().masked(), "529.***.***-25");
    }

    #[test]
    fn an_email_has_a_local_part_and_a_host() {
        for good in ["ana@example.com", "a.b+c@x-y.com.br", "O'Neil@example.org"] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
        for bad in ["ana", "@example.com", "ana@", "ana@host", "a b@example.com", "a@-x.com", "a..b@x.com", "á@x.com"]
        {
            assert_eq!(Email::parse(bad).unwrap_err(), Problem::NotAnEmail, "{bad}");
        }
        assert_eq!(Email::parse("").unwrap_err(), Problem::Missing);
        assert_eq!(Email::parse("Ana@Example.COM").unwrap().folded(), "ana@example.com");
        assert_eq!(Email::parse("ana@example.com\r\nBcc: x@y.z").unwrap_err(), Problem::NotAnEmail);
    }

    #[test]
    fn a_password_has_length_letters_and_digits() {
        assert!(Password::parse("correto cavalo 7").is_ok());
        assert_eq!(Password::parse("curta1").unwrap_err(), Problem::TooShort);
        assert_eq!(Password::parse("semnenhumdigito").unwrap_err(), Problem::WeakPassword);
        assert_eq!(Password::parse("12345678901").unwrap_err(), Problem::WeakPassword);
        assert_eq!(Password::parse(&"a1".repeat(65)).unwrap_err(), Problem::TooLong);
        assert_eq!(format!("{:?}", Password::parse("correto cavalo 7").unwrap()), "Password");
    }

    #[test]
    fn a_name_hides_nothing() {
        assert_eq!(Name::parse("  Ana   Souza ").unwrap().as_str(), "Ana Souza");
        for bad in ["<script>", "Ana\u{202e}azuoS", "...", "Ana\0"] {
            assert_eq!(Name::parse(bad).unwrap_err(), Problem::BadCharacter, "{bad:?}");
        }
        assert_eq!(Name::parse(&"é".repeat(121)).unwrap_err(), Problem::TooLong);
    }

    #[test]
    fn a_birth_date_lies_in_the_last_130_years() {
        let today = civil::date(2026, 11, 20);
        assert!(parse_birth_date("1990-02-28", today).is_ok());
        assert_eq!(parse_birth_date("1990-02-30", today), Err(Problem::NotADate));
        assert_eq!(parse_birth_date("2026-11-21", today), Err(Problem::NotABirthDate));
        assert_eq!(parse_birth_date("1880-01-01", today), Err(Problem::NotABirthDate));
    }

    #[test]
    fn folding_forgets_case_and_accents() {
        assert_eq!(fold("  JOSÉ  da Conceição "), "jose da conceicao");
    }

    proptest! {
        #[test]
        fn nothing_typed_makes_a_field_panic(text in "\\PC*") {
            let _ = (Name::parse(&text), Email::parse(&text), Cpf::parse(&text), Password::parse(&text));
            let _ = (parse_birth_date(&text, civil::date(2026, 1, 1)), parse_reason(&text), parse_note(&text));
        }

        #[test]
        fn a_changed_digit_is_found(digits in proptest::collection::vec(0u32..10, 9), at in 0usize..9, by in 1u32..10) {
            let first = check_digit(&digits);
            let second = check_digit(&[digits.as_slice(), &[first]].concat());
            let mut text: Vec<u32> = [digits.as_slice(), &[first, second]].concat();
            prop_assume!(!text.windows(2).all(|pair| pair[0] == pair[1]));
            prop_assert!(Cpf::parse(&text.iter().map(u32::to_string).collect::<String>()).is_ok());
            text[at] = (text[at] + by) % 10;
            // Remainders 0 and 10 share the digit 0, so a single change can slip past one check digit, never past both
            // unless both collapse: then the number is another valid one, and nothing can tell.
            let sound = check_digit(&text[..9]) == text[9] && check_digit(&text[..10]) == text[10];
            prop_assert_eq!(Cpf::parse(&text.iter().map(u32::to_string).collect::<String>()).is_ok(), sound);
        }
    }
}
