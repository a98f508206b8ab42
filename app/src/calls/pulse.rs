//! Whether the line still lives: when to ask, and when to give it up.

use domain::calls::HEARTBEAT_SECONDS;

/// The server wants to hear us this often.
pub(super) const HEARTBEAT_MS: f64 = HEARTBEAT_SECONDS as f64 * 1_000.0;
/// A ping is answered within this time, or the line is dead.
pub(super) const REPLY_MS: f64 = 5_000.0;
/// The same, when there is reason to doubt: the network changed, or the page slept.
pub(super) const REPLY_IN_DOUBT_MS: f64 = 2_000.0;

/// Signs of life of the line. We ask at a steady pace, however much we hear: the server wants to hear us too.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Pulse {
    asked_at_ms: f64,
    answer_due_ms: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beat {
    Rest,
    Ask,
    Dead,
}

impl Pulse {
    /// We asked, and want an answer in time; an earlier deadline stands.
    pub(super) fn asked(self, now_ms: f64, patience_ms: f64) -> Self {
        let due = now_ms + patience_ms;
        let due = self.answer_due_ms.map_or(due, |before| before.min(due));
        Self { asked_at_ms: now_ms, answer_due_ms: Some(due) }
    }

    /// Whatever comes is an answer.
    pub(super) fn heard(self) -> Self {
        Self { answer_due_ms: None, ..self }
    }

    pub(super) fn feel(self, now_ms: f64) -> Beat {
        match self.answer_due_ms {
            Some(due) if now_ms >= due => Beat::Dead,
            None if now_ms - self.asked_at_ms >= HEARTBEAT_MS => Beat::Ask,
            Some(_) | None => Beat::Rest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_asked_at_a_steady_pace_and_dies_without_an_answer() {
        let fresh = Pulse::default().asked(0.0, HEARTBEAT_MS).heard();
        assert_eq!(fresh.feel(HEARTBEAT_MS - 1.0), Beat::Rest);
        assert_eq!(fresh.feel(HEARTBEAT_MS), Beat::Ask);
        let asked = fresh.asked(HEARTBEAT_MS, REPLY_MS);
        assert_eq!(asked.feel(HEARTBEAT_MS + REPLY_MS - 1.0), Beat::Rest);
        assert_eq!(asked.feel(HEARTBEAT_MS + REPLY_MS), Beat::Dead);
        assert_eq!(asked.heard().feel(HEARTBEAT_MS + REPLY_MS), Beat::Rest);
        let doubted = asked.asked(HEARTBEAT_MS + 100.0, REPLY_IN_DOUBT_MS);
        assert_eq!(doubted.feel(HEARTBEAT_MS + 100.0 + REPLY_IN_DOUBT_MS), Beat::Dead);
    }
}
