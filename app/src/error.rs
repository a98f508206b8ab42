//! What a page may learn of a failure: a code, field names, an incident number. Never a value.

use domain::{FieldErrors, Refusal};
use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// Every way a server function fails.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// Sign in first.
    SignInFirst,
    /// This role may not do this.
    Denied,
    /// It does not exist, or not for this reader.
    Missing,
    /// A rule says no.
    Refused(Refusal),
    /// These fields are wrong.
    Fields(FieldErrors),
    /// Ours: the number is in the log.
    Broken(String),
    /// The server could not be reached, or did not understand.
    Unreachable,
}

impl std::fmt::Display for AppError {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{self:?}")
    }
}

impl std::error::Error for AppError {}

impl From<FieldErrors> for AppError {
    fn from(errors: FieldErrors) -> Self {
        Self::Fields(errors).with_status()
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            // What came was no form of ours: an id in another dress, a field that is missing.
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::Unreachable.not_understood()
            }
            _ => Self::Unreachable,
        }
    }
}

#[cfg(not(feature = "ssr"))]
impl AppError {
    /// Only the server's answers have a status.
    pub(crate) const fn with_status(self) -> Self {
        self
    }

    const fn not_understood(self) -> Self {
        self
    }
}

#[cfg(feature = "ssr")]
mod ssr {
    use axum::http::StatusCode;
    use domain::Refusal;
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;

    use super::AppError;
    use crate::caller::is_from_plain_form;

    impl AppError {
        const fn status(&self) -> StatusCode {
            match self {
                Self::SignInFirst => StatusCode::UNAUTHORIZED,
                Self::Denied => StatusCode::FORBIDDEN,
                Self::Missing => StatusCode::NOT_FOUND,
                Self::Refused(Refusal::TooManyTries) => StatusCode::TOO_MANY_REQUESTS,
                Self::Refused(_) => StatusCode::CONFLICT,
                Self::Fields(_) => StatusCode::UNPROCESSABLE_ENTITY,
                Self::Broken(_) | Self::Unreachable => StatusCode::INTERNAL_SERVER_ERROR,
            }
        }

        /// Sets the status of the answer: Leptos would say 500 to every error.
        pub(crate) fn with_status(self) -> Self {
            say(self.status());
            self
        }

        /// What was asked cannot be read.
        pub(super) fn not_understood(self) -> Self {
            say(StatusCode::BAD_REQUEST);
            self
        }
    }

    fn say(status: StatusCode) {
        let Some(response) = use_context::<ResponseOptions>() else { return };
        // A form without WASM is sent back to its page, and a browser goes there only with the status of a redirect.
        if !is_from_plain_form() {
            response.set_status(status);
        }
    }

    impl From<store::Error> for AppError {
        fn from(error: store::Error) -> Self {
            let error = match error {
                store::Error::SignInFirst => Self::SignInFirst,
                store::Error::Denied => Self::Denied,
                store::Error::Missing => Self::Missing,
                store::Error::Refused(refusal) => Self::Refused(refusal),
                store::Error::Fields(fields) => Self::Fields(fields),
                store::Error::Broken(cause) => {
                    let incident = store::incident_number();
                    tracing::error!(incident, error = ?cause, "a request broke");
                    Self::Broken(incident)
                }
            };
            error.with_status()
        }
    }
}
