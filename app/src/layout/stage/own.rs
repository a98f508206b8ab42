//! Our own picture: mirrored, small in the call, as wide as the card before it.

use leptos::{ev, html, prelude::*};

use crate::ui::{Glyph, Icon, IconSize};

/// In which corner our own picture lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Corner {
    is_right: bool,
    is_low: bool,
}

impl Corner {
    const fn class(self) -> &'static str {
        match (self.is_right, self.is_low) {
            (true, true) => OWN_LOW_RIGHT,
            (false, true) => OWN_LOW_LEFT,
            (true, false) => OWN_HIGH_RIGHT,
            (false, false) => OWN_HIGH_LEFT,
        }
    }

    /// The next one, clockwise.
    const fn next(self) -> Self {
        match (self.is_right, self.is_low) {
            (true, true) => Self { is_right: false, is_low: true },
            (false, true) => Self { is_right: false, is_low: false },
            (false, false) => Self { is_right: true, is_low: false },
            (true, false) => Self { is_right: true, is_low: true },
        }
    }

    /// Where an arrow key leads.
    fn towards(self, key: &str) -> Option<Self> {
        match key {
            "ArrowLeft" => Some(Self { is_right: false, ..self }),
            "ArrowRight" => Some(Self { is_right: true, ..self }),
            "ArrowUp" => Some(Self { is_low: false, ..self }),
            "ArrowDown" => Some(Self { is_low: true, ..self }),
            _ => None,
        }
    }
}

const OWN_LOW_RIGHT: &str = "absolute right-3 bottom-32 z-10 aspect-3/4 w-24 touch-none overflow-hidden rounded-xl bg-neutral-800 shadow-lg ring-1 ring-neutral-50/20 sm:aspect-4/3 sm:w-44";
const OWN_LOW_LEFT: &str = "absolute left-3 bottom-32 z-10 aspect-3/4 w-24 touch-none overflow-hidden rounded-xl bg-neutral-800 shadow-lg ring-1 ring-neutral-50/20 sm:aspect-4/3 sm:w-44";
const OWN_HIGH_RIGHT: &str = "absolute right-3 top-20 z-10 aspect-3/4 w-24 touch-none overflow-hidden rounded-xl bg-neutral-800 shadow-lg ring-1 ring-neutral-50/20 sm:aspect-4/3 sm:w-44";
const OWN_HIGH_LEFT: &str = "absolute left-3 top-20 z-10 aspect-3/4 w-24 touch-none overflow-hidden rounded-xl bg-neutral-800 shadow-lg ring-1 ring-neutral-50/20 sm:aspect-4/3 sm:w-44";

/// A finger rests this steady while it taps, in pixels.
const TAP_PIXELS: i32 = 8;

/// Ourselves, small and mirrored. It lies in a corner: drag it, tap it or use the arrow keys to change the corner.
#[component]
pub fn OwnPicture(
    /// The element.
    video: NodeRef<html::Video>,
    /// What it is, and how to move it.
    #[prop(into)]
    label: Signal<String>,
    /// Whether there is a picture.
    #[prop(into)]
    is_seen: Signal<bool>,
    /// What stands there instead.
    #[prop(into)]
    instead: Signal<String>,
    /// Whether we are heard.
    #[prop(into)]
    is_heard: Signal<bool>,
) -> impl IntoView {
    // High: low corners are where the buttons of a phone may need two rows.
    let corner = RwSignal::new(Corner { is_right: true, is_low: false });
    let drag = RwSignal::new(None::<(i32, i32)>);
    let frame = NodeRef::<html::Button>::new();
    let shift = move |to: Option<(i32, i32)>| {
        if let Some(frame) = frame.get_untracked() {
            let place = to.map(|(x, y)| format!("translate({x}px, {y}px)")).unwrap_or_default();
            _ = leptos::web_sys::HtmlElement::style(&frame).set_property("transform", &place);
        }
    };
    let moved =
        move |event: &ev::PointerEvent| drag.get_untracked().map(|(x, y)| (event.client_x() - x, event.client_y() - y));
    let take = move |event: ev::PointerEvent| {
        drag.set(Some((event.client_x(), event.client_y())));
        if let Some(frame) = frame.get_untracked() {
            _ = frame.set_pointer_capture(event.pointer_id());
        }
    };
    let put = move |event: ev::PointerEvent| {
        let Some((x, y)) = moved(&event) else { return };
        drag.set(None);
        shift(None);
        if x.abs().max(y.abs()) <= TAP_PIXELS {
            corner.update(|corner| *corner = corner.next());
        } else if let Some(room) = frame.get_untracked().and_then(|frame| frame.parent_element()) {
            let room = room.get_bounding_client_rect();
            corner.set(Corner {
                is_right: f64::from(event.client_x()) > room.left() + room.width() / 2.0,
                is_low: f64::from(event.client_y()) > room.top() + room.height() / 2.0,
            });
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        let next = match event.key().as_str() {
            "Enter" | " " => Some(corner.get_untracked().next()),
            key => corner.get_untracked().towards(key),
        };
        if let Some(next) = next {
            event.prevent_default();
            corner.set(next);
        }
    };
    view! {
        <button
            type="button"
            node_ref=frame
            class=move || corner.get().class()
            aria-label=move || label.get()
            on:pointerdown=take
            on:pointermove=move |event| shift(moved(&event))
            on:pointerup=put
            on:pointercancel=move |_| { drag.set(None); shift(None); }
            on:keydown=key
        >
            <OwnVideo video is_seen/>
            <span class=move || if is_seen.get() { "hidden" } else { "absolute inset-0 flex items-center justify-center p-2 text-xs text-neutral-200" }>
                {move || instead.get()}
            </span>
            <span class=move || if is_heard.get() { "hidden" } else { "absolute right-1.5 bottom-1.5 rounded-full bg-neutral-950/80 p-1" }>
                <Icon name=Glyph::MicrophoneOff size=IconSize::Small/>
            </span>
        </button>
    }
}

#[component]
fn OwnVideo(video: NodeRef<html::Video>, is_seen: Signal<bool>) -> impl IntoView {
    let class = move || if is_seen.get() { "size-full -scale-x-100 object-cover" } else { "hidden" };
    view! { <video node_ref=video class=class data-video="own" autoplay playsinline muted prop:muted=true></video> }
}

/// Ourselves before we go in: how the other person will see us, mirrored.
#[component]
pub fn Preview(
    /// The element.
    video: NodeRef<html::Video>,
    /// Whether there is a picture.
    #[prop(into)]
    is_seen: Signal<bool>,
    /// What stands there instead.
    #[prop(into)]
    instead: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="relative aspect-video w-full overflow-hidden rounded-xl bg-neutral-900 text-neutral-100">
            <OwnVideo video is_seen/>
            <p class=move || if is_seen.get() { "hidden" } else { "absolute inset-0 flex items-center justify-center p-4 text-center" }>
                {move || instead.get()}
            </p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taps_and_arrows_reach_every_corner() {
        let start = Corner { is_right: true, is_low: true };
        let tour = [start, start.next(), start.next().next(), start.next().next().next()];
        for corner in tour {
            assert_eq!(tour.iter().filter(|other| **other == corner).count(), 1);
            for key in ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"] {
                assert!(corner.towards(key).is_some());
            }
        }
        assert_eq!(start.next().next().next().next(), start);
        assert_eq!(start.towards("ArrowUp"), Some(Corner { is_right: true, is_low: false }));
        assert_eq!(start.towards("a"), None);
    }
}
