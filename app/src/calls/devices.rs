//! Our own microphone and camera. Nothing is asked of the browser before the person's click.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use js_sys::Array;
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    MediaDeviceInfo, MediaDeviceKind, MediaDevices, MediaStream, MediaStreamConstraints, MediaStreamTrack,
    MediaStreamTrackState,
};

use super::{
    browser::{Listener, call, call_async, error_name, get, object},
    state::{DeviceState, Own},
};

/// What gives or plays sound and picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    Microphone,
    Camera,
    Speaker,
}

/// Why a device gives nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The person, or the system, said no.
    Denied,
    /// There is none.
    NoDevice,
    /// Another program has it.
    Busy,
    /// The page did not come over a secure connection.
    Insecure,
    /// This browser has no calls: often one built into another app.
    Unsupported,
    /// It did not start, for no reason we know.
    Unknown,
}

/// One device of the computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Device {
    pub(crate) kind: Kind,
    pub(crate) id: String,
    /// Empty until access was allowed.
    pub(crate) label: String,
}

/// Our microphone and camera, and the picture we see of ourselves.
pub(super) struct Devices {
    stream: MediaStream,
    microphone: RefCell<Slot>,
    camera: RefCell<Slot>,
    on_end: Rc<dyn Fn(Kind)>,
    is_over: Cell<bool>,
}

#[derive(Default)]
struct Slot {
    track: Option<MediaStreamTrack>,
    on_end: Option<Listener>,
    chosen_id: Option<String>,
}

/// What stands in the way of any call in this browser. Without devices one can still come in and listen.
pub(super) fn obstacle() -> Option<Trouble> {
    let window = web_sys::window()?;
    let can_call = get(&window, "RTCPeerConnection").is_some() && get(&window, "WebSocket").is_some();
    (!can_call).then_some(Trouble::Unsupported)
}

/// Why a browser shows no devices at all.
fn no_devices() -> Trouble {
    let is_secure = web_sys::window().is_none_or(|window| window.is_secure_context());
    if is_secure { Trouble::Unsupported } else { Trouble::Insecure }
}

/// The sentence behind a failed request, by the name the browser throws.
fn trouble(name: &str) -> Trouble {
    match name {
        "NotAllowedError" | "SecurityError" | "PermissionDeniedError" => Trouble::Denied,
        "NotFoundError" | "OverconstrainedError" | "DevicesNotFoundError" => Trouble::NoDevice,
        "NotReadableError" | "AbortError" | "TrackStartError" => Trouble::Busy,
        "TypeError" | "NotSupportedError" => Trouble::Unsupported,
        _ => Trouble::Unknown,
    }
}

impl Devices {
    /// `on_end` hears of a device that was pulled out.
    pub(super) fn new(on_end: impl Fn(Kind) + 'static) -> Option<Rc<Self>> {
        Some(Rc::new(Self {
            stream: MediaStream::new().ok()?,
            microphone: RefCell::default(),
            camera: RefCell::default(),
            on_end: Rc::new(on_end),
            is_over: Cell::default(),
        }))
    }

    /// Asks for both at once: one question to the person. What one lacks the other still gives.
    pub(super) async fn prepare(&self) -> Own {
        match self.ask(&[Kind::Microphone, Kind::Camera]).await {
            Ok(()) => Own { microphone: DeviceState::On, camera: DeviceState::On },
            Err(Trouble::Denied) => {
                let (microphone, camera) = (is_denied("microphone").await, is_denied("camera").await);
                // Asking again makes sense only for the one that was not refused.
                let is_half = microphone != camera;
                Own {
                    microphone: self.apart(Kind::Microphone, is_half && !microphone, Trouble::Denied).await,
                    camera: self.apart(Kind::Camera, is_half && !camera, Trouble::Denied).await,
                }
            }
            Err(trouble @ (Trouble::Insecure | Trouble::Unsupported)) => {
                Own { microphone: DeviceState::Missing(trouble), camera: DeviceState::Missing(trouble) }
            }
            Err(trouble) => Own {
                microphone: self.apart(Kind::Microphone, true, trouble).await,
                camera: self.apart(Kind::Camera, true, trouble).await,
            },
        }
    }

    async fn apart(&self, kind: Kind, may_ask: bool, trouble: Trouble) -> DeviceState {
        if may_ask { self.turn_on(kind).await } else { DeviceState::Missing(trouble) }
    }

    /// Turns one on, starting it where needed.
    pub(super) async fn turn_on(&self, kind: Kind) -> DeviceState {
        if let Some(track) = self.track(kind) {
            track.set_enabled(true);
            return DeviceState::On;
        }
        match self.ask(&[kind]).await {
            Ok(()) => DeviceState::On,
            Err(trouble) => DeviceState::Missing(trouble),
        }
    }

    /// Turns one off. The camera is given back, so that its light goes out; a microphone must come back at once.
    pub(super) fn turn_off(&self, kind: Kind) {
        match kind {
            Kind::Microphone => {
                if let Some(track) = self.track(kind) {
                    track.set_enabled(false);
                }
            }
            Kind::Camera | Kind::Speaker => self.give_back(kind),
        }
    }

    /// Changes to another device. Many phones open one camera at a time, so the old one goes first.
    pub(super) async fn choose(&self, kind: Kind, id: &str) -> DeviceState {
        self.give_back(kind);
        if let Some(slot) = self.slot(kind) {
            slot.borrow_mut().chosen_id = Some(id.to_owned()).filter(|id| !id.is_empty());
        }
        self.turn_on(kind).await
    }

