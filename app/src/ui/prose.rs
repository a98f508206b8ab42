//! A long text in the little Markdown that our own texts are written in: headings, lists, paragraphs.

use leptos::prelude::*;

/// A text of ours; its first heading is the page's own, and is left out.
#[component]
pub fn Prose(
    /// The text.
    text: &'static str,
) -> impl IntoView {
    let parts = text.split("\n\n").map(str::trim).filter(|part| !part.is_empty() && !part.starts_with("# "));
    let parts = parts.map(|part| {
        if let Some(heading) = part.strip_prefix("## ") {
            view! { <h2 class="mt-4 text-lg font-semibold text-balance">{heading}</h2> }.into_any()
        } else if part.starts_with("- ") {
            let lines = part.lines().map(|line| view! { <li>{line.trim_start_matches("- ")}</li> }).collect_view();
            view! { <ul class="flex list-disc flex-col gap-1 pl-5">{lines}</ul> }.into_any()
        } else {
            view! { <p>{part}</p> }.into_any()
        }
    });
    view! { <div class="flex max-w-prose flex-col gap-3 text-pretty">{parts.collect_view()}</div> }
}
