//! What happens in the room, one thing after another: signals, the connection, the clock.

use std::rc::Rc;

use domain::calls::{Candidate, Description, DescriptionKind, Seat, Signal, Welcome};
use leptos::prelude::Set;
use send_wrapper::SendWrapper;

use super::{
    browser::now_ms,
    call::{Inner, post},
    negotiation::{Mend, OnAnswer, OnArrival, OnOffer, Standing, Watch, mend, on_answer, on_arrival, on_offer},
    peer::{self, Connection, Failed, Peer},
    socket::{self, End},
    state::{LineState, Other, Path},
    stats::{self, SAMPLE_MS},
};

/// Events that wait at most; beyond it the other side floods us, and what it sends is dropped.
const EVENTS_WAITING_MAX: usize = 1_000;

/// Something that happened.
pub(super) enum Event {
    Line(socket::News),
    /// With the number of the connection it is about.
    Peer(u32, peer::News),
    /// The network came back, or is another one.
    NewNetwork,
    /// The page is seen again; it may have slept.
    Awake,
    Tick,
}

impl Inner {
    /// Whether it was put into the queue.
    pub(super) fn enqueue(&self, event: Event) -> bool {
        let mut queue = self.queue.borrow_mut();
        let is_over = matches!(event, Event::Line(socket::News::Ended(_)));
        // One tick waiting is enough.
        let is_tick = matches!(event, Event::Tick) && queue.iter().any(|event| matches!(event, Event::Tick));
        if is_tick || (queue.len() >= EVENTS_WAITING_MAX && !is_over) {
            return false;
        }
        queue.push_back(event);
        true
    }

    pub(super) async fn work_off(self: Rc<Self>) {
        loop {
            let next = self.queue.borrow_mut().pop_front();
            match next {
                // What failed in the browser is mended by the watch, which looks again with every tick.
                Some(event) if !self.is_over.get() => drop(self.take(event).await),
                _ => break,
            }
        }
        self.is_busy.set(false);
    }

    async fn take(&self, event: Event) -> Result<(), Failed> {
        match event {
            Event::Line(socket::News::Heard(signal)) => self.hear(signal).await,
            Event::Line(socket::News::Lost) => {
                self.learn(|facts| facts.line = LineState::Lost);
                Ok(())
            }
            Event::Line(socket::News::Ended(why)) => {
                self.end(why);
                Ok(())
            }
            Event::Peer(number, news) if number == self.number.get() => self.notice(news).await,
            Event::Peer(..) => Ok(()),
            Event::NewNetwork => self.look_for_new_path().await,
            Event::Awake => {
                self.light();
                self.doubt();
                Ok(())
            }
            Event::Tick => self.tick().await,
        }
    }

    async fn hear(&self, signal: Signal) -> Result<(), Failed> {
        match signal {
            Signal::Welcome(welcome) => self.welcomed(welcome).await,
            Signal::PeerJoined => {
                self.other_is(Other::Here);
                self.arrived();
                Ok(())
            }
            Signal::PeerDropped => {
                self.other_is(Other::Dropped);
                Ok(())
            }
            Signal::PeerLeft => {
                self.other_is(Other::Left);
                self.tally.borrow_mut().disconnected(now_ms());
                self.drop_peer();
                self.learn(|facts| facts.path = Path::Absent);
                self.shown.other_media.set(None);
                Ok(())
            }
            Signal::Finished => {
                self.end(End::Finished);
                Ok(())
            }
            Signal::Description(description) => {
                // Whoever speaks is here.
                self.other_is(Other::Here);
                self.said_at_ms.set(now_ms());
                match description.kind {
                    DescriptionKind::Offer => self.hear_offer(description).await,
                    DescriptionKind::Answer => self.hear_answer(description).await,
                }
            }
            Signal::Candidate(candidate) => self.hear_candidate(candidate).await,
            Signal::Media(media) => {
                self.shown.other_media.set(Some(media));
                Ok(())
            }
            // The line keeps these to itself, or only we may say them.
            Signal::ComeBack(_) | Signal::Pong | Signal::Ping | Signal::Summary(_) | Signal::Leave => Ok(()),
        }
    }

