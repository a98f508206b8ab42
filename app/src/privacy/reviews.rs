//! What administrators look at: records opened outside of somebody's care, and readings that patients contest.

use domain::privacy::{CONTEST_CHARS_MAX, Review};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{MarkReviewed, Reviews, reviews},
    contests::Contests,
    pages::{LISTS, Pages, address},
};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{
        Badge, ButtonKind, Empty, Form, Gap, Glyph, HiddenField, List, ListItem, Load, Muted, Page, Row, Section,
        Stack, StayLink, Submit, Text, TextField, Tone, When, after, on_return, toast,
    },
};

/// The reviews.
#[component]
pub fn ReviewsPage() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let places = move || LISTS.map(|list| query.read().get(list));
    let found = Resource::new(places, |[glasses, contests]| reviews(glasses, contests));
    let refresh = Callback::new(move |()| found.refetch());
    on_return(move || found.refetch());
    view! {
        <Page title=move || t_string!(i18n, privacy.reviews_title)>
            <Muted>{t!(i18n, privacy.reviews_lead)}</Muted>
            <Load of=found let:found>
                <Both found refresh/>
            </Load>
        </Page>
    }
}

#[component]
fn Both(found: Reviews, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let Reviews { glasses, contests } = found;
    let is_first = use_query_map().with_untracked(|query| LISTS.iter().all(|list| query.get(list).is_none()));
    if is_first && glasses.is_empty() && contests.is_empty() {
        return view! {
            <Empty
                icon=Glyph::Show
                title=move || t_string!(i18n, privacy.reviews_empty_title)
                text=Signal::derive(move || t_string!(i18n, privacy.reviews_empty_text).to_owned())
            />
        }
        .into_any();
    }
    view! {
        {(!is_first || !contests.is_empty()).then(|| view! { <Contests contests refresh/> })}
        {(!is_first || !glasses.is_empty()).then(|| view! { <Glasses glasses refresh/> })}
    }
    .into_any()
}

#[component]
fn Glasses(glasses: Vec<Review>, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let label = Signal::derive(move || t_string!(i18n, privacy.glasses_title).to_owned());
    let (count, end) = (glasses.len(), glasses.last().map(Review::after));
    let lines = glasses.into_iter().map(|review| view! { <Glass review refresh/> }).collect_view();
    view! {
        <Section title=label>
            {(count > 0).then(|| view! { <List label>{lines}</List> })}
            <Pages list="glasses" count end/>
        </Section>
    }
}

#[component]
fn Glass(review: Review, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let note = (!review.note.is_empty()).then(|| view! { <Muted>{review.note}</Muted> });
    let glass = review.id.to_string();
    let state = match review.reviewed {
        Some((who, at)) => view! {
            <Row>
                <Badge tone=Tone::Success icon=Glyph::Check>{t!(i18n, privacy.reviewed)}</Badge>
                <Muted>{who} " · " <When local=at/></Muted>
            </Row>
            {note}
        }
        .into_any(),
        None => view! {
            <WhenChosen name="glass" id=glass.clone() words=move || t_string!(i18n, privacy.review)>
                <MarkAsReviewed glass=glass.clone() refresh/>
            </WhenChosen>
        }
        .into_any(),
    };
    view! {
        <ListItem>
            <Stack gap=Gap::Tight>
                <When local=review.opened/>
                <span>{t!(i18n, privacy.glass_line, who = review.professional, patient = review.patient)}</span>
                <Muted>{t!(i18n, privacy.glass_readings, count = review.readings)}</Muted>
                <Text>{review.reason}</Text>
                {state}
            </Stack>
        </ListItem>
    }
}

/// A form of one line of the page, drawn when it was chosen: of many lines only one has its form.
#[component]
pub(super) fn WhenChosen(
    /// What is chosen, in the address.
    name: &'static str,
    /// Which.
    id: String,
    /// What choosing says.
    #[prop(into)]
    words: Signal<String>,
    children: ChildrenFn,
) -> impl IntoView {
    let query = use_query_map();
    let at = id.clone();
    let href = Memo::new(move |_| query.with(|query| address(query, name, Some(&at))));
    let chosen = Memo::new(move |_| query.read().get(name).is_some_and(|chosen| chosen == id));
    move || {
        if chosen.get() {
            children().into_any()
        } else {
            view! {
                <Row>
                    <StayLink href=href.get()>{move || words.get()}</StayLink>
                </Row>
            }
            .into_any()
        }
    }
}

#[component]
fn MarkAsReviewed(glass: String, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let mark = ServerAction::<MarkReviewed>::new();
    after(mark, move |()| {
        toast(t_string!(i18n, privacy.review_kept));
        refresh.run(());
    });
    view! {
        <Form action=mark>
            <HiddenField name="form[glass]" value=glass/>
            <TextField
                name="form[note]"
                label=move || t_string!(i18n, privacy.review_note)
                hint=Signal::derive(move || t_string!(i18n, privacy.review_hint, count = CONTEST_CHARS_MAX))
                autocomplete="off"
            />
            <Row>
                <Submit pending=mark.pending() kind=ButtonKind::Quiet icon=Glyph::Check>
                    {t!(i18n, privacy.mark_reviewed)}
                </Submit>
            </Row>
        </Form>
    }
}
