//! A day of the agenda: who comes when and how it stands. A professional has the chosen visit beside it; the reception
//! sees the day of everybody.

use domain::{
    Role,
    scheduling::{AppointmentCard, RoomState},
};
use futures_util::future::try_join;
use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api::{Board as Day, day_board},
    desk::{DeskCard, DeskDeeds},
    lines::{AboutPerson, KindBadge, StateBadge, TimeAndState, desk_path, room_path, visit_path},
    live::on_agenda_change,
    my_role,
};
use crate::{
    error::AppError,
    i18n::{t, t_string, use_i18n},
    ui::{
        AtTime, Board, BoardChosen, BoardLine, BoardList, ButtonKind, ButtonLink, Card, CardTitle, Clock, DayName,
        Empty, Fact, Facts, Gap, Glyph, Lead, Load, Muted, Page, Row, Stack, StayLink, When, on_return,
    },
};

async fn day_of_reader(date: Option<Date>) -> Result<(Role, Day), AppError> {
    try_join(my_role(), day_board(date)).await
}

/// The day board.
#[component]
pub fn AgendaPage() -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let date = move || query.read().get("date").and_then(|date| date.parse::<Date>().ok());
    let day = Resource::new(date, day_of_reader);
    on_return(move || day.refetch());
    on_agenda_change(day, date, day_of_reader);
    let deeds = DeskDeeds::new(move || day.refetch());
    // Whom one books for is chosen in the list of patients.
    let new = move || {
        view! { <ButtonLink href="/patients" icon=Glyph::Add>{t!(i18n, scheduling.agenda_new)}</ButtonLink> }
    };
    view! {
        <Page title=move || t_string!(i18n, scheduling.agenda_title) actions=new>
            <Load of=day let:found>
                {
                    let (reader, day) = found;
                    view! {
                        <Turning date=day.date today=day.today/>
                        {match (day.cards.is_empty(), reader) {
                            (true, _) => view! { <NobodyComes reader/> }.into_any(),
                            (false, reader) => view! { <DayBoard day reader deeds/> }.into_any(),
                        }}
                    }
                }
            </Load>
        </Page>
    }
}

fn day_path(date: Date) -> String {
    format!("/agenda?date={date}")
}

/// Yesterday, today, tomorrow.
#[component]
fn Turning(date: Date, today: Date) -> impl IntoView {
    let i18n = use_i18n();
    let previous = date.yesterday().ok().map(|date| {
        view! { <StayLink href=day_path(date) icon=Glyph::Previous>{t!(i18n, scheduling.agenda_previous)}</StayLink> }
    });
    let next = date.tomorrow().ok().map(|date| {
        view! { <StayLink href=day_path(date) icon=Glyph::Next>{t!(i18n, scheduling.agenda_next)}</StayLink> }
    });
    let back = (date != today).then(|| {
        view! { <StayLink href="/agenda" kind=ButtonKind::Ghost>{t!(i18n, scheduling.agenda_today)}</StayLink> }
    });
    let is_today = (date == today).then(|| view! { {t!(i18n, scheduling.agenda_today)} ", " });
    view! {
        <Lead>{is_today} <DayName date/></Lead>
        <Row>{previous} {next} {back}</Row>
    }
}

#[component]
fn NobodyComes(reader: Role) -> impl IntoView {
    let i18n = use_i18n();
    let title = move || t_string!(i18n, scheduling.agenda_empty_title);
    if reader == Role::Reception {
        let text = Signal::derive(move || t_string!(i18n, scheduling.agenda_empty_reception).to_owned());
        return view! { <Empty icon=Glyph::Visits title text/> }.into_any();
    }
    view! {
        <Empty
            icon=Glyph::Visits
            title
            text=Signal::derive(move || t_string!(i18n, scheduling.agenda_empty_text).to_owned())
        >
            <ButtonLink href="/visits" kind=ButtonKind::Quiet>{t!(i18n, scheduling.agenda_all)}</ButtonLink>
        </Empty>
    }
    .into_any()
}

