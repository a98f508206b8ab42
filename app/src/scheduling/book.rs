//! With whom? The first question of a booking.

use domain::professionals::ProfessionalCard;
use leptos::prelude::*;

use crate::{
    i18n::{t, t_string, use_i18n},
    professionals::{api::professionals, found},
    ui::{Card, CardTitle, Columns, Empty, Gap, Glyph, Icon, Lead, Load, Muted, Page, Row, SearchField, Stack},
};

/// A list shorter than this is read faster than searched.
const SEARCHED_FROM: usize = 6;

/// Choose a professional.
#[component]
pub fn BookPage() -> impl IntoView {
    let i18n = use_i18n();
    let people = Resource::new(|| (), |()| professionals());
    let sought = RwSignal::new(String::new());
    view! {
        <Page title=move || t_string!(i18n, scheduling.book_title) back="/visits">
            <Load of=people let:people>
                <People people sought/>
            </Load>
        </Page>
    }
}

#[component]
fn People(people: Vec<ProfessionalCard>, sought: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    if people.is_empty() {
        return view! {
            <Empty
                icon=Glyph::Professional
                title=move || t_string!(i18n, scheduling.book_empty_title)
                text=Signal::derive(move || t_string!(i18n, scheduling.book_empty_text).to_owned())
            />
        }
        .into_any();
    }
    let many = people.len() >= SEARCHED_FROM;
    let found = found(people, sought);
    let cards = move || found.get().into_iter().map(|card| view! { <PersonCard card/> }).collect_view();
    view! {
        <Lead>{t!(i18n, scheduling.book_lead)}</Lead>
        {many.then(|| view! { <SearchField label=move || t_string!(i18n, scheduling.book_search) text=sought/> })}
        <Columns>{cards}</Columns>
        <Show when=move || found.read().is_empty()>
            <Muted>{t!(i18n, scheduling.book_none_found)}</Muted>
        </Show>
    }
    .into_any()
}

#[component]
fn PersonCard(card: ProfessionalCard) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Card href=format!("/book/{}", card.id)>
            <Stack gap=Gap::Tight>
                <CardTitle>{card.name}</CardTitle>
                <span>{card.specialty}</span>
                <Muted>{card.registration}</Muted>
                <Muted>{t!(i18n, scheduling.book_length, minutes = card.visit_minutes)}</Muted>
            </Stack>
            <Row>
                <Icon name=Glyph::Book/>
                <span>{t!(i18n, scheduling.book_choose)}</span>
            </Row>
        </Card>
    }
}
