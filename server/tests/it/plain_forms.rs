//! Forms of a browser without WASM: sent as they are, answered with an address, and shown on the page it leads to.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{privacy::Found, second_factor::NewFactor};

use crate::{
    browser::{Answer, Browser, door, form, posting},
    clinic::{ADMINISTRATOR, PASSWORD},
    second_factor::{shown, strictly, with_password},
};

const HTML: &str = "text/html,application/xhtml+xml";

impl Browser {
    /// Sends a form from a page, as a browser without WASM does; gives where it is led, and the answer.
    async fn plain(&self, name: &str, page: &str, fields: &[(&str, &str)]) -> (String, Answer) {
        let origin = self.origin();
        let request =
            posting(&door(name)).header(header::ACCEPT, HTML).header(header::REFERER, format!("{origin}{page}"));
        let answer = self.send(request, Body::from(form(fields))).await;
        assert_eq!(answer.status, StatusCode::FOUND, "{}", answer.text());
        let location = answer.header("location").replace(&origin, "");
        // Leptos takes an error of before out of the address, and leaves the question mark.
        (location.trim_end_matches('?').to_owned(), answer)
    }

    async fn page(&self, path: &str) -> String {
        let request = Request::get(path).header(header::ACCEPT, HTML);
        let answer = self.send(request, Body::empty()).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        answer.text()
    }
}

#[test]
fn an_app_is_set_up_by_plain_forms_and_no_secret_stands_in_an_address() {
    strictly(async |clinic| {
        let browser = with_password(&clinic, ADMINISTRATOR).await;
        let page = "/sign-in/second-factor";
        let (location, answer) = browser.plain("new_second_factor", page, &[]).await;
        let secret = serde_json::from_slice::<NewFactor>(&answer.body).unwrap().secret;
        assert_eq!(location, page);
        let offered = browser.page(page).await;
        assert!(secret.as_bytes().chunks(4).all(|group| offered.contains(&*String::from_utf8_lossy(group))));

        let code = shown(&clinic, &secret);
        let (location, _) = browser.plain("confirm_second_factor", page, &[("form[code]", &code)]).await;
        assert_eq!(location, page);
        assert!(browser.who().await.is_some(), "in by now");
        let codes = recovery_codes(&browser.page(page).await);
        assert_eq!(codes.len(), 10);
        let elsewhere = browser.twin();
        let (location, _) = browser.plain("second_factor_written", page, &[]).await;
        assert_eq!(location, "/");
        for browser in [&browser, &elsewhere] {
            assert!(recovery_codes(&browser.page("/security").await).is_empty(), "shown once");
        }
    });
}

/// `ABCDE-12345`, as it is written down.
fn recovery_codes(page: &str) -> Vec<String> {
    let is_half = |half: &str| half.len() == 5 && half.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let words = page.split(['<', '>']).filter(|word| word.split('-').count() == 2 && word.split('-').all(is_half));
    words.map(str::to_owned).collect()
}

