//! When? Days and times side by side; the next free slot is already chosen, confirming is one tap.

use domain::{
    Local, ProfessionalId, Refusal,
    field::REASON_CHARS_MAX,
    professionals::ProfessionalCard,
    scheduling::{AppointmentCard, BookingWindow, FreeDay},
};
use futures_util::future::try_join3;
use jiff::{ToSpan, civil::Date};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};
use serde::{Deserialize, Serialize};

use super::{
    api::{BookAppointment, booking_window, my_visits},
    id_in,
    lines::visit_path,
};
use crate::{
    error::AppError,
    family::HiddenPatient,
    i18n::{t, t_string, use_i18n},
    professionals::api::professional,
    ui::{
        Alert, ButtonLink, ButtonSize, Card, CardTitle, DayName, DayTile, Empty, Form, Gap, Glyph, HiddenField, LinkTo,
        Load, Muted, Page, Row, SlotPicker, SlotTimes, Stack, StayLink, Submit, TextArea, When, WithinReach, after,
    },
};

/// Days on one page of the calendar, as `booking_window` gives them.
const WINDOW_DAYS: i64 = 14;

#[derive(Clone, Serialize, Deserialize)]
struct Calendar {
    with: ProfessionalCard,
    window: BookingWindow,
    booked: Vec<AppointmentCard>,
    asked: u32,
}

async fn calendar(id: String, from: Option<Date>, asked: u32) -> Result<Calendar, AppError> {
    let id = id_in::<ProfessionalId>(&id)?;
    let found = try_join3(professional(id), booking_window(id, from), my_visits()).await;
    if matches!(found, Err(AppError::SignInFirst)) {
        // Whoever comes in now comes back here.
        crate::remember_wanted(id);
    }
    let (with, window, visits) = found?;
    let booked = visits.upcoming.into_iter().filter(|card| card.professional == with.name).collect();
    Ok(Calendar { with, window, booked, asked })
}

/// Choose a day and a time, say why, confirm.
#[component]
pub fn BookProfessionalPage() -> impl IntoView {
    let i18n = use_i18n();
    let (params, query) = (use_params_map(), use_query_map());
    let booking = ServerAction::<BookAppointment>::new();
    // What was typed and how often the slots were asked for outlive each answer.
    let (reason, asked) = (RwSignal::new(String::new()), RwSignal::new(0_u32));
    let source = move || {
        let id = params.read().get("professional").unwrap_or_default();
        (id, day_in(query.read().get("from")), asked.get())
    };
    let slots = Resource::new(source, |(id, from, asked)| calendar(id, from, asked));
    let navigate = use_navigate();
    after(booking, move |id| navigate(&format!("/visits/{id}?booked=yes"), NavigateOptions::default()));
    let lost = Signal::derive(move || is_lost(booking.value().get().and_then(Result::err).as_ref()));
    Effect::new(move || {
        if booking.value().read().is_some() && lost.get() {
            asked.update(|times| *times += 1);
        }
    });
    view! {
        <Page title=move || t_string!(i18n, scheduling.book_title) back="/book">
            <Load of=slots let:calendar>
                <Head with=calendar.with.clone() booked=calendar.booked.clone()/>
                {if calendar.window.days.is_empty() {
                    view! { <NoneFree calendar/> }.into_any()
                } else {
                    view! { <BookForm calendar booking reason lost/> }.into_any()
                }}
            </Load>
        </Page>
    }
}

pub(super) fn day_in(text: Option<String>) -> Option<Date> {
    text.and_then(|text| text.parse().ok())
}

/// Whether the slot of the last try is gone, so that what is free must be asked again.
pub(super) fn is_lost(error: Option<&AppError>) -> bool {
    use Refusal::{DayFull, SlotNotOffered, SlotTaken, TooFarAhead, TooSoon, VisitChanged};
    matches!(
        error,
        Some(AppError::Refused(SlotTaken | SlotNotOffered | DayFull | TooSoon | TooFarAhead | VisitChanged))
    )
}

/// Whether a form of slots has to wait: it was sent, or the days that the address asks for are still on their way.
pub(super) fn waits(sent: Memo<bool>) -> Signal<bool> {
    let query = use_query_map();
    let asked = move || query.read().get("from");
    let drawn = untrack(asked);
    Signal::derive(move || sent.get() || asked() != drawn)
}

#[component]
fn Head(with: ProfessionalCard, booked: Vec<AppointmentCard>) -> impl IntoView {
    let i18n = use_i18n();
    let name = with.name.clone();
    let booked = booked.into_iter().map(|card| {
        let (href, name) = (visit_path(&card), name.clone());
        view! {
            <Alert>
                <Row>
                    <span>{t!(i18n, scheduling.slots_already, name = name)}</span>
                    <When local=card.starts/>
                    <LinkTo href>{t!(i18n, scheduling.slots_already_open)}</LinkTo>
                </Row>
            </Alert>
        }
    });
    let booked = booked.collect_view();
    view! {
        {booked}
        <Card>
            <Stack gap=Gap::Tight>
                <CardTitle>{with.name}</CardTitle>
                <span>{with.specialty}</span>
                <Muted>{with.registration}</Muted>
                <Muted>{t!(i18n, scheduling.book_length, minutes = with.visit_minutes)}</Muted>
            </Stack>
        </Card>
    }
}

#[component]
fn NoneFree(calendar: Calendar) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Empty
            icon=Glyph::Visits
            title=move || t_string!(i18n, scheduling.slots_empty_title)
            text=Signal::derive(move || t_string!(i18n, scheduling.slots_empty_text).to_owned())
        >
            <Paging path=book_path(&calendar) window=calendar.window/>
            <ButtonLink href="/book">{t!(i18n, scheduling.slots_other)}</ButtonLink>
        </Empty>
    }
}

