//! S6: what a request says of itself, beside its connection and its cookie, changes nothing; of a proxy that the operator
//! named, one header is believed.

use std::net::{IpAddr, SocketAddr};

use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{Method, Request, StatusCode, header},
    middleware::from_fn_with_state,
    routing::get,
};
use server::proxies::{self, ClientAddress};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tower::ServiceExt;

use crate::{
    browser::{door, form, posting},
    clinic::{ADMINISTRATOR, Clinic, Engine, PASSWORD, Plan, on_plan, on_sqlite},
    people::{booking, email_of, registration},
    wait::soon,
};

/// What a browser, or whoever stands between, may claim. No line of it means anything to us from a stranger.
const CLAIMS: [(&str, &str); 21] = [
    ("x-forwarded-for", "10.0.0.1"),
    ("x-forwarded-for", "127.0.0.1, 10.0.0.1"),
    ("x-forwarded-host", "evil.example"),
    ("x-forwarded-server", "evil.example"),
    ("x-forwarded-proto", "https"),
    ("x-forwarded-prefix", "/evil"),
    ("forwarded", "for=10.0.0.1;host=evil.example;proto=https"),
    ("x-real-ip", "10.0.0.1"),
    ("x-client-ip", "10.0.0.1"),
    ("true-client-ip", "10.0.0.1"),
    ("cf-connecting-ip", "10.0.0.1"),
    ("x-original-url", "/audit"),
    ("x-original-host", "evil.example"),
    ("x-rewrite-url", "/audit"),
    ("x-http-method-override", "GET"),
    ("x-method-override", "GET"),
    ("x-middleware-subrequest", "src/middleware"),
    ("x-user", "admin"),
    ("x-account", "admin"),
    ("authorization", "Bearer x"),
    ("x-request-id", "chosen by a stranger"),
];

/// Makes every claim to every kind of door, and insists that the answer is that to a request without one.
async fn claims_change_nothing(clinic: Clinic) {
    // Each sign-in is with a new device, and told by letter.
    clinic.jobs_may_stay();
    let browser = clinic.browser();
    let refused = browser.get("/audit").await;
    for (name, value) in CLAIMS {
        // Nobody reaches a limit here.
        clinic.pass_minutes(20);
        let page = browser.send(Request::get("/audit").header(name, value), Body::empty()).await;
        assert_eq!(page.status, refused.status, "{name}");
        assert!(!page.text().contains("evil"), "{name}");
        let answer = browser.send(posting(&door("my_profile")).header(name, value), Body::empty()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name}");
        assert!(!answer.headers.values().any(|header| header == value), "{name}");

        let email = email_of(&format!("S{}", clinic.next()));
        let fields = form(&registration("Eva Dias", &email));
        let registered = posting(&door("register")).header(name, value).header(header::ACCEPT, "text/html");
        let registered = clinic.browser().send(registered, Body::from(fields)).await;
        assert_eq!(
            (registered.status, registered.header("location")),
            (StatusCode::FOUND, "/sign-in/code?new=yes"),
            "{name}"
        );

        let signed_in = clinic.browser();
        let fields = form(&[("form[identifier]", ADMINISTRATOR), ("form[password]", PASSWORD)]);
        let answer = signed_in.send(posting(&door("sign_in")).header(name, value), Body::from(fields)).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}");
        for cookie in [answer.session_cookie(), registered.session_cookie()] {
            assert!(
                cookie.starts_with("amparo=") && !cookie.contains("Domain") && !cookie.contains("Secure"),
                "{name}"
            );
        }
        let wrong = form(&[("form[identifier]", ADMINISTRATOR), ("form[password]", "outra senha 1")]);
        let answer = clinic.browser().send(posting(&door("sign_in")).header(name, value), Body::from(wrong)).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{name}");
    }
    // Another origin stays another, whatever the page says the host was.
    for (name, value) in [("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example")] {
        let foreign = posting(&door("who_am_i")).header(header::ORIGIN, "https://evil.example").header(name, value);
        assert_eq!(browser.send(foreign, Body::empty()).await.status, StatusCode::FORBIDDEN, "{name}");
    }
}

both_engines! {
    async fn s6_what_a_stranger_claims_changes_nothing(clinic: Clinic) {
        claims_change_nothing(clinic).await;
    }
}

#[test]
fn s6_what_a_proxy_claims_changes_no_answer_either() {
    let plan = Plan { proxies: "127.0.0.1", ..Plan::default() };
    on_sqlite(plan, claims_change_nothing);
}

#[test]
fn s6_links_in_letters_lead_to_the_clinic_whatever_a_request_claims() {
    let plan = Plan { origin: Some("https://clinic.example"), proxies: "127.0.0.1", ..Plan::default() };
    on_plan(Engine::Sqlite, plan, async |clinic| {
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        let professional = clinic.professional_id(&helena).await.to_string();
        for (name, value) in CLAIMS {
            clinic.pass_minutes(60);
            helena.browser.who().await;
            let days = ana.browser.call("free_days", &[("professional", &professional)]).await;
            let starts_at = days.json::<Vec<domain::scheduling::FreeDay>>()[0].slots[0].at.to_string();
            let request = posting(&door("book_appointment")).header(name, value);
            let answer = ana.browser.send(request, Body::from(form(&booking(&professional, &starts_at)))).await;
            assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.text());
            clinic.work().await;
        }
        let letters = server::mail::demo_outbox(clinic.data()).read().await;
        assert!(letters.len() >= 2 * CLAIMS.len(), "{}", letters.len());
        for letter in letters {
            assert!(letter.text.contains("https://clinic.example/visits/"), "{}", letter.text);
            assert!(!letter.text.contains("evil"), "{}", letter.text);
        }
    });
}

