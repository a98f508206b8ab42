//! A consultation over its socket: meeting, parting, coming back, and what is kept of it.

use std::time::Duration;

use axum::http::StatusCode;
use domain::{
    AppointmentId,
    calls::{CallLog, Candidate, Description, DescriptionKind, Media, Route, Seat, Signal, Summary, Switch, close},
};

use crate::{
    clinic::{Clinic, Engine, Plan, on_plan},
    people::Person,
    phone::{Heard, Phone},
    wait::{until, within},
};

/// Two people and their visit, whose room is open.
async fn visit(clinic: &Clinic) -> (Person, Person, AppointmentId) {
    clinic.jobs_may_stay();
    let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
    let visit = clinic.booked(&ana, &helena).await;
    (ana, helena, visit)
}

fn offer(sdp: &str) -> Signal {
    Signal::Description(Description { kind: DescriptionKind::Offer, sdp: sdp.into() })
}

fn candidate(number: usize) -> Signal {
    let candidate = format!("candidate:{number} 1 udp 2122260223 192.0.2.{number} 50000 typ host");
    Signal::Candidate(Candidate { candidate, sdp_mid: Some("0".into()), sdp_m_line_index: Some(0) })
}

const SUMMARY: Summary = Summary {
    setup_ms: Some(420),
    connected_ms: Some(60_000),
    rtt_ms: Some(31),
    jitter_ms: Some(4),
    loss_permille: Some(2),
    route: Some(Route::Relayed),
    reconnections: Some(1),
};

