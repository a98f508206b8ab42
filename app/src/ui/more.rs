//! What unfolds when asked for. Native: it works before WASM arrives.

use leptos::prelude::*;

/// Something more about the thing above, folded at first.
#[component]
pub fn More(
    /// What is folded.
    #[prop(into)]
    label: Signal<String>,
    /// Whether it is open at first.
    #[prop(optional)]
    open: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <details open=open>
            <summary class="min-h-11 cursor-pointer content-center font-medium text-primary">{move || label.get()}</summary>
            <div class="flex flex-col gap-4 pt-2">{children()}</div>
        </details>
    }
}
