//! The words of imports: on the page, and in the files that the server writes.

use domain::{
    import::{Column, ImportState, RowReason},
    patients::shown_phone,
};

use crate::{
    i18n::{Locale, t_string, td_string},
    words::Language,
};

/// What leaves of a patient, in this order.
pub const EXPORTED: [Column; 9] = [
    Column::Name,
    Column::SocialName,
    Column::BirthDate,
    Column::Cpf,
    Column::Email,
    Column::Phone,
    Column::OtherPhone,
    Column::Municipality,
    Column::Uf,
];

/// What a column of a file says.
#[must_use]
pub fn column(locale: Locale, column: Column) -> &'static str {
    match column {
        Column::Name => td_string!(locale, patients.detail.name),
        Column::SocialName => td_string!(locale, patients.detail.social_name),
        Column::BirthDate => td_string!(locale, patients.detail.birth_date),
        Column::Cpf => td_string!(locale, patients.detail.cpf),
        Column::Email => td_string!(locale, patients.detail.email),
        Column::Phone => td_string!(locale, patients.detail.phone),
        Column::OtherPhone => td_string!(locale, patients.detail.other_phone),
        Column::MotherName => td_string!(locale, patients.detail.mother_name),
        Column::Cns => td_string!(locale, patients.detail.cns),
        Column::Cep => td_string!(locale, patients.detail.cep),
        Column::Street => td_string!(locale, patients.detail.street),
        Column::Number => td_string!(locale, patients.detail.number),
        Column::Complement => td_string!(locale, patients.detail.complement),
        Column::District => td_string!(locale, patients.detail.district),
        Column::Municipality => td_string!(locale, patients.detail.municipality),
        Column::Uf => td_string!(locale, patients.detail.uf),
    }
}

/// Why a row was refused, after the name of the column or of the row as a whole.
#[must_use]
pub fn reason(locale: Locale, reason: RowReason) -> &'static str {
    match reason {
        RowReason::Missing => td_string!(locale, imports.why.missing),
        RowReason::TooLong => td_string!(locale, imports.why.too_long),
        RowReason::BadCharacter => td_string!(locale, imports.why.bad_character),
        RowReason::NotAnEmail => td_string!(locale, imports.why.not_an_email),
        RowReason::NotACpf => td_string!(locale, imports.why.not_a_cpf),
        RowReason::NotACns => td_string!(locale, imports.why.not_a_cns),
        RowReason::NotACep => td_string!(locale, imports.why.not_a_cep),
        RowReason::NotAPhone => td_string!(locale, imports.why.not_a_phone),
        RowReason::NotADate => td_string!(locale, imports.why.not_a_date),
        RowReason::NotABirthDate => td_string!(locale, imports.why.not_a_birth_date),
        RowReason::NotAChoice => td_string!(locale, imports.why.not_a_choice),
        RowReason::Taken => td_string!(locale, imports.why.taken),
        RowReason::Other => td_string!(locale, imports.why.other),
        RowReason::TooManyColumns => td_string!(locale, imports.why.too_many_columns),
        RowReason::RowTooLong => td_string!(locale, imports.why.row_too_long),
        RowReason::QuoteNotClosed => td_string!(locale, imports.why.quote_not_closed),
        RowReason::NotText => td_string!(locale, imports.why.not_text),
    }
}

/// Where an import stands.
pub(super) fn state(i18n: Language, state: ImportState) -> &'static str {
    match state {
        ImportState::Arriving => t_string!(i18n, imports.state.arriving),
        ImportState::Uploaded => t_string!(i18n, imports.state.uploaded),
        ImportState::Running => t_string!(i18n, imports.state.running),
        ImportState::Stopped => t_string!(i18n, imports.state.stopped),
        ImportState::Done => t_string!(i18n, imports.state.done),
        ImportState::Discarded => t_string!(i18n, imports.state.discarded),
    }
}

/// What stands above the columns of the file of all patients.
#[must_use]
pub fn export_headings(locale: Locale) -> [&'static str; 9] {
    EXPORTED.map(|said| column(locale, said))
}

/// A detail of a patient as people write it, and as an import reads it again.
#[must_use]
pub fn exported(column: Column, kept: &str) -> String {
    match column {
        Column::BirthDate => match kept.split('-').collect::<Vec<_>>()[..] {
            [year, month, day] => format!("{day}/{month}/{year}"),
            _ => kept.to_owned(),
        },
        // With its marks a spreadsheet leaves the zeros in front alone.
        Column::Cpf if kept.len() == 11 && kept.is_ascii() => {
            format!("{}.{}.{}-{}", &kept[..3], &kept[3..6], &kept[6..9], &kept[9..])
        }
        Column::Phone | Column::OtherPhone => shown_phone(kept),
        _ => kept.to_owned(),
    }
}

/// What stands above the columns of the file of refused rows; and the name of a row as a whole.
#[must_use]
pub fn refused_headings(locale: Locale) -> ([&'static str; 3], &'static str) {
    let headings =
        [td_string!(locale, imports.line), td_string!(locale, imports.field), td_string!(locale, imports.reason)];
    (headings, td_string!(locale, imports.whole_row))
}
