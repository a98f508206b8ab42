//! What people type, and what is wrong with it. A checked value can only come from `parse`.

use std::collections::BTreeMap;

use jiff::civil;
use serde::{Deserialize, Serialize};

mod brazil;

pub use brazil::{parse_cep, parse_cns, parse_municipality, parse_passport, parse_phone};

/// Longest name of a person.
pub const NAME_CHARS_MAX: usize = 120;
/// Longest e-mail address (RFC 5321, 4.5.3.1.3).
pub const EMAIL_CHARS_MAX: usize = 254;
/// Shortest password, unless the clinic's policy says otherwise: see [`crate::policy::Policy::allows`].
pub const PASSWORD_CHARS_MIN: usize = 10;
/// No clinic may ask for less than this.
pub const PASSWORD_CHARS_FLOOR: usize = 8;
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
        /// Not a CNS: the check digits do not fit.
        NotACns = "not_a_cns",
        /// Not a CEP: eight digits.
        NotACep = "not_a_cep",
        /// Not a telephone number with its area code.
        NotAPhone = "not_a_phone",
        /// Not the number of a municipality: seven digits.
        NotAMunicipality = "not_a_municipality",
        /// Neither a CPF nor an e-mail address.
        NotAnIdentifier = "not_an_identifier",
        /// Not a code as the clinic or an app writes it.
        NotACode = "not_a_code",
        /// Not a day of the calendar.
        NotADate = "not_a_date",
        /// A day that cannot be a birth date.
        NotABirthDate = "not_a_birth_date",
        /// A password without a letter or without a digit.
        WeakPassword = "weak_password",
        /// Not the password of this account.
        WrongPassword = "wrong_password",
        /// The same as before.
        NotNew = "not_new",
        /// One of the last passwords of this account.
        UsedBefore = "used_before",
        /// A password that somebody who tries what people usually take would find.
        TooGuessable = "too_guessable",
        /// The texts as they are now were not accepted.
        NotAccepted = "not_accepted",
        /// The statement was not ticked.
        NotDeclared = "not_declared",
        /// Not one of the choices.
        NotAChoice = "not_a_choice",
        /// Not an amount of money, as in `150,00`.
        NotAnAmount = "not_an_amount",
        /// More than allowed.
        TooLarge = "too_large",
        /// Not a picture of a kind that is taken.
        NotAPicture = "not_a_picture",
        /// Not a text in rows and columns, as spreadsheets save it.
        NotATable = "not_a_table",
        /// Not a whole number.
        NotANumber = "not_a_number",
        /// Smaller or larger than may be.
        OutOfRange = "out_of_range",
        /// Not hours of a day, as in `08:00-12:00`.
        NotHours = "not_hours",
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
        if count < PASSWORD_CHARS_FLOOR {
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

/// A text of several lines.
///
/// # Errors
/// Missing, too long, or with control characters.
pub fn parse_text(text: &str, limit: usize) -> Result<String, Problem> {
    lines(text, limit)
}

/// A short text on one line, such as a specialty.
///
/// # Errors
/// Missing, too long, or with control characters.
pub fn parse_line(text: &str, limit: usize) -> Result<String, Problem> {
    line(text, limit)
}

#[cfg(test)]
mod tests;
