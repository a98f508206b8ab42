//! From a row to a patient: which column says what, and what is wrong with it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{COLUMNS_MAX, written::without_apostrophe};
use crate::{
    FieldErrors, Problem,
    field::fold,
    patients::{Detail, Details, PatientForm},
};

/// Digits of a CPF.
const CPF_DIGITS: usize = 11;

words! {
    /// What a column says, in the words of [`crate::patients::Detail`].
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
        /// Another telephone.
        OtherPhone = "other_phone",
        /// The mother's name.
        MotherName = "mother_name",
        /// CNS, the number of the public health card.
        Cns = "cns",
        /// CEP.
        Cep = "cep",
        /// Street.
        Street = "street",
        /// Number of the house.
        Number = "number",
        /// Flat, block.
        Complement = "complement",
        /// District.
        District = "district",
        /// Name of the municipality.
        Municipality = "municipality",
        /// State.
        Uf = "uf",
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
            Self::Email => &[
                "e mail",
                "email",
                "e mail de contato",
                "contact e mail",
                "endereco de e mail",
                "endereco de email",
                "correio eletronico",
            ],
            Self::Phone => &["celular", "telefone celular", "whatsapp", "telefone", "fone", "tel", "mobile", "phone"],
            Self::OtherPhone => &[
                "outro telefone",
                "telefone 2",
                "celular 2",
                "telefone fixo",
                "telefone residencial",
                "recado",
                "telefone",
                "fone",
                "tel",
                "other phone",
                "another phone",
                "phone 2",
            ],
            Self::MotherName => &["nome da mae", "nome mae", "mae", "filiacao 1", "mother s name", "mother"],
            Self::Cns => {
                &["cns", "cartao sus", "cartao sus cns", "cartao nacional de saude", "sus card", "sus card cns"]
            }
            Self::Cep => &["cep", "codigo postal", "postal code", "zip"],
            Self::Street => &["rua", "logradouro", "endereco", "street", "address"],
            Self::Number => &["numero", "numero da casa", "number", "house number"],
            Self::Complement => &["complemento", "complement", "flat"],
            Self::District => &["bairro", "district", "neighbourhood"],
            Self::Municipality => &["cidade", "municipio", "city", "town", "municipality"],
            Self::Uf => &["uf", "estado", "state"],
        }
    }
}

/// Which column of the file says what, as it is chosen: by the word of a [`Column`] its place from 0; empty says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MappingForm(pub BTreeMap<String, String>);

/// Which column of the file says what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping(BTreeMap<Column, usize>);

/// What the headings of a file seem to say; each thing is said by one column, the one with the more telling heading.
#[must_use]
pub fn guess(headings: &[String]) -> MappingForm {
    let headings = headings.iter().map(|heading| plain(heading)).collect::<Vec<_>>();
    let mut guessed = BTreeMap::<usize, Column>::new();
    for &column in Column::ALL {
        let known = column.headings().iter();
        let mut places = known.filter_map(|known| headings.iter().position(|heading| heading == known));
        if let Some(place) = places.find(|place| !guessed.contains_key(place)) {
            guessed.insert(place, column);
        }
    }
    let said = guessed.into_iter().map(|(place, column)| (column.as_str().to_owned(), place.to_string()));
    MappingForm(said.collect())
}

fn plain(heading: &str) -> String {
    let letters = fold(heading).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect::<String>();
    letters.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl MappingForm {
    /// # Errors
    /// What must be said and is not, and what is no column.
    pub fn check(self) -> Result<Mapping, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut said = BTreeMap::new();
        for &column in Column::ALL {
            let is_needed = matches!(column, Column::Name | Column::BirthDate);
            match self.0.get(column.as_str()).map_or("", String::as_str) {
                "" if is_needed => errors.add(column.as_str(), Problem::Missing),
                "" => {}
                place => {
                    let place = place.parse::<usize>().ok().filter(|place| *place < COLUMNS_MAX);
                    let place = errors.keep(column.as_str(), place.ok_or(Problem::NotAChoice));
                    said.extend(place.map(|place| (column, place)));
                }
            }
        }
        if errors.is_empty() { Ok(Mapping(said)) } else { Err(errors) }
    }
}

impl Mapping {
    /// Reads a row.
    ///
    /// # Errors
    /// Everything that is wrong with it, by the word of the column.
    pub fn patient(&self, columns: &[String], today: Date) -> Result<Details, FieldErrors> {
        let said = || self.0.iter().map(|(column, place)| (*column, text(columns, *place)));
        let typed = said().map(|(column, text)| (column.detail().as_str().to_owned(), column.as_typed(text)));
        let checked = PatientForm(typed.collect()).check(today);
        // A name that begins like a formula is none.
        let is_odd = |(column, text): &(Column, &str)| {
            matches!(column, Column::Name | Column::SocialName | Column::MotherName)
                && !text.is_empty()
                && !text.starts_with(char::is_alphabetic)
        };
        let mut errors = FieldErrors::default();
        said().filter(is_odd).for_each(|(column, _)| errors.add(column.as_str(), Problem::BadCharacter));
        match checked {
            Ok(details) if errors.is_empty() => Ok(details),
            Ok(_) => Err(errors),
            Err(others) => {
                errors.0.extend(others.0);
                Err(errors)
            }
        }
    }
}

/// What a column of a row says; empty when the row is short.
fn text(columns: &[String], place: usize) -> &str {
    without_apostrophe(columns.get(place).map_or("", |text| text.trim())).trim()
}

impl Column {
    /// The detail it is kept as: both have the same word.
    #[must_use]
    pub const fn detail(self) -> Detail {
        match self {
            Self::Name => Detail::Name,
            Self::SocialName => Detail::SocialName,
            Self::BirthDate => Detail::BirthDate,
            Self::Cpf => Detail::Cpf,
            Self::Email => Detail::Email,
            Self::Phone => Detail::Phone,
            Self::OtherPhone => Detail::OtherPhone,
            Self::MotherName => Detail::MotherName,
            Self::Cns => Detail::Cns,
            Self::Cep => Detail::Cep,
            Self::Street => Detail::Street,
            Self::Number => Detail::Number,
            Self::Complement => Detail::Complement,
            Self::District => Detail::District,
            Self::Municipality => Detail::Municipality,
            Self::Uf => Detail::Uf,
        }
    }

    /// What a file says, as it would be typed.
    fn as_typed(self, text: &str) -> String {
        match self {
            Self::BirthDate => birth_date(text),
            Self::Cpf => cpf(text),
            Self::Uf => text.to_ascii_uppercase(),
            _ => text.to_owned(),
        }
    }
}

/// `31/12/1990`, `31-12-1990`, `31.12.1990` or `1990-12-31`, with or without a time behind it. Years have four digits.
fn birth_date(text: &str) -> String {
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    let parts = day.split(['/', '-', '.']).collect::<Vec<_>>();
    match parts[..] {
        [""] => String::new(),
        [day, month, year] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        [year, month, day] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => "?".to_owned(),
    }
}

/// A CPF as spreadsheets leave it: they take it for a number, and its first zeros are gone.
fn cpf(text: &str) -> String {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && text.len() < CPF_DIGITS { format!("{text:0>11}") } else { text.to_owned() }
}
