//! What is offered: rules, days unlike the others, holidays, and weeks that begin or end.

use domain::{
    Problem, ProfessionalId, Refusal,
    audit::EventKind::{
        BookingRulesSet, HolidayAdded, HolidayRemoved, ScheduleExceptionAdded, ScheduleExceptionRemoved,
    },
    scheduling::{Allowance, BookingRules, BookingRulesForm, ExceptionKind, ScheduleException, WeekForm},
};
use jiff::civil::{Date, date};
use store::{Caller, Error, scheduling};

use crate::given::{Slot, assert_missing, assert_refused, at_once, booking, day_off, monday, mornings, new_holiday};

fn id(helena: &Caller) -> ProfessionalId {
    helena.must_be_professional().unwrap()
}

async fn days(ana: &Caller, helena: &Caller) -> Vec<Date> {
    let days = scheduling::free_days(ana, id(helena), None).await.unwrap();
    days.into_iter().map(|day| day.date).collect()
}

async fn clocks(ana: &Caller, helena: &Caller, day: Date) -> Vec<String> {
    let days = scheduling::free_days(ana, id(helena), Some(day)).await.unwrap();
    let day = days.into_iter().find(|found| found.date == day);
    day.into_iter().flat_map(|day| day.slots).map(|slot| slot.clock()).collect()
}

async fn set(helena: &Caller, rules: BookingRules) {
    scheduling::set_booking_rules(helena, (id(helena), rules)).await.unwrap();
}

fn slot(helena: &Caller, clock: &str) -> Slot {
    Slot { professional: id(helena), starts_at: monday(clock) }
}

