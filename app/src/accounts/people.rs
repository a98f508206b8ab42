//! Who works here, for administrators: `/people`.

use domain::people::StaffMember;
use leptos::prelude::*;

use super::api::{DeactivateAccount, ReactivateAccount, people};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{
        Badge, ButtonKind, ConfirmButton, Form, Gap, Glyph, HiddenField, List, ListItem, Load, Muted, Page, Row, Stack,
        Submit, Text, Tone, When, after, on_return, toast,
    },
    words,
};

/// Everybody who works here, and whether they may come in.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let i18n = use_i18n();
    let staff = Resource::new(|| (), |()| people());
    let refresh = Callback::new(move |()| staff.refetch());
    on_return(move || staff.refetch());
    view! {
        <Page title=move || t_string!(i18n, accounts.people_title)>
            <Muted>{t!(i18n, accounts.people_lead)}</Muted>
            <Load of=staff let:staff>
                {
                    let lines = staff.into_iter().map(|person| view! { <Line person refresh/> }).collect_view();
                    view! { <List label=move || t_string!(i18n, accounts.people_title)>{lines}</List> }
                }
            </Load>
        </Page>
    }
}

#[component]
fn Line(person: StaffMember, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let role = person.role;
    let seen = match person.seen {
        Some(local) => view! { {t!(i18n, accounts.people_seen)} " " <When local/> }.into_any(),
        None => view! { {t!(i18n, accounts.people_never)} }.into_any(),
    };
    let deed = match (person.is_me, person.deactivated) {
        (true, _) => view! { <Badge icon=Glyph::Person>{t!(i18n, accounts.people_me)}</Badge> }.into_any(),
        (false, None) => view! { <Deactivate person=person.clone() refresh/> }.into_any(),
        (false, Some(since)) => view! {
            <Row>
                <Badge tone=Tone::Warning icon=Glyph::Lock>{t!(i18n, accounts.people_out)}</Badge>
                <Muted>{t!(i18n, accounts.people_since)} " " <When local=since/></Muted>
            </Row>
            <Reactivate person=person.clone() refresh/>
        }
        .into_any(),
    };
    view! {
        <ListItem>
            <Stack gap=Gap::Tight>
                <Text>{person.name}</Text>
                <Muted>{move || words::role(i18n, role)} " · " {person.email}</Muted>
                <Muted>{seen}</Muted>
                {deed}
            </Stack>
        </ListItem>
    }
}

#[component]
fn Deactivate(person: StaffMember, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let deactivate = ServerAction::<DeactivateAccount>::new();
    after(deactivate, move |()| {
        toast(t_string!(i18n, accounts.people_deactivated));
        refresh.run(());
    });
    let name = StoredValue::new(person.name);
    view! {
        <Form action=deactivate>
            <HiddenField name="account" value=person.account.to_string()/>
            <Row>
                <ConfirmButton
                    id=format!("deactivate-{}", person.account)
                    label=move || t_string!(i18n, accounts.people_deactivate)
                    question=move || t_string!(i18n, accounts.people_deactivate_title, name = name.get_value())
                    consequence=Signal::derive(move || t_string!(i18n, accounts.people_deactivate_text).to_owned())
                    yes=move || t_string!(i18n, accounts.people_deactivate)
                    pending=deactivate.pending()
                    icon=Glyph::Lock
                />
            </Row>
        </Form>
    }
}

#[component]
fn Reactivate(person: StaffMember, refresh: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let reactivate = ServerAction::<ReactivateAccount>::new();
    after(reactivate, move |()| {
        toast(t_string!(i18n, accounts.people_reactivated));
        refresh.run(());
    });
    view! {
        <Form action=reactivate>
            <HiddenField name="account" value=person.account.to_string()/>
            <Row>
                <Submit pending=reactivate.pending() kind=ButtonKind::Quiet icon=Glyph::Refresh>
                    {t!(i18n, accounts.people_reactivate)}
                </Submit>
            </Row>
        </Form>
    }
}
