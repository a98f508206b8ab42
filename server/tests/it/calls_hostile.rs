//! S18, S21: who sends rubbish, or too much, harms nobody but themselves.

use std::time::Duration;

use domain::calls::{SDP_BYTES_MAX, SIGNAL_BYTES_MAX, SIGNALS_BURST_MAX, Signal, close};
use tokio::time::interval;
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame,
        coding::{Data, OpCode},
    },
};

use crate::{
    clinic::Clinic,
    people::Person,
    phone::{Heard, Phone},
    wait::until,
};

/// Well below what a socket may say.
const HONEST_PACE: Duration = Duration::from_millis(20);

/// One room, with two people in it.
struct Room {
    clinic: Clinic,
    ana: Person,
    visit: domain::AppointmentId,
    patient: Phone,
    professional: Phone,
}

impl Room {
    async fn open(clinic: &Clinic, patient: &str, professional: &str) -> Self {
        clinic.jobs_may_stay();
        let (ana, helena) = (clinic.patient(patient).await, clinic.professional(professional).await);
        let visit = clinic.booked(&ana, &helena).await;
        let (patient, professional) = clinic.meeting(&ana, &helena, visit).await;
        Self { clinic: clinic.clone(), ana, visit, patient, professional }
    }

    /// The patient sends something, is closed with this code, and may come back; the professional only hears of it.
    async fn survives(&mut self, what: &str, message: Message, code: u16) {
        self.patient.sends(message).await;
        assert_eq!(self.patient.is_closed().await, code, "{what}");
        assert_eq!(self.professional.hears().await, Heard::Signal(Signal::PeerDropped), "{what}");
        self.professional.is_alive().await;
        self.patient = self.clinic.enter(&self.ana, self.visit).await;
        self.professional.hears_signal(&Signal::PeerJoined).await;
    }
}

fn text(text: impl Into<String>) -> Message {
    Message::text(text.into())
}

