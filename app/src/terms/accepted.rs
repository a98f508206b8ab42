//! What the reader accepted, and when.

use domain::terms::{Acceptance, Document};
use leptos::prelude::*;

use super::api::my_acceptances;
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{Gap, LinkTo, List, ListItem, Load, Muted, Section, Stack, When},
    words,
};

/// Every version of every text, the latest first.
#[component]
pub(crate) fn AcceptedSection() -> impl IntoView {
    let i18n = use_i18n();
    let accepted = Resource::new(|| (), |()| my_acceptances());
    view! {
        <Section title=move || t_string!(i18n, terms.accepted_title)>
            <Load of=accepted let:accepted>
                <List label=move || t_string!(i18n, terms.accepted_title)>
                    {accepted.into_iter().map(|acceptance| view! { <Line acceptance/> }).collect_view()}
                </List>
            </Load>
        </Section>
    }
}

#[component]
fn Line(acceptance: Acceptance) -> impl IntoView {
    let i18n = use_i18n();
    let href = match acceptance.document {
        Document::Terms => "/terms",
        Document::Privacy => "/privacy",
    };
    view! {
        <ListItem>
            <Stack gap=Gap::Tight>
                <LinkTo href=href>{move || words::document(i18n, acceptance.document)}</LinkTo>
                <Muted>{t!(i18n, terms.accepted_version, version = acceptance.version)}</Muted>
                <Muted>{t!(i18n, terms.accepted_at)} " " <When local=acceptance.at/></Muted>
            </Stack>
        </ListItem>
    }
}
