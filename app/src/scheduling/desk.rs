//! A visit as those see it who keep the agenda: who came, who did not, calling it off with a reason; never why they come.

use domain::{
    AppointmentId, Role,
    field::REASON_CHARS_MAX,
    scheduling::{AppointmentCard, AppointmentChange, ReasonKind, Step},
};
use futures_util::future::try_join;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api::{CallOffAppointment, ConfirmAppointment, MarkArrived, MarkNoShow, agenda_visit, appointment_changes},
    changes::Changes,
    id_in,
    lines::{AboutPerson, TimeAndState, desk_path, move_path},
    live::on_agenda_change,
};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    ui::{
        ButtonKind, ButtonLink, Card, CardTitle, Columns, ConfirmButton, Fact, Facts, Form, Gap, Glyph, HiddenField,
        Load, Page, Row, Select, Stack, Submit, TextArea, after, on_return, or_none,
    },
    words,
};

/// What the forms of a visit need to outlive each answer.
#[derive(Clone, Copy)]
pub(super) struct DeskDeeds {
    confirm: ServerAction<ConfirmAppointment>,
    arrive: ServerAction<MarkArrived>,
    miss: ServerAction<MarkNoShow>,
    call_off: ServerAction<CallOffAppointment>,
    detail: RwSignal<String>,
}

impl DeskDeeds {
    /// Each yes asks again how things stand.
    pub(super) fn new(refresh: impl Fn() + Copy + 'static) -> Self {
        let deeds = Self {
            confirm: ServerAction::new(),
            arrive: ServerAction::new(),
            miss: ServerAction::new(),
            call_off: ServerAction::new(),
            detail: RwSignal::new(String::new()),
        };
        after(deeds.confirm, move |()| refresh());
        after(deeds.arrive, move |()| refresh());
        after(deeds.miss, move |()| refresh());
        after(deeds.call_off, move |()| {
            deeds.detail.set(String::new());
            refresh();
        });
        deeds
    }
}

async fn desk_visit(id: String) -> Result<(AppointmentCard, Vec<AppointmentChange>), AppError> {
    let id = id_in::<AppointmentId>(&id)?;
    try_join(agenda_visit(id), appointment_changes(id)).await
}

/// One visit of the agenda.
#[component]
pub fn DeskVisitPage() -> impl IntoView {
    let i18n = use_i18n();
    let params = use_params_map();
    let of = move || params.read().get("id").unwrap_or_default();
    let found = Resource::new(of, desk_visit);
    on_return(move || found.refetch());
    on_agenda_change(found, of, desk_visit);
    let deeds = DeskDeeds::new(move || found.refetch());
    view! {
        <Page title=move || t_string!(i18n, scheduling.desk_title) back="/agenda">
            <Load of=found let:found>
                {
                    let (card, changes) = found;
                    view! {
                        <Columns>
                            <DeskCard card deeds history=false/>
                            <Changes changes/>
                        </Columns>
                    }
                }
            </Load>
        </Page>
    }
}

/// A visit, and what can be done with it.
#[component]
pub(super) fn DeskCard(
    card: AppointmentCard,
    deeds: DeskDeeds,
    /// Whether to lead to the page with its log.
    history: bool,
) -> impl IntoView {
    let i18n = use_i18n();
    let (person, with, about) = (card.patient.clone(), card.professional.clone(), card.clone());
    let path = desk_path(&card);
    let other = move_path(&path);
    let another_time = card.may(Step::Move).then(|| {
        view! {
            <Row>
                <ButtonLink href=other kind=ButtonKind::Quiet icon=Glyph::Clock>
                    {t!(i18n, scheduling.move_visit)}
                </ButtonLink>
            </Row>
        }
    });
    let history = history.then(|| {
        view! {
            <Row>
                <ButtonLink href=path kind=ButtonKind::Ghost>{t!(i18n, scheduling.history_open)}</ButtonLink>
            </Row>
        }
    });
    let when = card.clone();
    let call_off = card.may(Step::Cancel).then(|| view! { <CallOff card=card.clone() deeds/> });
    view! {
        <Card>
            <Stack gap=Gap::Tight>
                <CardTitle>{person}</CardTitle>
                <AboutPerson card=about reader=Role::Reception/>
            </Stack>
            <Facts>
                <TimeAndState card=when/>
                <Fact label=move || t_string!(i18n, scheduling.desk_with)>{with}</Fact>
            </Facts>
            <Attendance card deeds/>
            {another_time}
            {call_off}
            {history}
        </Card>
    }
}

