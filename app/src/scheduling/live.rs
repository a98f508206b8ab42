//! The agenda looks again by itself when something on it changes, as long as somebody has it open.

use futures_util::StreamExt;
use gloo_net::websocket::futures::WebSocket;
use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};

use crate::browser::sleep;

/// Whoever was cut off asks again after this long, then twice as long, and so on.
const AGAIN_MILLIS_MIN: u32 = 1_000;
const AGAIN_MILLIS_MAX: u32 = 60_000;
/// Whoever types or is asked something is not disturbed; the page looks after this long.
const BUSY_MILLIS: u32 = 1_000;
/// What somebody is in the middle of.
const BUSY: &str = "dialog[open], input:focus, select:focus, textarea:focus";

/// Runs `look` each time the server says that something changed. Nothing of it runs on the server.
pub(super) fn on_agenda_change(look: impl Fn() + Copy + 'static) {
    // Ends, and its socket with it, when the page is left.
    Effect::new(move || spawn_local_scoped_with_cancellation(listen(look)));
}

async fn listen(look: impl Fn() + Copy) {
    let Some(address) = address() else { return };
    let mut again_millis = AGAIN_MILLIS_MIN;
    let mut is_new = true;
    loop {
        if let Ok(mut socket) = WebSocket::open(&address) {
            // The first message says that somebody listens: what changed while nobody did was not heard.
            while let Some(Ok(_)) = socket.next().await {
                if !is_new {
                    undisturbed().await;
                    look();
                }
                (is_new, again_millis) = (false, AGAIN_MILLIS_MIN);
            }
        }
        sleep(again_millis).await;
        again_millis = (again_millis * 2).min(AGAIN_MILLIS_MAX);
    }
}

async fn undisturbed() {
    while document().query_selector(BUSY).is_ok_and(|found| found.is_some()) {
        sleep(BUSY_MILLIS).await;
    }
}

fn address() -> Option<String> {
    let location = window().location();
    let scheme = if location.protocol().ok()? == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{}/agenda/socket", location.host().ok()?))
}
