//! What the clinic keeps of a patient, beside the record: who they are, where they live, how to reach them, who pays.
//!
//! All of it is one sheet of details, each a text in one way of writing; a change is what differs between two sheets.

mod detail;

use std::collections::BTreeMap;

use jiff::civil;
use serde::{Deserialize, Serialize};

use crate::{FieldErrors, Local, PatientId, PayerId};

pub use detail::{Detail, RaceColour, Sex};

/// Changes of one patient that are shown, the latest.
pub const EDITS_MAX: i64 = 50;

/// All details of a patient; what is not known is empty.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet(BTreeMap<Detail, String>);

impl Default for Sheet {
    fn default() -> Self {
        Self(Detail::ALL.iter().map(|&detail| (detail, String::new())).collect())
    }
}

impl Sheet {
    /// A detail; empty when it is not known.
    #[must_use]
    pub fn text(&self, detail: Detail) -> &str {
        self.0.get(&detail).map_or("", String::as_str)
    }

    /// The same with another detail.
    #[must_use]
    pub fn with(mut self, detail: Detail, text: impl Into<String>) -> Self {
        self.0.insert(detail, text.into());
        self
    }

    /// The name that is shown first: what somebody is called.
    #[must_use]
    pub fn shown_name(&self) -> &str {
        match self.text(Detail::SocialName) {
            "" => self.text(Detail::Name),
            social => social,
        }
    }

    /// What is different in a later sheet.
    #[must_use]
    pub fn changes_to(&self, later: &Self) -> Vec<Change> {
        let differs = |detail: &&Detail| self.text(**detail) != later.text(**detail);
        let change = |&detail: &Detail| Change {
            detail,
            before: self.text(detail).to_owned(),
            after: later.text(detail).to_owned(),
        };
        Detail::ALL.iter().filter(differs).map(change).collect()
    }
}

/// What is typed at the desk about a patient, by the words of [`Detail`].
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PatientForm(pub BTreeMap<String, String>);

/// A whole sheet that may be kept.
pub struct Details(Sheet);

/// The part of a sheet that patients keep themselves, and that may be kept.
pub struct Contact(BTreeMap<Detail, String>);

impl PatientForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self, today: civil::Date) -> Result<Details, FieldErrors> {
        self.written(Detail::ALL, today).map(|written| Details(Sheet(written)))
    }

    /// Takes the part that patients keep themselves, whatever else was sent.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn check_contact(self, today: civil::Date) -> Result<Contact, FieldErrors> {
        self.written(Detail::CONTACT, today).map(Contact)
    }

    fn written(&self, asked: &[Detail], today: civil::Date) -> Result<BTreeMap<Detail, String>, FieldErrors> {
        let mut errors = FieldErrors::default();
        let mut written = BTreeMap::new();
        for &detail in asked {
            let typed = self.0.get(detail.as_str()).map_or("", String::as_str);
            if let Some(text) = errors.keep(detail.as_str(), detail.written(typed, today)) {
                written.insert(detail, text);
            }
        }
        if errors.is_empty() { Ok(written) } else { Err(errors) }
    }
}

impl From<&Sheet> for PatientForm {
    /// The same as it would be typed again.
    fn from(sheet: &Sheet) -> Self {
        Self(sheet.0.iter().map(|(detail, text)| (detail.as_str().to_owned(), text.clone())).collect())
    }
}

impl Details {
    /// The sheet.
    #[must_use]
    pub const fn sheet(&self) -> &Sheet {
        &self.0
    }
}

impl Contact {
    /// The sheet as it is with this part in it.
    #[must_use]
    pub fn within(self, sheet: &Sheet) -> Details {
        let mut sheet = sheet.clone();
        sheet.0.extend(self.0);
        Details(sheet)
    }
}

/// One detail that changed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which.
    pub detail: Detail,
    /// What it was.
    pub before: String,
    /// What it is since.
    pub after: String,
}

/// A change of a sheet: when, by whom, what.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// When.
    pub at: Local,
    /// Who; none when the clinic itself did.
    pub by: Option<String>,
    /// What.
    pub changes: Vec<Change>,
}

/// What is kept of a patient, to look at. The middle of the CPF is hidden, the payer stands by name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationPage {
    /// The patient.
    pub id: PatientId,
    /// How often it was changed: what an edit begins from.
    pub version: i64,
    /// Age in years today.
    pub age_years: i64,
    /// Since when the clinic knows them.
    pub since: Local,
    /// Whether they come in by themselves.
    pub has_account: bool,
    /// The details.
    pub sheet: Sheet,
    /// Changes, latest first; for those who keep them.
    pub edits: Vec<Edit>,
}

/// What is kept of a patient, to be typed anew.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistrationSheet {
    /// The patient.
    pub id: PatientId,
    /// How often it was changed: what an edit begins from.
    pub version: i64,
    /// The details as they are kept.
    pub sheet: Sheet,
    /// Who can pay.
    pub payers: Vec<Payer>,
}

/// Somebody who pays for visits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payer {
    /// Which.
    pub id: PayerId,
    /// Their name.
    pub name: String,
}

silent!(Sheet, PatientForm, Details, Contact, Change, Edit, RegistrationPage, RegistrationSheet);

/// A telephone number as people write it.
#[must_use]
pub fn shown_phone(kept: &str) -> String {
    let national = kept.strip_prefix("+55").filter(|national| national.is_ascii());
    match national.map(|national| (national, national.len())) {
        Some((national, length @ (10 | 11))) => {
            let middle = length - 4;
            format!("({}) {}-{}", &national[..2], &national[2..middle], &national[middle..])
        }
        _ => kept.to_owned(),
    }
}

#[cfg(test)]
mod tests;
