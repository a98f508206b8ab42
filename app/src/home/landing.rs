//! The first page: for a visitor what the clinic is, for anybody else the way to their own first page.

use domain::Role;
use leptos::prelude::*;
use leptos_router::components::Redirect;

use super::first_page;
use crate::{
    Clinic,
    i18n::{t, t_string, use_i18n},
    layout::Welcome,
    ui::{Alert, ButtonKind, ButtonLink, ButtonSize, Card, Glyph, Load, Section, Step, Steps},
};

/// A welcome, or a way on.
#[component]
pub fn LandingPage() -> impl IntoView {
    let Clinic { who, .. } = expect_context::<Clinic>();
    view! {
        <Load of=who let:person>
            {match person {
                None => view! { <Landing/> }.into_any(),
                Some(person) => view! { <Redirect path=next_page(person.role)/> }.into_any(),
            }}
        </Load>
    }
}

/// Where somebody goes from here: back to what they wanted before they came in, or to their own first page.
fn next_page(role: Role) -> String {
    let wanted = if role == Role::Patient { crate::take_wanted() } else { None };
    wanted.unwrap_or_else(|| first_page(role).to_owned())
}

/// What the clinic is, and the two ways in.
#[component]
fn Landing() -> impl IntoView {
    let i18n = use_i18n();
    let ways = move || {
        view! {
            <ButtonLink href="/register" size=ButtonSize::Large>{t!(i18n, common.landing.register)}</ButtonLink>
            <ButtonLink href="/sign-in" kind=ButtonKind::Quiet size=ButtonSize::Large icon=Glyph::SignIn>
                {t!(i18n, common.landing.sign_in)}
            </ButtonLink>
            <ButtonLink href="/directory" kind=ButtonKind::Ghost size=ButtonSize::Large>
                {t!(i18n, common.landing.directory)}
            </ButtonLink>
        }
    };
    view! {
        <Welcome
            title=move || t_string!(i18n, common.landing.title)
            lead=move || t_string!(i18n, common.landing.lead)
            ways=ways
        >
            <HowItWorks/>
            <Alert>{t!(i18n, common.help.emergency)}</Alert>
        </Welcome>
    }
}

#[component]
fn HowItWorks() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Section title=move || t_string!(i18n, common.landing.how)>
            <Card>
                <Steps>
                    <Step icon=Glyph::Book title=move || t_string!(i18n, common.landing.book)>
                        {t!(i18n, common.landing.book_text)}
                    </Step>
                    <Step icon=Glyph::Door title=move || t_string!(i18n, common.landing.enter)>
                        {t!(i18n, common.landing.enter_text)}
                    </Step>
                    <Step icon=Glyph::Camera title=move || t_string!(i18n, common.landing.talk)>
                        {t!(i18n, common.landing.talk_text)}
                    </Step>
                    <Step icon=Glyph::Lock title=move || t_string!(i18n, common.landing.safe)>
                        {t!(i18n, common.landing.safe_text)}
                    </Step>
                </Steps>
            </Card>
        </Section>
    }
}
