//! The relay, inside the clinic or by itself: who may use it, and whom it reaches.

use super::{Asked::InProduction, Question, Seen, Weight, guessable::is_guessable};

/// Characters of the secret that is shared with an external relay.
const SECRET_CHARS_MIN: usize = 20;

pub(super) const QUESTIONS: &[Question] = &[
    Question {
        name: "relay_secret_weak",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: relay_secret_weak,
        to_do: "Set AMPARO_RELAY_SECRET, on both sides, to what `openssl rand -hex 32` gives.",
    },
    Question {
        name: "relay_loopback",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: |seen| {
            seen.settings
                .relay_allow_loopback
                .then(|| "the relay would lead strangers to what listens on this machine alone".into())
        },
        to_do: "Take AMPARO_RELAY_ALLOW_LOOPBACK out: it is for tests.",
    },
];

fn relay_secret_weak(seen: &Seen) -> Option<String> {
    let secret = seen.settings.relay_secret.as_ref()?;
    let is_weak = is_guessable(&secret.0, SECRET_CHARS_MIN, &[&seen.settings.unit_name]);
    is_weak.then(|| "strangers could guess the relay's secret and relay through it".into())
}

#[cfg(test)]
mod tests {
    use super::{
        super::{findings, tests::found},
        *,
    };
    use crate::settings::{Hidden, Settings};

    #[test]
    fn a_secret_of_the_relay_that_is_guessed_is_found() {
        let secret = |text: &str| found(|seen| seen.settings.relay_secret = Some(Hidden(text.into())));
        for weak in ["", "hunter2", "changeme", "relay-secret-of-amparo", &"ab".repeat(32), "kT4vQz8LmP2x"] {
            assert_eq!(secret(weak), ["relay_secret_weak"], "{weak}");
        }
        assert_eq!(secret("9f1c62e0b7d84a35c1ee07529a6bd3f84417ca908e5d23b6f07a91c5de682b34"), [""; 0]);
    }

    #[test]
    fn a_relay_to_this_machine_is_found() {
        assert_eq!(found(|seen| seen.settings.relay_allow_loopback = true), ["relay_loopback"]);
    }

    #[test]
    fn a_relay_by_itself_is_asked_about_itself_alone() {
        let asked = |listen: &str| {
            let settings = Settings {
                relay_listen: listen.parse().unwrap(),
                relay_secret: Some(Hidden("changeme".into())),
                ..Settings::default()
            };
            findings(&Seen::relay_alone(&settings)).into_iter().map(|finding| finding.name).collect::<Vec<_>>()
        };
        assert_eq!(asked("0.0.0.0:3478"), ["relay_secret_weak"]);
        assert_eq!(asked("127.0.0.1:3478"), [""; 0]);
    }
}
