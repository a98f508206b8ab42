//! The same doors, and people who push: ids in another dress, fields that are not on the form, pages of other origins.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use domain::{AppointmentId, Role, scheduling::AppointmentCard};

use crate::{
    browser::{door, form, posting},
    doors::{CALLERS, Door, Things, Town, doors},
    people::{booking, registration},
};

/// Ids that are none, or that are one in another dress.
fn odd(id: &str) -> Vec<String> {
    vec![
        String::new(),
        "-1".into(),
        "0".into(),
        "1".into(),
        "99999999999999999999999999999999999999999999".into(),
        "null".into(),
        "[]".into(),
        "%00".into(),
        "..%2f..".into(),
        "' or 1=1 --".into(),
        format!("{{{id}}}"),
        format!("urn:uuid:{id}"),
        format!(" {id}"),
        format!("{id} "),
        id.to_uppercase(),
        id.replace('-', ""),
        format!("{id},{id}"),
        "a".repeat(20_000),
    ]
}

both_engines! {
    async fn s2_an_id_in_another_dress_opens_nothing(clinic: Clinic) {
        let town = Town::new(clinic).await;
        for door in doors().into_iter().filter(|door| door.takes_appointment() || door.takes_professional() || door.takes_patient()) {
            let things = town.fresh(&door).await;
            let before = town.clinic.dump().await;
            for caller in CALLERS {
                for odd in odd(named(&door, &things)) {
                    let dressed = dressed(&door, &things, &odd);
                    let answer = door.knock(&town.browser(caller), &dressed).await;
                    let said = format!("{caller} at {door} with {:.60}: {}", odd, answer.status);
                    assert!(answer.status.is_client_error() || is_list(&door, &odd), "{said}");
                }
            }
            assert_eq!(town.clinic.dump().await, before, "{door}");
        }
    }

    async fn s3_fields_that_are_not_on_the_form_change_nothing(clinic: Clinic) {
        let town = Town::new(clinic.clone()).await;
        let more = [
            ("role", "administrator"), ("form[role]", "administrator"), ("form[id]", "1"), ("form[clinic_id]", "1"),
            ("form[status]", "completed"), ("form[completed_at]", "1"), ("form[price]", "0"), ("form[price_centavos]", "0"),
            ("form[owner_id]", "1"), ("form[patient]", "1"), ("form[patient_id]", "1"), ("manage_mode", "true"),
            ("form[payer_id]", "1"), ("form[deactivated_at]", "1"), ("form[now]", "0"),
        ];
        let browser = clinic.browser();
        let fields = [registration("Eva Dias", "eva@example.com").as_slice(), &more].concat();
        let answer = browser.call("register", &fields).await;
        if answer.status == StatusCode::OK {
            let code = clinic.code_to("eva@example.com").await;
            browser.call("sign_in_with_code", &[("form[code]", &code)]).await.json::<()>();
            assert_eq!(browser.who().await.unwrap().role, Role::Patient);
        }
        let (ana, professional) = (&town.people[0].browser, town.professional.to_string());
        let starts_at = clinic.now().plus_minutes(10).to_string();
        let answer = ana.call("book_appointment", &[booking(&professional, &starts_at).as_slice(), &more].concat()).await;
        if answer.status == StatusCode::OK {
            let id = answer.json::<AppointmentId>().to_string();
            let card = ana.call("appointment", &[("id", &id)]).await.json::<AppointmentCard>();
            assert_eq!((card.patient.as_str(), card.state.as_str()), ("Ana Souza", "scheduled"));
        }
    }

    async fn s9_a_page_of_another_origin_changes_nothing(clinic: Clinic) {
        let town = Town::new(clinic.clone()).await;
        let host = clinic.address.to_string();
        let (alike, other_port) = (format!("http://{host}.evil.example"), format!("http://{}:1", clinic.address.ip()));
        for door in doors().into_iter().filter(|door| door.function().is_some()) {
            let browser = town.browser(allowed(&door));
            let things = town.fresh(&door).await;
            let before = town.clinic.dump().await;
            for (name, value) in [
                ("origin", "https://evil.example"), ("origin", "null"), ("origin", alike.as_str()), ("origin", &other_port),
                ("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("sec-fetch-site", "anything"),
            ] {
                for kind in ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x", "application/json"] {
                    let request = Request::post(&door.path).header(name, value).header(header::CONTENT_TYPE, kind);
                    let answer = browser.send(request, Body::from(said(&door, &things))).await;
                    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{door} {name}: {value}, {kind}");
                }
            }
            let simple = browser.send(Request::get(&door.path), Body::empty()).await;
            assert!(simple.status.is_client_error(), "GET {}: {}", door.path, simple.status);
            for method in [Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD] {
                let answer = browser.send(Request::builder().method(&method).uri(&door.path), Body::empty()).await;
                assert!(answer.status.is_client_error(), "{method} {}: {}", door.path, answer.status);
            }
            assert_eq!(town.clinic.dump().await, before, "{door}");
        }
    }

    async fn s9_our_own_page_may(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        for (name, value) in [("origin", clinic.origin()), ("sec-fetch-site", "same-origin"), ("sec-fetch-site", "none")] {
            let answer = ana.browser.send(posting(&door("my_visits")).header(name, value), Body::empty()).await;
            assert_eq!(answer.status, StatusCode::OK, "{name}: {value}");
        }
    }

    async fn t6_without_wasm_an_error_names_fields_and_never_what_was_typed(clinic: Clinic) {
        let browser = clinic.browser();
        let fields = registration("Ana Souza", "ana at example");
        let request = posting(&door("register"))
            .header(header::ACCEPT, "text/html")
            .header(header::REFERER, format!("{}/register", clinic.origin()));
        let answer = browser.send(request, Body::from(form(&fields))).await;
        assert_eq!(answer.status, StatusCode::FOUND, "a form without WASM is sent back to its page");
        let location = answer.header("location").to_owned();
        assert!(location.contains("/register?") && location.contains("__err="), "{location}");
        for typed in ["at%20example", "1990-05-20", "Souza"] {
            assert!(!location.contains(typed), "{location}");
        }
        assert_ne!(browser.get(&location.replace(clinic.origin(), "")).await.status, StatusCode::INTERNAL_SERVER_ERROR);
    }
}

