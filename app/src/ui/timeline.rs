//! Stretches of time as bars, one row for each person or day. The words beside a bar say the same as the bar.

use leptos::prelude::*;

/// The whole width of a row.
pub const TIMELINE_WIDTH: i64 = 1000;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineRow {
    /// Whose it is.
    pub label: String,
    /// The same as the bars, in words.
    pub note: String,
    /// From and to, between 0 and [`TIMELINE_WIDTH`].
    pub bars: Vec<(i64, i64)>,
}

/// Where an amount lies between two ends, as a part of [`TIMELINE_WIDTH`].
#[must_use]
pub fn along(value: i64, from: i64, to: i64) -> i64 {
    let length = (to - from).max(1);
    ((value - from).saturating_mul(TIMELINE_WIDTH) / length).clamp(0, TIMELINE_WIDTH)
}

/// Rows of bars over one common measure.
#[component]
pub fn Timeline(
    /// What it shows.
    #[prop(into)]
    label: Signal<String>,
    /// The rows.
    #[prop(into)]
    rows: Signal<Vec<TimelineRow>>,
    /// The words under the measure, at even distances.
    #[prop(into)]
    ticks: Signal<Vec<String>>,
) -> impl IntoView {
    let rows = move || rows.get().into_iter().map(|row| view! { <Row row/> }).collect_view();
    let ticks = move || ticks.get().into_iter().map(|tick| view! { <span>{tick}</span> }).collect_view();
    view! {
        <figure class="flex min-w-0 flex-col gap-3" aria-label=move || label.get()>
            {rows}
            <div class="flex justify-between text-xs tabular-nums text-muted" aria-hidden="true">{ticks}</div>
        </figure>
    }
}

#[component]
fn Row(row: TimelineRow) -> impl IntoView {
    let bars = row.bars.into_iter().map(|(from, to)| {
        // A very short stretch must still be seen.
        let width = (to - from).max(4);
        view! { <rect class="fill-primary" x=from.to_string() y="0" width=width.to_string() height="12"></rect> }
    });
    let bars = bars.collect_view();
    view! {
        <div class="flex flex-col gap-1">
            <div class="flex flex-wrap justify-between gap-x-4 text-sm">
                <span class="font-medium">{row.label}</span>
                <span class="tabular-nums text-muted">{row.note}</span>
            </div>
            <svg
                viewBox="0 0 1000 12"
                preserveAspectRatio="none"
                class="h-3 w-full overflow-hidden rounded-full"
                aria-hidden="true"
                focusable="false"
            >
                <rect class="fill-base-300" x="0" y="0" width="1000" height="12"></rect>
                {bars}
            </svg>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_lies_between_its_ends() {
        assert_eq!(along(12, 0, 24), 500);
        assert_eq!(along(-1, 0, 24), 0);
        assert_eq!(along(25, 0, 24), 1000);
        assert_eq!(along(7, 7, 7), 0);
    }
}
