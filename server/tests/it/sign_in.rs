//! Signing in, as a browser and as an attacker see it.

use axum::http::StatusCode;
use domain::{
    Refusal,
    accounts::{SIGN_IN_DAYS_MAX, SIGN_IN_IDLE_MINUTES},
};

use crate::{
    browser::{Answer, Browser},
    clinic::{ADMINISTRATOR, Engine, PASSWORD, Plan, on_plan},
    database::{execute, number, texts},
    wait::soon,
};

const MINUTES_A_DAY: i64 = 24 * 60;

async fn try_to_sign_in(browser: &Browser, email: &str, password: &str) -> Answer {
    browser.call("sign_in", &[("form[identifier]", email), ("form[password]", password)]).await
}

/// The attributes of the cookie an answer sets.
fn cookie(answer: &Answer) -> (String, Vec<String>) {
    let line = answer.session_cookie();
    let (pair, attributes) = line.split_once("; ").unwrap();
    let mut attributes =
        attributes.split("; ").filter(|part| !part.starts_with("Max-Age")).map(str::to_owned).collect::<Vec<_>>();
    attributes.sort();
    (pair.to_owned(), attributes)
}

both_engines! {
    async fn s8_the_cookie_is_for_this_site_and_no_script(clinic: Clinic) {
        let answer = try_to_sign_in(&clinic.browser(), ADMINISTRATOR, PASSWORD).await;
        let (pair, attributes) = cookie(&answer);
        assert!(pair.starts_with("amparo="), "{pair}");
        assert_eq!(attributes, ["HttpOnly", "Path=/", "SameSite=Lax"]);
        // 128 bits, in base64 without padding.
        assert!(pair.len() >= "amparo=".len() + 22, "{pair}");
    }

    async fn a_browser_is_known_again_by_a_cookie_that_opens_nothing(clinic: Clinic) {
        let browser = clinic.browser();
        let answer = try_to_sign_in(&browser, ADMINISTRATOR, PASSWORD).await;
        let lines = answer.headers.get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
        let known = lines.filter(|line| line.starts_with("browser=")).collect::<Vec<_>>();
        assert_eq!(known.len(), 1);
        assert!(known[0].contains("HttpOnly") && known[0].contains("SameSite=Lax"), "{}", known[0]);
        let only_known = clinic.browser();
        only_known.set_cookie("browser", known[0].split([';', '=']).nth(1).unwrap());
        assert_eq!(only_known.who().await, None);
        assert_eq!(try_to_sign_in(&browser, ADMINISTRATOR, PASSWORD).await.status, StatusCode::OK);
        assert!(!clinic.events().await.contains(&"new_device".to_owned()), "the same browser is no news");
    }

    async fn s8_signing_in_makes_a_new_session_and_ends_the_one_before(clinic: Clinic) {
        let first = clinic.administrator().await.browser;
        let stolen = first.twin();
        try_to_sign_in(&first, ADMINISTRATOR, PASSWORD).await.json::<()>();
        assert_ne!(first.cookie(), stolen.cookie());
        assert_eq!(stolen.who().await, None);
        assert!(first.who().await.is_some());
    }

    async fn s8_a_session_that_was_planted_is_not_taken_over(clinic: Clinic) {
        let victim = clinic.browser();
        victim.set_cookie("amparo", "AAAAAAAAAAAAAAAAAAAAAA");
        let planted = victim.twin();
        try_to_sign_in(&victim, ADMINISTRATOR, PASSWORD).await.json::<()>();
        assert_ne!(victim.cookie(), planted.cookie());
        assert_eq!(planted.who().await, None);
    }

    async fn s8_after_signing_out_the_old_cookie_opens_nothing(clinic: Clinic) {
        clinic.jobs_may_stay();
        let ana = clinic.patient("Ana Souza").await.browser;
        let copied = ana.twin();
        let (here, elsewhere) = (copied.twin(), clinic.sign_in("ana.souza@example.com").await.browser);
        ana.call("sign_out", &[]).await.json::<()>();
        assert!(!ana.cookie().contains("amparo="), "{}", ana.cookie());
        assert_eq!(copied.who().await, None);
        assert_eq!(here.call("my_visits", &[]).await.status, StatusCode::UNAUTHORIZED);
        assert!(elsewhere.who().await.is_some(), "another device stays signed in");
    }

    async fn an_answer_that_comes_late_takes_the_new_cookie_from_nobody(clinic: Clinic) {
        clinic.jobs_may_stay();
        let ana = clinic.patient("Ana Souza").await.browser;
        let late = ana.twin();
        try_to_sign_in(&ana, "ana.souza@example.com", PASSWORD).await.json::<()>();
        assert_eq!(late.who().await, None, "what it was sent with opens nothing");
        assert!(late.cookie().contains("amparo="), "and yet it says nothing of the cookie: the browser has a new one");
        assert!(ana.who().await.is_some());
    }

    async fn s8_a_session_ends_without_use(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await.browser;
        clinic.pass_minutes(SIGN_IN_IDLE_MINUTES - 1);
        assert!(ana.twin().who().await.is_some(), "just in time; and this use renews it");
        clinic.pass_minutes(SIGN_IN_IDLE_MINUTES - 1);
        assert!(ana.twin().who().await.is_some());
        clinic.pass_minutes(SIGN_IN_IDLE_MINUTES + 1);
        assert_eq!(ana.who().await, None);
    }

    async fn s8_a_session_ends_in_any_case(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await.browser;
        for _ in 0..SIGN_IN_DAYS_MAX * 4 {
            clinic.pass_minutes(MINUTES_A_DAY / 4);
            assert!(ana.twin().who().await.is_some());
        }
        clinic.pass_minutes(1);
        assert_eq!(ana.who().await, None);
    }

    async fn s4_an_account_that_was_deactivated_is_out_at_once(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await.browser;
        execute(clinic.db(), "update account set deactivated_at = 1 where email = 'ana.souza@example.com'").await;
        assert_eq!(ana.call("my_visits", &[]).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(ana.who().await, None);
        let again = try_to_sign_in(&clinic.browser(), "ana.souza@example.com", PASSWORD).await;
        assert_eq!(again.error(), app::error::AppError::Refused(Refusal::WrongCredentials));
    }

    async fn only_the_hash_of_a_cookie_is_kept(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await.browser;
        let kept = texts(clinic.db(), "select id_hash from device_session").await;
        let cookie = ana.cookie();
        let value = cookie.split('=').nth(1).unwrap();
        assert!(!kept.is_empty() && kept.iter().all(|hash| hash.len() >= 64 && !hash.contains(value)), "{kept:?}");
    }

    async fn a_visitor_gets_no_cookie_and_no_session(clinic: Clinic) {
        let visitor = clinic.browser();
        for path in ["/", "/sign-in", "/visits", "/no-such-page"] {
            visitor.get(path).await;
        }
        assert_eq!(try_to_sign_in(&visitor, "nobody@example.com", PASSWORD).await.status, StatusCode::CONFLICT);
        assert_eq!(visitor.cookie(), "");
        assert_eq!(number(clinic.db(), "select count(*) from device_session").await, 0);
    }

    async fn s15_an_unknown_address_and_a_wrong_password_are_answered_alike(clinic: Clinic) {
        let wrong = try_to_sign_in(&clinic.browser(), ADMINISTRATOR, "outra senha 123").await;
        let unknown = try_to_sign_in(&clinic.browser(), "nobody@example.com", "outra senha 123").await;
        for answer in [&wrong, &unknown] {
            assert_eq!(answer.error(), app::error::AppError::Refused(Refusal::WrongCredentials));
        }
        let bare = |answer: &Answer| {
            let mut headers = answer.headers.clone();
            headers.remove("x-request-id");
            (answer.status, headers, answer.body.clone())
        };
        assert_eq!(bare(&wrong), bare(&unknown));
        assert_eq!(clinic.events().await[2..], ["sign_in_refused", "sign_in_refused"]);
    }

    async fn p26_a_flood_of_sign_ins_is_turned_away_while_pages_stay_open(clinic: Clinic) {
        let flood = (0..300).map(|number| {
            // From everywhere: one address would soon be turned away by its own limit.
            let browser = clinic.browser_at([10, 0, u8::try_from(number / 200).unwrap(), u8::try_from(number % 200).unwrap()]);
            tokio::spawn(async move { try_to_sign_in(&browser, &format!("{number}@example.com"), PASSWORD).await })
        });
        let flood = flood.collect::<Vec<_>>();
        for _ in 0..5 {
            let page = soon("a page, during the flood", clinic.browser().get("/sign-in")).await;
            assert_eq!(page.status, StatusCode::OK);
        }
        let mut busy = 0;
        for tried in flood {
            match tried.await.unwrap().error() {
                app::error::AppError::Refused(Refusal::Busy) => busy += 1,
                app::error::AppError::Refused(Refusal::WrongCredentials) => {}
                other => panic!("{other:?}"),
            }
        }
        assert!(busy > 0, "nobody was turned away");
        assert!(clinic.administrator().await.browser.who().await.is_some(), "afterwards everybody comes in again");
    }
}

#[test]
fn s8_over_tls_the_cookie_is_secure_and_bound_to_the_host() {
    on_plan(Engine::Sqlite, Plan { origin: Some("https://clinic.example"), ..Plan::default() }, async |clinic| {
        let browser = clinic.browser();
        let answer = try_to_sign_in(&browser, ADMINISTRATOR, PASSWORD).await;
        let (pair, attributes) = cookie(&answer);
        assert!(pair.starts_with("__Host-amparo="), "{pair}");
        assert_eq!(attributes, ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
        let plain = clinic.browser();
        plain.set_cookie("amparo", pair.split('=').nth(1).unwrap());
        assert_eq!(plain.who().await, None, "the name without its prefix opens nothing");
        assert!(browser.who().await.is_some());
    });
}
