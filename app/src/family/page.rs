//! Those the reader is responsible for: act for one of them, end it, add one.

use domain::family::{Dependant, OF_AGE_YEARS, Relationship};
use leptos::prelude::*;

use super::{
    add::AddDependant,
    api::{ActFor, EndGuardianship, my_family},
};
use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{
        Alert, Badge, Card, CardTitle, Columns, ConfirmButton, Empty, Form, Gap, Glyph, HiddenField, Load, Muted, Page,
        Row, Section, Stack, Submit, Text, Tone, When, toast,
    },
    words::Language,
};

/// Who there is, and one more.
#[component]
pub fn FamilyPage() -> impl IntoView {
    let i18n = use_i18n();
    let family = Resource::new(|| (), |()| my_family());
    // A form whose work is done is drawn anew, empty.
    let round = RwSignal::new(0);
    let done = Callback::new(move |()| {
        toast(t_string!(i18n, family.added));
        round.update(|round| *round += 1);
        family.refetch();
    });
    view! {
        <Page title=move || t_string!(i18n, family.title) back="/me">
            <Text>{t!(i18n, family.lead)}</Text>
            <Load of=family let:family>
                <Columns>
                    <Section title=move || t_string!(i18n, family.people)>
                        <People family/>
                    </Section>
                    <Section title=move || t_string!(i18n, family.add_title)>
                        <For each=move || [round.get()] key=|round| *round let:_round>
                            <AddDependant done/>
                        </For>
                    </Section>
                </Columns>
            </Load>
        </Page>
    }
}

#[component]
fn People(family: Vec<Dependant>) -> impl IntoView {
    let i18n = use_i18n();
    if family.is_empty() {
        return view! {
            <Empty
                icon=Glyph::People
                title=move || t_string!(i18n, family.empty_title)
                text=Signal::derive(move || t_string!(i18n, family.empty_text).to_owned())
            />
        }
        .into_any();
    }
    family.into_iter().map(|dependant| view! { <DependantCard dependant/> }).collect_view().into_any()
}

#[component]
fn DependantCard(dependant: Dependant) -> impl IntoView {
    let i18n = use_i18n();
    let Dependant { patient, name, age_years, relationship, cpf_masked, since, came_of_age, is_acted_for } = dependant;
    let of_age = came_of_age.then(|| {
        view! { <Alert tone=Tone::Warning>{move || t_string!(i18n, family.of_age, years = OF_AGE_YEARS)}</Alert> }
    });
    let cpf = cpf_masked.map(|cpf| view! { <Muted>{t!(i18n, family.cpf)} " " {cpf}</Muted> });
    let (patient, title) = (patient.to_string(), name.clone());
    let act = if is_acted_for {
        view! { <Badge tone=Tone::Info icon=Glyph::Check>{t!(i18n, family.acting_now)}</Badge> }.into_any()
    } else {
        view! { <Act patient=patient.clone() name=name.clone()/> }.into_any()
    };
    view! {
        <Card>
            <Stack gap=Gap::Tight>
                <CardTitle>{title}</CardTitle>
                <Muted>
                    {t!(i18n, family.age, years = age_years)} " · " {move || relationship_words(i18n, relationship)}
                </Muted>
                {cpf}
                <Muted>{t!(i18n, family.since)} " " <When local=since/></Muted>
            </Stack>
            {of_age}
            {act}
            <End patient name/>
        </Card>
    }
}

#[component]
fn Act(patient: String, name: String) -> impl IntoView {
    let i18n = use_i18n();
    let act = ServerAction::<ActFor>::new();
    view! {
        <Form action=act>
            <HiddenField name="patient" value=patient/>
            <Row>
                <Submit pending=act.pending() icon=Glyph::Care>
                    {move || t_string!(i18n, family.act_for, name = name.clone())}
                </Submit>
            </Row>
        </Form>
    }
}

#[component]
fn End(patient: String, name: String) -> impl IntoView {
    let i18n = use_i18n();
    let end = ServerAction::<EndGuardianship>::new();
    let name = StoredValue::new(name);
    view! {
        <Form action=end>
            <HiddenField name="patient" value=patient.clone()/>
            <Row>
                <ConfirmButton
                    id=format!("end-{patient}")
                    label=move || t_string!(i18n, family.end)
                    question=move || t_string!(i18n, family.end_title, name = name.get_value())
                    consequence=Signal::derive(move || t_string!(i18n, family.end_text).to_owned())
                    yes=move || t_string!(i18n, family.end_yes)
                    pending=end.pending()
                    icon=Glyph::Remove
                />
            </Row>
        </Form>
    }
}

/// What somebody is to the reader.
pub(super) fn relationship_words(i18n: Language, relationship: Relationship) -> &'static str {
    match relationship {
        Relationship::Child => t_string!(i18n, family.child),
        Relationship::Parent => t_string!(i18n, family.parent),
        Relationship::Spouse => t_string!(i18n, family.spouse),
        Relationship::Ward => t_string!(i18n, family.ward),
        Relationship::Other => t_string!(i18n, family.other),
    }
}
