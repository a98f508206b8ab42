//! Coming in with a code by e-mail and with two factors, through the doors; the app is `oathtool`, which is not ours.

use std::{fs, process::Command};

use app::error::AppError;
use axum::http::StatusCode;
use domain::{
    Refusal,
    second_factor::{FactorState, HALFWAY_MINUTES, NewFactor, RecoveryCodes},
};

use crate::{
    browser::Browser,
    clinic::{ADMINISTRATOR, Clinic, Engine, PASSWORD, Plan, on_plan},
    doors::{Things, doors},
};

/// What an independent app shows now (RFC 6238).
pub(crate) fn shown(clinic: &Clinic, secret: &str) -> String {
    let now = format!("@{}", clinic.now().seconds());
    let shown = Command::new("oathtool").args(["--totp", "--base32", "--now", &now, secret]).output();
    let shown = shown.expect("oathtool: scripts/setup.sh test installs it");
    assert!(shown.status.success(), "{}", String::from_utf8_lossy(&shown.stderr));
    String::from_utf8(shown.stdout).unwrap().trim().to_owned()
}

pub(crate) async fn with_password(clinic: &Clinic, email: &str) -> Browser {
    let browser = clinic.browser();
    let fields = [("form[identifier]", email), ("form[password]", PASSWORD)];
    browser.call("sign_in", &fields).await.json::<()>();
    browser
}

/// The newest letter with a code: its digits, and what its link ends in.
fn letter(clinic: &Clinic) -> (String, String) {
    let folder = fs::read_dir(clinic.data().join("outbox")).unwrap().map(|entry| entry.unwrap().path());
    let letters = folder.filter(|path| path.extension().is_some_and(|kind| kind == "eml"));
    let newest = letters.max_by_key(|path| fs::metadata(path).unwrap().modified().unwrap()).unwrap();
    let text = fs::read_to_string(newest).unwrap().replace("=\r\n", "").replace("=3D", "=");
    let code = text.lines().find(|line| line.len() == 6 && line.bytes().all(|c| c.is_ascii_digit())).unwrap();
    let link = text.split("/enter/").nth(1).unwrap().split_whitespace().next().unwrap();
    (code.to_owned(), link.to_owned())
}

async fn ask(clinic: &Clinic, browser: &Browser, identifier: &str) {
    browser.call("request_code", &[("form[identifier]", identifier)]).await.json::<()>();
    assert_eq!(clinic.work().await, 1);
}

/// Sets up an app for the administrator, who is in afterwards.
async fn set_up(clinic: &Clinic, browser: &Browser) -> (String, RecoveryCodes) {
    let new = browser.call("new_second_factor", &[]).await.json::<NewFactor>();
    let code = shown(clinic, &new.secret);
    let codes = browser.call("confirm_second_factor", &[("form[code]", &code)]).await.json();
    (new.secret, codes)
}

pub(crate) fn strictly(story: impl AsyncFn(Clinic)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        on_plan(engine, Plan { staff_second_factor: true, ..Plan::default() }, async |clinic: Clinic| {
            clinic.jobs_may_stay();
            story(clinic).await;
        });
    }
}

both_engines! {
    async fn a_code_from_the_letter_signs_in_the_browser_that_asked(clinic: Clinic) {
        clinic.jobs_may_stay();
        clinic.patient("Ana Souza").await;
        let (asked, other) = (clinic.browser(), clinic.browser());
        ask(&clinic, &asked, "Ana.Souza@example.com").await;
        let (code, _) = letter(&clinic);
        let elsewhere = other.call("sign_in_with_code", &[("form[code]", &code)]).await;
        assert_eq!(elsewhere.error(), AppError::Refused(Refusal::SignInExpired), "nobody asked with this browser");
        asked.call("sign_in_with_code", &[("form[code]", &code)]).await.json::<()>();
        assert_eq!(asked.who().await.unwrap().name, "Ana Souza");
        let again = asked.call("sign_in_with_code", &[("form[code]", &code)]).await;
        assert_eq!(again.error(), AppError::Refused(Refusal::SignInExpired));
    }

    async fn the_link_of_the_letter_signs_in_any_browser_once(clinic: Clinic) {
        clinic.jobs_may_stay();
        clinic.patient("Ana Souza").await;
        let (asked, other) = (clinic.browser(), clinic.browser());
        ask(&clinic, &asked, "ana.souza@example.com").await;
        let (_, link) = letter(&clinic);
        // Programs that look at letters open links: that spends nothing.
        assert_eq!(other.get(&format!("/enter/{link}")).await.status, StatusCode::OK);
        other.call("sign_in_with_link", &[("link", &link)]).await.json::<()>();
        assert_eq!(other.who().await.unwrap().name, "Ana Souza");
        let again = clinic.browser().call("sign_in_with_link", &[("link", &link)]).await;
        assert_eq!(again.error(), AppError::Refused(Refusal::WrongCode));
    }

    async fn s15_asking_for_a_code_answers_everybody_alike(clinic: Clinic) {
        clinic.patient("Ana Souza").await;
        let mut answers = Vec::new();
        for identifier in ["ana.souza@example.com", "ninguem@example.com", "111.444.777-35"] {
            let browser = clinic.browser();
            let answer = browser.call("request_code", &[("form[identifier]", identifier)]).await;
            let wrong = browser.call("sign_in_with_code", &[("form[code]", "000000")]).await;
            let bare = |mut headers: axum::http::HeaderMap| {
                headers.remove("x-request-id");
                headers.remove("set-cookie");
                headers
            };
            answers.push((answer.status, bare(answer.headers), answer.body, wrong.status, bare(wrong.headers), wrong.body));
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0], answers[2]);
        clinic.jobs_may_stay();
    }

    async fn s8_asking_for_a_code_makes_a_new_session_and_nobody_is_signed_in(clinic: Clinic) {
        clinic.jobs_may_stay();
        clinic.patient("Ana Souza").await;
        let browser = clinic.browser();
        browser.set_cookie("amparo", "AAAAAAAAAAAAAAAAAAAAAA");
        let planted = browser.twin();
        ask(&clinic, &browser, "ana.souza@example.com").await;
        assert_ne!(browser.cookie(), planted.cookie());
        assert_eq!(browser.who().await, None);
        let (before, (code, _)) = (browser.twin(), letter(&clinic));
        browser.call("sign_in_with_code", &[("form[code]", &code)]).await.json::<()>();
        assert_eq!(before.who().await, None, "the cookie from before the sign-in opens nothing");
        assert!(browser.who().await.is_some());
    }
}

