//! Starting the real program: the first time, the second time, and when something is missing.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use tokio::process::Command;

use crate::{
    browser::door,
    clinic::{Engine, PASSWORD, alone},
    database::{number, texts},
    people::{booking, registration},
    program::{Home, Program, finish, free_port},
};

mod a_first_start_asks_for_the_first_administrator {
    use super::*;

    #[test]
    fn sqlite() {
        alone(Engine::Sqlite, first_start(Engine::Sqlite));
    }

    #[test]
    fn postgres() {
        alone(Engine::Postgres, first_start(Engine::Postgres));
    }
}

async fn first_start(engine: Engine) {
    let home = Home::new(engine).await;
    let (code, out, err) = home.run(&[]).await;
    assert_eq!(code, Some(1), "{out}");
    let sentence = err.lines().last().unwrap();
    assert!(sentence.starts_with("amparo: This clinic has no administrator yet. "), "{err}");
    assert!(sentence.contains("AMPARO_FIRST_ADMIN_PASSWORD_FILE"), "{err}");

    let password = home.data().join("password");
    fs::write(&password, "curta\n").unwrap();
    let (code, _, err) = finish(with_administrator(&home, &password)).await;
    assert_eq!(code, Some(1));
    assert!(err.contains("password") && !err.contains("curta"), "{err}");

    fs::write(&password, "marta12345\n").unwrap();
    let (code, _, err) = finish(with_administrator(&home, &password)).await;
    assert_eq!(code, Some(1));
    assert!(err.contains("password: too_guessable") && !err.contains("marta12345"), "{err}");

    fs::write(&password, format!("{PASSWORD}\n")).unwrap();
    let program = Program::start(with_administrator(&home, &password), &home.origin()).await;
    home.customer().signs_in("marta@example.com", PASSWORD).await;
    program.stop().await;

    // The second time nobody is asked, and nobody is added.
    fs::write(&password, "outra senha 123\n").unwrap();
    let program = Program::start(with_administrator(&home, &password), &home.origin()).await;
    home.customer().signs_in("marta@example.com", PASSWORD).await;
    program.stop().await;
    let program = Program::start(home.command(&[]), &home.origin()).await;
    program.stop().await;
    let db = home.db().await;
    assert_eq!(number(&db, "select count(*) from account").await, 1);
    db.close().await;
    home.demolish().await;
}

fn with_administrator(home: &Home, password: &Path) -> Command {
    let mut command = home.command(&[]);
    command
        .env("AMPARO_FIRST_ADMIN_NAME", "Marta Lima")
        .env("AMPARO_FIRST_ADMIN_EMAIL", "marta@example.com")
        .env("AMPARO_FIRST_ADMIN_PASSWORD_FILE", password);
    command
}

