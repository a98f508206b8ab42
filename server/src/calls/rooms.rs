//! The rooms of this node: finding them, opening them, and telling all of them.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
};

use domain::{AccountId, AppointmentId, CallId, audit::Event, calls::close};
use tokio::sync::{broadcast, mpsc};

use super::room::{Action, Room};
use crate::clinic::Clinic;

/// Actions that wait for a room.
const ACTIONS_WAITING_MAX: usize = 64;
/// A browser comes back after a restart within this time, spread by chance.
const COME_BACK_MILLIS: u32 = 500;

/// The rooms of this node.
#[derive(Clone, Default)]
pub struct Rooms(Arc<Inner>);

#[derive(Default)]
struct Inner {
    open: Mutex<HashMap<CallId, Open>>,
    next_socket: AtomicU64,
    sockets: AtomicUsize,
}

struct Open {
    appointment: AppointmentId,
    actions: mpsc::Sender<Action>,
}

impl Rooms {
    /// The room of a call, opened if it is not.
    pub(super) fn room(&self, call: CallId, appointment: AppointmentId) -> mpsc::Sender<Action> {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(room) = open.get(&call).filter(|room| !room.actions.is_closed()) {
            return room.actions.clone();
        }
        let (actions, receiver) = mpsc::channel(ACTIONS_WAITING_MAX);
        open.insert(call, Open { appointment, actions: actions.clone() });
        let rooms = self.clone();
        tokio::spawn(async move {
            Room::new(call).run(receiver).await;
            rooms.forget(call);
        });
        actions
    }

    /// Forgets a room that ended, unless a new one took its place.
    fn forget(&self, call: CallId) {
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.get(&call).is_some_and(|room| room.actions.is_closed()) {
            open.remove(&call);
        }
    }

    /// A number for a socket, and the counting of it until it is dropped.
    pub(super) fn count_socket(&self) -> Counted {
        self.0.sockets.fetch_add(1, Ordering::Relaxed);
        Counted { rooms: self.clone(), number: self.0.next_socket.fetch_add(1, Ordering::Relaxed) }
    }

    /// Rooms that are open.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Sockets that are open.
    #[must_use]
    pub fn sockets(&self) -> usize {
        self.0.sockets.load(Ordering::Relaxed)
    }

    fn those(&self, which: impl Fn(&Open) -> bool) -> Vec<mpsc::Sender<Action>> {
        let open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.values().filter(|room| which(room)).map(|room| room.actions.clone()).collect()
    }

    async fn finish(&self, appointment: AppointmentId) {
        for room in self.those(|room| room.appointment == appointment) {
            let _ = room.send(Action::Finish).await;
        }
    }

    async fn expel(&self, account: AccountId, code: u16) {
        for room in self.those(|_| true) {
            let _ = room.send(Action::Expel(account, code)).await;
        }
    }

    /// The server stops: every socket is told to come back.
    pub async fn come_back(&self) {
        for room in self.those(|_| true) {
            let _ = room.send(Action::ComeBack(COME_BACK_MILLIS)).await;
        }
    }
}

/// A counted socket.
pub(super) struct Counted {
    rooms: Rooms,
    pub(super) number: u64,
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.rooms.0.sockets.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Lets what was committed act on the rooms: a finished visit closes its room; signing out, or being deactivated, empties
/// a seat.
pub async fn follow(clinic: Clinic) {
    let mut news = clinic.system().news.listen();
    loop {
        match news.recv().await {
            Ok(Event::AppointmentCompleted(id, _) | Event::AppointmentCancelled(id, _)) => {
                clinic.ice.bar(id, clinic.clock.now());
                clinic.rooms.finish(id).await;
            }
            Ok(Event::SignedOut(account) | Event::AccountDeactivated(account)) => {
                clinic.rooms.expel(account, close::LEFT).await;
            }
            // Which of their devices sat there is not known here: the one that is still signed in comes back at once.
            Ok(
                Event::DeviceEnded(account)
                | Event::PasswordChanged(account)
                | Event::PasswordReset(account)
                | Event::EmailRestored(account),
            ) => {
                clinic.rooms.expel(account, close::COME_BACK).await;
            }
            Ok(_) => {}
            Err(broadcast::error::RecvError::Lagged(missed)) => {
                // A room that missed its end still closes at the end of its time window.
                tracing::warn!(missed, "the rooms missed some events");
            }
            Err(broadcast::error::RecvError::Closed) => return,
        }
    }
}
