//! What the page of a call reads.

use domain::calls::{Media, Seat};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use web_sys::MediaStream;

use super::{
    devices::{Device, Trouble},
    state::{Facts, Own, Phase},
};

/// What the page shows; the call writes it, the page reads it.
#[derive(Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) phase: RwSignal<Phase>,
    pub(crate) facts: RwSignal<Facts>,
    pub(crate) own: RwSignal<Own>,
    pub(crate) seat: RwSignal<Option<Seat>>,
    /// What the other side says of its devices; none before it said anything.
    pub(crate) other_media: RwSignal<Option<Media>>,
    pub(crate) own_picture: RwSignal<Option<SendWrapper<MediaStream>>>,
    pub(crate) remote: RwSignal<Option<SendWrapper<MediaStream>>>,
    pub(crate) devices: RwSignal<Vec<Device>>,
    /// How loud we are, from 0 to 100; none where it is not measured.
    pub(crate) level: RwSignal<Option<u8>>,
    /// While the browser asks the person, or a device starts.
    pub(crate) is_asking: RwSignal<bool>,
    /// Whether the devices were asked for, with whatever result.
    pub(crate) is_prepared: RwSignal<bool>,
    /// Whether this page is alive in a browser: on the server, and before WASM arrives, its buttons rest.
    pub(crate) is_live: RwSignal<bool>,
    /// What stands in the way of any call in this browser.
    pub(crate) obstacle: RwSignal<Option<Trouble>>,
}

impl Shown {
    pub(crate) fn new() -> Self {
        Self {
            phase: RwSignal::default(),
            facts: RwSignal::default(),
            own: RwSignal::default(),
            seat: RwSignal::default(),
            other_media: RwSignal::default(),
            own_picture: RwSignal::default(),
            remote: RwSignal::default(),
            devices: RwSignal::default(),
            level: RwSignal::default(),
            is_asking: RwSignal::default(),
            is_prepared: RwSignal::default(),
            is_live: RwSignal::default(),
            obstacle: RwSignal::default(),
        }
    }
}
