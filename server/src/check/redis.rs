//! The Redis that nodes share: who could turn the limits of the doors back there.

use super::{Asked::InProduction, Question, Seen, Weight, guessable::is_guessable};
use crate::{hosts, settings::Parts};

/// Characters of a password that a machine keeps.
const PASSWORD_CHARS_MIN: usize = 12;

pub(super) const QUESTIONS: &[Question] = &[
    Question {
        name: "redis_password_weak",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: redis_password_weak,
        to_do: "Give the Redis a password by chance (openssl rand -hex 24) and put it into AMPARO_REDIS.",
    },
    Question {
        name: "redis_clear",
        weight: Weight::Advice,
        asked: InProduction,
        wrong: redis_clear,
        to_do: "Set AMPARO_REDIS to rediss://…, unless nobody else is on the network between the two.",
    },
    Question {
        name: "redis_alone",
        weight: Weight::Advice,
        asked: InProduction,
        wrong: |seen| {
            let settings = &seen.settings;
            let is_alone = settings.redis.is_some() && settings.database_address().starts_with("sqlite:");
            is_alone.then(|| "one node on SQLite shares its limits with nobody".into())
        },
        to_do: "Take AMPARO_REDIS out, or set AMPARO_DATABASE to a PostgreSQL.",
    },
];

/// A Redis on another machine.
fn elsewhere(seen: &Seen) -> Option<Parts> {
    let parts = seen.settings.redis.as_ref()?.parts()?;
    (!hosts::is_loopback(&parts.host)).then_some(parts)
}

fn redis_password_weak(seen: &Seen) -> Option<String> {
    let Parts { user, password, host, .. } = elsewhere(seen)?;
    let what = if password.is_empty() { "no password" } else { "a password that is easily guessed" };
    let is_weak = is_guessable(&password, PASSWORD_CHARS_MIN, &[&user, &host]);
    is_weak.then(|| format!("the Redis on {host} is opened with {what}"))
}

fn redis_clear(seen: &Seen) -> Option<String> {
    let Parts { scheme, host, .. } = elsewhere(seen)?;
    let is_kept = matches!(scheme.as_str(), "rediss" | "valkeys");
    (!is_kept).then(|| format!("the password of the Redis on {host}, and its counts, travel in the clear"))
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;
    use crate::settings::Address;

    const PASSWORD: &str = "q7Rk0vXw2LtYp9Zs";

    #[test]
    fn a_redis_that_others_could_use_is_found() {
        let redis = |address: String| {
            found(|seen| {
                seen.settings.database = Some(Address(format!("postgres://amparo:{PASSWORD}@127.0.0.1/amparo")));
                seen.settings.redis = Some(Address(address));
            })
        };
        for weak in ["rediss://redis.example", "rediss://:changeme@redis.example:6379/1", "rediss://amparo:@redis"] {
            assert_eq!(redis(weak.into()), ["redis_password_weak"], "{weak}");
        }
        assert_eq!(redis(format!("redis://:{PASSWORD}@redis.example")), ["redis_clear"]);
        for kept in [format!("rediss://:{PASSWORD}@redis.example"), "redis://127.0.0.1:6379".into()] {
            assert_eq!(redis(kept.clone()), [""; 0], "{kept}");
        }
    }

    #[test]
    fn a_redis_beside_one_file_is_found() {
        let found = found(|seen| seen.settings.redis = Some(Address("redis://127.0.0.1".into())));
        assert_eq!(found, ["redis_alone"]);
    }
}
