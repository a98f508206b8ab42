//! S1: a stranger, both sides of a visit, their doubles, the administrator and the reception knock on every door. What
//! each is answered stands in `doors.txt`; a new door fails until it is listed there.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::atomic::{AtomicI64, Ordering},
};

use axum::{
    body::Body,
    http::{Method, Request},
};
use domain::{AppointmentId, PatientId, ProfessionalId};
use uuid::Uuid;

use crate::{
    arguments::arguments,
    browser::{Answer, Browser},
    clinic::Clinic,
    database::random_id,
    people::Person,
};

const TABLE: &str = include_str!("doors.txt");
/// The columns of the table.
pub(crate) const CALLERS: [&str; 7] =
    ["visitor", "patient", "other-patient", "professional", "other-professional", "administrator", "reception"];
/// The slot that is free lies this far from the visit, and from every other of the story.
pub(crate) const FREE_AFTER_DAYS: i64 = 40;
/// Nobody is signed out within this time.
const STEP_MINUTES: i64 = 50;
/// Doors that change who the browser is.
const DOORS_OF_THE_SESSION: [&str; 4] = ["sign_in", "request_code", "sign_out", "register"];

/// Doors where a refused guess is counted, and stands in the trail.
const DOORS_THAT_COUNT: [&str; 13] = [
    "sign_in_with_link",
    "confirm_second_factor",
    "new_recovery_codes",
    "remove_second_factor",
    "look_at_link",
    "reset_password",
    "confirm_email",
    "restore_email",
    "invitation",
    "accept_invitation",
    "visit_reminded_of",
    "confirm_reminded",
    "cancel_reminded",
];

/// A way into the clinic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Door {
    pub(crate) method: Method,
    /// As the router has it: `/visits/{id}`.
    pub(crate) path: String,
}

impl std::fmt::Display for Door {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{} {}", self.method, self.path)
    }
}

impl Door {
    fn get(path: &str) -> Self {
        Self { method: Method::GET, path: path.to_owned() }
    }

    /// The name of a server function; none for anything else.
    pub(crate) fn function(&self) -> Option<&str> {
        (self.method == Method::POST).then(|| self.path.rsplit('/').next().unwrap())
    }

    /// Knocks, naming these things.
    pub(crate) async fn knock(&self, browser: &Browser, things: &Things) -> Answer {
        match self.function() {
            Some(name) => browser.post(&self.path, &arguments(name, things)).await,
            None => browser.send(Request::get(self.address(things)), Body::empty()).await,
        }
    }

    /// Whether somebody can name an appointment at this door.
    pub(crate) fn takes_appointment(&self) -> bool {
        self.changes_with(&Things { appointment: "other".into(), ..Things::default() })
    }

    /// Whether somebody can name a professional at this door.
    pub(crate) fn takes_professional(&self) -> bool {
        self.changes_with(&Things { professional: "other".into(), ..Things::default() })
    }

    /// Whether somebody can name an account at this door.
    pub(crate) fn takes_account(&self) -> bool {
        self.changes_with(&Things { account: "other".into(), ..Things::default() })
    }

    /// Whether somebody can name a patient at this door.
    pub(crate) fn takes_patient(&self) -> bool {
        self.changes_with(&Things { patient: "other".into(), ..Things::default() })
    }

    pub(crate) fn changes_with(&self, things: &Things) -> bool {
        let said =
            |things: &Things| self.function().map_or_else(|| self.address(things), |name| arguments(name, things));
        said(things) != said(&Things::default())
    }

    fn address(&self, things: &Things) -> String {
        let of_professional = self.path.starts_with("/professionals/") || self.path.starts_with("/book/");
        let id = match () {
            () if of_professional => &things.professional,
            () if self.path.starts_with("/patients/") => &things.patient,
            () => &things.appointment,
        };
        let said = |part| match part {
            // What stands in a letter is no id.
            "{link}" | "{token}" => "none",
            "{professional}" => &things.professional,
            part if str::starts_with(part, '{') => id,
            part => part,
        };
        self.path.split('/').map(said).collect::<Vec<_>>().join("/")
    }
}

