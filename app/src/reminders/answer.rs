//! Saying that one will come, or calling the visit off: which visit it is, and one button.

use domain::{links::LinkKind, reminders::RemindedVisit};
use leptos::prelude::*;

use super::api::{CancelReminded, ConfirmReminded, visit_reminded_of};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    layout::Narrow,
    links::token_here,
    ui::{ButtonKind, ButtonSize, Card, Fact, Facts, Form, HiddenField, Load, Page, Submit, Text, When},
};

fn reminded(kind: LinkKind) -> Resource<Result<RemindedVisit, AppError>> {
    let token = token_here();
    Resource::new(move || token.get(), move |token| visit_reminded_of(kind, token))
}

/// One button that says: I will come.
#[component]
pub fn ConfirmVisitPage() -> impl IntoView {
    let i18n = use_i18n();
    let found = reminded(LinkKind::ConfirmVisit);
    let (token, confirm) = (token_here(), ServerAction::<ConfirmReminded>::new());
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, reminders.confirm_title)>
                <Load of=found let:visit>
                    <Reminded visit/>
                    <Form action=confirm>
                        <HiddenField name="form[token]" value=Signal::derive(move || token.get().reveal().to_owned())/>
                        <Submit pending=confirm.pending() size=ButtonSize::Large>
                            {t!(i18n, reminders.confirm_save)}
                        </Submit>
                    </Form>
                </Load>
            </Page>
        </Narrow>
    }
}

/// One button that calls the visit off.
#[component]
pub fn CancelVisitPage() -> impl IntoView {
    let i18n = use_i18n();
    let found = reminded(LinkKind::CancelVisit);
    let (token, cancel) = (token_here(), ServerAction::<CancelReminded>::new());
    view! {
        <Narrow>
            <Page title=move || t_string!(i18n, reminders.cancel_title)>
                <Load of=found let:visit>
                    <Reminded visit/>
                    <Text>{t!(i18n, reminders.cancel_text)}</Text>
                    <Form action=cancel>
                        <HiddenField name="form[token]" value=Signal::derive(move || token.get().reveal().to_owned())/>
                        <Submit pending=cancel.pending() kind=ButtonKind::Danger size=ButtonSize::Large>
                            {t!(i18n, reminders.cancel_save)}
                        </Submit>
                    </Form>
                </Load>
            </Page>
        </Narrow>
    }
}

/// Which visit it is: what the letter said.
#[component]
fn Reminded(visit: RemindedVisit) -> impl IntoView {
    let i18n = use_i18n();
    let patient = visit.patient.map(|patient| {
        view! { <Fact label=move || t_string!(i18n, reminders.patient)>{patient}</Fact> }
    });
    view! {
        <Card>
            <Facts>
                <Fact label=move || t_string!(i18n, reminders.when)><When local=visit.starts/></Fact>
                <Fact label=move || t_string!(i18n, reminders.with)>{visit.professional}</Fact>
                {patient}
            </Facts>
        </Card>
    }
}
