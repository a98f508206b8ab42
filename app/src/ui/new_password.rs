//! The field of a new password: how long it must be, and how easily it would be guessed.

use domain::{Problem, policy::is_long_enough};
use leptos::prelude::*;
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, EventTarget, HtmlFormElement, HtmlInputElement, MessageEvent, Worker};

use super::{
    FieldKind, TextField,
    form::{FormContext, field_id, field_of},
};
use crate::{
    Clinic,
    i18n::{t_string, use_i18n},
};

/// Made by `scripts/strength.mjs`; loaded when somebody is about to choose a password, and not before.
const JUDGE: &str = "/strength.js";

/// How well a password holds against somebody who guesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Strength {
    VeryWeak,
    Weak,
    Good,
    Strong,
}

impl Strength {
    /// The score of the library, 0 to 4; the server takes what is good.
    fn of(score: f64) -> Self {
        match score {
            score if score < 2.0 => Self::VeryWeak,
            score if score < 3.0 => Self::Weak,
            score if score < 4.0 => Self::Good,
            _ => Self::Strong,
        }
    }

    /// Bars of four.
    const fn bars(self) -> u8 {
        match self {
            Self::VeryWeak => 1,
            Self::Weak => 2,
            Self::Good => 3,
            Self::Strong => 4,
        }
    }
}

/// A field for a password that is chosen here. The server has the last word; without WASM it has the only one.
#[component]
pub fn NewPasswordField(
    /// The name in the form: `form[password]`.
    name: &'static str,
    /// What it asks.
    #[prop(into)]
    label: Signal<String>,
    /// A sentence under the label; by default what a password must be.
    #[prop(optional, into)]
    hint: Option<Signal<String>>,
    /// Whether there must be one.
    #[prop(default = true)]
    required: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let chars_min = expect_context::<Clinic>().password_chars_min;
    let hint =
        hint.unwrap_or_else(|| Signal::derive(move || t_string!(i18n, accounts.password_hint, count = chars_min)));
    let (strength, short) = (RwSignal::new(None), RwSignal::new(false));
    let judge = StoredValue::new(None::<SendWrapper<Judge>>);
    let told = use_context::<FormContext>().map(|form| form.problem(field_of(name)));
    let error = move || if short.get() { Some(Problem::TooShort) } else { told.and_then(|told| told.get()) };
    let prepare = move || {
        judge.update_value(|judge| {
            if judge.is_none() {
                *judge = Judge::new(strength).map(SendWrapper::new);
            }
        });
    };
    // Known here, inside the form; an event knows of no form.
    let id = StoredValue::new(field_id(name));
    let typed = move |_| {
        let Some(field) = input(id) else { return };
        // What is said to be too short is said only until it is long enough.
        short.update(|short| *short = *short && !is_long_enough(&field.value(), chars_min));
        // Whoever was in the field before the page was alive brought no focus to it.
        prepare();
        judge.with_value(|judge| judge.iter().for_each(|judge| judge.ask(&field)));
    };
    before_sending(id, move |password| {
        let is_short = !password.is_empty() && !is_long_enough(password, chars_min);
        short.set(is_short);
        !is_short
    });
    view! {
        <div on:focusin=move |_| prepare() on:input=typed>
            <TextField
                name
                label
                hint
                error=Signal::derive(error)
                kind=FieldKind::Password
                autocomplete="new-password"
                required
            />
            <Meter strength/>
        </div>
    }
}

/// Four bars, and the same in words.
#[component]
fn Meter(strength: RwSignal<Option<Strength>>) -> impl IntoView {
    let i18n = use_i18n();
    let words = move || match strength.get() {
        None => "",
        Some(Strength::VeryWeak) => t_string!(i18n, accounts.strength_very_weak),
        Some(Strength::Weak) => t_string!(i18n, accounts.strength_weak),
        Some(Strength::Good) => t_string!(i18n, accounts.strength_good),
        Some(Strength::Strong) => t_string!(i18n, accounts.strength_strong),
    };
    let bars = move || strength.get().map_or(0, Strength::bars);
    view! {
        <div
            role="meter"
            class="strength"
            // Its place is kept: what stands below must not move while somebody is about to press it.
            class:invisible=move || strength.get().is_none()
            aria-label=move || t_string!(i18n, accounts.strength)
            aria-valuemin="0"
            aria-valuemax="4"
            aria-valuenow=move || bars().to_string()
            aria-valuetext=words
            data-bars=move || bars().to_string()
        >
            {(1..=4_u8).map(|bar| view! { <span class:is-on=move || bar <= bars()></span> }).collect_view()}
        </div>
        // Always there, so that what comes into it is read aloud.
        <p class="strength-words" aria-live="polite">{words}</p>
    }
}

/// The library, at work beside the page: a slow phone goes on typing.
struct Judge {
    worker: Worker,
    _hear: Closure<dyn FnMut(MessageEvent)>,
}

impl Judge {
    fn new(strength: RwSignal<Option<Strength>>) -> Option<Self> {
        let worker = Worker::new(JUDGE).ok()?;
        let hear = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            // The page may have gone on before the answer came.
            _ = strength.try_set(event.data().as_f64().map(Strength::of));
        });
        worker.set_onmessage(Some(hear.as_ref().unchecked_ref()));
        Some(Self { worker, _hear: hear })
    }

    /// Asks about what stands in a field, and says what else is known of whoever types it. Nothing leaves the browser.
    fn ask(&self, field: &HtmlInputElement) {
        let question = js_sys::Array::of1(&JsValue::from_str(&field.value()));
        for known in field.form().map(|form| others(&form)).unwrap_or_default() {
            question.push(&JsValue::from_str(&known));
        }
        _ = self.worker.post_message(&question);
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

// the page around the field

/// The field itself.
fn input(id: StoredValue<String>) -> Option<HtmlInputElement> {
    id.with_value(|id| document().get_element_by_id(id))?.dyn_into().ok()
}

/// What stands in the other fields of a form: names and addresses, never another password.
fn others(form: &HtmlFormElement) -> Vec<String> {
    let selector = "input:is([type=text], [type=email]):not([autocomplete$=password])";
    let Ok(found) = form.query_selector_all(selector) else { return Vec::new() };
    let fields = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<HtmlInputElement>().ok());
    fields.map(|field| field.value()).filter(|value| !value.is_empty()).collect()
}

/// Asks before the form of a field is sent, as long as the page lives; what is not right stays here, and gets the focus.
fn before_sending(id: StoredValue<String>, is_right: impl Fn(&str) -> bool + Clone + 'static) {
    let sending = StoredValue::new(None::<SendWrapper<Sending>>);
    Effect::new(move || {
        let is_right = is_right.clone();
        let hear = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            let Some(field) = input(id) else { return };
            let is_ours = field.form().map(EventTarget::from) == event.target();
            if is_ours && !is_right(&field.value()) {
                event.prevent_default();
                _ = field.focus();
            }
        });
        // On its way down: the form's own listener, which sends it, comes after.
        _ = document().add_event_listener_with_callback_and_bool("submit", hear.as_ref().unchecked_ref(), true);
        sending.set_value(Some(SendWrapper::new(Sending(hear))));
    });
}

/// Hears of every form that is sent, until it is dropped.
struct Sending(Closure<dyn FnMut(Event)>);

impl Drop for Sending {
    fn drop(&mut self) {
        _ = document().remove_event_listener_with_callback_and_bool("submit", self.0.as_ref().unchecked_ref(), true);
    }
}