/// Every door there is: pages and server functions as they run, and the routes that the server's sources name.
pub(crate) fn doors() -> Vec<Door> {
    let pages = server::router::pages().iter().map(|page| Door::get(page.path())).collect::<Vec<_>>();
    let functions = leptos::server_fn::axum::server_fn_paths();
    let functions = functions.map(|(path, method)| Door { method, path: path.to_owned() });
    let mut doors = pages.into_iter().chain(functions).chain(routes()).collect::<Vec<_>>();
    doors.sort();
    doors.dedup();
    doors
}

/// What the sources register by `.route("…"`; that of the metrics has another listener, and leads nowhere on this one.
fn routes() -> Vec<Door> {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let texts = ["router.rs", "metrics.rs"].map(|file| fs::read_to_string(sources.join(file)).unwrap());
    let routes = texts.iter().flat_map(|text| text.split(".route(\"").skip(1));
    routes.map(|rest| Door::get(rest.split('"').next().unwrap())).collect()
}

/// The things a knock may be about, as somebody would write them.
#[derive(Clone, Default)]
pub(crate) struct Things {
    pub(crate) appointment: String,
    pub(crate) professional: String,
    pub(crate) starts_at: String,
    /// The account of somebody else who works here.
    pub(crate) account: String,
    /// The patient of the visit.
    pub(crate) patient: String,
    /// Somebody in nobody's care, just found by the other professional.
    pub(crate) found: String,
    /// A glass that the other professional broke.
    pub(crate) glass: String,
    /// A reading of the patient, and the contest of another.
    pub(crate) sequence: String,
    pub(crate) contest: String,
    /// Makes e-mail addresses and registrations new.
    pub(crate) number: u64,
}

/// The clinic, and one of each who may knock.
pub(crate) struct Town {
    pub(crate) clinic: Clinic,
    pub(crate) people: Vec<Person>,
    pub(crate) professional: ProfessionalId,
    pub(crate) patient: PatientId,
    /// How far ahead the visit of the last knock was.
    ahead: AtomicI64,
}

impl Town {
    pub(crate) async fn new(clinic: Clinic) -> Self {
        let patient = clinic.patient("Ana Souza").await;
        let other_patient = clinic.patient("Rui Lima").await;
        let professional = clinic.professional("Helena Prado").await;
        let other_professional = clinic.professional("Otávio Lins").await;
        let administrator = clinic.administrator().await;
        let reception = clinic.reception("Rosa Melo").await;
        let people = vec![patient, other_patient, professional, other_professional, administrator, reception];
        let professional = clinic.professional_id(&people[2]).await;
        let patient = clinic.as_caller(&people[0]).await.must_be_patient().unwrap();
        clinic.jobs_may_stay();
        Self { clinic, people, professional, patient, ahead: AtomicI64::new(10) }
    }

    pub(crate) fn browser(&self, caller: &str) -> Browser {
        match CALLERS.iter().position(|known| *known == caller).unwrap() {
            0 => self.clinic.browser(),
            place => self.people[place - 1].browser.clone(),
        }
    }

    /// A new visit for one knock, in ten minutes; an older one is over by then. To be called off or moved it must be further away, and not in the way of a walk-in.
    pub(crate) async fn fresh(&self, door: &Door) -> Things {
        let ahead = match door.function() {
            Some("cancel_appointment" | "call_off_appointment" | "move_window" | "move_appointment" | "walk_in") => 130,
            None if door.path.ends_with("/move") => 130,
            _ => 10,
        };
        let mut left = 20 + self.ahead.swap(ahead, Ordering::Relaxed);
        // Whoever is squeezed in now is in the way of nobody: the visit before has ended.
        left += if door.function() == Some("walk_in") { 30 } else { 0 };
        while left > 0 {
            self.clinic.pass_minutes(left.min(STEP_MINUTES));
            left -= STEP_MINUTES;
            for person in &self.people {
                // Nobody's session ends for want of use while others knock.
                person.browser.who().await;
            }
        }
        let starts_at = self.clinic.now().plus_minutes(ahead);
        let appointment = self.clinic.booked_at(&self.people[0], self.professional, starts_at).await;
        let free = starts_at.plus_minutes(FREE_AFTER_DAYS * 24 * 60);
        // A hash takes its time: only where the account is asked about.
        let account = if door.takes_account() {
            self.clinic.staff("reception", "Bento Dias").await.to_string()
        } else {
            String::new()
        };
        let things = Things { starts_at: free.to_string(), account, ..self.things(appointment.0) };
        self.with_what_is_private(door, things, appointment).await
    }

