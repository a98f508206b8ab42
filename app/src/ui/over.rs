//! A page that opens over the list it belongs to. It has an address of its own: whoever loads that, or comes without WASM,
//! sees it as a plain page. Escape, a tap outside and the Back key close it.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsValue;

/// A link to something that opens over this page. With a key pressed, or before WASM arrives, it is a link like any other.
#[component]
pub fn OverLink(
    /// Its own address: a path of ours.
    #[prop(into)]
    href: String,
    /// Opens it.
    open: Callback<()>,
    children: Children,
) -> impl IntoView {
    let pressed = move |event: leptos::ev::MouseEvent| {
        let aside = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() || event.button() != 0;
        if !aside {
            event.prevent_default();
            open.run(());
        }
    };
    view! {
        // The router leaves it alone: it would leave the list.
        <a href=href rel="external" class="link link-primary inline-flex min-h-11 items-center font-medium" on:click=pressed>
            {children()}
        </a>
    }
}

/// Gives what is open an address while it is, and closes it when the browser goes back.
#[component]
pub fn OverPage(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Its own address: a path of ours.
    #[prop(into)]
    path: Signal<String>,
) -> impl IntoView {
    // Whether the address in the bar is the one we put there.
    let is_ours = StoredValue::new(false);
    Effect::new(move || {
        let Ok(history) = window().history() else { return };
        match (open.get(), is_ours.get_value()) {
            (true, false) => {
                let pushed = history.push_state_with_url(&JsValue::NULL, "", Some(&path.get_untracked()));
                is_ours.set_value(pushed.is_ok());
            }
            (false, true) => {
                is_ours.set_value(false);
                _ = history.back();
            }
            _ => {}
        }
    });
    let back = window_event_listener(ev::popstate, move |_| {
        if is_ours.get_value() {
            is_ours.set_value(false);
            open.set(false);
        }
    });
    on_cleanup(move || back.remove());
}
