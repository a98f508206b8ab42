//! The fields of the registry, by parts.

use domain::{
    patients::{Detail, Payer, RaceColour, Sex, Sheet},
    professionals::Uf,
};
use leptos::prelude::*;

use crate::{
    i18n::{t_string, use_i18n},
    ui::{Card, CardTitle, FieldKind, Select, TextField, as_they_are, or_none},
    words::{self, Language},
};

/// The parts of a sheet, in the order a desk asks for them.
pub(super) const PARTS: &[(Part, &[Detail])] = &[
    (
        Part::Who,
        &[
            Detail::Name,
            Detail::SocialName,
            Detail::BirthDate,
            Detail::Sex,
            Detail::RaceColour,
            Detail::MotherName,
            Detail::Birthplace,
        ],
    ),
    (Part::Documents, &[Detail::Cpf, Detail::Cns, Detail::Passport]),
    (Part::Reach, &[Detail::Phone, Detail::OtherPhone, Detail::Email]),
    (
        Part::Address,
        &[
            Detail::Cep,
            Detail::Street,
            Detail::Number,
            Detail::Complement,
            Detail::District,
            Detail::Municipality,
            Detail::MunicipalityCode,
            Detail::Uf,
        ],
    ),
    (Part::Emergency, &[Detail::EmergencyName, Detail::EmergencyPhone, Detail::EmergencyRelationship]),
    (Part::Payer, &[Detail::Payer]),
];

/// A part of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Who,
    Documents,
    Reach,
    Address,
    Emergency,
    Payer,
}

impl Part {
    pub(super) fn words(self, i18n: Language) -> &'static str {
        match self {
            Self::Who => t_string!(i18n, patients.part.who),
            Self::Documents => t_string!(i18n, patients.part.documents),
            Self::Reach => t_string!(i18n, patients.part.reach),
            Self::Address => t_string!(i18n, patients.part.address),
            Self::Emergency => t_string!(i18n, patients.part.emergency),
            Self::Payer => t_string!(i18n, patients.part.payer),
        }
    }
}

/// The fields of these details, each part on a card of its own.
#[component]
pub(super) fn SheetFields(
    /// What stands in them at first.
    sheet: Sheet,
    /// Which are asked for.
    asked: &'static [Detail],
    /// Who can pay.
    payers: Vec<Payer>,
) -> impl IntoView {
    let i18n = use_i18n();
    let part = |&(part, details): &(Part, &'static [Detail])| {
        let asked = details.iter().copied().filter(|detail| asked.contains(detail)).collect::<Vec<_>>();
        let (sheet, payers) = (sheet.clone(), payers.clone());
        (!asked.is_empty()).then(move || {
            let fields = asked.into_iter().map(|detail| {
                view! { <DetailField detail value=typed_again(detail, sheet.text(detail)) payers=payers.clone()/> }
            });
            let fields = fields.collect_view();
            view! {
                <Card>
                    <CardTitle>{move || part.words(i18n)}</CardTitle>
                    {fields}
                </Card>
            }
        })
    };
    PARTS.iter().map(part).collect_view()
}

/// A text as people type it: a telephone number with its marks.
fn typed_again(detail: Detail, kept: &str) -> String {
    match detail {
        Detail::Phone | Detail::OtherPhone | Detail::EmergencyPhone => domain::patients::shown_phone(kept),
        _ => kept.to_owned(),
    }
}

#[component]
fn DetailField(detail: Detail, value: String, payers: Vec<Payer>) -> impl IntoView {
    let i18n = use_i18n();
    let label = move || words::detail(i18n, detail);
    let choices = choices(i18n, detail, payers);
    if !choices.is_empty() {
        return view! { <Select name=field_name(detail) label options=choices value/> }.into_any();
    }
    let hint = words::detail_hint(i18n, detail);
    let (kind, inputmode) = match detail {
        Detail::BirthDate => (FieldKind::Date, None),
        Detail::Email => (FieldKind::Email, None),
        Detail::Phone | Detail::OtherPhone | Detail::EmergencyPhone => (FieldKind::Text, Some("tel")),
        Detail::Cpf | Detail::Cns | Detail::Cep | Detail::MunicipalityCode => (FieldKind::Text, Some("numeric")),
        _ => (FieldKind::Text, None),
    };
    let required = matches!(detail, Detail::Name | Detail::BirthDate);
    let (name, inputmode) = (field_name(detail), inputmode.unwrap_or("text"));
    match hint {
        Some(hint) => {
            let hint = Signal::stored(hint.to_owned());
            view! { <TextField name label hint value kind inputmode autocomplete="off" required/> }.into_any()
        }
        None => view! { <TextField name label value kind inputmode autocomplete="off" required/> }.into_any(),
    }
}

/// Value and words of each choice, where a detail has choices.
fn choices(i18n: Language, detail: Detail, payers: Vec<Payer>) -> Vec<(String, String)> {
    let none = t_string!(i18n, patients.choose);
    let word = |word: &'static str, shown: &'static str| (word.to_owned(), shown.to_owned());
    match detail {
        Detail::Sex => or_none(none, Sex::ALL.iter().map(|&it| word(it.as_str(), words::sex(i18n, it)))),
        Detail::RaceColour => {
            let shown = |&it: &RaceColour| word(it.as_str(), words::race_colour(i18n, it));
            or_none(none, RaceColour::ALL.iter().map(shown))
        }
        Detail::Uf => or_none(none, as_they_are(Uf::ALL.iter().map(|uf| uf.as_str()))),
        Detail::Payer => payers.into_iter().map(|payer| (payer.id.to_string(), payer.name)).collect(),
        _ => Vec::new(),
    }
}

const fn field_name(detail: Detail) -> &'static str {
    match detail {
        Detail::Name => "form[name]",
        Detail::SocialName => "form[social_name]",
        Detail::BirthDate => "form[birth_date]",
        Detail::Sex => "form[sex]",
        Detail::RaceColour => "form[race_colour]",
        Detail::MotherName => "form[mother_name]",
        Detail::Birthplace => "form[birthplace]",
        Detail::Cpf => "form[cpf]",
        Detail::Cns => "form[cns]",
        Detail::Passport => "form[passport]",
        Detail::Cep => "form[cep]",
        Detail::Street => "form[street]",
        Detail::Number => "form[number]",
        Detail::Complement => "form[complement]",
        Detail::District => "form[district]",
        Detail::Municipality => "form[municipality]",
        Detail::MunicipalityCode => "form[municipality_code]",
        Detail::Uf => "form[uf]",
        Detail::Phone => "form[phone]",
        Detail::OtherPhone => "form[other_phone]",
        Detail::Email => "form[email]",
        Detail::EmergencyName => "form[emergency_name]",
        Detail::EmergencyPhone => "form[emergency_phone]",
        Detail::EmergencyRelationship => "form[emergency_relationship]",
        Detail::Payer => "form[payer]",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_detail_stands_in_one_part_under_its_own_name() {
        for &detail in Detail::ALL {
            let parts = PARTS.iter().filter(|(_, details)| details.contains(&detail)).count();
            assert_eq!((parts, field_name(detail)), (1, format!("form[{}]", detail.as_str()).as_str()));
        }
    }
}
