//! Letters: written in the verb's transaction, sent by a job, to a real mail server or into the outbox.

use std::{net::Ipv4Addr, path::Path, process::Stdio, time::Duration};

use axum::http::StatusCode;
use domain::{
    AppointmentId,
    audit::Event,
    jobs::{ATTEMPTS_MAX, Job},
};
use serde::Deserialize;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    net::TcpSocket,
    process::{Child, ChildStdout, Command},
};

use crate::{
    calendar::enclosed,
    clinic::{Clinic, Engine, PASSWORD, Plan, REASON, on_plan, on_sqlite},
    database::{execute, number, texts},
    people::{Person, new_professional},
    wait::{soon, within},
};

/// A mail server in a process of its own; it ends with its story.
struct Sink {
    port: u16,
    lines: Lines<BufReader<ChildStdout>>,
    process: Child,
}

/// What it was given.
#[derive(Deserialize)]
struct Kept {
    from: String,
    to: Vec<String>,
    message: String,
}

impl Sink {
    async fn open(port: u16) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut process = Command::new("node")
            .args(["end2end/smtp-sink.mjs", &port.to_string()])
            .current_dir(root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node, which the tests need");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let first = within(Duration::from_secs(30), "the mail server starts", lines.next_line()).await.unwrap();
        let port = first.expect("node_modules, which `npm ci` makes").parse().unwrap();
        Self { port, lines, process }
    }

    /// Ends it. Nobody else gets its port while what it leaves is held: another story's mail server would take the letters.
    async fn close(mut self) -> TcpSocket {
        self.process.kill().await.unwrap();
        let held = TcpSocket::new_v4().unwrap();
        held.set_reuseaddr(true).unwrap();
        held.bind((Ipv4Addr::LOCALHOST, self.port).into()).unwrap();
        held
    }

    fn plan(&self) -> Plan {
        Plan { mail: Some(format!("smtp://127.0.0.1:{}", self.port)), ..Plan::default() }
    }

    async fn next(&mut self) -> Kept {
        let line = soon("a message", self.lines.next_line()).await.unwrap().unwrap();
        serde_json::from_str(&line).unwrap()
    }

    async fn pair(&mut self) -> [Kept; 2] {
        [self.next().await, self.next().await]
    }
}

impl Kept {
    fn header(&self, name: &str) -> &str {
        let line = self.message.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.unwrap_or_else(|| panic!("no {name} in {}", self.message))
    }
}

/// A story with a mail server, on one engine. The server is there before the clinic is.
fn with_sink<F: Future<Output = ()>>(engine: Engine, story: impl FnOnce(Clinic, Sink) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let sink = runtime.block_on(Sink::open(0));
    let plan = sink.plan();
    on_plan(engine, plan, |clinic| story(clinic, sink));
}

macro_rules! with_sink {
    ($(async fn $name:ident($clinic:ident: Clinic, $($sink:ident)+: Sink) $story:block)+) => {$(
        mod $name {
            use super::*;

            async fn story($clinic: Clinic, $($sink)+: Sink) $story

            #[test]
            fn sqlite() {
                with_sink(Engine::Sqlite, story);
            }

            #[test]
            fn postgres() {
                with_sink(Engine::Postgres, story);
            }
        }
    )+};
}

async fn booked(clinic: &Clinic) -> (Person, Person, AppointmentId) {
    let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
    let visit = clinic.booked(&ana, &helena).await;
    (ana, helena, visit)
}

