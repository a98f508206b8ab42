//! Where a deed leads.

use domain::{AppointmentId, ImportId, PatientId, ProfessionalId, Role, codes::Asked, links::LinkKind};

use super::plain::is_from_plain_form;

/// A page of ours that a deed leads to.
#[derive(Clone, Copy, Debug)]
pub enum Page {
    /// The first page.
    First,
    /// Signing in.
    SignIn,
    /// Typing the code that was sent.
    Code(Asked),
    /// Typing the code that was sent once more.
    CodeAgain(Asked),
    /// The second factor.
    SecondFactor,
    /// Asking for a new password; the letter is on its way.
    LinkSent,
    /// A link of a letter did what it opens.
    LinkDone(LinkKind),
    /// One's own password is another one now.
    PasswordChanged,
    /// Those one is responsible for.
    Family,
    /// The invitations that wait.
    Invitations,
    /// One's own data, with a letter on its way to another address.
    EmailAsked,
    /// A visit that was just booked.
    Booked(AppointmentId),
    /// A visit, as its reader sees it.
    Visit(AppointmentId, Option<Role>),
    /// The search outside of one's care, and whom it found.
    Sought(Option<PatientId>),
    /// A patient.
    Patient(PatientId),
    /// A file of patients.
    Import(ImportId),
    /// A professional.
    Professional(ProfessionalId),
}

impl Page {
    fn path(self) -> String {
        match self {
            Self::First => "/".into(),
            Self::SignIn => "/sign-in".into(),
            Self::Code(Asked::Account(_)) => "/sign-in/code".into(),
            Self::Code(Asked::Registration(_)) => "/sign-in/code?new=yes".into(),
            Self::CodeAgain(Asked::Account(_)) => "/sign-in/code?again=yes".into(),
            Self::CodeAgain(Asked::Registration(_)) => "/sign-in/code?new=yes&again=yes".into(),
            Self::SecondFactor => "/sign-in/second-factor".into(),
            Self::LinkSent => "/forgot?sent=yes".into(),
            Self::LinkDone(kind) => format!("/done/{}", kind.as_str()),
            Self::PasswordChanged => "/done/change_password".into(),
            Self::Family => "/family".into(),
            Self::Invitations => "/invitations".into(),
            Self::EmailAsked => "/me?email=asked".into(),
            Self::Sought(None) => "/patients/outside?found=none".into(),
            Self::Sought(Some(id)) => format!("/patients/outside?found={id}"),
            Self::Patient(id) => format!("/patients/{id}"),
            Self::Import(id) => format!("/patients/import/{id}"),
            Self::Booked(id) => format!("/visits/{id}?booked=yes"),
            Self::Visit(id, Some(Role::Reception)) => format!("/agenda/{id}"),
            Self::Visit(id, _) => format!("/visits/{id}"),
            Self::Professional(id) => format!("/professionals/{id}"),
        }
    }
}

/// Sends the browser to another page.
pub fn go(to: Page) {
    #[expect(clippy::disallowed_methods, reason = "the one place that redirects, to our own pages only")]
    leptos_axum::redirect(&to.path());
}

/// Sends a browser without WASM to another page; with it, the page that asked goes on by itself.
pub fn go_without_wasm(to: Page) {
    if is_from_plain_form() {
        go(to);
    }
}
