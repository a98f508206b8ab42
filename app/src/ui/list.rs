//! Lists of things, and facts about one thing.

use leptos::prelude::*;
use leptos_router::components::A;

use super::{Glyph, Icon};

/// Things of one kind, one a line.
#[component]
pub fn List(
    /// What the list holds, for those who do not see it.
    #[prop(into)]
    label: Signal<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <ul class="surface gap-0 divide-y divide-base-300 overflow-hidden p-0" role="list" aria-label=move || label.get()>
            {children()}
        </ul>
    }
}

/// One line of a list. With `href` the whole line leads on.
#[component]
pub fn ListItem(
    /// Where it leads: a path of ours.
    #[prop(optional, into)]
    href: Option<String>,
    /// Whether it is the one being looked at.
    #[prop(optional, into)]
    current: Signal<bool>,
    children: Children,
) -> impl IntoView {
    match href {
        Some(path) => view! {
            <li>
                <A
                    href=path
                    attr:class="line line-link"
                    attr:aria-current=move || current.get().then_some("true")
                >
                    <div class="min-w-0 grow">{children()}</div>
                    <Icon name=Glyph::Next/>
                </A>
            </li>
        }
        .into_any(),
        None => view! {
            <li class="line">
                <div class="min-w-0 grow">{children()}</div>
            </li>
        }
        .into_any(),
    }
}

/// Facts about one thing.
#[component]
pub fn Facts(children: Children) -> impl IntoView {
    view! { <dl class="facts">{children()}</dl> }
}

/// One fact: its name and its value.
#[component]
pub fn Fact(
    /// What the fact is called.
    #[prop(into)]
    label: Signal<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <div>
            <dt class="text-sm text-muted">{move || label.get()}</dt>
            <dd class="font-medium wrap-anywhere">{children()}</dd>
        </div>
    }
}

/// Things to do in this order.
#[component]
pub fn Steps(children: Children) -> impl IntoView {
    view! { <ol class="flex flex-col gap-4" role="list">{children()}</ol> }
}

/// One of the things to do.
#[component]
pub fn Step(
    /// A drawing of it.
    icon: Glyph,
    /// What it is called.
    #[prop(into)]
    title: Signal<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <li class="flex gap-3">
            <span class="medallion">
                <Icon name=icon/>
            </span>
            <div class="flex min-w-0 flex-col gap-0.5">
                <h3 class="font-semibold">{move || title.get()}</h3>
                <div class="max-w-prose text-muted text-pretty">{children()}</div>
            </div>
        </li>
    }
}
