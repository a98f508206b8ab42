//! Family: the people one patient is responsible for and acts for. They have no account of their own.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    FieldErrors, Local, PatientId, Problem,
    field::{Cpf, Name, parse_birth_date},
    patients::optional,
    time::age_years,
};

/// People under one account.
pub const DEPENDANTS_MAX: i64 = 10;
/// From here on somebody answers for themselves, unless a judge says otherwise (Código Civil, art. 5).
pub const OF_AGE_YEARS: i64 = 18;
/// What the ticked statement of responsibility sends.
pub const RESPONSIBLE: &str = "responsible";

words! {
    /// What somebody is to the one who is responsible for them.
    Relationship {
        /// Son or daughter.
        Child = "child",
        /// Father or mother.
        Parent = "parent",
        /// Husband, wife, partner.
        Spouse = "spouse",
        /// Under guardianship by a judge's word.
        Ward = "ward",
        /// Anybody else.
        Other = "other",
    }
}

/// What is typed to add somebody one is responsible for.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct DependantForm {
    /// Full name.
    pub name: String,
    /// `YYYY-MM-DD`.
    pub birth_date: String,
    /// Optional: newborns have none.
    #[serde(default)]
    pub cpf: String,
    /// What they are to the one who types.
    pub relationship: String,
    /// [`RESPONSIBLE`], when the statement was ticked.
    #[serde(default)]
    pub responsible: String,
}

/// Somebody who may be added.
#[derive(Debug)]
pub struct NewDependant {
    /// Full name.
    pub name: Name,
    /// Birth date.
    pub birth_date: Date,
    /// CPF, if any.
    pub cpf: Option<Cpf>,
    /// What they are to the one who is responsible.
    pub relationship: Relationship,
}

silent!(DependantForm);

impl DependantForm {
    /// # Errors
    /// The fields that are wrong, the statement among them when it was not ticked.
    pub fn check(self, today: Date) -> Result<NewDependant, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.keep("name", Name::parse(&self.name));
        let birth_date = errors.keep("birth_date", parse_birth_date(&self.birth_date, today));
        let cpf = errors.keep("cpf", optional(Cpf::parse(&self.cpf)));
        let relationship = Relationship::parse(&self.relationship).ok_or(Problem::NotAChoice);
        let relationship = errors.keep("relationship", relationship);
        if self.responsible != RESPONSIBLE {
            errors.add("responsible", Problem::NotDeclared);
        }
        match (name, birth_date, cpf, relationship) {
            (Some(name), Some(birth_date), Some(cpf), Some(relationship)) if errors.is_empty() => {
                Ok(NewDependant { name, birth_date, cpf, relationship })
            }
            _ => Err(errors),
        }
    }
}

/// Whether somebody came of age under this account: they may have an account of their own now, and it is time to ask them.
#[must_use]
pub fn came_of_age(born: Date, since: Date, today: Date) -> bool {
    age_years(born, since) < OF_AGE_YEARS && age_years(born, today) >= OF_AGE_YEARS
}

/// Somebody one is responsible for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dependant {
    /// The patient.
    pub patient: PatientId,
    /// Full name.
    pub name: String,
    /// Age in years today.
    pub age_years: i64,
    /// What they are to the reader.
    pub relationship: Relationship,
    /// CPF with its middle hidden, if it was given.
    pub cpf_masked: Option<String>,
    /// Since when.
    pub since: Local,
    /// Whether they came of age since.
    pub came_of_age: bool,
    /// Whether the reader acts for them now.
    pub is_acted_for: bool,
}

silent!(Dependant);

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::{AccountId, Actor, Reach, Role, Verb, actor::role_reach};

    const TODAY: Date = date(2026, 3, 2);

    fn form() -> DependantForm {
        DependantForm {
            name: "João Souza".into(),
            birth_date: "2019-08-01".into(),
            cpf: String::new(),
            relationship: "child".into(),
            responsible: RESPONSIBLE.into(),
        }
    }

    #[test]
    fn a_child_needs_a_name_a_birth_date_and_somebody_responsible() {
        let joao = form().check(TODAY).unwrap();
        assert_eq!((joao.name.as_str(), joao.relationship), ("João Souza", Relationship::Child));
        assert!(joao.cpf.is_none());
        let errors = DependantForm::default().check(TODAY).unwrap_err();
        for (field, problem) in [
            ("name", Problem::Missing),
            ("birth_date", Problem::Missing),
            ("relationship", Problem::NotAChoice),
            ("responsible", Problem::NotDeclared),
        ] {
            assert_eq!(errors.of(field), Some(problem), "{field}");
        }
        assert_eq!(errors.of("cpf"), None);
    }

    #[test]
    fn nobody_is_added_without_the_statement() {
        for responsible in ["", "on", "yes"] {
            let errors = DependantForm { responsible: responsible.into(), ..form() }.check(TODAY).unwrap_err();
            assert_eq!(errors.of("responsible"), Some(Problem::NotDeclared), "{responsible}");
        }
    }

    #[test]
    fn a_cpf_is_optional_but_not_false() {
        assert!(DependantForm { cpf: "529.982.247-25".into(), ..form() }.check(TODAY).unwrap().cpf.is_some());
        let wrong = DependantForm { cpf: "529.982.247-26".into(), ..form() };
        assert_eq!(wrong.check(TODAY).unwrap_err().of("cpf"), Some(Problem::NotACpf));
    }

    #[test]
    fn whoever_was_a_child_when_added_comes_of_age_on_their_birthday() {
        let born = date(2008, 5, 20);
        for (since, today, expected) in [
            (date(2026, 3, 2), date(2026, 5, 19), false),
            (date(2026, 3, 2), date(2026, 5, 20), true),
            (date(2026, 3, 2), date(2031, 1, 1), true),
            // Somebody who was of age already never comes of age here: an elder stays what they are.
            (date(2026, 5, 20), date(2026, 6, 1), false),
        ] {
            assert_eq!(came_of_age(born, since, today), expected, "{since} {today}");
        }
        assert!(!came_of_age(date(1941, 1, 1), date(2026, 3, 2), date(2027, 3, 2)));
    }

    #[test]
    fn only_a_patient_is_responsible_for_somebody() {
        for &role in Role::ALL {
            let expected = if role == Role::Patient { Reach::Own } else { Reach::Nothing };
            assert_eq!(role_reach(role, Verb::KeepFamily), expected, "{role:?}");
        }
    }

    #[test]
    fn whoever_acts_for_somebody_may_what_a_patient_may_and_is_known_by_their_own_account() {
        let (account, own, other) = (AccountId(Uuid::from_u128(1)), Uuid::from_u128(2), Uuid::from_u128(3));
        let (themselves, guardian) =
            (Actor::Patient(account, PatientId(own)), Actor::Guardian(account, PatientId(other)));
        for &verb in Verb::ALL {
            assert_eq!(guardian.reach(verb), themselves.reach(verb), "{verb:?}");
        }
        assert_eq!((guardian.account(), guardian.role()), (Some(account), Some(Role::Patient)));
        assert_eq!((themselves.patient(), themselves.acts_for()), (Some(PatientId(own)), None));
        assert_eq!((guardian.patient(), guardian.acts_for()), (Some(PatientId(other)), Some(PatientId(other))));
    }
}
