//! One `RTCPeerConnection`: offers, answers, candidates, tracks. It lives as long as both pages stay the same;
//! what it should do is decided in `negotiation.rs`, when it should do it in `engine.rs`.

use std::cell::{Cell, RefCell};

use domain::calls::{Candidate, Description, DescriptionKind, IceServer};
use js_sys::{Array, Function, Promise};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaStream, MediaStreamTrack, RtcConfiguration, RtcIceCandidateInit, RtcOfferOptions, RtcPeerConnection,
    RtcPeerConnectionIceEvent, RtcPeerConnectionState, RtcRtpTransceiver, RtcRtpTransceiverDirection,
    RtcRtpTransceiverInit, RtcSdpType, RtcSessionDescriptionInit, RtcSignalingState, RtcStatsReport, RtcTrackEvent,
};

use super::{
    browser::{Listener, call, get, object},
    devices::{Devices, Kind},
    negotiation::{CANDIDATES_MAX, Standing, belongs, with_ufrag},
};

/// Which paths media may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Paths {
    #[default]
    Any,
    /// Through a relay alone: `?ice=relay`, for networks that let nothing else pass.
    Relay,
}

/// What a connection tells.
pub(super) enum News {
    Found(Candidate),
    Changed(Connection),
    Track(MediaStreamTrack),
    /// The browser wants to negotiate again.
    Unsettled,
}

/// Where a connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Connection {
    Seeking,
    Stands,
    /// Nothing arrives; it may mend itself.
    Shaky,
    Failed,
    Closed,
}

/// A step of the browser that failed; the watch over the connection mends what follows from it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failed;

/// A connection, closed when dropped.
pub(super) struct Peer {
    pc: RtcPeerConnection,
    remote: MediaStream,
    _listeners: Vec<Listener>,
    agreed_sdp: RefCell<Option<String>>,
    /// Candidates that came before the description they belong to.
    early: RefCell<Vec<Candidate>>,
    candidates: Cell<usize>,
    /// Kept when closed: a closed connection leaves its promises open for ever.
    closed: Promise,
    close: Function,
}

impl Peer {
    pub(super) fn new(
        servers: &[IceServer],
        paths: Paths,
        tell: impl Fn(News) + Clone + 'static,
    ) -> Result<Self, Failed> {
        let pc = RtcPeerConnection::new_with_configuration(&configuration(servers, paths)).map_err(|_| Failed)?;
        let (on_state, on_candidate, on_need, on_track) = (tell.clone(), tell.clone(), tell.clone(), tell);
        let source = pc.clone();
        let listeners = vec![
            Listener::new(&pc, "connectionstatechange", move |_| on_state(News::Changed(connection(&source)))),
            Listener::new(&pc, "negotiationneeded", move |_| on_need(News::Unsettled)),
            Listener::new(&pc, "icecandidate", move |event| {
                if let Some(candidate) = found(event.unchecked_ref()) {
                    on_candidate(News::Found(candidate));
                }
            }),
            Listener::new(&pc, "track", move |event| {
                on_track(News::Track(event.unchecked_into::<RtcTrackEvent>().track()));
            }),
        ];
        let mut close = None;
        let closed = Promise::new(&mut |_, reject| close = Some(reject));
        Ok(Self {
            remote: MediaStream::new().map_err(|_| Failed)?,
            pc,
            _listeners: listeners,
            agreed_sdp: RefCell::default(),
            early: RefCell::default(),
            candidates: Cell::default(),
            closed,
            close: close.ok_or(Failed)?,
        })
    }

    /// Closes it, and ends what still waits for it.
    pub(super) fn close(&self) {
        self.pc.close();
        let _ = self.close.call0(&JsValue::UNDEFINED);
    }

    async fn done(&self, promise: impl Into<Promise>) -> Result<JsValue, Failed> {
        let first = Promise::race(&Array::of2(&promise.into(), &self.closed));
        JsFuture::from(first).await.map_err(|_| Failed)
    }

