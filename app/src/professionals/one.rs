//! One professional: the registration data, and the week.

use domain::{
    ProfessionalId, Role,
    professionals::ProfessionalCard,
    scheduling::{BookingRulesForm, ExceptionLine, WeekForm},
};
use futures_util::future::try_join3;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use super::{api::professional, hours::Hours};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    scheduling::{
        Exceptions, Rules,
        api::{SetOpeningHours, booking_rules, opening_hours, schedule_exceptions},
        id_in, my_role,
    },
    ui::{ButtonKind, ButtonLink, Card, CardTitle, Gap, Glyph, Load, Muted, Page, Row, Stack, after, toast},
};

#[derive(Clone, Serialize, Deserialize)]
struct Person {
    reader: Role,
    card: ProfessionalCard,
    rules: BookingRulesForm,
}

async fn person(id: String) -> Result<Person, AppError> {
    let id = id_in::<ProfessionalId>(&id)?;
    let (reader, card, rules) = try_join3(my_role(), professional(id), booking_rules(id)).await?;
    Ok(Person { reader, card, rules })
}

async fn week(id: String) -> Result<WeekForm, AppError> {
    opening_hours(id_in(&id)?).await
}

async fn exceptions(id: String) -> Result<Vec<ExceptionLine>, AppError> {
    schedule_exceptions(id_in(&id)?).await
}

/// A professional as those see them who keep the agenda. What is saved in one section is asked for anew in that section
/// alone: what is being typed in another stays.
#[component]
pub fn ProfessionalPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let found = Resource::new(move || id.get(), person);
    let week = Resource::new(move || id.get(), week);
    let exceptions = Resource::new(move || id.get(), exceptions);
    view! {
        <Page title=move || t_string!(i18n, professionals.one_data) back="/professionals">
            <Load of=found let:person>
                <Whole person week exceptions/>
            </Load>
        </Page>
    }
}

#[component]
fn Whole(
    person: Person,
    week: Resource<Result<WeekForm, AppError>>,
    exceptions: Resource<Result<Vec<ExceptionLine>, AppError>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let Person { reader, card, rules } = person;
    let (may_set, id) = (reader != Role::Reception, rules.professional.clone());
    let save = ServerAction::<SetOpeningHours>::new();
    after(save, move |()| {
        toast(t_string!(i18n, professionals.hours_saved));
        week.refetch();
    });
    let refresh = Callback::new(move |()| exceptions.refetch());
    view! {
        <Who card may_edit=may_set/>
        <Load of=week let:week>
            <Hours week may_set save/>
        </Load>
        <Load of=exceptions let:lines>
            <Exceptions professional=id.clone() lines may_set refresh/>
        </Load>
        {may_set.then(|| view! { <Rules rules/> })}
    }
}

#[component]
fn Who(card: ProfessionalCard, may_edit: bool) -> impl IntoView {
    let i18n = use_i18n();
    let edit = may_edit.then(|| {
        let href = format!("/professionals/{}/profile", card.id);
        view! {
            <Row>
                <ButtonLink href kind=ButtonKind::Quiet icon=Glyph::Edit>{t!(i18n, professionals.profile_edit)}</ButtonLink>
            </Row>
        }
    });
    view! {
        <Card>
            <Stack gap=Gap::Tight>
                <CardTitle>{card.name}</CardTitle>
                <span>{card.specialty}</span>
                <Muted>{card.registration}</Muted>
                <Muted>{t!(i18n, professionals.one_length, minutes = card.visit_minutes)}</Muted>
            </Stack>
            {edit}
        </Card>
    }
}
