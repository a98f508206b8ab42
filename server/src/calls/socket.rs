//! `GET /calls/{call}/socket`: the door of the call, and the life of one socket.

use std::time::Duration;

use axum::{
    Extension,
    extract::{
        Path, State,
        ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade},
    },
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    CallId,
    calls::{
        SIGNAL_BYTES_MAX, SIGNALS_A_SECOND_MAX, SIGNALS_BURST_MAX, SIGNALS_WAITING_MAX, SILENCE_SECONDS_MAX,
        SUBPROTOCOL, Signal, close,
    },
};
use store::{Caller, Error, calls::Admission};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

use super::{
    room::{Action, Entry, Gone, Order},
    rooms::Counted,
};
use crate::clinic::Clinic;

/// Read buffer of one socket: the default of 128 KiB is memory thrown away (trap T2).
const READ_BUFFER_BYTES: usize = 4 * 1024;
/// Bytes written but not taken by the network, before the reader is too slow.
const WRITE_BUFFER_BYTES_MAX: usize = 256 * 1024;
/// Somebody who was told to go has this long to say goodbye.
const GOODBYE_SECONDS_MAX: u64 = 2;
/// Longest ticket.
const TICKET_BYTES_MAX: usize = 128;

/// Opens the socket for somebody with a ticket. Everything else looks like a page that does not exist.
pub async fn open(
    State(clinic): State<Clinic>,
    Extension(caller): Extension<Caller>,
    Path(call): Path<String>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Response {
    let Ok(upgrade) = upgrade else { return refused("no upgrade") };
    if !is_our_origin(&headers, &clinic.settings.origin) {
        return refused("origin");
    }
    let (Ok(call), Some(ticket)) = (CallId::parse(&call), ticket(&headers)) else { return refused("malformed") };
    let admission = match store::calls::spend_ticket(&caller, call, ticket).await {
        Ok(admission) => admission,
        Err(Error::Broken(cause)) => {
            tracing::error!(error = ?cause, "admitting somebody to a room broke");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
        Err(_) => return refused("ticket"),
    };
    upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER_BYTES_MAX)
        .max_message_size(SIGNAL_BYTES_MAX)
        .max_frame_size(SIGNAL_BYTES_MAX)
        .on_upgrade(move |socket| live(clinic, caller, admission, socket))
}

fn refused(why: &'static str) -> Response {
    tracing::info!(why, "a call socket was refused");
    metrics::counter!("amparo_call_sockets_refused_total", "why" => why).increment(1);
    StatusCode::NOT_FOUND.into_response()
}

/// The upgrade is a GET, which the CSRF layer lets pass: the page that asks must be ours, to the letter.
pub(crate) fn is_our_origin(headers: &HeaderMap, ours: &str) -> bool {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    matches!((origins.next(), origins.next()), (Some(origin), None) if origin.as_bytes() == ours.as_bytes())
}

/// The ticket stands among the sub-protocols: an address would put it into logs.
fn ticket(headers: &HeaderMap) -> Option<&str> {
    let protocols = headers.get(header::SEC_WEBSOCKET_PROTOCOL)?.to_str().ok()?;
    let mut offered = protocols.split(',').map(str::trim);
    let ours = offered.clone().any(|protocol| protocol == SUBPROTOCOL);
    let ticket = offered.find_map(|protocol| protocol.strip_prefix("ticket."))?;
    (ours && ticket.len() <= TICKET_BYTES_MAX).then_some(ticket)
}

async fn live(clinic: Clinic, caller: Caller, admission: Admission, mut socket: WebSocket) {
    let counted = clinic.rooms.count_socket();
    let room = clinic.rooms.room(admission.call, admission.appointment);
    let (orders, mut inbox) = mpsc::channel(SIGNALS_WAITING_MAX);
    let entry = Entry {
        seat: admission.seat,
        account: admission.account,
        socket: counted.number,
        ice_servers: clinic.ice.for_seat(admission.appointment, admission.seat, admission.closes_at),
        orders,
    };
    let gone = if room.send(Action::Enter(entry)).await.is_ok() {
        if !may_still_come_in(&clinic, &admission).await {
            let _ = room.send(Action::Expel(admission.account, close::LEFT)).await;
        }
        let mut line = Line::new(&clinic, &caller, admission, &counted, &room);
        let end = line.talk(&mut socket, &mut inbox).await;
        let gone = if end.is_leave { Gone::Left } else { Gone::Dropped };
        let _ = room.send(Action::Go(admission.seat, counted.number, gone)).await;
        hang_up(&mut socket, end.code).await;
        gone
    } else {
        // The room ended in this very moment: the browser comes back at once.
        hang_up(&mut socket, Some(close::COME_BACK)).await;
        Gone::Dropped
    };
    tracing::info!(call = %admission.call, seat = admission.seat.as_str(), ?gone, "a call socket ended");
    if let Err(error) = store::calls::leave(&caller.at(clinic.clock.now()), &admission).await {
        tracing::error!(%error, call = %admission.call, "the end of a stay could not be kept");
    }
}

/// Whoever was deactivated between the ticket and the seat was not in the room yet when it heard of that.
async fn may_still_come_in(clinic: &Clinic, admission: &Admission) -> bool {
    matches!(store::accounts::actor(clinic.db(), admission.account).await, Ok(Some(_)))
}

/// Says why, and hears the rest out for a moment: a socket that is dropped with something unread in it is reset, and the
/// other end would never learn the code.
async fn hang_up(socket: &mut WebSocket, code: Option<u16>) {
    let Some(code) = code else { return };
    let frame = CloseFrame { code, reason: Utf8Bytes::default() };
    let goodbye = async {
        if socket.send(Message::Close(Some(frame))).await.is_ok() {
            while let Some(Ok(_)) = socket.recv().await {}
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(GOODBYE_SECONDS_MAX), goodbye).await;
}

/// How a socket ended, and the code it is closed with; none when it closed by itself.
#[derive(Clone, Copy, Debug)]
struct End {
    is_leave: bool,
    code: Option<u16>,
}

impl End {
    const fn dropped(code: u16) -> Self {
        Self { is_leave: false, code: Some(code) }
    }
}

/// What one socket needs while it lives.
struct Line<'a> {
    clinic: &'a Clinic,
    caller: &'a Caller,
    admission: Admission,
    number: u64,
    room: &'a mpsc::Sender<Action>,
    allowance: Allowance,
    closes: Instant,
}

impl<'a> Line<'a> {
    fn new(
        clinic: &'a Clinic,
        caller: &'a Caller,
        admission: Admission,
        counted: &Counted,
        room: &'a mpsc::Sender<Action>,
    ) -> Self {
        let left = admission.closes_at.seconds_since(clinic.clock.now());
        let closes = Instant::now() + Duration::from_secs(u64::try_from(left).unwrap_or(0));
        let allowance = Allowance::full(Instant::now());
        Self { clinic, caller, admission, number: counted.number, room, allowance, closes }
    }

    async fn talk(&mut self, socket: &mut WebSocket, inbox: &mut mpsc::Receiver<Order>) -> End {
        let silence = Duration::from_secs(u64::from(SILENCE_SECONDS_MAX));
        let mut heard = Instant::now();
        let timer = sleep_until((heard + silence).min(self.closes));
        tokio::pin!(timer);
        loop {
            tokio::select! {
                order = inbox.recv() => match order {
                    Some(Order::Send(text)) => if let Some(end) = send(socket, text).await { return end },
                    Some(Order::Close(code)) => return End::dropped(code),
                    None => return End::dropped(close::TOO_SLOW),
                },
                message = socket.recv() => {
                    heard = Instant::now();
                    if let Some(end) = self.hear(socket, message).await { return end }
                },
                () = &mut timer => {
                    // One timer for both ends: it is only set anew when it fires.
                    let now = Instant::now();
                    if now >= self.closes { return End::dropped(close::FINISHED) }
                    if now >= heard + silence { return End::dropped(close::TOO_SLOW) }
                    timer.as_mut().reset((heard + silence).min(self.closes));
                },
            }
        }
    }

    async fn hear(&mut self, socket: &mut WebSocket, message: Option<Result<Message, axum::Error>>) -> Option<End> {
        let text = match message {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) if self.allowance.take(Instant::now()) => return None,
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => return Some(End::dropped(close::TOO_FAST)),
            Some(Ok(Message::Binary(_))) => return Some(self.bad("binary")),
            // Oversized and broken frames arrive as errors.
            Some(Err(_)) => return Some(self.bad("frame")),
            Some(Ok(Message::Close(_))) | None => return Some(End { is_leave: false, code: None }),
        };
        if !self.allowance.take(Instant::now()) {
            metrics::counter!("amparo_call_sockets_dropped_total", "why" => "fast").increment(1);
            return Some(End::dropped(close::TOO_FAST));
        }
        let Ok(signal) = serde_json::from_str::<Signal>(&text) else { return Some(self.bad("malformed")) };
        if signal.check_from_browser().is_err() {
            return Some(self.bad("out of bounds"));
        }
        self.obey(socket, signal, text).await
    }

    async fn obey(&mut self, socket: &mut WebSocket, signal: Signal, text: Utf8Bytes) -> Option<End> {
        match signal {
            // The text goes on as it came: parsed once to be sure of it, never written anew.
            signal if signal.is_for_peer() => {
                let said = Action::Say(self.admission.seat, self.number, text);
                self.room.send(said).await.err().map(|_| End::dropped(close::COME_BACK))
            }
            Signal::Ping => send(socket, Utf8Bytes::from_static("\"pong\"")).await,
            Signal::Summary(summary) => {
                let now = self.clinic.clock.now();
                if let Err(error) = store::calls::summarise(&self.caller.at(now), &self.admission, &summary).await {
                    tracing::error!(%error, call = %self.admission.call, "a summary could not be kept");
                }
                None
            }
            Signal::Leave => Some(End { is_leave: true, code: Some(close::LEFT) }),
            _ => Some(self.bad("out of place")),
        }
    }

    fn bad(&self, why: &'static str) -> End {
        tracing::info!(call = %self.admission.call, seat = self.admission.seat.as_str(), why, "a bad signal");
        metrics::counter!("amparo_call_sockets_dropped_total", "why" => "bad").increment(1);
        End::dropped(close::BAD_SIGNAL)
    }
}

