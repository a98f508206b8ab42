//! The call of one page: owns the devices, the line and the connection, and shows what becomes of them.
//! Everything that happens while in the room goes through one queue, in `talk.rs`.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::{Rc, Weak},
};

use domain::{
    AppointmentId,
    calls::{IceServer, Seat, Signal},
};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen_futures::spawn_local;

use super::{
    browser::{Every, Lamp, Listener, now_ms},
    devices::{self, Devices, Kind, Trouble},
    level::Level,
    peer::{Paths, Peer},
    shown::Shown,
    socket::{End, Line},
    state::{DeviceState, Facts, Other, Over, Own, Path, Phase},
    stats::Tally,
    talk::Event,
};

const TICK_MS: i32 = 500;

/// One stay before and in the room. The page lets go of it with [`Call::let_go`].
#[derive(Clone)]
pub(crate) struct Call(pub(super) Rc<Inner>);

pub(super) struct Inner {
    pub(super) me: Weak<Inner>,
    pub(super) visit: AppointmentId,
    pub(super) paths: Paths,
    pub(super) shown: Shown,
    pub(super) devices: Rc<Devices>,
    pub(super) line: RefCell<Option<Rc<Line>>>,
    pub(super) peer: RefCell<Option<Rc<Peer>>>,
    /// The number of the connection; news of an older one are no news.
    pub(super) number: Cell<u32>,
    pub(super) seat: Cell<Option<Seat>>,
    pub(super) servers: RefCell<Vec<IceServer>>,
    pub(super) facts: Cell<Facts>,
    pub(super) own: Cell<Own>,
    pub(super) tally: RefCell<Tally>,
    pub(super) queue: RefCell<VecDeque<Event>>,
    pub(super) is_busy: Cell<bool>,
    pub(super) changed_at_ms: Cell<f64>,
    pub(super) said_at_ms: Cell<f64>,
    pub(super) sampled_at_ms: Cell<f64>,
    pub(super) tries: Cell<u32>,
    pub(super) wants_path: Cell<bool>,
    pub(super) is_over: Cell<bool>,
    lamp: Lamp,
    level: RefCell<Option<Level>>,
    pub(super) listeners: RefCell<Vec<Listener>>,
    ticking: RefCell<Option<Every>>,
}

impl Call {
    /// None in a browser that cannot hold one; the page then says why.
    pub(crate) fn new(visit: AppointmentId, paths: Paths, shown: Shown) -> Option<Self> {
        shown.obstacle.set(devices::obstacle());
        let me: Rc<RefCell<Weak<Inner>>> = Rc::default();
        let on_end = Rc::clone(&me);
        let devices = Devices::new(move |kind| {
            if let Some(inner) = on_end.borrow().upgrade() {
                inner.lost_device(kind);
            }
        });
        let Some(devices) = devices else {
            shown.obstacle.update(|obstacle| *obstacle = obstacle.or(Some(Trouble::Unsupported)));
            return None;
        };
        let inner = Rc::new_cyclic(|weak| Inner {
            me: weak.clone(),
            visit,
            paths,
            shown,
            devices,
            line: RefCell::default(),
            peer: RefCell::default(),
            number: Cell::default(),
            seat: Cell::default(),
            servers: RefCell::default(),
            facts: Cell::default(),
            own: Cell::default(),
            tally: RefCell::default(),
            queue: RefCell::default(),
            is_busy: Cell::default(),
            changed_at_ms: Cell::default(),
            said_at_ms: Cell::default(),
            sampled_at_ms: Cell::default(),
            tries: Cell::default(),
            wants_path: Cell::default(),
            is_over: Cell::default(),
            lamp: Lamp::default(),
            level: RefCell::default(),
            listeners: RefCell::default(),
            ticking: RefCell::default(),
        });
        me.replace(Rc::downgrade(&inner));
        Some(Self(inner))
    }

