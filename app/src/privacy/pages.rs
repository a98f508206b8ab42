//! Turning the pages of the reviews: each of the two lists has its own place in the address.

use domain::privacy::{After, REVIEWS_ROWS_MAX};
use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use crate::{
    i18n::{t, use_i18n},
    ui::{ButtonKind, ButtonLink, Glyph, Row},
};

/// The two lists, as an address names them.
pub(super) const LISTS: [&str; 2] = ["glasses", "contests"];

/// The address of the reviews, with one thing changed or added; the lists stay where they are.
pub(super) fn address(query: &ParamsMap, name: &str, value: Option<&str>) -> String {
    let kept = LISTS.into_iter().filter(|list| *list != name).filter_map(|list| Some((list, query.get(list)?)));
    // An address is typed by anybody: only what is one of ours goes into the next one.
    let kept = kept.filter(|(_, place)| After::parse(place).is_some());
    let changed = value.map(|value| (name, value.to_owned()));
    let pairs = kept.chain(changed).map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>();
    if pairs.is_empty() { "/reviews".into() } else { format!("/reviews?{}", pairs.join("&")) }
}

/// The ways to the first page of a list and to the next one, where there are any.
#[component]
pub(super) fn Pages(
    /// Which list.
    list: &'static str,
    /// How many of it are shown.
    count: usize,
    /// The last of them.
    end: Option<After>,
) -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let is_full = i64::try_from(count).is_ok_and(|count| count >= REVIEWS_ROWS_MAX);
    let first = query.with_untracked(|query| query.get(list).map(|_| address(query, list, None)));
    let next = end.filter(|_| is_full).map(|end| {
        let end = end.to_string();
        query.with_untracked(|query| address(query, list, Some(&end)))
    });
    let first = first.map(|href| {
        view! { <ButtonLink href kind=ButtonKind::Ghost>{t!(i18n, privacy.first_page)}</ButtonLink> }
    });
    let next = next.map(|href| {
        view! { <ButtonLink href kind=ButtonKind::Quiet icon=Glyph::History>{t!(i18n, privacy.next_page)}</ButtonLink> }
    });
    view! { <Row>{first} {next}</Row> }
}