/// The id that the door is asked about.
fn named<'a>(door: &Door, things: &'a Things) -> &'a str {
    match () {
        () if door.takes_appointment() => &things.appointment,
        () if door.takes_patient() => &things.patient,
        () => &things.professional,
    }
}

fn dressed(door: &Door, things: &Things, odd: &str) -> Things {
    let mut dressed = things.clone();
    // In an address a space or a brace does not even reach the router.
    let odd = if door.function().is_some() { odd.to_owned() } else { escaped(odd) };
    if door.takes_appointment() {
        dressed.appointment = odd;
    } else if door.takes_patient() {
        dressed.patient = odd;
    } else {
        dressed.professional = odd;
    }
    dressed
}

fn escaped(text: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || "-.%_".contains(c);
    text.chars().map(|c| if safe(c) { c.to_string() } else { format!("%{:02X}", c as u32) }).collect()
}

/// Without an id the address is that of the list.
fn is_list(door: &Door, odd: &str) -> bool {
    door.function().is_none() && odd.is_empty()
}

/// Who may do what a door does.
fn allowed(door: &Door) -> &'static str {
    match door.function().unwrap() {
        "register" | "sign_in" => "visitor",
        "invite" | "invitations" | "resend_invitation" | "revoke_invitation" | "add_professional" | "audit_trail"
        | "read_security_log" | "deactivate_account" | "people" | "reactivate_account" | "reviews"
        | "mark_reviewed" | "answer_contest" | "set_opening_hours" | "set_booking_rules" | "add_exception"
        | "remove_exception" | "add_holiday" | "remove_holiday" => "administrator",
        "complete_appointment"
        | "mark_arrived"
        | "mark_no_show"
        | "call_off_appointment"
        | "agenda_visit"
        | "write_note"
        | "day_board"
        | "my_patients"
        | "patient"
        | "read_record"
        | "seek_patient"
        | "found_patient"
        | "break_glass" => "professional",
        _ => "patient",
    }
}

fn said(door: &Door, things: &Things) -> String {
    crate::arguments::arguments(door.function().unwrap(), things)
}
