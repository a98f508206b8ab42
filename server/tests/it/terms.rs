//! The terms come first: who has not accepted them as they are now reads them, accepts them, or goes.

use app::error::AppError;
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{
    Problem, Refusal,
    terms::{Acceptance, CURRENT},
};

use crate::{
    browser::{Answer, Browser},
    clinic::PASSWORD,
    database::{execute, number},
    people::registration,
};

/// Goes to a page as a browser does.
async fn visit(browser: &Browser, path: &str) -> Answer {
    browser.send(Request::get(path).header(header::ACCEPT, "text/html,*/*"), Body::empty()).await
}

both_engines! {
    async fn nobody_registers_without_accepting(clinic: Clinic) {
        for accepted in ["", "on", "terms-0 privacy-1"] {
            let mut fields = registration("Ana Souza", "ana@example.com");
            fields[4].1 = accepted;
            let answer = clinic.browser().call("register", &fields).await;
            match answer.error() {
                AppError::Fields(errors) => assert_eq!(errors.of("accepted"), Some(Problem::NotAccepted)),
                other => panic!("{other:?}"),
            }
        }
        let fields = registration("Ana Souza", "ana@example.com");
        assert_eq!(clinic.browser().call("register", &fields[..4]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(number(clinic.db(), "select count(*) from patient").await, 0);
    }

    async fn s4_a_new_version_shuts_every_door_until_it_is_accepted(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        let booked = clinic.booked(&ana, &helena).await.to_string();
        clinic.work().await;
        execute(clinic.db(), "update acceptance set version = 0 where document = 'privacy'").await;
        for path in ["/", "/home", "/me", "/visits", "/no-such-page"] {
            let answer = visit(&ana.browser, path).await;
            assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/accept"), "{path}");
        }
        for path in ["/accept", "/terms", "/privacy", "/help"] {
            assert_eq!(visit(&ana.browser, path).await.status, StatusCode::OK, "{path}");
        }
        let before = clinic.dump().await;
        for (name, fields) in [
            ("my_visits", vec![]),
            ("my_profile", vec![]),
            ("my_devices", vec![]),
            ("appointment", vec![("id", booked.as_str())]),
            ("cancel_appointment", vec![("id", booked.as_str())]),
            ("call_ticket", vec![("appointment", booked.as_str())]),
            ("open_record", vec![("appointment", booked.as_str())]),
            ("change_password", vec![("form[current]", PASSWORD), ("form[new]", "girafa azul 9")]),
            ("accept_terms", vec![("form[accepted]", "terms-1 privacy-0")]),
        ] {
            let answer = ana.browser.call(name, &fields).await;
            let shut = [StatusCode::CONFLICT, StatusCode::UNPROCESSABLE_ENTITY].contains(&answer.status);
            assert!(shut, "{name}: {}", answer.status);
        }
        assert_eq!(ana.browser.call("my_visits", &[]).await.error(), AppError::Refused(Refusal::AcceptFirst));
        assert_eq!(clinic.dump().await, before);
        assert!(ana.browser.who().await.is_some(), "they are signed in all the same");

        ana.browser.call("accept_terms", &[("form[accepted]", CURRENT)]).await.json::<()>();
        assert_eq!(ana.browser.call("my_visits", &[]).await.status, StatusCode::OK);
        assert_eq!(visit(&ana.browser, "/visits").await.status, StatusCode::OK);
        let accepted = ana.browser.call("my_acceptances", &[]).await.json::<Vec<Acceptance>>();
        assert_eq!(accepted.len(), 3, "the former version of the notice, and both texts as they are");
        helena.browser.call("sign_out", &[]).await.json::<()>();
    }
}
