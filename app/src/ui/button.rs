//! Buttons, and links that look like them.

use leptos::prelude::*;
use leptos_router::components::A;

use super::{Glyph, Icon};

/// How much a button asks to be pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do here.
    #[default]
    Primary,
    /// Another thing to do.
    Quiet,
    /// Something that is hard to undo.
    Danger,
    /// A way aside.
    Ghost,
}

impl ButtonKind {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn btn-primary",
            Self::Quiet => "btn btn-quiet",
            Self::Danger => "btn btn-danger",
            Self::Ghost => "btn btn-ghost",
        }
    }
}

/// How large a button is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonSize {
    /// The usual size.
    #[default]
    Normal,
    /// The one thing this page is about; as wide as its place on a phone.
    Large,
}

/// Does something when pressed (`on:click`).
#[component]
pub fn Button(
    /// How much it asks to be pressed.
    #[prop(optional)]
    kind: ButtonKind,
    /// How large.
    #[prop(optional)]
    size: ButtonSize,
    /// A drawing before the words.
    #[prop(optional)]
    icon: Option<Glyph>,
    /// Whether it rests.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class=kind.class()
            class:btn-main=size == ButtonSize::Large
            disabled=move || disabled.get()
        >
            {icon.map(|name| view! { <Icon name/> })}
            {children()}
        </button>
    }
}

/// Leads to another page.
#[component]
pub fn ButtonLink(
    /// Where it leads: a path of ours.
    #[prop(into)]
    href: String,
    /// How much it asks to be pressed.
    #[prop(optional)]
    kind: ButtonKind,
    /// How large.
    #[prop(optional)]
    size: ButtonSize,
    /// A drawing before the words.
    #[prop(optional)]
    icon: Option<Glyph>,
    children: Children,
) -> impl IntoView {
    view! {
        <A href=href attr:class=kind.class() class:btn-main=size == ButtonSize::Large>
            {icon.map(|name| view! { <Icon name/> })}
            {children()}
        </A>
    }
}

/// Sends the form it stands in. While the answer is awaited it says so and rests.
#[component]
pub fn Submit(
    /// Whether an answer is awaited.
    #[prop(optional, into)]
    pending: Signal<bool>,
    /// How much it asks to be pressed.
    #[prop(optional)]
    kind: ButtonKind,
    /// How large.
    #[prop(optional)]
    size: ButtonSize,
    /// A drawing before the words.
    #[prop(optional)]
    icon: Option<Glyph>,
    children: Children,
) -> impl IntoView {
    let wait = move |event: leptos::ev::MouseEvent| {
        // `aria-disabled` and not `disabled`: the focus would be lost while the answer is awaited.
        if pending.get_untracked() {
            event.prevent_default();
        }
    };
    view! {
        <button
            type="submit"
            class=kind.class()
            class:btn-main=size == ButtonSize::Large
            class:is-pending=move || pending.get()
            aria-disabled=move || pending.get().then_some("true")
            on:click=wait
        >
            {icon.map(|name| view! { <Icon name/> })}
            {children()}
        </button>
    }
}
