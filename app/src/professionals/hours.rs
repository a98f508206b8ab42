//! The weekly opening hours of a professional: a drawing of what is kept, and a text for each day.

use domain::scheduling::{OpeningHours, WeekForm, Weekday};
use leptos::prelude::*;

use crate::{
    i18n::{t, t_string, use_i18n},
    scheduling::api::SetOpeningHours,
    ui::{
        Alert, Card, Columns, FieldKind, Form, Glyph, HiddenField, Muted, Row, Section, Submit, TextField, Timeline,
        TimelineRow, Tone, along,
    },
    words::{self, Language},
};

/// The drawing shows at least these hours.
const FIRST_HOUR: i64 = 7;
const LAST_HOUR: i64 = 19;

/// The week: as it is kept, and as it is typed by those who may set it.
#[component]
pub(super) fn Hours(week: WeekForm, may_set: bool, save: ServerAction<SetOpeningHours>) -> impl IntoView {
    let i18n = use_i18n();
    let (typed, kept) = (week.clone(), week.clone().check());
    let kept = kept.map(|week| week.stretches).unwrap_or_default();
    let setting = may_set.then(|| {
        view! {
            <Card>
                <Form action=save>
                    <Days week=typed/>
                    <Row>
                        <Submit pending=save.pending() icon=Glyph::Check>{t!(i18n, professionals.hours_save)}</Submit>
                    </Row>
                </Form>
            </Card>
        }
    });
    view! {
        <Section title=move || t_string!(i18n, professionals.hours_title)>
            <Muted>{t!(i18n, professionals.hours_text)}</Muted>
            <Columns>
                {setting}
                <Card>
                    <Kept week kept/>
                </Card>
            </Columns>
        </Section>
    }
}

#[component]
fn Days(week: WeekForm) -> impl IntoView {
    let i18n = use_i18n();
    let fields = Weekday::ALL.iter().map(|&weekday| {
        let value = week.day(weekday).to_owned();
        view! {
            <TextField
                name=field_name(weekday)
                label=move || day_name(i18n, weekday)
                hint=Signal::derive(move || t_string!(i18n, professionals.hours_hint).to_owned())
                value
                autocomplete="off"
            />
        }
    });
    let fields = fields.collect_view();
    view! {
        <HiddenField name="form[professional]" value=week.professional/>
        {fields}
        <TextField
            name="form[valid_from]"
            label=move || t_string!(i18n, professionals.hours_from)
            kind=FieldKind::Date
        />
        <TextField
            name="form[valid_until]"
            label=move || t_string!(i18n, professionals.hours_until)
            hint=Signal::derive(move || t_string!(i18n, professionals.hours_until_hint).to_owned())
            kind=FieldKind::Date
        />
    }
}

const fn field_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "form[monday]",
        Weekday::Tuesday => "form[tuesday]",
        Weekday::Wednesday => "form[wednesday]",
        Weekday::Thursday => "form[thursday]",
        Weekday::Friday => "form[friday]",
        Weekday::Saturday => "form[saturday]",
        Weekday::Sunday => "form[sunday]",
    }
}

/// A day at the beginning of a line.
fn day_name(i18n: Language, weekday: Weekday) -> String {
    let name = words::weekday(i18n, weekday);
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The kept hours as bars.
#[component]
fn Kept(week: WeekForm, kept: Vec<OpeningHours>) -> impl IntoView {
    let i18n = use_i18n();
    let none = kept.is_empty().then(|| {
        view! { <Alert tone=Tone::Warning>{t!(i18n, professionals.hours_empty)}</Alert> }
    });
    let (from, to) = measure(&kept);
    let rows = Signal::derive(move || {
        let row = |&weekday: &Weekday| row(i18n, weekday, &week, &kept, (from * 60, to * 60));
        Weekday::ALL.iter().map(row).collect::<Vec<_>>()
    });
    let quarter = (to - from) / 4;
    let ticks = (0..=4).map(|step| format!("{:02}:00", from + step * quarter)).collect::<Vec<_>>();
    view! {
        {none}
        <Timeline label=move || t_string!(i18n, professionals.hours_week) rows ticks/>
    }
}

fn row(
    i18n: Language,
    weekday: Weekday,
    week: &WeekForm,
    kept: &[OpeningHours],
    (from, to): (i64, i64),
) -> TimelineRow {
    let stretches = kept.iter().filter(|stretch| stretch.weekday == weekday);
    let bars = stretches.map(|s| (along(s.starts_minute, from, to), along(s.ends_minute, from, to))).collect();
    let note = match week.day(weekday) {
        "" => t_string!(i18n, professionals.hours_closed).to_owned(),
        hours => hours.to_owned(),
    };
    TimelineRow { label: day_name(i18n, weekday), note, bars }
}

/// First and last hour drawn: a stretch of whole quarters that holds all opening hours.
fn measure(kept: &[OpeningHours]) -> (i64, i64) {
    let first = kept.iter().map(|stretch| stretch.starts_minute / 60).min().unwrap_or(FIRST_HOUR).min(FIRST_HOUR);
    let last = kept.iter().map(|stretch| (stretch.ends_minute + 59) / 60).max().unwrap_or(LAST_HOUR).max(LAST_HOUR);
    let length = (last - first + 3) / 4 * 4;
    let first = first.min(24 - length);
    (first, first + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_drawing_holds_all_hours_in_whole_quarters() {
        let stretch =
            |starts_minute, ends_minute| OpeningHours { weekday: Weekday::Monday, starts_minute, ends_minute };
        for kept in
            [vec![], vec![stretch(0, 1440)], vec![stretch(300, 1380)], vec![stretch(1320, 1440)], vec![stretch(0, 30)]]
        {
            let (from, to) = measure(&kept);
            assert!(0 <= from && to <= 24 && (to - from) % 4 == 0, "{from} {to}");
            assert!(kept.iter().all(|s| from * 60 <= s.starts_minute && s.ends_minute <= to * 60), "{from} {to}");
        }
    }
}
