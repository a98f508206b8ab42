//! What not every browser has, asked for by its name.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

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