    /// The track that gives now, if any.
    pub(super) fn track(&self, kind: Kind) -> Option<MediaStreamTrack> {
        let slot = self.slot(kind)?.borrow();
        slot.track.clone().filter(|track| track.ready_state() == MediaStreamTrackState::Live)
    }

    /// What we see of ourselves; it changes with the devices.
    pub(super) fn stream(&self) -> &MediaStream {
        &self.stream
    }

    /// The device in use.
    pub(super) fn current(&self, kind: Kind) -> Option<String> {
        let track = self.track(kind)?;
        let settings = call(&track, "getSettings", &JsValue::UNDEFINED)?;
        get(&settings, "deviceId")?.as_string()
    }

    /// Gives one back to the computer.
    pub(super) fn give_back(&self, kind: Kind) {
        let Some(slot) = self.slot(kind) else { return };
        let (track, listener) = {
            let mut slot = slot.borrow_mut();
            (slot.track.take(), slot.on_end.take())
        };
        drop(listener);
        if let Some(track) = track {
            track.stop();
            self.stream.remove_track(&track);
        }
    }

    fn slot(&self, kind: Kind) -> Option<&RefCell<Slot>> {
        match kind {
            Kind::Microphone => Some(&self.microphone),
            Kind::Camera => Some(&self.camera),
            Kind::Speaker => None,
        }
    }

    async fn ask(&self, kinds: &[Kind]) -> Result<(), Trouble> {
        let media = media_devices().ok_or_else(no_devices)?;
        let wish = |kind| if kinds.contains(&kind) { self.wish(kind) } else { json!(false) };
        let wishes = json!({ "audio": wish(Kind::Microphone), "video": wish(Kind::Camera) });
        let wishes: MediaStreamConstraints = object(&wishes).unchecked_into();
        let asked = media.get_user_media_with_constraints(&wishes).map_err(|error| trouble(&error_name(&error)))?;
        let given = JsFuture::from(asked).await.map_err(|error| trouble(&error_name(&error)))?;
        let tracks = given.unchecked_into::<MediaStream>().get_tracks();
        for track in tracks.iter() {
            self.keep(track.unchecked_into());
        }
        Ok(())
    }

    fn wish(&self, kind: Kind) -> Value {
        let mut wish = match kind {
            Kind::Microphone => json!({ "echoCancellation": true, "noiseSuppression": true, "autoGainControl": true }),
            Kind::Camera | Kind::Speaker => json!({
                "width": { "ideal": 1280 }, "height": { "ideal": 720 }, "frameRate": { "ideal": 30 },
                "facingMode": "user",
            }),
        };
        if let Some(id) = self.slot(kind).and_then(|slot| slot.borrow().chosen_id.clone()) {
            // A chosen camera may be the one at the back.
            if let Some(wish) = wish.as_object_mut() {
                wish.remove("facingMode");
                wish.insert("deviceId".to_owned(), json!({ "exact": id }));
            }
        }
        wish
    }

    fn keep(&self, track: MediaStreamTrack) {
        if self.is_over.get() {
            // The person went away while the browser was asking.
            track.stop();
            return;
        }
        let kind = if track.kind() == "audio" { Kind::Microphone } else { Kind::Camera };
        self.give_back(kind);
        self.stream.add_track(&track);
        let tell = Rc::clone(&self.on_end);
        let on_end = Listener::new(&track, "ended", move |_| tell(kind));
        if let Some(slot) = self.slot(kind) {
            let mut slot = slot.borrow_mut();
            slot.track = Some(track);
            slot.on_end = Some(on_end);
        }
    }

    /// Gives everything back, and what is still being asked for as soon as it comes.
    pub(super) fn stop(&self) {
        self.is_over.set(true);
        self.give_back(Kind::Microphone);
        self.give_back(Kind::Camera);
    }
}

impl Drop for Devices {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The devices of the browser; none where pages may not have any.
pub(super) fn media_devices() -> Option<MediaDevices> {
    let navigator = web_sys::window()?.navigator();
    get(&navigator, "mediaDevices").map(JsCast::unchecked_into)
}

/// Every device of the computer, as far as the browser tells.
pub(super) async fn list() -> Vec<Device> {
    let Some(asked) = media_devices().and_then(|media| media.enumerate_devices().ok()) else { return Vec::new() };
    let Ok(found) = JsFuture::from(asked).await else { return Vec::new() };
    let found = found.unchecked_into::<Array>();
    let devices = found.iter().filter_map(|device| {
        let device: MediaDeviceInfo = device.dyn_into().ok()?;
        let kind = match device.kind() {
            MediaDeviceKind::Audioinput => Kind::Microphone,
            MediaDeviceKind::Videoinput => Kind::Camera,
            MediaDeviceKind::Audiooutput => Kind::Speaker,
            _ => return None,
        };
        Some(Device { kind, id: device.device_id(), label: device.label() }).filter(|device| !device.id.is_empty())
    });
    devices.collect()
}

async fn is_denied(permission: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let Some(permissions) = get(&window.navigator(), "permissions") else { return false };
    let status = call_async(&permissions, "query", &object(&json!({ "name": permission }))).await;
    status.and_then(|status| get(&status, "state")).and_then(|state| state.as_string()).as_deref() == Some("denied")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_has_its_sentence() {
        assert_eq!(trouble("NotAllowedError"), Trouble::Denied);
        assert_eq!(trouble("NotFoundError"), Trouble::NoDevice);
        assert_eq!(trouble("OverconstrainedError"), Trouble::NoDevice);
        assert_eq!(trouble("NotReadableError"), Trouble::Busy);
        assert_eq!(trouble("TypeError"), Trouble::Unsupported);
        assert_eq!(trouble(""), Trouble::Unknown);
    }
}
