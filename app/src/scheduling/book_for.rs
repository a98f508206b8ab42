//! Booking for a patient: with whom, then when; or squeezed in at once.

use domain::{
    PatientId, ProfessionalId,
    professionals::ProfessionalCard,
    scheduling::{Allowance, BookingWindow, PatientToBook},
};
use futures_util::future::{try_join, try_join4};
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};
use serde::{Deserialize, Serialize};

use super::{
    api::{BookForPatient, SqueezeIn, booking_rules, booking_window, patient_to_book},
    id_in,
    slots::{Paging, Slots, day_in, is_lost, waits},
};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    professionals::api::{professional, professionals},
    ui::{
        ButtonKind, ButtonLink, ButtonSize, Card, CardTitle, Empty, Fact, Facts, Form, Gap, Glyph, HiddenField, Lead,
        List, ListItem, Load, Muted, Page, Row, Stack, Submit, WithinReach, after, toast,
    },
};

/// Where a visit is booked for a patient.
pub(crate) fn book_for_path(patient: PatientId) -> String {
    format!("/patients/{patient}/book")
}

async fn choices(patient: String) -> Result<(PatientToBook, Vec<ProfessionalCard>), AppError> {
    try_join(patient_to_book(id_in::<PatientId>(&patient)?), professionals()).await
}

/// With whom?
#[component]
pub fn BookForPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let found = Resource::new(move || id.get(), choices);
    view! {
        <Page
            title=move || t_string!(i18n, scheduling.book_for_title)
            back=format!("/patients/{}", id.get_untracked())
        >
            <Load of=found let:found>
                <Patient patient=found.0.clone()/>
                <Lead>{t!(i18n, scheduling.book_for_lead)}</Lead>
                <With patient=found.0.id professionals=found.1/>
            </Load>
        </Page>
    }
}

#[component]
fn Patient(patient: PatientToBook) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Card>
            <Stack gap=Gap::Tight>
                <CardTitle>{patient.name}</CardTitle>
                <Muted>{t!(i18n, scheduling.visit_age, years = patient.age_years)}</Muted>
            </Stack>
        </Card>
    }
}

#[component]
fn With(patient: PatientId, professionals: Vec<ProfessionalCard>) -> impl IntoView {
    let i18n = use_i18n();
    if professionals.is_empty() {
        return view! { <Muted>{t!(i18n, scheduling.book_for_nobody)}</Muted> }.into_any();
    }
    let lines = professionals.into_iter().map(|card| {
        view! {
            <ListItem href=format!("{}/{}", book_for_path(patient), card.id)>
                <Stack gap=Gap::Tight>
                    <span>{card.name}</span>
                    <Muted>{card.specialty} " · " {card.registration}</Muted>
                </Stack>
            </ListItem>
        }
    });
    let lines = lines.collect_view();
    view! { <List label=move || t_string!(i18n, scheduling.book_for_with)>{lines}</List> }.into_any()
}

#[derive(Clone, Serialize, Deserialize)]
struct Calendar {
    patient: PatientToBook,
    with: ProfessionalCard,
    window: BookingWindow,
    walk_ins: bool,
    asked: u32,
}

impl Calendar {
    fn path(&self) -> String {
        format!("{}/{}", book_for_path(self.patient.id), self.with.id)
    }
}

async fn calendar((patient, with): (String, String), from: Option<Date>, asked: u32) -> Result<Calendar, AppError> {
    let (patient, id) = (id_in::<PatientId>(&patient)?, id_in::<ProfessionalId>(&with)?);
    let found = try_join4(patient_to_book(patient), professional(id), booking_window(id, from), booking_rules(id));
    let (patient, with, window, rules) = found.await?;
    Ok(Calendar { patient, with, window, walk_ins: rules.walk_ins == Allowance::Allowed.as_str(), asked })
}

