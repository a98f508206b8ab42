//! The professionals of the clinic, searched as one types.

use domain::professionals::ProfessionalCard;
use leptos::prelude::*;

use super::{api::professionals, found};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{ButtonKind, ButtonLink, Empty, Gap, Glyph, List, ListItem, Load, Muted, Page, SearchField, Stack},
};

/// Everybody who cares.
#[component]
pub fn ProfessionalsPage() -> impl IntoView {
    let i18n = use_i18n();
    let people = Resource::new(|| (), |()| professionals());
    let sought = RwSignal::new(String::new());
    view! {
        <Page
            title=move || t_string!(i18n, professionals.list_title)
            actions=move || view! {
                <ButtonLink href="/invitations" icon=Glyph::Mail>{t!(i18n, links.invitations_title)}</ButtonLink>
                <ButtonLink href="/professionals/new" kind=ButtonKind::Quiet icon=Glyph::Add>
                    {t!(i18n, professionals.list_add)}
                </ButtonLink>
            }
        >
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
                title=move || t_string!(i18n, professionals.list_empty_title)
                text=Signal::derive(move || t_string!(i18n, professionals.list_empty_text).to_owned())
            >
                <ButtonLink href="/professionals/new" icon=Glyph::Add>{t!(i18n, professionals.list_add)}</ButtonLink>
            </Empty>
        }
        .into_any();
    }
    let count = people.len();
    let found = found(people, sought);
    let lines = move || found.get().into_iter().map(|card| view! { <PersonLine card/> }).collect_view();
    view! {
        <SearchField label=move || t_string!(i18n, professionals.list_search) text=sought/>
        <Show
            when=move || !found.read().is_empty()
            fallback=move || view! { <Muted>{t!(i18n, professionals.list_none_found)}</Muted> }
        >
            <List label=move || t_string!(i18n, professionals.list_title)>{lines}</List>
        </Show>
        <Muted>{t!(i18n, professionals.list_count, count = count)}</Muted>
    }
    .into_any()
}

#[component]
fn PersonLine(card: ProfessionalCard) -> impl IntoView {
    view! {
        <ListItem href=format!("/professionals/{}", card.id)>
            <Stack gap=Gap::Tight>
                <span>{card.name}</span>
                <Muted>{card.specialty} " · " {card.registration}</Muted>
            </Stack>
        </ListItem>
    }
}
