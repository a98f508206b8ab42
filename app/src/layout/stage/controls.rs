//! What is pressed during a call: round buttons, choices, panels.

use leptos::{ev, prelude::*};

use crate::ui::{Glyph, Icon, IconSize};

/// The buttons of the call. All but the last fade while nothing moves.
#[component]
pub fn Controls(
    /// What they are, for those who do not see them.
    #[prop(into)]
    label: Signal<String>,
    /// Whether they have faded.
    #[prop(into)]
    is_still: Signal<bool>,
    /// The one that never hides.
    #[prop(into)]
    last: ViewFn,
    children: Children,
) -> impl IntoView {
    let class = move || {
        if is_still.get() {
            "flex flex-wrap items-start justify-center gap-2 opacity-0 transition-opacity duration-200 focus-within:opacity-100 motion-reduce:transition-none"
        } else {
            "flex flex-wrap items-start justify-center gap-2 transition-opacity duration-200 motion-reduce:transition-none"
        }
    };
    // A finger on what it does not see only brings it back; a mouse has shown it on its way.
    let is_blind = RwSignal::new(false);
    let touch = move |event: ev::PointerEvent| {
        is_blind.set(is_still.get_untracked() && event.pointer_type() == "touch");
    };
    let press = move |event: ev::MouseEvent| {
        if is_blind.get_untracked() {
            is_blind.set(false);
            event.stop_propagation();
        }
    };
    view! {
        <div
            role="group"
            aria-label=move || label.get()
            class="absolute inset-x-0 bottom-0 z-20 flex items-end justify-center gap-2 bg-linear-to-t from-neutral-950/90 to-transparent px-2 pt-8 pb-[max(0.75rem,env(safe-area-inset-bottom))]"
        >
            <div class=class on:pointerdown:capture=touch on:click:capture=press>{children()}</div>
            {last.run()}
        </div>
    }
}

/// What a round button is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RoundKind {
    /// Turns something on and off, or opens something.
    #[default]
    Plain,
    /// The end of the call.
    Leave,
}

/// A round button with its word below (`on:click`).
#[component]
pub fn RoundButton(
    /// A drawing of what it does now.
    #[prop(into)]
    icon: Signal<Glyph>,
    /// Its name; it stays the same whatever the state.
    #[prop(into)]
    label: Signal<String>,
    /// What pressing it does now.
    #[prop(optional, into)]
    hint: Option<Signal<String>>,
    /// Whether what it turns on is on.
    #[prop(optional, into)]
    pressed: Option<Signal<bool>>,
    /// The key that does the same.
    #[prop(optional)]
    key: Option<&'static str>,
    /// What it is for.
    #[prop(optional)]
    kind: RoundKind,
) -> impl IntoView {
    let is_off = move || pressed.is_some_and(|pressed| !pressed.get());
    let disc = move || match (kind, is_off()) {
        (RoundKind::Leave, _) => "flex size-14 items-center justify-center rounded-full bg-red-700 text-white",
        (RoundKind::Plain, true) => {
            "flex size-14 items-center justify-center rounded-full bg-neutral-50 text-neutral-950"
        }
        (RoundKind::Plain, false) => {
            "flex size-14 items-center justify-center rounded-full bg-neutral-700/90 text-neutral-50"
        }
    };
    view! {
        <button
            type="button"
            class="flex w-17 cursor-pointer flex-col items-center gap-1 rounded-xl text-neutral-50"
            aria-pressed=move || pressed.map(|pressed| pressed.get().to_string())
            aria-keyshortcuts=key
            title=move || hint.map(|hint| hint.get())
        >
            <span class=disc>{move || view! { <Icon name=icon.get() size=IconSize::Large/> }}</span>
            <span class="min-h-8 text-center text-xs leading-tight text-balance">{move || label.get()}</span>
        </button>
    }
}

/// A panel beside the pictures. It stays where it is when closed, with what was typed.
#[component]
pub fn SidePanel(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What it is called.
    #[prop(into)]
    title: Signal<String>,
    /// What its closing button says.
    #[prop(into)]
    close: Signal<String>,
    children: Children,
) -> impl IntoView {
    let class = move || {
        if open.get() {
            "flex max-h-[60dvh] shrink-0 flex-col gap-3 overflow-y-auto bg-base-200 p-4 text-base-content landscape:max-h-none landscape:w-[min(28rem,45%)]"
        } else {
            "hidden"
        }
    };
    view! {
        <aside class=class aria-label=move || title.get()>
            <div class="flex justify-end">
                <button
                    type="button"
                    class="btn btn-ghost btn-square"
                    aria-label=move || close.get()
                    on:click=move |_| open.set(false)
                >
                    <Icon name=Glyph::Close/>
                </button>
            </div>
            {children()}
        </aside>
    }
}

/// A choice that takes effect at once (`on:change`).
#[component]
pub fn LiveSelect(
    /// A name for the page, once in it.
    id: &'static str,
    /// What it asks.
    #[prop(into)]
    label: Signal<String>,
    /// Value and words of each choice.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// What is chosen.
    #[prop(into)]
    value: Signal<String>,
    /// What follows.
    on_choose: Callback<String>,
) -> impl IntoView {
    let choices = move || {
        let chosen = value.get();
        let choices = options.get().into_iter().map(|(choice, words)| {
            let selected = choice == chosen;
            view! { <option value=choice selected=selected>{words}</option> }
        });
        choices.collect_view()
    };
    view! {
        <div class="field">
            <label class="field-label" for=id>{move || label.get()}</label>
            <select
                id=id
                class="select w-full"
                on:change=move |event| on_choose.run(event_target_value(&event))
            >
                {choices}
            </select>
        </div>
    }
}

/// One large button over everything, when the browser waits for a tap.
#[component]
pub fn TapOver(children: Children) -> impl IntoView {
    view! {
        <div class="absolute inset-0 z-10 flex flex-col items-center justify-center gap-4 bg-neutral-950/80 p-6 pb-32 text-center">
            {children()}
        </div>
    }
}