/// When?
#[component]
pub fn BookForSlotsPage() -> impl IntoView {
    let i18n = use_i18n();
    let (params, query) = (use_params_map(), use_query_map());
    let (booking, squeezing) = (ServerAction::<BookForPatient>::new(), ServerAction::<SqueezeIn>::new());
    let asked = RwSignal::new(0_u32);
    let of = move |name: &str| params.read().get(name).unwrap_or_default();
    let source = move || ((of("id"), of("professional")), day_in(query.read().get("from")), asked.get());
    let found = Resource::new(source, |(ids, from, asked)| calendar(ids, from, asked));
    let navigate = use_navigate();
    let to_visit = move |id: domain::AppointmentId| {
        toast(t_string!(i18n, scheduling.book_for_done));
        navigate(&format!("/agenda/{id}"), NavigateOptions::default());
    };
    after(booking, to_visit.clone());
    after(squeezing, to_visit);
    let lost = Signal::derive(move || is_lost(booking.value().get().and_then(Result::err).as_ref()));
    Effect::new(move || {
        if booking.value().read().is_some() && lost.get() {
            asked.update(|times| *times += 1);
        }
    });
    let back = untrack(move || format!("/patients/{}/book", of("id")));
    view! {
        <Page title=move || t_string!(i18n, scheduling.book_for_title) back>
            <Load of=found let:calendar>
                <Who calendar=calendar.clone()/>
                {calendar.walk_ins.then(|| view! { <Squeezing calendar=calendar.clone() squeezing/> })}
                {if calendar.window.days.is_empty() {
                    view! { <NoneFree calendar/> }.into_any()
                } else {
                    view! { <BookForm calendar booking/> }.into_any()
                }}
            </Load>
        </Page>
    }
}

#[component]
fn Who(calendar: Calendar) -> impl IntoView {
    let i18n = use_i18n();
    let (patient, with) = (calendar.patient, calendar.with);
    view! {
        <Card>
            <Facts>
                <Fact label=move || t_string!(i18n, scheduling.book_for_patient)>{patient.name}</Fact>
                <Fact label=move || t_string!(i18n, scheduling.desk_with)>{with.name}</Fact>
            </Facts>
            <Muted>{t!(i18n, scheduling.book_length, minutes = with.visit_minutes)}</Muted>
        </Card>
    }
}

/// For whoever stands at the desk.
#[component]
fn Squeezing(calendar: Calendar, squeezing: ServerAction<SqueezeIn>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Card>
            <CardTitle>{t!(i18n, scheduling.walk_in_title)}</CardTitle>
            <Form action=squeezing>
                <HiddenField name="form[patient]" value=calendar.patient.id.to_string()/>
                <HiddenField name="form[professional]" value=calendar.with.id.to_string()/>
                <Muted>{t!(i18n, scheduling.walk_in_text)}</Muted>
                <Row>
                    <Submit pending=squeezing.pending() kind=ButtonKind::Quiet icon=Glyph::Person>
                        {t!(i18n, scheduling.walk_in_now)}
                    </Submit>
                </Row>
            </Form>
        </Card>
    }
}

#[component]
fn NoneFree(calendar: Calendar) -> impl IntoView {
    let i18n = use_i18n();
    let path = calendar.path();
    view! {
        <Empty
            icon=Glyph::Visits
            title=move || t_string!(i18n, scheduling.slots_empty_title)
            text=Signal::derive(move || t_string!(i18n, scheduling.slots_empty_text).to_owned())
        >
            <Paging path window=calendar.window/>
            <ButtonLink href=book_for_path(calendar.patient.id)>{t!(i18n, scheduling.slots_other)}</ButtonLink>
        </Empty>
    }
}

#[component]
fn BookForm(calendar: Calendar, booking: ServerAction<BookForPatient>) -> impl IntoView {
    let i18n = use_i18n();
    let path = calendar.path();
    view! {
        <Form action=booking>
            <Muted>{t!(i18n, scheduling.slots_lead)}</Muted>
            <HiddenField name="form[patient]" value=calendar.patient.id.to_string()/>
            <HiddenField name="form[professional]" value=calendar.with.id.to_string()/>
            <Slots window=calendar.window asked=calendar.asked path/>
            <WithinReach>
                <Submit pending=waits(booking.pending()) size=ButtonSize::Large icon=Glyph::Check>
                    {t!(i18n, scheduling.confirm)}
                </Submit>
            </WithinReach>
        </Form>
    }
}