both_engines! {
    async fn a_visit_is_moved_by_plain_forms_from_its_page_and_from_the_desk(clinic: Clinic) {
        clinic.jobs_may_stay();
        let (ana, rosa) = (clinic.patient("Ana Souza").await, clinic.reception("Rosa Melo").await);
        let helena = clinic.professional("Helena Prado").await;
        let (professional, at) = (clinic.professional_id(&helena).await, clinic.now().plus_minutes(130));
        let visit = clinic.booked_at(&ana, professional, at).await.to_string();
        for (version, browser, room) in [(0, &ana.browser, "visits"), (1, &rosa.browser, "agenda")] {
            let (page, from) = (format!("/{room}/{visit}"), format!("/{room}/{visit}/move"));
            assert!(browser.page(&from).await.contains("Remarcar para este"));
            let (seen, to) = (version.to_string(), at.plus_minutes(60 * (version + 1)).to_string());
            let fields = [("form[appointment]", visit.as_str()), ("form[version]", &seen), ("form[starts_at]", &to)];
            let (location, _) = browser.plain("move_appointment", &from, &fields).await;
            assert_eq!(location, page);
            assert!(browser.page(&page).await.contains("Remarcada para"));
        }
    }

    async fn somebody_who_is_found_by_a_plain_form_is_shown(clinic: Clinic) {
        clinic.jobs_may_stay();
        let page = "/patients/outside";
        let otavio = clinic.professional("Otávio Lins").await.browser;
        clinic.patient("Ana Souza").await;
        let sought = |name| [("form[name]", name), ("form[birth_date]", "1990-05-20")];
        let (location, _) = otavio.plain("seek_patient", page, &sought("Ana Souz")).await;
        assert_eq!(location, "/patients/outside?found=none");
        let nobody = otavio.page(&location).await;
        assert!(nobody.contains("exatamente estes dados. Se o nome"));
        assert!(nobody.contains(r#"value="Ana Souz""#) && nobody.contains(r#"value="1990-05-20""#), "typed once");

        let (location, answer) = otavio.plain("seek_patient", page, &sought("Ana Souza")).await;
        let found = serde_json::from_slice::<Option<Found>>(&answer.body).unwrap().unwrap();
        assert_eq!(location, format!("/patients/outside?found={}", found.id), "and no name in it");
        assert!(otavio.page(&location).await.contains("Ana Souza"));
        let other = clinic.professional("Helena Prado").await.browser;
        let theirs = other.get(&location).await;
        assert!(theirs.status == StatusCode::NOT_FOUND && !theirs.text().contains("Ana Souza"));
        let id = found.id.to_string();
        let glass = [("form[patient]", id.as_str()), ("form[reason]", "Desmaiou na recepção.")];
        let (location, _) = otavio.plain("break_glass", &location, &glass).await;
        assert_eq!(location, format!("/patients/{id}"));
    }

    async fn another_address_that_is_asked_for_by_a_plain_form_is_said_to_be_on_its_way(clinic: Clinic) {
        clinic.jobs_may_stay();
        let ana = clinic.patient("Ana Souza").await.browser;
        let change = [("form[email]", "outra@example.com"), ("form[password]", PASSWORD)];
        let (location, _) = ana.plain("change_email", "/me", &change).await;
        assert_eq!(location, "/me?email=asked");
        let page = ana.page(&location).await;
        assert!(page.contains("Enviamos um link para o novo e-mail") && !page.contains("outra@example.com"));
    }

    async fn a_password_that_is_changed_by_a_plain_form_is_said_to_be_saved(clinic: Clinic) {
        clinic.jobs_may_stay();
        let ana = clinic.patient("Ana Souza").await.browser;
        let change = [("form[current]", PASSWORD), ("form[new]", "girafa azul no telhado 9")];
        let (location, _) = ana.plain("change_password", "/security", &change).await;
        assert_eq!(location, "/done/change_password");
        let page = ana.page(&location).await;
        assert!(page.contains("Senha salva") && page.contains("Seus outros aparelhos saíram"));
    }

    async fn what_was_typed_into_a_refused_plain_form_stands_in_it_again_once(clinic: Clinic) {
        let browser = clinic.browser();
        let typed = [("form[name]", "Ana \"Nina\" <Souza>"), ("form[email]", "ana sem arroba"), ("form[birth_date]", "1990-05-20")];
        let (location, _) = browser.plain("register", "/register", &typed).await;
        assert!(location.starts_with("/register?"), "{location}");
        assert!(!location.contains("Nina") && !location.contains("arroba"), "no value in an address");
        assert!(!browser.cookie().contains("Nina"), "sealed");
        let elsewhere = browser.twin();
        let page = browser.page(&location).await;
        assert!(page.contains("Ana &quot;Nina&quot; &lt;Souza&gt;") && page.contains("ana sem arroba"));
        assert!(page.contains("1990-05-20"));
        assert!(!browser.page("/register").await.contains("Nina"), "shown once");
        assert!(!elsewhere.page("/sign-in").await.contains("Nina"), "in its own form only");

        // Somebody else who signs in with this browser meanwhile is shown nothing of it.
        let ana = clinic.patient("Ana Souza").await.browser;
        let typed = browser.twin();
        let change = [("form[email]", "nina sem arroba"), ("form[password]", PASSWORD)];
        let (location, _) = ana.plain("change_email", "/me", &change).await;
        let other = clinic.patient("Rui Lima").await.browser;
        other.set_cookie("typed", &ana.cookie_named("typed"));
        typed.set_cookie("typed", &ana.cookie_named("typed"));
        assert!(!other.page("/me").await.contains("nina sem"));
        assert!(!typed.page("/sign-in").await.contains("nina sem"));
        let page = ana.page(&location).await;
        assert!(page.contains("nina sem arroba") && !page.contains(PASSWORD), "and no password");
    }

    async fn everybody_is_told_whom_to_write_to_about_their_data(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await.browser;
        for (browser, page) in [(&clinic.browser(), "/privacy"), (&clinic.browser(), "/help"), (&ana, "/who-saw")] {
            let page = browser.page(page).await;
            assert!(page.contains("Clara Nunes") && page.contains("mailto:clara@clinic.example"));
        }
    }
}
