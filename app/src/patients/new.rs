//! Registering a patient at the desk. Whoever may be known already is shown while they are typed.

use domain::patients::{AlikeBy, AlikePatient, Detail, PatientForm, Payer, Sheet};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::{
    api::{AddPatient, alike_patients, payers},
    fields::SheetFields,
};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    ui::{
        Alert, AsideLink, ButtonSize, Form, Gap, Glyph, Load, Muted, Page, Row, Stack, Submit, Text, Tone, WhileTyping,
        after, toast, typed_in,
    },
    words::{self, Language},
};

/// What tells that somebody may be known already.
const LOOKED_AT: [Detail; 5] = [Detail::Name, Detail::SocialName, Detail::BirthDate, Detail::Cpf, Detail::Email];

async fn known_already(typed: PatientForm) -> Result<Vec<AlikePatient>, AppError> {
    if typed.0.is_empty() { Ok(Vec::new()) } else { alike_patients(typed).await }
}

/// Everything the desk may ask for; two fields are enough.
#[component]
pub fn NewPatientPage() -> impl IntoView {
    let i18n = use_i18n();
    let payers = Resource::new(|| (), |()| payers());
    view! {
        <Page title=move || t_string!(i18n, patients.new_title) back="/patients">
            <Text>{t!(i18n, patients.new_lead)}</Text>
            <Load of=payers let:payers>
                <NewPatient payers/>
            </Load>
        </Page>
    }
}

#[component]
fn NewPatient(payers: Vec<Payer>) -> impl IntoView {
    let i18n = use_i18n();
    let add = ServerAction::<AddPatient>::new();
    let navigate = use_navigate();
    after(add, move |id| {
        toast(t_string!(i18n, patients.new_done));
        navigate(&format!("/patients/{id}"), NavigateOptions::default());
    });
    let typed = RwSignal::new(PatientForm::default());
    let alike = Resource::new(move || typed.get(), known_already);
    let look = Callback::new(move |()| {
        let of = |detail: &Detail| (detail.as_str().to_owned(), typed_in(detail.as_str()));
        let now = PatientForm(LOOKED_AT.iter().map(of).filter(|(_, text)| !text.is_empty()).collect());
        if typed.with_untracked(|before| *before != now) {
            typed.set(now);
        }
    });
    view! {
        <Form action=add>
            <WhileTyping then=look>
                <SheetFields sheet=Sheet::default() asked=Detail::ALL payers/>
            </WhileTyping>
            <Load of=alike let:found>
                <Alike found/>
            </Load>
            <Row>
                <Submit pending=add.pending() size=ButtonSize::Large icon=Glyph::Add>
                    {t!(i18n, patients.new_save)}
                </Submit>
            </Row>
        </Form>
    }
}

/// Who may be the same. They open beside this page: what was typed stays.
#[component]
fn Alike(found: Vec<AlikePatient>) -> impl IntoView {
    let i18n = use_i18n();
    let lines = found.into_iter().map(|AlikePatient { card, by }| {
        let (born, years) = (card.birth_date, card.age_years);
        let about = move || format!("{} · {}", words::date(i18n, born), t_string!(i18n, patients.age, years = years));
        view! {
            <Row>
                <AsideLink href=format!("/patients/{}", card.id)>{card.name}</AsideLink>
                <Muted>{about} " · " {move || by_words(i18n, by)}</Muted>
            </Row>
        }
    });
    let lines = lines.collect::<Vec<_>>();
    (!lines.is_empty()).then(|| {
        view! {
            <Alert tone=Tone::Warning>
                <Stack gap=Gap::Tight>
                    <Text>{t!(i18n, patients.alike)}</Text>
                    {lines}
                </Stack>
            </Alert>
        }
    })
}

fn by_words(i18n: Language, by: AlikeBy) -> &'static str {
    match by {
        AlikeBy::Cpf => t_string!(i18n, patients.alike_by.cpf),
        AlikeBy::Email => t_string!(i18n, patients.alike_by.email),
        AlikeBy::Person => t_string!(i18n, patients.alike_by.person),
    }
}
