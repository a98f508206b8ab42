//! Booking for a patient, and squeezing somebody in: who may, and that the rules of booking hold.

use domain::{
    AppointmentId, Moment, PatientId, Refusal,
    audit::EventKind::{AppointmentBooked, WalkedIn},
    jobs::Job,
    scheduling::{AppointmentKind, AppointmentState, BookFor, Party, Step, UPCOMING_APPOINTMENTS_MAX, WalkIn},
};
use store::{Caller, Result, patients, privacy, scheduling};

use crate::{
    given::{
        Clinic, Slot, assert_missing, assert_one_winner, assert_refused, at_once, booking, broken_glass, monday,
        random_id, sought, with_walk_ins,
    },
    registry::details,
};

async fn scene(clinic: &Clinic) -> (Caller, Caller, Caller) {
    (clinic.patient("Ana").await, clinic.professional("Helena").await, clinic.reception("Rosa").await)
}

fn id(patient: &Caller) -> PatientId {
    patient.must_be_patient().unwrap()
}

async fn book_for(who: &Caller, patient: PatientId, helena: &Caller, starts_at: Moment) -> Result<AppointmentId> {
    let professional = helena.must_be_professional().unwrap();
    scheduling::book_for(who, BookFor { patient, professional, starts_at }).await
}

async fn squeeze(who: &Caller, patient: PatientId, helena: &Caller) -> Result<AppointmentId> {
    scheduling::walk_in(who, WalkIn { patient, professional: helena.must_be_professional().unwrap() }).await
}

async fn takes_walk_ins(helena: &Caller) {
    let professional = helena.must_be_professional().unwrap();
    scheduling::set_booking_rules(helena, (professional, with_walk_ins())).await.unwrap();
}

