//! The one thing to do on a long page, always within reach.

use leptos::prelude::*;

/// Stays at the lower edge of the window while its form is seen.
#[component]
pub fn WithinReach(children: Children) -> impl IntoView {
    view! { <div class="within-reach">{children()}</div> }
}
