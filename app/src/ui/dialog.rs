//! Windows over the page, and the one question before something is hard to undo. Both are native.

use leptos::{html, prelude::*};

use super::{ButtonKind, Glyph, Icon, Submit};
use crate::i18n::{t, t_string, use_i18n};

/// A window over the page. Escape, a tap outside and the Back key close it; the focus returns where it was.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What it is called.
    #[prop(into)]
    title: Signal<String>,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    let window = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(window) = window.get() else { return };
        match (open.get(), window.open()) {
            (true, false) => _ = window.show_modal(),
            (false, true) => window.close(),
            _ => {}
        }
    });
    let outside = move |event: leptos::ev::MouseEvent| {
        // The window itself is the target only when the tap misses what is in it.
        if let Some(window) = window.get_untracked()
            && event.target().as_ref() == Some(window.as_ref())
        {
            window.close();
        }
    };
    view! {
        <dialog
            node_ref=window
            class="window"
            closedby="any"
            aria-label=move || title.get()
            on:close=move |_| open.set(false)
            on:click=outside
        >
            <div class="flex flex-col gap-4 p-5">
                <div class="flex items-start justify-between gap-4">
                    <h2 class="text-lg font-semibold">{move || title.get()}</h2>
                    <button
                        type="button"
                        class="btn btn-ghost btn-square -mt-2 -mr-2"
                        aria-label=move || t_string!(i18n, common.close)
                        on:click=move |_| open.set(false)
                    >
                        <Icon name=Glyph::Close/>
                    </button>
                </div>
                {children()}
            </div>
        </dialog>
    }
}

/// Asks once, naming the thing, before it sends the form it stands in. Works without WASM: it is a popover.
#[component]
pub fn ConfirmButton(
    /// A name for the page, once in it.
    #[prop(into)]
    id: String,
    /// What the button says.
    #[prop(into)]
    label: Signal<String>,
    /// The question, naming the thing.
    #[prop(into)]
    question: Signal<String>,
    /// What follows from a yes.
    #[prop(optional, into)]
    consequence: Option<Signal<String>>,
    /// What "yes" says: the verb.
    #[prop(into)]
    yes: Signal<String>,
    /// Whether an answer is awaited.
    #[prop(optional, into)]
    pending: Signal<bool>,
    /// How much it asks to be pressed.
    #[prop(default = ButtonKind::Danger)]
    kind: ButtonKind,
    /// A drawing before the words.
    #[prop(optional)]
    icon: Option<Glyph>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (opens, closes) = (id.clone(), id.clone());
    let window = NodeRef::<html::Div>::new();
    // An answer is read on the page: the question must not stand before it.
    Effect::new(move |waited: Option<bool>| {
        let waits = pending.get();
        if let (Some(true), false, Some(window)) = (waited, waits, window.get_untracked()) {
            _ = window.hide_popover();
        }
        waits
    });
    let opener = if kind == ButtonKind::Danger { "btn btn-quiet btn-warn" } else { kind.class() };
    view! {
        <button type="button" class=opener popovertarget=opens>
            {icon.map(|name| view! { <Icon name/> })}
            <span>{move || label.get()}</span>
        </button>
        <div id=id node_ref=window popover="auto" class="window" role="dialog" aria-label=move || question.get()>
            <div class="flex flex-col gap-4 p-5">
                <p class="text-lg font-semibold text-balance">{move || question.get()}</p>
                {consequence.map(|text| view! { <p class="text-muted">{move || text.get()}</p> })}
                <div class="flex flex-wrap justify-end gap-2">
                    <button type="button" class="btn btn-ghost" popovertarget=closes popovertargetaction="hide">
                        {t!(i18n, common.not_now)}
                    </button>
                    <Submit pending kind>
                        {move || yes.get()}
                    </Submit>
                </div>
            </div>
        </div>
    }
}
