//! Another time for a visit: the same days and times as for booking it. Both of its people come here from its page, and
//! those who keep the agenda from theirs.

use domain::{
    AppointmentId, Role,
    field::REASON_CHARS_MAX,
    scheduling::{AppointmentCard, BookingWindow, ReasonKind},
};
use futures_util::future::try_join3;
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};
use serde::{Deserialize, Serialize};

use super::{
    api::{MoveAppointment, agenda_visit, appointment, move_window},
    id_in,
    lines::{AboutPerson, desk_path, move_path, other_person, visit_path},
    my_role,
    slots::{Paging, Slots, day_in, is_lost, waits},
};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    ui::{
        ButtonKind, ButtonLink, ButtonSize, Card, CardTitle, Empty, Fact, Facts, Form, Gap, Glyph, HiddenField, Load,
        Muted, Page, Select, Stack, Submit, TextArea, When, WithinReach, after, or_none, toast,
    },
    words,
};

/// From where somebody comes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Visit,
    Desk,
}

impl Side {
    fn path(self, card: &AppointmentCard) -> String {
        if self == Self::Visit { visit_path(card) } else { desk_path(card) }
    }
}

#[derive(Clone, Serialize, Deserialize)]
struct Moving {
    reader: Role,
    card: AppointmentCard,
    window: BookingWindow,
    asked: u32,
}

async fn moving(side: Side, id: String, first: Option<Date>, asked: u32) -> Result<Moving, AppError> {
    let id = id_in::<AppointmentId>(&id)?;
    let window = move_window(id, first);
    let (reader, card, window) = match side {
        Side::Visit => try_join3(my_role(), appointment(id), window).await?,
        Side::Desk => try_join3(my_role(), agenda_visit(id), window).await?,
    };
    Ok(Moving { reader, card, window, asked })
}

/// Another time for a visit of the signed-in person.
#[component]
pub fn MoveVisitPage() -> impl IntoView {
    view! { <Choosing side=Side::Visit/> }
}

/// Another time for a visit of the agenda.
#[component]
pub fn MoveAtDeskPage() -> impl IntoView {
    view! { <Choosing side=Side::Desk/> }
}

#[component]
fn Choosing(side: Side) -> impl IntoView {
    let i18n = use_i18n();
    let (params, query) = (use_params_map(), use_query_map());
    let deed = ServerAction::<MoveAppointment>::new();
    // What was typed and how often the slots were asked for outlive each answer.
    let (detail, asked) = (RwSignal::new(String::new()), RwSignal::new(0_u32));
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    let source = move || (id.get(), day_in(query.read().get("from")), asked.get());
    let found = Resource::new(source, move |(id, first, asked)| moving(side, id, first, asked));
    let back = move |id: &str| if side == Side::Visit { format!("/visits/{id}") } else { format!("/agenda/{id}") };
    let navigate = use_navigate();
    after(deed, move |id| {
        toast(t_string!(i18n, scheduling.move_done));
        navigate(&back(&id.to_string()), NavigateOptions::default());
    });
    let lost = Signal::derive(move || is_lost(deed.value().get().and_then(Result::err).as_ref()));
    Effect::new(move || {
        if deed.value().read().is_some() && lost.get() {
            asked.update(|times| *times += 1);
        }
    });
    view! {
        <Page title=move || t_string!(i18n, scheduling.move_title) back=back(&id.get_untracked())>
            <Load of=found let:moving>
                <Now card=moving.card.clone() reader=moving.reader/>
                {if moving.window.days.is_empty() {
                    view! { <NoneFree moving side/> }.into_any()
                } else {
                    view! { <MoveTo moving side deed detail/> }.into_any()
                }}
            </Load>
        </Page>
    }
}

/// Whose visit it is, and when it is now.
#[component]
fn Now(card: AppointmentCard, reader: Role) -> impl IntoView {
    let i18n = use_i18n();
    let (person, starts) = (other_person(&card, reader), card.starts);
    let with = (reader == Role::Reception).then(|| {
        let name = card.professional.clone();
        view! { <Fact label=move || t_string!(i18n, scheduling.desk_with)>{name}</Fact> }
    });
    view! {
        <Card>
            <Stack gap=Gap::Tight>
                <CardTitle>{person}</CardTitle>
                <AboutPerson card reader/>
            </Stack>
            <Facts>
                <Fact label=move || t_string!(i18n, scheduling.move_now)>
                    <When local=starts/>
                </Fact>
                {with}
            </Facts>
        </Card>
    }
}

#[component]
fn NoneFree(moving: Moving, side: Side) -> impl IntoView {
    let i18n = use_i18n();
    let visit = side.path(&moving.card);
    view! {
        <Empty
            icon=Glyph::Visits
            title=move || t_string!(i18n, scheduling.slots_empty_title)
            text=Signal::derive(move || t_string!(i18n, scheduling.move_empty_text).to_owned())
        >
            <Paging path=move_path(&visit) window=moving.window/>
            <ButtonLink href=visit kind=ButtonKind::Ghost>{t!(i18n, scheduling.move_back)}</ButtonLink>
        </Empty>
    }
}

#[component]
fn MoveTo(moving: Moving, side: Side, deed: ServerAction<MoveAppointment>, detail: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let Moving { reader, card, window, asked } = moving;
    let path = move_path(&side.path(&card));
    let why = (reader != Role::Patient).then(|| view! { <Why detail/> });
    view! {
        <Form action=deed>
            <Muted>{t!(i18n, scheduling.move_lead)}</Muted>
            <HiddenField name="form[appointment]" value=card.id.to_string()/>
            <HiddenField name="form[version]" value=card.version.to_string()/>
            <Slots window asked path/>
            {why}
            <WithinReach>
                <Submit pending=waits(deed.pending()) size=ButtonSize::Large icon=Glyph::Check>
                    {t!(i18n, scheduling.move_confirm)}
                </Submit>
            </WithinReach>
        </Form>
    }
}

/// Why, for those who work here; a patient needs no reason.
#[component]
fn Why(detail: RwSignal<String>) -> impl IntoView {
    let i18n = use_i18n();
    let kinds = Signal::derive(move || {
        let kinds =
            ReasonKind::ALL.iter().map(|&kind| (kind.as_str().to_owned(), words::reason_kind(i18n, kind).to_owned()));
        or_none(t_string!(i18n, scheduling.move_kind_none), kinds)
    });
    view! {
        <Select name="form[kind]" label=move || t_string!(i18n, scheduling.move_kind) options=kinds/>
        <TextArea
            name="form[text]"
            label=move || t_string!(i18n, scheduling.call_off_detail)
            hint=Signal::derive(move || t_string!(i18n, scheduling.call_off_hint).to_owned())
            limit=REASON_CHARS_MAX
            text=detail
            rows=2
        />
    }
}