    /// Asks for camera and microphone: only ever after the person's click.
    pub(crate) async fn prepare(&self) {
        let inner = &self.0;
        inner.shown.is_asking.set(true);
        let own = inner.devices.prepare().await;
        inner.shown.is_asking.set(false);
        if inner.is_over.get() {
            return;
        }
        inner.set_own(own);
        inner.shown.is_prepared.set(true);
        inner.measure();
        inner.watch_devices();
        inner.list_devices();
    }

    /// Goes in, with whatever devices there are.
    pub(crate) fn enter(&self) {
        let inner = &self.0;
        if inner.is_over.get() || inner.line.borrow().is_some() {
            return;
        }
        // The meter is of the card; in the room it would only cost battery.
        inner.level.take();
        inner.shown.level.set(None);
        inner.shown.phase.set(Phase::Room);
        let me = inner.me.clone();
        let line = Line::open(inner.visit, move |news| post(&me, Event::Line(news)));
        inner.line.replace(Some(Rc::new(line)));
        let me = inner.me.clone();
        inner.ticking.replace(Some(Every::new(TICK_MS, move || post(&me, Event::Tick))));
        inner.watch_surroundings();
        inner.light();
    }

    /// Whether it can still be entered with.
    pub(crate) fn is_ready(&self) -> bool {
        !self.0.is_over.get() && self.0.line.borrow().is_none()
    }

    /// Turns a device on or off.
    pub(crate) fn switch(&self, kind: Kind) {
        let is_on = match kind {
            Kind::Microphone => self.0.own.get().microphone.is_on(),
            Kind::Camera | Kind::Speaker => self.0.own.get().camera.is_on(),
        };
        if is_on {
            self.0.devices.turn_off(kind);
            self.0.changed_device(kind, DeviceState::Off);
        } else {
            self.change(kind, None);
        }
    }

    /// Changes to another device.
    pub(crate) fn choose(&self, kind: Kind, id: String) {
        self.change(kind, Some(id));
    }

    fn change(&self, kind: Kind, id: Option<String>) {
        let inner = Rc::clone(&self.0);
        if inner.shown.is_asking.get_untracked() {
            return;
        }
        inner.shown.is_asking.set(true);
        spawn_local(async move {
            let state = match id {
                Some(id) => inner.devices.choose(kind, &id).await,
                None => inner.devices.turn_on(kind).await,
            };
            if !inner.is_over.get() {
                inner.shown.is_asking.set(false);
                inner.changed_device(kind, state);
                inner.list_devices();
            }
        });
    }

    /// The device in use.
    pub(crate) fn current(&self, kind: Kind) -> Option<String> {
        self.0.devices.current(kind)
    }

    /// The first picture of the other person was drawn.
    pub(crate) fn first_picture(&self) {
        self.0.tally.borrow_mut().first_picture(now_ms());
    }

    /// Hangs up.
    pub(crate) fn leave(&self) {
        self.0.end(End::Left);
    }

    /// Says how it went so far: once the visit is finished, nobody listens any more.
    pub(crate) fn report(&self) {
        let summary = self.0.tally.borrow().summary(now_ms());
        if let Some(line) = self.0.line.borrow().as_ref() {
            line.send(&Signal::Summary(summary));
        }
    }

    /// The visit was finished here.
    pub(crate) fn finish(&self) {
        self.0.end(End::Finished);
    }

    /// Lets go of everything without a word: the seat stays ours for a while.
    pub(crate) fn let_go(&self) {
        self.0.stop();
    }
}

/// Puts an event into the queue, and works the queue off unless that is under way.
pub(super) fn post(me: &Weak<Inner>, event: Event) {
    let Some(inner) = me.upgrade() else { return };
    if inner.is_over.get() || !inner.enqueue(event) || inner.is_busy.replace(true) {
        return;
    }
    spawn_local(inner.work_off());
}

