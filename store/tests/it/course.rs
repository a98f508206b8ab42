//! The course of an appointment: who may make which step when, what the clinic ends by itself, and the log of it all.

use domain::{
    AppointmentId, Refusal,
    audit::EventKind::{
        AppointmentArrived, AppointmentCancelled, AppointmentCompleted, AppointmentConfirmed, AppointmentMissed,
        CallEnded,
    },
    jobs::Job,
    scheduling::{AppointmentState, CallOffForm, Party, ReasonKind, Step},
};
use store::{Caller, Error, calls, records, scheduling};

use crate::{
    given::{
        Clinic, Slot, assert_denied, assert_missing, assert_one_winner, assert_refused, at_once, booking, call_off,
        monday, moving, random_id,
    },
    raw::holds,
};

async fn scene(clinic: &Clinic) -> (Caller, Caller, Caller, AppointmentId) {
    let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
    let rosa = clinic.reception("Rosa").await;
    let visit = clinic.booked(&ana, &helena).await;
    (ana, helena, rosa, visit)
}

async fn enter(who: &Caller, visit: AppointmentId) {
    let ticket = calls::issue_ticket(who, visit).await.unwrap();
    calls::spend_ticket(who, ticket.call, &ticket.secret).await.unwrap();
}

async fn state(ana: &Caller, visit: AppointmentId) -> AppointmentState {
    scheduling::appointment(ana, visit).await.unwrap().state
}

/// The log in short: who led where.
async fn log(reader: &Caller, visit: AppointmentId) -> Vec<(Party, AppointmentState)> {
    let changes = scheduling::changes(reader, visit).await.unwrap();
    let mut before = None;
    for change in &changes {
        assert_eq!(change.from, before, "the log has no gap");
        before = Some(change.to);
    }
    changes.into_iter().map(|change| (change.party, change.to)).collect()
}

