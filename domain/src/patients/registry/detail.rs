//! The details that the clinic keeps, and the one way in which each is written.

use jiff::civil;

use crate::{
    PayerId, Problem,
    field::{
        Cpf, Email, Name, parse_birth_date, parse_cep, parse_cns, parse_line, parse_municipality, parse_passport,
        parse_phone,
    },
    patients::optional,
    professionals::Uf,
};

/// Longest street, district, municipality, place of birth.
const PLACE_CHARS_MAX: usize = 120;
/// Longest number of a house, and what is said beside it.
const HOUSE_CHARS_MAX: usize = 60;
/// Longest word for what somebody is to the patient.
const RELATIONSHIP_CHARS_MAX: usize = 60;

words! {
    /// Sex, as the record asks for it.
    Sex {
        /// Female.
        Female = "female",
        /// Male.
        Male = "male",
        /// Intersex.
        Intersex = "intersex",
    }
}

words! {
    /// Race or colour, in the words of the IBGE.
    RaceColour {
        /// Branca.
        White = "white",
        /// Preta.
        Black = "black",
        /// Parda.
        Brown = "brown",
        /// Amarela.
        Yellow = "yellow",
        /// Indígena.
        Indigenous = "indigenous",
        /// Sem informação.
        NotTold = "not_told",
    }
}

words! {
    /// One thing that the clinic keeps of a patient.
    Detail {
        /// Full name, as in the document.
        Name = "name",
        /// What they are called, where it is another name.
        SocialName = "social_name",
        /// Birth date.
        BirthDate = "birth_date",
        /// [`Sex`].
        Sex = "sex",
        /// [`RaceColour`].
        RaceColour = "race_colour",
        /// The mother's full name.
        MotherName = "mother_name",
        /// Where they were born.
        Birthplace = "birthplace",
        /// CPF.
        Cpf = "cpf",
        /// CNS, the number of the public health card.
        Cns = "cns",
        /// Passport.
        Passport = "passport",
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
        /// Its number at the IBGE.
        MunicipalityCode = "municipality_code",
        /// State.
        Uf = "uf",
        /// Telephone.
        Phone = "phone",
        /// Another telephone.
        OtherPhone = "other_phone",
        /// E-mail address to reach them at; what they sign in with is the account's.
        Email = "email",
        /// Whom to call in an emergency.
        EmergencyName = "emergency_name",
        /// Their telephone.
        EmergencyPhone = "emergency_phone",
        /// What they are to the patient.
        EmergencyRelationship = "emergency_relationship",
        /// Who pays.
        Payer = "payer",
    }
}

impl Detail {
    /// What patients keep themselves: how they are called and reached.
    pub const CONTACT: &[Self] = &[
        Self::SocialName,
        Self::Phone,
        Self::OtherPhone,
        Self::Email,
        Self::Cep,
        Self::Street,
        Self::Number,
        Self::Complement,
        Self::District,
        Self::Municipality,
        Self::MunicipalityCode,
        Self::Uf,
        Self::EmergencyName,
        Self::EmergencyPhone,
        Self::EmergencyRelationship,
    ];

    /// The one way of writing what was typed; empty where it may be.
    pub(super) fn written(self, text: &str, today: civil::Date) -> Result<String, Problem> {
        let or_empty = |checked| Ok(optional(checked)?.unwrap_or_default());
        let name = |text| Name::parse(text).map(|name| name.as_str().to_owned());
        match self {
            Self::Name => name(text),
            Self::BirthDate => parse_birth_date(text, today).map(|date| date.to_string()),
            Self::SocialName | Self::MotherName | Self::EmergencyName => or_empty(name(text)),
            Self::Sex => or_empty(choice(text, Sex::parse(text).is_some())),
            Self::RaceColour => or_empty(choice(text, RaceColour::parse(text).is_some())),
            Self::Uf => or_empty(choice(text, Uf::parse(text).is_some())),
            Self::Payer if text.trim().is_empty() => Ok(PayerId::SELF_PAY.to_string()),
            Self::Payer => choice(text, PayerId::parse(text).is_ok()),
            Self::Cpf => or_empty(Cpf::parse(text).map(|cpf| cpf.digits().to_owned())),
            Self::Cns => or_empty(parse_cns(text)),
            Self::Passport => or_empty(parse_passport(text)),
            Self::Cep => or_empty(parse_cep(text)),
            Self::MunicipalityCode => or_empty(parse_municipality(text)),
            Self::Phone | Self::OtherPhone | Self::EmergencyPhone => or_empty(parse_phone(text)),
            Self::Email => or_empty(Email::parse(text).map(|email| email.as_str().to_owned())),
            Self::Birthplace | Self::Street | Self::District | Self::Municipality => {
                or_empty(parse_line(text, PLACE_CHARS_MAX))
            }
            Self::Number | Self::Complement => or_empty(parse_line(text, HOUSE_CHARS_MAX)),
            Self::EmergencyRelationship => or_empty(parse_line(text, RELATIONSHIP_CHARS_MAX)),
        }
    }
}

fn choice(text: &str, is_one: bool) -> Result<String, Problem> {
    match text {
        "" => Err(Problem::Missing),
        _ if is_one => Ok(text.to_owned()),
        _ => Err(Problem::NotAChoice),
    }
}
