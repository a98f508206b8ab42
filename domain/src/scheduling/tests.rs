use super::*;
use crate::{FieldErrors, Moment, Problem, ProfessionalId, Refusal};
use jiff::{ToSpan, tz::TimeZone};
use proptest::prelude::*;

fn sao_paulo() -> TimeZone {
    TimeZone::get("America/Sao_Paulo").unwrap()
}

fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

fn day(weekday: Weekday, starts_minute: i64, ends_minute: i64) -> OpeningHours {
    OpeningHours { weekday, starts_minute, ends_minute }
}

/// Hours that are always valid.
fn always(hours: OpeningHours) -> DatedHours {
    DatedHours { hours, from: None, until: None }
}

fn offer<'a>(hours: &'a [DatedHours], zone: &'a TimeZone, visit_minutes: i64, busy: &'a [Span]) -> Offer<'a> {
    Offer { hours, exceptions: &[], holidays: &[], rules: BookingRules::default(), zone, visit_minutes, busy }
}

fn week(text: &str) -> Result<Week, FieldErrors> {
    let professional = "0192f1a0-7b1c-7e55-8a10-0123456789ab".to_owned();
    WeekForm { professional, monday: text.to_owned(), ..WeekForm::default() }.check()
}

#[test]
fn a_week_is_read_as_people_write_it() {
    let stretches = week("13h30-18:00, 08:00-12:00").unwrap().stretches;
    assert_eq!(stretches, [day(Weekday::Monday, 480, 720), day(Weekday::Monday, 810, 1080)]);
    assert_eq!(week("00:00-24:00").unwrap().stretches, [day(Weekday::Monday, 0, 1440)]);
    assert!(week("").unwrap().stretches.is_empty());
    for (text, problem) in [
        ("8-12", Problem::NotHours),
        ("08:00", Problem::NotHours),
        ("08:60-09:00", Problem::NotHours),
        ("08:00-24:01", Problem::NotHours),
        ("-1:00-09:00", Problem::NotHours),
        ("+8:00-09:00", Problem::NotHours),
        ("12:00-08:00", Problem::EndsBeforeStart),
        ("08:00-08:00", Problem::EndsBeforeStart),
        ("08:00-12:00, 11:59-13:00", Problem::Overlaps),
        ("1:00-2:00,2:00-3:00,3:00-4:00,4:00-5:00,5:00-6:00,6:00-7:00,7:00-8:00", Problem::TooLong),
    ] {
        assert_eq!(week(text).unwrap_err().of("monday"), Some(problem), "{text}");
    }
}

#[test]
fn a_week_comes_back_as_it_was_typed() {
    let checked = week("08:00-12:00, 13:30-24:00").unwrap();
    let form = WeekForm::of(checked.professional, &checked.stretches);
    assert_eq!(form.monday, "08:00-12:00, 13:30-24:00");
    assert_eq!(form.check().unwrap(), checked);
}

#[test]
fn slots_fill_the_opening_hours_and_nothing_else() {
    let hours = [always(day(Weekday::Monday, 8 * 60, 10 * 60))];
    let zone = sao_paulo();
    let offer = offer(&hours, &zone, 50, &[]);
    let monday = civil::date(2026, 11, 23);
    let slots = free_slots(&offer, monday, monday, at("2026-11-20T12:00:00-03:00"));
    let starts = slots.iter().map(|slot| slot.starts_at).collect::<Vec<_>>();
    assert_eq!(starts, [at("2026-11-23T08:00:00-03:00"), at("2026-11-23T08:50:00-03:00")]);
}

#[test]
fn a_booked_or_past_slot_is_not_free() {
    let hours = [always(day(Weekday::Monday, 8 * 60, 11 * 60))];
    let busy = [Span { starts_at: at("2026-11-23T09:30:00-03:00"), ends_at: at("2026-11-23T09:45:00-03:00") }];
    let zone = sao_paulo();
    let offer = offer(&hours, &zone, 60, &busy);
    let monday = civil::date(2026, 11, 23);
    let slots = free_slots(&offer, monday, monday, at("2026-11-23T08:00:00-03:00"));
    assert_eq!(slots.iter().map(|slot| slot.starts_at).collect::<Vec<_>>(), [at("2026-11-23T10:00:00-03:00")]);
}

#[test]
fn the_hour_a_clock_jumps_over_offers_nothing() {
    // On 2018-11-04 São Paulo went from 23:59 straight to 01:00.
    let hours = [always(day(Weekday::Sunday, 0, 3 * 60))];
    let zone = sao_paulo();
    let offer = offer(&hours, &zone, 30, &[]);
    let sunday = civil::date(2018, 11, 4);
    let slots = free_slots(&offer, sunday, sunday, at("2018-11-03T12:00:00Z"));
    let clocks = slots.iter().map(|slot| slot.starts_at.in_zone(&sao_paulo()).clock()).collect::<Vec<_>>();
    assert_eq!(clocks, ["01:00", "01:30", "02:00", "02:30"]);
}

#[test]
fn only_an_offered_slot_can_be_booked() {
    let hours = [always(day(Weekday::Monday, 8 * 60, 10 * 60))];
    let busy = [Span { starts_at: at("2026-11-23T09:00:00-03:00"), ends_at: at("2026-11-23T10:00:00-03:00") }];
    let zone = sao_paulo();
    let offer = offer(&hours, &zone, 60, &busy);
    let now = at("2026-11-20T12:00:00-03:00");
    let slot = |text: &str| slot_at(&offer, at(text), now).map(|slot| slot.ends_at);
    assert_eq!(slot("2026-11-23T08:00:00-03:00"), Ok(at("2026-11-23T09:00:00-03:00")));
    assert_eq!(slot("2026-11-23T09:00:00-03:00"), Err(Refusal::SlotTaken));
    assert_eq!(slot("2026-11-23T08:00:00.000001-03:00"), Err(Refusal::SlotNotOffered));
    assert_eq!(slot("2026-11-23T10:00:00-03:00"), Err(Refusal::SlotNotOffered));
    assert_eq!(slot("2026-11-24T08:00:00-03:00"), Err(Refusal::SlotNotOffered));
    assert_eq!(slot("2026-11-16T08:00:00-03:00"), Err(Refusal::TooSoon));
    assert_eq!(slot("9999-11-16T08:00:00-03:00"), Err(Refusal::TooFarAhead));
}