/// The visit somebody would look at first: an open room, then the next one, then any.
fn likeliest(cards: &[AppointmentCard]) -> Option<&AppointmentCard> {
    let going = |card: &&AppointmentCard| card.state.is_open();
    let open = cards.iter().filter(going).find(|card| card.room == RoomState::Open);
    open.or_else(|| cards.iter().filter(going).find(|card| card.room == RoomState::NotOpen)).or(cards.first())
}

#[component]
fn DayBoard(day: Day, reader: Role, deeds: DeskDeeds) -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let cards = StoredValue::new(day.cards);
    // Choosing a visit asks for no other day: the list and what is typed beside it stay as they are.
    let path = match query.read_untracked().get("date") {
        Some(_) => format!("{}&", day_path(day.date)),
        None => String::from("/agenda?"),
    };
    let chosen = Memo::new(move |_| {
        let wanted = query.read().get("visit");
        cards.with_value(|cards| {
            let asked = cards.iter().find(|card| Some(card.id.to_string()) == wanted);
            asked.or_else(|| likeliest(cards)).cloned()
        })
    });
    let lines = move || {
        let current = chosen.get().map(|card| card.id);
        let lines = cards.get_value().into_iter().map(|card| {
            let current = current == Some(card.id);
            view! { <DayLine card path=path.clone() current reader/> }
        });
        lines.collect_view()
    };
    let beside = move || {
        chosen.get().map(|card| match reader {
            Role::Reception => view! { <DeskCard card deeds history=true/> }.into_any(),
            _ => view! { <Chosen card/> }.into_any(),
        })
    };
    view! {
        <Board>
            <BoardList label=move || t_string!(i18n, scheduling.agenda_list)>{lines}</BoardList>
            <BoardChosen label=move || t_string!(i18n, scheduling.agenda_chosen)>{beside}</BoardChosen>
        </Board>
    }
}

#[component]
fn DayLine(
    card: AppointmentCard,
    /// Where the day is.
    path: String,
    current: bool,
    reader: Role,
) -> impl IntoView {
    let page = if reader == Role::Reception { desk_path(&card) } else { visit_path(&card) };
    let beside = format!("{path}visit={}", card.id);
    view! {
        <BoardLine page beside current>
            <LineWords card=card.clone() reader/>
        </BoardLine>
    }
}

#[component]
fn LineWords(card: AppointmentCard, reader: Role) -> impl IntoView {
    let i18n = use_i18n();
    let starts = card.starts;
    let about = if reader == Role::Reception {
        let name = card.professional.clone();
        view! { <Muted>{t!(i18n, common.home.with, name = name)} " · " {card.specialty.clone()}</Muted> }.into_any()
    } else {
        view! { <AboutPerson card=card.clone() reader=Role::Professional/> }.into_any()
    };
    view! {
        <AtTime time=move || view! { <Clock local=starts/> }>
            <span>{card.patient.clone()}</span>
            <Row>
                {about}
                <StateBadge state=card.state room=card.room/>
                <KindBadge kind=card.kind/>
            </Row>
        </AtTime>
    }
}

#[component]
fn Chosen(card: AppointmentCard) -> impl IntoView {
    let i18n = use_i18n();
    let page = visit_path(&card);
    let enter = (card.room == RoomState::Open).then(|| {
        let href = room_path(&card);
        view! { <ButtonLink href icon=Glyph::Camera>{t!(i18n, scheduling.room_enter)}</ButtonLink> }
    });
    let kind = if enter.is_some() { ButtonKind::Quiet } else { ButtonKind::Primary };
    let opens = (card.room == RoomState::NotOpen).then(|| {
        view! {
            <Fact label=move || t_string!(i18n, scheduling.room_opens)>
                <When local=card.room_opens/>
            </Fact>
        }
    });
    let (person, about) = (card.patient.clone(), card.clone());
    view! {
        <Card>
            <Stack gap=Gap::Tight>
                <CardTitle>{person}</CardTitle>
                <AboutPerson card=about reader=Role::Professional/>
            </Stack>
            <Facts>
                <TimeAndState card/>
                {opens}
            </Facts>
            <Row>
                {enter}
                <ButtonLink href=page kind icon=Glyph::Record>{t!(i18n, scheduling.agenda_open)}</ButtonLink>
            </Row>
        </Card>
    }
}
