//! A list on the left and what was chosen of it on the right; on a narrow screen the list alone.

use leptos::prelude::*;
use leptos_router::components::A;

use super::{Glyph, Icon};

/// The two sides.
#[component]
pub fn Board(children: Children) -> impl IntoView {
    view! {
        <div class="grid grid-cols-1 items-start gap-6 lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">{children()}</div>
    }
}

/// The left side: one line for each thing.
#[component]
pub fn BoardList(
    /// What the list holds.
    #[prop(into)]
    label: Signal<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <ul class="surface gap-0 divide-y divide-line overflow-hidden p-0" role="list" aria-label=move || label.get()>
            {children()}
        </ul>
    }
}

/// One line of the list. Where the right side is seen it is chosen, elsewhere it leads to its own page.
#[component]
pub fn BoardLine(
    /// Its own page.
    #[prop(into)]
    page: String,
    /// This page with it on the right side.
    #[prop(into)]
    beside: String,
    /// Whether it is on the right side now.
    current: bool,
    /// What the line says.
    children: ChildrenFn,
) -> impl IntoView {
    let narrow = children.clone();
    view! {
        <li>
            <A href=page attr:class="line line-link lg:hidden">
                <div class="min-w-0 grow">{narrow()}</div>
                <Icon name=Glyph::Next/>
            </A>
            // Not the router's own link: it would say of every line that it is the current one.
            <a
                href=beside
                data-noscroll=""
                class="line line-link hidden lg:flex"
                aria-current=current.then_some("true")
            >
                <div class="min-w-0 grow">{children()}</div>
                <Icon name=Glyph::Next/>
            </a>
        </li>
    }
}

/// When, beside what.
#[component]
pub fn AtTime(
    /// When: `14:30`.
    #[prop(into)]
    time: ViewFn,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="flex items-start gap-4">
            <span class="pt-0.5 text-lg font-semibold tabular-nums">{time.run()}</span>
            <div class="flex min-w-0 grow flex-col gap-1">{children()}</div>
        </div>
    }
}

/// The right side, only where there is room for it.
#[component]
pub fn BoardChosen(
    /// What it is.
    #[prop(into)]
    label: Signal<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <section class="sticky top-4 hidden lg:block" aria-label=move || label.get()>{children()}</section>
    }
}
