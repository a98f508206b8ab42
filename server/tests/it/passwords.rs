//! Passwords as a clinic wants them, at the doors where they are set and where they open.

use app::error::AppError;
use axum::http::StatusCode;
use domain::{FieldErrors, Problem, Refusal, Role, links::LinkKind};

use crate::{
    browser::{Answer, Browser},
    clinic::{Clinic, Engine, PASSWORD, Plan, on_plan, on_sqlite},
    links::{comes_in, reset, token},
    people::new_professional,
};

const NEW: &str = "girafa azul 9";
const DAY: i64 = 24 * 60;

#[track_caller]
fn assert_problem(answer: &Answer, field: &str, problem: Problem) {
    let expected = AppError::Fields(FieldErrors::one(field, problem));
    assert_eq!((answer.status, answer.error()), (StatusCode::UNPROCESSABLE_ENTITY, expected));
}

async fn change(browser: &Browser, from: &str, to: &str) -> Answer {
    browser.call("change_password", &[("form[current]", from), ("form[new]", to)]).await
}

both_engines! {
    async fn every_door_refuses_a_password_that_is_easily_guessed(clinic: Clinic) {
        let (ana, administrator) = (clinic.patient("Ana Souza").await, clinic.administrator().await);
        assert_problem(&change(&ana.browser, PASSWORD, "anasouza1990").await, "new", Problem::TooGuessable);
        let path = clinic.forgotten(&ana).await;
        assert_problem(&reset(&clinic.browser(), &path, "senha12345").await, "password", Problem::TooGuessable);
        reset(&clinic.browser(), &path, NEW).await.json::<()>();

        let mut fields = new_professional("Helena Prado", "helena@example.com", "100001-F");
        fields.iter_mut().filter(|(name, _)| *name == "form[password]").for_each(|(_, value)| *value = "helena2020");
        let added = administrator.browser.call("add_professional", &fields).await;
        assert_problem(&added, "password", Problem::TooGuessable);

        let invite = [("form[role]", Role::Reception.as_str()), ("form[name]", "Rosa Melo"), ("form[email]", "rosa@example.com")];
        administrator.browser.call("invite", &invite).await.json::<()>();
        let path = clinic.path_to("rosa@example.com", LinkKind::Invite).await;
        let accept = async |password: &str| {
            let fields = [
                ("form[token]", token(&path)),
                ("form[name]", "Rosa Melo"),
                ("form[password]", password),
                ("form[accepted]", domain::terms::CURRENT),
            ];
            clinic.browser().call("accept_invitation", &fields).await
        };
        assert_problem(&accept("rosamelo77").await, "password", Problem::TooGuessable);
        accept(NEW).await.json::<()>();
        clinic.jobs_may_stay();
    }

    async fn the_last_passwords_do_not_come_again(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        change(&ana.browser, PASSWORD, NEW).await.json::<()>();
        assert_problem(&change(&ana.browser, NEW, PASSWORD).await, "new", Problem::UsedBefore);
        let path = clinic.forgotten(&ana).await;
        for used in [PASSWORD, NEW] {
            assert_problem(&reset(&clinic.browser(), &path, used).await, "password", Problem::UsedBefore);
        }
        assert!(ana.browser.who().await.is_some(), "a refusal signs nobody out");
        assert!(comes_in(&clinic, &ana.email, NEW).await);
        clinic.jobs_may_stay();
    }
}

mod a_password_that_is_too_old_leads_to_a_letter_and_nowhere_else {
    use super::*;

    #[test]
    fn sqlite() {
        on_plan(Engine::Sqlite, plan(), story);
    }

    #[test]
    fn postgres() {
        on_plan(Engine::Postgres, plan(), story);
    }

    fn plan() -> Plan {
        Plan { also: |settings| settings.password_days_max = 90, ..Plan::default() }
    }

    async fn story(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        clinic.pass_minutes(90 * DAY);
        let browser = clinic.browser();
        let fields = [("form[identifier]", ana.email.as_str()), ("form[password]", PASSWORD)];
        let refused = browser.call("sign_in", &fields).await;
        assert_eq!(
            (refused.status, refused.error()),
            (StatusCode::CONFLICT, AppError::Refused(Refusal::PasswordExpired))
        );
        // S5: nothing is open, not even halfway.
        assert_eq!(browser.who().await, None);
        for door in ["my_profile", "my_second_factor", "my_devices"] {
            assert_eq!(browser.call(door, &[]).await.status, StatusCode::UNAUTHORIZED, "{door}");
        }
        assert_eq!(change(&browser, PASSWORD, NEW).await.status, StatusCode::UNAUTHORIZED);
        let path = clinic.path_to(&ana.email, LinkKind::ResetPassword).await;
        reset(&browser, &path, NEW).await.json::<()>();
        assert!(comes_in(&clinic, &ana.email, NEW).await);
        clinic.jobs_may_stay();
    }
}

#[test]
fn pages_say_how_long_a_password_of_this_clinic_must_be() {
    on_sqlite(Plan { also: |settings| settings.password_chars_min = 12, ..Plan::default() }, async |clinic| {
        let (ana, administrator) = (clinic.patient("Ana Souza").await, clinic.administrator().await);
        let reset_path = clinic.forgotten(&ana).await;
        for (browser, path) in [
            (&clinic.browser(), reset_path.as_str()),
            (&ana.browser, "/security"),
            (&administrator.browser, "/professionals/new"),
        ] {
            let page = browser.get(path).await.text();
            assert!(page.contains("Pelo menos 12 caracteres"), "{path}");
            assert!(page.contains(r#"data-password-chars="12""#), "{path}");
        }
        assert_problem(&change(&ana.browser, PASSWORD, "girafa az 9").await, "new", Problem::TooShort);
        change(&ana.browser, PASSWORD, "girafa azul9").await.json::<()>();
        clinic.jobs_may_stay();
    });
}
