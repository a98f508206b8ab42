//! How a verb fails: by permission, by rule, or by our own fault.

use domain::{FieldErrors, Problem, Refusal};

/// Every way a verb fails.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nobody is signed in.
    #[error("sign in first")]
    SignInFirst,
    /// This role may not do this.
    #[error("denied")]
    Denied,
    /// It does not exist, or not for this caller.
    #[error("missing")]
    Missing,
    /// A rule says no.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// These fields are wrong.
    #[error("fields: {0:?}")]
    Fields(FieldErrors),
    /// Our own fault.
    #[error("broken: {0}")]
    Broken(#[source] anyhow::Error),
}

/// What a verb gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// A fault of ours.
    pub fn broken(cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Broken(anyhow::Error::new(cause))
    }

    /// The constraint a write ran into, by the one name both engines know it by.
    #[must_use]
    pub fn constraint(&self) -> Option<String> {
        let Self::Broken(cause) = self else { return None };
        let database = cause.downcast_ref::<sqlx::Error>()?.as_database_error()?;
        match database.constraint() {
            Some(name) => Some(name.to_owned()),
            None => sqlite_constraint(database.message()),
        }
    }
}

/// `SQLite` says it in the message: a trigger and a check by name, a unique key by its columns.
fn sqlite_constraint(message: &str) -> Option<String> {
    if let Some(name) = message.strip_prefix("CHECK constraint failed: ") {
        return Some(name.to_owned());
    }
    if let Some(columns) = message.strip_prefix("UNIQUE constraint failed: ") {
        let table = columns.split('.').next()?;
        let columns = columns.split(", ").filter_map(|column| column.split_once('.')).map(|(_, name)| name);
        return Some(format!("{table}_{}_key", columns.collect::<Vec<_>>().join("_")));
    }
    let is_name = message.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    is_name.then(|| message.to_owned())
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::broken(error)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<FieldErrors> for Error {
    fn from(errors: FieldErrors) -> Self {
        Self::Fields(errors)
    }
}

/// A broken constraint becomes the refusal it stands for.
pub(crate) trait RefuseOn<T> {
    /// Refuses when the write ran into `constraint`.
    fn refuse_on(self, constraint: &str, refusal: Refusal) -> Result<T>;
    /// Says that a field is taken when the write ran into `constraint`.
    fn taken_on(self, constraint: &str, field: &str) -> Result<T>;
}

impl<T> RefuseOn<T> for Result<T> {
    fn refuse_on(self, constraint: &str, refusal: Refusal) -> Self {
        self.map_err(|error| if error.constraint().as_deref() == Some(constraint) { refusal.into() } else { error })
    }

    fn taken_on(self, constraint: &str, field: &str) -> Self {
        self.map_err(|error| match error.constraint() {
            Some(name) if name == constraint => FieldErrors::one(field, Problem::Taken).into(),
            _ => error,
        })
    }
}

/// A number a person can quote: ten digits of chance.
#[must_use]
pub fn incident_number() -> String {
    let mut bytes = [0; 8];
    // Without chance the number is zero: still a breakage that is logged and shown.
    let _ = getrandom::fill(&mut bytes);
    format!("{:010}", u64::from_be_bytes(bytes) % 10_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_messages_give_the_names_that_postgresql_reports() {
        for (message, name) in [
            ("appointment_slot_taken", Some("appointment_slot_taken")),
            ("UNIQUE constraint failed: account.email_folded", Some("account_email_folded_key")),
            (
                "UNIQUE constraint failed: council_registration.council, council_registration.registration, \
                 council_registration.uf",
                Some("council_registration_council_registration_uf_key"),
            ),
            ("CHECK constraint failed: opening_hours_order", Some("opening_hours_order")),
            ("FOREIGN KEY constraint failed", None),
        ] {
            assert_eq!(sqlite_constraint(message).as_deref(), name, "{message}");
        }
    }
}
