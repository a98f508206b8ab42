//! R1: `kill -9` at any moment, while people book and call off: what was acknowledged is there, once.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use app::scheduling::api::Visits;
use domain::{AppointmentId, scheduling::FreeDay};
use store::{Db, audit};
use tokio::task::JoinHandle;

use crate::{
    clinic::{Engine, alone},
    database::{chance, texts},
    people::booking,
    program::{Customer, Home},
    wait::{soon, until},
};

/// How often the server is killed.
const KILLS: usize = 6;
/// Patients who book at the same time.
const PATIENTS: usize = 4;
/// Visits a patient has ahead before they call them off again.
const VISITS: usize = 6;
/// The server is killed after so many answers, or before.
const ANSWERS: u64 = 120;

mod r1_what_was_acknowledged_survives_kill_9 {
    use super::*;

    #[test]
    fn sqlite() {
        alone(Engine::Sqlite, be_killed(Engine::Sqlite));
    }

    #[test]
    fn postgres() {
        alone(Engine::Postgres, be_killed(Engine::Postgres));
    }
}

/// What the server said it had done.
#[derive(Default)]
struct Told {
    booked: Mutex<BTreeSet<AppointmentId>>,
    cancelled: Mutex<BTreeSet<AppointmentId>>,
    answers: AtomicU64,
}

async fn be_killed(engine: Engine) {
    let home = Home::new(engine).await;
    let told = Arc::new(Told::default());
    let program = home.start().await;
    let mut patients = Vec::new();
    for number in 0..PATIENTS {
        let customer = home.customer();
        customer.registers("Bia Ramos", &format!("bia{number}@example.com")).await;
        patients.push(customer);
    }
    let mut program = Some(program);
    for _ in 0..KILLS {
        let running = program.take().unwrap();
        let load = patients.iter().enumerate();
        let load = load.map(|(number, customer)| spawn_bookings(number, customer.clone(), Arc::clone(&told)));
        let load = load.collect::<Vec<_>>();
        let enough = told.answers.load(Ordering::Relaxed) + chance(ANSWERS);
        until("people book", async || (told.answers.load(Ordering::Relaxed) >= enough).then_some(())).await;
        running.kill().await;
        for customer in load {
            soon("a customer gives up", customer).await.unwrap();
        }
        check(&home, &told).await;
        program = Some(home.start().await);
    }
    let booked = told.booked.lock().unwrap().len();
    assert!(booked > KILLS, "only {booked} visits were booked");
    program.unwrap().stop().await;
    check(&home, &told).await;
    home.demolish().await;
}

/// Books and calls off until the server is gone. Everybody has slots of their own.
fn spawn_bookings(number: usize, customer: Customer, told: Arc<Told>) -> JoinHandle<()> {
    tokio::spawn(async move { while book_and_cancel(number, &customer, &told).await.is_some() {} })
}

async fn book_and_cancel(number: usize, customer: &Customer, told: &Told) -> Option<()> {
    // What the last crash left unsaid is called off first.
    let (_, visits) = customer.call("my_visits", &[]).await?;
    for card in serde_json::from_str::<Visits>(&visits).unwrap().upcoming {
        cancel(card.id, customer, told).await?;
    }
    let professional = customer.professional_if_there().await?;
    let (_, days) = customer.call("free_days", &[("professional", &professional)]).await?;
    let days = serde_json::from_str::<Vec<FreeDay>>(&days).unwrap();
    // Shortly before midnight the first slot of tomorrow cannot be called off any more.
    let slots = days.iter().skip(2).flat_map(|day| &day.slots).skip(number * 100).take(VISITS);
    for slot in slots {
        let (status, text) = customer.call("book_appointment", &booking(&professional, &slot.at.to_string())).await?;
        if status == 200 {
            told.booked.lock().unwrap().insert(serde_json::from_str(&text).unwrap());
        }
        assert!(matches!(status, 200 | 409), "{status} {text}");
        told.answers.fetch_add(1, Ordering::Relaxed);
    }
    Some(())
}

async fn cancel(id: AppointmentId, customer: &Customer, told: &Told) -> Option<()> {
    let (status, text) = customer.call("cancel_appointment", &[("id", &id.to_string())]).await?;
    assert_eq!(status, 200, "{text}");
    told.cancelled.lock().unwrap().insert(id);
    told.answers.fetch_add(1, Ordering::Relaxed);
    Some(())
}

/// Nothing acknowledged is lost, nothing is half there, nothing is there twice, and the chain is whole.
async fn check(home: &Home, told: &Told) {
    let db = home.db().await;
    let visits = counted(&db, "select id from appointment").await;
    let cancelled = counted(&db, "select id from appointment where cancelled_at is not null").await;
    let booked_events = counted(&db, "select subject_id from audit_event where kind = 'appointment_booked'").await;
    let cancelled_events =
        counted(&db, "select subject_id from audit_event where kind = 'appointment_cancelled'").await;
    for id in told.booked.lock().unwrap().iter() {
        assert!(visits.contains_key(&id.to_string()), "{id} was acknowledged and is lost");
    }
    for id in told.cancelled.lock().unwrap().iter() {
        assert!(cancelled.contains_key(&id.to_string()), "{id} was called off, and is not");
    }
    assert!(visits.values().all(|count| *count == 1));
    assert_eq!(visits, booked_events, "a visit and its event are kept together");
    assert_eq!(cancelled, cancelled_events, "an end and its event are kept together");
    let jobs = texts(&db, "select payload from job where payload not like '%registration%'").await;
    assert_eq!(jobs.len(), visits.len() + cancelled.len(), "a change and its follow-up are kept together");
    if matches!(db, Db::Sqlite { .. }) {
        assert_eq!(texts(&db, "select integrity_check from pragma_integrity_check").await, ["ok"]);
    }
    assert_eq!(audit::verify(&db, None).await.unwrap().broken, None);
    db.close().await;
    let (code, out, err) = home.run(&["audit", "verify"]).await;
    assert_eq!(code, Some(0), "{out}{err}");
}

async fn counted(db: &Db, select: &str) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for text in texts(db, select).await {
        *counted.entry(text).or_default() += 1;
    }
    counted
}
