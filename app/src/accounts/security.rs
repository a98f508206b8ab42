//! One's own security: the ways in, the devices, and the last time one was here.

use domain::accounts::SignedIn;
use leptos::prelude::*;

use super::{
    api::my_devices,
    app_factor::SecondFactorSection,
    devices::{DevicesSection, Where},
    passkeys::PasskeysSection,
    password::PasswordSection,
};
use crate::{
    Clinic,
    i18n::{t, t_string, use_i18n},
    ui::{Card, Columns, Load, Muted, Page, Section, Text, When},
    words,
};

/// Who can come in as the reader, and how.
#[component]
pub fn SecurityPage() -> impl IntoView {
    let i18n = use_i18n();
    let Clinic { who, .. } = expect_context::<Clinic>();
    let devices = Resource::new(|| (), |()| my_devices());
    view! {
        <Page title=move || t_string!(i18n, accounts.security_title) back="/me">
            <Columns>
                <SecondFactorSection/>
                <PasskeysSection/>
                <DevicesSection devices/>
                <PasswordSection changed=Callback::new(move |()| devices.refetch())/>
                <Section title=move || t_string!(i18n, accounts.last_here)>
                    <Load of=who let:person>
                        <LastTime person/>
                    </Load>
                </Section>
            </Columns>
        </Page>
    }
}

#[component]
fn LastTime(person: Option<SignedIn>) -> impl IntoView {
    let i18n = use_i18n();
    let Some(last) = person.and_then(|person| person.last_here) else {
        return view! { <Muted>{t!(i18n, accounts.first_time)}</Muted> }.into_any();
    };
    let agent = last.agent;
    view! {
        <Card>
            <Text><When local=last.at/></Text>
            <Muted>
                {move || format!("{} · {}", words::browser(i18n, agent.browser), words::system(i18n, agent.system))}
            </Muted>
            <Where whereabouts=last.whereabouts/>
        </Card>
    }
    .into_any()
}
