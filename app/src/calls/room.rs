//! The page of the consultation room: the card before the door, the room, and the page after.

use domain::{AppointmentId, Role, calls::Seat, scheduling::AppointmentCard};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use send_wrapper::SendWrapper;
use wasm_bindgen_futures::spawn_local;

use super::{
    after::AfterCall, before::BeforeCall, call::Call, devices, inside::InCall, peer::Paths, shown::Shown, state::Phase,
};
use crate::{
    accounts::{SessionWatch, api::who_am_i},
    error::AppError,
    i18n::{t_string, use_i18n},
    layout::stage::{Lobby, Stage},
    records::api::WriteNote,
    scheduling::api::appointment,
    ui::{Load, WindowTitle},
    words::Language,
};

/// The call of the page, once there is one: never on the server.
type Kept = StoredValue<Option<SendWrapper<Call>>>;

/// What every part of the page shares.
#[derive(Clone, Copy)]
pub(super) struct Room {
    pub(super) visit: AppointmentId,
    pub(super) card: StoredValue<AppointmentCard>,
    /// Who we are, before the server says which seat is ours.
    role: Role,
    paths: Paths,
    shown: StoredValue<Shown>,
    call: Kept,
    /// The note being written: it outlives its panel, and the call.
    pub(super) draft: RwSignal<String>,
    pub(super) write_note: ServerAction<WriteNote>,
}

impl Room {
    fn new(card: AppointmentCard, role: Role, paths: Paths, shown: Shown, call: Kept) -> Self {
        Self {
            visit: card.id,
            card: StoredValue::new(card),
            role,
            paths,
            shown: StoredValue::new(shown),
            call,
            draft: RwSignal::new(String::new()),
            write_note: ServerAction::new(),
        }
    }

    /// What the call shows.
    pub(super) fn shown(&self) -> Shown {
        self.shown.get_value()
    }

    /// Which seat is ours.
    pub(super) fn seat(&self) -> Seat {
        let by_role = if self.role == Role::Professional { Seat::Professional } else { Seat::Patient };
        self.shown().seat.get().unwrap_or(by_role)
    }

    /// The name of the other person, and of whoever acts for them.
    pub(super) fn other_name(&self, i18n: Language) -> String {
        let seat = self.seat();
        self.card.with_value(|card| match seat {
            Seat::Patient => card.professional.clone(),
            Seat::Professional => match &card.guardian {
                Some(guardian) => {
                    t_string!(i18n, calls.with_guardian, patient = card.patient.as_str(), guardian = guardian.as_str())
                }
                None => card.patient.clone(),
            },
        })
    }

    /// Does something with the call, if there is one.
    pub(super) fn with_call<T>(&self, act: impl FnOnce(&Call) -> T) -> Option<T> {
        let call = self.call.try_with_value(Clone::clone).flatten()?;
        Some(act(&call))
    }

    /// Tells the call to do something, if there is one.
    pub(super) fn tell(&self, act: impl FnOnce(&Call)) {
        self.with_call(act);
    }

    /// Makes a call ready; the one before, if any, lets go of its devices.
    fn renew(&self) -> Option<Call> {
        self.tell(Call::let_go);
        let call = Call::new(self.visit, self.paths, self.shown())?;
        self.call.set_value(Some(SendWrapper::new(call.clone())));
        Some(call)
    }

    /// Asks for the devices. Only ever from a click.
    pub(super) fn prepare(&self) {
        if let Some(call) = self.renew() {
            spawn_local(async move { call.prepare().await });
        }
    }

    /// Goes in with what was prepared, or with nothing.
    pub(super) fn enter(&self) {
        if self.with_call(Call::is_ready) != Some(true) {
            self.renew();
        }
        self.tell(Call::enter);
    }

    /// Goes in again, with the devices of before. Only ever from a click.
    pub(super) fn enter_again(&self) {
        if let Some(call) = self.renew() {
            self.shown().phase.set(Phase::Card);
            spawn_local(async move {
                call.prepare().await;
                call.enter();
            });
        }
    }
}

/// The consultation room of an appointment. Sound and picture exist in the browser alone.
#[component]
pub fn RoomPage() -> impl IntoView {
    let i18n = use_i18n();
    let shown = Shown::new();
    let paths = use_query_map().with_untracked(|query| paths(query.get_str("ice")));
    let visit = use_params_map().with_untracked(|map| map.get_str("id").and_then(|id| AppointmentId::parse(id).ok()));
    let card = Resource::new(|| (), move |()| open(visit));
    Effect::new(move || {
        shown.obstacle.set(devices::obstacle());
        shown.is_live.set(true);
    });
    // Whoever goes to another page takes the camera's light with them.
    let call = Kept::new(None);
    on_cleanup(move || {
        if let Some(call) = call.try_update_value(Option::take).flatten() {
            call.let_go();
        }
    });
    let state = move || match shown.phase.get() {
        Phase::Room => shown.facts.get().state().as_str(),
        phase => phase.as_str(),
    };
    let route = move || shown.facts.get().route.map(domain::calls::Route::as_str);
    view! {
        <WindowTitle text=Signal::derive(move || t_string!(i18n, calls.room).to_owned())/>
        <Stage state=Signal::derive(state) route=Signal::derive(route)>
            <Load of=card let:found>
                {
                    let (card, role) = found;
                    let room = Room::new(card, role, paths, shown, call);
                    view! { <Phases room/> }
                }
            </Load>
        </Stage>
        // Whoever is in a call is here, without touching anything.
        <SessionWatch is_call=true/>
    }
}

#[component]
fn Phases(room: Room) -> impl IntoView {
    // Only another phase draws anew: within one, what is typed and shown stays.
    let phase = Memo::new(move |_| room.shown().phase.get());
    move || match phase.get() {
        Phase::Card => view! { <Lobby><BeforeCall room/></Lobby> }.into_any(),
        Phase::Room => view! { <InCall room/> }.into_any(),
        Phase::Over(over) => view! { <Lobby><AfterCall room over/></Lobby> }.into_any(),
    }
}

async fn open(visit: Option<AppointmentId>) -> Result<(AppointmentCard, Role), AppError> {
    let visit = visit.ok_or_else(|| AppError::Missing.with_status())?;
    let card = appointment(visit).await?;
    let who = who_am_i().await?.ok_or_else(|| AppError::SignInFirst.with_status())?;
    Ok((card, who.role))
}

/// `?ice=relay` asks for the relay alone, for networks that let nothing else through.
fn paths(ice: Option<&str>) -> Paths {
    if ice == Some("relay") { Paths::Relay } else { Paths::Any }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_word_forces_the_relay() {
        assert_eq!(paths(Some("relay")), Paths::Relay);
        for other in [None, Some(""), Some("all"), Some("RELAY")] {
            assert_eq!(paths(other), Paths::Any);
        }
    }
}
