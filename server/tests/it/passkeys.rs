//! Passkeys over HTTP, as a browser and as an attacker use them: in a clinic whose address has a name.

use std::future::Future;

use app::error::AppError;
use axum::http::StatusCode;
use domain::{
    Problem, Refusal,
    passkeys::{ANSWER_CHARS_MAX, CEREMONY_MINUTES, Ceremony, Passkey},
};

use crate::{
    authenticator::Authenticator,
    browser::{Answer, Browser},
    clinic::{Clinic, Engine, Plan, on_plan},
    database::{execute, number},
    people::Person,
};

const ORIGIN: &str = "https://clinic.example";

/// Tells a story on one engine, at an address that passkeys can be made for.
fn with_a_name<F: Future<Output = ()>>(engine: Engine, story: impl FnOnce(Clinic) -> F) {
    on_plan(engine, Plan { origin: Some(ORIGIN), ..Plan::default() }, |clinic| {
        clinic.jobs_may_stay();
        story(clinic)
    });
}

macro_rules! both_engines_with_a_name {
    ($(async fn $name:ident($clinic:ident: Clinic) $story:block)+) => {$(
        mod $name {
            use super::*;

            async fn story($clinic: Clinic) $story

            #[test]
            fn sqlite() {
                with_a_name(Engine::Sqlite, story);
            }

            #[test]
            fn postgres() {
                with_a_name(Engine::Postgres, story);
            }
        }
    )+};
}

async fn asked(browser: &Browser, door: &str) -> Ceremony {
    browser.call(door, &[]).await.json()
}

async fn send(browser: &Browser, asked: &Ceremony, answer: &str) -> Answer {
    let fields = [("form[ceremony]", asked.ceremony.as_str()), ("form[answer]", answer)];
    browser.call("sign_in_with_passkey", &fields).await
}

async fn keep(browser: &Browser, asked: &Ceremony, answer: &str) -> Answer {
    let fields = [("form[ceremony]", asked.ceremony.as_str()), ("form[answer]", answer), ("form[name]", "Celular")];
    browser.call("add_passkey", &fields).await
}

/// A device with a new passkey of this person.
async fn device_of(person: &Person) -> Authenticator {
    let mut device = Authenticator::at(ORIGIN);
    let asked = asked(&person.browser, "passkey_creation").await;
    let answer = device.create(&asked.options);
    assert_eq!(keep(&person.browser, &asked, &answer).await.status, StatusCode::OK);
    device
}

/// Comes in with a device, in a browser that nobody is signed in with.
async fn come_in(browser: &Browser, device: &mut Authenticator) -> Answer {
    let asked = asked(browser, "passkey_request").await;
    send(browser, &asked, &device.get(&asked.options)).await
}

/// Changes one thing of a device, with the help of somebody else's.
type Lie = fn(&mut Authenticator, &Authenticator);

#[track_caller]
fn assert_refused(answer: &Answer, refusal: Refusal) {
    assert_eq!((answer.status, answer.error()), (StatusCode::CONFLICT, AppError::Refused(refusal)));
}