fn malformed() -> Vec<(&'static str, Message)> {
    let deep = 30_000;
    let bad_utf8 = Frame::message(vec![b'"', 0xff, 0xfe, b'"'], OpCode::Data(Data::Text), true);
    vec![
        ("no JSON", text("offer?")),
        ("nothing", text("")),
        ("half", text(r#"{"description":{"kind":"offer""#)),
        ("a number", text("7")),
        ("null", text("null")),
        ("unknown", text("\"shout\"")),
        ("a field too many", text(r#"{"media":{"microphone":"on","camera":"on","role":"administrator"}}"#)),
        ("wrong type", text(r#"{"candidate":{"candidate":7}}"#)),
        ("a huge number", text(r#"{"summary":{"rtt_ms":1e999}}"#)),
        ("a number out of bounds", text(r#"{"summary":{"rtt_ms":4294967295}}"#)),
        ("negative", text(r#"{"summary":{"loss_permille":-1}}"#)),
        ("deeply nested", text(format!("{}{}", "[".repeat(deep), "]".repeat(deep)))),
        ("nested objects", text(format!("{}1{}", "{\"media\":".repeat(6_000), "}".repeat(6_000)))),
        (
            "the server's welcome",
            text(
                r#"{"welcome":{"call":"0192f1a0-7b1c-7e55-8a10-0123456789ab","seat":"patient","peer_is_here":true,"ice_servers":[]}}"#,
            ),
        ),
        ("the server's end", text("\"finished\"")),
        ("the server's news", text("\"peer_left\"")),
        ("the server's call back", text(r#"{"come_back":1}"#)),
        ("an answer to nothing", text("\"pong\"")),
        (
            "a description too long",
            text(format!(r#"{{"description":{{"kind":"offer","sdp":"{}"}}}}"#, "a".repeat(SDP_BYTES_MAX + 1))),
        ),
        ("a candidate too long", text(format!(r#"{{"candidate":{{"candidate":"{}"}}}}"#, "a".repeat(2_000)))),
        ("one byte too many", text(" ".repeat(SIGNAL_BYTES_MAX + 1))),
        ("far too many bytes", text(" ".repeat(SIGNAL_BYTES_MAX * 20))),
        ("binary", Message::binary(b"\"ping\"".to_vec())),
        ("bad UTF-8", Message::Frame(bad_utf8)),
        (
            "a continuation of nothing",
            Message::Frame(Frame::message(b"\"ping\"".to_vec(), OpCode::Data(Data::Continue), true)),
        ),
        (
            "an unknown kind of frame",
            Message::Frame(Frame::message(b"x".to_vec(), OpCode::Data(Data::Reserved(5)), true)),
        ),
    ]
}

both_engines! {
    async fn s18_what_is_malformed_closes_its_sender_and_nobody_else(clinic: Clinic) {
        let mut room = Room::open(&clinic, "Ana Souza", "Helena Prado").await;
        let mut other = Room::open(&clinic, "Rui Lima", "Otávio Lins").await;
        for (what, message) in malformed() {
            room.survives(what, message, close::BAD_SIGNAL).await;
        }
        other.patient.is_alive().await;
        other.patient.says(&Signal::Leave).await;
        assert_eq!(other.professional.hears().await, Heard::Signal(Signal::PeerLeft));
    }

    async fn s18_the_largest_signal_that_is_allowed_arrives(clinic: Clinic) {
        let mut room = Room::open(&clinic, "Ana Souza", "Helena Prado").await;
        let sdp = "a".repeat(SDP_BYTES_MAX);
        let wire = format!(r#"{{"description":{{"kind":"offer","sdp":"{sdp}"}}}}"#);
        let padded = format!("{wire}{}", " ".repeat(SIGNAL_BYTES_MAX - wire.len()));
        room.patient.says_text(&padded).await;
        match room.professional.hears().await {
            Heard::Signal(Signal::Description(description)) => assert_eq!(description.sdp.len(), SDP_BYTES_MAX),
            other => panic!("{other:?}"),
        }
    }

    async fn s21_who_floods_is_closed_while_others_go_on(clinic: Clinic) {
        let mut room = Room::open(&clinic, "Ana Souza", "Helena Prado").await;
        let mut other = Room::open(&clinic, "Rui Lima", "Otávio Lins").await;
        let flood = tokio::spawn(async move {
            for _ in 0..20 * SIGNALS_BURST_MAX {
                room.patient.sends(text("\"ping\"")).await;
            }
            let code = room.patient.is_closed().await;
            assert_eq!(room.professional.hears().await, Heard::Signal(Signal::PeerDropped));
            room.professional.is_alive().await;
            code
        });
        let mut pace = interval(HONEST_PACE);
        while !flood.is_finished() {
            pace.tick().await;
            other.patient.is_alive().await;
        }
        assert_eq!(flood.await.unwrap(), close::TOO_FAST);
    }

    async fn s21_a_burst_that_is_allowed_reaches_the_other_person_whole(clinic: Clinic) {
        let mut room = Room::open(&clinic, "Ana Souza", "Helena Prado").await;
        let media = r#"{"media":{"microphone":"on","camera":"off"}}"#;
        // The last of the burst asks whether the seat is still there.
        for _ in 1..SIGNALS_BURST_MAX {
            room.patient.says_text(media).await;
        }
        for number in 1..SIGNALS_BURST_MAX {
            let heard = room.professional.hears().await;
            assert!(matches!(heard, Heard::Signal(Signal::Media(_))), "{number}: {heard:?}");
        }
        room.patient.is_alive().await;
    }

    async fn a_reader_that_stands_still_loses_the_seat_and_the_other_goes_on(clinic: Clinic) {
        let mut room = Room::open(&clinic, "Ana Souza", "Helena Prado").await;
        let large = format!(r#"{{"description":{{"kind":"offer","sdp":"{}"}}}}"#, "a".repeat(SDP_BYTES_MAX));
        // The professional reads nothing: the pipe between fills, then the queue. The patient keeps to the pace.
        let mut sent = 0;
        let mut pace = interval(HONEST_PACE);
        until("the seat is lost", async || {
            pace.tick().await;
            room.patient.says_text(&large).await;
            sent += 1;
            room.patient.says(&Signal::Ping).await;
            matches!(room.patient.hears().await, Heard::Signal(Signal::PeerDropped)).then_some(())
        })
        .await;
        room.patient.hears_signal(&Signal::Pong).await;
        room.patient.is_alive().await;
        assert!(sent > 128, "only after {sent}");
    }

    async fn rooms_and_sockets_end_with_their_people(clinic: Clinic) {
        let room = Room::open(&clinic, "Ana Souza", "Helena Prado").await;
        let rooms = &clinic.running.rooms;
        assert_eq!((rooms.count(), rooms.sockets()), (1, 2));
        drop(room);
        until("the room is gone", async || (rooms.count() == 0 && rooms.sockets() == 0).then_some(())).await;
    }
}
