//! How far something long has come.

use leptos::prelude::*;

/// A bar that fills, and the number in words.
#[component]
pub fn Measure(
    /// What is measured.
    #[prop(into)]
    label: Signal<String>,
    /// How much of it is done.
    #[prop(into)]
    percent: Signal<i64>,
    /// The same in words.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="flex flex-col gap-1">
            <progress
                class="h-3 w-full accent-primary"
                max="100"
                value=move || percent.get()
                aria-label=move || label.get()
            ></progress>
            <p class="text-sm tabular-nums" aria-live="polite">{move || text.get()}</p>
        </div>
    }
}