    /// The first offer: one section for sound and one for picture, whether or not we have a device for it,
    /// so that nothing needs to be negotiated again when one is turned on.
    pub(super) async fn first_offer(&self, own: &Devices) -> Result<Description, Failed> {
        let init = RtcRtpTransceiverInit::new();
        init.set_direction(RtcRtpTransceiverDirection::Sendrecv);
        init.set_streams(&Array::of1(own.stream()));
        for (kind, word) in [(Kind::Microphone, "audio"), (Kind::Camera, "video")] {
            match own.track(kind) {
                Some(track) => self.pc.add_transceiver_with_media_stream_track_and_init(&track, &init),
                None => self.pc.add_transceiver_with_str_and_init(word, &init),
            };
        }
        self.offer(&RtcOfferOptions::new()).await
    }

    /// An offer that looks for a new path.
    pub(super) async fn restart(&self) -> Result<Description, Failed> {
        let options = RtcOfferOptions::new();
        options.set_ice_restart(true);
        self.offer(&options).await
    }

    /// An offer of what has changed.
    pub(super) async fn offer_again(&self) -> Result<Description, Failed> {
        self.offer(&RtcOfferOptions::new()).await
    }

    async fn offer(&self, options: &RtcOfferOptions) -> Result<Description, Failed> {
        let offer = self.done(self.pc.create_offer_with_rtc_offer_options(options)).await?;
        self.set_local(&offer).await
    }

    /// Takes an offer, gives our devices to its sections, and answers.
    pub(super) async fn answer(&self, offer: &Description, own: &Devices) -> Result<Description, Failed> {
        self.set_remote(offer).await?;
        for transceiver in self.transceivers() {
            let track = own.track(kind_of(&transceiver));
            transceiver.set_direction(RtcRtpTransceiverDirection::Sendrecv);
            let sender = transceiver.sender();
            call(&sender, "setStreams", own.stream());
            let _ = self.done(sender.replace_track(track.as_ref())).await;
        }
        let answer = self.done(self.pc.create_answer()).await?;
        let answer = self.set_local(&answer).await?;
        self.take_early().await;
        Ok(answer)
    }

    /// Takes the answer to our offer.
    pub(super) async fn accept(&self, answer: &Description) -> Result<(), Failed> {
        self.set_remote(answer).await?;
        self.take_early().await;
        Ok(())
    }

    /// Takes a candidate, or keeps it until its description is here.
    pub(super) async fn take(&self, candidate: Candidate) {
        if self.candidates.get() >= CANDIDATES_MAX {
            return;
        }
        let is_ours = self.agreed_sdp.borrow().as_deref().is_some_and(|sdp| belongs(&candidate, sdp));
        if is_ours {
            self.add(&candidate).await;
        } else if self.early.borrow().len() < CANDIDATES_MAX {
            self.early.borrow_mut().push(candidate);
        }
    }

    async fn take_early(&self) {
        let early = self.early.take();
        for candidate in early {
            let is_ours = self.agreed_sdp.borrow().as_deref().is_some_and(|sdp| belongs(&candidate, sdp));
            if is_ours {
                self.add(&candidate).await;
            }
        }
    }

    async fn add(&self, candidate: &Candidate) {
        self.candidates.set(self.candidates.get() + 1);
        let init = RtcIceCandidateInit::new(&candidate.candidate);
        init.set_sdp_mid(candidate.sdp_mid.as_deref());
        init.set_sdp_m_line_index(candidate.sdp_m_line_index);
        // A candidate the browser cannot use leaves the others as they are.
        let _ = self.done(self.pc.add_ice_candidate_with_opt_rtc_ice_candidate_init(Some(&init))).await;
    }

    /// Sends another track, or none, in the section of its kind.
    pub(super) async fn send(&self, kind: Kind, own: &Devices) {
        let track = own.track(kind);
        for transceiver in self.transceivers().into_iter().filter(|transceiver| kind_of(transceiver) == kind) {
            let _ = self.done(transceiver.sender().replace_track(track.as_ref())).await;
        }
    }

