//! When WASM breaks, most often because a file did not arrive, the server draws the wanted page instead.

use std::{cell::RefCell, panic};

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Element, Event, HtmlAnchorElement, window};

/// At most one such load in this time.
const PAUSE_MILLIS: f64 = 60_000.0;
/// A page wanted longer ago than this is not what broke.
const WANTED_MILLIS: f64 = 30_000.0;
const LAST_LOAD: &str = "amparo-loaded-anew-at";

thread_local! {
    static WANTED: RefCell<Option<(String, f64)>> = const { RefCell::new(None) };
}

/// From here on a panic ends in a full load of the wanted page.
pub(crate) fn watch() {
    panic::set_hook(Box::new(|broken| {
        web_sys::console::error_1(&JsValue::from_str(&broken.to_string()));
        load_anew();
    }));
    remember_what_is_wanted();
}

fn remember_what_is_wanted() {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    let remember = Closure::<dyn Fn(Event)>::new(|event: Event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|element| element.closest("a[href]").ok().flatten());
        if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) {
            WANTED.set(Some((link.href(), js_sys::Date::now())));
        }
    });
    _ = document.add_event_listener_with_callback_and_bool("click", remember.as_ref().unchecked_ref(), true);
    remember.forget();
}

fn load_anew() {
    let Some(window) = window() else { return };
    let now = js_sys::Date::now();
    let storage = window.session_storage().ok().flatten();
    let last = storage.as_ref().and_then(|storage| storage.get_item(LAST_LOAD).ok().flatten());
    let recently = last.and_then(|last| last.parse::<f64>().ok()).is_some_and(|last| now - last < PAUSE_MILLIS);
    // Without a memory of the last load there could be a circle of them.
    let Some(storage) = storage else { return };
    if recently || storage.set_item(LAST_LOAD, &now.to_string()).is_err() {
        return;
    }
    let location = window.location();
    let wanted = WANTED.take().filter(|(_, at)| now - at < WANTED_MILLIS).map(|(href, _)| href);
    let same_site = location.origin().ok().zip(wanted).filter(|(origin, href)| href.starts_with(origin.as_str()));
    _ = match same_site {
        Some((_, href)) => location.assign(&href),
        None => location.reload(),
    };
}
