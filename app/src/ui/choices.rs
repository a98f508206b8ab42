//! Choices that change what a list shows: they stand in the address, and work before WASM arrives.

use leptos::prelude::*;
use leptos_router::components::Form;

/// Choices beside one another, and a button. What is chosen goes behind the question mark of the address.
#[component]
pub fn ChoicesForm(
    /// Where it leads: a path of ours.
    action: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <Form method="GET" action=action noscroll=true>
            <div class="flex flex-wrap items-end gap-3">{children()}</div>
        </Form>
    }
}