/// Whose request it is, in the words of what every verb is given.
async fn whose(clinic: &Clinic, peer: &str, claims: &[(&str, &str)]) -> String {
    let told = async |Extension(ClientAddress(ip)): Extension<ClientAddress>| ip.to_string();
    let router = Router::new().route("/", get(told)).layer(from_fn_with_state(clinic.running.clone(), proxies::tell));
    let request = claims.iter().fold(Request::get("/"), |request, (name, value)| request.header(*name, *value));
    let mut request = request.body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::new(peer.parse::<IpAddr>().unwrap(), 50_000)));
    let body = to_bytes(router.oneshot(request).await.unwrap().into_body(), 100).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

#[test]
fn s6_only_a_listed_proxy_says_whose_request_it_is() {
    on_sqlite(Plan { proxies: "10.0.0.2,fd00::/64", ..Plan::default() }, async |clinic| {
        for claim in CLAIMS {
            assert_eq!(whose(&clinic, "192.0.2.7", &[claim]).await, "192.0.2.7", "{claim:?}");
            // Of a proxy one header is believed, and none that merely means the same.
            let believed = if claim.0 == "x-forwarded-for" { "10.0.0.1" } else { "10.0.0.2" };
            assert_eq!(whose(&clinic, "10.0.0.2", &[claim]).await, believed, "{claim:?}");
        }
        let said = ("x-forwarded-for", "8.8.8.8, 192.0.2.7");
        for peer in ["10.0.0.2", "::ffff:10.0.0.2", "fd00::17"] {
            assert_eq!(whose(&clinic, peer, &[said]).await, "192.0.2.7", "{peer}");
        }
        let lied_to = [("forwarded", "for=8.8.8.8"), ("x-real-ip", "8.8.8.8"), said];
        assert_eq!(whose(&clinic, "10.0.0.2", &lied_to).await, "192.0.2.7");
    });
}

both_engines! {
    async fn s6_a_request_for_another_host_is_answered_by_nobody(clinic: Clinic) {
        let before = clinic.dump().await;
        let browser = clinic.browser();
        let fields = form(&[("form[identifier]", ADMINISTRATOR), ("form[password]", PASSWORD)]);
        for host in ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "*", ""] {
            for (method, path, body) in [
                (Method::GET, "/".to_owned(), ""),
                (Method::GET, "/no-such-page".into(), ""),
                (Method::GET, "/pkg/amparo.0123456789.js".into(), ""),
                (Method::GET, "/calls/x/socket".into(), ""),
                (Method::POST, door("sign_in"), fields.as_str()),
            ] {
                let request = Request::builder().method(&method).uri(&path).header(header::HOST, host);
                let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                let answer = browser.send(request, Body::from(body.to_owned())).await;
                assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{method} {path} for {host}");
                assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
                assert!(!answer.text().contains("evil") && answer.header("set-cookie").is_empty());
            }
            let request = Request::get("/healthz").header(header::HOST, host);
            assert_eq!(browser.send(request, Body::empty()).await.status, StatusCode::OK, "health is asked by any name");
        }
        assert_eq!(clinic.dump().await, before);
    }
}

#[test]
fn s6_over_the_wire_every_way_to_name_another_host_is_refused() {
    on_sqlite(Plan::default(), async |clinic| {
        let own = clinic.address;
        for (head, status) in [
            (format!("GET /sign-in HTTP/1.1\r\nHost: {own}\r\n"), "200"),
            (format!("GET http://{own}/sign-in HTTP/1.1\r\nHost: {own}\r\n"), "200"),
            ("GET /sign-in HTTP/1.1\r\nHost: evil.example\r\n".into(), "421"),
            (format!("GET http://evil.example/sign-in HTTP/1.1\r\nHost: {own}\r\n"), "421"),
            (format!("GET http://{own}/sign-in HTTP/1.1\r\nHost: evil.example\r\n"), "421"),
            (format!("GET /sign-in HTTP/1.1\r\nHost: {own}\r\nHost: evil.example\r\n"), "421"),
            (format!("GET /sign-in HTTP/1.1\r\nHost: {own}\r\nX-Forwarded-Host: evil.example\r\n"), "200"),
            ("GET /sign-in HTTP/1.1\r\n".into(), "421"),
            ("GET /sign-in HTTP/1.0\r\n".into(), "421"),
        ] {
            let mut stream = TcpStream::connect(own).await.unwrap();
            stream.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).await.unwrap();
            let mut text = Vec::new();
            soon("an answer", stream.read_to_end(&mut text)).await.unwrap();
            let text = String::from_utf8_lossy(&text).into_owned();
            assert_eq!(text.split(' ').nth(1), Some(status), "{head}: {text:.200}");
        }
    });
}
