//! What is read letter by letter: marks, numbers, commands.

use leptos::prelude::*;

/// Letters and digits of one width.
#[component]
pub fn Code(
    /// What is shown.
    #[prop(into)]
    text: String,
    /// The whole of it, when only a part is shown.
    #[prop(optional, into)]
    full: Option<String>,
) -> impl IntoView {
    view! { <code class="font-mono text-sm whitespace-nowrap tabular-nums" title=full>{text}</code> }
}
