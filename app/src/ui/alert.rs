//! What the clinic has to say beside the thing itself. A state is never shown by colour alone.

use std::time::Duration;

use leptos::prelude::*;

use super::{Glyph, Icon, IconSize};

/// What kind of message, or of state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    #[default]
    Info,
    /// It went well.
    Success,
    /// Take care.
    Warning,
    /// It did not work.
    Error,
}

impl Tone {
    const fn glyph(self) -> Glyph {
        match self {
            Self::Info => Glyph::Info,
            Self::Success => Glyph::Success,
            Self::Warning => Glyph::Warning,
            Self::Error => Glyph::Problem,
        }
    }

    const fn alert_class(self) -> &'static str {
        match self {
            Self::Info => "notice notice-info",
            Self::Success => "notice notice-success",
            Self::Warning => "notice notice-warning",
            Self::Error => "notice notice-error",
        }
    }

    const fn badge_class(self) -> &'static str {
        match self {
            Self::Info => "tag tag-info",
            Self::Success => "tag tag-success",
            Self::Warning => "tag tag-warning",
            Self::Error => "tag tag-error",
        }
    }

    const fn role(self) -> &'static str {
        match self {
            Self::Info | Self::Success => "status",
            Self::Warning | Self::Error => "alert",
        }
    }
}

/// A message that belongs to this place of the page.
#[component]
pub fn Alert(
    /// What kind of message.
    #[prop(optional)]
    tone: Tone,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=tone.alert_class() role=tone.role()>
            <Icon name=tone.glyph()/>
            <div class="min-w-0 grow text-pretty">{children()}</div>
        </div>
    }
}

/// A state, in a word with its icon.
#[component]
pub fn Badge(
    /// What kind of state.
    #[prop(optional)]
    tone: Tone,
    /// A drawing of it.
    icon: Glyph,
    children: Children,
) -> impl IntoView {
    view! {
        <span class=tone.badge_class()>
            <Icon name=icon size=IconSize::Small/>
            {children()}
        </span>
    }
}

/// A place that is empty: what will be here, and the first thing to do.
#[component]
pub fn Empty(
    /// A drawing of what will be here.
    icon: Glyph,
    /// What is so.
    #[prop(into)]
    title: Signal<String>,
    /// What will be here.
    #[prop(optional, into)]
    text: Option<Signal<String>>,
    /// The first thing to do.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="surface items-center gap-3 px-6 py-10 text-center">
            <span class="medallion medallion-large">
                <Icon name=icon size=IconSize::Huge/>
            </span>
            <h2 class="text-lg font-semibold text-balance">{move || title.get()}</h2>
            {text.map(|text| view! { <p class="max-w-prose text-muted text-pretty">{move || text.get()}</p> })}
            {children.map(|children| view! { <div class="mt-2 flex flex-wrap justify-center gap-2">{children()}</div> })}
        </div>
    }
}

/// The shape of what comes, shown when it takes longer than a blink.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeletons" aria-hidden="true">
            <div class="skeleton h-6 w-2/5"></div>
            <div class="skeleton h-24 w-full"></div>
            <div class="skeleton h-24 w-full"></div>
        </div>
    }
}

/// What is said, and the wait for its end.
#[derive(Clone, Copy)]
struct ToastContext {
    shown: RwSignal<Option<String>>,
    waiting: StoredValue<Option<TimeoutHandle>>,
}

/// Makes room for short messages. Once, around the whole application.
pub fn provide_toasts() {
    provide_context(ToastContext { shown: RwSignal::new(None), waiting: StoredValue::new(None) });
}

/// Says something for a few seconds. From event handlers and effects only.
pub fn toast(text: impl Into<String>) {
    let Some(ToastContext { shown, waiting }) = use_context() else { return };
    shown.set(Some(text.into()));
    // The end of the message before is not the end of this one.
    let next = set_timeout_with_handle(move || shown.set(None), Duration::from_secs(6)).ok();
    if let Some(before) = waiting.try_update_value(|waiting| std::mem::replace(waiting, next)).flatten() {
        before.clear();
    }
}

/// Where short messages appear.
#[component]
pub fn Toasts() -> impl IntoView {
    let shown = use_context::<ToastContext>().map(|toasts| toasts.shown);
    let message = move || {
        shown.and_then(|shown| shown.get()).map(|text| {
            view! {
                <div class="toast-message">
                    <Icon name=Glyph::Success/>
                    <span>{text}</span>
                </div>
            }
        })
    };
    view! { <div class="toast-place" role="status" aria-live="polite">{message}</div> }
}
