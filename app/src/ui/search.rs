//! Search as you type: the list answers while the words come.

use leptos::{html, prelude::*};

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
    let field = NodeRef::<html::Input>::new();
    // Who types before the page is alive is heard all the same.
    Effect::new(move || {
        if let Some(field) = field.get()
            && !field.value().is_empty()
        {
            text.set(field.value());
        }
    });
    view! {
        <label class="input w-full max-w-xl">
            <Icon name=Glyph::Search/>
            <input
                node_ref=field
                type="search"
                class="grow"
                aria-label=move || label.get()
                placeholder=move || label.get()
                autocomplete="off"
                on:input=move |event| text.set(event_target_value(&event))
            />
        </label>
    }
}

/// A search that stands in the address: it can be sent to somebody, and works before WASM arrives.
#[component]
pub fn SearchForm(
    /// The page that answers: a path of ours.
    action: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <form method="get" action=action role="search" class="flex flex-col gap-4">
            {children()}
        </form>
    }
}
