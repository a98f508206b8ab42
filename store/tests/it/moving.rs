//! Moving an appointment to another time: who may, until when, and what is left of the time before.

use domain::{
    AppointmentId, Refusal,
    audit::EventKind::{AppointmentConfirmed, AppointmentMoved},
    jobs::Job,
    scheduling::{
        AppointmentState, BookingRules, CHANGES_BEFORE_MOVE_MAX, Move, Party, ReasonKind, UPCOMING_APPOINTMENTS_MAX,
    },
};
use jiff::civil::date;
use store::{Caller, records, scheduling};

use crate::{
    given::{
        Clinic, Slot, assert_missing, assert_one_winner, assert_refused, at_once, booking, call_off, monday, moving,
        new_dependant,
    },
    raw::holds,
};

async fn scene(clinic: &Clinic) -> (Caller, Caller, Caller, AppointmentId) {
    let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
    let rosa = clinic.reception("Rosa").await;
    let visit = clinic.booked(&ana, &helena).await;
    (ana, helena, rosa, visit)
}

fn slot(helena: &Caller, clock: &str) -> Slot {
    Slot { professional: helena.must_be_professional().unwrap(), starts_at: monday(clock) }
}

async fn clocks(who: &Caller, visit: AppointmentId) -> Vec<String> {
    let window = scheduling::move_window(who, visit, None).await.unwrap();
    let today = window.days.into_iter().find(|day| day.date == date(2026, 3, 2));
    today.into_iter().flat_map(|day| day.slots).map(|slot| slot.clock()).collect()
}

