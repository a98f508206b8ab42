//! Waiting for what must happen: with a deadline, and never longer than it takes.

use std::{fmt::Display, future::Future, time::Duration};

use tokio::time::{Instant, sleep, timeout};

/// What must happen happens within this time, also on a machine that is busy with other tests.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// How often something is looked at that cannot tell by itself.
const LOOK: Duration = Duration::from_millis(10);

/// Waits for an answer; one that does not come is a failed test that says what was waited for.
pub(crate) async fn soon<T>(what: impl Display, answer: impl Future<Output = T>) -> T {
    within(PATIENCE, what, answer).await
}

pub(crate) async fn within<T>(limit: Duration, what: impl Display, answer: impl Future<Output = T>) -> T {
    let Ok(answer) = timeout(limit, answer).await else { panic!("{what}: not within {limit:?}") };
    answer
}

/// Looks until there is something to see.
pub(crate) async fn until<T>(what: impl Display, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(Instant::now() < deadline, "{what}: not within {PATIENCE:?}");
        sleep(LOOK).await;
    }
}
