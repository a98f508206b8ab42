//! S16: what every answer carries, whoever asks for whatever, and however it goes wrong.

use std::collections::BTreeSet;

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};

use crate::{
    browser::{Answer, door, form, posting},
    clinic::{ADMINISTRATOR, Clinic, Engine, PASSWORD, Plan, on_plan},
    doors::{CALLERS, Town, doors, renew_after},
};

const ALWAYS: [(&str, &str); 5] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];
/// Every way of saying no that this server has, and the two of saying that it cannot.
const NO: [u16; 9] = [401, 403, 404, 405, 413, 421, 422, 500, 503];

/// One answer of every kind.
pub(crate) async fn every_kind(clinic: &Clinic) -> Vec<(String, Answer)> {
    let browser = clinic.browser();
    let mut answers = Vec::new();
    for path in [
        "/",
        "/sign-in",
        "/visits",
        "/no-such-page",
        "/healthz",
        "/readyz",
        "/metrics",
        "/calls/x/socket",
        "/service-worker.js",
        "/manifest.webmanifest",
        "/offline.html",
        "/icons/icon.svg",
        "/pkg/amparo.0123456789.js",
        "/pkg/missing.wasm",
        "/fonts/inter-latin.woff2",
        "/fonts/",
        "/..%2f..%2fsecrets/master.key",
        "/%00",
    ] {
        answers.push((path.to_owned(), browser.get(path).await));
    }
    let sign_in = door("sign_in");
    let foreign = posting(&sign_in).header(header::ORIGIN, "https://evil.example");
    answers.push(("another origin".into(), browser.send(foreign, Body::empty()).await));
    let large = posting(&sign_in).header(header::CONTENT_LENGTH, 300_000);
    answers.push(("too large".into(), browser.send(large, Body::from(vec![b'a'; 300_000])).await));
    answers.push(("refused".into(), browser.call("my_visits", &[]).await));
    answers.push(("unreadable".into(), browser.post(&door("appointment"), "id=%ff").await));
    answers.push((
        "wrong fields".into(),
        browser.post(&sign_in, &form(&[("form[identifier]", "x"), ("form[password]", "")])).await,
    ));
    for path in ["/", "/healthz", "/pkg/amparo.0123456789.js"] {
        let deleting = Request::builder().method(Method::DELETE).uri(path);
        answers.push((format!("wrong method for {path}"), browser.send(deleting, Body::empty()).await));
    }
    for path in ["/", "/pkg/amparo.0123456789.js", "/no-such-page"] {
        let misled = Request::get(path).header(header::HOST, "evil.example");
        answers.push((format!("another host for {path}"), browser.send(misled, Body::empty()).await));
    }
    answers.push(("no such function".into(), browser.post("/api/nothing", "").await));
    let form_without_wasm = posting(&sign_in).header(header::ACCEPT, "text/html");
    let fields = form(&[("form[identifier]", ADMINISTRATOR), ("form[password]", PASSWORD)]);
    answers.push(("redirect".into(), browser.send(form_without_wasm, Body::from(fields)).await));
    answers
}

/// Insists on what every answer carries over plain HTTP.
#[track_caller]
fn is_guarded(what: &str, answer: &Answer) {
    for (name, value) in ALWAYS {
        assert_eq!(answer.header(name), value, "{what}: {name}");
    }
    assert!(answer.header("permissions-policy").contains("camera=(self)"), "{what}");
    let policy = answer.header("content-security-policy");
    for part in ["default-src ", "frame-ancestors 'none'", "base-uri 'none'"] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("unsafe-eval'; script"), "{what}: {policy}");
    assert_eq!(answer.header("strict-transport-security"), "", "{what}: not over plain HTTP");
    assert_eq!(answer.headers.get_all("content-security-policy").iter().count(), 1, "{what}");
    assert!(answer.header("x-request-id").len() == 36, "{what}");
    assert_eq!(answer.header("server"), "", "{what}");
}

both_engines! {
    async fn s16_every_answer_carries_the_security_headers(clinic: Clinic) {
        for (what, answer) in every_kind(&clinic).await {
            is_guarded(&what, &answer);
        }
    }

    async fn s16_every_door_and_every_no_carries_the_security_headers(clinic: Clinic) {
        let mut town = Town::new(clinic.clone()).await;
        let mut said = BTreeSet::new();
        for door in doors() {
            for caller in CALLERS {
                let things = town.fresh(&door).await;
                let answer = door.knock(&town.browser(caller), &things).await;
                let what = format!("{caller} at {door}: {}", answer.status);
                is_guarded(&what, &answer);
                assert_eq!(answer.header("cache-control"), "no-store", "{what}");
                said.insert(answer.status.as_u16());
                renew_after(&mut town, &door, caller).await;
            }
        }
        said.extend(every_kind(&clinic).await.iter().map(|(_, answer)| answer.status.as_u16()));
        let patient = &town.people[0].browser;
        clinic.running.db().close().await;
        let sign_in = [("form[identifier]", ADMINISTRATOR), ("form[password]", PASSWORD)];
        for answer in [patient.get("/visits").await, clinic.browser().call("sign_in", &sign_in).await] {
            is_guarded("without a database", &answer);
            said.insert(answer.status.as_u16());
        }
        let unsaid = NO.into_iter().filter(|status| !said.contains(status)).collect::<Vec<_>>();
        assert!(unsaid.is_empty(), "{unsaid:?} was never answered, so nobody knows what it carries: {said:?}");
    }

    async fn s16_nothing_that_may_hold_health_data_is_kept(clinic: Clinic) {
        for (what, answer) in every_kind(&clinic).await {
            let rule = answer.header("cache-control");
            let expected = match what.as_str() {
                "/service-worker.js" => "no-cache",
                "/pkg/amparo.0123456789.js" | "/fonts/inter-latin.woff2" => "public, max-age=31536000, immutable",
                "/manifest.webmanifest" | "/offline.html" | "/icons/icon.svg" => "public, max-age=3600",
                _ => "no-store",
            };
            assert_eq!(rule, expected, "{what} ({})", answer.status);
        }
    }
}

#[test]
fn s16_over_tls_browsers_are_told_to_stay_there() {
    on_plan(Engine::Sqlite, Plan { origin: Some("https://clinic.example"), ..Plan::default() }, async |clinic| {
        for (what, answer) in every_kind(&clinic).await {
            assert_eq!(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains", "{what}");
        }
        let misled = Request::get("/").header(header::HOST, clinic.address.to_string());
        assert_eq!(clinic.browser().send(misled, Body::empty()).await.status, StatusCode::MISDIRECTED_REQUEST);
    });
}
