//! One visit: who, when, its room, its record, how its call went.

use domain::{
    AppointmentId, Role,
    calls::CallLog,
    records::VisitRecord,
    scheduling::{AppointmentCard, AppointmentChange, AppointmentState, RoomState, Step as Deed},
};
use futures_util::future::try_join4;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use serde::{Deserialize, Serialize};

use super::{
    api::{CancelAppointment, CompleteAppointment, ConfirmAppointment, MarkNoShow, appointment, appointment_changes},
    changes::Changes,
    desk::MissForm,
    id_in,
    lines::{AboutPerson, TimeAndState, move_path, other_person, visit_path},
    my_role,
    room::RoomCard,
};
use crate::{
    calls::api::log_of_call,
    error::AppError,
    i18n::{t, t_string, use_i18n},
    records::{
        CallReport, NoteSection, RecordSection,
        api::{WriteNote, open_record},
    },
    ui::{
        ButtonKind, ButtonLink, Card, CardTitle, Columns, ConfirmButton, Facts, Form, Gap, Glyph, HiddenField, Load,
        Muted, Page, Row, Section, Stack, Step, Steps, Submit, after, on_return, toast,
    },
    words,
};

#[derive(Clone, Serialize, Deserialize)]
struct Visit {
    reader: Role,
    card: AppointmentCard,
    changes: Vec<AppointmentChange>,
    log: Option<CallLog>,
    record: Option<VisitRecord>,
}

/// The record is read only when it was asked for: every reading leaves a trace.
async fn visit(id: String, opened: bool) -> Result<Visit, AppError> {
    let id = id_in::<AppointmentId>(&id)?;
    let (reader, card, changes, log) =
        try_join4(my_role(), appointment(id), appointment_changes(id), log_of_call(id)).await?;
    let record = if opened { Some(open_record(id).await?) } else { None };
    Ok(Visit { reader, card, changes, log, record })
}

/// What the forms of the page need to outlive each answer.
#[derive(Clone, Copy)]
struct Deeds {
    confirm: ServerAction<ConfirmAppointment>,
    cancel: ServerAction<CancelAppointment>,
    miss: ServerAction<MarkNoShow>,
    complete: ServerAction<CompleteAppointment>,
    write: ServerAction<WriteNote>,
    draft: RwSignal<String>,
    refresh: Callback<()>,
}

/// A visit of the signed-in person.
#[component]
pub fn VisitPage() -> impl IntoView {
    let i18n = use_i18n();
    let (params, query) = (use_params_map(), use_query_map());
    let opened = Memo::new(move |_| query.read().get("record").is_some());
    let source = move || (params.read().get("id").unwrap_or_default(), opened.get());
    let found = Resource::new(source, |(id, opened)| visit(id, opened));
    let deeds = Deeds {
        confirm: ServerAction::new(),
        cancel: ServerAction::new(),
        miss: ServerAction::new(),
        complete: ServerAction::new(),
        write: ServerAction::new(),
        draft: RwSignal::new(String::new()),
        refresh: Callback::new(move |()| found.refetch()),
    };
    after(deeds.confirm, move |()| found.refetch());
    after(deeds.cancel, move |()| found.refetch());
    after(deeds.miss, move |()| found.refetch());
    after(deeds.complete, move |()| found.refetch());
    after(deeds.write, move |_| {
        deeds.draft.set(String::new());
        toast(t_string!(i18n, records.note_saved));
        found.refetch();
    });
    on_return(move || {
        // An open record would be read again, and leave another trace.
        if !opened.get_untracked() {
            found.refetch();
        }
    });
    view! {
        <Page title=move || t_string!(i18n, scheduling.visit_title) back="/visits">
            <Load of=found let:visit>
                <Whole visit deeds/>
            </Load>
        </Page>
    }
}

#[component]
fn Whole(visit: Visit, deeds: Deeds) -> impl IntoView {
    let query = use_query_map();
    let Visit { reader, card, changes, log, record } = visit;
    let booked = move || query.read().get("booked").is_some().then(|| view! { <Booked/> });
    let begun = card.state != AppointmentState::Cancelled && card.room != RoomState::NotOpen;
    let note = (reader == Role::Professional && card.state != AppointmentState::Cancelled).then(|| {
        view! { <NoteSection visit=card.id write=deeds.write draft=deeds.draft may_write=begun/> }
    });
    let path = visit_path(&card);
    view! {
        {booked}
        <Columns>
            <Stack>
                <Who card=card.clone() reader/>
                <RoomCard card=card.clone() refresh=deeds.refresh/>
                <Coming card=card.clone() reader deeds/>
                <Closing card reader deeds/>
            </Stack>
            <Stack gap=Gap::Wide>
                {note}
                <RecordSection path record reader/>
                {log.map(|log| view! { <CallReport log/> })}
                <Changes changes/>
            </Stack>
        </Columns>
    }
}

