//! One's own data, how the pages look, and the way out.

use domain::accounts::Profile;
use leptos::prelude::*;

use super::api::{SignOut, my_profile};
use crate::{
    calendar::CalendarSection,
    family::FamilySection,
    i18n::{t, t_string, use_i18n},
    layout::Preferences,
    links::EmailSection,
    terms::AcceptedSection,
    ui::{
        ButtonKind, ButtonLink, Card, Columns, Fact, Facts, Form, Glyph, Load, Muted, Page, Row, Section, Stack, Submit,
    },
    words,
};

/// What the clinic knows of the reader.
#[component]
pub fn MePage() -> impl IntoView {
    let i18n = use_i18n();
    let profile = Resource::new(|| (), |()| my_profile());
    view! {
        <Page title=move || t_string!(i18n, accounts.me_title)>
            <Load of=profile let:profile>
                <About profile/>
            </Load>
        </Page>
    }
}

#[component]
fn About(profile: Profile) -> impl IntoView {
    let i18n = use_i18n();
    let (role, has_password) = (profile.role, profile.has_password);
    view! {
        <Columns>
            <Section title=move || t_string!(i18n, accounts.details)>
                <Card>
                    <ProfileFacts profile/>
                </Card>
            </Section>
            <Section title=move || t_string!(i18n, accounts.look)>
                <Card>
                    <Preferences/>
                </Card>
                <SignOutForm/>
            </Section>
            <Section title=move || t_string!(i18n, accounts.security_title)>
                <Card>
                    <Muted>{t!(i18n, accounts.security_lead)}</Muted>
                    <Row>
                        <ButtonLink href="/security" kind=ButtonKind::Quiet icon=Glyph::Lock>
                            {t!(i18n, accounts.security_open)}
                        </ButtonLink>
                    </Row>
                </Card>
            </Section>
            <FamilySection/>
            <CalendarSection role/>
            <EmailSection has_password/>
            <AcceptedSection/>
        </Columns>
    }
}

#[component]
fn ProfileFacts(profile: Profile) -> impl IntoView {
    let i18n = use_i18n();
    let born = profile.birth_date.map(|day| {
        view! { <Fact label=move || t_string!(i18n, accounts.birth_date)>{move || words::date(i18n, day)}</Fact> }
    });
    let cpf = (profile.role == domain::Role::Patient).then(|| {
        let cpf = profile.cpf_masked;
        view! {
            <Fact label=move || t_string!(i18n, accounts.cpf)>
                {move || cpf.clone().unwrap_or_else(|| t_string!(i18n, accounts.not_given).to_owned())}
            </Fact>
        }
    });
    let who_saw = (profile.role == domain::Role::Patient).then(|| view! { <WhoSaw/> });
    view! {
        <Facts>
            <Fact label=move || t_string!(i18n, accounts.name)>{profile.name}</Fact>
            <Fact label=move || t_string!(i18n, accounts.role)>{move || words::role(i18n, profile.role)}</Fact>
            <Fact label=move || t_string!(i18n, accounts.email)>{profile.email}</Fact>
            {born}
            {cpf}
        </Facts>
        {who_saw}
    }
}

#[component]
fn WhoSaw() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Muted>{t!(i18n, privacy.who_saw_text)}</Muted>
        <Row>
            <ButtonLink href="/me/contact" kind=ButtonKind::Quiet icon=Glyph::Edit>
                {t!(i18n, patients.contact_open)}
            </ButtonLink>
            <ButtonLink href="/who-saw" kind=ButtonKind::Quiet icon=Glyph::Show>
                {t!(i18n, privacy.who_saw_link)}
            </ButtonLink>
        </Row>
    }
}

#[component]
fn SignOutForm() -> impl IntoView {
    let i18n = use_i18n();
    let sign_out = ServerAction::<SignOut>::new();
    view! {
        <Card>
            <Form action=sign_out>
                <Stack>
                    <Muted>{t!(i18n, accounts.sign_out_text)}</Muted>
                    <Submit pending=sign_out.pending() kind=ButtonKind::Quiet icon=Glyph::SignOut>
                        {t!(i18n, accounts.sign_out)}
                    </Submit>
                </Stack>
            </Form>
        </Card>
    }
}
