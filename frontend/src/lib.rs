//! The WASM entry: hydrate, and keep the way open when a file does not arrive.

mod guard;
mod worker;

use wasm_bindgen::prelude::wasm_bindgen;

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
    leptos::mount::hydrate_lazy(app::App);
    worker::register();
}
