//! The private address of one's calendar: making it, taking it along, replacing it, removing it.

use domain::{Role, calendar::CalendarFeed};
use leptos::prelude::*;

use super::api::{MakeCalendar, RemoveCalendar, my_calendar};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{
        Alert, ButtonKind, Card, ConfirmButton, CopyButton, Fact, Facts, Form, Glyph, Load, Muted, Row, Section,
        Submit, Text, Tone, When, after, toast,
    },
};

/// The calendar of a patient or of a professional; nobody else has visits of their own.
#[component]
pub(crate) fn CalendarSection(
    /// Whose.
    role: Role,
) -> impl IntoView {
    match role {
        Role::Patient | Role::Professional => view! { <OwnCalendar role/> }.into_any(),
        Role::Administrator | Role::Reception => ().into_any(),
    }
}

#[component]
fn OwnCalendar(role: Role) -> impl IntoView {
    let i18n = use_i18n();
    let feed = Resource::new(|| (), |()| my_calendar());
    let (make, remove) = (ServerAction::<MakeCalendar>::new(), ServerAction::<RemoveCalendar>::new());
    after(make, move |()| {
        toast(t_string!(i18n, calendar.made));
        feed.refetch();
    });
    after(remove, move |()| {
        toast(t_string!(i18n, calendar.removed));
        feed.refetch();
    });
    let lead = move || match role {
        Role::Professional => t_string!(i18n, calendar.lead_professional),
        _ => t_string!(i18n, calendar.lead_patient),
    };
    view! {
        <Section title=move || t_string!(i18n, calendar.title)>
            <Card>
                <Muted>{lead}</Muted>
                <Load of=feed let:feed>
                    {match feed {
                        Some(feed) => view! { <Feed feed make remove/> }.into_any(),
                        None => view! { <Make make/> }.into_any(),
                    }}
                </Load>
            </Card>
        </Section>
    }
}

#[component]
fn Make(make: ServerAction<MakeCalendar>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Form action=make>
            <Row>
                <Submit pending=make.pending() kind=ButtonKind::Quiet icon=Glyph::Add>
                    {t!(i18n, calendar.make)}
                </Submit>
            </Row>
        </Form>
    }
}

#[component]
fn Feed(feed: CalendarFeed, make: ServerAction<MakeCalendar>, remove: ServerAction<RemoveCalendar>) -> impl IntoView {
    let i18n = use_i18n();
    let shown = feed.address.map(|address| view! { <Shown address/> });
    view! {
        {shown}
        <Facts>
            <Fact label=move || t_string!(i18n, calendar.since)><When local=feed.since/></Fact>
        </Facts>
        <Form action=make>
            <ConfirmButton
                id="replace-calendar"
                label=move || t_string!(i18n, calendar.replace)
                question=move || t_string!(i18n, calendar.replace_title)
                consequence=Signal::derive(move || t_string!(i18n, calendar.replace_text).to_owned())
                yes=move || t_string!(i18n, calendar.replace)
                pending=make.pending()
                kind=ButtonKind::Quiet
                icon=Glyph::Refresh
            />
        </Form>
        <Form action=remove>
            <ConfirmButton
                id="remove-calendar"
                label=move || t_string!(i18n, calendar.remove)
                question=move || t_string!(i18n, calendar.remove_title)
                consequence=Signal::derive(move || t_string!(i18n, calendar.remove_text).to_owned())
                yes=move || t_string!(i18n, calendar.remove)
                pending=remove.pending()
                icon=Glyph::Remove
            />
        </Form>
    }
}

/// The address, for the few minutes in which it can be taken along.
#[component]
fn Shown(address: String) -> impl IntoView {
    let i18n = use_i18n();
    let shown = address.clone();
    view! {
        <Alert tone=Tone::Warning>{t!(i18n, calendar.shown_once)}</Alert>
        // Wider than a phone: it may break anywhere, as a text does.
        <Text><span translate="no">{shown}</span></Text>
        <Row>
            <CopyButton text=address/>
        </Row>
    }
}