    /// These things, with an appointment that may not exist.
    pub(crate) fn things(&self, appointment: Uuid) -> Things {
        Things {
            appointment: AppointmentId(appointment).to_string(),
            professional: self.professional.to_string(),
            patient: self.patient.to_string(),
            number: self.clinic.next(),
            ..Things::default()
        }
    }
}

/// The table: for each door its line, a status for each caller.
fn table() -> BTreeMap<String, String> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let parts = lines.map(|line| line.split_whitespace().collect::<Vec<_>>());
    parts.map(|parts| (parts[..2].join(" "), parts[2..].join(" "))).collect()
}

#[tokio::test]
async fn every_door_stands_in_the_table_and_every_line_has_a_door() {
    let (table, doors) = (table(), doors().iter().map(Door::to_string).collect::<Vec<_>>());
    let new = doors.iter().filter(|door| !table.contains_key(*door)).collect::<Vec<_>>();
    assert!(
        new.is_empty(),
        "{new:?} not in server/tests/it/doors.txt: add a line for each, with what every caller is answered"
    );
    let gone = table.keys().filter(|line| !doors.contains(line)).collect::<Vec<_>>();
    assert!(
        gone.is_empty(),
        "{gone:?} in server/tests/it/doors.txt, but there is no such door any more: remove the line"
    );
}

#[tokio::test]
async fn t4_no_server_function_listens_to_get() {
    let got = doors().into_iter().filter(|door| door.path.starts_with("/api/") && door.method != Method::POST);
    assert_eq!(got.map(|door| door.to_string()).collect::<Vec<_>>(), [""; 0]);
}

both_engines! {
    async fn s1_every_door_answers_everybody_as_the_table_says(clinic: Clinic) {
        let (mut town, table) = (Town::new(clinic).await, table());
        let mut wrong = Vec::new();
        for door in doors() {
            let mut seen = Vec::new();
            for caller in CALLERS {
                let things = town.fresh(&door).await;
                let before = town.clinic.dump().await;
                let browser = town.browser(caller);
                let answer = door.knock(&browser, &things).await;
                let status = answer.status.as_u16();
                let counts = match door.function() {
                    Some(name) => DOORS_THAT_COUNT.contains(&name),
                    None => door.path.contains("{token}"),
                };
                if status >= 400 && !counts {
                    assert_eq!(town.clinic.dump().await, before, "{door} refused {caller} and left a trace");
                }
                seen.push(status.to_string());
                renew_after(&mut town, &door, caller).await;
            }
            let seen = seen.join(" ");
            if table.get(&door.to_string()) != Some(&seen) {
                wrong.push(format!("{door} {seen}"));
            }
        }
        assert!(wrong.is_empty(), "doors.txt says otherwise, or nothing, of:\n{}", wrong.join("\n"));
    }

    async fn s2_what_is_somebody_elses_looks_like_what_is_not_there(clinic: Clinic) {
        let (town, table) = (Town::new(clinic).await, table());
        for door in doors() {
            let foreign = if door.takes_appointment() {
                vec!["visitor", "other-patient", "other-professional", "administrator", "reception"]
            } else if door.takes_patient() {
                // Those who keep the registry, and patients among their own data, are no strangers there.
                strangers_at(&door, &["visitor", "patient", "other-patient", "other-professional", "administrator", "reception"])
            } else if door.takes_professional() && door.function() != Some("book_appointment") {
                vec!["visitor", "other-professional"]
            } else {
                continue;
            };
            let desk_keeps_it = table.get(&door.to_string()).is_some_and(|line| !line.ends_with("403"));
            for caller in foreign.iter().filter(|caller| **caller != "reception" || !desk_keeps_it) {
                let there = town.fresh(&door).await;
                let mut nowhere = Things { number: there.number, ..there.clone() };
                if door.takes_appointment() {
                    nowhere.appointment = random_id().to_string();
                } else if door.takes_patient() {
                    nowhere.patient = random_id().to_string();
                } else {
                    nowhere.professional = random_id().to_string();
                }
                let before = town.clinic.dump().await;
                let seen = door.knock(&town.browser(caller), &there).await;
                let unseen = door.knock(&town.browser(caller), &nowhere).await;
                assert_eq!(town.clinic.dump().await, before, "{caller} at {door} left a trace");
                // A patient's page names its own reader, whatever was asked about.
                let own = town.patient.to_string();
                assert_eq!(bare(&seen, &there, &own), bare(&unseen, &nowhere, &own), "{caller} at {door}");
            }
        }
    }
}

