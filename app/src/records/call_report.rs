//! How a call went: who was there when, how long together, and how well each could see and hear.

use domain::{
    Local,
    calls::{Attendance, CallLog, Seat, Summary},
};
use leptos::prelude::*;

use crate::{
    i18n::{t, t_string, use_i18n},
    ui::{Badge, Card, Clock, Fact, Facts, Gap, Glyph, Muted, Row, Section, Stack, Timeline, TimelineRow, Tone, along},
    words::{self, Language},
};

/// A talk flows up to this round trip (ITU-T G.114 names 150 ms for one way).
const RTT_GOOD_MS_MAX: u32 = 300;
/// Beyond it people speak over one another.
const RTT_FAIR_MS_MAX: u32 = 600;
/// Loss that repair hides, of a thousand packets.
const LOSS_GOOD_PERMILLE_MAX: u32 = 20;
/// Loss that is heard but does not end a talk.
const LOSS_FAIR_PERMILLE_MAX: u32 = 80;
/// Jitter that the buffer hides.
const JITTER_GOOD_MS_MAX: u32 = 40;
/// Jitter that is heard but does not end a talk.
const JITTER_FAIR_MS_MAX: u32 = 120;

/// The report of a call, as a quiet part of the page of its visit.
#[component]
pub fn CallReport(log: CallLog) -> impl IntoView {
    let i18n = use_i18n();
    let title = move || t_string!(i18n, records.call_title);
    if log.attendances.is_empty() {
        return view! {
            <Section title>
                <Muted>{t!(i18n, records.call_nobody)}</Muted>
            </Section>
        }
        .into_any();
    }
    let (minutes, seconds) = (log.together_seconds / 60, log.together_seconds % 60);
    let ended = match log.ended {
        Some(ended) => view! { <Clock local=ended/> }.into_any(),
        None => t!(i18n, records.call_going_on).into_any(),
    };
    let summaries = log.summaries.iter().map(|(seat, summary)| view! { <Quality seat=*seat summary=*summary/> });
    let summaries = summaries.collect_view();
    view! {
        <Section title>
            <Card>
                <Facts>
                    <Fact label=move || t_string!(i18n, records.call_together)>
                        {t!(i18n, records.call_together_value, minutes = minutes, seconds = seconds)}
                    </Fact>
                    <Fact label=move || t_string!(i18n, records.call_started)>
                        {log.started.map(|started| view! { <Clock local=started/> })}
                    </Fact>
                    <Fact label=move || t_string!(i18n, records.call_ended)>{ended}</Fact>
                </Facts>
                <Presence attendances=log.attendances/>
            </Card>
            {summaries}
        </Section>
    }
    .into_any()
}

/// Who was in the room when, one row a seat.
#[component]
fn Presence(attendances: Vec<Attendance>) -> impl IntoView {
    let i18n = use_i18n();
    let moments = attendances.iter().flat_map(|stay| [Some(stay.joined), stay.left]).flatten();
    let (first, last) = (moments.clone().min(), moments.max());
    let (Some(first), Some(last)) = (first, last) else { return ().into_any() };
    let rows = Signal::derive(move || {
        let row = |seat: &Seat| row(i18n, *seat, &attendances, first, last);
        Seat::ALL.iter().map(row).collect::<Vec<_>>()
    });
    let ticks = vec![first.clock(), last.clock()];
    view! { <Timeline label=move || t_string!(i18n, records.call_presence) rows ticks/> }.into_any()
}

