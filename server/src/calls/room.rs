//! One room of two seats, owned by one task.

use axum::extract::ws::Utf8Bytes;
use domain::{
    AccountId, CallId,
    calls::{IceServer, Seat, Signal, Welcome, close},
};
use tokio::sync::mpsc;

/// What a socket is told to do.
#[derive(Debug)]
pub(super) enum Order {
    /// Send this text.
    Send(Utf8Bytes),
    /// Close with this code.
    Close(u16),
}

/// Somebody at the door, let in already.
#[derive(Debug)]
pub(super) struct Entry {
    /// Where they sit.
    pub seat: Seat,
    /// Who they are.
    pub account: AccountId,
    /// Their socket, by a number of this process.
    pub socket: u64,
    /// How media may travel for them.
    pub ice_servers: Vec<IceServer>,
    /// Where their orders go.
    pub orders: mpsc::Sender<Order>,
}

/// Why a socket is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gone {
    /// The person hung up.
    Left,
    /// The socket broke; they may come back.
    Dropped,
}

/// What can happen to a room.
#[derive(Debug)]
pub(super) enum Action {
    /// Somebody comes in, or comes back.
    Enter(Entry),
    /// A seat says something to the other.
    Say(Seat, u64, Utf8Bytes),
    /// A socket is gone.
    Go(Seat, u64, Gone),
    /// The visit is over.
    Finish,
    /// This account was signed out, here or elsewhere; the code that its sockets are closed with.
    Expel(AccountId, u16),
    /// The server stops: come back after so many milliseconds.
    ComeBack(u32),
}

struct Occupant {
    account: AccountId,
    socket: u64,
    orders: mpsc::Sender<Order>,
}

/// A room.
pub(super) struct Room {
    call: CallId,
    patient: Option<Occupant>,
    professional: Option<Occupant>,
}

impl Room {
    pub(super) const fn new(call: CallId) -> Self {
        Self { call, patient: None, professional: None }
    }

    /// Lives until nobody is left and nobody can come in any more.
    pub(super) async fn run(mut self, mut actions: mpsc::Receiver<Action>) {
        while let Some(action) = actions.recv().await {
            self.act(action);
            if self.is_empty() && actions.is_empty() {
                actions.close();
            }
        }
    }

    fn act(&mut self, action: Action) {
        match action {
            Action::Enter(entry) => self.enter(entry),
            Action::Say(seat, socket, text) => self.say(seat, socket, text),
            Action::Go(seat, socket, how) => self.go(seat, socket, how),
            Action::Finish => self.close_all(&Signal::Finished, close::FINISHED),
            Action::Expel(account, code) => self.expel(account, code),
            Action::ComeBack(millis) => self.close_all(&Signal::ComeBack(millis), close::COME_BACK),
        }
    }

    /// The newest socket has the seat; an older one of the same person is told so.
    fn enter(&mut self, entry: Entry) {
        let seat = entry.seat;
        let occupant = Occupant { account: entry.account, socket: entry.socket, orders: entry.orders };
        if let Some(before) = self.seat_mut(seat).replace(occupant) {
            before.close(close::REPLACED);
        }
        let welcome = Welcome {
            call: self.call,
            seat,
            peer_is_here: self.seat(seat.other()).is_some(),
            ice_servers: entry.ice_servers,
        };
        self.tell(seat, &Signal::Welcome(welcome));
        self.tell(seat.other(), &Signal::PeerJoined);
    }

    fn say(&mut self, seat: Seat, socket: u64, text: Utf8Bytes) {
        // A socket that was replaced has no voice any more.
        if self.seat(seat).is_some_and(|occupant| occupant.socket == socket) {
            self.pass(seat.other(), text);
        }
    }

    fn go(&mut self, seat: Seat, socket: u64, how: Gone) {
        if self.seat(seat).is_some_and(|occupant| occupant.socket == socket) {
            *self.seat_mut(seat) = None;
            let signal = if how == Gone::Left { Signal::PeerLeft } else { Signal::PeerDropped };
            self.tell(seat.other(), &signal);
        }
    }

    fn expel(&mut self, account: AccountId, code: u16) {
        for seat in [Seat::Patient, Seat::Professional] {
            if self.seat(seat).is_some_and(|occupant| occupant.account == account) {
                if let Some(occupant) = self.seat_mut(seat).take() {
                    occupant.close(code);
                }
                let is_gone = code == close::LEFT;
                self.tell(seat.other(), if is_gone { &Signal::PeerLeft } else { &Signal::PeerDropped });
            }
        }
    }

    fn close_all(&mut self, signal: &Signal, code: u16) {
        for seat in [Seat::Patient, Seat::Professional] {
            self.tell(seat, signal);
            if let Some(occupant) = self.seat_mut(seat).take() {
                occupant.close(code);
            }
        }
    }

    fn tell(&mut self, seat: Seat, signal: &Signal) {
        if let Ok(text) = serde_json::to_string(signal) {
            self.pass(seat, Utf8Bytes::from(text));
        }
    }

    /// A reader that is too slow loses its seat: nobody else waits for it.
    fn pass(&mut self, seat: Seat, text: Utf8Bytes) {
        let Some(occupant) = self.seat(seat) else { return };
        if occupant.orders.try_send(Order::Send(text)).is_err() {
            let socket = occupant.socket;
            metrics::counter!("amparo_call_sockets_dropped_total", "why" => "slow").increment(1);
            self.go(seat, socket, Gone::Dropped);
        }
    }

