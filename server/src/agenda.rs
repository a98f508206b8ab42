//! `GET /agenda/socket`: tells those who keep an agenda that something on it changed, so that their page looks again. It
//! says nothing else: what changed is asked for by the page, as its reader.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Extension,
    extract::{
        State,
        ws::{Message, Utf8Bytes, WebSocket, WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use domain::{AccountId, AppointmentId, Reach, Verb, audit::Event};
use store::Caller;
use tokio::{
    sync::broadcast::{
        Receiver,
        error::{RecvError, TryRecvError},
    },
    time::{Instant, interval_at, sleep, sleep_until, timeout},
};

use crate::{calls::socket::is_our_origin, clinic::Clinic};

/// Open agendas of one account.
pub const AGENDAS_MAX: usize = 12;
/// A socket lives this long; the page comes back, and shows its cookie again.
const LIFE: Duration = Duration::from_mins(10);
/// A sign of life, for whatever stands between that cuts off who is silent.
const PULSE: Duration = Duration::from_secs(25);
/// Several changes within this time are told as one.
const TOGETHER: Duration = Duration::from_millis(200);
/// Whoever does not take a message within this time is gone.
const SEND: Duration = Duration::from_secs(10);
/// Nothing is said to us here.
const MESSAGE_BYTES_MAX: usize = 128;
const BUFFER_BYTES: usize = 1_024;
const CHANGED: Utf8Bytes = Utf8Bytes::from_static("changed");

/// How many agendas each account has open at this node.
#[derive(Clone, Default)]
pub struct Agendas(Arc<Mutex<HashMap<AccountId, usize>>>);

impl Agendas {
    fn open(&self, account: AccountId) -> Option<OpenAgenda> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(account).or_default();
        if *count >= AGENDAS_MAX {
            return None;
        }
        *count += 1;
        metrics::gauge!("amparo_agenda_sockets").increment(1);
        Some(OpenAgenda { agendas: self.clone(), account })
    }
}

/// Counted until it is dropped.
struct OpenAgenda {
    agendas: Agendas,
    account: AccountId,
}

impl Drop for OpenAgenda {
    fn drop(&mut self) {
        let mut open = self.agendas.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.account) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.account);
            }
        }
        metrics::gauge!("amparo_agenda_sockets").decrement(1);
    }
}

/// Opens the socket for somebody who may see an agenda. Everything else looks like a page that does not exist.
pub async fn open(
    State(clinic): State<Clinic>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let (Ok(upgrade), Ok(reach), Ok(account)) = (upgrade, caller.must(Verb::SeeDayBoard), caller.must_be_signed_in())
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if !is_our_origin(&headers, &clinic.settings.origin) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let Some(counted) = clinic.agendas.open(account) else { return StatusCode::TOO_MANY_REQUESTS.into_response() };
    upgrade
        .read_buffer_size(BUFFER_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(BUFFER_BYTES)
        .max_message_size(MESSAGE_BYTES_MAX)
        .max_frame_size(MESSAGE_BYTES_MAX)
        .on_upgrade(async move |socket| {
            live(&clinic, &caller, reach, socket).await;
            drop(counted);
        })
}

async fn live(clinic: &Clinic, caller: &Caller, reach: Reach, mut socket: WebSocket) {
    let mut news = clinic.system().news.listen();
    // From here on nothing is missed: whoever comes back looks at once.
    let mut is_heard = tell(&mut socket, Message::Text(CHANGED)).await;
    let mut pulse = interval_at(Instant::now() + PULSE, PULSE);
    let ends = sleep_until(Instant::now() + LIFE);
    tokio::pin!(ends);
    while is_heard {
        is_heard = tokio::select! {
            heard = news.recv() => match heard {
                Ok(event) if !concerns(clinic, caller, reach, &event).await => true,
                Ok(_) | Err(RecvError::Lagged(_)) => {
                    together(&mut news).await;
                    tell(&mut socket, Message::Text(CHANGED)).await
                }
                Err(RecvError::Closed) => false,
            },
            said = socket.recv() => matches!(said, Some(Ok(Message::Ping(_) | Message::Pong(_)))),
            _ = pulse.tick() => tell(&mut socket, Message::Ping(axum::body::Bytes::new())).await,
            () = &mut ends => false,
        };
    }
    let _ = timeout(SEND, socket.send(Message::Close(None))).await;
}

async fn tell(socket: &mut WebSocket, message: Message) -> bool {
    matches!(timeout(SEND, socket.send(message)).await, Ok(Ok(())))
}

/// Lets what happens at the same time pass: the page looks after it.
async fn together(news: &mut Receiver<Event>) {
    sleep(TOGETHER).await;
    while matches!(news.try_recv(), Ok(_) | Err(TryRecvError::Lagged(_))) {}
}

/// Whether an event changes what this reader sees.
async fn concerns(clinic: &Clinic, caller: &Caller, reach: Reach, event: &Event) -> bool {
    match *event {
        // Whoever comes into a room or leaves it changes what the board says of the visit.
        Event::CallJoined(..) | Event::CallLeft(..) => true,
        Event::AppointmentBooked(visit, _)
        | Event::WalkedIn(visit, _)
        | Event::AppointmentConfirmed(visit, _)
        | Event::AppointmentArrived(visit, _)
        | Event::AppointmentMissed(visit, _)
        | Event::AppointmentCancelled(visit, _)
        | Event::AppointmentMoved(visit, _)
        | Event::AppointmentCompleted(visit, _) => reach == Reach::Any || is_theirs(clinic, caller, visit).await,
        _ => false,
    }
}

async fn is_theirs(clinic: &Clinic, caller: &Caller, visit: AppointmentId) -> bool {
    store::scheduling::on_agenda(&caller.at(clinic.clock.now()), visit).await.is_ok()
}