/// Those of them who are told nothing at a door, as the table says.
fn strangers_at(door: &Door, callers: &[&'static str]) -> Vec<&'static str> {
    let line = table().remove(&door.to_string()).unwrap_or_default();
    let told = CALLERS.iter().zip(line.split(' ')).filter(|(_, status)| matches!(*status, "401" | "403" | "404"));
    told.map(|(caller, _)| *caller).filter(|caller| callers.contains(caller)).collect()
}

/// Somebody whose session a knock changed comes in again.
async fn renew(town: &mut Town, caller: &str) {
    let Some(place) = CALLERS.iter().position(|known| *known == caller).unwrap().checked_sub(1) else { return };
    town.people[place] = town.clinic.sign_in(&town.people[place].email.clone()).await;
}

/// Everybody whose session a knock may have changed: the door where one signs in is knocked at in the patient's name, and
/// a patient's third device ends the first.
pub(crate) async fn renew_after(town: &mut Town, door: &Door, caller: &str) {
    if !door.function().is_some_and(|name| DOORS_OF_THE_SESSION.contains(&name)) {
        return;
    }
    renew(town, caller).await;
    if door.function() == Some("sign_in") && caller != "patient" {
        renew(town, "patient").await;
    }
}

/// An answer without what is made by chance for each: status, headers, body.
fn bare(answer: &Answer, things: &Things, own: &str) -> (u16, Vec<(String, String)>, String) {
    let nonce = answer
        .header("content-security-policy")
        .split("nonce-")
        .nth(1)
        .map_or("", |rest| rest.split('\'').next().unwrap());
    let without = |text: &str| {
        let text = text.replace(&things.appointment, "APPOINTMENT").replace(&things.professional, "PROFESSIONAL");
        let text = text.replace(&things.patient, "PATIENT").replace(own, "PATIENT");
        if nonce.is_empty() { text } else { text.replace(nonce, "NONCE") }
    };
    let named =
        answer.headers.iter().filter(|(name, _)| name.as_str() != "x-request-id" && name.as_str() != "set-cookie");
    let mut headers =
        named.map(|(name, value)| (name.to_string(), without(value.to_str().unwrap()))).collect::<Vec<_>>();
    headers.sort();
    (answer.status.as_u16(), headers, in_order(&without(&answer.text())))
}

/// A page with what its browser is told of its resources in one order: each is sent when it is ready, alone or not.
fn in_order(page: &str) -> String {
    let page = page.replace("</script><script nonce=\"NONCE\">", "");
    let Some((head, rest)) = page.split_once("__RESOURCE_RESOLVERS=[];") else { return page };
    let (told, tail) = rest.split_once("</script>").unwrap_or((rest, ""));
    let told = ["__RESOLVED_RESOURCES[", "__INCOMPLETE_CHUNKS"].iter().fold(told.to_owned(), |told, word| {
        let apart = format!("\n{word}");
        told.replace(word, &apart)
    });
    let mut told = told.lines().collect::<Vec<_>>();
    told.sort_unstable();
    format!("{head}{}{tail}", told.concat())
}
