use super::*;
use crate::{Moment, Problem, ProfessionalId, Refusal};
use jiff::{
    ToSpan,
    civil::{Date, date},
    tz::TimeZone,
};
use proptest::prelude::*;

fn sao_paulo() -> TimeZone {
    TimeZone::get("America/Sao_Paulo").unwrap()
}

/// The whole of every day, always.
fn every_day(starts_minute: i64, ends_minute: i64) -> Vec<DatedHours> {
    let hours = |&weekday| OpeningHours { weekday, starts_minute, ends_minute };
    Weekday::ALL.iter().map(hours).map(|hours| DatedHours { hours, from: None, until: None }).collect()
}

fn noon(date: Date) -> Moment {
    Moment::of_wall_clock(date.at(12, 0, 0, 0), &sao_paulo()).unwrap()
}

/// What clocks show when slots of half an hour begin on a day, seen from the day before.
fn clocks(hours: &[DatedHours], exceptions: &[ScheduleException], rules: BookingRules, date: Date) -> Vec<String> {
    let zone = sao_paulo();
    let offer = Offer { hours, exceptions, holidays: &[], rules, zone: &zone, visit_minutes: 30, busy: &[] };
    let slots = free_slots(&offer, date, date, noon(date.yesterday().unwrap()));
    slots.into_iter().map(|slot| slot.starts_at.in_zone(&zone).clock()).collect()
}

#[test]
fn movable_days_follow_easter() {
    for (year, carnival, good_friday, sunday, corpus_christi) in [
        (2026, (2, 17), (4, 3), (4, 5), (6, 4)),
        (2027, (2, 9), (3, 26), (3, 28), (5, 27)),
        (2028, (2, 29), (4, 14), (4, 16), (6, 15)),
        (2029, (2, 13), (3, 30), (4, 1), (5, 31)),
        (2030, (3, 5), (4, 19), (4, 21), (6, 20)),
    ] {
        let day = |(month, day)| date(year, month, day);
        assert_eq!(easter(year), day(sunday));
        assert_eq!(optional_days(year), [day(carnival), day(corpus_christi)]);
        assert_eq!(national_holiday(day(good_friday)), Some(NationalHoliday::GoodFriday));
        assert_eq!(national_holiday(day(carnival)), None);
    }
    // The earliest and the latest there are.
    assert_eq!((easter(2285), easter(2038)), (date(2285, 3, 22), date(2038, 4, 25)));
}

#[test]
fn fixed_days_are_holidays_every_year_and_one_since_2024() {
    let fixed = [(1, 1), (4, 21), (5, 1), (9, 7), (10, 12), (11, 2), (11, 15), (11, 20), (12, 25)];
    for year in 2024..2040 {
        let days = date(year, 1, 1).series(1.day()).take_while(|day| day.year() == year);
        let holidays = days.filter(|day| national_holiday(*day).is_some()).collect::<Vec<_>>();
        let good_friday = easter(year).saturating_sub(2.days());
        let mut expected = fixed.map(|(month, day)| date(year, month, day)).to_vec();
        if !expected.contains(&good_friday) {
            expected.push(good_friday);
        }
        expected.sort_unstable();
        assert_eq!(holidays, expected);
    }
    assert_eq!(national_holiday(date(2023, 11, 20)), None);
}

#[test]
fn holidays_are_closed_unless_the_rules_or_an_exception_say_otherwise() {
    let (hours, christmas) = (every_day(9 * 60, 10 * 60), date(2026, 12, 25));
    let rules = BookingRules::default();
    assert!(clocks(&hours, &[], rules, christmas).is_empty());
    let works = BookingRules { holidays: Allowance::Allowed, ..rules };
    assert_eq!(clocks(&hours, &[], works, christmas), ["09:00", "09:30"]);
    let open = ScheduleException {
        kind: ExceptionKind::Open,
        first: christmas,
        last: christmas,
        starts_minute: 15 * 60,
        ends_minute: 16 * 60,
    };
    assert_eq!(clocks(&hours, &[open], rules, christmas), ["15:00", "15:30"]);
}

