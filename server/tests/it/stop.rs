//! R19: stopping in order, while people work and talk.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use app::scheduling::api::Visits;
use axum::http::{HeaderValue, header};
use domain::{
    AppointmentId,
    calls::{SUBPROTOCOL, Signal, Ticket, close},
    scheduling::FreeDay,
};
use tokio::net::TcpStream;
use tokio_tungstenite::{client_async, tungstenite::client::IntoClientRequest};

use crate::{
    clinic::{Engine, alone},
    database::texts,
    people::booking,
    phone::{Heard, Phone},
    program::{Customer, Home},
    wait::{soon, until},
};

/// Requests that run when the server is told to stop have this long.
const STOP: Duration = Duration::from_secs(10);

mod r19_a_stop_cuts_nobody_short {
    use super::*;

    #[test]
    fn sqlite() {
        alone(Engine::Sqlite, stop_under_load(Engine::Sqlite));
    }

    #[test]
    fn postgres() {
        alone(Engine::Postgres, stop_under_load(Engine::Postgres));
    }
}

async fn stop_under_load(engine: Engine) {
    let home = Home::new(engine).await;
    let mut program = home.start().await;
    let mut phones = call(&home).await;
    let booked = Arc::new(Mutex::new(Vec::new()));
    let answers = Arc::new(AtomicU64::new(0));
    let mut load = Vec::new();
    for number in 0..3 {
        let customer = home.customer();
        customer.registers("Bia Ramos", &format!("bia{number}@example.com")).await;
        load.push(tokio::spawn(book(number, customer, Arc::clone(&booked), Arc::clone(&answers))));
    }
    until("people work", async || (answers.load(Ordering::Relaxed) > 10).then_some(())).await;
    let began = Instant::now();
    program.terminate().await;
    for phone in &mut phones {
        assert!(matches!(phone.hears().await, Heard::Signal(Signal::ComeBack(millis)) if millis <= 2_000));
        assert_eq!(phone.hears().await, Heard::Closed(close::COME_BACK));
    }
    let status = program.ended().await;
    assert!(status.success() && began.elapsed() < STOP, "{status} after {:?}", began.elapsed());
    for customer in load {
        soon("a customer hears that the server is gone", customer).await.unwrap();
    }
    // A request without an answer had no effect: what was booked was also said to be booked. The demo booked one more.
    let db = home.db().await;
    let mut kept = texts(&db, "select id from appointment").await;
    kept.sort();
    let mut said = booked.lock().unwrap().iter().map(AppointmentId::to_string).collect::<Vec<_>>();
    said.sort();
    assert_eq!(kept.iter().filter(|id| !said.contains(id)).count(), 1, "cut short: {kept:?} {said:?}");
    assert!(said.iter().all(|id| kept.contains(id)));
    db.close().await;
    let (code, out, _) = home.run(&["audit", "verify"]).await;
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains("signed at"), "the head was signed at the end: {out}");
    home.demolish().await;
}

/// Books until the server is gone, over a new connection each time.
async fn book(number: usize, customer: Customer, booked: Arc<Mutex<Vec<AppointmentId>>>, answers: Arc<AtomicU64>) {
    let Some(professional) = customer.professional_if_there().await else { return };
    let days = customer.must::<Vec<FreeDay>>("free_days", &[("professional", &professional)]).await;
    for slot in days.iter().skip(1 + number).flat_map(|day| &day.slots) {
        let Some((status, text)) =
            customer.call("book_appointment", &booking(&professional, &slot.at.to_string())).await
        else {
            return;
        };
        answers.fetch_add(1, Ordering::Relaxed);
        match status {
            200 => booked.lock().unwrap().push(serde_json::from_str(&text).unwrap()),
            // Twenty visits are ahead.
            409 => {}
            _ => panic!("{status} {text}"),
        }
    }
}

/// The two people of the demo's visit, in their room.
async fn call(home: &Home) -> [Phone; 2] {
    let mut phones = Vec::new();
    for email in ["ana@amparo.example", "otavio@amparo.example"] {
        let customer = home.customer();
        let cookie = customer.cookie_after_signing_in(email, server::demo::PASSWORD).await;
        let visits = customer.must::<Visits>("my_visits", &[]).await;
        let visit = visits.upcoming[0].id.to_string();
        let ticket = customer.must::<Ticket>("call_ticket", &[("appointment", &visit)]).await;
        let mut request =
            format!("ws://{}/calls/{}/socket", home.address(), ticket.call).into_client_request().unwrap();
        for (name, value) in [
            (header::ORIGIN, home.origin()),
            (header::COOKIE, cookie),
            (header::SEC_WEBSOCKET_PROTOCOL, format!("{SUBPROTOCOL}, ticket.{}", ticket.secret)),
        ] {
            request.headers_mut().insert(name, HeaderValue::from_str(&value).unwrap());
        }
        let stream = TcpStream::connect(home.address()).await.unwrap();
        let mut phone = Phone { socket: client_async(request, stream).await.unwrap().0 };
        assert!(matches!(phone.hears().await, Heard::Signal(Signal::Welcome(_))));
        phones.push(phone);
    }
    let mut phones = <[Phone; 2]>::try_from(phones).ok().unwrap();
    phones[0].hears_signal(&Signal::PeerJoined).await;
    phones
}