#[test]
fn secrets_are_for_their_owner_alone_and_a_second_start_keeps_everything() {
    alone(Engine::Sqlite, async {
        let home = Home::new(Engine::Sqlite).await;
        home.start().await.stop().await;
        let secrets = home.data().join("secrets");
        assert_eq!(mode(&secrets), 0o700);
        let read = || {
            let files = fs::read_dir(&secrets).unwrap().map(|entry| entry.unwrap().path());
            let mut files = files.map(|file| (mode(&file), fs::read(&file).unwrap(), file)).collect::<Vec<_>>();
            files.sort();
            files
        };
        let first = read();
        assert_eq!(first.iter().map(|(mode, ..)| *mode).collect::<Vec<_>>(), [0o600; 3]);
        let db = home.db().await;
        let before = texts(&db, "select id from account order by id").await;

        let again = home.start().await;
        home.customer().signs_in("ana@amparo.example", server::demo::PASSWORD).await;
        again.stop().await;
        assert_eq!(read(), first);
        assert_eq!(texts(&db, "select id from account order by id").await, before);
        assert_eq!(number(&db, "select count(*) from appointment").await, 1);
        db.close().await;

        fs::set_permissions(secrets.join("master.key"), fs::Permissions::from_mode(0o644)).unwrap();
        let (code, _, err) = home.run(&["--demo"]).await;
        assert_eq!(code, Some(1));
        assert!(err.contains("master.key can be read by others"), "{err}");
        assert!(err.lines().last().unwrap().starts_with("amparo: not started because of secret_open"), "{err}");
    });
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn a_wrong_setting_ends_with_one_sentence_that_names_it() {
    alone(Engine::Sqlite, async {
        let home = Home::new(Engine::Sqlite).await;
        for (name, value, said) in [
            ("AMPARO_LISSEN", "127.0.0.1:0", "lissen"),
            ("AMPARO_LISTEN", "here", "listen"),
            ("AMPARO_ORIGIN", "clinic.example", "https"),
            ("AMPARO_ORIGIN", "http://clinic.example", "plain_http"),
            ("AMPARO_HOSTS", "*", "hosts"),
            ("AMPARO_PROXIES", "proxy.example", "proxies"),
            ("AMPARO_TIME_ZONE", "Mars/Olympus", "Mars/Olympus"),
            ("AMPARO_DATABASE", "postgres://amparo:hunter2@127.0.0.1:1/none", "database"),
            ("AMPARO_MAIL", "smtp://amparo:hunter2@[", "mail"),
            ("AMPARO_PASSWORD_CHARS_MIN", "4", "password_chars_min"),
            ("AMPARO_REDIS", "127.0.0.1:6379", "redis"),
            ("AMPARO_DPO_EMAIL", "clara", "dpo_email"),
            ("AMPARO_RELAY", "external", "relay_urls"),
        ] {
            let mut command = home.command(&["--demo"]);
            command.env(name, value);
            let (code, out, err) = finish(command).await;
            assert_eq!(code, Some(1), "{name}: {out}{err}");
            let sentence = err.lines().last().unwrap();
            assert!(sentence.starts_with("amparo: ") && sentence.contains(said), "{name}: {err}");
            assert!(!err.contains("hunter2") && !err.contains("panicked"), "{name}: {err}");
        }
    });
}

#[test]
fn s28_what_people_type_appears_in_no_log_and_no_figure() {
    alone(Engine::Sqlite, async {
        let home = Home::new(Engine::Sqlite).await;
        let metrics = format!("127.0.0.1:{}", free_port().await);
        let mut command = home.command(&["--demo"]);
        command.env("RUST_LOG", "debug").env("AMPARO_METRICS_LISTEN", &metrics);
        let program = Program::start(command, &home.origin()).await;
        let customer = home.customer();
        let mut fields = registration("Zulmira Segredo", "zulmira.segredo@example.com");
        fields[3].1 = "123.456.789-09";
        customer.must::<()>("register", &fields).await;
        customer.types_the_code("zulmira.segredo@example.com").await;
        let professional = customer.professional_if_there().await.unwrap();
        let days =
            customer.must::<Vec<domain::scheduling::FreeDay>>("free_days", &[("professional", &professional)]).await;
        let mut fields = booking(&professional, "").map(|(name, value)| (name, value.to_owned()));
        fields[1].1 = days[1].slots[0].at.to_string();
        fields[2].1 = "motivo segredo".into();
        let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
        customer.must::<domain::AppointmentId>("book_appointment", &fields).await;
        customer
            .call("sign_in", &[("form[identifier]", "segredo@example.com"), ("form[password]", "senha segredo")])
            .await;
        customer.call("write_note", &[("form[appointment]", "segredo"), ("form[text]", "nota segredo")]).await;
        let token = [("form[token]", "segredo"), ("form[password]", "senha segredo 1")];
        customer.call("reset_password", &token).await;
        for page in ["/reset/segredo", "/invite/segredo", "/confirm-email/segredo", "/restore-email/segredo"] {
            customer.http.get(format!("{}{page}", home.origin())).send().await.unwrap();
        }
        for path in ["/visits?q=segredo", "/?__err=segredo&segredo", &format!("{}?segredo", door("sign_in"))] {
            let request = customer.http.get(format!("{}{path}", home.origin())).header("user-agent", "segredo");
            request.header("x-request-id", "segredo").send().await.unwrap();
        }
        let cookie = customer.cookie_after_signing_in(server::demo::LOG_INS[3].0, server::demo::PASSWORD).await;
        let figures =
            customer.http.get(format!("http://{metrics}/metrics")).send().await.unwrap().text().await.unwrap();
        program.terminate().await;
        let mut program = program;
        program.ended().await;

        assert!(figures.contains("amparo_requests_total{") && figures.contains("amparo_jobs_waiting"), "{figures}");
        let logs = program.written();
        for (what, text) in [("logs", &logs), ("figures", &figures)] {
            for secret in [
                "egredo",
                "Zulmira",
                "zulmira",
                "123.456.789-09",
                "12345678909",
                "motivo",
                cookie.split('=').nth(1).unwrap(),
            ] {
                let line = text.lines().find(|line| line.contains(secret));
                assert_eq!(line, None, "{secret} in the {what}");
            }
        }
        let ids = figures.lines().find(|line| line.contains(&professional));
        assert_eq!(ids, None, "an id stands in a figure");
    });
}
