//! Patients: who is cared for. Registering oneself stands here, what the desk keeps of everybody in `registry.rs`,
//! and how they are found in `search.rs`.

mod registry;
mod search;

use jiff::civil;
use serde::{Deserialize, Serialize};

use crate::{
    FieldErrors, Problem,
    field::{Cpf, Email, Name, parse_birth_date},
    terms::{Accepted, CURRENT},
};

pub use registry::{
    Change, Contact, Detail, Details, EDITS_MAX, Edit, PatientForm, Payer, RaceColour, RegistrationPage,
    RegistrationSheet, Sex, Sheet, shown_phone,
};
pub use search::{
    ALIKE_MAX, AlikeBy, AlikePatient, AlikeSought, LIST_ROWS_MAX, ListAsked, ListFilter, ListForm, ListOrder, ListPage,
    ListSought, PatientCard, beginnings,
};

/// A registration waits this long for its address to be confirmed.
pub const REGISTRATION_HOURS: i64 = 24;

/// What somebody types to become a patient. No password: a code by e-mail finishes it, and is the way in from then on.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct RegistrationForm {
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// `YYYY-MM-DD`.
    pub birth_date: String,
    /// Optional: foreigners and newborns have none.
    #[serde(default)]
    pub cpf: String,
    /// The texts that were accepted, [`crate::terms::CURRENT`].
    #[serde(default)]
    pub accepted: String,
}

/// A registration that may be kept.
#[derive(Debug)]
pub struct Registration {
    /// Full name.
    pub name: Name,
    /// E-mail address.
    pub email: Email,
    /// Birth date.
    pub birth_date: civil::Date,
    /// CPF, if any.
    pub cpf: Option<Cpf>,
    /// The texts as they are now.
    pub accepted: Accepted,
}

silent!(RegistrationForm);

impl From<&Registration> for RegistrationForm {
    /// The same as it would be typed again.
    fn from(registration: &Registration) -> Self {
        Self {
            name: registration.name.as_str().to_owned(),
            email: registration.email.as_str().to_owned(),
            birth_date: registration.birth_date.to_string(),
            cpf: registration.cpf.as_ref().map_or_else(String::new, |cpf| cpf.digits().to_owned()),
            accepted: CURRENT.to_owned(),
        }
    }
}

impl RegistrationForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self, today: civil::Date) -> Result<Registration, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.keep("name", Name::parse(&self.name));
        let email = errors.keep("email", Email::parse(&self.email));
        let birth_date = errors.keep("birth_date", parse_birth_date(&self.birth_date, today));
        let cpf = errors.keep("cpf", optional(Cpf::parse(&self.cpf)));
        let accepted = errors.keep("accepted", Accepted::parse(&self.accepted));
        match (name, email, birth_date, cpf, accepted) {
            (Some(name), Some(email), Some(birth_date), Some(cpf), Some(accepted)) => {
                Ok(Registration { name, email, birth_date, cpf, accepted })
            }
            _ => Err(errors),
        }
    }
}

/// A field that may stay empty.
pub(crate) fn optional<T>(checked: Result<T, Problem>) -> Result<Option<T>, Problem> {
    match checked {
        Ok(value) => Ok(Some(value)),
        Err(Problem::Missing) => Ok(None),
        Err(problem) => Err(problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> RegistrationForm {
        RegistrationForm {
            name: "Ana Souza".into(),
            email: "ana@example.com".into(),
            birth_date: "1990-05-20".into(),
            cpf: String::new(),
            accepted: crate::terms::CURRENT.into(),
        }
    }

    #[test]
    fn a_cpf_is_optional_but_not_false() {
        let today = civil::date(2026, 11, 20);
        assert!(form().check(today).unwrap().cpf.is_none());
        let with = RegistrationForm { cpf: "529.982.247-25".into(), ..form() };
        assert!(with.check(today).unwrap().cpf.is_some());
        let wrong = RegistrationForm { cpf: "529.982.247-26".into(), ..form() };
        assert_eq!(wrong.check(today).unwrap_err().of("cpf"), Some(Problem::NotACpf));
    }

    #[test]
    fn a_registration_can_be_typed_again() {
        let today = civil::date(2026, 11, 20);
        let typed = RegistrationForm { cpf: "529.982.247-25".into(), ..form() }.check(today).unwrap();
        let again = RegistrationForm::from(&typed).check(today).unwrap();
        assert_eq!((again.name.as_str(), again.email.as_str()), ("Ana Souza", "ana@example.com"));
        assert_eq!((again.birth_date, again.cpf.unwrap().digits()), (typed.birth_date, "52998224725"));
    }

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let errors = RegistrationForm::default().check(civil::date(2026, 11, 20)).unwrap_err();
        for field in ["name", "email", "birth_date"] {
            assert_eq!(errors.of(field), Some(Problem::Missing), "{field}");
        }
        assert_eq!(errors.of("cpf"), None);
    }

    #[test]
    fn nobody_registers_without_accepting_the_texts_as_they_are_now() {
        for accepted in ["", "on", "yes", "terms-0 privacy-1"] {
            let errors = RegistrationForm { accepted: accepted.into(), ..form() }.check(civil::date(2026, 11, 20));
            assert_eq!(errors.unwrap_err().of("accepted"), Some(Problem::NotAccepted), "{accepted}");
        }
    }
}