fn row(i18n: Language, seat: Seat, attendances: &[Attendance], first: Local, last: Local) -> TimelineRow {
    let stays = attendances.iter().filter(|stay| stay.seat == seat).collect::<Vec<_>>();
    let at = |local: Local| along(local.at.seconds(), first.at.seconds(), last.at.seconds());
    let bars = stays.iter().map(|stay| (at(stay.joined), at(stay.left.unwrap_or(last)))).collect();
    let note = stays.iter().map(|stay| {
        let from = stay.joined.clock();
        if let Some(left) = stay.left {
            t_string!(i18n, records.call_present, from = from, to = left.clock())
        } else {
            t_string!(i18n, records.call_present_still, from = from)
        }
    });
    let note = note.collect::<Vec<_>>().join(", ");
    let note = if note.is_empty() { t_string!(i18n, records.call_never).to_owned() } else { note };
    TimelineRow { label: words::seat(i18n, seat).to_owned(), note, bars }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grade {
    Good,
    Fair,
    Poor,
}

/// The worst of what was measured; none when nothing was.
fn grade(summary: &Summary) -> Option<Grade> {
    let of = |value: Option<u32>, good: u32, fair: u32| {
        value.map(|value| match value {
            value if value <= good => Grade::Good,
            value if value <= fair => Grade::Fair,
            _ => Grade::Poor,
        })
    };
    let grades = [
        of(summary.rtt_ms, RTT_GOOD_MS_MAX, RTT_FAIR_MS_MAX),
        of(summary.loss_permille, LOSS_GOOD_PERMILLE_MAX, LOSS_FAIR_PERMILLE_MAX),
        of(summary.jitter_ms, JITTER_GOOD_MS_MAX, JITTER_FAIR_MS_MAX),
    ];
    grades.into_iter().flatten().max_by_key(|grade| *grade as u8)
}

/// How one side saw the call.
#[component]
fn Quality(seat: Seat, summary: Summary) -> impl IntoView {
    let i18n = use_i18n();
    let badge = grade(&summary).map(|grade| {
        let (tone, icon) = match grade {
            Grade::Good => (Tone::Success, Glyph::Connection),
            Grade::Fair => (Tone::Warning, Glyph::Warning),
            Grade::Poor => (Tone::Error, Glyph::NoConnection),
        };
        let word = move || match grade {
            Grade::Good => t_string!(i18n, records.quality_good),
            Grade::Fair => t_string!(i18n, records.quality_fair),
            Grade::Poor => t_string!(i18n, records.quality_poor),
        };
        view! { <Badge tone icon>{word}</Badge> }
    });
    let measures = measures(i18n, &summary).into_iter().map(|(label, value)| {
        view! { <Fact label>{value}</Fact> }
    });
    let measures = measures.collect_view();
    view! {
        <Card>
            <Stack gap=Gap::Tight>
                <Muted>{t!(i18n, records.quality_title)}</Muted>
                <Row>
                    <span>{move || words::seat(i18n, seat)}</span>
                    {badge}
                </Row>
            </Stack>
            <Facts>{measures}</Facts>
        </Card>
    }
}

/// What was measured, in words; what the browser did not know is left out.
fn measures(i18n: Language, summary: &Summary) -> Vec<(Signal<String>, Signal<String>)> {
    let millis = |value: u32| Signal::derive(move || t_string!(i18n, records.unit_ms, value = value));
    let seconds = |value: u32| Signal::derive(move || tenths(i18n, value / 100));
    let Summary { setup_ms, connected_ms, rtt_ms, jitter_ms, loss_permille, route, reconnections } = *summary;
    let label = |text: fn(Language) -> &'static str| Signal::derive(move || text(i18n).to_owned());
    let lines = [
        (label(|i18n| t_string!(i18n, records.quality_setup)), setup_ms.map(seconds)),
        (label(|i18n| t_string!(i18n, records.quality_connected)), connected_ms.map(|value| length(i18n, value))),
        (label(|i18n| t_string!(i18n, records.quality_rtt)), rtt_ms.map(millis)),
        (label(|i18n| t_string!(i18n, records.quality_jitter)), jitter_ms.map(millis)),
        (label(|i18n| t_string!(i18n, records.quality_loss)), loss_permille.map(|value| percent(i18n, value))),
        (
            label(|i18n| t_string!(i18n, records.quality_route)),
            route.map(|route| Signal::derive(move || words::route(i18n, route).to_owned())),
        ),
        (
            label(|i18n| t_string!(i18n, records.quality_reconnections)),
            reconnections.map(|count| Signal::stored(count.to_string())),
        ),
    ];
    lines.into_iter().filter_map(|(label, value)| value.map(|value| (label, value))).collect()
}

fn length(i18n: Language, millis: u32) -> Signal<String> {
    let (minutes, seconds) = (millis / 60_000, millis / 1000 % 60);
    Signal::derive(move || t_string!(i18n, records.call_together_value, minutes = minutes, seconds = seconds))
}

fn percent(i18n: Language, permille: u32) -> Signal<String> {
    Signal::derive(move || {
        let value = decimal(i18n, permille);
        t_string!(i18n, records.unit_percent, value = value)
    })
}

fn tenths(i18n: Language, value: u32) -> String {
    let value = decimal(i18n, value);
    t_string!(i18n, records.unit_seconds, value = value)
}

/// Tenths with the mark of the language: `1,2`.
fn decimal(i18n: Language, tenths: u32) -> String {
    format!("{}{}{}", tenths / 10, t_string!(i18n, records.decimal_mark), tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_is_as_good_as_its_worst_measure() {
        let summary = |rtt_ms, loss_permille| Summary { rtt_ms, loss_permille, ..Summary::default() };
        assert_eq!(grade(&summary(None, None)), None);
        assert_eq!(grade(&summary(Some(80), Some(0))), Some(Grade::Good));
        assert_eq!(grade(&summary(Some(80), Some(50))), Some(Grade::Fair));
        assert_eq!(grade(&summary(Some(900), Some(0))), Some(Grade::Poor));
    }
}