both_engines! {
    async fn the_reception_books_for_everybody_those_without_an_account_too(clinic: Clinic) {
        let (ana, helena, rosa) = scene(&clinic).await;
        let leaving = clinic.leaving(&[AppointmentBooked], book_for(&rosa, id(&ana), &helena, monday("09:00")));
        let visit = leaving.await.unwrap();
        assert_eq!(clinic.queued().await, [Job::ConfirmBooking(visit)]);
        let card = scheduling::appointment(&ana, visit).await.unwrap();
        assert_eq!((card.starts.at, card.kind, card.state), (monday("09:00"), AppointmentKind::Offered, AppointmentState::Scheduled));
        let log = scheduling::changes(&rosa, visit).await.unwrap();
        assert_eq!((log[0].party, log[0].name.as_deref(), log[0].kind), (Party::Reception, Some("Rosa"), Some(AppointmentKind::Offered)));
        let bia = patients::add(&rosa, details("Bia", &[])).await.unwrap();
        assert_eq!(scheduling::patient_to_book(&rosa, bia).await.unwrap().name, "Bia");
        book_for(&rosa, bia, &helena, monday("09:30")).await.unwrap();
        assert_missing(clinic.untouched(book_for(&rosa, random_id().into(), &helena, monday("10:00"))).await);
        assert_missing(scheduling::patient_to_book(&rosa, random_id().into()).await);
    }

    async fn a_professional_books_with_themselves_for_those_in_their_care(clinic: Clinic) {
        let (ana, helena, rosa) = scene(&clinic).await;
        let otto = clinic.professional("Otto").await;
        assert_missing(clinic.untouched(book_for(&helena, id(&ana), &helena, monday("10:00"))).await);
        assert_missing(scheduling::patient_to_book(&helena, id(&ana)).await);
        let first = clinic.booked(&ana, &helena).await;
        book_for(&helena, id(&ana), &helena, monday("10:00")).await.unwrap();
        assert_missing(clinic.untouched(book_for(&helena, id(&ana), &otto, monday("11:00"))).await);
        assert_missing(clinic.untouched(book_for(&otto, id(&ana), &otto, monday("11:00"))).await);
        let rui = clinic.patient("Rui").await;
        assert_missing(clinic.untouched(book_for(&helena, id(&rui), &helena, monday("11:00"))).await);
        scheduling::cancel(&ana, first).await.unwrap();
        let second = scheduling::visits(&ana).await.unwrap().0[0].id;
        scheduling::cancel(&ana, second).await.unwrap();
        // Nobody is in the care of somebody with whom every visit was called off.
        assert_missing(clinic.untouched(book_for(&helena, id(&ana), &helena, monday("11:00"))).await);
        book_for(&rosa, id(&ana), &helena, monday("11:00")).await.unwrap();
    }

    async fn a_broken_glass_makes_no_visit_which_would_open_the_record_for_good(clinic: Clinic) {
        let (ana, helena, _) = scene(&clinic).await;
        takes_walk_ins(&helena).await;
        privacy::seek(&helena, sought("Ana")).await.unwrap().unwrap();
        privacy::break_glass(&helena, broken_glass(id(&ana))).await.unwrap();
        assert_missing(scheduling::patient_to_book(&helena, id(&ana)).await);
        assert_missing(clinic.untouched(book_for(&helena, id(&ana), &helena, monday("10:00"))).await);
        assert_missing(clinic.untouched(squeeze(&helena, id(&ana), &helena)).await);
    }

    async fn the_rules_of_booking_hold_for_those_who_book_for_others(clinic: Clinic) {
        let (ana, helena, rosa) = scene(&clinic).await;
        let rui = clinic.patient("Rui").await;
        let otto = clinic.professional("Otto").await;
        clinic.booked(&rui, &helena).await;
        scheduling::book(&ana, booking(Slot { professional: otto.must_be_professional().unwrap(), starts_at: monday("10:00") })).await.unwrap();
        for (starts_at, refusal) in [
            (monday("09:00"), Refusal::SlotTaken),
            (monday("09:10"), Refusal::SlotNotOffered),
            (monday("10:00"), Refusal::PatientBusy),
            (monday("06:00"), Refusal::TooSoon),
            (monday("09:00").plus_minutes(61 * 24 * 60), Refusal::TooFarAhead),
        ] {
            assert_refused(clinic.untouched(book_for(&rosa, id(&ana), &helena, starts_at)).await, refusal);
        }
        for _ in 1..UPCOMING_APPOINTMENTS_MAX {
            // Not at the time of the visit with Otto.
            let slot = clinic.slot_of(&helena).await.starts_at;
            let patient = if slot == monday("10:00") { id(&rui) } else { id(&ana) };
            book_for(&rosa, patient, &helena, slot).await.unwrap();
        }
        let slot = clinic.slot_of(&helena).await.starts_at;
        book_for(&rosa, id(&ana), &helena, slot).await.unwrap();
        let slot = clinic.slot_of(&helena).await.starts_at;
        let one_more = clinic.untouched(book_for(&rosa, id(&ana), &helena, slot)).await;
        assert_refused(one_more, Refusal::TooManyAppointments);
    }

    async fn somebody_who_has_come_is_squeezed_in_where_the_rules_allow_it(clinic: Clinic) {
        let (ana, helena, rosa) = scene(&clinic).await;
        // A Monday evening: nothing is offered then.
        let evening = rosa.at(monday("18:03"));
        assert_refused(clinic.untouched(squeeze(&evening, id(&ana), &helena)).await, Refusal::NoWalkIns);
        takes_walk_ins(&helena).await;
        let visit = clinic.leaving(&[WalkedIn], squeeze(&evening, id(&ana), &helena)).await.unwrap();
        let card = scheduling::on_agenda(&evening, visit).await.unwrap();
        assert_eq!((card.starts.at, card.ends.at), (monday("18:00"), monday("18:30")));
        assert_eq!((card.kind, card.state), (AppointmentKind::WalkIn, AppointmentState::Arrived));
        assert!(!card.may(Step::Move), "they are here");
        let log = scheduling::changes(&ana, visit).await.unwrap();
        assert_eq!((log.len(), log[0].kind, log[0].to), (1, Some(AppointmentKind::WalkIn), AppointmentState::Arrived));
        let (_, _, board) = scheduling::board(&evening, None).await.unwrap();
        assert_eq!(board.iter().map(|card| card.kind).collect::<Vec<_>>(), [AppointmentKind::WalkIn]);
        // The visit goes on like every other.
        scheduling::complete(&helena.at(monday("18:20")), visit).await.unwrap();
    }

    async fn a_walk_in_is_never_over_another_visit(clinic: Clinic) {
        let (ana, helena, rosa) = scene(&clinic).await;
        let (rui, otto) = (clinic.patient("Rui").await, clinic.professional("Otto").await);
        for professional in [&helena, &otto] {
            takes_walk_ins(professional).await;
        }
        clinic.booked(&rui, &helena).await;
        for clock in ["08:35", "09:00", "09:29"] {
            let now = rosa.at(monday(clock));
            assert_refused(clinic.untouched(squeeze(&now, id(&ana), &helena)).await, Refusal::SlotTaken);
            assert_refused(clinic.untouched(squeeze(&now, id(&rui), &otto)).await, Refusal::PatientBusy);
        }
        squeeze(&rosa.at(monday("08:34")), id(&ana), &helena).await.unwrap();
        assert_refused(clinic.untouched(squeeze(&rosa.at(monday("08:34")), id(&ana), &helena)).await, Refusal::SlotTaken);
        let noon = rosa.at(monday("12:00"));
        assert_missing(clinic.untouched(squeeze(&noon, random_id().into(), &helena)).await);
    }

    async fn r5_the_same_booking_or_walk_in_sent_five_times_has_one_effect(clinic: Clinic) {
        let (ana, helena, rosa) = scene(&clinic).await;
        takes_walk_ins(&helena).await;
        let (desk, with, patient) = (rosa.clone(), helena.clone(), id(&ana));
        let answers = at_once(5, move |_| {
            let (desk, with) = (desk.clone(), with.clone());
            async move { book_for(&desk, patient, &with, monday("09:00")).await }
        });
        assert_one_winner(answers.await, Refusal::SlotTaken);
        let (desk, with) = (rosa.at(monday("18:00")), helena.clone());
        let answers = at_once(5, move |_| {
            let (desk, with) = (desk.clone(), with.clone());
            async move { squeeze(&desk, patient, &with).await }
        });
        assert_one_winner(answers.await, Refusal::SlotTaken);
        assert_eq!(clinic.number("select count(*) from appointment").await, 2);
    }

    async fn r4_walk_ins_and_bookings_at_once_leave_no_overlap(clinic: Clinic) {
        let (ana, helena, rosa) = scene(&clinic).await;
        takes_walk_ins(&helena).await;
        let rui = clinic.patient("Rui").await;
        let desk = rosa.at(monday("08:50"));
        let answers = at_once(40, move |number| {
            let (desk, with) = (desk.at(monday("08:50").plus_minutes(5 * (number as i64 % 8))), helena.clone());
            let patient = if number % 2 == 0 { id(&ana) } else { id(&rui) };
            let slot = monday("09:30").plus_minutes(30 * (number as i64 % 4));
            async move {
                if number % 3 == 0 { book_for(&desk, patient, &with, slot).await } else { squeeze(&desk, patient, &with).await }
            }
        });
        let done = answers.await.into_iter().flatten().count();
        let overlaps = "select count(*) from appointment one join appointment other on one.id < other.id
             and one.starts_at < other.ends_at and other.starts_at < one.ends_at";
        assert_eq!(clinic.number(overlaps).await, 0);
        assert_eq!(clinic.number("select count(*) from appointment").await, done as i64);
        assert!(done > 1);
    }
}
