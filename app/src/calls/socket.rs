//! The line to the server: opens it with a ticket, keeps it alive, opens it again when it breaks.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use domain::{
    AppointmentId, Refusal,
    calls::{SIGNAL_BYTES_MAX, SUBPROTOCOL, Signal, Ticket, close},
};
use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{CloseEvent, MessageEvent, WebSocket};

use super::{
    api::call_ticket,
    browser::{Every, Listener, chance, now_ms, sleep},
    pulse::{Beat, HEARTBEAT_MS, Pulse, REPLY_IN_DOUBT_MS, REPLY_MS},
};
use crate::{browser::socket_address, error::AppError};

const TICK_MS: i32 = 1_000;
const WAIT_MS_MIN: f64 = 300.0;
const WAIT_MS_MAX: f64 = 8_000.0;
/// After the server objected to us, at least this long.
const WAIT_AFTER_OBJECTION_MS: f64 = 3_000.0;
/// A line that stood this long was a good one: the next wait is short again.
const STEADY_MS: f64 = 10_000.0;

/// What the line tells.
pub(super) enum News {
    Heard(Signal),
    /// It broke, and is being opened again.
    Lost,
    /// It is over, and stays so.
    Ended(End),
}

/// Why a line is not opened again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    Finished,
    Replaced,
    Left,
    Refused(AppError),
}

/// What follows a broken line.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Next {
    Over(End),
    /// With the wait of the backoff.
    Again,
    /// After at least this long: the server objected.
    AgainSlowly,
    /// Soon: the server said so.
    AgainSoon,
}

/// The line. Dropping it closes the socket; [`Line::hang_up`] does so after a last word.
pub(super) struct Line(Rc<Inner>);

struct Inner {
    visit: AppointmentId,
    tell: Box<dyn Fn(News)>,
    open: RefCell<Option<Open>>,
    /// Grows with each attempt, so that an answer to an older one is known as such.
    attempt: Cell<u32>,
    /// Attempts since the last steady line.
    failures: Cell<u32>,
    come_back_ms: Cell<Option<u32>>,
    pulse: Cell<Pulse>,
    is_over: Cell<bool>,
    ticking: RefCell<Option<Every>>,
}

struct Open {
    socket: WebSocket,
    _listeners: [Listener; 2],
    since_ms: f64,
}

impl Line {
    pub(super) fn open(visit: AppointmentId, tell: impl Fn(News) + 'static) -> Self {
        let inner = Rc::new(Inner {
            visit,
            tell: Box::new(tell),
            open: RefCell::default(),
            attempt: Cell::default(),
            failures: Cell::default(),
            come_back_ms: Cell::default(),
            pulse: Cell::default(),
            is_over: Cell::default(),
            ticking: RefCell::default(),
        });
        let weak = Rc::downgrade(&inner);
        inner.ticking.replace(Some(Every::new(TICK_MS, move || with(&weak, Inner::tick))));
        inner.connect();
        Self(inner)
    }

    /// Sends a signal; false when there is no open line, and the signal is gone.
    pub(super) fn send(&self, signal: &Signal) -> bool {
        self.0.send(signal)
    }

    /// Doubts the line: asks for a sign of life at once, and opens it now if it was waiting to.
    pub(super) fn doubt(&self) {
        if self.0.open.borrow().is_none() {
            self.0.connect();
        } else if self.0.is_ready() && self.0.send(&Signal::Ping) {
            self.0.pulse.set(self.0.pulse.get().asked(now_ms(), REPLY_IN_DOUBT_MS));
        }
    }

    /// Says last words and closes for good. What was sent before is still delivered.
    pub(super) fn hang_up(&self, last: &[Signal]) {
        for signal in last {
            self.0.send(signal);
        }
        self.0.end();
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.0.end();
    }
}

fn with(weak: &Weak<Inner>, act: impl FnOnce(&Rc<Inner>)) {
    if let Some(inner) = weak.upgrade() {
        act(&inner);
    }
}