#[test]
fn a_day_off_is_closed_and_extra_hours_are_open() {
    let (hours, monday) = (every_day(9 * 60, 11 * 60), date(2026, 11, 23));
    let rules = BookingRules::default();
    let exception = |kind, starts_minute, ends_minute| ScheduleException {
        kind,
        first: monday,
        last: monday.tomorrow().unwrap(),
        starts_minute,
        ends_minute,
    };
    let off = exception(ExceptionKind::Closed, 9 * 60 + 45, 10 * 60 + 15);
    assert_eq!(clocks(&hours, &[off], rules, monday), ["09:00", "10:30"]);
    let whole = exception(ExceptionKind::Closed, 0, 1440);
    assert!(clocks(&hours, &[whole], rules, monday.tomorrow().unwrap()).is_empty());
    assert_eq!(clocks(&hours, &[whole], rules, date(2026, 11, 25)).len(), 4);
    // Extra hours over the usual ones make no slot twice.
    let extra = exception(ExceptionKind::Open, 10 * 60, 12 * 60);
    assert_eq!(clocks(&hours, &[extra], rules, monday), ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30"]);
    assert_eq!(clocks(&hours, &[extra, whole], rules, monday), [""; 0]);
}

#[test]
fn pauses_lie_between_visits() {
    let rules = BookingRules { buffer_before_minutes: 5, buffer_after_minutes: 10, ..BookingRules::default() };
    let monday = date(2026, 11, 23);
    assert_eq!(clocks(&every_day(9 * 60, 11 * 60), &[], rules, monday), ["09:00", "09:45", "10:30"]);
}

#[test]
fn a_full_day_offers_nothing_more() {
    let (hours, zone, monday) = (every_day(9 * 60, 12 * 60), sao_paulo(), date(2026, 11, 23));
    let rules = BookingRules { daily_max: Some(2), ..BookingRules::default() };
    let at = |hour| Moment::of_wall_clock(monday.at(hour, 0, 0, 0), &zone).unwrap();
    let busy = [9, 10].map(|hour| Span { starts_at: at(hour), ends_at: at(hour).plus_minutes(30) });
    let offer =
        |busy| Offer { hours: &hours, exceptions: &[], holidays: &[], rules, zone: &zone, visit_minutes: 30, busy };
    let now = noon(date(2026, 11, 22));
    assert!(free_slots(&offer(&busy), monday, monday, now).is_empty());
    assert_eq!(slot_at(&offer(&busy), at(11), now), Err(Refusal::DayFull));
    assert!(slot_at(&offer(&busy[..1]), at(11), now).is_ok());
    assert_eq!(free_slots(&offer(&busy), monday, date(2026, 11, 24), now).len(), 6, "the next day has its own count");
}

#[test]
fn rules_are_read_as_they_are_typed() {
    let id = ProfessionalId(uuid::Uuid::nil());
    let rules = BookingRules { daily_max: Some(8), lead_minutes: 120, ..BookingRules::default() };
    let form = BookingRulesForm::of(id, &rules);
    assert_eq!(form.clone().check().unwrap(), (id, rules));
    for (typed, problem) in [
        ("", Problem::NotANumber),
        ("1.5", Problem::NotANumber),
        ("-1", Problem::OutOfRange),
        ("121", Problem::OutOfRange),
        ("99999999999999999999", Problem::NotANumber),
    ] {
        let form = BookingRulesForm { buffer_before: typed.into(), ..form.clone() };
        assert_eq!(form.check().unwrap_err().of("buffer_before"), Some(problem), "{typed}");
    }
}

#[test]
fn an_exception_is_read_as_it_is_typed() {
    let form = |first: &str, last: &str, hours: &str| ExceptionForm {
        professional: ProfessionalId(uuid::Uuid::nil()).to_string(),
        kind: "closed".into(),
        first: first.into(),
        last: last.into(),
        hours: hours.into(),
    };
    let (_, day) = form("2026-12-24", "", "").check().unwrap();
    assert_eq!((day.first, day.last, day.starts_minute, day.ends_minute), (date(2026, 12, 24), day.first, 0, 1440));
    assert_eq!(form("2026-12-24", "2026-12-31", "08:00-12:00").check().unwrap().1.ends_minute, 720);
    assert_eq!(form("2026-12-24", "2026-12-23", "").check().unwrap_err().of("last"), Some(Problem::EndsBeforeStart));
    assert_eq!(form("2026-12-24", "9999-12-31", "").check().unwrap_err().of("last"), Some(Problem::TooLong));
    assert_eq!(form("", "", "").check().unwrap_err().of("first"), Some(Problem::Missing));
    assert_eq!(form("24/12", "", "8").check().unwrap_err().of("hours"), Some(Problem::NotHours));
}

fn week(from: Option<Date>, until: Option<Date>, minute: i64) -> Week {
    let hours = |&weekday| OpeningHours { weekday, starts_minute: minute, ends_minute: minute + 60 };
    let stretches = Weekday::ALL.iter().map(hours).collect();
    Week { professional: ProfessionalId(uuid::Uuid::nil()), stretches, from, until }
}

proptest! {
    #[test]
    fn on_every_day_the_week_set_last_for_it_is_in_force(
        weeks in proptest::collection::vec((proptest::option::of(-20i32..60), proptest::option::of(0i32..60)), 1..8),
    ) {
        let today = date(2026, 3, 2);
        let day = |after: i32| today.saturating_add(after.days());
        let (mut kept, mut set) = (every_day(0, 60), Vec::new());
        for (number, (from, length)) in weeks.into_iter().enumerate() {
            let until = length.map(|length| day(from.unwrap_or(0).max(0) + length));
            let week = week(from.map(day), until, 60 * (1 + i64::try_from(number).unwrap()));
            kept = replaced(&kept, &week, today);
            set.push(week);
        }
        for after in 0..150 {
            let date = day(after);
            let is_of = |week: &&Week| week.from.is_none_or(|from| from <= date) && week.until.is_none_or(|until| date <= until);
            let expected = set.iter().rev().find(is_of).map_or(0, |week| week.stretches[0].starts_minute);
            let found = in_force(&kept, date);
            prop_assert_eq!(found.len(), 7, "each weekday once");
            prop_assert!(found.iter().all(|hours| hours.starts_minute == expected), "{} {:?}", date, found);
        }
    }

    #[test]
    fn slots_keep_the_pauses_the_days_off_and_the_holidays_in_every_zone(
        visit in 10i64..90,
        pause in (0i64..40, 0i64..40),
        exceptions in proptest::collection::vec((any::<bool>(), 0i32..40, 0i32..5, 0i64..1380, 30i64..600), 0..6),
        booked in proptest::collection::vec((0i64..50_000, 10i64..200), 0..12),
        zone in prop_oneof![Just("America/Sao_Paulo"), Just("America/Rio_Branco"), Just("America/Noronha")],
        // From 2012 to 2033: summer time in São Paulo came and went.
        start in 1_325_376_000i64..2_000_000_000,
        most in proptest::option::of(1i64..6),
    ) {
        let zone = TimeZone::get(zone).unwrap();
        let now = Moment::from_micros(start * 1_000_000);
        let first = now.in_zone(&zone).date();
        let last = first.saturating_add(40.days());
        let exceptions = exceptions.into_iter().map(|(open, after, days, from, length)| {
            let first = first.saturating_add(after.days());
            ScheduleException {
                kind: if open { ExceptionKind::Open } else { ExceptionKind::Closed },
                first,
                last: first.saturating_add(days.days()),
                starts_minute: from,
                ends_minute: (from + length).min(1440),
            }
        }).collect::<Vec<_>>();
        let busy = booked.into_iter().map(|(from, length)| {
            let starts_at = now.plus_minutes(from);
            Span { starts_at, ends_at: starts_at.plus_minutes(length) }
        }).collect::<Vec<_>>();
        let rules = BookingRules {
            buffer_before_minutes: pause.0, buffer_after_minutes: pause.1, daily_max: most, ..BookingRules::default()
        };
        let (hours, local) = (every_day(8 * 60, 18 * 60), [first.saturating_add(3.days())]);
        let offer = Offer {
            hours: &hours, exceptions: &exceptions, holidays: &local, rules, zone: &zone, visit_minutes: visit, busy: &busy,
        };
        let slots = free_slots(&offer, first, last, now);
        for pair in slots.windows(2) {
            prop_assert!(pair[0].ends_at.plus_minutes(rules.pause_minutes()) <= pair[1].starts_at);
        }
        for slot in &slots {
            prop_assert!(slot_at(&offer, slot.starts_at, now) == Ok(*slot));
            prop_assert_eq!(slot.ends_at.minutes_since(slot.starts_at), visit);
            for span in &busy {
                let gap = rules.pause_minutes();
                let before = span.ends_at.plus_minutes(gap) <= slot.starts_at;
                prop_assert!(before || slot.ends_at.plus_minutes(gap) <= span.starts_at);
            }
            let wall = slot.starts_at.in_zone(&zone).wall;
            let (date, minute) = (wall.date(), i64::from(wall.hour()) * 60 + i64::from(wall.minute()));
            let within = |exception: &&ScheduleException| {
                exception.covers(date) && exception.starts_minute < minute + visit && minute < exception.ends_minute
            };
            let of = |kind| exceptions.iter().filter(within).any(|exception| exception.kind == kind);
            prop_assert!(!of(ExceptionKind::Closed));
            let holiday = national_holiday(date).is_some() || date == local[0];
            prop_assert!(of(ExceptionKind::Open) || !holiday && 8 * 60 <= minute && minute + visit <= 18 * 60);
            let on_that_day = busy.iter().filter(|span| span.starts_at.in_zone(&zone).date() == date).count();
            prop_assert!(most.is_none_or(|most| i64::try_from(on_that_day).unwrap() < most));
        }
    }
}
