//! The consultation room: two pictures and a row of round buttons. Its colours are its own, whatever the theme:
//! a picture is seen best in the dark.

mod own;
mod controls;

pub use controls::{Controls, LiveSelect, RoundButton, RoundKind, SidePanel, TapOver};
pub use own::{OwnPicture, Preview};

use leptos::{html, prelude::*};

use crate::ui::{Glyph, Icon, IconSize};

/// Everything the room shows, in whichever phase. What it is in stands on it for style sheets and tests.
#[component]
pub fn Stage(
    /// The call in one word.
    #[prop(into)]
    state: Signal<&'static str>,
    /// How media travels, once known.
    #[prop(into)]
    route: Signal<Option<&'static str>>,
    children: Children,
) -> impl IntoView {
    view! {
        <main
            id="content"
            class="fixed inset-0 flex h-dvh min-w-0 flex-col overflow-hidden bg-base-200 text-base-content"
            data-call-state=move || state.get()
            data-route=move || route.get()
        >
            {children()}
        </main>
    }
}

/// Before and after the call: one quiet column.
#[component]
pub fn Lobby(children: Children) -> impl IntoView {
    view! {
        <div class="size-full overflow-y-auto">
            <div class="mx-auto flex min-h-full w-full max-w-xl flex-col justify-center gap-5 px-4 py-6 sm:px-6">
                {children()}
            </div>
        </div>
    }
}

/// The call: the pictures, and beside them (in landscape) or below them a panel.
#[component]
pub fn CallSpace(
    /// Whether the controls have faded.
    #[prop(into)]
    is_still: Signal<bool>,
    /// Something moved: the person is there.
    on_stir: Callback<()>,
    children: Children,
) -> impl IntoView {
    let class = move || {
        if is_still.get() {
            "flex size-full min-h-0 cursor-none flex-col bg-neutral-950 text-neutral-50 landscape:flex-row"
        } else {
            "flex size-full min-h-0 flex-col bg-neutral-950 text-neutral-50 landscape:flex-row"
        }
    };
    view! {
        <div
            class=class
            data-theme="amparo-dark"
            on:pointermove=move |_| on_stir.run(())
            on:pointerdown=move |_| on_stir.run(())
            on:focusin=move |_| on_stir.run(())
        >
            {children()}
        </div>
    }
}

/// Where the pictures are.
#[component]
pub fn Pictures(children: Children) -> impl IntoView {
    view! { <section class="relative min-h-0 min-w-0 grow overflow-hidden">{children()}</section> }
}

/// The other person, as large as the room.
#[component]
pub fn RemotePicture(
    /// The element.
    video: NodeRef<html::Video>,
    /// Who it is.
    #[prop(into)]
    name: Signal<String>,
    /// Whether there is a picture to see.
    #[prop(into)]
    is_seen: Signal<bool>,
) -> impl IntoView {
    let class = move || {
        if is_seen.get() { "absolute inset-0 size-full object-contain" } else { "absolute inset-0 size-full opacity-0" }
    };
    view! {
        <video node_ref=video class=class data-video="remote" autoplay playsinline aria-label=move || name.get()></video>
    }
}

/// What stands in the middle while there is no picture.
#[component]
pub fn Curtain(
    /// Whether it is drawn.
    #[prop(into)]
    is_drawn: Signal<bool>,
    /// Who is missed.
    #[prop(into)]
    name: Signal<String>,
    /// What is so.
    #[prop(into)]
    title: Signal<String>,
    /// What to do about it.
    #[prop(into)]
    text: Signal<Option<String>>,
) -> impl IntoView {
    let initial = move || name.get().chars().next().map(String::from);
    let class = move || {
        if is_drawn.get() {
            "absolute inset-0 flex flex-col items-center justify-center gap-4 bg-neutral-950/80 px-6 pt-20 pb-32 text-center"
        } else {
            "hidden"
        }
    };
    view! {
        <div class=class>
            <span
                class="flex size-24 items-center justify-center rounded-full bg-neutral-800 text-2xl font-semibold uppercase"
                aria-hidden="true"
            >
                {initial}
            </span>
            <p class="text-xl font-semibold text-balance">{move || title.get()}</p>
            {move || text.get().map(|text| view! { <p class="max-w-prose text-neutral-300 text-pretty">{text}</p> })}
        </div>
    }
}

/// The line on top: who it is, how the connection is, and what of theirs is off.
#[component]
pub fn StageHeader(
    /// Who it is.
    #[prop(into)]
    name: Signal<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <header class="absolute inset-x-0 top-0 flex flex-wrap items-center gap-x-3 gap-y-1 bg-linear-to-b from-neutral-950/80 to-transparent px-4 pt-[max(0.75rem,env(safe-area-inset-top))] pb-6">
            <h1 class="min-w-0 text-lg font-semibold wrap-anywhere">{move || name.get()}</h1>
            {children()}
        </header>
    }
}

/// How something is, with its icon.
#[component]
pub fn Mark(
    /// A drawing of it.
    #[prop(into)]
    icon: Signal<Glyph>,
    /// In words.
    #[prop(into)]
    words: Signal<String>,
) -> impl IntoView {
    view! {
        <span class="inline-flex items-center gap-1.5 rounded-full bg-neutral-900/80 px-3 py-1 text-sm text-neutral-100">
            {move || view! { <Icon name=icon.get() size=IconSize::Small/> }}
            {move || words.get()}
        </span>
    }
}

/// How loud we are.
#[component]
pub fn Loudness(
    /// From 0 to 100.
    #[prop(into)]
    level: Signal<u8>,
    /// What it is.
    #[prop(into)]
    label: Signal<String>,
    /// What to do to see it move.
    #[prop(into)]
    hint: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="flex flex-col gap-1">
            <span class="text-sm text-muted">{move || hint.get()}</span>
            <meter
                class="h-3 w-full"
                min="0"
                max="100"
                value=move || level.get().to_string()
                aria-label=move || label.get()
            ></meter>
        </div>
    }
}

/// What is said to those who listen to the page.
#[component]
pub fn Announcement(
    /// The sentence.
    #[prop(into)]
    words: Signal<String>,
) -> impl IntoView {
    view! { <p class="sr-only" role="status" aria-live="polite">{move || words.get()}</p> }
}
