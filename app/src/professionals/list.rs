//! The professionals of the clinic, searched as one types.

use domain::{Role, professionals::ProfessionalCard};
use futures_util::future::try_join;
use leptos::prelude::*;

use super::{api::professionals, found};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    scheduling::my_role,
    ui::{ButtonKind, ButtonLink, Empty, Gap, Glyph, List, ListItem, Load, Muted, Page, Row, SearchField, Stack},
};

async fn people_of_reader() -> Result<(Role, Vec<ProfessionalCard>), AppError> {
    try_join(my_role(), professionals()).await
}

/// Everybody who cares.
#[component]
pub fn ProfessionalsPage() -> impl IntoView {
    let i18n = use_i18n();
    let people = Resource::new(|| (), |()| people_of_reader());
    let sought = RwSignal::new(String::new());
    view! {
        <Page title=move || t_string!(i18n, professionals.list_title)>
            <Load of=people let:found>
                <People people=found.1 may_add=found.0 == Role::Administrator sought/>
            </Load>
        </Page>
    }
}

#[component]
fn People(people: Vec<ProfessionalCard>, may_add: bool, sought: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let add = move || {
        may_add.then(|| {
            view! {
                <ButtonLink href="/professionals/new" icon=Glyph::Add>{t!(i18n, professionals.list_add)}</ButtonLink>
                <ButtonLink href="/people" kind=ButtonKind::Quiet icon=Glyph::People>
                    {t!(i18n, accounts.people_title)}
                </ButtonLink>
                <ButtonLink href="/invitations" kind=ButtonKind::Quiet icon=Glyph::Mail>
                    {t!(i18n, links.invitations_title)}
                </ButtonLink>
                <ButtonLink href="/holidays" kind=ButtonKind::Quiet icon=Glyph::Book>
                    {t!(i18n, scheduling.holidays_title)}
                </ButtonLink>
            }
        })
    };
    if people.is_empty() {
        return view! {
            <Empty
                icon=Glyph::Professional
                title=move || t_string!(i18n, professionals.list_empty_title)
                text=Signal::derive(move || t_string!(i18n, professionals.list_empty_text).to_owned())
            >
                {add()}
            </Empty>
        }
        .into_any();
    }
    let count = people.len();
    let found = found(people, sought);
    let lines = move || found.get().into_iter().map(|card| view! { <PersonLine card/> }).collect_view();
    view! {
        {add().map(|add| view! { <Row>{add}</Row> })}
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