/// What happens next, right after booking.
#[component]
fn Booked() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Section title=move || t_string!(i18n, scheduling.booked_title)>
            <Card>
                <Steps>
                    <Step icon=Glyph::Mail title=move || t_string!(i18n, scheduling.booked_mail_title)>
                        {t!(i18n, scheduling.booked_mail)}
                    </Step>
                    <Step icon=Glyph::Light title=move || t_string!(i18n, scheduling.booked_prepare_title)>
                        {t!(i18n, scheduling.booked_prepare)}
                    </Step>
                    <Step icon=Glyph::Door title=move || t_string!(i18n, scheduling.booked_room_title)>
                        {t!(i18n, scheduling.booked_room)}
                    </Step>
                </Steps>
                <Row>
                    <ButtonLink href="/book" kind=ButtonKind::Quiet>{t!(i18n, scheduling.booked_again)}</ButtonLink>
                </Row>
            </Card>
        </Section>
    }
}

#[component]
fn Who(card: AppointmentCard, reader: Role) -> impl IntoView {
    let person = other_person(&card, reader);
    let about = card.clone();
    view! {
        <Card>
            <Stack gap=Gap::Tight>
                <CardTitle>{person}</CardTitle>
                <AboutPerson card=about reader/>
            </Stack>
            <Facts>
                <TimeAndState card/>
            </Facts>
        </Card>
    }
}

/// Saying that one will come; for the professional, that nobody came.
#[component]
fn Coming(card: AppointmentCard, reader: Role, deeds: Deeds) -> impl IntoView {
    let i18n = use_i18n();
    let id = Signal::stored(card.id.to_string());
    let confirm = (reader == Role::Patient && card.may(Deed::Confirm)).then(|| {
        view! {
            <Card>
                <Form action=deeds.confirm>
                    <HiddenField name="id" value=id/>
                    <Muted>{t!(i18n, scheduling.come_text)}</Muted>
                    <Row>
                        <Submit pending=deeds.confirm.pending() kind=ButtonKind::Quiet icon=Glyph::Check>
                            {t!(i18n, scheduling.come)}
                        </Submit>
                    </Row>
                </Form>
            </Card>
        }
    });
    view! {
        {confirm}
        {card.may(Deed::Miss).then(|| view! { <MissForm card=card.clone() action=deeds.miss/> })}
    }
}

/// Moving, calling off and finishing, where the rules allow it.
#[component]
fn Closing(card: AppointmentCard, reader: Role, deeds: Deeds) -> impl IntoView {
    let i18n = use_i18n();
    let id = Signal::stored(card.id.to_string());
    let person = StoredValue::new(other_person(&card, reader));
    let complete = card.may(Deed::Complete).then(|| {
        view! {
            <Form action=deeds.complete>
                <HiddenField name="id" value=id/>
                <Row>
                    <ConfirmButton
                        id="complete-visit"
                        label=move || t_string!(i18n, scheduling.complete)
                        question=move || t_string!(i18n, scheduling.complete_title, name = person.get_value())
                        consequence=Signal::derive(move || t_string!(i18n, scheduling.complete_text).to_owned())
                        yes=move || t_string!(i18n, scheduling.complete)
                        pending=deeds.complete.pending()
                        kind=ButtonKind::Quiet
                        icon=Glyph::Check
                    />
                </Row>
            </Form>
        }
    });
    let path = move_path(&visit_path(&card));
    let another_time = card.may(Deed::Move).then(|| {
        view! {
            <Row>
                <ButtonLink href=path kind=ButtonKind::Quiet icon=Glyph::Clock>
                    {t!(i18n, scheduling.move_visit)}
                </ButtonLink>
            </Row>
        }
    });
    let until = card.cancel_until;
    let cancel = card.may(Deed::Cancel).then(|| {
        view! {
            <Form action=deeds.cancel>
                <HiddenField name="id" value=id/>
                <Row>
                    <ConfirmButton
                        id="cancel-visit"
                        label=move || t_string!(i18n, scheduling.cancel)
                        question=move || t_string!(i18n, scheduling.cancel_title, name = person.get_value())
                        consequence=Signal::derive(move || t_string!(i18n, scheduling.cancel_text).to_owned())
                        yes=move || t_string!(i18n, scheduling.cancel)
                        pending=deeds.cancel.pending()
                        icon=Glyph::CalledOff
                    />
                </Row>
                <Muted>{move || t_string!(i18n, scheduling.cancel_late, when = words::when(i18n, until))}</Muted>
            </Form>
        }
    });
    view! {
        {complete}
        {another_time}
        {cancel}
    }
}
