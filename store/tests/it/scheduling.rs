//! Opening hours, and the course of an appointment: lists, calling off, finishing.

use domain::{
    Refusal,
    audit::EventKind::{AppointmentCancelled, AppointmentCompleted, OpeningHoursSet},
    jobs::Job,
    scheduling::{AppointmentState, RoomState, Step, WeekForm},
};
use jiff::civil::date;
use store::{Caller, scheduling};

use crate::given::{
    assert_missing, assert_one_winner, assert_refused, at_once, booking, email_of, monday, mornings, random_id,
};

fn afternoons(helena: &Caller, clock: &str) -> WeekForm {
    let professional = helena.must_be_professional().unwrap().to_string();
    WeekForm { professional, tuesday: clock.into(), ..WeekForm::default() }
}

both_engines! {
    async fn opening_hours_are_read_as_they_were_typed(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        let id = helena.must_be_professional().unwrap();
        let week = WeekForm { saturday: "08:00-10:00, 13:30-18:00".into(), ..mornings(id) };
        let set = scheduling::set_opening_hours(&helena, week.clone().check().unwrap());
        clinic.leaving(&[OpeningHoursSet], set).await.unwrap();
        assert_eq!(scheduling::opening_hours(&helena, id).await.unwrap(), week);
    }

    async fn new_opening_hours_replace_the_old_and_leave_what_is_booked(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let id = helena.must_be_professional().unwrap();
        let visit = clinic.booked(&ana, &helena).await;
        let marta = clinic.administrator().await;
        let set = scheduling::set_opening_hours(&marta, afternoons(&helena, "14:00-15:00").check().unwrap());
        set.await.unwrap();
        assert_eq!(scheduling::opening_hours(&helena, id).await.unwrap(), afternoons(&helena, "14:00-15:00"));
        let days = scheduling::free_days(&ana, id, None).await.unwrap();
        assert_eq!(days.iter().map(|day| day.date).collect::<Vec<_>>(), [date(2026, 3, 3), date(2026, 3, 10)]);
        assert_eq!(scheduling::appointment(&ana, visit).await.unwrap().state, AppointmentState::Scheduled);
    }

    async fn a_week_without_hours_offers_nothing(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let id = helena.must_be_professional().unwrap();
        scheduling::set_opening_hours(&helena, afternoons(&helena, "").check().unwrap()).await.unwrap();
        assert!(scheduling::free_days(&ana, id, None).await.unwrap().is_empty());
    }

    async fn of_weeks_set_at_once_one_stands_whole(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        let id = helena.must_be_professional().unwrap();
        let caller = helena.clone();
        let answers = at_once(6, move |number| {
            let helena = caller.clone();
            let week = afternoons(&helena, &format!("{}:00-18:00", 10 + number)).check().unwrap();
            async move { scheduling::set_opening_hours(&helena, week).await }
        });
        answers.await.into_iter().for_each(|answer| answer.unwrap());
        assert_eq!(clinic.number("select count(*) from opening_hours").await, 1);
        assert!(scheduling::opening_hours(&helena, id).await.unwrap().check().is_ok());
    }

    async fn opening_hours_that_end_before_they_begin_are_refused_by_the_database(clinic: Clinic) {
        clinic.professional("Helena").await;
        for change in ["ends_minute = starts_minute", "ends_minute = 1441", "starts_minute = -1"] {
            let broken = clinic.untouched(clinic.sql(&format!("update opening_hours set {change}"))).await;
            assert_eq!(broken.unwrap_err().constraint().as_deref(), Some("opening_hours_order"), "{change}");
        }
    }
}