    async fn welcomed(&self, welcome: Welcome) -> Result<(), Failed> {
        self.seat.set(Some(welcome.seat));
        self.shown.seat.set(Some(welcome.seat));
        if let Some(peer) = self.live() {
            peer.use_servers(&welcome.ice_servers, self.paths);
        }
        self.servers.replace(welcome.ice_servers);
        self.learn(|facts| facts.line = LineState::Open);
        if !welcome.peer_is_here {
            let gone = if self.live().is_some() { Other::Dropped } else { Other::Away };
            self.other_is(gone);
            return Ok(());
        }
        self.other_is(Other::Here);
        self.arrived();
        let peer = self.live();
        let is_connected = self.facts.get().path == Path::Stands && !self.wants_path.replace(false);
        match on_arrival(peer.as_ref().map(|peer| peer.standing()), is_connected) {
            OnArrival::StartAnew => self.start_anew().await,
            OnArrival::OfferAgain => self.offer_again(),
            OnArrival::RestartIce => self.restart().await,
            OnArrival::Rest => Ok(()),
        }
    }

    fn arrived(&self) {
        let now = now_ms();
        self.tally.borrow_mut().other_arrived(now);
        self.said_at_ms.set(now);
        self.tries.set(0);
        self.tell_media();
    }

    fn other_is(&self, other: Other) {
        self.learn(|facts| facts.other = other);
    }

    async fn hear_offer(&self, offer: Description) -> Result<(), Failed> {
        let decision = match self.live() {
            None => OnOffer::TakeAnew,
            Some(peer) => on_offer(self.is_polite(), peer.standing(), peer.agreed_sdp().as_deref(), &offer.sdp),
        };
        let peer = match decision {
            OnOffer::Ignore => return Ok(()),
            OnOffer::TakeAnew => self.new_peer()?,
            OnOffer::Take => self.live().ok_or(Failed)?,
        };
        match peer.answer(&offer, &self.devices).await {
            Ok(answer) => {
                self.describe(answer);
                Ok(())
            }
            Err(failed) => {
                // A connection that never took a description is no connection: one of us will offer anew.
                if decision == OnOffer::TakeAnew {
                    self.drop_peer();
                }
                Err(failed)
            }
        }
    }

    async fn hear_answer(&self, answer: Description) -> Result<(), Failed> {
        let Some(peer) = self.live() else { return Ok(()) };
        match on_answer(peer.standing(), peer.agreed_sdp().as_deref(), &answer.sdp) {
            OnAnswer::Take => peer.accept(&answer).await,
            OnAnswer::Drop => Ok(()),
            OnAnswer::StartAnew => self.start_anew().await,
        }
    }

    async fn hear_candidate(&self, candidate: Candidate) -> Result<(), Failed> {
        if let Some(peer) = self.live() {
            peer.take(candidate).await;
        }
        Ok(())
    }

    async fn start_anew(&self) -> Result<(), Failed> {
        let peer = self.new_peer()?;
        let offer = peer.first_offer(&self.devices).await?;
        self.describe(offer);
        Ok(())
    }

    async fn restart(&self) -> Result<(), Failed> {
        let peer = self.live().ok_or(Failed)?;
        if peer.standing() == Standing::Offered {
            return self.offer_again();
        }
        let offer = peer.restart().await?;
        self.describe(offer);
        Ok(())
    }

    fn offer_again(&self) -> Result<(), Failed> {
        let offer = self.live().and_then(|peer| peer.local()).ok_or(Failed)?;
        self.describe(offer);
        Ok(())
    }

    fn describe(&self, description: Description) {
        self.said_at_ms.set(now_ms());
        self.say(&Signal::Description(description));
    }

    fn live(&self) -> Option<Rc<Peer>> {
        self.peer.borrow().clone()
    }

    /// A new connection in place of the old one.
    fn new_peer(&self) -> Result<Rc<Peer>, Failed> {
        let path = self.path_sought();
        self.drop_peer();
        let now = now_ms();
        self.tally.borrow_mut().new_connection(now);
        self.changed_at_ms.set(now);
        let (me, number) = (self.me.clone(), self.number.get());
        let peer = Peer::new(&self.servers.borrow(), self.paths, move |news| post(&me, Event::Peer(number, news)))?;
        let peer = Rc::new(peer);
        self.peer.replace(Some(Rc::clone(&peer)));
        self.learn(|facts| facts.path = path);
        Ok(peer)
    }