both_engines_with_a_name! {
    async fn a_passkey_is_made_named_used_and_removed(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let mut phone = device_of(&ana).await;
        let made = ana.browser.call("my_passkeys", &[]).await.json::<Vec<Passkey>>().remove(0);
        let id = made.id.to_string();
        let renamed = ana.browser.call("rename_passkey", &[("form[id]", &id), ("form[name]", "Celular da Ana")]).await;
        assert_eq!(renamed.status, StatusCode::OK);

        let other = clinic.browser();
        let came = come_in(&other, &mut phone).await;
        assert_eq!((came.status, other.who().await.unwrap().account), (StatusCode::OK, ana.account));
        assert_eq!(came.header("serverfnredirect"), "");
        let seen = other.call("my_passkeys", &[]).await.json::<Vec<Passkey>>().remove(0);
        assert_eq!((seen.name.as_str(), seen.used.map(|used| used.at)), ("Celular da Ana", Some(clinic.now())));

        assert_eq!(other.call("remove_passkey", &[("id", &id)]).await.status, StatusCode::OK);
        let visitor = clinic.browser();
        assert_refused(&come_in(&visitor, &mut phone).await, Refusal::PasskeyNotAccepted);
        assert_eq!((visitor.who().await, visitor.cookie()), (None, String::new()));
        let happened = ["passkey_added", "passkey_renamed", "signed_in", "new_device", "passkey_removed"];
        assert_eq!(clinic.events().await[4..], happened);
    }

    async fn s8_coming_in_with_a_passkey_makes_a_new_session(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let mut phone = device_of(&ana).await;
        let stolen = ana.browser.twin();
        come_in(&ana.browser, &mut phone).await.json::<()>();
        assert_ne!(ana.browser.cookie(), stolen.cookie());
        assert_eq!(stolen.who().await, None);
    }

    async fn s8_a_proof_that_was_overheard_opens_nothing(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let mut phone = device_of(&ana).await;
        let (victim, thief) = (clinic.browser(), clinic.browser());
        let (one, other) = (asked(&victim, "passkey_request").await, asked(&thief, "passkey_request").await);
        let answer = phone.get(&one.options);
        send(&victim, &one, &answer).await.json::<()>();
        let before = clinic.dump().await;
        assert_refused(&send(&thief, &one, &answer).await, Refusal::CeremonyOver);
        assert_refused(&send(&thief, &other, &answer).await, Refusal::PasskeyNotAccepted);
        assert_eq!((thief.who().await, clinic.dump().await), (None, before));
    }

    async fn s7_of_one_proof_sent_many_times_at_once_one_gets_in(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let before = clinic.events().await.len();
        let mut phone = device_of(&ana).await;
        phone.counter = 7;
        let asked = asked(&clinic.browser(), "passkey_request").await;
        let answer = phone.get(&asked.options);
        let tries = (0..10).map(|_| {
            let (browser, asked, answer) = (clinic.browser(), asked.clone(), answer.clone());
            tokio::spawn(async move { send(&browser, &asked, &answer).await.status })
        });
        let mut seen = Vec::new();
        for tried in tries.collect::<Vec<_>>() {
            seen.push(tried.await.unwrap());
        }
        assert_eq!(seen.iter().filter(|status| **status == StatusCode::OK).count(), 1, "{seen:?}");
        assert!(seen.iter().all(|status| [StatusCode::OK, StatusCode::CONFLICT].contains(status)), "{seen:?}");
        assert_eq!(clinic.events().await[before..].iter().filter(|event| *event == "signed_in").count(), 1);
    }

    async fn s5_what_is_not_right_opens_nothing_and_leaves_nothing(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana Souza").await, clinic.patient("Rui Lima").await);
        let (phone, other) = (device_of(&ana).await, device_of(&rui).await);
        let lies: [(&str, Lie); 6] = [
            ("another origin", |liar, _| liar.origin = "https://evil.example".into()),
            ("no finger", |liar, _| liar.verifies = false),
            ("somebody else's credential", |liar, other| liar.credential.clone_from(&other.credential)),
            ("a credential of nobody", |liar, _| liar.credential = vec![1; 24]),
            ("somebody else's name", |liar, other| liar.holder.clone_from(&other.holder)),
            ("another key", |liar, other| liar.key.clone_from(&other.key)),
        ];
        for (what, lie) in lies {
            let (mut liar, browser) = (phone.clone(), clinic.browser());
            lie(&mut liar, &other);
            let asked = asked(&browser, "passkey_request").await;
            let before = clinic.dump().await;
            let answer = send(&browser, &asked, &liar.get(&asked.options)).await;
            assert_eq!(answer.error(), AppError::Refused(Refusal::PasskeyNotAccepted), "{what}");
            assert_eq!((browser.who().await, clinic.dump().await), (None, before), "{what}");
        }
    }

    async fn s7_what_comes_late_or_to_another_account_is_refused(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana Souza").await, clinic.patient("Rui Lima").await);
        let mut phone = device_of(&ana).await;
        let made = asked(&ana.browser, "passkey_creation").await;
        let answer = Authenticator::at(ORIGIN).create(&made.options);
        let request = asked(&clinic.browser(), "passkey_request").await;
        let proof = phone.get(&request.options);
        let before = clinic.dump().await;
        assert_refused(&keep(&rui.browser, &made, &answer).await, Refusal::CeremonyOver);
        assert_eq!(keep(&clinic.browser(), &made, &answer).await.status, StatusCode::UNAUTHORIZED);
        clinic.pass_minutes(CEREMONY_MINUTES);
        assert_refused(&keep(&ana.browser, &made, &answer).await, Refusal::CeremonyOver);
        assert_refused(&send(&clinic.browser(), &request, &proof).await, Refusal::CeremonyOver);
        assert_eq!(clinic.dump().await, before);
    }

    async fn s4_a_deactivated_account_does_not_come_in_with_its_passkey(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let mut phone = device_of(&ana).await;
        execute(clinic.db(), "update account set deactivated_at = 1 where email = 'ana.souza@example.com'").await;
        assert_refused(&come_in(&clinic.browser(), &mut phone).await, Refusal::PasskeyNotAccepted);
    }

    async fn an_answer_without_end_is_turned_away_unread(clinic: Clinic) {
        let browser = clinic.browser();
        let request = asked(&browser, "passkey_request").await;
        let answer = send(&browser, &request, &"[".repeat(ANSWER_CHARS_MAX + 1)).await;
        assert_eq!(answer.error(), AppError::Fields(domain::FieldErrors::one("answer", Problem::TooLong)));
        assert_refused(&send(&browser, &request, &"[".repeat(ANSWER_CHARS_MAX)).await, Refusal::PasskeyNotAccepted);
    }

    async fn unanswered_questions_are_swept(clinic: Clinic) {
        for _ in 0..3 {
            asked(&clinic.browser(), "passkey_request").await;
        }
        clinic.pass_minutes(CEREMONY_MINUTES);
        asked(&clinic.browser(), "passkey_request").await;
        assert_eq!(store::accounts::forget_ceremonies(&clinic.system()).await.unwrap(), 3);
        assert_eq!(number(clinic.db(), "select count(*) from passkey_ceremony").await, 1);
    }
}
