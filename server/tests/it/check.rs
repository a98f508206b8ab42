//! `amparo check`, and a start that is refused for the same reasons, in the same words.

use std::{fs, os::unix::fs::PermissionsExt};

use tokio::process::Command;

use crate::{
    clinic::{Engine, alone},
    program::{Home, finish},
};

/// What a clinic in production has, as far as a program that was built for tests can.
const PRODUCTION: [(&str, &str); 6] = [
    ("AMPARO_ORIGIN", "https://clinic.example"),
    ("AMPARO_PROXIES", "127.0.0.1"),
    ("AMPARO_MAIL", "smtps://clinic:hunter2@mail.example:465"),
    ("AMPARO_MAIL_FROM", "Clinic <clinic@clinic.example>"),
    ("AMPARO_DPO_NAME", "Clara Nunes"),
    ("AMPARO_DPO_EMAIL", "clara@clinic.example"),
];

/// A finding, how the program is called, and what is set otherwise.
type Case = (&'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

const CASES: [Case; 18] = [
    ("debug_build", &[], &[]),
    ("plain_http", &[], &[("AMPARO_ORIGIN", "http://clinic.example")]),
    ("hosts_missing", &[], &[("AMPARO_ORIGIN", "https://localhost"), ("AMPARO_LISTEN", "0.0.0.0:0")]),
    ("demo", &["--demo"], &[]),
    ("proxies_wide", &[], &[("AMPARO_PROXIES", "0.0.0.0/0")]),
    ("proxies_missing", &[], &[("AMPARO_PROXIES", "")]),
    ("metrics_open", &[], &[("AMPARO_METRICS_LISTEN", "0.0.0.0:9464")]),
    ("mail_missing", &[], &[]),
    ("mail_clear", &[], &[("AMPARO_MAIL", "smtp://clinic:hunter2@mail.example")]),
    ("mail_from", &[], &[("AMPARO_MAIL_FROM", "clinic@localhost")]),
    ("database_password_weak", &[], &[("AMPARO_DATABASE", "postgres://amparo:hunter2@db/amparo")]),
    ("redis_password_weak", &[], &[("AMPARO_REDIS", "redis://:hunter2@redis.example")]),
    ("redis_clear", &[], &[("AMPARO_REDIS", "redis://:hunter2@redis.example")]),
    ("redis_alone", &[], &[("AMPARO_REDIS", "redis://127.0.0.1")]),
    ("dpo_missing", &[], &[("AMPARO_DPO_NAME", "")]),
    ("relay_secret_weak", &[], &[("AMPARO_RELAY_SECRET", "hunter2")]),
    ("relay_loopback", &[], &[("AMPARO_RELAY_ALLOW_LOOPBACK", "true")]),
    ("logs_chatty", &[], &[("RUST_LOG", "warn,server=debug")]),
];

fn command(home: &Home, arguments: &[&str], more: &[(&str, &str)]) -> Command {
    let mut command = home.command(arguments);
    command.envs(PRODUCTION).envs(more.iter().copied());
    command
}

/// The lines of the list, of all that a program wrote.
fn list(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|line| line.starts_with("STOP  ") || line.starts_with("note  "));
    lines.map(str::to_owned).collect()
}

#[test]
fn on_one_machine_nothing_stops_the_start_and_looking_makes_nothing() {
    alone(Engine::Sqlite, async {
        let home = Home::new(Engine::Sqlite).await;
        for arguments in [&["check"][..], &["check", "--demo"]] {
            let (code, out, err) = home.run(arguments).await;
            assert_eq!(
                (code, out.as_str()),
                (Some(0), "Nothing stops the start: only this machine reaches it.\n"),
                "{err}"
            );
        }
        assert!(!home.data().exists());
    });
}

#[test]
fn the_start_is_refused_with_the_list_that_the_check_prints() {
    alone(Engine::Sqlite, async {
        let home = Home::new(Engine::Sqlite).await;
        for (name, arguments, more) in CASES {
            let run = |check: bool| {
                let arguments = if check { [&["check"], arguments].concat() } else { arguments.to_vec() };
                let mut command = command(&home, &arguments, more);
                if name == "mail_missing" {
                    command.env_remove("AMPARO_MAIL");
                }
                finish(command)
            };
            let ((code, out, _), (refused, _, err)) = (run(true).await, run(false).await);
            assert_eq!((code, refused), (Some(1), Some(1)), "{name}: {out}{err}");
            assert!(
                list(&out).iter().any(|line| line.get(6..).unwrap().starts_with(&format!("{name}: "))),
                "{name}: {out}"
            );
            assert_eq!(list(&out), list(&err), "{name}");
            assert!(out.ends_with("The program would not start: strangers can reach it.\n"), "{out}");
            let sentence = err.lines().last().unwrap();
            assert!(
                sentence.starts_with("amparo: not started because of ") && sentence.contains("debug_build"),
                "{err}"
            );
            assert!(!out.contains("hunter2") && !err.contains("hunter2"), "{name}");
            assert!(!home.data().exists(), "{name}: nothing was opened");
        }
    });
}

#[test]
fn files_of_a_clinic_that_others_can_read_or_that_held_the_demo_are_found() {
    alone(Engine::Sqlite, async {
        let home = Home::new(Engine::Sqlite).await;
        home.start().await.stop().await;
        fs::set_permissions(home.data().join("secrets/relay.key"), fs::Permissions::from_mode(0o644)).unwrap();
        fs::set_permissions(home.data(), fs::Permissions::from_mode(0o755)).unwrap();
        let password = home.data().join("password");
        fs::write(&password, "curta\n").unwrap();
        fs::set_permissions(&password, fs::Permissions::from_mode(0o644)).unwrap();
        let file = [("AMPARO_FIRST_ADMIN_PASSWORD_FILE", password.to_str().unwrap())];
        let (code, out, err) = finish(command(&home, &["check"], &file)).await;
        assert_eq!(code, Some(1), "{err}");
        let names = list(&out).iter().map(|line| line[6..].split(':').next().unwrap().to_owned()).collect::<Vec<_>>();
        assert_eq!(
            names,
            ["demo", "secret_open", "admin_password_open", "admin_password_weak", "debug_build", "data_open"]
        );
        assert!(!out.contains("curta"), "{out}");
        let mode = fs::metadata(home.data()).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o755, "looking changes nothing");
    });
}

#[test]
fn a_relay_by_itself_does_not_start_with_a_secret_that_is_guessed() {
    alone(Engine::Sqlite, async {
        let home = Home::new(Engine::Sqlite).await;
        let mut command = home.command(&["relay"]);
        command.env("AMPARO_RELAY_SECRET", "changeme");
        let (code, _, err) = finish(command).await;
        assert_eq!(code, Some(1), "{err}");
        assert!(err.lines().last().unwrap().starts_with("amparo: not started because of relay_secret_weak:"), "{err}");
        assert_eq!(list(&err).len(), 1, "{err}");
    });
}

#[test]
fn a_setting_that_cannot_be_read_fails_the_check() {
    alone(Engine::Sqlite, async {
        let home = Home::new(Engine::Sqlite).await;
        let mut command = home.command(&["check"]);
        command.env("AMPARO_PROXY", "10.0.0.2");
        let (code, _, err) = finish(command).await;
        assert_eq!(code, Some(1));
        assert!(err.contains("proxy"), "{err}");
    });
}
