//! The directory: who sees patients here, searched by everybody. The same cards lead a patient to a booking.

use domain::professionals::{
    DirectoryCard, DirectoryForm, DirectoryPage as Found, Modality, Order, Specialty, Spoken, Within,
};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use super::{api::directory, modality, photo_path, spoken};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    scheduling::my_role,
    ui::{
        ButtonKind, ButtonLink, Card, CardTitle, Columns, Empty, Gap, Glyph, Icon, Lead, LinkTo, Load, More, Muted,
        Page, Portrait, Row, SearchForm, Select, Stack, Submit, Text, TextField, When, or_none,
    },
};

/// Everybody's way to the professionals.
#[component]
pub fn DirectoryPage() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Page title=move || t_string!(i18n, professionals.directory.title)>
            <Lead>{t!(i18n, professionals.directory.lead)}</Lead>
            <Directory path="/directory"/>
        </Page>
    }
}

/// The search and those it found.
#[component]
pub(crate) fn Directory(
    /// The page it stands on.
    path: &'static str,
    /// Whether it is for those who are signed in.
    #[prop(optional)]
    members: bool,
) -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| asked_in(&query.read()));
    let found = Resource::new(move || asked.get(), move |form| page(form, members));
    let search = move || view! { <Search path form=asked.get()/> };
    view! {
        {search}
        <Load of=found let:found>
            <Answer path found/>
        </Load>
    }
}

async fn page(form: DirectoryForm, members: bool) -> Result<(DirectoryForm, Found), AppError> {
    if members {
        my_role().await?;
    }
    Ok((form.clone(), directory(form).await?))
}

/// What the address asks.
fn asked_in(query: &ParamsMap) -> DirectoryForm {
    let said = |name: &str| query.get(name).unwrap_or_default();
    DirectoryForm {
        words: said("words"),
        language: said("language"),
        modality: said("modality"),
        price: said("price"),
        within: said("within"),
        order: said("order"),
        after: said("after"),
    }
}

/// The address that asks the same and goes on after somebody.
fn path_after(path: &str, asked: &DirectoryForm, after: &str) -> String {
    let mut query = ParamsMap::new();
    for (name, value) in [
        ("words", asked.words.as_str()),
        ("language", &asked.language),
        ("modality", &asked.modality),
        ("price", &asked.price),
        ("within", &asked.within),
        ("order", &asked.order),
        ("after", after),
    ] {
        if !value.is_empty() {
            query.insert(name, value.to_owned());
        }
    }
    format!("{path}{}", query.to_query_string())
}

#[component]
fn Search(path: &'static str, form: DirectoryForm) -> impl IntoView {
    let i18n = use_i18n();
    let filtered = [&form.language, &form.modality, &form.price, &form.within, &form.order];
    let filtered = filtered.iter().any(|said| !said.is_empty());
    let words = form.words.clone();
    let problem = form.clone().check().err().and_then(|errors| errors.of("words"));
    view! {
        <SearchForm action=path>
            <TextField
                name="words"
                label=move || t_string!(i18n, professionals.directory.words)
                value=words
                error=Signal::stored(problem)
                autocomplete="off"
            />
            <More label=move || t_string!(i18n, professionals.directory.filters) open=filtered>
                <Filters form/>
            </More>
            <Row>
                <Submit icon=Glyph::Search>{t!(i18n, professionals.directory.search)}</Submit>
                <ButtonLink href=path kind=ButtonKind::Ghost>{t!(i18n, professionals.directory.all)}</ButtonLink>
            </Row>
        </SearchForm>
    }
}

#[component]
fn Filters(form: DirectoryForm) -> impl IntoView {
    let i18n = use_i18n();
    let problem = form.clone().check().err().and_then(|errors| errors.of("price"));
    let any = move || t_string!(i18n, professionals.directory.any);
    let languages = Signal::derive(move || {
        let words = Spoken::ALL.iter().map(|&word| (word.as_str().to_owned(), spoken(i18n, word).to_owned()));
        or_none(any(), words)
    });
    let places = Signal::derive(move || {
        let words = [Modality::Remote, Modality::InPerson];
        let words = words.map(|word| (word.as_str().to_owned(), modality(i18n, word).to_owned()));
        or_none(any(), words)
    });
    let times = Signal::derive(move || {
        let words = Within::ALL.iter().map(|&within| (within.as_str().to_owned(), soon(i18n, within).to_owned()));
        or_none(any(), words)
    });
    let orders = Signal::derive(move || {
        let words = |order| match order {
            Order::NextFree => t_string!(i18n, professionals.directory.by_next_free),
            Order::Price => t_string!(i18n, professionals.directory.by_price),
        };
        Order::ALL.iter().map(|&order| (order.as_str().to_owned(), words(order).to_owned())).collect::<Vec<_>>()
    });
    view! {
        <Columns>
            <Select
                name="within"
                label=move || t_string!(i18n, professionals.directory.within)
                options=times
                value=form.within
            />
            <Select
                name="modality"
                label=move || t_string!(i18n, professionals.profile_modality)
                options=places
                value=form.modality
            />
            <Select
                name="language"
                label=move || t_string!(i18n, professionals.directory.language)
                options=languages
                value=form.language
            />
            <TextField
                name="price"
                label=move || t_string!(i18n, professionals.directory.price)
                value=form.price
                error=Signal::stored(problem)
                inputmode="decimal"
                autocomplete="off"
            />
            <Select
                name="order"
                label=move || t_string!(i18n, professionals.directory.order)
                options=orders
                value=form.order
            />
        </Columns>
    }
}

