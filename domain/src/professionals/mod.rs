//! Professionals: who cares, and with which registration.

mod directory;
mod photo;
mod profile;
mod zone;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::{
    FieldErrors, Problem, ProfessionalId,
    field::{Email, Name, Password, parse_line},
    scheduling::{VISIT_MINUTES_MAX, VISIT_MINUTES_MIN},
};

pub use self::{
    directory::{
        After, DIRECTORY_ROWS_MAX, DirectoryCard, DirectoryForm, DirectoryPage, DirectorySearch, Order,
        SOUGHT_CHARS_MAX, SOUGHT_WORDS_MAX, Within, found_by,
    },
    photo::{PHOTO_BYTES_MAX, PHOTO_SIDE_MAX, PHOTO_SIDE_MIN, Photo, PhotoKind},
    profile::{
        BIOGRAPHY_CHARS_MAX, Biography, BiographyForm, CouncilRegistration, LANGUAGES_MAX, Modality, PRICE_MAX,
        Profile, ProfileForm, ProfileSheet, REGISTRATIONS_MAX, RQE_CHARS_MAX, SPECIALTIES_MAX, Specialty, Spoken,
    },
    zone::WorkZone,
};

/// Longest specialty.
pub const SPECIALTY_CHARS_MAX: usize = 80;
/// Longest council registration number.
pub const REGISTRATION_CHARS_MAX: usize = 12;

words! {
    /// The council that licenses a profession.
    Council {
        /// Medicine.
        Crm = "CRM",
        /// Physiotherapy and occupational therapy.
        Crefito = "CREFITO",
        /// Nursing.
        Coren = "COREN",
        /// Psychology.
        Crp = "CRP",
        /// Nutrition.
        Crn = "CRN",
        /// Dentistry.
        Cro = "CRO",
        /// Pharmacy.
        Crf = "CRF",
        /// Speech therapy.
        Crefono = "CREFONO",
    }
}

words! {
    /// A state of Brazil, or the Federal District.
    Uf {
        /// Acre
        Ac = "AC", /// Alagoas
        Al = "AL", /// Amapá
        Ap = "AP", /// Amazonas
        Am = "AM", /// Bahia
        Ba = "BA", /// Ceará
        Ce = "CE", /// Distrito Federal
        Df = "DF", /// Espírito Santo
        Es = "ES", /// Goiás
        Go = "GO", /// Maranhão
        Ma = "MA", /// Mato Grosso
        Mt = "MT", /// Mato Grosso do Sul
        Ms = "MS", /// Minas Gerais
        Mg = "MG", /// Pará
        Pa = "PA", /// Paraíba
        Pb = "PB", /// Paraná
        Pr = "PR", /// Pernambuco
        Pe = "PE", /// Piauí
        Pi = "PI", /// Rio de Janeiro
        Rj = "RJ", /// Rio Grande do Norte
        Rn = "RN", /// Rio Grande do Sul
        Rs = "RS", /// Rondônia
        Ro = "RO", /// Roraima
        Rr = "RR", /// Santa Catarina
        Sc = "SC", /// São Paulo
        Sp = "SP", /// Sergipe
        Se = "SE", /// Tocantins
        To = "TO",
    }
}

/// What an administrator types to add a professional.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ProfessionalForm {
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// A first password, handed over in person.
    pub password: String,
    /// Council, one of [`Council`].
    pub council: String,
    /// Registration number.
    pub registration: String,
    /// State of the registration, one of [`Uf`].
    pub uf: String,
    /// What they do.
    pub specialty: String,
    /// Length of a visit in minutes.
    pub visit_minutes: String,
}

/// A professional who may be kept.
#[derive(Debug)]
pub struct NewProfessional {
    /// Full name.
    pub name: Name,
    /// E-mail address.
    pub email: Email,
    /// First password.
    pub password: Password,
    /// What they do, and with which registration.
    pub practice: Practice,
}

/// What a professional does, and with which registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practice {
    /// Council.
    pub council: Council,
    /// Registration number.
    pub registration: String,
    /// State of the registration.
    pub uf: Uf,
    /// What they do.
    pub specialty: String,
    /// Length of a visit in minutes.
    pub visit_minutes: i64,
}

silent!(ProfessionalForm);

impl ProfessionalForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<NewProfessional, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.keep("name", Name::parse(&self.name));
        let email = errors.keep("email", Email::parse(&self.email));
        let password = errors.keep("password", Password::parse(&self.password));
        let typed = [&self.council, &self.registration, &self.uf, &self.specialty, &self.visit_minutes];
        let practice = Practice::check(typed, &mut errors);
        match (name, email, password, practice) {
            (Some(name), Some(email), Some(password), Some(practice)) => {
                Ok(NewProfessional { name, email, password, practice })
            }
            _ => Err(errors),
        }
    }
}

impl Practice {
    /// Checks council, number, state, specialty and length of a visit, as they were typed in this order.
    pub(crate) fn check(typed: [&String; 5], errors: &mut FieldErrors) -> Option<Self> {
        let council = errors.keep("council", Council::parse(typed[0]).ok_or(Problem::NotAChoice));
        let registration = errors.keep("registration", registration(typed[1]));
        let uf = errors.keep("uf", Uf::parse(typed[2]).ok_or(Problem::NotAChoice));
        let specialty = errors.keep("specialty", parse_line(typed[3], SPECIALTY_CHARS_MAX));
        let visit_minutes = errors.keep("visit_minutes", visit_minutes(typed[4]));
        Some(Self {
            council: council?,
            registration: registration?,
            uf: uf?,
            specialty: specialty?,
            visit_minutes: visit_minutes?,
        })
    }
}

fn registration(text: &str) -> Result<String, Problem> {
    let text = parse_line(text, REGISTRATION_CHARS_MAX)?.to_ascii_uppercase();
    let sound = text.chars().all(|c| c.is_ascii_alphanumeric() || ".-/".contains(c));
    if sound && text.chars().any(|c| c.is_ascii_digit()) { Ok(text) } else { Err(Problem::BadCharacter) }
}

fn visit_minutes(text: &str) -> Result<i64, Problem> {
    let minutes = text.trim().parse::<i64>().map_err(|_| Problem::NotAChoice)?;
    let sound = (VISIT_MINUTES_MIN..=VISIT_MINUTES_MAX).contains(&minutes) && minutes % 5 == 0;
    if sound { Ok(minutes) } else { Err(Problem::NotAChoice) }
}

/// A professional as lists and pages show them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfessionalCard {
    /// The professional.
    pub id: ProfessionalId,
    /// Full name.
    pub name: String,
    /// What they do.
    pub specialty: String,
    /// `CREFITO 123456 SP`.
    pub registration: String,
    /// Length of a visit in minutes.
    pub visit_minutes: i64,
}
