//! One professional: the registration data, and the week.

use domain::{
    ProfessionalId, Role,
    professionals::ProfessionalCard,
    scheduling::{BookingRulesForm, ExceptionLine, WeekForm},
};
use futures_util::future::try_join5;
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
    week: WeekForm,
    rules: BookingRulesForm,
    exceptions: Vec<ExceptionLine>,
}

async fn person(id: String) -> Result<Person, AppError> {
    let id = id_in::<ProfessionalId>(&id)?;
    let (reader, card, week, rules, exceptions) =
        try_join5(my_role(), professional(id), opening_hours(id), booking_rules(id), schedule_exceptions(id)).await?;
    Ok(Person { reader, card, week, rules, exceptions })
}

/// A professional as those see them who keep the agenda.
#[component]
pub fn ProfessionalPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let save = ServerAction::<SetOpeningHours>::new();
    let found = Resource::new(move || params.read().get("id").unwrap_or_default(), person);
    after(save, move |()| {
        toast(t_string!(i18n, professionals.hours_saved));
        found.refetch();
    });
    let refresh = Callback::new(move |()| found.refetch());
    view! {
        <Page title=move || t_string!(i18n, professionals.one_data) back="/professionals">
            <Load of=found let:person>
                <Who card=person.card may_edit=person.reader != Role::Reception/>
                {
                    let may_set = person.reader != Role::Reception;
                    let id = person.week.professional.clone();
                    view! {
                        <Hours week=person.week may_set save/>
                        <Exceptions professional=id lines=person.exceptions may_set refresh/>
                        {may_set.then(|| view! { <Rules rules=person.rules refresh/> })}
                    }
                }
            </Load>
        </Page>
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