    fn is_empty(&self) -> bool {
        self.patient.is_none() && self.professional.is_none()
    }

    const fn seat(&self, seat: Seat) -> Option<&Occupant> {
        match seat {
            Seat::Patient => self.patient.as_ref(),
            Seat::Professional => self.professional.as_ref(),
        }
    }

    const fn seat_mut(&mut self, seat: Seat) -> &mut Option<Occupant> {
        match seat {
            Seat::Patient => &mut self.patient,
            Seat::Professional => &mut self.professional,
        }
    }
}

impl Occupant {
    /// When the queue is full the socket notices by itself: its sender is dropped with the occupant.
    fn close(self, code: u16) {
        let _ = self.orders.try_send(Order::Close(code));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::calls::SIGNALS_WAITING_MAX;
    use uuid::Uuid;

    struct Socket(mpsc::Receiver<Order>);

    impl Socket {
        fn heard(&mut self) -> Vec<String> {
            let mut heard = Vec::new();
            while let Ok(order) = self.0.try_recv() {
                heard.push(match order {
                    Order::Send(text) if text.contains("welcome") => {
                        format!("welcome {}", text.contains("\"peer_is_here\":true"))
                    }
                    Order::Send(text) => text.to_string(),
                    Order::Close(code) => code.to_string(),
                });
            }
            heard
        }
    }

    fn enter(room: &mut Room, seat: Seat, socket: u64) -> Socket {
        let (orders, receiver) = mpsc::channel(SIGNALS_WAITING_MAX);
        let account = AccountId(Uuid::from_u128(if seat == Seat::Patient { 1 } else { 2 }));
        room.act(Action::Enter(Entry { seat, account, socket, ice_servers: vec![], orders }));
        Socket(receiver)
    }

    fn room() -> Room {
        Room::new(CallId(Uuid::nil()))
    }

    #[test]
    fn two_people_meet_and_talk() {
        let mut room = room();
        let mut patient = enter(&mut room, Seat::Patient, 1);
        let mut professional = enter(&mut room, Seat::Professional, 2);
        room.act(Action::Say(Seat::Patient, 1, "\"hello\"".into()));
        assert_eq!(patient.heard(), ["welcome false", "\"peer_joined\""]);
        assert_eq!(professional.heard(), ["welcome true", "\"hello\""]);
    }

    #[test]
    fn a_second_window_takes_the_seat_and_the_first_falls_silent() {
        let mut room = room();
        let mut first = enter(&mut room, Seat::Patient, 1);
        let mut professional = enter(&mut room, Seat::Professional, 2);
        let mut second = enter(&mut room, Seat::Patient, 3);
        room.act(Action::Say(Seat::Patient, 1, "\"old\"".into()));
        room.act(Action::Go(Seat::Patient, 1, Gone::Dropped));
        assert_eq!(first.heard(), ["welcome false", "\"peer_joined\"", "4001"]);
        assert_eq!(second.heard(), ["welcome true"]);
        assert_eq!(professional.heard(), ["welcome true", "\"peer_joined\""]);
    }

    #[test]
    fn leaving_and_breaking_are_told_apart() {
        let mut room = room();
        let _patient = enter(&mut room, Seat::Patient, 1);
        let mut professional = enter(&mut room, Seat::Professional, 2);
        room.act(Action::Go(Seat::Patient, 1, Gone::Dropped));
        let _back = enter(&mut room, Seat::Patient, 3);
        room.act(Action::Go(Seat::Patient, 3, Gone::Left));
        let told = ["welcome true", "\"peer_dropped\"", "\"peer_joined\"", "\"peer_left\""];
        assert_eq!(professional.heard(), told);
    }

    #[test]
    fn a_finished_visit_closes_both_sockets_for_good() {
        let mut room = room();
        let mut patient = enter(&mut room, Seat::Patient, 1);
        let mut professional = enter(&mut room, Seat::Professional, 2);
        room.act(Action::Finish);
        assert!(room.is_empty());
        assert_eq!(patient.heard()[2..], ["\"finished\"", "4000"]);
        assert_eq!(professional.heard()[1..], ["\"finished\"", "4000"]);
    }

    #[test]
    fn a_reader_that_is_too_slow_loses_its_seat_and_harms_nobody() {
        let mut room = room();
        let mut patient = enter(&mut room, Seat::Patient, 1);
        let _sleeping = enter(&mut room, Seat::Professional, 2);
        for _ in 0..=SIGNALS_WAITING_MAX {
            room.act(Action::Say(Seat::Patient, 1, "\"media\"".into()));
        }
        assert!(room.professional.is_none());
        assert_eq!(patient.heard(), ["welcome false", "\"peer_joined\"", "\"peer_dropped\""]);
    }

    #[test]
    fn signing_out_empties_the_seat() {
        let mut room = room();
        let mut patient = enter(&mut room, Seat::Patient, 1);
        let mut professional = enter(&mut room, Seat::Professional, 2);
        room.act(Action::Expel(AccountId(Uuid::from_u128(1)), close::LEFT));
        assert_eq!(patient.heard().last().unwrap(), "4006");
        assert_eq!(professional.heard().last().unwrap(), "\"peer_left\"");
    }
}
