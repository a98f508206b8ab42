//! In whose care a patient is, and what that opens.

use domain::{
    AppointmentId, PatientId,
    audit::EventKind::{PatientSeen, RecordRead},
    scheduling::AppointmentState,
};
use store::{Caller, Error, care, records, scheduling};

use crate::given::{Clinic, assert_missing, monday, note, outcome, random_id};

const NOTE: &str = "melhora da amplitude";

fn id(patient: &Caller) -> PatientId {
    patient.must_be_patient().unwrap()
}

/// Ana, Helena who sees her at nine and wrote a note, Otto who has never met her; all look at the clock at nine.
async fn visit(clinic: &Clinic) -> (Caller, Caller, Caller, AppointmentId) {
    let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena").await);
    let otto = clinic.professional("Otto").await;
    let visit = clinic.booked(&ana, &helena).await;
    let nine = monday("09:00");
    records::write_note(&helena.at(nine), note(visit, NOTE)).await.unwrap();
    (ana.at(nine), helena.at(nine), otto.at(nine), visit)
}

/// A visit at nine on Tuesday, booked at seven.
async fn next_morning(clinic: &Clinic, patient: &Caller, professional: &Caller) -> AppointmentId {
    let seven = clinic.at("2026-03-03T07:00:00-03:00").now();
    clinic.booked(&patient.at(seven), &professional.at(seven)).await
}

both_engines! {
    async fn a_booked_visit_puts_a_patient_into_care_and_calling_it_off_ends_that(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        assert_missing(clinic.untouched(care::patient(&helena, id(&ana))).await);
        let visit = clinic.booked(&ana, &helena).await;
        clinic.leaving(&[PatientSeen], care::patient(&helena, id(&ana))).await.unwrap();
        scheduling::cancel(&ana, visit).await.unwrap();
        assert_missing(clinic.untouched(care::patient(&helena, id(&ana))).await);
        assert_missing(clinic.untouched(records::of_patient(&helena, id(&ana))).await);
    }

    async fn a_visit_of_long_ago_keeps_a_patient_in_care(clinic: Clinic) {
        let (ana, helena, _, visit) = visit(&clinic).await;
        scheduling::complete(&helena, visit).await.unwrap();
        let years_later = helena.at(helena.now.plus_minutes(3 * 365 * 24 * 60));
        assert!(care::patient(&years_later, id(&ana)).await.unwrap().until.is_none());
    }

    async fn a_professional_sees_who_a_patient_is_and_all_their_visits(clinic: Clinic) {
        let (ana, helena, otto, own) = visit(&clinic).await;
        let with_otto = next_morning(&clinic, &ana, &otto).await;
        scheduling::cancel(&ana.at(clinic.now()), with_otto).await.unwrap();
        let page = care::patient(&helena, id(&ana)).await.unwrap();
        assert_eq!((page.name.as_str(), page.age_years, page.until), ("Ana Souza", 35, None));
        assert_eq!(page.birth_date, jiff::civil::date(1990, 5, 20));
        let seen = |page: &domain::care::PatientPage| {
            let visits = page.visits.iter().map(|visit| (visit.own, visit.professional.clone(), visit.state));
            visits.collect::<Vec<_>>()
        };
        let both = seen(&page);
        assert!(both.contains(&(Some(own), "Helena".into(), AppointmentState::Scheduled)), "{both:?}");
        assert!(both.contains(&(None, "Otto".into(), AppointmentState::Cancelled)), "the door of another's stays shut");
        assert!(!serde_json::to_string(&page).unwrap().contains(NOTE));
        assert_missing(clinic.untouched(care::patient(&otto, id(&ana))).await);
    }

    async fn s27_the_whole_record_is_read_by_those_who_care_and_each_reading_is_one_event(clinic: Clinic) {
        let (ana, helena, otto, _) = visit(&clinic).await;
        let other = next_morning(&clinic, &ana, &otto).await;
        let then = clinic.now().plus_minutes(120);
        records::write_note(&otto.at(then), note(other, "pressão medida")).await.unwrap();
        let read = clinic.leaving(&[RecordRead], records::of_patient(&helena, id(&ana))).await.unwrap();
        let notes = read.notes.iter().map(|note| (note.author.as_str(), note.text.as_str())).collect::<Vec<_>>();
        assert_eq!(notes, [("Otto", "pressão medida"), ("Helena", NOTE)], "of everybody, the latest first");
        let (link, _) = clinic.chain().await.pop().unwrap();
        assert_eq!((link.account, link.patient), (helena.actor.account(), Some(id(&ana))));
    }

    async fn s27_without_an_event_nothing_of_a_patient_is_seen(clinic: Clinic) {
        let (ana, helena, ..) = visit(&clinic).await;
        clinic.wall().await;
        let seen = clinic.untouched(care::patient(&helena, id(&ana))).await;
        assert!(matches!(seen, Err(Error::Broken(_))), "{}", outcome(seen));
        let read = clinic.untouched(records::of_patient(&helena, id(&ana))).await;
        assert!(matches!(read, Err(Error::Broken(_))), "{}", outcome(read));
    }

    async fn s2_a_stranger_looks_like_nobody(clinic: Clinic) {
        let (ana, _, otto, _) = visit(&clinic).await;
        for patient in [id(&ana), random_id().into()] {
            assert_missing(clinic.untouched(care::patient(&otto, patient)).await);
            assert_missing(clinic.untouched(records::of_patient(&otto, patient)).await);
        }
    }

    async fn my_patients_are_those_in_my_care_with_their_next_and_last_visit(clinic: Clinic) {
        let (ana, helena, otto, visit) = visit(&clinic).await;
        let rui = clinic.patient("Rui").await;
        clinic.booked(&rui, &otto.at(monday("07:30"))).await;
        scheduling::complete(&helena, visit).await.unwrap();
        let tomorrow = helena.at(monday("09:00").plus_minutes(24 * 60));
        let next = clinic.at("2026-03-03T09:00:00-03:00").booked(&ana.at(tomorrow.now), &tomorrow).await;
        let lines = care::patients(&tomorrow, "").await.unwrap();
        assert_eq!(lines.len(), 1, "Rui is not hers");
        let starts = scheduling::appointment(&tomorrow, next).await.unwrap().starts.at;
        assert_eq!((lines[0].id, lines[0].name.as_str()), (id(&ana), "Ana Souza"));
        assert_eq!((lines[0].last.unwrap().at, lines[0].next.unwrap().at), (monday("09:00"), starts));
    }

    async fn my_patients_are_found_as_one_types(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        for name in ["Ana Souza", "José da Conceição"] {
            clinic.booked(&clinic.patient(name).await, &helena).await;
        }
        for (sought, expected) in
            [("", 2), ("ana", 1), ("CONCEICAO", 1), ("jose conc", 1), ("o", 2), ("%", 0), ("_", 0), ("souza ana", 0)]
        {
            assert_eq!(care::patients(&helena, sought).await.unwrap().len(), expected, "{sought}");
        }
        let long = "é".repeat(10_000);
        assert!(care::patients(&helena, &long).await.unwrap().is_empty());
    }
}
