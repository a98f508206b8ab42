//! S13: the pictures of professionals. What is taken is told by its content, what is shown can do nothing.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{
    PhotoId,
    professionals::{PHOTO_BYTES_MAX, ProfileSheet},
};
use server::professionals::UPLOAD_BYTES_MAX;

use crate::{
    browser::{Answer, Browser},
    clinic::{Clinic, PASSWORD, Plan, on_sqlite},
};

const BORDER: &str = "amparo-border";

/// The smallest picture that is taken, with this many bytes of dots.
fn picture(dots: usize) -> Vec<u8> {
    let chunk = |name: &[u8; 4], bytes: &[u8]| {
        [&u32::try_from(bytes.len()).unwrap().to_be_bytes()[..], name, bytes, &[0; 4]].concat()
    };
    let head = chunk(b"IHDR", &[0, 0, 0, 64, 0, 0, 0, 64, 8, 2, 0, 0, 0]);
    let place = chunk(b"tEXt", b"GPS 23.5505S 46.6333W");
    [b"\x89PNG\r\n\x1a\n".to_vec(), head, place, chunk(b"IDAT", &vec![7; dots]), chunk(b"IEND", b"")].concat()
}

/// Sends a file as the form of the page does.
async fn send(browser: &Browser, professional: &str, name: &str, kind: &str, file: &[u8]) -> Answer {
    let head = format!(
        "--{BORDER}\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"{name}\"\r\nContent-Type: {kind}\r\n\r\n"
    );
    let end = format!("\r\n--{BORDER}--\r\n");
    let body = [head.as_bytes(), file, end.as_bytes()].concat();
    let request = Request::post(format!("/professionals/{professional}/photo"))
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BORDER}"))
        .header(header::CONTENT_LENGTH, body.len());
    browser.send(request, Body::from(body)).await
}

async fn photo_of(browser: &Browser, professional: &str) -> Option<PhotoId> {
    browser.call("profile_sheet", &[("id", professional)]).await.json::<ProfileSheet>().photo
}

/// A professional, and how they are called.
async fn helena(clinic: &Clinic) -> (Browser, String) {
    let helena = clinic.professional("Helena Prado").await;
    let id = clinic.professional_id(&helena).await.to_string();
    (helena.browser, id)
}

#[test]
fn s13_a_picture_is_shown_to_everybody_and_can_do_nothing() {
    on_sqlite(Plan::default(), async |clinic| {
        let (helena, id) = helena(&clinic).await;
        let answer = send(&helena, &id, "../../etc/passwd\u{202e}.html", "text/html", &picture(9)).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        assert_eq!(answer.header("location"), format!("/professionals/{id}/profile?photo=saved"));
        let photo = photo_of(&helena, &id).await.unwrap();
        let seen = clinic.browser().get(&format!("/photos/{photo}")).await;
        assert_eq!((seen.status, seen.header("content-type")), (StatusCode::OK, "image/png"));
        assert_eq!(seen.header("x-content-type-options"), "nosniff");
        assert_eq!(seen.header("content-disposition"), "attachment; filename=\"photo.png\"");
        let policy = seen.header("content-security-policy");
        assert!(policy.contains("sandbox;") && policy.contains("default-src 'none'"), "{policy}");
        assert_eq!(seen.header("cross-origin-resource-policy"), "same-origin");
        assert!(!seen.text().contains("GPS"), "where it was taken is nobody's business");
        let again = send(&helena, &id, "b.png", "image/png", &picture(10)).await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        assert_eq!(clinic.browser().get(&format!("/photos/{photo}")).await.status, StatusCode::NOT_FOUND);
        for odd in ["../photos", "1", "%00", "%2e%2e"] {
            assert_eq!(clinic.browser().get(&format!("/photos/{odd}")).await.status, StatusCode::NOT_FOUND, "{odd}");
        }
    });
}

#[test]
fn s13_what_is_no_picture_is_refused_in_words_and_leaves_no_trace() {
    on_sqlite(Plan::default(), async |clinic| {
        let (helena, id) = helena(&clinic).await;
        let before = clinic.dump().await;
        for (file, word) in [
            (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), "not_a_picture"),
            (b"<script>alert(1)</script>".to_vec(), "not_a_picture"),
            (picture(9)[..50].to_vec(), "not_a_picture"),
            (picture(PHOTO_BYTES_MAX), "too_large"),
            (Vec::new(), "missing"),
        ] {
            let answer = send(&helena, &id, "foto.png", "image/png", &file).await;
            let location = format!("/professionals/{id}/profile?photo={word}");
            assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, location.as_str()));
        }
        assert_eq!(clinic.dump().await, before);
        let page = helena.get(&format!("/professionals/{id}/profile?photo=not_a_picture")).await;
        assert!(page.text().contains("JPEG, PNG ou WebP que abra"), "the page says what was wrong");
    });
}

