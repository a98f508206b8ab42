//! What happens later in the browser: after a yes of the server, when somebody comes back, when an instant comes.

use std::time::Duration;

use domain::Moment;
use leptos::{ev, prelude::*};
use server_fn::ServerFn;

use super::busy::{has_begun, is_busy};
use crate::error::AppError;

/// A clock that runs ahead must not make a page ask without end.
const WAIT_SECONDS_MIN: i64 = 20;
/// Nobody waits longer on one page; a browser's timer ends at 24 days anyway.
const WAIT_SECONDS_MAX: i64 = 24 * 60 * 60;

/// Runs `then` each time the server function has said yes. Nothing of it runs on the server.
pub fn after<S>(action: ServerAction<S>, then: impl Fn(S::Output) + 'static)
where
    S: ServerFn<Error = AppError> + Clone + Send + Sync + 'static,
    S::Output: Clone + Send + Sync + 'static,
{
    let value = action.value();
    Effect::new(move || {
        if let Some(Ok(output)) = value.get() {
            untrack(|| then(output));
        }
    });
}

/// Runs `then` when the window gets the focus back, as long as the page lives; not for whoever was only away to look
/// something up, or to choose a file.
pub fn on_return(then: impl Fn() + 'static) {
    let came_back = move |_| {
        if !is_busy() && !has_begun() {
            then();
        }
    };
    let listening = window_event_listener(ev::focus, came_back);
    on_cleanup(move || listening.remove());
}

/// Runs `then` every so often, as long as what asks for it is on the page.
pub fn every(seconds: u64, then: impl Fn() + Clone + 'static) {
    Effect::new(move || {
        if let Ok(going) = set_interval_with_handle(then.clone(), Duration::from_secs(seconds)) {
            on_cleanup(move || going.clear());
        }
    });
}

/// Runs `then` once when the instant has come, as long as the page lives.
pub fn when_comes(instant: Moment, then: impl Fn() + Clone + 'static) {
    Effect::new(move || {
        #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
        let now = Moment::from_micros(js_sys::Date::now() as i64 * 1000);
        let seconds = instant.seconds_since(now) + 1;
        if seconds > WAIT_SECONDS_MAX {
            return;
        }
        let wait = Duration::from_secs(seconds.max(WAIT_SECONDS_MIN).unsigned_abs());
        if let Ok(waiting) = set_timeout_with_handle(then.clone(), wait) {
            on_cleanup(move || waiting.clear());
        }
    });
}
