//! Streams in video elements.

use std::{cell::Cell, rc::Rc};

use leptos::{html, prelude::*};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlVideoElement, MediaStream};

use super::browser::{Listener, call, call_async, error_name, get};

type Shown = RwSignal<Option<SendWrapper<MediaStream>>>;

/// Shows a stream in an element whenever both are there. The answer turns true when the browser wants a tap first.
pub(super) fn show(video: NodeRef<html::Video>, stream: Shown) -> RwSignal<bool> {
    let wants_tap = RwSignal::new(false);
    Effect::new(move || {
        let Some(video) = video.get() else { return };
        let stream = stream.get();
        video.set_src_object(stream.as_deref());
        if stream.is_some() {
            play(&video, wants_tap);
        } else {
            wants_tap.set(false);
        }
    });
    wants_tap
}

/// Plays, and tells whether the browser wants a tap first.
pub(super) fn play(video: &HtmlVideoElement, wants_tap: RwSignal<bool>) {
    let Ok(playing) = video.play() else { return };
    spawn_local(async move {
        // A stream that changes while it starts aborts the first start; the next one follows.
        let refused = JsFuture::from(playing).await.err().map(|error| error_name(&error));
        let _ = wants_tap.try_set(refused.as_deref() == Some("NotAllowedError"));
    });
}

/// Plays sound and picture through another loudspeaker; an empty id is that of the computer.
pub(super) fn play_through(video: &HtmlVideoElement, speaker: String) {
    let video = video.clone();
    spawn_local(async move {
        call_async(&video, "setSinkId", &speaker.into()).await;
    });
}

/// Whether the loudspeaker can be chosen here.
pub(super) fn can_choose_speaker(video: &HtmlVideoElement) -> bool {
    get(video, "setSinkId").is_some()
}

/// Waits for the first picture that is really drawn, until dropped.
pub(super) struct FirstPicture {
    video: HtmlVideoElement,
    request: Option<f64>,
    _drawn: Closure<dyn FnMut()>,
    _loaded: Option<Listener>,
}

impl FirstPicture {
    pub(super) fn of(video: &HtmlVideoElement, tell: impl Fn() + 'static) -> Self {
        let tell = Rc::new(tell);
        let is_told = Rc::new(Cell::new(false));
        let once = {
            let (tell, is_told) = (Rc::clone(&tell), Rc::clone(&is_told));
            move || {
                if !is_told.replace(true) {
                    tell();
                }
            }
        };
        let drawn = Closure::<dyn FnMut()>::new(once.clone());
        let request = call(video, "requestVideoFrameCallback", drawn.as_ref().unchecked_ref());
        let request = request.and_then(|request| request.as_f64());
        // Browsers without that callback still tell when there is something to draw.
        let loaded = request.is_none().then(|| Listener::new(video, "loadeddata", move |_| once()));
        Self { video: video.clone(), request, _drawn: drawn, _loaded: loaded }
    }
}

impl Drop for FirstPicture {
    fn drop(&mut self) {
        if let Some(request) = self.request {
            call(&self.video, "cancelVideoFrameCallback", &request.into());
        }
    }
}