    /// Our description as it stands now, with every candidate found so far.
    pub(super) fn local(&self) -> Option<Description> {
        let local = self.pc.local_description()?;
        let kind = match local.type_() {
            RtcSdpType::Offer => DescriptionKind::Offer,
            RtcSdpType::Answer => DescriptionKind::Answer,
            _ => return None,
        };
        Some(Description { kind, sdp: local.sdp() })
    }

    pub(super) fn standing(&self) -> Standing {
        match self.pc.signaling_state() {
            RtcSignalingState::HaveLocalOffer => Standing::Offered,
            _ => Standing::Settled,
        }
    }

    pub(super) fn connection(&self) -> Connection {
        connection(&self.pc)
    }

    /// The last description of the other side that was taken.
    pub(super) fn agreed_sdp(&self) -> Option<String> {
        self.agreed_sdp.borrow().clone()
    }

    /// What comes from the other side.
    pub(super) fn remote(&self) -> &MediaStream {
        &self.remote
    }

    /// New credentials for the next search of a path.
    pub(super) fn use_servers(&self, servers: &[IceServer], paths: Paths) {
        let _ = self.pc.set_configuration_with_configuration(&configuration(servers, paths));
    }

    pub(super) async fn report(&self) -> Option<RtcStatsReport> {
        self.done(self.pc.get_stats()).await.ok().map(JsCast::unchecked_into)
    }

    fn transceivers(&self) -> Vec<RtcRtpTransceiver> {
        self.pc.get_transceivers().iter().map(JsCast::unchecked_into).collect()
    }

    async fn set_local(&self, description: &JsValue) -> Result<Description, Failed> {
        self.done(self.pc.set_local_description(description.unchecked_ref())).await?;
        self.local().ok_or(Failed)
    }

    async fn set_remote(&self, description: &Description) -> Result<(), Failed> {
        let kind = match description.kind {
            DescriptionKind::Offer => RtcSdpType::Offer,
            DescriptionKind::Answer => RtcSdpType::Answer,
        };
        let init = RtcSessionDescriptionInit::new(kind);
        init.set_sdp(&description.sdp);
        self.done(self.pc.set_remote_description(&init)).await?;
        self.agreed_sdp.replace(Some(description.sdp.clone()));
        self.candidates.set(0);
        Ok(())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.close();
    }
}

fn configuration(servers: &[IceServer], paths: Paths) -> RtcConfiguration {
    let servers: Vec<Value> = servers.iter().map(server).collect();
    let policy = match paths {
        Paths::Any => "all",
        Paths::Relay => "relay",
    };
    let configuration = json!({ "iceServers": servers, "iceTransportPolicy": policy, "bundlePolicy": "max-bundle" });
    object(&configuration).unchecked_into()
}

fn server(server: &IceServer) -> Value {
    match (&server.username, &server.credential) {
        (Some(username), Some(credential)) => {
            json!({ "urls": server.urls, "username": username, "credential": credential })
        }
        _ => json!({ "urls": server.urls }),
    }
}

fn connection(pc: &RtcPeerConnection) -> Connection {
    match pc.connection_state() {
        RtcPeerConnectionState::Connected => Connection::Stands,
        RtcPeerConnectionState::Disconnected => Connection::Shaky,
        RtcPeerConnectionState::Failed => Connection::Failed,
        RtcPeerConnectionState::Closed => Connection::Closed,
        _ => Connection::Seeking,
    }
}

fn found(event: &RtcPeerConnectionIceEvent) -> Option<Candidate> {
    let found = event.candidate()?;
    let ufrag = get(&found, "usernameFragment").and_then(|ufrag| ufrag.as_string());
    let candidate = Candidate {
        candidate: found.candidate(),
        sdp_mid: found.sdp_mid(),
        sdp_m_line_index: found.sdp_m_line_index(),
    };
    Some(with_ufrag(candidate, ufrag.as_deref()))
}

fn kind_of(transceiver: &RtcRtpTransceiver) -> Kind {
    if transceiver.receiver().track().kind() == "audio" { Kind::Microphone } else { Kind::Camera }
}