/// Will they come, did they come.
#[component]
fn Attendance(card: AppointmentCard, deeds: DeskDeeds) -> impl IntoView {
    let i18n = use_i18n();
    let id = Signal::stored(card.id.to_string());
    let confirm = card.may(Step::Confirm).then(|| {
        view! {
            <Form action=deeds.confirm>
                <HiddenField name="id" value=id/>
                <Submit pending=deeds.confirm.pending() kind=ButtonKind::Quiet icon=Glyph::Check>
                    {t!(i18n, scheduling.come)}
                </Submit>
            </Form>
        }
    });
    let arrive = card.may(Step::Arrive).then(|| {
        view! {
            <Form action=deeds.arrive>
                <HiddenField name="id" value=id/>
                <Submit pending=deeds.arrive.pending() icon=Glyph::Person>{t!(i18n, scheduling.arrived)}</Submit>
            </Form>
        }
    });
    let miss = card.may(Step::Miss).then(|| view! { <MissForm card=card.clone() action=deeds.miss/> });
    view! {
        <Row>
            {arrive}
            {confirm}
            {miss}
        </Row>
    }
}

/// Marks the patient as not having come.
#[component]
pub(super) fn MissForm(card: AppointmentCard, action: ServerAction<MarkNoShow>) -> impl IntoView {
    let i18n = use_i18n();
    let (id, person) = (Signal::stored(card.id.to_string()), StoredValue::new(card.patient));
    view! {
        <Form action=action>
            <HiddenField name="id" value=id/>
            <Row>
                <ConfirmButton
                    id="miss-visit"
                    label=move || t_string!(i18n, scheduling.no_show)
                    question=move || t_string!(i18n, scheduling.no_show_title, name = person.get_value())
                    consequence=Signal::derive(move || t_string!(i18n, scheduling.no_show_text).to_owned())
                    yes=move || t_string!(i18n, scheduling.no_show)
                    pending=action.pending()
                    kind=ButtonKind::Quiet
                    icon=Glyph::Refused
                />
            </Row>
        </Form>
    }
}

/// Calls the visit off, with a reason.
#[component]
fn CallOff(card: AppointmentCard, deeds: DeskDeeds) -> impl IntoView {
    let i18n = use_i18n();
    let (id, person) = (Signal::stored(card.id.to_string()), StoredValue::new(card.patient));
    let kinds = Signal::derive(move || {
        let kinds =
            ReasonKind::ALL.iter().map(|&kind| (kind.as_str().to_owned(), words::reason_kind(i18n, kind).to_owned()));
        or_none(t_string!(i18n, scheduling.call_off_choose), kinds)
    });
    view! {
        <Form action=deeds.call_off>
            <HiddenField name="form[appointment]" value=id/>
            <Select name="form[kind]" label=move || t_string!(i18n, scheduling.call_off_kind) options=kinds/>
            <TextArea
                name="form[text]"
                label=move || t_string!(i18n, scheduling.call_off_detail)
                hint=Signal::derive(move || t_string!(i18n, scheduling.call_off_hint).to_owned())
                limit=REASON_CHARS_MAX
                text=deeds.detail
                rows=2
            />
            <Row>
                <ConfirmButton
                    id="call-off-visit"
                    label=move || t_string!(i18n, scheduling.cancel)
                    question=move || t_string!(i18n, scheduling.cancel_title, name = person.get_value())
                    consequence=Signal::derive(move || t_string!(i18n, scheduling.cancel_text).to_owned())
                    yes=move || t_string!(i18n, scheduling.cancel)
                    pending=deeds.call_off.pending()
                    icon=Glyph::CalledOff
                />
            </Row>
        </Form>
    }
}