with_sink! {
    async fn a_booking_is_told_to_both_people(clinic: Clinic, mut sink: Sink) {
        let (ana, helena, visit) = booked(&clinic).await;
        assert_eq!(clinic.work().await, 1);
        let letters = sink.pair().await;
        assert_eq!(letters.each_ref().map(|letter| letter.to.clone()), [[helena.email], [ana.email]]);
        for letter in &letters {
            assert_eq!(letter.from, "nao-responda@clinic.example");
            assert!(letter.message.contains(&format!("{}/visits/{visit}", clinic.origin()).replace('=', "=3D")), "{}", letter.message);
            for secret in [REASON, "lombalgia", "CREFITO", "1990", "Fisioterapia"] {
                assert!(!letter.message.contains(secret), "{secret} in {}", letter.message);
            }
        }
        assert!(!letters[0].message.contains("Souza"), "a patient's name is not for a mailbox");
        assert_ne!(letters[0].header("Message-ID"), letters[1].header("Message-ID"));
        assert_eq!(clinic.work().await, 0, "once");
    }

    async fn a_visit_hangs_on_its_letters_for_the_calendar_of_each_reader(clinic: Clinic, mut sink: Sink) {
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        let professional = clinic.professional_id(&helena).await;
        let visit = clinic.booked_at(&ana, professional, clinic.now().plus_minutes(130)).await;
        clinic.work().await;
        let [hers, theirs] = sink.pair().await.map(|letter| enclosed(&letter.message));
        for (read, summary) in [(&hers, "Consulta"), (&theirs, "Consulta com Helena Prado")] {
            assert_eq!((read.method.as_str(), read.file.as_deref()), ("PUBLISH", Some("consulta.ics")));
            assert_eq!((read.entries[0].summary.as_str(), read.entries[0].sequence), (summary, 0));
            assert!(read.text.as_ref().unwrap().starts_with("Olá, "), "{read:?}");
        }
        ana.browser.call("cancel_appointment", &[("id", &visit.to_string())]).await.json::<()>();
        clinic.work().await;
        for read in sink.pair().await.map(|letter| enclosed(&letter.message)) {
            assert_eq!((read.method.as_str(), read.entries[0].sequence), ("CANCEL", 1));
        }
    }

    async fn a_job_that_is_repeated_sends_the_same_message(clinic: Clinic, mut sink: Sink) {
        booked(&clinic).await;
        clinic.work().await;
        let first = sink.pair().await;
        // As after a crash between the sending and the report.
        execute(clinic.db(), "update job set done_at = null").await;
        clinic.work().await;
        let again = sink.pair().await;
        for (first, again) in first.iter().zip(&again) {
            assert_eq!(first.header("Message-ID"), again.header("Message-ID"));
            assert_eq!(first.to, again.to);
        }
    }

    async fn while_the_mail_server_is_away_letters_wait_and_then_come_once(clinic: Clinic, sink: Sink) {
        let port = sink.port;
        let held = sink.close().await;
        booked(&clinic).await;
        assert_eq!(clinic.work().await, 1, "tried, in vain");
        assert_eq!(clinic.work().await, 0, "and not at once again");
        for pause in [10, 20, 40] {
            clinic.pass_seconds(pause - 1);
            assert_eq!(clinic.work().await, 0, "before {pause} s");
            clinic.pass_seconds(1);
            assert_eq!(clinic.work().await, 1, "after {pause} s");
        }
        drop(held);
        let mut sink = Sink::open(port).await;
        clinic.pass_seconds(80);
        assert_eq!(clinic.work().await, 1);
        sink.pair().await;
        clinic.pass_minutes(24 * 60);
        assert_eq!(clinic.work().await, 0, "once");
        assert_eq!(texts(clinic.db(), "select last_reason from job").await, ["unreachable"]);
    }

    async fn a_letter_that_never_arrives_is_given_up_and_said_so(clinic: Clinic, sink: Sink) {
        let _held = sink.close().await;
        booked(&clinic).await;
        let mut tries = 0;
        while tries < 100 && clinic.work().await == 1 {
            tries += 1;
            clinic.pass_minutes(60);
        }
        assert_eq!(tries, ATTEMPTS_MAX);
        assert_eq!(store::jobs::counts(&clinic.system()).await.unwrap(), (0, 1));
        assert_eq!(clinic.events().await.last().unwrap(), "job_failed");
    }

    async fn a_mailbox_that_does_not_exist_is_not_tried_again(clinic: Clinic, _sink: Sink) {
        let ana = clinic.patient("Ana Souza").await;
        let helena = with_email(&clinic, "nobody@example.com").await;
        clinic.booked(&ana, &helena).await;
        assert_eq!(clinic.work().await, 1);
        assert_eq!(store::jobs::counts(&clinic.system()).await.unwrap(), (0, 1));
        assert_eq!(texts(clinic.db(), "select last_reason from job").await, ["rejected"]);
        clinic.pass_minutes(24 * 60);
        assert_eq!(clinic.work().await, 0);
    }

    async fn a_mailbox_that_is_busy_is_tried_again(clinic: Clinic, mut sink: Sink) {
        let ana = clinic.patient("Ana Souza").await;
        let helena = with_email(&clinic, "later@example.com").await;
        clinic.booked(&ana, &helena).await;
        assert_eq!(clinic.work().await, 1);
        assert_eq!(store::jobs::counts(&clinic.system()).await.unwrap(), (1, 0));
        execute(clinic.db(), "update account set email = 'sooner@example.com' where email like 'later@%'").await;
        clinic.pass_seconds(10);
        assert_eq!(clinic.work().await, 1);
        assert_eq!(sink.next().await.to, ["sooner@example.com"]);
        assert_eq!(sink.next().await.to, [ana.email]);
    }

    async fn a_passkey_that_was_made_or_removed_is_told_to_its_owner(clinic: Clinic, mut sink: Sink) {
        let ana = clinic.patient("Ana Souza").await;
        let mut work = clinic.as_caller(&ana).await.begin().await.unwrap();
        work.enqueue(Job::TellPasskeyAdded(ana.account)).await.unwrap();
        work.enqueue(Job::TellPasskeyRemoved(ana.account)).await.unwrap();
        work.commit(Event::PasskeyAdded(ana.account)).await.unwrap();
        assert_eq!(clinic.work().await, 2);
        let letters = sink.pair().await;
        let mut subjects = letters.iter().map(|letter| letter.header("Subject").to_owned()).collect::<Vec<_>>();
        subjects.sort();
        assert!(subjects[0].contains("criada") && subjects[1].contains("removida"), "{subjects:?}");
        assert!(letters.iter().all(|letter| letter.to == [ana.email.clone()]));
    }

    async fn a_sign_in_from_another_country_is_told_with_its_name(clinic: Clinic, mut sink: Sink) {
        let ana = clinic.patient("Ana Souza").await;
        let sign_in = [("form[identifier]", ana.email.as_str()), ("form[password]", PASSWORD)];
        for zone in ["America/Sao_Paulo", "America/Recife", "Etc/UTC", "Europe/Lisbon"] {
            ana.browser.set_cookie("zone", zone);
            ana.browser.call("sign_in", &sign_in).await.json::<()>();
        }
        assert_eq!(clinic.work().await, 1, "the same country, or none, is no news");
        let letter = sink.next().await;
        assert_eq!(letter.to, [ana.email]);
        let text = letter.message.replace("=\r\n", "");
        assert!(text.contains("Portugal") && text.contains("Europe/Lisbon"), "{text}");
    }

    async fn each_of_two_people_reads_a_letter_in_their_own_language(clinic: Clinic, mut sink: Sink) {
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        ana.browser.call("choose_language", &[("language", "en")]).await.json::<()>();
        clinic.booked(&ana, &helena).await;
        assert_eq!(clinic.work().await, 1);
        let letters = sink.pair().await;
        assert_eq!(letters.each_ref().map(|letter| letter.to.clone()), [[helena.email], [ana.email]]);
        assert!(letters[0].header("Subject").starts_with("Consulta marcada"), "{}", letters[0].message);
        assert!(letters[1].header("Subject").starts_with("Visit booked"), "{}", letters[1].message);
    }

    async fn a_new_password_is_told_to_its_owner(clinic: Clinic, mut sink: Sink) {
        let ana = clinic.patient("Ana Souza").await;
        let cookie = ana.browser.cookie();
        let thief = ana.browser.twin();
        let change = [("form[current]", PASSWORD), ("form[new]", "girafa azul 9")];
        ana.browser.call("change_password", &change).await.json::<()>();
        assert_eq!(clinic.work().await, 1);
        let letter = sink.next().await;
        assert_eq!(letter.to, [ana.email]);
        assert_eq!(letter.header("Subject"), "Sua senha foi trocada");
        for secret in [PASSWORD, "girafa"] {
            assert!(!letter.message.contains(secret), "{}", letter.message);
        }
        // The device that changed it goes on under a new cookie; a copy of the old one opens nothing.
        assert_ne!(ana.browser.cookie(), cookie);
        assert!(ana.browser.who().await.is_some());
        assert!(thief.who().await.is_none());
    }

    async fn moving_is_told_to_both_with_both_times_and_each_in_their_language(clinic: Clinic, mut sink: Sink) {
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        ana.browser.call("choose_language", &[("language", "en")]).await.json::<()>();
        let professional = clinic.professional_id(&helena).await;
        let before = clinic.now().plus_minutes(130);
        let visit = clinic.booked_at(&ana, professional, before).await;
        clinic.work().await;
        sink.pair().await;
        let (id, to) = (visit.to_string(), before.plus_minutes(60).to_string());
        let fields = [("form[appointment]", id.as_str()), ("form[version]", "0"), ("form[starts_at]", to.as_str())];
        ana.browser.call("move_appointment", &fields).await.json::<AppointmentId>();
        assert_eq!(clinic.work().await, 1);
        let letters = sink.pair().await;
        assert!(letters[0].header("Subject").starts_with("Consulta remarcada"), "{}", letters[0].message);
        assert!(letters[1].header("Subject").starts_with("Visit moved"), "{}", letters[1].message);
        let zone = jiff::tz::TimeZone::get("America/Sao_Paulo").unwrap();
        for letter in &letters {
            for time in [before, before.plus_minutes(60)] {
                assert!(letter.message.contains(&time.in_zone(&zone).clock()), "{}", letter.message);
            }
        }
        assert!(!letters[0].message.contains("Souza"), "a patient's name is not for a mailbox");
    }

    async fn somebody_without_an_account_hears_of_their_visit_where_the_desk_reaches_them(clinic: Clinic, mut sink: Sink) {
        let (rosa, helena) = (clinic.reception("Rosa Melo").await, clinic.professional("Helena Prado").await);
        let bia = [("form[name]", "Bia Reis"), ("form[birth_date]", "1990-05-20"), ("form[email]", "bia@example.com")];
        let patient = rosa.browser.call("add_patient", &bia).await.json::<domain::PatientId>().to_string();
        let professional = clinic.professional_id(&helena).await.to_string();
        let starts_at = clinic.now().plus_minutes(130).to_string();
        let slot = [
            ("form[patient]", patient.as_str()),
            ("form[professional]", &professional),
            ("form[starts_at]", &starts_at),
        ];
        let visit = rosa.browser.call("book_for", &slot).await.json::<AppointmentId>().to_string();
        assert_eq!(clinic.work().await, 1);
        let [first, second] = sink.pair().await;
        assert_eq!((first.to, second.to.clone()), (vec![helena.email], vec!["bia@example.com".to_owned()]));
        assert!(second.message.contains("Helena Prado") && !second.message.contains(&visit), "{}", second.message);
        let off = [("form[appointment]", visit.as_str()), ("form[kind]", "patient_asked"), ("form[text]", "")];
        rosa.browser.call("call_off_appointment", &off).await.json::<()>();
        assert_eq!(clinic.work().await, 1);
        assert_eq!(sink.pair().await[1].to, ["bia@example.com"]);
    }

    async fn calling_off_is_told_too_and_a_booking_called_off_before_is_not(clinic: Clinic, mut sink: Sink) {
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        let professional = clinic.professional_id(&helena).await;
        let at = clinic.now().plus_minutes(130);
        let visit = clinic.booked_at(&ana, professional, at).await;
        ana.browser.call("cancel_appointment", &[("id", &visit.to_string())]).await.json::<()>();
        assert_eq!(clinic.work().await, 2);
        for letter in sink.pair().await {
            assert!(letter.header("Subject").starts_with("Consulta cancelada"), "{}", letter.message);
        }
    }
}