#[component]
fn BookForm(
    calendar: Calendar,
    booking: ServerAction<BookAppointment>,
    reason: RwSignal<String>,
    lost: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (professional, path) = (calendar.with.id.to_string(), book_path(&calendar));
    let kept = move || lost.get().then(|| view! { <Muted>{t!(i18n, scheduling.slots_kept)}</Muted> });
    view! {
        <Form action=booking>
            {kept}
            <Muted>{t!(i18n, scheduling.slots_lead)}</Muted>
            <HiddenField name="form[professional]" value=professional/>
            <HiddenPatient name="form[patient]"/>
            <Slots window=calendar.window asked=calendar.asked path/>
            <TextArea
                name="form[reason]"
                label=move || t_string!(i18n, scheduling.reason_label)
                hint=Signal::derive(move || t_string!(i18n, scheduling.reason_hint).to_owned())
                limit=REASON_CHARS_MAX
                text=reason
                rows=3
            />
            <WithinReach>
                <Submit pending=waits(booking.pending()) size=ButtonSize::Large icon=Glyph::Check>
                    {t!(i18n, scheduling.confirm)}
                </Submit>
            </WithinReach>
        </Form>
    }
}

/// Days and times of a window, at the address of its page.
#[component]
pub(super) fn Slots(
    window: BookingWindow,
    /// How often it was asked for.
    asked: u32,
    path: String,
) -> impl IntoView {
    let i18n = use_i18n();
    let query = use_query_map();
    let days = StoredValue::new(window.days.clone());
    let chosen = Memo::new(move |_| {
        let wanted = day_in(query.read().get("day"));
        days.with_value(|days| days.iter().find(|day| Some(day.date) == wanted).or_else(|| days.first()).cloned())
    });
    let picker = move || {
        let day = chosen.get()?;
        let date = day.date;
        // Choosing a day asks for no other days: a time that is chosen meanwhile stays chosen.
        let of_days = match query.read_untracked().get("from") {
            Some(_) => format!("{}&", window_path(&path, window.first)),
            None => format!("{path}?"),
        };
        let tiles = tiles(&of_days, &window, |count| match count {
            0 => t_string!(i18n, scheduling.slots_full).to_owned(),
            count => t_string!(i18n, scheduling.slots_free, count = count),
        });
        // A new day or a new answer makes new radio buttons: a kept one would remember a tap on another time.
        let of_day = view! {
            <For each=move || [day.clone()] key=move |day| (asked, day.date) let:day>
                <Times day/>
            </For>
        };
        let (path, window) = (path.clone(), window.clone());
        let turning = move || view! { <Paging path=path.clone() window=window.clone()/> };
        Some(view! {
            <SlotPicker label=move || t_string!(i18n, scheduling.slots_days) days=tiles chosen=date turning>
                {of_day}
            </SlotPicker>
        })
    };
    view! { {picker} }
}

#[component]
fn Times(day: FreeDay) -> impl IntoView {
    let i18n = use_i18n();
    let first = day.slots.first().copied();
    let part = move |from: i8, to: i8, legend: Signal<String>| {
        let slots = day.slots.iter().copied().filter(|slot| (from..to).contains(&slot.wall.hour()));
        let slots = slots.collect::<Vec<Local>>();
        (!slots.is_empty()).then(|| view! { <SlotTimes legend name="form[starts_at]" slots first/> })
    };
    view! {
        <CardTitle>
            <DayName date=day.date/>
        </CardTitle>
        {part(0, 6, Signal::derive(move || t_string!(i18n, scheduling.slots_night).to_owned()))}
        {part(6, 12, Signal::derive(move || t_string!(i18n, scheduling.slots_morning).to_owned()))}
        {part(12, 18, Signal::derive(move || t_string!(i18n, scheduling.slots_afternoon).to_owned()))}
        {part(18, 24, Signal::derive(move || t_string!(i18n, scheduling.slots_evening).to_owned()))}
    }
}

/// All days of the window, those without a free slot too.
fn tiles(of_days: &str, window: &BookingWindow, note: impl Fn(usize) -> String) -> Vec<DayTile> {
    let BookingWindow { first, days, .. } = window;
    let dates = (0..WINDOW_DAYS).filter_map(|after| first.checked_add(after.days()).ok());
    let tiles = dates.map(|date| {
        let count = days.iter().find(|day| day.date == date).map_or(0, |day| day.slots.len());
        let href = (count > 0).then(|| format!("{of_days}day={date}"));
        DayTile { date, href, note: note(count) }
    });
    tiles.collect()
}

fn book_path(calendar: &Calendar) -> String {
    format!("/book/{}", calendar.with.id)
}

fn window_path(path: &str, from: Date) -> String {
    format!("{path}?from={from}")
}

/// Fourteen days back, fourteen days on, as far as booking goes.
#[component]
pub(super) fn Paging(path: String, window: BookingWindow) -> impl IntoView {
    let i18n = use_i18n();
    let BookingWindow { today, first, last, .. } = window;
    let earlier = (first > today).then(|| first.saturating_sub(WINDOW_DAYS.days()).max(today));
    let later = first.saturating_add(WINDOW_DAYS.days());
    let later = (later <= last).then_some(later);
    let earlier = earlier.map(|from| {
        let href = window_path(&path, from);
        view! { <StayLink href icon=Glyph::Previous>{t!(i18n, scheduling.slots_earlier)}</StayLink> }
    });
    let later = later.map(|from| {
        let href = window_path(&path, from);
        view! { <StayLink href icon=Glyph::Next>{t!(i18n, scheduling.slots_later)}</StayLink> }
    });
    view! {
        {earlier}
        {later}
    }
}
