//! The service worker: it keeps the files of the application, never a page.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Document, ServiceWorkerRegistration, window};

/// Registers it, and tells it which files belong to this release.
pub(crate) fn register() {
    let Some(window) = window() else { return };
    // Where there is no service worker (http without TLS, private windows) the page works all the same.
    let workers = window.navigator().service_worker();
    if JsValue::from(workers.clone()).is_undefined() {
        return;
    }
    let files = window.document().map(|document| files(&document)).unwrap_or_default();
    _ = workers.register("/service-worker.js");
    let tell = Closure::once(move |registration: JsValue| {
        let registration = registration.unchecked_into::<ServiceWorkerRegistration>();
        if let Some(worker) = registration.active() {
            let list = files.iter().map(|file| JsValue::from_str(file)).collect::<js_sys::Array>();
            _ = worker.post_message(&list);
        }
    });
    if let Ok(ready) = workers.ready() {
        _ = ready.unchecked_into::<js_sys::Promise>().then(&tell);
        tell.forget();
    }
}

/// What the head of the document names: style, script, WASM and its parts.
fn files(document: &Document) -> Vec<String> {
    let mut files = Vec::new();
    let links = document.query_selector_all("link[href^='/pkg/'], link[href^='/fonts/']");
    if let Ok(links) = links {
        for at in 0..links.length() {
            let link = links.item(at).and_then(|node| node.dyn_into::<web_sys::Element>().ok());
            files.extend(link.and_then(|link| link.get_attribute("href")));
        }
    }
    let chunks = document.query_selector("meta[name='chunks']").ok().flatten();
    let chunks = chunks.and_then(|meta| meta.get_attribute("content")).unwrap_or_default();
    files.extend(chunks.split_whitespace().map(str::to_owned));
    files
}
