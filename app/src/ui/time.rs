//! Days and times, as the server's wall clock shows them. No clock is read while a page is drawn.

use std::time::Duration;

use domain::{Local, Moment, scheduling::Weekday};
use jiff::civil::Date;
use leptos::prelude::*;

use crate::{
    i18n::{t_string, use_i18n},
    words,
};

/// `qui., 20 nov. 2026, 14:30`.
#[component]
pub fn When(
    /// The instant and its wall clock.
    local: Local,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <time datetime=local.at.to_string() class="tabular-nums">
            {move || words::when(i18n, local)}
        </time>
    }
}

/// `14:30`.
#[component]
pub fn Clock(
    /// The instant and its wall clock.
    local: Local,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <time datetime=local.at.to_string() title=move || words::when(i18n, local) class="tabular-nums">
            {local.clock()}
        </time>
    }
}

/// `quinta-feira, 20 de novembro`.
#[component]
pub fn DayName(
    /// The day.
    date: Date,
) -> impl IntoView {
    let i18n = use_i18n();
    let text = move || {
        t_string!(
            i18n,
            common.day_name,
            weekday = words::weekday(i18n, Weekday::of(date)),
            day = date.day(),
            month = words::month(i18n, date.month())
        )
    };
    view! { <time datetime=date.to_string()>{text}</time> }
}

/// `em 12 min`, counting down. Empty until the browser runs: the server has no "now" for it.
#[component]
pub fn Countdown(
    /// Until when.
    to: Moment,
) -> impl IntoView {
    let i18n = use_i18n();
    let left = RwSignal::new(None::<i64>);
    Effect::new(move || {
        let tick = move || {
            #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 fit")]
            let now = Moment::from_micros(js_sys::Date::now() as i64 * 1000);
            left.set(Some(to.seconds_since(now)));
        };
        tick();
        if let Ok(ticking) = set_interval_with_handle(tick, Duration::from_secs(10)) {
            on_cleanup(move || ticking.clear());
        }
    });
    let text = move || {
        left.get().map(|seconds| match (seconds + 59).div_euclid(60) {
            ..=0 => t_string!(i18n, common.now).to_owned(),
            minutes @ 1..=59 => t_string!(i18n, common.in_minutes, minutes = minutes),
            minutes @ 60..=1439 if minutes % 60 == 0 => t_string!(i18n, common.in_hours, hours = minutes / 60),
            minutes @ 60..=1439 => {
                t_string!(i18n, common.in_hours_minutes, hours = minutes / 60, minutes = minutes % 60)
            }
            minutes @ 1440..=2879 => {
                _ = minutes;
                t_string!(i18n, common.in_one_day).to_owned()
            }
            minutes => t_string!(i18n, common.in_days, days = minutes / 1440),
        })
    };
    view! { <span class="tabular-nums">{text}</span> }
}