#[test]
fn t1_a_file_that_is_too_long_is_not_read_and_half_a_form_is_refused() {
    on_sqlite(Plan::default(), async |clinic| {
        let (helena, id) = helena(&clinic).await;
        let answer = send(&helena, &id, "foto.png", "image/png", &vec![0; UPLOAD_BYTES_MAX]).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
        for body in ["", "--amparo-border", "--amparo-border\r\n\r\n", "--amparo-border--\r\n"] {
            let request = Request::post(format!("/professionals/{id}/photo"))
                .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BORDER}"));
            let status = helena.send(request, Body::from(body)).await.status;
            assert!(status.is_client_error() || status == StatusCode::SEE_OTHER, "{body:?}: {status}");
        }
        let request = Request::post(format!("/professionals/{id}/photo")).header(header::CONTENT_TYPE, "text/plain");
        assert_eq!(helena.send(request, Body::from("photo")).await.status, StatusCode::BAD_REQUEST);
    });
}

#[test]
fn s1_nobody_but_themselves_and_the_administrator_changes_a_picture() {
    on_sqlite(Plan::default(), async |clinic| {
        // Letters about new devices.
        clinic.jobs_may_stay();
        let (helena, id) = helena(&clinic).await;
        let otto = clinic.professional("Otto Reis").await.browser;
        let ana = clinic.patient("Ana Souza").await.browser;
        let rosa = clinic.reception("Rosa Melo").await.browser;
        let marta = clinic.administrator().await.browser;
        let before = clinic.dump().await;
        for (browser, status) in [
            (&clinic.browser(), StatusCode::UNAUTHORIZED),
            (&ana, StatusCode::FORBIDDEN),
            (&rosa, StatusCode::FORBIDDEN),
            (&otto, StatusCode::NOT_FOUND),
        ] {
            assert_eq!(send(browser, &id, "foto.png", "image/png", &picture(9)).await.status, status);
        }
        assert_eq!(clinic.dump().await, before);
        let foreign = Request::post(format!("/professionals/{id}/photo"))
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BORDER}"))
            .header("sec-fetch-site", "cross-site");
        assert_eq!(helena.send(foreign, Body::empty()).await.status, StatusCode::FORBIDDEN, "another site's form");
        for browser in [&helena, &marta] {
            assert_eq!(send(browser, &id, "foto.png", "image/png", &picture(9)).await.status, StatusCode::SEE_OTHER);
        }
        let answer = marta.call("remove_photo", &[("professional", &id)]).await;
        answer.json::<()>();
        assert_eq!(photo_of(&marta, &id).await, None);
    });
}

#[test]
fn a_visitor_who_wants_to_book_comes_back_to_it_once_they_are_in() {
    on_sqlite(Plan::default(), async |clinic| {
        // Letters about new devices.
        clinic.jobs_may_stay();
        let (_, id) = helena(&clinic).await;
        let ana = clinic.patient("Ana Souza").await;
        let book = format!("/book/{id}");
        let browser = clinic.browser();
        assert_eq!(browser.get("/directory?words=helena").await.status, StatusCode::OK);
        assert_eq!(browser.get(&book).await.status, StatusCode::UNAUTHORIZED);
        let fields = [("form[identifier]", ana.email.as_str()), ("form[password]", PASSWORD)];
        browser.call("sign_in", &fields).await.json::<()>();
        assert_eq!(browser.get("/").await.header("location"), book);
        assert_eq!(browser.get("/").await.header("location"), "/home", "once");
        for odd in ["//evil.example", "https://evil.example", "../admin", "1", ""] {
            browser.set_cookie("wanted", odd);
            assert_eq!(browser.get("/").await.header("location"), "/home", "{odd}");
        }
    });
}

#[test]
fn s12_what_a_professional_writes_is_text_on_every_page() {
    on_sqlite(Plan::default(), async |clinic| {
        let (helena, id) = helena(&clinic).await;
        let payload = "</textarea><script>alert(1)</script><img src=x onerror=alert(1)>";
        let fields = [("form[professional]", id.as_str()), ("form[biography]", payload)];
        helena.call("set_biography", &fields).await.json::<()>();
        for (browser, path) in
            [(&clinic.browser(), "/directory".to_owned()), (&helena, format!("/professionals/{id}/profile"))]
        {
            let page = browser.get(&path).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(!page.text().contains("<script>alert") && !page.text().contains("<img src=x"), "{path}");
        }
    });
}