async fn send(socket: &mut WebSocket, text: Utf8Bytes) -> Option<End> {
    let limit = Duration::from_secs(u64::from(SILENCE_SECONDS_MAX));
    match tokio::time::timeout(limit, socket.send(Message::Text(text))).await {
        Ok(Ok(())) => None,
        Ok(Err(_)) => Some(End { is_leave: false, code: None }),
        Err(_) => Some(End::dropped(close::TOO_SLOW)),
    }
}

/// A bucket of signals that fills up at a steady rate.
struct Allowance {
    left: f64,
    at: Instant,
}

impl Allowance {
    fn full(at: Instant) -> Self {
        Self { left: f64::from(SIGNALS_BURST_MAX), at }
    }

    fn take(&mut self, now: Instant) -> bool {
        let gained = now.duration_since(self.at).as_secs_f64() * f64::from(SIGNALS_A_SECOND_MAX);
        self.left = (self.left + gained).min(f64::from(SIGNALS_BURST_MAX));
        self.at = now;
        let may = self.left >= 1.0;
        if may {
            self.left -= 1.0;
        }
        may
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn with(name: &header::HeaderName, values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn s10_only_our_own_page_may_open_a_socket() {
        let ours = "https://clinic.example";
        assert!(is_our_origin(&with(&header::ORIGIN, &["https://clinic.example"]), ours));
        for origins in [
            &[][..],
            &["null"],
            &["https://evil.example"],
            &["https://sub.clinic.example"],
            &["https://clinic.example.evil.example"],
            &["https://clinic.example:8443"],
            &["http://clinic.example"],
            &["https://clinic.example", "https://clinic.example"],
        ] {
            assert!(!is_our_origin(&with(&header::ORIGIN, origins), ours), "{origins:?}");
        }
    }

    #[test]
    fn a_ticket_comes_beside_our_protocol() {
        let of = |value| ticket(&with(&header::SEC_WEBSOCKET_PROTOCOL, &[value])).map(str::to_owned);
        assert_eq!(of("amparo.calls.v1, ticket.abc"), Some("abc".into()));
        assert_eq!(of("ticket.abc,amparo.calls.v1"), Some("abc".into()));
        assert_eq!(of("ticket.abc"), None);
        assert_eq!(of("amparo.calls.v1"), None);
    }

    #[test]
    fn an_allowance_is_a_burst_and_then_a_rate() {
        let start = Instant::now();
        let mut allowance = Allowance::full(start);
        assert!((0..SIGNALS_BURST_MAX).all(|_| allowance.take(start)));
        assert!(!allowance.take(start));
        let later = start + Duration::from_secs(1);
        assert_eq!((0..1000).filter(|_| allowance.take(later)).count(), SIGNALS_A_SECOND_MAX as usize);
    }
}
