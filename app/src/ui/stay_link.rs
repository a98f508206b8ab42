//! A link that changes a part of the page and leaves the reader where they are.

use leptos::prelude::*;

use super::{ButtonKind, Glyph, Icon};

/// Shows another part of the same page; looks like a button, works before WASM arrives.
#[component]
pub fn StayLink(
    /// Where it leads: this page, with other words behind the question mark.
    #[prop(into)]
    href: String,
    /// How much it asks to be pressed.
    #[prop(default = ButtonKind::Quiet)]
    kind: ButtonKind,
    /// A drawing before the words.
    #[prop(optional)]
    icon: Option<Glyph>,
    children: Children,
) -> impl IntoView {
    view! {
        // Not the router's own link: it would say of every link to this page that it is the current one.
        <a href=href data-noscroll="" class=kind.class()>
            {icon.map(|name| view! { <Icon name/> })}
            {children()}
        </a>
    }
}
