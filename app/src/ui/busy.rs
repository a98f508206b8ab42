//! Whether somebody is in the middle of something: a page that looked anew would take it away from them.

use leptos::{
    prelude::document,
    web_sys::{HtmlInputElement, HtmlOptionElement, HtmlTextAreaElement},
};
use wasm_bindgen::JsCast;

/// Where somebody is right now.
const AT_IT: &str = "dialog[open], input:focus, select:focus, textarea:focus";
/// What holds something that is sent when its form is.
const FIELDS: &str = "form[method='post'] :is(input, option, textarea)";

/// Whether somebody types or is asked something at this moment.
#[must_use]
pub fn is_busy() -> bool {
    document().query_selector(AT_IT).is_ok_and(|found| found.is_some())
}

/// Whether somebody has typed or chosen what was not sent yet.
pub(super) fn has_begun() -> bool {
    let Ok(fields) = document().query_selector_all(FIELDS) else { return false };
    (0..fields.length()).filter_map(|at| fields.item(at)).any(|field| is_changed(field.unchecked_ref()))
}

/// Whether a field is not as it was drawn.
fn is_changed(field: &leptos::web_sys::Element) -> bool {
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        return input.value() != input.default_value() || input.checked() != input.default_checked();
    }
    if let Some(text) = field.dyn_ref::<HtmlTextAreaElement>() {
        return text.default_value().is_ok_and(|drawn| text.value() != drawn);
    }
    // Where nothing was chosen, a browser chooses the first.
    let option = field.dyn_ref::<HtmlOptionElement>();
    let is_first = |option: &&HtmlOptionElement| option.index() == 0 && !option.default_selected();
    option.filter(|option| !is_first(option)).is_some_and(|option| option.selected() != option.default_selected())
}
