//! The outbox of the demo: what would have been sent.

use leptos::prelude::*;

use super::{DemoMail, api::demo_messages};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{Button, ButtonKind, Card, CardTitle, Empty, Fact, Facts, Glyph, Load, Muted, Page, Text, on_return},
};

/// Messages written instead of sent.
#[component]
pub fn OutboxPage() -> impl IntoView {
    let i18n = use_i18n();
    let messages = Resource::new(|| (), |()| demo_messages());
    on_return(move || messages.refetch());
    view! {
        <Page
            title=move || t_string!(i18n, mail.title)
            actions=move || view! {
                <Button kind=ButtonKind::Quiet icon=Glyph::Refresh on:click=move |_| messages.refetch()>
                    {t!(i18n, mail.refresh)}
                </Button>
            }
        >
            <Muted>{t!(i18n, mail.lead)}</Muted>
            <Load of=messages let:messages>
                <Messages messages/>
            </Load>
        </Page>
    }
}

#[component]
fn Messages(messages: Vec<DemoMail>) -> impl IntoView {
    let i18n = use_i18n();
    if messages.is_empty() {
        return view! {
            <Empty
                icon=Glyph::Outbox
                title=move || t_string!(i18n, mail.empty_title)
                text=Signal::derive(move || t_string!(i18n, mail.empty_text).to_owned())
            />
        }
        .into_any();
    }
    messages.into_iter().map(|message| view! { <Message message/> }).collect_view().into_any()
}

#[component]
fn Message(message: DemoMail) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Card>
            // A letter is in the language of whom it was written to, whoever looks at it here.
            <CardTitle><span translate="no">{message.subject}</span></CardTitle>
            <Facts>
                <Fact label=move || t_string!(i18n, mail.to)>{message.to}</Fact>
                <Fact label=move || t_string!(i18n, mail.date)>{message.date}</Fact>
            </Facts>
            <Text><span translate="no">{message.text}</span></Text>
        </Card>
    }
}
