//! Free slots, and booking them: whatever two people press at once, a slot is given once.

use domain::{
    Moment, Refusal,
    audit::EventKind::AppointmentBooked,
    jobs::Job,
    scheduling::{Allowance, BOOKING_DAYS_MAX, BookingRules, UPCOMING_APPOINTMENTS_MAX, WeekForm},
};
use jiff::civil::date;
use store::{Caller, Result, scheduling};

use crate::given::{
    Clinic, REASON, Slot, assert_missing, assert_one_winner, assert_refused, at_once, booking, monday, random_id,
};

/// The whole of every day, in visits of half an hour.
async fn always_open(clinic: &Clinic, name: &str) -> Caller {
    let helena = clinic.professional(name).await;
    let day = || "00:00-24:00".to_owned();
    let week = WeekForm {
        professional: helena.must_be_professional().unwrap().to_string(),
        monday: day(),
        tuesday: day(),
        wednesday: day(),
        thursday: day(),
        friday: day(),
        saturday: day(),
        sunday: day(),
        ..WeekForm::default()
    };
    scheduling::set_opening_hours(&helena, week.check().unwrap()).await.unwrap();
    let rules = BookingRules { holidays: Allowance::Allowed, ..BookingRules::default() };
    scheduling::set_booking_rules(&helena, (helena.must_be_professional().unwrap(), rules)).await.unwrap();
    helena
}

fn slot(professional: &Caller, starts_at: Moment) -> Slot {
    Slot { professional: professional.must_be_professional().unwrap(), starts_at }
}

/// Books as many visits as one patient may have ahead, less `left`.
async fn fill_up(ana: &Caller, helena: &Caller, left: i64) {
    for number in 0..UPCOMING_APPOINTMENTS_MAX - left {
        let starts_at = monday("12:00").plus_minutes(30 * number);
        scheduling::book(ana, booking(slot(helena, starts_at))).await.unwrap();
    }
}

