//! The door of the consultation room, on the page of its visit.

use domain::scheduling::{AppointmentCard, AppointmentState, RoomState};
use leptos::prelude::*;

use super::lines::room_path;
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{
        ButtonLink, ButtonSize, Card, CardTitle, Countdown, Fact, Facts, Glyph, Muted, Row, Text, Tone, When,
        when_comes,
    },
};

/// Come in, or when to come back.
#[component]
pub(super) fn RoomCard(
    card: AppointmentCard,
    /// Asks again how the visit stands.
    refresh: Callback<()>,
) -> impl IntoView {
    let i18n = use_i18n();
    match (card.state, card.room) {
        (state, RoomState::Open) if state.is_open() => view! {
            <Card tone=Tone::Success>
                <CardTitle>{t!(i18n, scheduling.room_open)}</CardTitle>
                <Row>
                    <ButtonLink href=room_path(&card) size=ButtonSize::Large icon=Glyph::Camera>
                        {t!(i18n, scheduling.room_enter)}
                    </ButtonLink>
                </Row>
            </Card>
        }
        .into_any(),
        (state, RoomState::NotOpen) if state.is_open() => {
            // The button comes by itself when the room opens.
            when_comes(card.room_opens.at, move || refresh.run(()));
            view! {
                <Card>
                    <CardTitle>{t!(i18n, scheduling.room_title)}</CardTitle>
                    <Facts>
                        <Fact label=move || t_string!(i18n, scheduling.room_opens)>
                            <When local=card.room_opens/>
                        </Fact>
                        <Fact label=move || t_string!(i18n, scheduling.room_in)>
                            <Countdown to=card.room_opens.at/>
                        </Fact>
                    </Facts>
                    <Muted>{t!(i18n, scheduling.room_not_open)}</Muted>
                </Card>
            }
            .into_any()
        }
        (AppointmentState::Cancelled, _) => {
            view! { <Card><Text>{t!(i18n, scheduling.cancelled_text)}</Text></Card> }.into_any()
        }
        (AppointmentState::Completed, _) => {
            view! { <Card><Text>{t!(i18n, scheduling.completed_text)}</Text></Card> }.into_any()
        }
        (AppointmentState::NoShow, _) => {
            view! { <Card><Text>{t!(i18n, scheduling.missed_text)}</Text></Card> }.into_any()
        }
        _ => view! { <Card><Text>{t!(i18n, scheduling.room_closed)}</Text></Card> }.into_any(),
    }
}