impl Inner {
    fn connect(self: &Rc<Self>) {
        if self.is_over.get() {
            return;
        }
        let attempt = self.attempt.get().wrapping_add(1);
        self.attempt.set(attempt);
        let weak = Rc::downgrade(self);
        let visit = self.visit;
        spawn_local(async move {
            let ticket = call_ticket(visit).await;
            with(&weak, |inner| {
                if inner.attempt.get() != attempt || inner.is_over.get() {
                    return;
                }
                match ticket {
                    Ok(ticket) => inner.open_with(&ticket),
                    Err(error) => inner.lost(after_refusal(error)),
                }
            });
        });
    }

    fn open_with(self: &Rc<Self>, ticket: &Ticket) {
        let protocols = Array::of2(&SUBPROTOCOL.into(), &format!("ticket.{}", ticket.secret).into());
        let address = socket_address(&format!("/calls/{}/socket", ticket.call));
        let socket = address.and_then(|url| WebSocket::new_with_str_sequence(&url, &protocols).ok());
        let Some(socket) = socket else {
            self.lost(Next::Again);
            return;
        };
        let on_message = Rc::downgrade(self);
        let on_close = Rc::downgrade(self);
        let listeners = [
            Listener::new(&socket, "message", move |event| {
                let text = event.dyn_into::<MessageEvent>().ok().and_then(|event| event.data().as_string());
                with(&on_message, |inner| inner.heard(text.as_deref().unwrap_or_default()));
            }),
            Listener::new(&socket, "close", move |event| {
                let code = event.dyn_into::<CloseEvent>().map_or(1006, |event| event.code());
                with(&on_close, |inner| inner.lost(after_close(code)));
            }),
        ];
        let now = now_ms();
        // Until the first signal the deadline is that of opening.
        self.pulse.set(Pulse::default().asked(now, HEARTBEAT_MS));
        self.open.replace(Some(Open { socket, _listeners: listeners, since_ms: now }));
    }

    fn heard(&self, text: &str) {
        self.pulse.set(self.pulse.get().heard());
        // What we do not understand does no harm: a later server may know more signals.
        let signal = (text.len() <= SIGNAL_BYTES_MAX).then(|| serde_json::from_str::<Signal>(text).ok()).flatten();
        match signal {
            None | Some(Signal::Pong) => {}
            Some(Signal::ComeBack(millis)) => self.come_back_ms.set(Some(millis)),
            Some(signal) => (self.tell)(News::Heard(signal)),
        }
    }

    fn tick(self: &Rc<Self>) {
        if self.open.borrow().is_none() {
            return;
        }
        let now = now_ms();
        match self.pulse.get().feel(now) {
            Beat::Rest => {}
            Beat::Ask => {
                self.send(&Signal::Ping);
                self.pulse.set(self.pulse.get().asked(now, REPLY_MS));
            }
            Beat::Dead => self.lost(Next::Again),
        }
    }

    fn lost(self: &Rc<Self>, next: Next) {
        let open = self.open.take();
        if let Some(open) = &open {
            let _ = open.socket.close();
            if now_ms() - open.since_ms >= STEADY_MS {
                self.failures.set(0);
            }
        }
        let wait = match next {
            Next::Over(end) => {
                self.end();
                (self.tell)(News::Ended(end));
                return;
            }
            Next::AgainSoon => wait_as_told(self.come_back_ms.take().unwrap_or(0), chance()),
            Next::Again => self
                .come_back_ms
                .take()
                .map_or_else(|| wait_ms(self.failures.get(), chance()), |millis| wait_as_told(millis, chance())),
            Next::AgainSlowly => wait_ms(self.failures.get(), chance()).max(WAIT_AFTER_OBJECTION_MS),
        };
        self.failures.set(self.failures.get().saturating_add(1));
        // An answer to the attempt that just failed is of no use any more.
        let attempt = self.attempt.get().wrapping_add(1);
        self.attempt.set(attempt);
        (self.tell)(News::Lost);
        let weak = Rc::downgrade(self);
        spawn_local(async move {
            sleep(whole_millis(wait)).await;
            with(&weak, |inner| {
                if inner.attempt.get() == attempt {
                    inner.connect();
                }
            });
        });
    }

    fn is_ready(&self) -> bool {
        self.open.borrow().as_ref().is_some_and(|open| open.socket.ready_state() == WebSocket::OPEN)
    }

