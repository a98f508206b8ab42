//! Small pieces of the browser that the engine stands on. Everything here cleans up after itself when dropped.

use std::{cell::RefCell, rc::Rc};

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventTarget};

pub(super) use crate::browser::{call, error_name, get, sleep};

/// A listener that is taken off its target when dropped.
pub(super) struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    pub(super) fn new(target: &EventTarget, event: &'static str, hear: impl FnMut(Event) + 'static) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(hear);
        // Adding fails only for what is no event target.
        let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        Self { target: target.clone(), event, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.event, self.closure.as_ref().unchecked_ref());
    }
}

/// A clock that strikes until it is dropped.
pub(super) struct Every {
    id: Option<i32>,
    _strike: Closure<dyn FnMut()>,
}

impl Every {
    pub(super) fn new(millis: i32, strike: impl FnMut() + 'static) -> Self {
        let strike = Closure::<dyn FnMut()>::new(strike);
        let id = web_sys::window().and_then(|window| {
            window.set_interval_with_callback_and_timeout_and_arguments_0(strike.as_ref().unchecked_ref(), millis).ok()
        });
        Self { id, _strike: strike }
    }
}

impl Drop for Every {
    fn drop(&mut self) {
        if let (Some(window), Some(id)) = (web_sys::window(), self.id) {
            window.clear_interval_with_handle(id);
        }
    }
}

/// Milliseconds on a clock that never goes back.
pub(super) fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

/// A number from 0 up to but without 1.
pub(super) fn chance() -> f64 {
    js_sys::Math::random()
}

/// Calls a method that promises something, and waits for it; none when it is absent or fails.
pub(super) async fn call_async(object: &JsValue, method: &str, argument: &JsValue) -> Option<JsValue> {
    let promise = call(object, method, argument)?.dyn_into::<Promise>().ok()?;
    JsFuture::from(promise).await.ok()
}

/// A plain object from its JSON.
pub(super) fn object(json: &serde_json::Value) -> JsValue {
    js_sys::JSON::parse(&json.to_string()).unwrap_or_else(|_| js_sys::Object::new().into())
}

/// The connection of the device (`navigator.connection`), where the browser tells about it.
pub(super) fn network() -> Option<EventTarget> {
    let navigator = web_sys::window()?.navigator();
    get(&navigator, "connection")?.dyn_into().ok()
}

/// Keeps the screen lit until dropped, where the browser can.
#[derive(Clone, Default)]
pub(super) struct Lamp(Rc<RefCell<Wick>>);

#[derive(Default)]
struct Wick {
    sentinel: Option<JsValue>,
    is_out: bool,
}

impl Lamp {
    /// Asks again: the browser puts it out whenever the page is hidden.
    pub(super) async fn light(&self) {
        let Some(lock) = web_sys::window().and_then(|window| get(&window.navigator(), "wakeLock")) else { return };
        let sentinel = call_async(&lock, "request", &JsValue::from_str("screen")).await;
        let mut wick = self.0.borrow_mut();
        if wick.is_out {
            release(sentinel);
        } else if let Some(before) = wick.sentinel.take() {
            release(Some(before));
            wick.sentinel = sentinel;
        } else {
            wick.sentinel = sentinel;
        }
    }

    /// Puts it out for good.
    pub(super) fn put_out(&self) {
        let mut wick = self.0.borrow_mut();
        wick.is_out = true;
        release(wick.sentinel.take());
    }
}

fn release(sentinel: Option<JsValue>) {
    if let Some(released) = sentinel.and_then(|sentinel| call(&sentinel, "release", &JsValue::UNDEFINED)) {
        // A promise nobody waits for must not become an unhandled rejection.
        if let Ok(promise) = released.dyn_into::<Promise>() {
            wasm_bindgen_futures::spawn_local(async move {
                let _ = JsFuture::from(promise).await;
            });
        }
    }
}
