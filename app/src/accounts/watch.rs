//! Whoever is signed in stays so while they use the page, is warned before they are signed out for want of use, and comes
//! back in where they were: what was typed is still there.

use std::time::Duration;

use domain::{AccountId, PatientId, accounts::SignedIn};
use leptos::{ev, prelude::*};

use super::{again::SignInAgain, api::who_am_i, stay};
use crate::{
    Clinic,
    family::api::{act_for, act_for_myself},
    i18n::{t, t_string, use_i18n},
    ui::{Button, ButtonKind, Dialog, Row, Text, toast},
};

/// How often the page looks at the clock.
const LOOK_SECONDS: u64 = 5;
/// The warning comes this long before the end.
const WARNING_SECONDS: f64 = 60.0;
/// A page in use asks the clinic this often, which keeps the sign-in alive.
const ASK_SECONDS: f64 = 4.0 * 60.0;
/// Where the tabs of one browser tell each other when somebody last did something.
const ACTIVE: &str = "amparo-active";

/// Told by forms that were answered with "sign in first" on a page that was drawn for somebody.
#[derive(Clone, Copy)]
pub(crate) struct SessionEnded(pub(crate) RwSignal<bool>);

/// What the watch knows.
#[derive(Clone, Copy)]
struct Watch {
    /// For whom the page was drawn, and how long they may rest.
    person: (AccountId, f64),
    /// Seconds until the end, when it is near.
    left: RwSignal<Option<i64>>,
    warning: RwSignal<bool>,
    ended: RwSignal<bool>,
    /// For whom the page was drawn; and whether this browser acts for somebody else by now.
    patient: Option<PatientId>,
    other: RwSignal<bool>,
    asked_at: StoredValue<f64>,
    /// A call is going on: nobody touches the screen, and somebody is here all the same.
    is_call: bool,
}

/// Watches over the sign-in of whoever the page was drawn for.
#[component]
pub fn SessionWatch(
    /// Whether the page is a call.
    #[prop(optional)]
    is_call: bool,
) -> impl IntoView {
    let Clinic { who, .. } = expect_context::<Clinic>();
    let SessionEnded(ended) = expect_context::<SessionEnded>();
    let watching = move || {
        Suspend::new(async move { who.await.ok().flatten().map(|person| view! { <Watching person is_call ended/> }) })
    };
    view! { <Transition>{watching}</Transition> }
}

#[component]
fn Watching(person: SignedIn, is_call: bool, ended: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    #[expect(clippy::cast_precision_loss, reason = "minutes of a day")]
    let idle_seconds = person.idle_minutes as f64 * 60.0;
    let watch = Watch {
        person: (person.account, idle_seconds),
        left: RwSignal::new(None),
        warning: RwSignal::new(false),
        ended,
        patient: person.patient,
        other: RwSignal::new(false),
        asked_at: StoredValue::new(0.0),
        is_call,
    };
    watch.begin();
    let acts = person.acts_for.is_some();
    let name = person.acts_for.unwrap_or(person.name);
    let stay_here = move |_| {
        mark_active();
        watch.warning.set(false);
        watch.ask();
    };
    let back = Callback::new(move |account: AccountId| {
        if account == person.account {
            ended.set(false);
            mark_active();
            toast(t_string!(i18n, accounts.again_done));
            // Whoever comes in acts for themselves, and the page may be of somebody else.
            watch.ask();
        } else {
            // Somebody else: nothing of the former reader stays.
            _ = window().location().set_href("/");
        }
    });
    view! {
        <Dialog open=watch.warning title=move || t_string!(i18n, accounts.idle_title)>
            <Text>{move || t_string!(i18n, accounts.idle_text, seconds = watch.left.get().unwrap_or_default())}</Text>
            <Row>
                <Button on:click=stay_here>{t!(i18n, accounts.idle_stay)}</Button>
            </Row>
        </Dialog>
        <OtherPerson watch name acts/>
        <Dialog open=ended title=move || t_string!(i18n, accounts.again_title)>
            <Show when=move || ended.get()>
                {move || Suspend::new(sign_in_again(back))}
            </Show>
        </Dialog>
    }
}

