//! Taking a file home.

use leptos::prelude::*;

/// Downloads a file of ours.
#[component]
pub fn DownloadLink(
    /// Where it comes from: a path of ours.
    #[prop(into)]
    href: String,
    children: Children,
) -> impl IntoView {
    view! {
        // The router leaves it alone: there is no page behind it.
        <a href=href rel="external" download="" class="btn btn-quiet self-start">{children()}</a>
    }
}
