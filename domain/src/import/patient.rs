//! From a row to a patient: which column says what, and what is wrong with it.

use jiff::civil::Date;

use super::written::without_apostrophe;
use crate::{
    FieldErrors, Problem,
    field::{Cpf, Email, Name, fold, parse_birth_date},
    patients::optional,
};

/// Shortest number of a telephone in Brazil: area and eight digits.
const PHONE_DIGITS_MIN: usize = 10;
/// Longest number anywhere, with its country (ITU E.164).
const PHONE_DIGITS_MAX: usize = 15;

words! {
    /// What a column says.
    Column {
        /// Full name.
        Name = "name",
        /// The name somebody goes by.
        SocialName = "social_name",
        /// Birth date.
        BirthDate = "birth_date",
        /// CPF.
        Cpf = "cpf",
        /// E-mail address.
        Email = "email",
        /// Telephone.
        Phone = "phone",
        /// The mother's name.
        MotherName = "mother_name",
    }
}

impl Column {
    /// Headings that say so, folded, without what is neither letter nor digit. The more telling ones come first.
    const fn headings(self) -> &'static [&'static str] {
        match self {
            Self::Name => &[
                "nome completo",
                "nome do paciente",
                "nome paciente",
                "paciente",
                "nome",
                "full name",
                "patient",
                "name",
            ],
            Self::SocialName => &["nome social", "social name", "apelido"],
            Self::BirthDate => &[
                "data de nascimento",
                "data nascimento",
                "dt nascimento",
                "dt nasc",
                "data nasc",
                "nascimento",
                "nasc",
                "dn",
                "birth date",
                "birthdate",
                "date of birth",
                "dob",
            ],
            Self::Cpf => &["cpf", "cpf do paciente", "cpf paciente", "documento"],
            Self::Email => &["e mail", "email", "endereco de e mail", "endereco de email", "correio eletronico"],
            Self::Phone => &["celular", "telefone celular", "whatsapp", "telefone", "fone", "tel", "mobile", "phone"],
            Self::MotherName => &["nome da mae", "nome mae", "mae", "filiacao 1", "mother s name", "mother"],
        }
    }
}

/// Which column of the file says what; a column that says nothing of ours is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping(Vec<Option<Column>>);

/// What the headings of a file seem to say; each thing is said by one column, the one with the more telling heading.
#[must_use]
pub fn guess(headings: &[String]) -> Vec<Option<Column>> {
    let headings = headings.iter().map(|heading| plain(heading)).collect::<Vec<_>>();
    let mut guessed = vec![None; headings.len()];
    for &column in Column::ALL {
        let known = column.headings().iter();
        let places = known.filter_map(|known| headings.iter().position(|heading| heading == known));
        let place = places.into_iter().find(|place| guessed[*place].is_none());
        if let Some(place) = place {
            guessed[place] = Some(column);
        }
    }
    guessed
}

fn plain(heading: &str) -> String {
    let letters = fold(heading).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect::<String>();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Mapping {
    /// What somebody said of each column.
    ///
    /// # Errors
    /// What must be said and is not, and what two columns say, by the word of it.
    pub fn check(said: Vec<Option<Column>>) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        for &column in Column::ALL {
            match said.iter().filter(|said| **said == Some(column)).count() {
                0 if matches!(column, Column::Name | Column::BirthDate) => {
                    errors.add(column.as_str(), Problem::Missing);
                }
                0 | 1 => {}
                _ => errors.add(column.as_str(), Problem::Taken),
            }
        }
        if errors.is_empty() { Ok(Self(said)) } else { Err(errors) }
    }

    /// The text of a row about something, empty when it says nothing of it.
    fn text<'a>(&self, columns: &'a [String], column: Column) -> &'a str {
        let place = self.0.iter().position(|said| *said == Some(column));
        let text = place.and_then(|place| columns.get(place)).map_or("", |text| text.trim());
        without_apostrophe(text).trim()
    }
}