/// Another tab began to act for somebody else: this one goes on with the person it was drawn for, or is drawn anew.
#[component]
fn OtherPerson(watch: Watch, name: String, acts: bool) -> impl IntoView {
    let i18n = use_i18n();
    let name = StoredValue::new(name);
    let drawn_for = watch.patient.filter(|_| acts);
    let go_on = move |_| {
        leptos::task::spawn_local(async move {
            let done = match drawn_for {
                Some(patient) => act_for(patient).await,
                None => act_for_myself().await,
            };
            match done {
                Ok(()) => watch.other.set(false),
                Err(_) => _ = window().location().reload(),
            }
        });
    };
    let anew = move |_| _ = window().location().reload();
    view! {
        <Dialog open=watch.other title=move || t_string!(i18n, common.acting.other_title)>
            <Text>{move || t_string!(i18n, common.acting.other_text, name = name.get_value())}</Text>
            <Row>
                <Button on:click=go_on>{move || t_string!(i18n, common.acting.go_on, name = name.get_value())}</Button>
                <Button kind=ButtonKind::Quiet on:click=anew>{t!(i18n, common.acting.anew)}</Button>
            </Row>
        </Dialog>
    }
}

/// Forms arrive when they are wanted: every page has this watch, and few people ever see its door.
#[lazy]
fn sign_in_again(back: Callback<AccountId>) -> AnyView {
    view! { <SignInAgain back/> }.into_any()
}

impl Watch {
    /// Begins to look, as long as the page lives. Nothing of it runs on the server.
    fn begin(self) {
        Effect::new(move || {
            stay::while_this_lives(Signal::derive(move || self.ended.get() || self.other.get()));
            self.asked_at.set_value(now());
            mark_active();
            let touched = [
                window_event_listener(ev::pointerdown, |_| mark_active()),
                window_event_listener(ev::focus, move |_| self.ask()),
                window_event_listener(ev::online, move |_| self.ask()),
            ];
            let typed = window_event_listener(ev::keydown, |_| mark_active());
            let looking = set_interval_with_handle(move || self.look(), Duration::from_secs(LOOK_SECONDS));
            on_cleanup(move || {
                for listening in touched {
                    listening.remove();
                }
                typed.remove();
                if let Ok(looking) = looking {
                    looking.clear();
                }
            });
        });
    }

    fn look(self) {
        if self.ended.get_untracked() {
            return;
        }
        if self.is_call {
            mark_active();
        }
        let rest = now() - last_active();
        let left = self.person.1 - rest;
        if left <= 0.0 {
            self.warning.set(false);
            self.ask();
        } else if left <= WARNING_SECONDS {
            #[expect(clippy::cast_possible_truncation, reason = "a minute at most")]
            self.left.set(Some(left.ceil() as i64));
            self.warning.set(true);
        } else {
            // Another tab was touched.
            self.warning.set(false);
            if now() - self.asked_at.get_value() > ASK_SECONDS && rest < ASK_SECONDS {
                self.ask();
            }
        }
    }

    /// Asks who is signed in; the question itself keeps the sign-in alive.
    fn ask(self) {
        self.asked_at.set_value(now());
        leptos::task::spawn_local(async move {
            match who_am_i().await {
                Ok(Some(person)) if person.account == self.person.0 => {
                    self.ended.set(false);
                    // What was typed for one person is not thrown away, and not sent for another.
                    self.other.set(person.patient != self.patient);
                }
                // Another tab came in as somebody else.
                Ok(Some(_)) => _ = window().location().reload(),
                Ok(None) => self.ended.set(true),
                // Without a network nobody knows.
                Err(_) => {}
            }
        });
    }
}

/// Seconds since 1970.
fn now() -> f64 {
    js_sys::Date::now() / 1000.0
}

fn mark_active() {
    if let Ok(Some(storage)) = window().local_storage() {
        _ = storage.set_item(ACTIVE, &now().to_string());
    }
}

fn last_active() -> f64 {
    let storage = window().local_storage().ok().flatten();
    let said = storage.and_then(|storage| storage.get_item(ACTIVE).ok().flatten());
    said.and_then(|said| said.parse().ok()).unwrap_or_else(now)
}