both_engines! {
    async fn a_free_slot_is_booked(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let slot = clinic.slot_of(&helena).await;
        assert_eq!(slot.starts_at, monday("09:00"));

        let id = clinic.leaving(&[AppointmentBooked], scheduling::book(&ana, booking(slot))).await.unwrap();

        let card = scheduling::appointment(&ana, id).await.unwrap();
        assert_eq!((card.starts.at, card.ends.at), (monday("09:00"), monday("09:30")));
        assert_eq!(clinic.queued().await, [Job::ConfirmBooking(id)]);
    }

    async fn booking_is_news_once_it_is_kept(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let mut news = ana.news.listen();
        let slot = clinic.slot_of(&helena).await;
        let id = scheduling::book(&ana, booking(slot)).await.unwrap();
        scheduling::book(&ana, booking(slot)).await.unwrap_err();
        let event = domain::audit::Event::AppointmentBooked(id, ana.must_be_patient().unwrap());
        assert_eq!(news.try_recv().unwrap(), event);
        assert!(news.try_recv().is_err(), "a refusal is no news");
    }

    async fn a_taken_slot_is_refused(clinic: Clinic) {
        let slot = clinic.at("2026-03-02T08:00:00-03:00").free_slot().await;
        scheduling::book(&clinic.patient("Ana").await, booking(slot)).await.unwrap();

        let rui = clinic.patient("Rui").await;
        assert_refused(clinic.untouched(scheduling::book(&rui, booking(slot))).await, Refusal::SlotTaken);
    }

    async fn r5_the_same_booking_sent_twice_has_one_effect(clinic: Clinic) {
        let (ana, slot) = (clinic.patient("Ana").await, clinic.free_slot().await);
        scheduling::book(&ana, booking(slot)).await.unwrap();
        assert_refused(clinic.untouched(scheduling::book(&ana, booking(slot))).await, Refusal::SlotTaken);
    }

    async fn a_slot_is_booked_until_a_minute_before_it_begins(clinic: Clinic) {
        let (ana, slot) = (clinic.patient("Ana").await, clinic.free_slot().await);
        let late = ana.at(slot.starts_at.plus_seconds(-59));
        assert_refused(clinic.untouched(scheduling::book(&late, booking(slot))).await, Refusal::TooSoon);
        let in_time = ana.at(slot.starts_at.plus_minutes(-1));
        scheduling::book(&in_time, booking(slot)).await.unwrap();
    }

    async fn a_slot_in_the_past_is_refused(clinic: Clinic) {
        let (ana, slot) = (clinic.patient("Ana").await, clinic.free_slot().await);
        let next_week = ana.at(slot.starts_at.plus_minutes(7 * 24 * 60));
        assert_refused(clinic.untouched(scheduling::book(&next_week, booking(slot))).await, Refusal::TooSoon);
    }

    async fn booking_goes_only_so_far_ahead(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, always_open(&clinic, "Helena").await);
        let last = ana.now.plus_minutes(BOOKING_DAYS_MAX * 24 * 60);
        let beyond = scheduling::book(&ana, booking(slot(&helena, last.plus_minutes(30))));
        assert_refused(clinic.untouched(beyond).await, Refusal::TooFarAhead);
        scheduling::book(&ana, booking(slot(&helena, last))).await.unwrap();
    }

    async fn a_time_that_is_not_offered_is_refused(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let saturday = monday("09:00").plus_minutes(5 * 24 * 60);
        let off_by_a_second = monday("09:00").plus_seconds(1);
        for starts_at in [monday("08:30"), monday("12:00"), monday("09:10"), off_by_a_second, saturday] {
            let book = scheduling::book(&ana, booking(slot(&helena, starts_at)));
            assert_refused(clinic.untouched(book).await, Refusal::SlotNotOffered);
        }
    }

    async fn a_professional_who_does_not_exist_is_missing(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let nobody = Slot { professional: random_id().into(), starts_at: monday("09:00") };
        assert_missing(clinic.untouched(scheduling::book(&ana, booking(nobody))).await);
        assert_missing(scheduling::free_days(&ana, nobody.professional, None).await);
    }

    async fn a_patient_is_not_in_two_visits_at_once(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let (helena, otto) = (clinic.professional("Helena").await, clinic.professional("Otto").await);
        scheduling::book(&ana, booking(slot(&helena, monday("09:00")))).await.unwrap();
        let second = scheduling::book(&ana, booking(slot(&otto, monday("09:00"))));
        assert_refused(clinic.untouched(second).await, Refusal::PatientBusy);
        scheduling::book(&ana, booking(slot(&otto, monday("09:30")))).await.unwrap();
    }

    async fn s31_a_patient_has_only_so_many_visits_ahead(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, always_open(&clinic, "Helena").await);
        fill_up(&ana, &helena, 0).await;
        let next = slot(&helena, monday("09:00"));
        let one_more = clinic.untouched(scheduling::book(&ana, booking(next))).await;
        assert_refused(one_more, Refusal::TooManyAppointments);
        // What is past or called off leaves room again.
        let tomorrow = Slot { starts_at: next.starts_at.plus_minutes(24 * 60), ..next };
        scheduling::book(&ana.at(monday("12:00")), booking(tomorrow)).await.unwrap();
    }

    async fn s31_the_limit_holds_for_bookings_at_once(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, always_open(&clinic, "Helena").await);
        fill_up(&ana, &helena, 1).await;
        let otto = always_open(&clinic, "Otto").await;
        let answers = at_once(8, move |number| {
            let (ana, starts_at) = (ana.clone(), monday("08:00").plus_minutes(30 * (number as i64 / 2)));
            let with = slot(if number % 2 == 0 { &helena } else { &otto }, starts_at);
            async move { scheduling::book(&ana, booking(with)).await }
        });
        assert_one_winner(answers.await, Refusal::TooManyAppointments);
    }

    async fn r4_of_fifty_bookings_of_one_slot_at_once_one_wins(clinic: Clinic) {
        let slot = clinic.free_slot().await;
        let patients = crowd(&clinic, 50).await;
        let winner = assert_one_winner(rush(patients, slot).await, Refusal::SlotTaken);
        assert_eq!(clinic.texts("select id from appointment").await, [winner.to_string()]);
        assert_eq!(clinic.queued().await, [Job::ConfirmBooking(winner)]);
        assert_eq!(clinic.events().await.into_iter().filter(|kind| *kind == AppointmentBooked).count(), 1);
        assert_eq!(store::audit::verify(&clinic.db, None).await.unwrap().broken, None);
    }

    async fn r4_two_visits_of_one_patient_at_once_are_not_booked(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let mut professionals = Vec::new();
        for name in ["Helena", "Otto", "Íris", "Caio", "Lia", "Davi"] {
            professionals.push(clinic.professional(name).await);
        }
        let answers = at_once(professionals.len(), move |number| {
            let (ana, with) = (ana.clone(), slot(&professionals[number], monday("09:00")));
            async move { scheduling::book(&ana, booking(with)).await }
        });
        assert_one_winner(answers.await, Refusal::PatientBusy);
    }

    async fn bookings_of_different_slots_do_not_disturb_each_other(clinic: Clinic) {
        let helena = always_open(&clinic, "Helena").await;
        let patients = crowd(&clinic, 12).await;
        let answers: Vec<Result<_>> = at_once(patients.len(), move |number| {
            let rui = patients[number].clone();
            let with = slot(&helena, monday("09:00").plus_minutes(30 * number as i64));
            async move { scheduling::book(&rui, booking(with)).await }
        }).await;
        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(store::audit::verify(&clinic.db, None).await.unwrap().broken, None);
    }

    async fn r4_the_database_itself_refuses_an_overlap(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let (rui, otto) = (clinic.patient("Rui").await, clinic.professional("Otto").await);
        clinic.booked(&ana, &helena).await;
        let beside = [("08:45", "09:01"), ("09:29", "10:00")];
        for (from, to) in [("09:00", "09:30"), ("09:10", "09:20"), ("08:00", "12:00")].into_iter().chain(beside) {
            let overlap = (monday(from), monday(to));
            let taken = clinic.untouched(insert(&clinic, &rui, &helena, overlap)).await.unwrap_err();
            assert_eq!(taken.constraint().as_deref(), Some("appointment_slot_taken"), "{from}-{to}");
            let busy = clinic.untouched(insert(&clinic, &ana, &otto, overlap)).await.unwrap_err();
            assert_eq!(busy.constraint().as_deref(), Some("appointment_patient_busy"), "{from}-{to}");
        }
        // Neighbours touch, and do not overlap.
        insert(&clinic, &rui, &helena, (monday("09:30"), monday("10:00"))).await.unwrap();
        insert(&clinic, &rui, &helena, (monday("08:00"), monday("09:00"))).await.unwrap();
        let move_onto = format!(
            "update appointment set starts_at = starts_at + 1800000000, ends_at = ends_at + 1800000000
             where starts_at = {}",
            monday("09:00").micros()
        );
        let moved = clinic.untouched(clinic.sql(&move_onto)).await.unwrap_err();
        assert_eq!(moved.constraint().as_deref(), Some("appointment_slot_taken"));
    }

    async fn a_visit_ends_after_it_begins_and_within_a_day(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let day = monday("09:00").plus_minutes(24 * 60);
        for (from, to) in [("10:00", monday("09:00")), ("09:00", monday("09:00")), ("09:00", day.plus_seconds(1))] {
            let order = clinic.untouched(insert(&clinic, &ana, &helena, (monday(from), to))).await.unwrap_err();
            assert_eq!(order.constraint().as_deref(), Some("appointment_order"));
        }
    }

    async fn a_reason_may_be_left_out(clinic: Clinic) {
        let (ana, slot) = (clinic.patient("Ana").await, clinic.free_slot().await);
        let silent = domain::scheduling::Booking { reason: String::new(), ..booking(slot) };
        scheduling::book(&ana, silent).await.unwrap();
        assert_eq!(clinic.number("select count(*) from appointment where reason is null").await, 1);
        assert!(!REASON.is_empty());
    }
}

