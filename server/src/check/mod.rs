//! What must be right before strangers reach the clinic: one list, printed by `amparo check` and insisted on by the start.

mod debug;
mod guessable;
mod mail;
mod privacy;
mod reach;
mod redis;
mod relay;
mod secrets;
mod seen;

use std::fmt;

use anyhow::bail;

pub use seen::{Seen, What};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The program does not start.
    Stops,
    /// It starts, and says so in its log.
    Advice,
}

/// Where a question is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Everywhere,
    /// See [`crate::settings::Settings::is_production`].
    InProduction,
}

/// One thing that must be right.
struct Question {
    /// The word operators look up in `docs/operating.md`.
    name: &'static str,
    weight: Weight,
    asked: Asked,
    /// What is wrong; none when it is right.
    wrong: fn(&Seen) -> Option<String>,
    /// What to do about it.
    to_do: &'static str,
}

/// Something that is not right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its name in `docs/operating.md`.
    pub name: &'static str,
    /// Whether the program starts all the same.
    pub weight: Weight,
    /// What is wrong.
    pub wrong: String,
    /// What to do about it.
    pub to_do: &'static str,
}

impl fmt::Display for Finding {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.weight {
            Weight::Stops => "STOP",
            Weight::Advice => "note",
        };
        write!(to, "{mark}  {}: {}. {}", self.name, self.wrong, self.to_do)
    }
}

const OF_THE_CLINIC: [&[Question]; 7] = [
    reach::QUESTIONS,
    secrets::QUESTIONS,
    redis::QUESTIONS,
    mail::QUESTIONS,
    privacy::QUESTIONS,
    relay::QUESTIONS,
    debug::QUESTIONS,
];

/// Everything that is not right, what stops the start before what does not.
#[must_use]
pub fn findings(seen: &Seen) -> Vec<Finding> {
    let questions: &[&[Question]] = if seen.what == What::Relay { &[relay::QUESTIONS] } else { &OF_THE_CLINIC };
    let asked = questions.iter().copied().flatten();
    let asked = asked.filter(|question| seen.is_production || question.asked == Asked::Everywhere);
    let found = asked.filter_map(|&Question { name, weight, to_do, wrong, .. }| {
        Some(Finding { name, weight, wrong: wrong(seen)?, to_do })
    });
    let (mut found, advice) = found.partition::<Vec<_>, _>(stops);
    found.extend(advice);
    found
}

/// Prints everything that is not right; gives whether the program would start.
#[must_use]
pub fn print(seen: &Seen) -> bool {
    let found = findings(seen);
    for finding in &found {
        println!("{finding}");
    }
    let starts = !found.iter().any(stops);
    let whom = if seen.is_production { "strangers can reach it" } else { "only this machine reaches it" };
    println!("{}: {whom}.", if starts { "Nothing stops the start" } else { "The program would not start" });
    starts
}

/// Refuses to go on while something stops the start; what does not stop it is logged.
///
/// # Errors
/// The names of what stops it. The whole list is on standard error by then.
pub fn insist(seen: &Seen) -> anyhow::Result<()> {
    let found = findings(seen);
    let stopping = found.iter().filter(|finding| stops(finding)).map(|finding| finding.name).collect::<Vec<_>>();
    if stopping.is_empty() {
        for finding in found {
            tracing::warn!(finding = finding.name, "{}. {}", finding.wrong, finding.to_do);
        }
        return Ok(());
    }
    for finding in &found {
        eprintln!("{finding}");
    }
    bail!(
        "not started because of {}: the list above, which `amparo check` prints too, says what to do",
        stopping.join(", ")
    )
}

fn stops(finding: &Finding) -> bool {
    finding.weight == Weight::Stops
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of what is found after a change to a clinic where everything is right.
    pub(super) fn found(change: impl FnOnce(&mut Seen)) -> Vec<&'static str> {
        let mut seen = Seen::good();
        change(&mut seen);
        findings(&seen).into_iter().map(|finding| finding.name).collect()
    }

    #[test]
    fn where_everything_is_right_nothing_is_found() {
        assert_eq!(found(|_| {}), [""; 0]);
    }

    #[test]
    fn every_finding_has_a_name_of_its_own_that_the_guide_explains() {
        let guide = include_str!("../../../docs/operating.md");
        let mut names = OF_THE_CLINIC.into_iter().flatten().map(|question| question.name).collect::<Vec<_>>();
        let missing = names.iter().filter(|name| !guide.contains(&format!("| `{name}` |"))).collect::<Vec<_>>();
        assert!(missing.is_empty(), "{missing:?} not in docs/operating.md");
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    #[test]
    fn what_stops_stands_first_and_each_finding_is_one_line() {
        let mut seen = Seen::good();
        seen.settings.proxies = crate::proxies::Proxies::default();
        seen.is_debug_build = true;
        let lines = findings(&seen).iter().map(Finding::to_string).collect::<Vec<_>>();
        assert!(
            lines[0].starts_with("STOP  debug_build: ") && lines[1].starts_with("note  proxies_missing: "),
            "{lines:?}"
        );
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| line.lines().count() == 1));
    }

    #[test]
    fn a_clinic_for_this_machine_alone_is_asked_less() {
        let asked = |seen: &Seen| findings(seen).into_iter().map(|finding| finding.name).collect::<Vec<_>>();
        let mut seen = Seen { settings: crate::settings::Settings::default(), what: What::Demo, ..Seen::good() };
        (seen.is_debug_build, seen.is_production) = (true, false);
        assert_eq!(asked(&seen), [""; 0]);
        seen.keys[0].mode = 0o644;
        assert_eq!(asked(&seen), ["secret_open"], "secrets are secret everywhere");
    }

    #[test]
    fn advice_lets_the_program_start_and_a_stop_does_not() {
        let mut seen = Seen::good();
        seen.settings.proxies = crate::proxies::Proxies::default();
        assert!(insist(&seen).is_ok() && print(&seen));
        seen.is_debug_build = true;
        let refused = insist(&seen).unwrap_err().to_string();
        assert!(refused.contains("because of debug_build:") && !refused.contains("proxies_missing"), "{refused}");
        assert!(!print(&seen));
    }
}
