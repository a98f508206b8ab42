//! A bare axum relay: what one seat of a room says goes to the other, unread.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Result;
use axum::{
    Router,
    extract::{
        Path, State,
        ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade},
    },
    response::Response,
    routing::get,
    serve::ListenerExt,
};
use tokio::{net::TcpListener, sync::mpsc};

use super::READ_BUFFER_BYTES;

/// Messages that wait for a slow reader, as ours has it.
const WAITING_MAX: usize = 128;

type Seats = [Option<mpsc::Sender<Utf8Bytes>>; 2];
type Rooms = Arc<Mutex<HashMap<usize, Seats>>>;

pub async fn serve(listener: TcpListener) -> Result<()> {
    let router = Router::new().route("/rooms/{room}/{seat}", get(open)).with_state(Rooms::default());
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, router).await?)
}

async fn open(
    State(rooms): State<Rooms>,
    Path((room, seat)): Path<(usize, usize)>,
    upgrade: WebSocketUpgrade,
) -> Response {
    upgrade
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .on_upgrade(move |socket| live(rooms, room, seat & 1, socket))
}

async fn live(rooms: Rooms, room: usize, seat: usize, mut socket: WebSocket) {
    let (sender, mut inbox) = mpsc::channel(WAITING_MAX);
    seats(&rooms, room, |seats| seats[seat] = Some(sender));
    let mut other = None;
    loop {
        tokio::select! {
            Some(text) = inbox.recv() => {
                if socket.send(Message::Text(text)).await.is_err() {
                    return;
                }
            }
            message = socket.recv() => match message {
                Some(Ok(Message::Text(text))) => {
                    if other.is_none() {
                        other = seats(&rooms, room, |seats| seats[1 - seat].clone());
                    }
                    let _ = other.as_ref().map(|other| other.try_send(text));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return,
            },
        }
    }
}

fn seats<T>(rooms: &Rooms, room: usize, with: impl FnOnce(&mut Seats) -> T) -> T {
    with(rooms.lock().unwrap_or_else(PoisonError::into_inner).entry(room).or_default())
}
