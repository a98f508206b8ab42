//! Letters with a link that opens something once.

use domain::{
    Role,
    links::{EMAIL_CHANGE_HOURS, EMAIL_RESTORE_HOURS, INVITATION_HOURS, LinkKind, RESET_MINUTES},
};

use super::Letter;
use crate::i18n::{Locale, td_string};

/// A link of ours, for whoever holds the letter.
#[must_use]
pub fn link(language: Locale, kind: LinkKind, reader: &str, link: &str) -> Letter {
    let (subject, text) = match kind {
        LinkKind::ResetPassword => (
            td_string!(language, mail.reset_subject).to_string(),
            td_string!(language, mail.reset_text, reader = reader, minutes = RESET_MINUTES, link = link).to_string(),
        ),
        LinkKind::ChangeEmail => (
            td_string!(language, mail.email_subject).to_string(),
            td_string!(language, mail.email_text, reader = reader, hours = EMAIL_CHANGE_HOURS, link = link).to_string(),
        ),
        // An invitation names a role: see `invited`. The links of a reminder stand in its letter: see `reminder`.
        LinkKind::RestoreEmail | LinkKind::Invite | LinkKind::ConfirmVisit | LinkKind::CancelVisit => (
            td_string!(language, mail.restore_subject).to_string(),
            td_string!(language, mail.restore_text, reader = reader, hours = EMAIL_RESTORE_HOURS, link = link)
                .to_string(),
        ),
    };
    Letter { subject, text }
}

/// An invitation into the clinic.
#[must_use]
pub fn invited(language: Locale, clinic: &str, reader: &str, role: Role, link: &str) -> Letter {
    let role = match role {
        Role::Administrator => td_string!(language, common.role.administrator).to_string(),
        Role::Reception => td_string!(language, common.role.reception).to_string(),
        Role::Professional => td_string!(language, common.role.professional).to_string(),
        Role::Patient => td_string!(language, common.role.patient).to_string(),
    };
    let subject = td_string!(language, mail.invite_subject, clinic = clinic).to_string();
    let text = td_string!(
        language,
        mail.invite_text,
        clinic = clinic,
        reader = reader,
        role = role,
        hours = INVITATION_HOURS,
        link = link
    )
    .to_string();
    Letter { subject, text }
}

/// Somebody asked to use an address that has an account already. Whoever reads it is greeted by no name.
#[must_use]
pub fn email_taken(language: Locale, link: &str) -> Letter {
    letter!(language, email_taken_subject, email_taken_text, link)
}

/// Another address was asked for: to the one so far.
#[must_use]
pub fn email_asked(language: Locale, reader: &str, link: &str) -> Letter {
    letter!(language, email_asked_subject, email_asked_text, reader, link)
}
