//! Search as you type: the list answers while the words come.

use leptos::prelude::*;

use super::{Glyph, Icon};

/// A field that searches; what is typed comes back in `text`.
#[component]
pub fn SearchField(
    /// What it searches.
    #[prop(into)]
    label: Signal<String>,
    /// What is typed.
    text: RwSignal<String>,
) -> impl IntoView {
    view! {
        <label class="input w-full max-w-xl">
            <Icon name=Glyph::Search/>
            <input
                type="search"
                class="grow"
                aria-label=move || label.get()
                placeholder=move || label.get()
                autocomplete="off"
                prop:value=move || text.get()
                on:input=move |event| text.set(event_target_value(&event))
            />
        </label>
    }
}