    async fn notice(&self, news: peer::News) -> Result<(), Failed> {
        match news {
            peer::News::Found(candidate) => drop(self.say(&Signal::Candidate(candidate))),
            peer::News::Track(track) => {
                if let Some(peer) = self.live() {
                    peer.remote().add_track(&track);
                    self.shown.remote.set(Some(SendWrapper::new(peer.remote().clone())));
                }
            }
            peer::News::Changed(connection) => self.changed(connection),
            peer::News::Unsettled => return self.settle().await,
        }
        Ok(())
    }

    /// The browser wants to negotiate again. What leads to the first agreement is offered without being asked.
    async fn settle(&self) -> Result<(), Failed> {
        let Some(peer) = self.live().filter(|peer| peer.agreed_sdp().is_some()) else { return Ok(()) };
        if !self.may_speak() || peer.standing() == Standing::Offered {
            self.wants_path.set(true);
            return Ok(());
        }
        let offer = peer.offer_again().await?;
        self.describe(offer);
        Ok(())
    }

    /// Whether somebody is there to hear an offer.
    fn may_speak(&self) -> bool {
        let facts = self.facts.get();
        facts.other == Other::Here && facts.line == LineState::Open
    }

    fn changed(&self, connection: Connection) {
        let now = now_ms();
        self.changed_at_ms.set(now);
        if connection == Connection::Stands {
            self.tally.borrow_mut().connected(now);
            self.sampled_at_ms.set(0.0);
            self.learn(|facts| facts.path = Path::Stands);
        } else {
            self.tally.borrow_mut().disconnected(now);
            let path = self.path_sought();
            self.learn(|facts| facts.path = path);
        }
    }

    async fn look_for_new_path(&self) -> Result<(), Failed> {
        self.doubt();
        let is_settled = self.live().is_some_and(|peer| peer.standing() == Standing::Settled);
        if is_settled && self.may_speak() {
            self.restart().await
        } else {
            self.wants_path.set(self.live().is_some());
            Ok(())
        }
    }

    fn doubt(&self) {
        let line = self.line.borrow().clone();
        if let Some(line) = line {
            line.doubt();
        }
    }

    async fn tick(&self) -> Result<(), Failed> {
        self.sample().await;
        let now = now_ms();
        if !self.may_speak() {
            return Ok(());
        }
        let peer = self.live();
        let is_cut = self.tally.borrow().is_cut();
        let connection = peer.as_ref().map(|peer| match peer.connection() {
            Connection::Stands if is_cut => (peer.standing(), Connection::Shaky),
            connection => (peer.standing(), connection),
        });
        if let Some((Standing::Settled, Connection::Stands)) = connection {
            self.tries.set(0);
        }
        if self.wants_path.get() && connection.is_some_and(|(standing, _)| standing == Standing::Settled) {
            self.wants_path.set(false);
            return self.restart().await;
        }
        let watch = Watch {
            is_polite: self.is_polite(),
            connection,
            unchanged_ms: now - self.changed_at_ms.get(),
            quiet_ms: now - self.said_at_ms.get(),
            tries: self.tries.get(),
        };
        let deed = mend(&watch);
        if deed != Mend::Rest {
            self.tries.set(self.tries.get().saturating_add(1));
        }
        match deed {
            Mend::Rest => Ok(()),
            Mend::OfferAgain => self.offer_again(),
            Mend::RestartIce => self.restart().await,
            Mend::StartAnew => self.start_anew().await,
        }
    }

    async fn sample(&self) {
        let now = now_ms();
        if self.facts.get().path != Path::Stands || now - self.sampled_at_ms.get() < f64::from(SAMPLE_MS) {
            return;
        }
        self.sampled_at_ms.set(now);
        let Some(peer) = self.live() else { return };
        let Some(report) = peer.report().await else { return };
        let (quality, route) = {
            let mut tally = self.tally.borrow_mut();
            tally.add(stats::read(&report));
            (tally.quality(), tally.route())
        };
        self.learn(|facts| {
            facts.quality = quality;
            facts.route = route;
        });
    }

    fn is_polite(&self) -> bool {
        self.seat.get().is_none_or(Seat::is_polite)
    }
}