    fn send(&self, signal: &Signal) -> bool {
        if !self.is_ready() || signal.check_from_browser().is_err() {
            return false;
        }
        let Ok(text) = serde_json::to_string(signal) else { return false };
        let open = self.open.borrow();
        text.len() <= SIGNAL_BYTES_MAX && open.as_ref().is_some_and(|open| open.socket.send_with_str(&text).is_ok())
    }

    fn end(&self) {
        self.is_over.set(true);
        self.ticking.take();
        if let Some(open) = self.open.take() {
            let _ = open.socket.close_with_code(1000);
        }
    }
}

fn after_close(code: u16) -> Next {
    match code {
        close::FINISHED => Next::Over(End::Finished),
        close::REPLACED => Next::Over(End::Replaced),
        close::LEFT => Next::Over(End::Left),
        close::COME_BACK => Next::AgainSoon,
        close::BAD_SIGNAL | close::TOO_FAST => Next::AgainSlowly,
        _ => Next::Again,
    }
}

fn after_refusal(error: AppError) -> Next {
    match error {
        AppError::Unreachable | AppError::Broken(_) => Next::Again,
        AppError::Refused(Refusal::Busy) => Next::AgainSlowly,
        AppError::Refused(Refusal::Completed) => Next::Over(End::Finished),
        AppError::SignInFirst | AppError::Denied | AppError::Missing | AppError::Refused(_) | AppError::Fields(_) => {
            Next::Over(End::Refused(error))
        }
    }
}

/// The wait before the next attempt: twice as long each time, and never the same for two people.
fn wait_ms(failures: u32, chance: f64) -> f64 {
    let doubled = WAIT_MS_MIN * 2_f64.powi(i32::try_from(failures.min(16)).unwrap_or(16));
    doubled.min(WAIT_MS_MAX) * (0.5 + chance.clamp(0.0, 1.0) / 2.0)
}

/// As long as the server said, and a little of our own so that not everybody comes at once.
fn wait_as_told(millis: u32, chance: f64) -> f64 {
    f64::from(millis).min(WAIT_MS_MAX) + 250.0 * chance.clamp(0.0, 1.0)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "waits lie between 0 and a few seconds")]
fn whole_millis(wait: f64) -> u32 {
    wait.clamp(0.0, 60_000.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wait_is_longer_up_to_a_limit_and_nobody_waits_alike() {
        let shortest = |failures| wait_ms(failures, 0.0);
        assert!(shortest(0) < shortest(1) && shortest(1) < shortest(2));
        for failures in [0, 1, 5, 40, u32::MAX] {
            let (least, most) = (wait_ms(failures, 0.0), wait_ms(failures, 1.0));
            assert!(least >= WAIT_MS_MIN / 2.0 && most <= WAIT_MS_MAX && least < most);
        }
    }

    #[test]
    fn a_server_that_says_when_is_obeyed_within_reason() {
        assert!((wait_as_told(500, 0.0) - 500.0).abs() < 1.0);
        assert!(wait_as_told(u32::MAX, 1.0) <= WAIT_MS_MAX + 250.0);
    }

    #[test]
    fn only_an_end_is_an_end() {
        assert_eq!(after_close(close::FINISHED), Next::Over(End::Finished));
        assert_eq!(after_close(close::REPLACED), Next::Over(End::Replaced));
        assert_eq!(after_close(close::LEFT), Next::Over(End::Left));
        assert_eq!(after_close(close::COME_BACK), Next::AgainSoon);
        for code in [close::BAD_SIGNAL, close::TOO_FAST] {
            assert_eq!(after_close(code), Next::AgainSlowly);
        }
        for code in [close::TOO_SLOW, 1000, 1001, 1006, 1011, 4999] {
            assert_eq!(after_close(code), Next::Again);
        }
    }

    #[test]
    fn a_refusal_is_final_and_a_breakage_is_not() {
        assert_eq!(after_refusal(AppError::Unreachable), Next::Again);
        assert_eq!(after_refusal(AppError::Broken("7".into())), Next::Again);
        assert_eq!(after_refusal(AppError::Refused(Refusal::Completed)), Next::Over(End::Finished));
        for error in [AppError::Missing, AppError::SignInFirst, AppError::Refused(Refusal::RoomClosed)] {
            assert_eq!(after_refusal(error.clone()), Next::Over(End::Refused(error)));
        }
    }
}
