//! S30: what each role is told, field by field. A field that stands in an answer and not in `fields.txt` fails the test,
//! and so does one that stands there and is told no more.

use std::collections::{BTreeMap, BTreeSet};

use domain::{calls::Summary, patients::PatientForm, records::NewNote};
use serde_json::Value;

use crate::doors::{Door, Things, Town, doors};

const TABLE: &str = include_str!("fields.txt");

/// Who is told what: of two in the same role one is enough.
const READERS: [&str; 4] = ["patient", "professional", "administrator", "reception"];

/// Doors that change who the browser is, or who may come in; and passkeys, which this clinic at a bare address has none of.
const LEFT_OUT: [&str; 6] = ["sign_in", "request_code", "sign_out", "register", "change_password", "my_passkeys"];

/// Functions that are asked about a visit with everything in it, not about a new one.
const ABOUT_THE_PAST: [&str; 3] = ["appointment", "log_of_call", "open_record"];

fn table() -> BTreeMap<String, BTreeSet<String>> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let line = |line: &str| {
        let (who, fields) = line.split_once(':').unwrap();
        (who.trim().to_owned(), fields.split_whitespace().map(str::to_owned).collect())
    };
    lines.map(line).collect()
}

/// The fields of an answer, with their way: `notes[].author`. A wall clock is one thing.
fn fields(value: &Value, way: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) if map.len() == 2 && map.contains_key("at") && map.contains_key("wall") => {
            found.insert(way.to_owned());
        }
        Value::Object(map) => {
            for (name, value) in map {
                let dot = if way.is_empty() { "" } else { "." };
                fields(value, &format!("{way}{dot}{name}"), found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| fields(value, &format!("{way}[]"), found)),
        _ => {
            found.insert(if way.is_empty() { "value".into() } else { way.to_owned() });
        }
    }
}

/// A visit that has everything: a call of both, a note, a reading that was contested and answered; and a broken glass.
async fn lived_in(town: &Town) -> Things {
    let visit = Door { method: axum::http::Method::POST, path: "/api/app/privacy/api/answer_contest".into() };
    let things = town.fresh(&visit).await;
    let (ana, helena) = (&town.people[0], &town.people[2]);
    let id = things.appointment.parse().unwrap();
    for person in [ana, helena] {
        let caller = town.clinic.as_caller(person).await;
        let ticket = store::calls::issue_ticket(&caller, id).await.unwrap();
        let admission = store::calls::spend_ticket(&caller, ticket.call, &ticket.secret).await.unwrap();
        let summary = Summary {
            setup_ms: Some(1),
            connected_ms: Some(1),
            rtt_ms: Some(1),
            jitter_ms: Some(1),
            loss_permille: Some(1),
            route: None,
            reconnections: Some(1),
        };
        store::calls::summarise(&caller, &admission, &summary).await.unwrap();
    }
    let caller = town.clinic.as_caller(helena).await;
    store::records::write_note(&caller, NewNote { appointment: id, text: "Sem queixas.".into() }).await.unwrap();
    store::scheduling::complete(&caller, id).await.unwrap();
    let (caller, reached) = (town.clinic.as_caller(ana).await, PatientForm([("street".into(), "Rua A".into())].into()));
    let reached = reached.check_contact(caller.today()).unwrap();
    store::patients::edit_contact(&caller, town.patient, 1, reached).await.unwrap();
    let mut upload =
        store::imports::begin(&town.clinic.as_caller(&town.people[5]).await, "pacientes.csv").await.unwrap();
    upload.feed(b"nome;nascimento\n").await.unwrap();
    upload.finish().await.unwrap();
    for function in ["invite", "answer_contest", "mark_reviewed"] {
        let door = doors().into_iter().find(|door| door.function() == Some(function)).unwrap();
        let things = town.fresh(&door).await;
        door.knock(&town.browser("administrator"), &things).await.json::<()>();
        town.fresh(&door).await;
    }
    things
}

both_engines! {
    async fn s30_each_role_is_told_its_declared_fields_and_no_others(clinic: Clinic) {
        let town = Town::new(clinic).await;
        let past = lived_in(&town).await;
        let mut told = BTreeMap::<String, BTreeSet<String>>::new();
        for door in doors() {
            let Some(function) = door.function().filter(|name| !LEFT_OUT.contains(name)) else { continue };
            for reader in READERS {
                let mut things = town.fresh(&door).await;
                if ABOUT_THE_PAST.contains(&function) {
                    things.appointment.clone_from(&past.appointment);
                }
                let answer = door.knock(&town.browser(reader), &things).await;
                let Ok(value) = serde_json::from_slice::<Value>(&answer.body) else { continue };
                if answer.status.is_success() && !value.is_null() {
                    fields(&value, "", told.entry(format!("{function} {reader}")).or_default());
                }
            }
        }
        let table = table();
        let differs = |(who, fields): &(&String, &BTreeSet<String>)| table.get(*who) != Some(*fields);
        let line = |(who, fields): (&String, &BTreeSet<String>)| {
            format!("{who}: {}", fields.iter().cloned().collect::<Vec<_>>().join(" "))
        };
        let wrong = told.iter().filter(differs).map(line).collect::<Vec<_>>();
        assert!(wrong.is_empty(), "fields.txt says otherwise, or nothing, of:\n{}", wrong.join("\n"));
        let gone = table.keys().filter(|who| !told.contains_key(*who)).collect::<Vec<_>>();
        assert!(gone.is_empty(), "{gone:?} in fields.txt are told nothing any more: remove the lines");
    }
}
