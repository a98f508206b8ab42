//! Invitations: what is typed to invite somebody, and to accept.

use jiff::civil;
use serde::{Deserialize, Serialize};

use super::Token;
use crate::{
    FieldErrors, LinkId, Local, Problem, Role,
    field::{Cpf, Email, Name, Password, parse_birth_date},
    patients::optional,
    professionals::Practice,
    terms::Accepted,
};

silent!(InvitationForm, AnswerForm);

/// What an administrator types to invite somebody. The practice of a professional may be left to them.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct InvitationForm {
    /// One of [`Role`].
    pub role: String,
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Council, for a professional.
    #[serde(default)]
    pub council: String,
    /// Registration number.
    #[serde(default)]
    pub registration: String,
    /// State of the registration.
    #[serde(default)]
    pub uf: String,
    /// What they do.
    #[serde(default)]
    pub specialty: String,
    /// Length of a visit in minutes.
    #[serde(default)]
    pub visit_minutes: String,
}

/// An invitation that may be sent.
#[derive(Debug)]
pub struct Invitation {
    /// What they shall be in the clinic.
    pub role: Role,
    /// Full name, as the inviting side knows it.
    pub name: Name,
    /// E-mail address.
    pub email: Email,
    /// The practice of a professional, when it is known.
    pub practice: Option<Practice>,
}

impl InvitationForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<Invitation, FieldErrors> {
        let mut errors = FieldErrors::default();
        let role = errors.keep("role", Role::parse(&self.role).ok_or(Problem::NotAChoice));
        let name = errors.keep("name", Name::parse(&self.name));
        let email = errors.keep("email", Email::parse(&self.email));
        // The length of a visit is chosen beforehand: it says nothing.
        let said = [&self.council, &self.registration, &self.uf, &self.specialty];
        let knows_practice = role == Some(Role::Professional) && said.iter().any(|text| !text.trim().is_empty());
        let typed = [&self.council, &self.registration, &self.uf, &self.specialty, &self.visit_minutes];
        let practice = if knows_practice { Practice::check(typed, &mut errors) } else { None };
        match (role, name, email) {
            (Some(role), Some(name), Some(email)) if errors.is_empty() => {
                Ok(Invitation { role, name, email, practice })
            }
            _ => Err(errors),
        }
    }
}

/// An invitation as whoever was invited sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invited {
    /// What they shall be in the clinic.
    pub role: Role,
    /// Full name, as the inviting side knows it.
    pub name: String,
    /// The address the letter went to; it becomes that of the account.
    pub email: String,
    /// Whether the practice of a professional is still to be said.
    pub asks_practice: bool,
}

/// What somebody who was invited types.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct AnswerForm {
    /// The token of the page.
    pub token: Token,
    /// Full name.
    pub name: String,
    /// A new password; patients need none.
    #[serde(default)]
    pub password: String,
    /// The texts that were accepted, [`crate::terms::CURRENT`].
    #[serde(default)]
    pub accepted: String,
    /// `YYYY-MM-DD`, of a patient.
    #[serde(default)]
    pub birth_date: String,
    /// Of a patient, optional.
    #[serde(default)]
    pub cpf: String,
    /// Council, of a professional.
    #[serde(default)]
    pub council: String,
    /// Registration number.
    #[serde(default)]
    pub registration: String,
    /// State of the registration.
    #[serde(default)]
    pub uf: String,
    /// What they do.
    #[serde(default)]
    pub specialty: String,
    /// Length of a visit in minutes.
    #[serde(default)]
    pub visit_minutes: String,
}

/// What an account needs beside its name, by role.
#[derive(Debug)]
pub enum Newcomer {
    /// Nothing.
    Staff,
    /// A practice, unless the invitation has it.
    Professional(Option<Practice>),
    /// Who a patient is.
    Patient {
        /// Birth date.
        birth_date: civil::Date,
        /// CPF, if any.
        cpf: Option<Cpf>,
    },
}

/// An invitation that may be accepted.
#[derive(Debug)]
pub struct Answer {
    /// The token.
    pub token: Token,
    /// Full name.
    pub name: Name,
    /// Password; a patient may have none.
    pub password: Option<Password>,
    /// The texts as they are now.
    pub accepted: Accepted,
    /// What the role asks.
    pub newcomer: Newcomer,
}

