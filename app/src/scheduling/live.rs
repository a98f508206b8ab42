//! The agenda looks again by itself when something on it changes, as long as somebody has it open.

use std::future::Future;

use futures_util::StreamExt;
use gloo_net::websocket::futures::WebSocket;
use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    browser::{sleep, socket_address},
    error::AppError,
    ui::is_busy,
};

/// Whoever was cut off asks again after this long, then twice as long, and so on.
const AGAIN_MILLIS_MIN: u32 = 1_000;
const AGAIN_MILLIS_MAX: u32 = 60_000;
/// Whoever is in the middle of something is not disturbed; the page looks after this long.
const BUSY_MILLIS: u32 = 1_000;

/// Asks again for what a page shows each time the server says that something changed, as long as there is something to
/// see. Nothing of it runs on the server.
pub(super) fn on_agenda_change<T, Of, Answer>(
    shown: Resource<Result<T, AppError>>,
    of: impl Fn() -> Of + Copy + 'static,
    ask: impl Fn(Of) -> Answer + Copy + 'static,
) where
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Of: Clone + PartialEq + 'static,
    Answer: Future<Output = Result<T, AppError>> + 'static,
{
    // The answer, too, comes to nobody who began to type while it was on its way, or who went on to something else.
    let look = async move || {
        undisturbed().await;
        let asked = untrack(of);
        let answer = ask(asked.clone()).await;
        undisturbed().await;
        if untrack(of) == asked {
            shown.set(Some(answer));
        }
    };
    // Whoever is signed out, or sees no agenda, opens no socket.
    let is_there = Memo::new(move |_| shown.with(|shown| matches!(shown, Some(Ok(_)))));
    // Ends, and its socket with it, when there is nothing to see any more or the page is left.
    Effect::new(move || {
        if is_there.get() {
            spawn_local_scoped_with_cancellation(listen(look));
        }
    });
}

async fn listen(look: impl AsyncFn()) {
    let Some(address) = socket_address("/agenda/socket") else { return };
    let mut again_millis = AGAIN_MILLIS_MIN;
    let mut is_new = true;
    loop {
        if let Ok(mut socket) = WebSocket::open(&address) {
            // The first message says that somebody listens: what changed while nobody did was not heard.
            while let Some(Ok(_)) = socket.next().await {
                if !is_new {
                    look().await;
                }
                (is_new, again_millis) = (false, AGAIN_MILLIS_MIN);
            }
        }
        sleep(again_millis).await;
        again_millis = (again_millis * 2).min(AGAIN_MILLIS_MAX);
    }
}

async fn undisturbed() {
    while is_busy() {
        sleep(BUSY_MILLIS).await;
    }
}
