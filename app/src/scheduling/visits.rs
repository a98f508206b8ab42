//! The visits of the signed-in person, on both sides of now.

use domain::{Role, scheduling::AppointmentCard};
use futures_util::future::try_join;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    api::{Visits, my_visits},
    lines::VisitLine,
    my_role,
};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    ui::{ButtonLink, Empty, Glyph, List, Load, Muted, Page, Row, Section, on_return},
};

#[derive(Clone, Serialize, Deserialize)]
struct Mine {
    reader: Role,
    visits: Visits,
}

async fn mine() -> Result<Mine, AppError> {
    let (reader, visits) = try_join(my_role(), my_visits()).await?;
    Ok(Mine { reader, visits })
}

/// What is coming, and what was.
#[component]
pub fn VisitsPage() -> impl IntoView {
    let i18n = use_i18n();
    let visits = Resource::new(|| (), |()| mine());
    on_return(move || visits.refetch());
    view! {
        <Page title=move || t_string!(i18n, scheduling.visits_title)>
            <Load of=visits let:mine>
                <Both mine/>
            </Load>
        </Page>
    }
}

#[component]
fn Both(mine: Mine) -> impl IntoView {
    let i18n = use_i18n();
    let Mine { reader, visits: Visits { upcoming, past } } = mine;
    let upcoming = if upcoming.is_empty() {
        view! { <NoneUpcoming reader/> }.into_any()
    } else {
        let label = Signal::derive(move || t_string!(i18n, scheduling.visits_upcoming).to_owned());
        view! {
            <Section title=label>
                <Lines cards=upcoming reader label/>
            </Section>
            {(reader == Role::Patient)
                .then(|| {
                    view! {
                        <Row>
                            <ButtonLink href="/book" icon=Glyph::Book>
                                {t!(i18n, scheduling.visits_book)}
                            </ButtonLink>
                        </Row>
                    }
                })}
        }
        .into_any()
    };
    let past = if past.is_empty() {
        view! { <Muted>{t!(i18n, scheduling.visits_past_empty)}</Muted> }.into_any()
    } else {
        let label = Signal::derive(move || t_string!(i18n, scheduling.visits_past).to_owned());
        view! { <Lines cards=past reader label/> }.into_any()
    };
    view! {
        {upcoming}
        <Section title=move || t_string!(i18n, scheduling.visits_past)>{past}</Section>
    }
}

#[component]
fn NoneUpcoming(reader: Role) -> impl IntoView {
    let i18n = use_i18n();
    let patient = reader == Role::Patient;
    let text = Signal::derive(move || {
        let text = if patient {
            t_string!(i18n, scheduling.visits_empty_text)
        } else {
            t_string!(i18n, scheduling.visits_empty_professional)
        };
        text.to_owned()
    });
    let action = patient.then(|| {
        view! {
            <ButtonLink href="/book" icon=Glyph::Book>
                {t!(i18n, scheduling.visits_book)}
            </ButtonLink>
        }
    });
    view! {
        <Empty icon=Glyph::Visits title=move || t_string!(i18n, scheduling.visits_empty_title) text>
            {action}
        </Empty>
    }
}

#[component]
fn Lines(cards: Vec<AppointmentCard>, reader: Role, label: Signal<String>) -> impl IntoView {
    let lines = cards.into_iter().map(|card| view! { <VisitLine card reader/> }).collect_view();
    view! { <List label>{lines}</List> }
}
