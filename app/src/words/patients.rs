//! The words of the registry.

use domain::patients::{Detail, RaceColour, Sex, shown_phone};

use super::{Language, date};
use crate::i18n::t_string;

/// What a detail is called.
#[must_use]
pub fn detail(i18n: Language, detail: Detail) -> &'static str {
    match detail {
        Detail::Name => t_string!(i18n, patients.detail.name),
        Detail::SocialName => t_string!(i18n, patients.detail.social_name),
        Detail::BirthDate => t_string!(i18n, patients.detail.birth_date),
        Detail::Sex => t_string!(i18n, patients.detail.sex),
        Detail::RaceColour => t_string!(i18n, patients.detail.race_colour),
        Detail::MotherName => t_string!(i18n, patients.detail.mother_name),
        Detail::Birthplace => t_string!(i18n, patients.detail.birthplace),
        Detail::Cpf => t_string!(i18n, patients.detail.cpf),
        Detail::Cns => t_string!(i18n, patients.detail.cns),
        Detail::Passport => t_string!(i18n, patients.detail.passport),
        Detail::Cep => t_string!(i18n, patients.detail.cep),
        Detail::Street => t_string!(i18n, patients.detail.street),
        Detail::Number => t_string!(i18n, patients.detail.number),
        Detail::Complement => t_string!(i18n, patients.detail.complement),
        Detail::District => t_string!(i18n, patients.detail.district),
        Detail::Municipality => t_string!(i18n, patients.detail.municipality),
        Detail::MunicipalityCode => t_string!(i18n, patients.detail.municipality_code),
        Detail::Uf => t_string!(i18n, patients.detail.uf),
        Detail::Phone => t_string!(i18n, patients.detail.phone),
        Detail::OtherPhone => t_string!(i18n, patients.detail.other_phone),
        Detail::Email => t_string!(i18n, patients.detail.email),
        Detail::EmergencyName => t_string!(i18n, patients.detail.emergency_name),
        Detail::EmergencyPhone => t_string!(i18n, patients.detail.emergency_phone),
        Detail::EmergencyRelationship => t_string!(i18n, patients.detail.emergency_relationship),
        Detail::Payer => t_string!(i18n, patients.detail.payer),
    }
}

/// A sentence under the field of a detail, for those that need one.
#[must_use]
pub fn detail_hint(i18n: Language, detail: Detail) -> Option<&'static str> {
    match detail {
        Detail::Name => Some(t_string!(i18n, patients.hint.name)),
        Detail::SocialName => Some(t_string!(i18n, patients.hint.social_name)),
        Detail::Cpf => Some(t_string!(i18n, patients.hint.cpf)),
        Detail::Phone => Some(t_string!(i18n, patients.hint.phone)),
        Detail::Email => Some(t_string!(i18n, patients.hint.email)),
        Detail::MunicipalityCode => Some(t_string!(i18n, patients.hint.municipality_code)),
        _ => None,
    }
}

/// A detail as people write it; it is kept in another way.
#[must_use]
pub fn detail_text(i18n: Language, detail: Detail, kept: &str) -> String {
    match detail {
        Detail::BirthDate => kept.parse().map_or_else(|_| kept.to_owned(), |day| date(i18n, day)),
        Detail::Sex => Sex::parse(kept).map(|word| sex(i18n, word)).unwrap_or_default().to_owned(),
        Detail::RaceColour => {
            RaceColour::parse(kept).map(|word| race_colour(i18n, word)).unwrap_or_default().to_owned()
        }
        Detail::Phone | Detail::OtherPhone | Detail::EmergencyPhone => shown_phone(kept),
        Detail::Cep if kept.len() == 8 && kept.is_ascii() => format!("{}-{}", &kept[..5], &kept[5..]),
        _ => kept.to_owned(),
    }
}

/// A sex.
#[must_use]
pub fn sex(i18n: Language, sex: Sex) -> &'static str {
    match sex {
        Sex::Female => t_string!(i18n, patients.sex_word.female),
        Sex::Male => t_string!(i18n, patients.sex_word.male),
        Sex::Intersex => t_string!(i18n, patients.sex_word.intersex),
    }
}

/// A race or colour.
#[must_use]
pub fn race_colour(i18n: Language, race_colour: RaceColour) -> &'static str {
    match race_colour {
        RaceColour::White => t_string!(i18n, patients.race.white),
        RaceColour::Black => t_string!(i18n, patients.race.black),
        RaceColour::Brown => t_string!(i18n, patients.race.brown),
        RaceColour::Yellow => t_string!(i18n, patients.race.yellow),
        RaceColour::Indigenous => t_string!(i18n, patients.race.indigenous),
        RaceColour::NotTold => t_string!(i18n, patients.race.not_told),
    }
}
