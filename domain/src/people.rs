//! People who work here: who may come in, and as what. No verb changes a role.

use serde::{Deserialize, Serialize};

use crate::{
    AccountId, FieldErrors, Local, Problem, Role,
    field::{Email, Name, Password},
};

/// People on the staff page.
pub const PEOPLE_MAX: i64 = 500;

/// What is typed to open an account for an administrator or for the reception.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct StaffForm {
    /// `administrator` or `reception`.
    pub role: String,
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// A first password, handed over in person.
    pub password: String,
}

/// Somebody of the staff who may be kept.
#[derive(Debug)]
pub struct NewStaff {
    /// Administrator or reception.
    pub role: Role,
    /// Full name.
    pub name: Name,
    /// E-mail address.
    pub email: Email,
    /// First password.
    pub password: Password,
}

silent!(StaffForm);

impl StaffForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<NewStaff, FieldErrors> {
        let mut errors = FieldErrors::default();
        let role = errors.keep("role", staff_role(&self.role));
        let name = errors.keep("name", Name::parse(&self.name));
        let email = errors.keep("email", Email::parse(&self.email));
        let password = errors.keep("password", Password::parse(&self.password));
        match (role, name, email, password) {
            (Some(role), Some(name), Some(email), Some(password)) => Ok(NewStaff { role, name, email, password }),
            _ => Err(errors),
        }
    }
}

/// A professional needs a registration, and a patient registers: neither is made here.
fn staff_role(text: &str) -> Result<Role, Problem> {
    match Role::parse(text) {
        Some(role @ (Role::Administrator | Role::Reception)) => Ok(role),
        _ => Err(Problem::NotAChoice),
    }
}

/// Somebody who works here, as an administrator sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffMember {
    /// The account.
    pub account: AccountId,
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// What they are in the clinic.
    pub role: Role,
    /// When they were last here; none when never.
    pub seen: Option<Local>,
    /// Since when they may not come in; none when they may.
    pub deactivated: Option<Local>,
    /// Whether it is the one who asks.
    pub is_me: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn staff_is_administrator_or_reception() {
        let form = |role: &str| StaffForm {
            role: role.into(),
            name: "Rosa Melo".into(),
            email: "rosa@example.com".into(),
            password: "correto cavalo 7".into(),
        };
        assert_eq!(form("administrator").check().unwrap().role, Role::Administrator);
        assert_eq!(form("reception").check().unwrap().role, Role::Reception);
        for role in ["professional", "patient", "system", ""] {
            assert_eq!(form(role).check().unwrap_err().of("role"), Some(Problem::NotAChoice), "{role}");
        }
    }
}
