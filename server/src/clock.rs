//! The one place that asks what time it is. In tests the clock moves when told.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use domain::Moment;

/// A clock.
#[derive(Clone, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The clock of this machine.
    #[must_use]
    pub const fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still until it is told.
    #[must_use]
    pub fn standing_at(now: Moment) -> Self {
        Self(Some(Arc::new(AtomicI64::new(now.micros()))))
    }

    /// Moves a standing clock.
    pub fn set(&self, now: Moment) {
        if let Some(micros) = &self.0 {
            micros.store(now.micros(), Ordering::SeqCst);
        }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Moment {
        match &self.0 {
            Some(micros) => Moment::from_micros(micros.load(Ordering::SeqCst)),
            #[expect(clippy::disallowed_methods, reason = "the one place that asks what time it is")]
            None => Moment::new(jiff::Timestamp::now()),
        }
    }
}