both_engines! {
    async fn a_visit_is_moved_and_its_time_before_is_free_again(clinic: Clinic) {
        let (ana, helena, rosa, visit) = scene(&clinic).await;
        for (number, (who, clock)) in [(&ana, "10:00"), (&helena, "11:00"), (&rosa, "09:30")].into_iter().enumerate() {
            let version = number as i64;
            let to = moving(visit, version, monday(clock));
            clinic.leaving(&[AppointmentMoved], scheduling::move_to(who, to)).await.unwrap();
            let card = scheduling::appointment(&ana, visit).await.unwrap();
            assert_eq!((card.starts.at, card.version), (monday(clock), version + 1));
            assert_eq!(card.ends.at, monday(clock).plus_minutes(30));
            assert!(clinic.queued().await.contains(&Job::TellMoved(visit, version + 1)));
        }
        scheduling::book(&clinic.patient("Rui").await, booking(slot(&helena, "09:00"))).await.unwrap();
        let log = scheduling::changes(&ana, visit).await.unwrap();
        let lines = log.iter().map(|change| (change.party, change.starts.clock(), change.reason)).collect::<Vec<_>>();
        assert_eq!(lines, [
            (Party::Patient, "09:00".into(), None),
            (Party::Patient, "10:00".into(), Some(ReasonKind::PatientAsked)),
            (Party::Professional, "11:00".into(), None),
            (Party::Reception, "09:30".into(), None),
        ]);
    }

    async fn whoever_was_to_come_is_asked_again(clinic: Clinic) {
        let (ana, _, rosa, visit) = scene(&clinic).await;
        clinic.leaving(&[AppointmentConfirmed], scheduling::confirm(&ana, visit)).await.unwrap();
        scheduling::move_to(&rosa, moving(visit, 1, monday("10:00"))).await.unwrap();
        let card = scheduling::appointment(&ana, visit).await.unwrap();
        assert_eq!(card.state, AppointmentState::Scheduled);
        scheduling::confirm(&ana, visit).await.unwrap();
    }

    async fn what_was_said_of_a_move_is_sealed_and_read_in_the_record(clinic: Clinic) {
        let (ana, helena, rosa, visit) = scene(&clinic).await;
        let to = Move { kind: Some(ReasonKind::Other), text: "obra barulhenta".into(), ..moving(visit, 0, monday("10:00")) };
        scheduling::move_to(&rosa, to.clone()).await.unwrap();
        assert!(!holds(&clinic.dump().await, "barulhenta"));
        assert_eq!(records::open(&helena, visit).await.unwrap().change_reason, "obra barulhenta");
        // A patient gives no reason, whatever their form says.
        let to = Move { version: 1, starts_at: monday("11:00"), kind: Some(ReasonKind::ClinicProblem), ..to };
        scheduling::move_to(&ana, to).await.unwrap();
        let change = scheduling::changes(&ana, visit).await.unwrap().pop().unwrap();
        assert_eq!(change.reason, Some(ReasonKind::PatientAsked));
    }

    async fn the_people_of_a_visit_move_it_in_time_and_the_reception_later_too(clinic: Clinic) {
        let (ana, helena, rosa, visit) = scene(&clinic).await;
        let to = moving(visit, 0, monday("11:00"));
        for who in [&ana, &helena] {
            let late = who.at(monday("08:00").plus_seconds(1));
            assert_refused(clinic.untouched(scheduling::move_to(&late, to.clone())).await, Refusal::TooLateToMove);
            assert_refused(clinic.untouched(scheduling::move_window(&late, visit, None)).await, Refusal::TooLateToMove);
        }
        scheduling::move_to(&rosa.at(monday("09:20")), to).await.unwrap();
    }

    async fn what_is_over_begun_or_called_off_is_not_moved(clinic: Clinic) {
        let (_, _, rosa, visit) = scene(&clinic).await;
        let to = |version| moving(visit, version, monday("11:30"));
        assert_refused(clinic.untouched(scheduling::move_to(&rosa.at(monday("09:30")), to(0))).await, Refusal::OutOfTurn);
        scheduling::mark_no_show(&rosa.at(monday("09:15")), visit).await.unwrap();
        assert_refused(clinic.untouched(scheduling::move_to(&rosa.at(monday("09:16")), to(1))).await, Refusal::Missed);
        scheduling::mark_arrived(&rosa.at(monday("09:17")), visit).await.unwrap();
        assert_refused(clinic.untouched(scheduling::move_to(&rosa.at(monday("09:18")), to(2))).await, Refusal::OutOfTurn);
        let rui = clinic.patient("Rui").await;
        let other = clinic.booked(&rui, &clinic.professional("Otto").await).await;
        scheduling::call_off(&rosa, call_off(other, "")).await.unwrap();
        let to = moving(other, 1, monday("11:30"));
        assert_refused(clinic.untouched(scheduling::move_to(&rui, to)).await, Refusal::Cancelled);
    }

    async fn only_a_free_slot_of_the_same_professional_takes_a_visit(clinic: Clinic) {
        let (ana, helena, rosa, visit) = scene(&clinic).await;
        let rui = clinic.patient("Rui").await;
        scheduling::book(&rui, booking(slot(&helena, "10:00"))).await.unwrap();
        scheduling::book(&ana, booking(slot(&clinic.professional("Otto").await, "11:00"))).await.unwrap();
        for (clock, refusal) in [
            ("10:00", Refusal::SlotTaken),
            ("09:00", Refusal::SlotTaken),
            ("09:10", Refusal::SlotNotOffered),
            ("13:00", Refusal::SlotNotOffered),
            ("11:00", Refusal::PatientBusy),
            ("06:30", Refusal::TooSoon),
        ] {
            let moved = clinic.untouched(scheduling::move_to(&rosa, moving(visit, 0, monday(clock)))).await;
            assert_refused(moved, refusal);
        }
        let far = monday("09:00").plus_minutes(61 * 24 * 60);
        assert_refused(clinic.untouched(scheduling::move_to(&ana, moving(visit, 0, far))).await, Refusal::TooFarAhead);
        assert_missing(clinic.untouched(scheduling::move_to(&rui, moving(visit, 0, monday("11:30")))).await);
    }

    async fn a_visit_is_not_in_its_own_way(clinic: Clinic) {
        let (ana, helena, _, visit) = scene(&clinic).await;
        let professional = helena.must_be_professional().unwrap();
        assert_eq!(clocks(&ana, visit).await, ["09:30", "10:00", "10:30", "11:00", "11:30"]);
        // The day is full with this visit alone, and stays so.
        let rules = BookingRules { daily_max: Some(1), buffer_after_minutes: 5, ..BookingRules::default() };
        scheduling::set_booking_rules(&helena, (professional, rules)).await.unwrap();
        assert_eq!(clocks(&ana, visit).await, ["09:35", "10:10", "10:45", "11:20"]);
        scheduling::move_to(&ana, moving(visit, 0, monday("09:35"))).await.unwrap();
        let rui = clinic.patient("Rui").await;
        let full = clinic.untouched(scheduling::book(&rui, booking(slot(&helena, "10:45")))).await;
        assert_refused(full, Refusal::DayFull);
    }

    async fn a_guardian_moves_the_visit_of_whom_they_act_for(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let nina = store::family::add(&ana, new_dependant("Nina")).await.unwrap();
        let for_nina = clinic.caller(domain::Actor::Guardian(ana.actor.account().unwrap(), nina));
        let visit = clinic.booked(&for_nina, &helena).await;
        let to = moving(visit, 0, monday("10:00"));
        assert_refused(clinic.untouched(scheduling::move_to(&ana, to.clone())).await, Refusal::OtherPerson);
        scheduling::move_to(&for_nina, to).await.unwrap();
    }

    async fn a_visit_is_not_moved_for_ever(clinic: Clinic) {
        let (ana, _, rosa, visit) = scene(&clinic).await;
        for version in 0..CHANGES_BEFORE_MOVE_MAX {
            let clock = if version % 2 == 0 { "10:00" } else { "09:00" };
            scheduling::move_to(&rosa, moving(visit, version, monday(clock))).await.unwrap();
        }
        let once_more = moving(visit, CHANGES_BEFORE_MOVE_MAX, monday("11:00"));
        assert_refused(clinic.untouched(scheduling::move_to(&ana, once_more)).await, Refusal::TooManyMoves);
        const { assert!(CHANGES_BEFORE_MOVE_MAX > UPCOMING_APPOINTMENTS_MAX) };
    }

    async fn r5_the_same_move_sent_five_times_has_one_effect(clinic: Clinic) {
        let (_, _, rosa, visit) = scene(&clinic).await;
        let sender = rosa.clone();
        let answers = at_once(5, move |_| {
            let (rosa, to) = (sender.clone(), moving(visit, 0, monday("10:00")));
            async move { scheduling::move_to(&rosa, to).await }
        });
        assert_one_winner(answers.await, Refusal::VisitChanged);
        let again = moving(visit, 0, monday("10:00"));
        assert_refused(clinic.untouched(scheduling::move_to(&rosa, again)).await, Refusal::VisitChanged);
        assert_eq!(clinic.queued().await.into_iter().filter(|job| *job == Job::TellMoved(visit, 1)).count(), 1);
        assert_eq!(clinic.number("select count(*) from appointment_change").await, 2);
    }

    async fn r4_of_many_who_move_one_visit_to_different_times_one_does(clinic: Clinic) {
        let (ana, helena, rosa, visit) = scene(&clinic).await;
        let answers = at_once(15, move |number| {
            let who = [&ana, &helena, &rosa][number % 3].clone();
            let to = moving(visit, 0, monday("09:30").plus_minutes(30 * (number as i64 % 5)));
            async move { scheduling::move_to(&who, to).await }
        });
        assert_one_winner(answers.await, Refusal::VisitChanged);
    }

    async fn a_letter_about_a_move_knows_both_times(clinic: Clinic) {
        let (_, _, rosa, visit) = scene(&clinic).await;
        scheduling::move_to(&rosa, moving(visit, 0, monday("10:00"))).await.unwrap();
        scheduling::move_to(&rosa, moving(visit, 1, monday("11:00"))).await.unwrap();
        let system = clinic.system();
        for (change, before) in [(1, "09:00"), (2, "10:00")] {
            let (about, was) = scheduling::moved_mail(&system, visit, change).await.unwrap();
            // Whichever letter comes last says what is so.
            assert_eq!((was.at, about.starts.at), (monday(before), monday("11:00")));
        }
        for change in [0, 4] {
            assert_missing(scheduling::moved_mail(&system, visit, change).await.map(drop));
        }
    }
}