both_engines! {
    async fn free_days_leave_out_what_is_booked_and_what_is_past(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        clinic.booked(&ana, &helena).await;
        let later = ana.at(monday("09:45"));
        let days = scheduling::free_days(&later, helena.must_be_professional().unwrap(), None).await.unwrap();
        let clocks = |number: usize| days[number].slots.iter().map(domain::Local::clock).collect::<Vec<_>>();
        assert_eq!((days[0].date, clocks(0).join(" ")), (date(2026, 3, 2), "10:00 10:30 11:00 11:30".into()));
        assert_eq!((days[1].date, clocks(1).len()), (date(2026, 3, 3), 6));
        let before = scheduling::free_days(&ana, helena.must_be_professional().unwrap(), None).await.unwrap();
        assert_eq!(before[0].slots[0].at, monday("09:30"));
    }

    async fn free_days_reach_a_fortnight_and_leave_out_closed_days(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let helena = helena.must_be_professional().unwrap();
        let days = scheduling::free_days(&ana, helena, None).await.unwrap();
        assert_eq!(days.len(), 10, "two weeks of five days");
        assert_eq!(days.last().unwrap().date, date(2026, 3, 13));
        let next = scheduling::free_days(&ana, helena, Some(date(2026, 3, 16))).await.unwrap();
        assert_eq!(next[0].date, date(2026, 3, 16));
        let past = scheduling::free_days(&ana, helena, Some(date(2020, 1, 1))).await.unwrap();
        assert_eq!(past, days, "the past shows today");
        for end in [jiff::civil::Date::MAX, jiff::civil::Date::MIN] {
            scheduling::free_days(&ana, helena, Some(end)).await.unwrap();
        }
    }

    async fn every_slot_that_is_shown_can_be_booked(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        let professional = helena.must_be_professional().unwrap();
        let days = scheduling::free_days(&helena, professional, None).await.unwrap();
        let (rui, ana) = (clinic.patient("Rui").await, clinic.patient("Ana").await);
        for (number, local) in days.iter().take(4).flat_map(|day| &day.slots).enumerate() {
            let who = if number % 2 == 0 { &rui } else { &ana };
            scheduling::book(who, booking(Slot { professional, starts_at: local.at })).await.unwrap();
        }
        let left = scheduling::free_days(&helena, professional, None).await.unwrap();
        assert_eq!(left[0].date, days[4].date);
    }
}