async fn with_email(clinic: &Clinic, email: &str) -> Person {
    let administrator = clinic.administrator().await.browser;
    let id = administrator.call("add_professional", &new_professional("Helena Prado", email, "1-F")).await;
    let id = id.json::<domain::ProfessionalId>().to_string();
    administrator.call("set_opening_hours", &crate::people::always(&id)).await.json::<()>();
    clinic.sign_in(email).await
}

both_engines! {
    async fn without_a_mail_server_letters_lie_in_the_outbox(clinic: Clinic) {
        booked(&clinic).await;
        clinic.work().await;
        let files = std::fs::read_dir(clinic.data().join("outbox")).unwrap().map(|entry| entry.unwrap().path());
        let letters = files.filter(|path| path.extension().is_some_and(|extension| extension == "eml"));
        let letters = letters.map(|path| std::fs::read_to_string(path).unwrap()).collect::<Vec<_>>();
        assert_eq!(letters.len(), 2);
        assert!(letters.iter().all(|letter| letter.contains("Message-ID: <") && !letter.contains(REASON)));
    }

    async fn outside_the_demo_nobody_reads_the_outbox(clinic: Clinic) {
        let (ana, helena, _) = booked(&clinic).await;
        clinic.work().await;
        for person in [&ana, &helena, &clinic.administrator().await] {
            let answer = person.browser.call("demo_messages", &[]).await;
            assert_eq!((answer.status, answer.text().as_str()), (StatusCode::NOT_FOUND, r#""Missing""#));
            let page = person.browser.get("/outbox").await;
            assert!(!page.text().contains("ana.souza@example.com") || person.email == ana.email, "{}", page.text());
        }
        clinic.work().await;
    }

    async fn jobs_hold_ids_and_never_content(clinic: Clinic) {
        let (.., visit) = booked(&clinic).await;
        let payloads = texts(clinic.db(), "select payload from job").await;
        assert_eq!(payloads, [format!(r#"{{"confirm_booking":"{visit}"}}"#)]);
        clinic.work().await;
        assert_eq!(number(clinic.db(), "select count(*) from job where done_at is null").await, 0);
    }
}

#[test]
fn in_the_demo_a_page_shows_the_outbox() {
    on_sqlite(Plan { demo: true, ..Plan::default() }, async |clinic| {
        booked(&clinic).await;
        clinic.work().await;
        let messages = clinic.browser().call("demo_messages", &[]).await;
        assert_eq!(messages.status, StatusCode::OK);
        assert!(messages.text().contains("Consulta marcada") && messages.text().contains("ana.souza@example.com"));
        assert!(clinic.browser().get("/outbox").await.text().contains("Consulta marcada"));
    });
}
