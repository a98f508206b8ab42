//! Visits in the calendars of others: what we write is read by a program that is not ours, `PyPI`'s `icalendar`.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use domain::calendar::CalendarFeed;
use serde::Deserialize;

use crate::{
    browser::Answer,
    clinic::{Clinic, Engine, Plan, REASON, on_plan, variable},
    database::execute,
    people::Person,
};

/// What `read_calendar.py` found.
#[derive(Debug, Deserialize)]
pub(crate) struct Read {
    pub(crate) text: Option<String>,
    pub(crate) file: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    said: Option<String>,
    pub(crate) method: String,
    name: Option<String>,
    errors: Vec<String>,
    pub(crate) entries: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Entry {
    uid: String,
    starts: String,
    ends: String,
    pub(crate) sequence: i64,
    status: String,
    pub(crate) summary: String,
    location: String,
    url: String,
    organizer: String,
    by: String,
    fields: Vec<String>,
}

/// Reads a `letter` or a `calendar`.
pub(crate) fn read(what: &str, given: &[u8]) -> Read {
    let cache = variable("XDG_CACHE_HOME")
        .map_or_else(|| Path::new(&variable("HOME").expect("a home")).join(".cache"), PathBuf::from);
    let python = cache.join("amparo/icalendar/bin/python");
    let mut reader = Command::new(&python)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/read_calendar.py"))
        .arg(what)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{}: {error}; scripts/setup.sh test installs it", python.display()));
    reader.stdin.take().unwrap().write_all(given).unwrap();
    let said = reader.wait_with_output().unwrap();
    assert!(said.status.success(), "it cannot read {}", String::from_utf8_lossy(given));
    let read = serde_json::from_slice::<Read>(&said.stdout).unwrap();
    assert_eq!(read.errors, [""; 0]);
    read
}

impl Person {
    async fn feed(&self) -> Option<CalendarFeed> {
        self.browser.call("my_calendar", &[]).await.json()
    }

    /// Where a new feed of theirs lies.
    async fn new_feed(&self, clinic: &Clinic) -> String {
        self.browser.call("make_calendar", &[]).await.json::<()>();
        let address = self.feed().await.unwrap().address.unwrap();
        address.strip_prefix(clinic.origin()).unwrap().to_owned()
    }
}

/// Asks as a program does that knows nothing but the address.
async fn asked(clinic: &Clinic, path: &str) -> Answer {
    clinic.browser().send(Request::get(path), Body::empty()).await
}

both_engines! {
    async fn a_feed_is_read_by_a_program_that_is_not_ours(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        let visit = clinic.booked(&ana, &helena).await;
        let path = ana.new_feed(&clinic).await;
        let answer = asked(&clinic, &path).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert!(!answer.headers.contains_key("set-cookie"));
        let feed = read("calendar", &answer.body);
        assert_eq!((feed.method.as_str(), feed.name.as_deref()), ("PUBLISH", Some("Consultas")));
        let [entry] = feed.entries.as_slice() else { panic!("{feed:?}") };
        assert_eq!(entry.uid, format!("{visit}@clinic.example"));
        assert_eq!((entry.starts.as_str(), entry.ends.as_str()), ("2026-03-02T12:00:00+00:00", "2026-03-02T12:30:00+00:00"));
        assert_eq!((entry.sequence, entry.status.as_str()), (0, "CONFIRMED"));
        assert_eq!(entry.summary, "Consulta com Helena Prado");
        let link = format!("{}/visits/{visit}", clinic.origin());
        assert_eq!((entry.location.as_str(), entry.url.as_str()), (link.as_str(), link.as_str()));
        assert_eq!((entry.organizer.as_str(), entry.by.as_str()), ("mailto:nao-responda@clinic.example", "Amparo"));
        let fields = "CLASS DTEND DTSTAMP DTSTART LOCATION ORGANIZER SEQUENCE STATUS SUMMARY TRANSP UID URL";
        assert_eq!(entry.fields.join(" "), fields, "who, when, where: never why");
        assert!(!answer.text().contains(REASON));
        clinic.work().await;
    }

    async fn a_professional_reads_initials_and_follows_every_change(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        helena.browser.call("choose_language", &[("language", "en")]).await.json::<()>();
        let visit = clinic.booked(&ana, &helena).await;
        let path = helena.new_feed(&clinic).await;
        ana.browser.call("confirm_appointment", &[("id", &visit.to_string())]).await.json::<()>();
        let answer = asked(&clinic, &path).await;
        let feed = read("calendar", &answer.body);
        assert_eq!((feed.entries[0].summary.as_str(), feed.entries[0].sequence), ("Visit (A. S.)", 1));
        assert!(!answer.text().contains("Ana") && !answer.text().contains("Souza"));
        clinic.work().await;
    }

    async fn what_is_the_address_of_nothing_is_not_found(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let old = ana.new_feed(&clinic).await;
        let path = ana.new_feed(&clinic).await;
        let nothing = asked(&clinic, "/calendar/none.ics").await;
        let long = format!("/calendar/{}.ics", "a".repeat(4_000));
        for other in [old.as_str(), path.strip_suffix(".ics").unwrap(), "/calendar/%00.ics", "/calendar/.ics", "/calendar/%FF.ics", &long] {
            let answer = asked(&clinic, other).await;
            assert!(answer.status.is_client_error(), "{other}: {}", answer.status);
            assert!(answer.status != StatusCode::NOT_FOUND || answer.body == nothing.body, "{other}");
        }
        assert_eq!(asked(&clinic, &path).await.status, StatusCode::OK);
        assert_eq!(read("calendar", &asked(&clinic, &path).await.body).entries.len(), 0, "nothing booked is a calendar, too");
        ana.browser.call("remove_calendar", &[]).await.json::<()>();
        assert_eq!(asked(&clinic, &path).await.status, StatusCode::NOT_FOUND);
        assert!(ana.feed().await.is_none());
    }

    async fn the_page_of_ones_own_data_shows_the_address_while_it_is_new(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let path = ana.new_feed(&clinic).await;
        let whole = format!("{}{path}", clinic.origin());
        assert!(ana.browser.get("/me").await.text().contains(&whole));
        clinic.pass_minutes(11);
        assert!(!ana.browser.get("/me").await.text().contains(&path));
        assert!(ana.feed().await.unwrap().address.is_none());
    }
}

#[test]
fn a_hostile_name_stays_within_its_line() {
    let named = |settings: &mut server::settings::Settings| {
        settings.mail_from = "\"Clinica A; B, C\" <nao-responda@clinic.example>".into();
    };
    on_plan(Engine::Sqlite, Plan { also: named, ..Plan::default() }, async |clinic: Clinic| {
        let name = "Ana;Souza, \\n <b>'x'</b>";
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        clinic.booked(&ana, &helena).await;
        let rename = format!("update professional set name = '{}'", name.replace('\'', "''"));
        execute(clinic.db(), &rename).await;
        let path = ana.new_feed(&clinic).await;
        let feed = read("calendar", &asked(&clinic, &path).await.body);
        assert_eq!(feed.entries[0].summary, format!("Consulta com {name}"));
        assert_eq!(feed.entries[0].by, "Clinica A; B, C");
        clinic.work().await;
    });
}

/// What hangs on a letter: its file is the visit, and its method the one that its type says.
pub(crate) fn enclosed(message: &str) -> Read {
    let letter = read("letter", message.as_bytes());
    assert_eq!(letter.kind.as_deref(), Some("text/calendar"));
    assert_eq!(letter.said.as_deref(), Some(letter.method.as_str()));
    assert_eq!(letter.entries.len(), 1);
    letter
}
