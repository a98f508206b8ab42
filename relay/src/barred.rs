//! Participants whose call is over before their credentials are.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A handle for barring participants while the relay runs.
///
/// Credentials that time limits cannot be recalled, so the relay remembers whom not to hear any more. An allocation that
/// is open goes on until it would have to be refreshed: ten minutes at most.
#[derive(Clone, Default)]
pub struct Barred(Arc<Mutex<HashMap<String, i64>>>);

impl Barred {
    /// Does not hear this participant any more, until `until_unix`: later than their credentials last.
    pub fn bar(&self, participant: &str, now_unix: i64, until_unix: i64) {
        let mut barred = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        barred.retain(|_, until| *until > now_unix);
        barred.insert(participant.to_owned(), until_unix);
    }

    pub(crate) fn holds(&self, participant: &str, now_unix: i64) -> bool {
        let barred = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        barred.get(participant).is_some_and(|until| *until > now_unix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s23_a_bar_is_for_one_participant_and_is_forgotten_in_time() {
        let barred = Barred::default();
        barred.bar("visit-patient", 100, 200);
        assert!(barred.holds("visit-patient", 199));
        assert!(!barred.holds("visit-professional", 199));
        assert!(!barred.holds("visit-patient", 200));
        barred.bar("other", 201, 300);
        assert_eq!(barred.0.lock().unwrap().len(), 1);
    }
}