both_engines! {
    async fn a_patient_says_that_they_will_come(clinic: Clinic) {
        let (ana, _, rosa, visit) = scene(&clinic).await;
        clinic.leaving(&[AppointmentConfirmed], scheduling::confirm(&ana, visit)).await.unwrap();
        assert_eq!(state(&ana, visit).await, AppointmentState::Confirmed);
        assert_refused(clinic.untouched(scheduling::confirm(&rosa, visit)).await, Refusal::OutOfTurn);
        let rui = clinic.patient("Rui").await;
        let another = clinic.booked(&rui, &clinic.professional("Otto").await).await;
        let late = rui.at(monday("09:00"));
        assert_refused(clinic.untouched(scheduling::confirm(&late, another)).await, Refusal::OutOfTurn);
    }

    async fn the_reception_marks_who_came_and_who_did_not(clinic: Clinic) {
        let (ana, _, rosa, visit) = scene(&clinic).await;
        let at = |clock| rosa.at(monday(clock));
        assert_refused(clinic.untouched(scheduling::mark_no_show(&at("09:09"), visit)).await, Refusal::NotYetBegun);
        clinic.leaving(&[AppointmentMissed], scheduling::mark_no_show(&at("09:10"), visit)).await.unwrap();
        assert_refused(clinic.untouched(calls::issue_ticket(&ana.at(monday("09:12")), visit)).await, Refusal::Missed);
        // They come after all.
        clinic.leaving(&[AppointmentArrived], scheduling::mark_arrived(&at("09:15"), visit)).await.unwrap();
        assert_eq!(state(&ana, visit).await, AppointmentState::Arrived);
        assert_eq!(log(&rosa, visit).await, [
            (Party::Patient, AppointmentState::Scheduled),
            (Party::Reception, AppointmentState::NoShow),
            (Party::Reception, AppointmentState::Arrived),
        ]);
    }

    async fn the_reception_calls_off_with_a_reason(clinic: Clinic) {
        let (ana, helena, rosa, visit) = scene(&clinic).await;
        let off = call_off(visit, "está com febre alta");
        clinic.leaving(&[AppointmentCancelled], scheduling::call_off(&rosa.at(monday("08:50")), off)).await.unwrap();
        assert!(clinic.queued().await.contains(&Job::TellCancelled(visit)));
        let change = scheduling::changes(&rosa, visit).await.unwrap().pop().unwrap();
        assert_eq!((change.to, change.reason), (AppointmentState::Cancelled, Some(ReasonKind::PatientAsked)));
        assert_eq!(change.name.as_deref(), Some("Rosa"));
        // The words are sealed, and read in the record, by those who may.
        assert!(!holds(&clinic.dump().await, "febre"));
        assert!(!serde_json::to_string(&scheduling::changes(&ana, visit).await.unwrap()).unwrap().contains("febre"));
        for reader in [&ana, &helena] {
            assert_eq!(records::open(reader, visit).await.unwrap().change_reason, "está com febre alta");
        }
        assert_denied(records::open(&rosa, visit).await);
    }

    async fn what_is_called_off_does_not_go_on(clinic: Clinic) {
        let (ana, helena, rosa, visit) = scene(&clinic).await;
        scheduling::call_off(&rosa, call_off(visit, "")).await.unwrap();
        let (now, late) = (rosa.at(monday("09:00")), rosa.at(monday("09:20")));
        assert_refused(clinic.untouched(scheduling::confirm(&ana, visit)).await, Refusal::Cancelled);
        assert_refused(clinic.untouched(scheduling::mark_arrived(&now, visit)).await, Refusal::Cancelled);
        assert_refused(clinic.untouched(scheduling::mark_no_show(&late, visit)).await, Refusal::Cancelled);
        assert_refused(clinic.untouched(scheduling::call_off(&now, call_off(visit, ""))).await, Refusal::Cancelled);
        assert_refused(clinic.untouched(scheduling::complete(&helena.at(monday("09:10")), visit)).await, Refusal::Cancelled);
    }

    async fn whoever_enters_the_room_has_come_and_with_both_there_the_visit_has_begun(clinic: Clinic) {
        let (ana, helena, _, visit) = scene(&clinic).await;
        enter(&ana.at(monday("08:55")), visit).await;
        assert_eq!(state(&ana, visit).await, AppointmentState::Arrived);
        enter(&helena.at(monday("09:00")), visit).await;
        assert_eq!(state(&ana, visit).await, AppointmentState::InCall);
        enter(&ana.at(monday("09:05")), visit).await;
        scheduling::complete(&helena.at(monday("09:30")), visit).await.unwrap();
        assert_eq!(log(&ana, visit).await, [
            (Party::Patient, AppointmentState::Scheduled),
            (Party::Patient, AppointmentState::Arrived),
            (Party::Professional, AppointmentState::InCall),
            (Party::Professional, AppointmentState::Completed),
        ]);
    }

    async fn a_professional_alone_in_the_room_is_no_visit(clinic: Clinic) {
        let (ana, helena, _, visit) = scene(&clinic).await;
        enter(&helena.at(monday("08:55")), visit).await;
        assert_eq!(state(&ana, visit).await, AppointmentState::Scheduled);
        enter(&ana.at(monday("09:01")), visit).await;
        assert_eq!(state(&ana, visit).await, AppointmentState::InCall);
    }

    async fn who_never_came_is_missing_once_the_room_has_closed(clinic: Clinic) {
        let (ana, helena, _, visit) = scene(&clinic).await;
        enter(&helena.at(monday("09:00")), visit).await;
        let system = clinic.system();
        assert_eq!(clinic.untouched(scheduling::settle(&system.at(monday("10:29")))).await.unwrap(), 0);
        let closed = system.at(monday("10:30"));
        let settle = clinic.leaving(&[AppointmentMissed], scheduling::settle(&closed));
        assert_eq!(settle.await.unwrap(), 1);
        assert_eq!(state(&ana, visit).await, AppointmentState::NoShow);
        assert_eq!(log(&ana, visit).await.last(), Some(&(Party::Clinic, AppointmentState::NoShow)));
        assert_eq!(clinic.untouched(scheduling::settle(&closed)).await.unwrap(), 0);
    }

    async fn a_visit_nobody_finished_is_over_once_its_room_has_closed(clinic: Clinic) {
        let (ana, helena, rosa, visit) = scene(&clinic).await;
        let waited = clinic.booked(&ana, &helena).await;
        for who in [&ana, &helena] {
            enter(&who.at(monday("09:00")), visit).await;
        }
        // Somebody who came and was not seen is not missing, and their visit was none.
        scheduling::mark_arrived(&rosa.at(monday("09:30")), waited).await.unwrap();
        let closed = clinic.system().at(monday("12:00"));
        let events = [CallEnded, AppointmentCompleted];
        assert_eq!(clinic.leaving(&events, scheduling::settle(&closed)).await.unwrap(), 1);
        assert_eq!(state(&ana, visit).await, AppointmentState::Completed);
        assert_eq!(state(&ana, waited).await, AppointmentState::Arrived);
    }

    async fn r11_of_many_sweeps_at_once_each_absence_is_noted_once(clinic: Clinic) {
        let (ana, helena, _, visit) = scene(&clinic).await;
        clinic.booked(&ana, &helena).await;
        let closed = clinic.system().at(monday("18:00"));
        let answers = at_once(6, move |_| {
            let closed = closed.clone();
            async move { scheduling::settle(&closed).await }
        });
        assert_eq!(answers.await.into_iter().map(Result::unwrap).sum::<usize>(), 2);
        assert_eq!(clinic.number("select count(*) from appointment_change where to_state = 'no_show'").await, 2);
        assert_eq!(state(&ana, visit).await, AppointmentState::NoShow);
    }

    async fn r4_of_many_different_steps_at_once_none_is_lost(clinic: Clinic) {
        let (ana, helena, rosa, visit) = scene(&clinic).await;
        let at = monday("08:00");
        let (patient, professional, desk) = (ana.at(at), helena.at(at), rosa.at(at));
        let answers = at_once(24, move |number| {
            let (patient, professional, desk) = (patient.clone(), professional.clone(), desk.clone());
            async move {
                match number % 4 {
                    0 => scheduling::confirm(&patient, visit).await,
                    1 => scheduling::mark_arrived(&desk, visit).await,
                    2 => scheduling::cancel(&professional, visit).await,
                    _ => scheduling::call_off(&desk, call_off(visit, "")).await,
                }
            }
        });
        let done = answers.await.into_iter().flatten().count();
        // Every yes stands in the log, in one unbroken line that ends where the appointment stands.
        let log = log(&ana, visit).await;
        assert_eq!(log.len(), 1 + done);
        assert_eq!(log.last().unwrap().1, state(&ana, visit).await);
        assert_eq!(clinic.number("select changes from appointment").await, done as i64);
    }

    async fn r4_two_hundred_bookings_moves_and_cancellations_at_once_leave_no_overlap_and_no_lost_change(clinic: Clinic) {
        let (helena, otto, rosa) =
            (clinic.professional("Helena").await, clinic.professional("Otto").await, clinic.reception("Rosa").await);
        let mut patients = Vec::new();
        for number in 0..20 {
            patients.push(clinic.patient(&format!("Paciente {}", char::from(b'A' + number))).await);
        }
        let mut visits = Vec::new();
        for patient in &patients[..6] {
            visits.push((patient.clone(), clinic.booked(patient, &helena).await));
        }
        let answers = at_once(200, move |number| {
            let (patient, rosa) = (patients[number % 20].clone(), rosa.clone());
            let (owner, visit) = visits[number % 6].clone();
            let professional = if number % 3 == 0 { &helena } else { &otto }.must_be_professional().unwrap();
            let slot = Slot { professional, starts_at: monday("09:00").plus_minutes(30 * (number as i64 / 7 % 6)) };
            async move {
                match number % 8 {
                    0 if number > 100 => scheduling::cancel(&owner, visit).await,
                    1 if number > 100 => scheduling::call_off(&rosa, call_off(visit, "")).await,
                    0..4 => {
                        let seen = scheduling::on_agenda(&rosa, visit).await.unwrap();
                        let who = if number % 2 == 0 { &owner } else { &rosa };
                        scheduling::move_to(who, moving(visit, seen.version, slot.starts_at)).await.map(drop)
                    }
                    _ => scheduling::book(&patient, booking(slot)).await.map(drop),
                }
            }
        });
        let answers = answers.await;
        for answer in &answers {
            assert!(matches!(answer, Ok(()) | Err(Error::Refused(_))), "{answer:?}");
        }
        let done = answers.into_iter().flatten().count();
        let overlaps = "select count(*) from appointment one join appointment other on one.id < other.id
             and (one.professional_id = other.professional_id or one.patient_id = other.patient_id)
             and one.starts_at < other.ends_at and other.starts_at < one.ends_at
             where one.cancelled_at is null and other.cancelled_at is null";
        assert_eq!(clinic.number(overlaps).await, 0);
        assert_eq!(clinic.number("select count(*) from appointment_change").await, 6 + done as i64);
        let lost = "select count(*) from appointment where changes <>
             (select max(number) from appointment_change where appointment_id = appointment.id)";
        assert_eq!(clinic.number(lost).await, 0);
        assert_eq!(store::audit::verify(&clinic.db, None).await.unwrap().broken, None);
    }

    async fn of_many_who_mark_an_absence_at_once_one_does(clinic: Clinic) {
        let (_, _, rosa, visit) = scene(&clinic).await;
        let rosa = rosa.at(monday("09:20"));
        let answers = at_once(10, move |_| {
            let rosa = rosa.clone();
            async move { scheduling::mark_no_show(&rosa, visit).await }
        });
        assert_one_winner(answers.await, Refusal::Missed);
    }

    async fn a_card_says_what_its_reader_may_do(clinic: Clinic) {
        let (ana, helena, rosa, visit) = scene(&clinic).await;
        assert_eq!(scheduling::appointment(&ana, visit).await.unwrap().steps, [Step::Confirm, Step::Arrive, Step::Cancel, Step::Move]);
        let late = monday("09:15");
        let desk = scheduling::on_agenda(&rosa.at(late), visit).await.unwrap();
        assert_eq!(desk.steps, [Step::Arrive, Step::Cancel, Step::Move, Step::Miss]);
        let own = scheduling::on_agenda(&helena.at(late), visit).await.unwrap();
        assert_eq!(own.steps, [Step::Arrive, Step::Complete, Step::Miss]);
        assert_missing(scheduling::on_agenda(&rosa, random_id().into()).await);
    }

    async fn the_log_of_an_appointment_is_never_changed(clinic: Clinic) {
        scene(&clinic).await;
        for change in ["update appointment_change set number = 7", "delete from appointment_change"] {
            let broken = clinic.untouched(clinic.sql(change)).await.unwrap_err();
            assert_eq!(broken.constraint().as_deref(), Some("appointment_change_append_only"), "{change}");
        }
        assert_eq!(clinic.number("select count(*) from appointment_change").await, 1);
    }

    async fn a_reason_of_no_kind_needs_words(clinic: Clinic) {
        let (_, _, rosa, visit) = scene(&clinic).await;
        let form = |text: &str| CallOffForm { appointment: visit.to_string(), kind: "other".into(), text: text.into() };
        assert!(form("").check().is_err());
        scheduling::call_off(&rosa, form("obra na rua").check().unwrap()).await.unwrap();
    }
}
