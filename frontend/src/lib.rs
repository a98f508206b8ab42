//! The WASM entry: hydrate, and keep the way open when a file does not arrive.

mod guard;
mod worker;

use leptos::mount::hydrate_from_async;
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use wasm_bindgen_futures::spawn_local;
use web_sys::window;

/// Room in the read-only data for the splitter to move in.
///
/// `wasm-split` gives every bundle its own texts and tables, aligned anew, and this may take a few bytes more than the
/// linker used. When they do not fit, it leaves all of them in the first page, silently. Nothing refers to this room, so
/// that it is in no bundle.
#[cfg(target_arch = "wasm32")]
#[used]
static ROOM_FOR_SPLITTING: [u8; 16 * 1024] = [1; 16 * 1024];

/// Brings the page that the server drew to life.
#[wasm_bindgen]
pub fn hydrate() {
    guard::watch();
    spawn_local(come_alive());
    worker::register();
}

/// Marks the document once all of the page answers by itself, its lazy part too: `<html data-alive>`.
async fn come_alive() {
    let Some(document) = window().and_then(|window| window.document()) else { return };
    let Some(body) = document.body() else { return };
    Box::pin(hydrate_from_async(body.unchecked_into(), app::App)).await.forget();
    if let Some(html) = document.document_element() {
        _ = html.set_attribute("data-alive", "");
    }
}
