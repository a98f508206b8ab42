//! What happens while somebody types: a moment after the last key, not at each.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// Nobody reads faster than this.
const PAUSE: Duration = Duration::from_millis(300);

/// Runs `then` when whoever types in what it holds pauses.
#[component]
pub fn WhileTyping(
    /// What is done then.
    then: Callback<()>,
    children: Children,
) -> impl IntoView {
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let typed = move |_| {
        let next = set_timeout_with_handle(move || then.run(()), PAUSE).ok();
        waiting.update_value(|waiting| {
            if let Some(before) = std::mem::replace(waiting, next) {
                before.clear();
            }
        });
    };
    on_cleanup(move || {
        if let Some(Some(waiting)) = waiting.try_get_value() {
            waiting.clear();
        }
    });
    view! {
        <div class="contents" on:input=typed>
            {children()}
        </div>
    }
}

/// What stands in `form[name]` on this page now; empty when there is none.
#[must_use]
pub fn typed_in(name: &str) -> String {
    let field = document().query_selector(&format!("[name='form[{name}]']")).ok().flatten();
    let field = field.and_then(|field| field.dyn_into::<leptos::web_sys::HtmlInputElement>().ok());
    field.map(|field| field.value()).unwrap_or_default()
}