impl AnswerForm {
    /// Checks what the invitation asks for.
    ///
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self, invited: &Invited, today: civil::Date) -> Result<Answer, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.keep("name", Name::parse(&self.name));
        let password = Password::parse(&self.password);
        let is_patient = invited.role == Role::Patient;
        let password = errors.keep("password", if is_patient { optional(password) } else { password.map(Some) });
        let accepted = errors.keep("accepted", Accepted::parse(&self.accepted));
        let newcomer = self.newcomer(invited, today, &mut errors);
        match (name, password, accepted, newcomer) {
            (Some(name), Some(password), Some(accepted), Some(newcomer)) => {
                Ok(Answer { token: self.token, name, password, accepted, newcomer })
            }
            _ => Err(errors),
        }
    }

    fn newcomer(&self, invited: &Invited, today: civil::Date, errors: &mut FieldErrors) -> Option<Newcomer> {
        match invited.role {
            Role::Administrator | Role::Reception => Some(Newcomer::Staff),
            Role::Professional if invited.asks_practice => {
                let typed = [&self.council, &self.registration, &self.uf, &self.specialty, &self.visit_minutes];
                Practice::check(typed, errors).map(|practice| Newcomer::Professional(Some(practice)))
            }
            Role::Professional => Some(Newcomer::Professional(None)),
            Role::Patient => {
                let birth_date = errors.keep("birth_date", parse_birth_date(&self.birth_date, today));
                let cpf = errors.keep("cpf", optional(Cpf::parse(&self.cpf)));
                Some(Newcomer::Patient { birth_date: birth_date?, cpf: cpf? })
            }
        }
    }
}

/// An invitation that waits, as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationCard {
    /// The link.
    pub id: LinkId,
    /// What they shall be in the clinic.
    pub role: Role,
    /// Whom.
    pub name: String,
    /// Where the letter went.
    pub email: String,
    /// Who invited.
    pub by: String,
    /// Until when it can be accepted.
    pub until: Local,
    /// Whether that has passed.
    pub is_over: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn invitation() -> InvitationForm {
        InvitationForm {
            role: "professional".into(),
            name: "Helena Prado".into(),
            email: "helena@example.com".into(),
            ..InvitationForm::default()
        }
    }

    #[test]
    fn the_practice_of_a_professional_is_given_whole_or_left_to_them() {
        assert_eq!(invitation().check().unwrap().practice, None);
        let half = InvitationForm { registration: "123456-F".into(), ..invitation() };
        assert_eq!(half.clone().check().unwrap_err().of("council"), Some(Problem::NotAChoice));
        let patient = InvitationForm { role: "patient".into(), ..half };
        assert_eq!(patient.check().unwrap().practice, None, "a patient has none");
        let nobody = InvitationForm { role: "system".into(), ..invitation() };
        assert_eq!(nobody.check().unwrap_err().of("role"), Some(Problem::NotAChoice));
    }

    #[test]
    fn whoever_accepts_is_asked_for_what_their_role_needs() {
        let today = civil::date(2026, 11, 20);
        let form = || AnswerForm {
            name: "Ana Souza".into(),
            password: "correto cavalo 7".into(),
            accepted: crate::terms::CURRENT.into(),
            ..AnswerForm::default()
        };
        let invited =
            |role, asks_practice| Invited { role, name: "Ana".into(), email: "ana@example.com".into(), asks_practice };
        assert!(form().check(&invited(Role::Administrator, false), today).is_ok());
        assert!(form().check(&invited(Role::Professional, false), today).is_ok());
        let errors = form().check(&invited(Role::Professional, true), today).unwrap_err();
        assert_eq!(
            errors.0.keys().collect::<Vec<_>>(),
            ["council", "registration", "specialty", "uf", "visit_minutes"]
        );
        let errors = form().check(&invited(Role::Patient, false), today).unwrap_err();
        assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["birth_date"]);
        let without = || AnswerForm { password: String::new(), birth_date: "1990-05-20".into(), ..form() };
        assert!(without().check(&invited(Role::Patient, false), today).unwrap().password.is_none());
        let errors = without().check(&invited(Role::Reception, false), today).unwrap_err();
        assert_eq!(errors.of("password"), Some(Problem::Missing));
        let unread = AnswerForm { accepted: String::new(), ..form() };
        let errors = unread.check(&invited(Role::Administrator, false), today).unwrap_err();
        assert_eq!(errors.of("accepted"), Some(Problem::NotAccepted));
    }
}