impl Inner {
    /// Ends the stay: last words, everything off, and the page after.
    pub(super) fn end(&self, why: End) {
        if self.is_over.get() {
            return;
        }
        let summary = self.tally.borrow().summary(now_ms());
        if let Some(line) = self.line.take() {
            line.hang_up(&[Signal::Summary(summary), Signal::Leave]);
        }
        self.stop();
        let reconnections = summary.reconnections.unwrap_or(0);
        self.shown.phase.set(Phase::Over(Over { why, connected_ms: summary.connected_ms, reconnections }));
    }

    fn stop(&self) {
        self.is_over.set(true);
        self.ticking.take();
        drop(self.listeners.take());
        self.queue.take();
        drop(self.line.take());
        self.drop_peer();
        self.level.take();
        self.devices.stop();
        self.lamp.put_out();
        let _ = self.shown.own_picture.try_set(None);
        let _ = self.shown.level.try_set(None);
        let _ = self.shown.is_prepared.try_set(false);
        let _ = self.shown.is_asking.try_set(false);
    }

    /// Closes the connection, if there is one.
    pub(super) fn drop_peer(&self) {
        self.number.set(self.number.get().wrapping_add(1));
        if let Some(peer) = self.peer.take() {
            peer.close();
        }
        let _ = self.shown.remote.try_set(None);
    }

    pub(super) fn learn(&self, change: impl FnOnce(&mut Facts)) {
        let mut facts = self.facts.get();
        change(&mut facts);
        if facts != self.facts.replace(facts) {
            self.shown.facts.set(facts);
        }
    }

    fn set_own(&self, own: Own) {
        self.own.set(own);
        self.shown.own.set(own);
        let picture = own.camera.is_on().then(|| SendWrapper::new(self.devices.stream().clone()));
        self.shown.own_picture.set(picture);
    }

    fn changed_device(&self, kind: Kind, state: DeviceState) {
        let mut own = self.own.get();
        match kind {
            Kind::Microphone => own.microphone = state,
            Kind::Camera => own.camera = state,
            Kind::Speaker => return,
        }
        self.set_own(own);
        self.tell_media();
        if self.line.borrow().is_none() {
            self.measure();
        }
        let (peer, devices) = (self.peer.borrow().clone(), Rc::clone(&self.devices));
        if let Some(peer) = peer {
            spawn_local(async move { peer.send(kind, &devices).await });
        }
    }

    pub(super) fn tell_media(&self) {
        self.say(&Signal::Media(self.own.get().media()));
    }

    /// Says something to the other side, if there is anybody to hear it.
    pub(super) fn say(&self, signal: &Signal) -> bool {
        if self.facts.get().other != Other::Here {
            return false;
        }
        self.line.borrow().as_ref().is_some_and(|line| line.send(signal))
    }

    /// A device was pulled out: another of its kind takes over, if there is one.
    fn lost_device(&self, kind: Kind) {
        self.devices.give_back(kind);
        let Some(inner) = self.me.upgrade() else { return };
        spawn_local(async move {
            let state = inner.devices.choose(kind, "").await;
            if !inner.is_over.get() {
                inner.changed_device(kind, state);
                inner.list_devices();
            }
        });
    }

    pub(super) fn list_devices(&self) {
        let shown = self.shown;
        spawn_local(async move {
            let found = devices::list().await;
            let _ = shown.devices.try_set(found);
        });
    }

    fn measure(&self) {
        let shown = self.shown;
        let level = Level::of(self.devices.stream(), move |level| {
            let _ = shown.level.try_set(Some(level));
        });
        shown.level.set(level.is_some().then_some(0));
        self.level.replace(level);
    }

    /// Keeps the screen lit.
    pub(super) fn light(&self) {
        let lamp = self.lamp.clone();
        spawn_local(async move { lamp.light().await });
    }

    /// The path of media, after the connection began anew.
    pub(super) fn path_sought(&self) -> Path {
        match self.facts.get().path {
            Path::Stands | Path::Broken => Path::Broken,
            Path::Absent | Path::Sought => Path::Sought,
        }
    }
}
