//! The WASM entry: hydrate, and keep the way open when a file does not arrive.

mod guard;
mod worker;

use wasm_bindgen::prelude::wasm_bindgen;

/// Brings the page that the server drew to life.
#[wasm_bindgen]
pub fn hydrate() {
    guard::watch();
    leptos::mount::hydrate_lazy(app::App);
    worker::register();
}