both_engines! {
    async fn a_visit_is_called_off_by_either_of_its_people(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        for who in [&ana, &helena] {
            let visit = clinic.booked(&ana, &helena).await;
            clinic.leaving(&[AppointmentCancelled], scheduling::cancel(who, visit)).await.unwrap();
            assert_eq!(scheduling::appointment(&ana, visit).await.unwrap().state, AppointmentState::Cancelled);
            assert!(clinic.queued().await.contains(&Job::TellCancelled(visit)));
        }
    }

    async fn a_cancelled_slot_is_free_again(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let slot = clinic.slot_of(&helena).await;
        let visit = scheduling::book(&ana, booking(slot)).await.unwrap();
        assert_ne!(clinic.slot_of(&helena).await, slot);
        scheduling::cancel(&ana, visit).await.unwrap();
        assert_eq!(clinic.slot_of(&helena).await, slot);
        scheduling::book(&clinic.patient("Rui").await, booking(slot)).await.unwrap();
    }

    async fn a_cancelled_visit_does_not_come_back_over_another(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let visit = clinic.booked(&ana, &helena).await;
        scheduling::cancel(&ana, visit).await.unwrap();
        clinic.booked(&clinic.patient("Rui").await, &helena).await;
        let revive = clinic.sql("update appointment set cancelled_at = null");
        let refused = clinic.untouched(revive).await.unwrap_err();
        assert_eq!(refused.constraint().as_deref(), Some("appointment_slot_taken"));
    }

    async fn a_visit_is_called_off_until_an_hour_before(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let visit = clinic.booked(&ana, &helena).await;
        for clock in ["08:01", "09:10", "13:00"] {
            let ana = ana.at(monday(clock));
            assert_refused(clinic.untouched(scheduling::cancel(&ana, visit)).await, Refusal::TooLateToCancel);
        }
        scheduling::cancel(&ana.at(monday("08:00")), visit).await.unwrap();
    }

    async fn a_visit_is_called_off_once(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let visit = clinic.booked(&ana, &helena).await;
        scheduling::cancel(&ana, visit).await.unwrap();
        assert_refused(clinic.untouched(scheduling::cancel(&helena, visit)).await, Refusal::Cancelled);
    }

    async fn of_many_who_call_a_visit_off_at_once_one_does(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let visit = clinic.booked(&ana, &helena).await;
        let answers = at_once(10, move |number| {
            let who = if number % 2 == 0 { ana.clone() } else { helena.clone() };
            async move { scheduling::cancel(&who, visit).await }
        });
        assert_one_winner(answers.await, Refusal::Cancelled);
        assert_eq!(clinic.queued().await.into_iter().filter(|job| *job == Job::TellCancelled(visit)).count(), 1);
    }

    async fn a_visit_is_finished_by_its_professional(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let visit = clinic.booked(&ana, &helena).await;
        let during = helena.at(monday("09:20"));
        clinic.leaving(&[AppointmentCompleted], scheduling::complete(&during, visit)).await.unwrap();
        assert_eq!(scheduling::appointment(&ana, visit).await.unwrap().state, AppointmentState::Completed);
        assert_refused(clinic.untouched(scheduling::complete(&during, visit)).await, Refusal::Completed);
        assert_refused(clinic.untouched(scheduling::cancel(&ana, visit)).await, Refusal::Completed);
    }

    async fn a_visit_is_not_finished_before_its_room_opens(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let visit = clinic.booked(&ana, &helena).await;
        let early = helena.at(monday("08:44"));
        assert_refused(clinic.untouched(scheduling::complete(&early, visit)).await, Refusal::NotYetBegun);
        scheduling::complete(&helena.at(monday("08:45")), visit).await.unwrap();
    }

    async fn a_cancelled_visit_is_not_finished(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let visit = clinic.booked(&ana, &helena).await;
        scheduling::cancel(&ana, visit).await.unwrap();
        let during = helena.at(monday("09:10"));
        assert_refused(clinic.untouched(scheduling::complete(&during, visit)).await, Refusal::Cancelled);
    }

    async fn of_many_who_finish_a_visit_at_once_one_does(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let visit = clinic.booked(&ana, &helena).await;
        let answers = at_once(10, move |_| {
            let helena = helena.at(monday("09:20"));
            async move { scheduling::complete(&helena, visit).await }
        });
        assert_one_winner(answers.await, Refusal::Completed);
        assert_eq!(clinic.events().await.into_iter().filter(|kind| *kind == AppointmentCompleted).count(), 1);
    }

    async fn called_off_and_finished_at_once_it_is_one_of_the_two(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let visit = clinic.booked(&ana, &helena).await;
        // Two nodes whose clocks disagree by an hour: for one it is early enough, for the other the visit has begun.
        let answers = at_once(10, move |number| {
            let (ana, helena) = (ana.at(monday("08:00")), helena.at(monday("09:00")));
            async move {
                match number % 2 {
                    0 => scheduling::cancel(&ana, visit).await,
                    _ => scheduling::complete(&helena, visit).await,
                }
            }
        });
        assert_eq!(answers.await.into_iter().flatten().count(), 1);
        let ends = "select count(*) from appointment where (cancelled_at is null) <> (completed_at is null)";
        assert_eq!(clinic.number(ends).await, 1);
    }

    async fn an_appointment_has_one_end_says_the_database(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        clinic.booked(&ana, &helena).await;
        let both = clinic.untouched(clinic.sql("update appointment set cancelled_at = 1, completed_at = 1")).await;
        assert_eq!(both.unwrap_err().constraint().as_deref(), Some("appointment_one_end"));
    }
}