/// A row that can become a patient.
#[derive(Clone, PartialEq, Eq)]
pub struct ImportedPatient {
    /// Full name.
    pub name: Name,
    /// The name they go by, if the file says one.
    pub social_name: Option<Name>,
    /// Birth date.
    pub birth_date: Date,
    /// CPF, if any.
    pub cpf: Option<Cpf>,
    /// E-mail address, if any.
    pub email: Option<Email>,
    /// Telephone: digits, with the country before them.
    pub phone: Option<String>,
    /// The mother's name, if any.
    pub mother_name: Option<Name>,
}

silent!(ImportedPatient);

impl ImportedPatient {
    /// Reads a row.
    ///
    /// # Errors
    /// Everything that is wrong with it, by the word of the column.
    pub fn read(columns: &[String], mapping: &Mapping, today: Date) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let text = |column: Column| mapping.text(columns, column);
        let name = errors.keep(Column::Name.as_str(), name(text(Column::Name)));
        let social_name = errors.keep(Column::SocialName.as_str(), optional(self::name(text(Column::SocialName))));
        let birth_date = errors.keep(Column::BirthDate.as_str(), birth_date(text(Column::BirthDate), today));
        let cpf = errors.keep(Column::Cpf.as_str(), optional(cpf(text(Column::Cpf))));
        let email = errors.keep(Column::Email.as_str(), optional(Email::parse(text(Column::Email))));
        let phone = errors.keep(Column::Phone.as_str(), optional(phone(text(Column::Phone))));
        let mother_name = errors.keep(Column::MotherName.as_str(), optional(self::name(text(Column::MotherName))));
        let (Some(name), Some(birth_date), Some(cpf), Some(email)) = (name, birth_date, cpf, email) else {
            return Err(errors);
        };
        let (Some(social_name), Some(phone), Some(mother_name)) = (social_name, phone, mother_name) else {
            return Err(errors);
        };
        Ok(Self { name, social_name, birth_date, cpf, email, phone, mother_name })
    }
}

/// A name; one that begins like a formula is none.
fn name(text: &str) -> Result<Name, Problem> {
    let name = Name::parse(text)?;
    if name.as_str().starts_with(char::is_alphabetic) { Ok(name) } else { Err(Problem::BadCharacter) }
}

/// `31/12/1990`, `31-12-1990`, `31.12.1990` or `1990-12-31`, with or without a time behind it. Years have four digits.
fn birth_date(text: &str, today: Date) -> Result<Date, Problem> {
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    let parts = day.split(['/', '-', '.']).collect::<Vec<_>>();
    match parts[..] {
        [""] => Err(Problem::Missing),
        [day, month, year] if year.len() == 4 => parse_birth_date(&format!("{year}-{month:0>2}-{day:0>2}"), today),
        [year, month, day] if year.len() == 4 => parse_birth_date(&format!("{year}-{month:0>2}-{day:0>2}"), today),
        _ => Err(Problem::NotADate),
    }
}

/// A CPF as spreadsheets leave it: they take it for a number, and its first zeros are gone.
fn cpf(text: &str) -> Result<Cpf, Problem> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && text.len() < 11 { Cpf::parse(&format!("{text:0>11}")) } else { Cpf::parse(text) }
}

/// A telephone: digits and the marks between them. Without a country it is one of Brazil.
fn phone(text: &str) -> Result<String, Problem> {
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    if text.chars().any(|c| !c.is_ascii_digit() && !"+()-. /".contains(c)) {
        return Err(Problem::BadCharacter);
    }
    let digits = text.chars().filter(char::is_ascii_digit).collect::<String>();
    let digits = digits.trim_start_matches('0');
    match digits.len() {
        length if length < PHONE_DIGITS_MIN => Err(Problem::TooShort),
        length if length > PHONE_DIGITS_MAX => Err(Problem::TooLong),
        _ if text.starts_with('+') => Ok(digits.to_owned()),
        10 | 11 => Ok(format!("55{digits}")),
        12 | 13 if digits.starts_with("55") => Ok(digits.to_owned()),
        _ => Err(Problem::TooLong),
    }
}