both_engines! {
    async fn two_people_meet_and_everything_arrives_in_order(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let (mut patient, welcome) = clinic.enter_with_welcome(&ana, visit).await;
        assert_eq!((welcome.seat, welcome.peer_is_here), (Seat::Patient, false));
        let (mut professional, welcome) = clinic.enter_with_welcome(&helena, visit).await;
        assert_eq!((welcome.seat, welcome.peer_is_here), (Seat::Professional, true));
        patient.hears_signal(&Signal::PeerJoined).await;

        let media = Signal::Media(Media { microphone: Switch::On, camera: Switch::Off });
        let said = [vec![offer("v=0"), media], (0..40).map(candidate).collect()].concat();
        for signal in &said {
            patient.says(signal).await;
            professional.says(signal).await;
        }
        for signal in &said {
            patient.hears_signal(signal).await;
            professional.hears_signal(signal).await;
        }
        patient.is_alive().await;
    }

    async fn a_second_window_takes_the_seat_and_the_first_is_told(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let (mut first, mut professional) = clinic.meeting(&ana, &helena, visit).await;
        let (mut second, welcome) = clinic.enter_with_welcome(&ana, visit).await;
        assert!(welcome.peer_is_here);
        assert_eq!(first.is_closed().await, close::REPLACED);
        professional.hears_signal(&Signal::PeerJoined).await;
        second.says(&offer("v=0")).await;
        professional.hears_signal(&offer("v=0")).await;
    }

    async fn somebody_whose_socket_broke_comes_back_to_the_same_seat(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let (patient, mut professional) = clinic.meeting(&ana, &helena, visit).await;
        drop(patient);
        professional.hears_signal(&Signal::PeerDropped).await;
        let (_patient, welcome) = clinic.enter_with_welcome(&ana, visit).await;
        assert_eq!((welcome.seat, welcome.peer_is_here), (Seat::Patient, true));
        professional.hears_signal(&Signal::PeerJoined).await;
    }

    async fn hanging_up_is_told_apart_from_a_broken_socket(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let (mut patient, mut professional) = clinic.meeting(&ana, &helena, visit).await;
        patient.says(&Signal::Leave).await;
        assert_eq!(patient.is_closed().await, close::LEFT);
        professional.hears_signal(&Signal::PeerLeft).await;
        professional.is_alive().await;
    }

    async fn finishing_the_visit_closes_the_room_for_both(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let (mut patient, mut professional) = clinic.meeting(&ana, &helena, visit).await;
        helena.browser.call("complete_appointment", &[("id", &visit.to_string())]).await.json::<()>();
        for phone in [&mut patient, &mut professional] {
            phone.hears_signal(&Signal::Finished).await;
            assert_eq!(phone.hears().await, Heard::Closed(close::FINISHED));
        }
        let late = ana.browser.call("call_ticket", &[("appointment", &visit.to_string())]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
    }

    async fn s4_signing_out_empties_the_seat(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let (mut patient, mut professional) = clinic.meeting(&ana, &helena, visit).await;
        ana.browser.call("sign_out", &[]).await.json::<()>();
        assert_eq!(patient.is_closed().await, close::LEFT);
        professional.hears_signal(&Signal::PeerLeft).await;
    }

    async fn s4_somebody_who_is_deactivated_leaves_the_room_and_does_not_come_back(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let (mut patient, mut professional) = clinic.meeting(&ana, &helena, visit).await;
        let unspent = clinic.ticket(&helena, visit).await;
        let administrator = clinic.administrator().await.browser;
        let gone = async {
            let account = helena.account.to_string();
            administrator.call("deactivate_account", &[("account", &account)]).await.json::<()>();
            assert_eq!(professional.is_closed().await, close::LEFT);
            patient.hears_signal(&Signal::PeerLeft).await;
        };
        within(Duration::from_secs(2), "the seat is empty", gone).await;
        assert_eq!(helena.browser.who().await, None);
        assert!(Phone::dial(clinic.upgrade(&helena, &unspent), &clinic).await.is_err(), "a ticket opens nothing any more");
        patient.is_alive().await;
    }

    async fn what_is_kept_of_a_call_is_in_the_log_and_in_the_chain(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let before = clinic.events().await.len();
        let mut patient = clinic.enter(&ana, visit).await;
        clinic.pass_seconds(10);
        let mut professional = clinic.enter(&helena, visit).await;
        patient.hears_signal(&Signal::PeerJoined).await;
        clinic.pass_seconds(60);
        patient.says(&Signal::Summary(SUMMARY)).await;
        patient.says(&Signal::Leave).await;
        assert_eq!(patient.is_closed().await, close::LEFT);
        professional.hears_signal(&Signal::PeerLeft).await;
        let left = |log: &CallLog| log.attendances.iter().filter(|stay| stay.left.is_some()).count();
        until("the patient's stay has ended", async || (left(&log(&clinic, &ana, visit).await) == 1).then_some(())).await;
        clinic.pass_seconds(5);
        professional.says(&Signal::Leave).await;
        let log = until("the call has ended", async || {
            Some(log(&clinic, &ana, visit).await).filter(|log| log.ended.is_some())
        })
        .await;
        assert_eq!(log.together_seconds, 60);
        assert_eq!(log.attendances.iter().map(|stay| stay.seat).collect::<Vec<_>>(), [Seat::Patient, Seat::Professional]);
        assert_eq!(log.summaries, [(Seat::Patient, SUMMARY)]);
        let events = [
            "call_ticket_issued", "call_joined", "call_ticket_issued", "call_joined", "call_summarised", "call_left",
            "call_left", "call_ended",
        ];
        assert_eq!(clinic.events_since(before).await, events);
    }

    async fn finishing_ends_the_call_in_the_log_even_when_nobody_hung_up(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let (mut patient, _professional) = clinic.meeting(&ana, &helena, visit).await;
        clinic.pass_seconds(30);
        helena.browser.call("complete_appointment", &[("id", &visit.to_string())]).await.json::<()>();
        assert_eq!(patient.is_closed().await, close::FINISHED);
        let log = log(&clinic, &ana, visit).await;
        assert!(log.ended.is_some() && log.attendances.iter().all(|stay| stay.left.is_some()), "{log:?}");
        assert_eq!(log.together_seconds, 30);
        let events = clinic.events().await;
        assert_eq!(events[events.len() - 2..], ["call_ended", "appointment_completed"]);
    }

    async fn s25_the_room_closes_when_its_time_is_over(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        // The visit begins in ten minutes, lasts thirty, and its room stays open for sixty: two seconds are left.
        clinic.pass_minutes(50);
        for person in [&ana, &helena] {
            // Nobody is signed out for want of use.
            person.browser.who().await.unwrap();
        }
        clinic.pass_seconds(50 * 60 - 2);
        let (mut patient, mut professional) = clinic.meeting(&ana, &helena, visit).await;
        assert_eq!(patient.is_closed().await, close::FINISHED);
        assert_eq!(professional.is_closed().await, close::FINISHED);
        clinic.pass_seconds(2);
        let late = ana.browser.call("call_ticket", &[("appointment", &visit.to_string())]).await;
        assert_eq!(late.status, StatusCode::CONFLICT);
    }

    async fn s25_before_its_time_a_room_gives_no_ticket(clinic: Clinic) {
        let (ana, _helena, visit) = visit(&clinic).await;
        clinic.pass_minutes(-6);
        let early = ana.browser.call("call_ticket", &[("appointment", &visit.to_string())]).await;
        assert_eq!((early.status, early.text().as_str()), (StatusCode::CONFLICT, r#"{"Refused":"room_not_open"}"#));
    }
}

async fn log(clinic: &Clinic, person: &Person, visit: AppointmentId) -> CallLog {
    store::calls::log(&clinic.as_caller(person).await, visit).await.unwrap().unwrap()
}

#[test]
fn each_person_gets_relay_credentials_of_their_own_that_end_with_the_visit() {
    on_plan(Engine::Sqlite, Plan { relay: true, ..Plan::default() }, async |clinic| {
        let (ana, helena, visit) = visit(&clinic).await;
        let (_patient, first) = clinic.enter_with_welcome(&ana, visit).await;
        let (_professional, second) = clinic.enter_with_welcome(&helena, visit).await;
        let closes_at = clinic.now().plus_minutes(10 + 30 + 60).seconds();
        let mut users = Vec::new();
        for welcome in [first, second] {
            let (stun, turn) = welcome.ice_servers.split_first().unwrap();
            assert!(stun.urls[0].starts_with("stun:127.0.0.1:") && stun.username.is_none());
            assert_eq!(turn.len(), 2);
            for server in turn {
                assert!(server.urls[0].starts_with("turn:127.0.0.1:"), "{server:?}");
                let user = server.username.clone().unwrap();
                let expires = user.split(':').next().unwrap().parse::<i64>().unwrap();
                assert!((closes_at..=closes_at + 600).contains(&expires), "{user}");
                assert!(!server.credential.clone().unwrap().is_empty());
                users.push(user);
            }
        }
        users.dedup();
        assert_eq!(users.len(), 2, "one user name for each person");
    });
}
