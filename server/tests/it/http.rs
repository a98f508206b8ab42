//! What every answer carries, and what a request cannot change.

use std::time::Duration;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};

use crate::{
    browser::{Answer, Browser, door, form, posting},
    clinic::{ADMINISTRATOR, PASSWORD, Plan, on_sqlite},
    database::chance,
    headers::every_kind,
    people::{booking, new_professional},
    wait::{soon, until},
};

both_engines! {
    async fn no_kind_of_request_breaks_the_server(clinic: Clinic) {
        for (what, answer) in every_kind(&clinic).await {
            assert!(!answer.status.is_server_error(), "{what}: {} {}", answer.status, answer.text());
        }
    }

    async fn a_file_takes_nothing_from_a_page_that_is_drawn_beside_it(clinic: Clinic) {
        let browser = clinic.browser();
        for _ in 0..50 {
            let (css, js) = ("/pkg/amparo.0123456789.css", "/pkg/amparo.0123456789.js");
            let (one, style, other, script, third, again) = tokio::join!(
                browser.get("/"), browser.get(css), browser.get("/visits"), browser.get(js),
                browser.get("/sign-in"), browser.get(css),
            );
            for page in [one, other, third] {
                assert!(page.header("content-security-policy").contains("'nonce-"), "a page without its own policy");
            }
            for file in [style, script, again] {
                assert!(!file.header("content-security-policy").contains("'nonce-"), "a file with the policy of a page");
                assert_eq!(file.status, StatusCode::OK);
            }
        }
    }

    async fn a_page_runs_only_its_own_scripts(clinic: Clinic) {
        let (first, second) = (clinic.browser().get("/").await, clinic.browser().get("/").await);
        let nonce = |answer: &Answer| {
            let policy = answer.header("content-security-policy").to_owned();
            policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned()
        };
        assert_ne!(nonce(&first), nonce(&second), "a new nonce for each page");
        let text = first.text();
        for script in text.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            // leptos_i18n leaves an empty one, which no browser runs.
            assert!(script.starts_with("></script>") || tag.contains(&format!("nonce=\"{}\"", nonce(&first))), "<script{tag}>");
        }
        assert!(!text.contains(" style=\"") && !text.contains(" onclick=") && !text.contains(" onload="));
    }

    async fn alive_and_ready_are_two_questions(clinic: Clinic) {
        let browser = clinic.browser();
        assert_eq!(browser.get("/healthz").await.text(), "ok");
        let ready = browser.get("/readyz").await;
        let all = r#"{"database":"ok","migrations":"ok","storage":"ok","relay":"off","clock":"ok"}"#;
        assert_eq!((ready.status, ready.text().as_str()), (StatusCode::OK, all));

        std::fs::remove_dir_all(clinic.data()).unwrap();
        fails(&browser, r#""storage":"failed""#).await;
        clinic.running.db().close().await;
        fails(&browser, r#""database":"failed""#).await;
        assert_eq!(browser.get("/healthz").await.status, StatusCode::OK, "alive all the same");
    }

    async fn without_its_database_the_clinic_says_so_and_shows_nothing(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await.browser;
        clinic.running.db().close().await;
        for answer in [ana.get("/visits").await, ana.call("my_visits", &[]).await] {
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(answer.text(), "");
        }
        let visitor = clinic.browser().call("sign_in", &[("form[identifier]", ADMINISTRATOR), ("form[password]", PASSWORD)]).await;
        assert_eq!(visitor.status, StatusCode::INTERNAL_SERVER_ERROR);
        let text = visitor.text();
        assert!(text.starts_with(r#"{"Broken":""#) && text.len() == r#"{"Broken":"0123456789"}"#.len(), "{text}");
    }

    async fn requests_that_are_cut_short_harm_nobody_after_them(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await.browser;
        for _ in 0..300 {
            let cut = tokio::time::timeout(Duration::from_micros(chance(20_000)), ana.get("/visits"));
            let _ = cut.await;
        }
        for _ in 0..40 {
            // Long enough for the session to be written again.
            clinic.pass_minutes(6);
            assert!(ana.who().await.is_some());
        }
    }
}

/// Says that it is not ready, and why. An answer is given again for a moment, so the new one may take that long.
async fn fails(browser: &Browser, why: &str) {
    until(why, async || {
        let ready = browser.get("/readyz").await;
        (ready.status == StatusCode::SERVICE_UNAVAILABLE && ready.text().contains(why)).then_some(())
    })
    .await;
}

#[test]
fn ready_asks_the_relay_for_a_real_allocation() {
    on_sqlite(Plan { relay: true, machine_clock: true, ..Plan::default() }, async |clinic| {
        let ready = soon("the relay answers", clinic.browser().get("/readyz")).await;
        assert!(ready.text().contains(r#""relay":"ok""#), "{}", ready.text());
    });
}

#[test]
fn answers_are_compressed_only_for_those_who_ask() {
    on_sqlite(Plan::default(), async |clinic| {
        let browser = clinic.browser();
        for path in ["/", "/pkg/amparo.0123456789.css"] {
            for (asked, given) in [("", ""), ("identity", ""), ("gzip", "gzip"), ("gzip, br", "br"), ("zstd", "")] {
                let request = Request::get(path).header(header::ACCEPT_ENCODING, asked);
                let answer = browser.send(request, Body::empty()).await;
                assert_eq!(answer.header("content-encoding"), given, "{path}, asked for {asked:?}");
            }
        }
    });
}

both_engines! {
    async fn a_form_without_wasm_leads_to_what_it_made(clinic: Clinic) {
        clinic.jobs_may_stay();
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        let (administrator, professional) = (clinic.administrator().await, clinic.professional_id(&helena).await);
        let days = ana.browser.call("free_days", &[("professional", &professional.to_string())]).await;
        let starts_at = days.json::<Vec<domain::scheduling::FreeDay>>()[0].slots[0].at.to_string();
        for (browser, name, sent, leads_to) in [
            (&ana.browser, "book_appointment", form(&booking(&professional.to_string(), &starts_at)), "/visits/"),
            (&administrator.browser, "add_professional", form(&new_professional("Caio Reis", "caio@example.com", "777777-F")), "/professionals/"),
        ] {
            let request = posting(&door(name)).header(header::ACCEPT, "text/html").header(header::REFERER, "/here");
            let answer = browser.send(request, Body::from(sent)).await;
            assert_eq!(answer.status, StatusCode::FOUND, "{name}");
            assert!(answer.header("location").starts_with(leads_to), "{name}: {}", answer.header("location"));
            assert_eq!(browser.get(answer.header("location")).await.status, StatusCode::OK, "{name}");
        }
    }
}

#[test]
fn every_request_has_an_id_of_its_own() {
    on_sqlite(Plan::default(), async |clinic| {
        let browser = clinic.browser();
        let (first, second) = (browser.get("/").await, browser.get("/").await);
        assert_ne!(first.header("x-request-id"), second.header("x-request-id"));
    });
}
