//! Where things stand: under one another, beside one another, on a card.

use leptos::prelude::*;
use leptos_router::components::A;

use super::Tone;

/// How much air is between the things of a stack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gap {
    /// They belong closely together.
    Tight,
    /// The usual distance.
    #[default]
    Normal,
    /// They are parts of their own.
    Wide,
}

impl Gap {
    const fn class(self) -> &'static str {
        match self {
            Self::Tight => "flex min-w-0 flex-col gap-1",
            Self::Normal => "flex min-w-0 flex-col gap-4",
            Self::Wide => "flex min-w-0 flex-col gap-8",
        }
    }
}

/// Things under one another.
#[component]
pub fn Stack(
    /// How much air.
    #[prop(optional)]
    gap: Gap,
    children: Children,
) -> impl IntoView {
    view! { <div class=gap.class()>{children()}</div> }
}

/// Things beside one another; they wrap.
#[component]
pub fn Row(children: Children) -> impl IntoView {
    view! { <div class="flex flex-wrap items-center gap-x-3 gap-y-2">{children()}</div> }
}

/// One column on a phone, two on a tablet in landscape.
#[component]
pub fn Columns(children: Children) -> impl IntoView {
    view! { <div class="grid grid-cols-1 items-start gap-6 lg:grid-cols-2">{children()}</div> }
}

/// A quiet surface. With `href` the whole card is one link.
#[component]
pub fn Card(
    /// Where it leads: a path of ours.
    #[prop(optional, into)]
    href: Option<String>,
    /// When the card stands for a state.
    #[prop(optional)]
    tone: Option<Tone>,
    children: Children,
) -> impl IntoView {
    let class = match tone {
        None => "surface",
        Some(Tone::Info) => "surface surface-info",
        Some(Tone::Success) => "surface surface-success",
        Some(Tone::Warning) => "surface surface-warning",
        Some(Tone::Error) => "surface surface-error",
    };
    match href {
        Some(path) => view! {
            <A href=path attr:class="surface surface-link">{children()}</A>
        }
        .into_any(),
        None => view! { <div class=class>{children()}</div> }.into_any(),
    }
}

/// The name of a card.
#[component]
pub fn CardTitle(children: Children) -> impl IntoView {
    view! { <h2 class="text-lg font-semibold text-balance">{children()}</h2> }
}