#[test]
fn s5_with_one_factor_every_door_is_as_closed_as_to_a_visitor() {
    strictly(async |clinic| {
        let halfway = with_password(&clinic, ADMINISTRATOR).await;
        assert_eq!(halfway.who().await, None);
        let nothing = Things { appointment: clinic.next().to_string(), ..Things::default() };
        let own = [
            "my_second_factor",
            "new_second_factor",
            "prove_second_factor",
            "confirm_second_factor",
            "new_recovery_codes",
            "remove_second_factor",
            "second_factor_made",
            "second_factor_written",
            "passkey_creation",
            "add_passkey",
        ];
        for door in doors() {
            let is_own =
                door.path == "/sign-in/second-factor" || door.function().is_some_and(|name| own.contains(&name));
            // Somebody halfway in may go back out.
            let signs_in = matches!(door.function(), Some("sign_in" | "request_code" | "register" | "sign_out"));
            if is_own || signs_in {
                continue;
            }
            let (seen, stranger) =
                (door.knock(&halfway, &nothing).await, door.knock(&clinic.browser(), &nothing).await);
            assert_eq!(seen.status, stranger.status, "{door}");
        }
        assert_eq!(halfway.who().await, None);
    });
}

#[test]
fn s5_whoever_works_here_is_in_once_an_app_is_set_up_and_afterwards_only_with_it() {
    strictly(async |clinic| {
        let browser = with_password(&clinic, ADMINISTRATOR).await;
        let before = browser.twin();
        let (secret, codes) = set_up(&clinic, &browser).await;
        assert!(browser.who().await.is_some());
        assert_eq!(before.who().await, None, "the cookie of halfway opens nothing");
        clinic.pass_minutes(1);
        let again = with_password(&clinic, ADMINISTRATOR).await;
        assert_eq!(again.who().await, None);
        let state = again.call("my_second_factor", &[]).await.json::<FactorState>();
        assert!(state.app_since.is_some() && state.is_needed);
        let wrong = again.call("prove_second_factor", &[("form[code]", "000000")]).await;
        assert_eq!(wrong.error(), AppError::Refused(Refusal::WrongCode));
        again.call("prove_second_factor", &[("form[code]", &shown(&clinic, &secret))]).await.json::<()>();
        assert!(again.who().await.is_some());
        let third = with_password(&clinic, ADMINISTRATOR).await;
        third.call("prove_second_factor", &[("form[code]", &codes.0[0])]).await.json::<()>();
        assert!(third.who().await.is_some());
    });
}

#[test]
fn s5_halfway_ends_after_ten_minutes() {
    strictly(async |clinic| {
        let browser = with_password(&clinic, ADMINISTRATOR).await;
        clinic.pass_minutes(HALFWAY_MINUTES);
        browser.call("my_second_factor", &[]).await.json::<FactorState>();
        clinic.pass_seconds(1);
        assert_eq!(browser.call("my_second_factor", &[]).await.status, StatusCode::UNAUTHORIZED);
    });
}

#[test]
fn s4_whoever_is_deactivated_halfway_gets_no_further() {
    strictly(async |clinic| {
        let browser = with_password(&clinic, ADMINISTRATOR).await;
        crate::database::execute(clinic.db(), "update account set deactivated_at = 1").await;
        assert_eq!(browser.call("new_second_factor", &[]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(browser.who().await, None);
    });
}