both_engines! {
    async fn a_card_shows_both_people_and_where_the_visit_stands(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        let visit = clinic.booked(&ana, &helena).await;
        let card = scheduling::appointment(&helena, visit).await.unwrap();
        assert_eq!((card.patient.as_str(), card.professional.as_str()), ("Ana Souza", "Helena Prado"));
        assert_eq!((card.patient_age_years, card.specialty.as_str()), (35, "Fisioterapia"));
        assert_eq!((card.starts.clock(), card.room_opens.clock()), ("09:00".into(), "08:45".into()));
        assert!(card.may(Step::Cancel));
        let open = [("08:45", RoomState::Open), ("10:29", RoomState::Open)];
        let rooms = [("08:44", RoomState::NotOpen), open[0], open[1], ("10:30", RoomState::Closed)];
        for (clock, room) in rooms {
            assert_eq!(scheduling::appointment(&ana.at(monday(clock)), visit).await.unwrap().room, room, "{clock}");
        }
    }

    async fn visits_stand_on_both_sides_of_now(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let mut booked = Vec::new();
        for _ in 0..4 {
            booked.push(clinic.booked(&ana, &helena).await);
        }
        scheduling::cancel(&ana, booked[3]).await.unwrap();
        // 10:35: the room of the first closed five minutes ago; the second's is still open.
        for who in [ana, helena] {
            let (upcoming, past) = scheduling::visits(&who.at(monday("10:35"))).await.unwrap();
            assert_eq!(upcoming.iter().map(|card| card.id).collect::<Vec<_>>(), booked[1..3]);
            assert_eq!(past.iter().map(|card| card.id).collect::<Vec<_>>(), [booked[3], booked[0]]);
        }
        let (upcoming, past) = scheduling::visits(&clinic.patient("Rui").await).await.unwrap();
        assert!(upcoming.is_empty() && past.is_empty());
    }

    async fn the_board_shows_one_day_of_a_professional_in_order(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let (first, second) = (clinic.booked(&ana, &helena).await, clinic.booked(&ana, &helena).await);
        let (day, today, cards) = scheduling::board(&helena, None).await.unwrap();
        assert_eq!((day, today), (date(2026, 3, 2), date(2026, 3, 2)));
        assert_eq!(cards.iter().map(|card| card.id).collect::<Vec<_>>(), [first, second]);
        let (day, _, cards) = scheduling::board(&helena, Some(date(2026, 3, 3))).await.unwrap();
        assert_eq!((day, cards.len()), (date(2026, 3, 3), 0));
        let otto = clinic.professional("Otto").await;
        assert!(scheduling::board(&otto, None).await.unwrap().2.is_empty());
    }

    async fn a_message_knows_both_addresses_and_no_reason(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        let visit = clinic.booked(&ana, &helena).await;
        let mail = scheduling::appointment_mail(&clinic.system(), visit).await.unwrap();
        assert_eq!(mail.readers.iter().map(|reader| &reader.email).collect::<Vec<_>>(), [&email_of("Ana Souza")]);
        assert_eq!(mail.professional_email, email_of("Helena Prado"));
        assert_eq!((mail.starts.at, mail.cancelled), (monday("09:00"), false));
        assert_eq!(format!("{mail:?}"), "AppointmentMail");
        scheduling::cancel(&ana, visit).await.unwrap();
        assert!(scheduling::appointment_mail(&clinic.system(), visit).await.unwrap().cancelled);
        assert_missing(scheduling::appointment_mail(&clinic.system(), random_id().into()).await);
    }
}
