//! Days and times side by side. A day is a link, a time is a radio button: both work before WASM arrives.

use domain::{Local, scheduling::Weekday};
use jiff::civil::Date;
use leptos::prelude::*;

use super::{Choice, ChoiceGroup};
use crate::{i18n::use_i18n, words};

/// One day that can be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayTile {
    /// The day.
    pub date: Date,
    /// Where its times are; none when it has none.
    pub href: Option<String>,
    /// What it holds, in words: `3 livres`.
    pub note: String,
}

/// Days on one side, the times of the chosen day on the other.
#[component]
pub fn SlotPicker(
    /// What the days are called together.
    #[prop(into)]
    label: Signal<String>,
    /// The days, in order.
    days: Vec<DayTile>,
    /// The day whose times are shown.
    chosen: Date,
    /// The way to other days.
    #[prop(into)]
    turning: ViewFn,
    /// The times.
    children: Children,
) -> impl IntoView {
    let tiles = days.into_iter().map(|day| {
        let current = day.date == chosen;
        view! { <Tile day current/> }
    });
    let tiles = tiles.collect_view();
    view! {
        <div class="grid grid-cols-1 items-start gap-6 md:grid-cols-[19rem_minmax(0,1fr)]">
            <nav aria-label=move || label.get() class="flex min-w-0 flex-col gap-4">
                <ul
                    role="list"
                    class="-mx-1 flex snap-x gap-2 overflow-x-auto p-1 md:grid md:grid-cols-4 md:overflow-visible"
                >
                    {tiles}
                </ul>
                <div class="flex flex-wrap gap-2">{turning.run()}</div>
            </nav>
            <div class="flex min-w-0 flex-col gap-5">{children()}</div>
        </div>
    }
}

#[component]
fn Tile(day: DayTile, current: bool) -> impl IntoView {
    let i18n = use_i18n();
    let date = day.date;
    let inside = view! {
        <span class="text-sm">{move || words::weekday_short(i18n, Weekday::of(date))}</span>
        <span class="text-lg font-semibold tabular-nums">{date.day()}</span>
        <span class="text-sm">{move || words::month_short(i18n, date.month())}</span>
        <span class="sr-only">{day.note}</span>
    };
    let tile = match day.href {
        Some(path) => {
            let class = if current { "day-tile day-tile-current" } else { "day-tile day-tile-free" };
            view! {
                <a href=path data-noscroll="" class=class aria-current=current.then_some("date")>
                    {inside}
                </a>
            }
            .into_any()
        }
        None => view! { <div class="day-tile day-tile-full">{inside}</div> }.into_any(),
    };
    view! { <li class="w-16 shrink-0 snap-start md:w-auto">{tile}</li> }
}

/// The times of one part of a day. `first` is chosen at first.
#[component]
pub fn SlotTimes(
    /// The part of the day.
    #[prop(into)]
    legend: Signal<String>,
    /// The name in the form, the same for all parts.
    name: &'static str,
    /// The starts of the slots.
    slots: Vec<Local>,
    /// The slot chosen at first.
    first: Option<Local>,
) -> impl IntoView {
    let choices = slots.into_iter().map(|slot| {
        view! {
            <Choice name value=slot.at.to_string() checked=first == Some(slot)>
                <span class="tabular-nums">{slot.clock()}</span>
            </Choice>
        }
    });
    let choices = choices.collect_view();
    view! { <ChoiceGroup legend>{choices}</ChoiceGroup> }
}
