//! What happens around the call: devices come and go, the network changes, the page sleeps.

use super::{
    browser::{Listener, get, network},
    call::{Inner, post},
    devices,
    talk::Event,
};

impl Inner {
    /// Devices that come and go.
    pub(super) fn watch_devices(&self) {
        let Some(media) = devices::media_devices() else { return };
        let me = self.me.clone();
        let listener = Listener::new(&media, "devicechange", move |_| {
            if let Some(inner) = me.upgrade() {
                inner.list_devices();
            }
        });
        self.listeners.borrow_mut().push(listener);
    }

    /// What may cut the path or put the page to sleep.
    pub(super) fn watch_surroundings(&self) {
        let Some(window) = web_sys::window() else { return };
        let mut listeners = self.listeners.borrow_mut();
        let me = self.me.clone();
        listeners.push(Listener::new(&window, "online", move |_| post(&me, Event::NewNetwork)));
        if let Some(network) = network() {
            let me = self.me.clone();
            let kind = |network: &web_sys::EventTarget| get(network, "type").and_then(|kind| kind.as_string());
            let mut before = kind(&network);
            let source = network.clone();
            // It also tells of every new guess of the speed; only another kind of network is another path.
            listeners.push(Listener::new(&network, "change", move |_| {
                let after = kind(&source);
                if after != before {
                    post(&me, Event::NewNetwork);
                }
                before = after;
            }));
        }
        if let Some(document) = window.document() {
            let me = self.me.clone();
            let source = document.clone();
            listeners.push(Listener::new(&document, "visibilitychange", move |_| {
                if !source.hidden() {
                    post(&me, Event::Awake);
                }
            }));
        }
    }
}
