//! Letters: sign-in codes and links travel in them, so they must leave, unread by others, from an address that is ours.

use super::{Asked::InProduction, Question, Seen, Weight};
use crate::hosts;

pub(super) const QUESTIONS: &[Question] = &[
    Question {
        name: "mail_missing",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: |seen| {
            seen.settings.mail.is_none().then(|| "without a mail server no code and no letter reaches anybody".into())
        },
        to_do: "Set AMPARO_MAIL to smtps://user:password@host:465.",
    },
    Question {
        name: "mail_clear",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: mail_clear,
        to_do: "Set AMPARO_MAIL to smtps://…, or to smtp://…?tls=required for STARTTLS.",
    },
    Question {
        name: "mail_from",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: mail_from,
        to_do: "Set AMPARO_MAIL_FROM to an address of the clinic's own domain: Clinic <clinic@clinic.example>.",
    },
];

/// `tls=opportunistic` gives way to whoever takes the offer out of the answer.
fn mail_clear(seen: &Seen) -> Option<String> {
    let parts = seen.settings.mail.as_ref()?.parts()?;
    let is_kept = parts.scheme == "smtps" || parts.query.split('&').any(|option| option == "tls=required");
    (!is_kept && !hosts::is_loopback(&parts.host))
        .then(|| format!("letters and the password for {} would travel in the clear", parts.host))
}

fn mail_from(seen: &Seen) -> Option<String> {
    let from = seen.settings.mail_from.trim();
    let domain = from.rsplit_once('@').map_or("", |(_, domain)| domain.trim_end_matches('>').trim());
    (!domain.contains('.')).then(|| format!("mail servers refuse letters from {from}"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;
    use crate::settings::Address;

    #[test]
    fn a_clinic_that_sends_no_letters_is_found() {
        assert_eq!(found(|seen| seen.settings.mail = None), ["mail_missing"]);
    }

    #[test]
    fn letters_in_the_clear_are_found() {
        let mail = |address: &str| found(|seen| seen.settings.mail = Some(Address(address.into())));
        for clear in [
            "smtp://mail.example",
            "smtp://clinic:x@mail.example:587",
            "smtp://clinic:x@mail.example:587?tls=opportunistic",
        ] {
            assert_eq!(mail(clear), ["mail_clear"], "{clear}");
        }
        for kept in [
            "smtps://mail.example",
            "smtp://clinic:x@mail.example:587?tls=required",
            "smtp://127.0.0.1",
            "smtp://localhost:25",
        ] {
            assert_eq!(mail(kept), [""; 0], "{kept}");
        }
    }

    #[test]
    fn a_sender_of_nowhere_is_found() {
        for from in ["Amparo <nao-responda@localhost>", "clinic@localhost", "clinic"] {
            assert_eq!(found(|seen| seen.settings.mail_from = from.into()), ["mail_from"], "{from}");
        }
        assert_eq!(found(|seen| seen.settings.mail_from = "clinic@clinic.example".into()), [""; 0]);
    }
}