async fn crowd(clinic: &Clinic, people: usize) -> Vec<Caller> {
    let host = clinic.clone();
    let accounts = at_once(people, move |number| {
        let host = host.clone();
        let registration = crate::given::registration_with("Rui", &format!("rui{number}@example.com"), "");
        async move { host.enrolled(registration).await }
    });
    let mut crowd = Vec::new();
    for account in accounts.await {
        crowd.push(clinic.holder(account).await);
    }
    crowd
}

async fn rush(patients: Vec<Caller>, slot: Slot) -> Vec<Result<domain::AppointmentId>> {
    at_once(patients.len(), move |number| {
        let patient = patients[number].clone();
        async move { scheduling::book(&patient, booking(slot)).await }
    })
    .await
}

/// A visit nobody asked the program for.
async fn insert(clinic: &Clinic, patient: &Caller, with: &Caller, (from, to): (Moment, Moment)) -> Result<u64> {
    let [id, payer] = [random_id(), domain::PayerId::SELF_PAY.0].map(|id| clinic.literal(id));
    let patient = clinic.literal(patient.must_be_patient().unwrap().0);
    let with = clinic.literal(with.must_be_professional().unwrap().0);
    let (from, to) = (from.micros(), to.micros());
    let columns = "id, professional_id, patient_id, payer_id, starts_at, ends_at, booked_at";
    let values = format!("{id}, {with}, {patient}, {payer}, {from}, {to}, 0");
    clinic.sql(&format!("insert into appointment ({columns}) values ({values})")).await
}
