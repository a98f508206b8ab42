//! What not every browser has, asked for by its name; waiting; where sockets are.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A property of an object; none when it is absent.
pub(crate) fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name)).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

/// Calls a method that not every browser has.
pub(crate) fn call(object: &JsValue, method: &str, argument: &JsValue) -> Option<JsValue> {
    get(object, method)?.dyn_into::<Function>().ok()?.call1(object, argument).ok()
}

/// The name of a thrown thing, such as `NotAllowedError`.
pub(crate) fn error_name(thrown: &JsValue) -> String {
    get(thrown, "name").and_then(|name| name.as_string()).unwrap_or_default()
}

/// Waits.
pub(crate) async fn sleep(millis: u32) {
    let millis = i32::try_from(millis).unwrap_or(i32::MAX);
    let done = Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
        }
    });
    let _ = JsFuture::from(done).await;
}

/// Where a socket lives, on the origin of this page.
pub(crate) fn socket_address(path: &str) -> Option<String> {
    let location = web_sys::window()?.location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}{path}", location.host().ok()?))
}