#[test]
fn booking_has_a_lead_time_and_a_horizon() {
    let now = at("2026-11-20T12:00:00Z");
    let rules = BookingRules::default();
    assert_eq!(may_book(now, &rules, now), Err(Refusal::TooSoon));
    assert_eq!(may_book(now.plus_minutes(-30), &rules, now), Err(Refusal::TooSoon));
    assert_eq!(may_book(now.plus_minutes(LEAD_MINUTES_MIN), &rules, now), Ok(()));
    assert_eq!(may_book(now.plus_minutes(BOOKING_DAYS_MAX * 1440), &rules, now), Ok(()));
    assert_eq!(may_book(now.plus_minutes(BOOKING_DAYS_MAX * 1440 + 1), &rules, now), Err(Refusal::TooFarAhead));
}

proptest! {
    #[test]
    fn free_slots_never_overlap_nor_touch_what_is_booked(
        visit in 10i64..120,
        stretches in proptest::collection::vec((0usize..7, 0i64..1439, 1i64..600), 1..8),
        booked in proptest::collection::vec((0i64..20_000, 10i64..300), 0..12),
        zone in prop_oneof![Just("America/Sao_Paulo"), Just("America/Rio_Branco"), Just("Europe/Lisbon")],
        start in 1_400_000_000i64..1_900_000_000,
    ) {
        let zone = TimeZone::get(zone).unwrap();
        let now = Moment::from_micros(start * 1_000_000);
        let hours = stretches.iter()
            .map(|&(d, from, length)| day(Weekday::ALL[d], from, (from + length).min(1440)))
            .collect::<Vec<_>>();
        let week = WeekForm::of(ProfessionalId(uuid::Uuid::nil()), &hours);
        // Only weeks a form would take: overlapping stretches are refused at the door.
        prop_assume!(week.check().is_ok());
        let mut hours = hours;
        hours.sort_by_key(|stretch| (stretch.weekday, stretch.starts_minute));
        let busy = booked.iter().map(|&(from, length)| {
            let starts_at = now.plus_minutes(from);
            Span { starts_at, ends_at: starts_at.plus_minutes(length) }
        }).collect::<Vec<_>>();
        let first = now.in_zone(&zone).date();
        let last = first.checked_add(14.days()).unwrap();
        let dated = hours.iter().copied().map(always).collect::<Vec<_>>();
        let slots = free_slots(&offer(&dated, &zone, visit, &busy), first, last, now);
        for pair in slots.windows(2) {
            prop_assert!(pair[0].ends_at <= pair[1].starts_at);
        }
        for slot in &slots {
            prop_assert!(!busy.iter().any(|span| span.overlaps(slot)));
            prop_assert_eq!(slot.ends_at.minutes_since(slot.starts_at), visit);
            let wall = slot.starts_at.in_zone(&zone).wall;
            let minute = i64::from(wall.hour()) * 60 + i64::from(wall.minute());
            let weekday = Weekday::of(wall.date());
            prop_assert!(hours.iter().any(|s| s.weekday == weekday && s.starts_minute <= minute && minute + visit <= s.ends_minute));
        }
    }
}

#[test]
fn a_walk_in_begins_with_the_last_full_five_minutes_where_it_is_allowed() {
    let at = |text: &str| Moment::parse(text).unwrap();
    let rules = BookingRules { walk_ins: Allowance::Allowed, ..BookingRules::default() };
    for (now, starts_at) in [
        ("2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z"),
        ("2026-03-02T10:04:59.999999Z", "2026-03-02T10:00:00Z"),
        ("2026-03-02T10:05:00Z", "2026-03-02T10:05:00Z"),
        ("1969-12-31T23:59:59Z", "1969-12-31T23:55:00Z"),
    ] {
        let span = walk_in(&rules, 30, at(now)).unwrap();
        assert_eq!(span, Span { starts_at: at(starts_at), ends_at: at(starts_at).plus_minutes(30) }, "{now}");
    }
    assert_eq!(walk_in(&BookingRules::default(), 30, at("2026-03-02T10:00:00Z")), Err(Refusal::NoWalkIns));
}

#[test]
fn whoever_books_for_somebody_says_for_whom_and_with_whom() {
    let id = "0192f1a0-7b1c-7e55-8a10-0123456789ab".to_owned();
    let form = BookForForm { patient: id.clone(), professional: id.clone(), starts_at: "2026-03-02T10:00:00Z".into() };
    assert!(form.clone().check().is_ok());
    for (broken, field) in [
        (BookForForm { patient: "Ana".into(), ..form.clone() }, "patient"),
        (BookForForm { professional: String::new(), ..form.clone() }, "professional"),
        (BookForForm { starts_at: "agora".into(), ..form.clone() }, "starts_at"),
    ] {
        assert_eq!(broken.check().unwrap_err().of(field), Some(Problem::NotAChoice), "{field}");
    }
    assert!(WalkInForm { patient: id.clone(), professional: id }.check().is_ok());
    assert!(WalkInForm::default().check().is_err());
}