both_engines! {
    async fn rules_are_read_as_they_were_set_and_are_the_usual_ones_before(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        let usual = BookingRulesForm::of(id(&helena), &BookingRules::default());
        assert_eq!(scheduling::booking_rules(&helena, id(&helena)).await.unwrap(), usual);
        let rules = BookingRules {
            buffer_before_minutes: 5, buffer_after_minutes: 10, lead_minutes: 60, horizon_days: 10, daily_max: Some(3),
            cancel_minutes: 120, holidays: Allowance::Allowed, walk_ins: Allowance::Allowed,
        };
        for rules in [rules, BookingRules { daily_max: None, ..rules }] {
            let set = scheduling::set_booking_rules(&helena, (id(&helena), rules));
            clinic.leaving(&[BookingRulesSet], set).await.unwrap();
            let kept = scheduling::booking_rules(&helena, id(&helena)).await.unwrap();
            assert_eq!(kept, BookingRulesForm::of(id(&helena), &rules));
        }
    }

    async fn pauses_are_kept_between_visits(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        set(&helena, BookingRules { buffer_after_minutes: 15, ..BookingRules::default() }).await;
        assert_eq!(clocks(&ana, &helena, date(2026, 3, 2)).await, ["09:00", "09:45", "10:30", "11:15"]);
        scheduling::book(&ana, booking(slot(&helena, "09:45"))).await.unwrap();
        set(&helena, BookingRules::default()).await;
        // Slots of the usual grid stand again, those over the booked visit do not.
        assert_eq!(clocks(&ana, &helena, date(2026, 3, 2)).await, ["09:00", "10:30", "11:00", "11:30"]);
        set(&helena, BookingRules { buffer_before_minutes: 30, ..BookingRules::default() }).await;
        let taken = scheduling::book(&clinic.patient("Rui").await, booking(slot(&helena, "10:00"))).await;
        assert_refused(taken, Refusal::SlotTaken);
    }

    async fn r4_pauses_hold_for_bookings_at_once(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        let mut patients = Vec::new();
        for name in ["Ana", "Rui", "Lia", "Caio"] {
            patients.push(clinic.patient(name).await);
        }
        // Two grids, told apart by a change of rules between two pages that are open at the same time.
        set(&helena, BookingRules { buffer_after_minutes: 30, daily_max: Some(2), ..BookingRules::default() }).await;
        let answers = at_once(4, move |number| {
            let (patient, slot) = (patients[number].clone(), slot(&helena, ["09:00", "10:00", "11:00", "10:00"][number]));
            async move { scheduling::book(&patient, booking(slot)).await }
        });
        let booked = answers.await.into_iter().flatten().count();
        assert_eq!(booked, 2, "the day takes two");
        assert_eq!(clinic.number("select count(*) from appointment").await, 2);
    }

    async fn a_lead_time_and_a_horizon_hold(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        set(&helena, BookingRules { lead_minutes: 180, horizon_days: 2, ..BookingRules::default() }).await;
        assert_refused(scheduling::book(&ana, booking(slot(&helena, "09:30"))).await, Refusal::TooSoon);
        assert_eq!(days(&ana, &helena).await, [date(2026, 3, 2), date(2026, 3, 3)]);
        scheduling::book(&ana, booking(slot(&helena, "10:00"))).await.unwrap();
    }

    async fn a_visit_is_called_off_under_the_rules_it_was_booked_under(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let early = clinic.booked(&ana, &helena).await;
        set(&helena, BookingRules { cancel_minutes: 24 * 60, ..BookingRules::default() }).await;
        let strict = clinic.booked(&ana, &helena).await;
        assert_refused(scheduling::cancel(&ana, strict).await, Refusal::TooLateToCancel);
        scheduling::cancel(&ana, early).await.unwrap();
        let card = scheduling::appointment(&ana, strict).await.unwrap();
        assert_eq!(card.cancel_until.date(), date(2026, 3, 1));
    }

    async fn a_day_off_offers_nothing_and_can_be_taken_back(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let visit = clinic.booked(&ana, &helena).await;
        let add = scheduling::add_exception(&helena, (id(&helena), day_off("2026-03-02")));
        let off = clinic.leaving(&[ScheduleExceptionAdded], add).await.unwrap();
        assert_eq!(days(&ana, &helena).await[0], date(2026, 3, 3));
        assert_refused(scheduling::book(&ana, booking(slot(&helena, "10:00"))).await, Refusal::SlotNotOffered);
        // What is booked stays booked.
        assert!(scheduling::appointment(&ana, visit).await.unwrap().state.is_open());
        assert_eq!(scheduling::exceptions(&helena, id(&helena)).await.unwrap().len(), 1);
        let otto = clinic.professional("Otto").await;
        assert_missing(clinic.untouched(scheduling::remove_exception(&otto, off)).await);
        clinic.leaving(&[ScheduleExceptionRemoved], scheduling::remove_exception(&helena, off)).await.unwrap();
        assert_missing(clinic.untouched(scheduling::remove_exception(&helena, off)).await);
        assert_eq!(days(&ana, &helena).await[0], date(2026, 3, 2));
    }

    async fn extra_hours_are_offered(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let saturday = date(2026, 3, 7);
        let extra = ScheduleException {
            kind: ExceptionKind::Open, first: saturday, last: saturday, starts_minute: 14 * 60, ends_minute: 15 * 60,
        };
        scheduling::add_exception(&helena, (id(&helena), extra)).await.unwrap();
        assert_eq!(clocks(&ana, &helena, saturday).await, ["14:00", "14:30"]);
    }

    async fn holidays_are_closed_those_of_the_country_and_those_of_the_place(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let marta = clinic.administrator().await;
        let good_friday = date(2026, 4, 3);
        assert!(clocks(&ana, &helena, good_friday).await.is_empty());
        assert_eq!(clocks(&ana, &helena, date(2026, 4, 2)).await.len(), 6);
        let add = scheduling::add_holiday(&marta, new_holiday("2026-03-04"));
        let holiday = clinic.leaving(&[HolidayAdded], add).await.unwrap();
        assert!(!days(&ana, &helena).await.contains(&date(2026, 3, 4)));
        let again = clinic.untouched(scheduling::add_holiday(&marta, new_holiday("2026-03-04"))).await;
        assert!(matches!(again, Err(Error::Fields(errors)) if errors.of("date") == Some(Problem::Taken)));
        assert_eq!(scheduling::holidays(&helena).await.unwrap()[0].date, date(2026, 3, 4));
        clinic.leaving(&[HolidayRemoved], scheduling::remove_holiday(&marta, holiday)).await.unwrap();
        assert!(days(&ana, &helena).await.contains(&date(2026, 3, 4)));
        scheduling::add_holiday(&marta, new_holiday("2026-03-04")).await.unwrap();
    }

    async fn a_week_is_valid_from_a_day_to_a_day(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let usual = mornings(id(&helena));
        let summer = WeekForm {
            professional: id(&helena).to_string(),
            thursday: "14:00-15:00".into(),
            valid_from: "2026-03-04".into(),
            valid_until: "2026-03-06".into(),
            ..WeekForm::default()
        };
        scheduling::set_opening_hours(&helena, summer.check().unwrap()).await.unwrap();
        assert_eq!(scheduling::opening_hours(&helena, id(&helena)).await.unwrap(), usual, "today is as it was");
        assert!(clocks(&ana, &helena, date(2026, 3, 4)).await.is_empty());
        assert_eq!(clocks(&ana, &helena, date(2026, 3, 5)).await, ["14:00", "14:30"]);
        assert_eq!(clocks(&ana, &helena, date(2026, 3, 9)).await.len(), 6, "and so is the week after");
    }

    async fn the_database_keeps_rules_and_days_in_their_ranges(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        set(&helena, BookingRules::default()).await;
        scheduling::add_exception(&helena, (id(&helena), day_off("2026-12-24"))).await.unwrap();
        for (change, name) in [
            ("update booking_rules set lead_minutes = 0", "booking_rules_range"),
            ("update booking_rules set holidays = 'maybe'", "booking_rules_holidays"),
            ("update schedule_exception set last_day = '2026-01-01'", "schedule_exception_order"),
            ("update opening_hours set valid_from = '2026-02-01', valid_until = '2026-01-01'", "opening_hours_validity"),
        ] {
            let broken = clinic.untouched(clinic.sql(change)).await.unwrap_err();
            assert_eq!(broken.constraint().as_deref(), Some(name), "{change}");
        }
    }
}