fn soon(i18n: crate::words::Language, within: Within) -> &'static str {
    match within {
        Within::Day => t_string!(i18n, professionals.directory.within_day),
        Within::ThreeDays => t_string!(i18n, professionals.directory.within_three_days),
        Within::Week => t_string!(i18n, professionals.directory.within_week),
    }
}

#[component]
fn Answer(path: &'static str, found: (DirectoryForm, Found)) -> impl IntoView {
    let i18n = use_i18n();
    let (asked, Found { cards, next }) = found;
    if cards.is_empty() {
        return view! {
            <Empty
                icon=Glyph::Professional
                title=move || t_string!(i18n, professionals.directory.none_title)
                text=Signal::derive(move || t_string!(i18n, professionals.directory.none_text).to_owned())
            />
        }
        .into_any();
    }
    let further = next.map(|after| {
        let href = path_after(path, &asked, &after);
        view! {
            <Row>
                <ButtonLink href kind=ButtonKind::Quiet icon=Glyph::Next>
                    {t!(i18n, professionals.directory.further)}
                </ButtonLink>
            </Row>
        }
    });
    let cards = cards.into_iter().map(|card| view! { <PersonCard card/> }).collect_view();
    view! {
        <Columns>{cards}</Columns>
        {further}
    }
    .into_any()
}

/// A professional as everybody may see them.
#[component]
fn PersonCard(card: DirectoryCard) -> impl IntoView {
    let i18n = use_i18n();
    let (name, href) = (card.name.clone(), format!("/book/{}", card.id));
    let named = href.clone();
    let minutes = card.visit_minutes;
    let price = card.price.map(|price| view! { <span>{price.to_string()}</span> });
    let (place, languages) = (card.modality, card.languages);
    let languages = move || languages.iter().map(|&word| spoken(i18n, word)).collect::<Vec<_>>().join(", ");
    let about = (!card.biography.is_empty()).then(|| {
        view! {
            <More label=move || t_string!(i18n, professionals.directory.about)>
                <Text>{card.biography}</Text>
            </More>
        }
    });
    view! {
        <Card>
            <Row>
                <Portrait photo=card.photo.map(photo_path) name/>
                <Stack gap=Gap::Tight>
                    <CardTitle>
                        <LinkTo href=named>{card.name}</LinkTo>
                    </CardTitle>
                    <Specialties specialties=card.specialties/>
                    <Muted>{card.registrations.join(" · ")}</Muted>
                </Stack>
            </Row>
            <Stack gap=Gap::Tight>
                <Row>
                    {price}
                    <span>{move || modality(i18n, place)}</span>
                    <span>{t!(i18n, scheduling.book_length, minutes = minutes)}</span>
                </Row>
                <Muted>{languages}</Muted>
            </Stack>
            <NextFree next=card.next_free/>
            {about}
            <Row>
                <ButtonLink href icon=Glyph::Book>{t!(i18n, scheduling.book_choose)}</ButtonLink>
            </Row>
        </Card>
    }
}

#[component]
fn Specialties(specialties: Vec<Specialty>) -> impl IntoView {
    let lines = specialties.into_iter().map(|Specialty { name, rqe }| {
        let rqe = rqe.map(|rqe| format!(" · RQE {rqe}")).unwrap_or_default();
        view! { <span>{name} {rqe}</span> }
    });
    lines.collect_view()
}

#[component]
fn NextFree(next: Option<domain::Local>) -> impl IntoView {
    let i18n = use_i18n();
    match next {
        Some(local) => view! {
            <Row>
                <Icon name=Glyph::Clock/>
                <span>{t!(i18n, professionals.directory.next_free)}</span>
                <When local/>
            </Row>
        }
        .into_any(),
        None => view! { <Muted>{t!(i18n, professionals.directory.no_next_free)}</Muted> }.into_any(),
    }
}
