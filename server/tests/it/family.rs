//! Acting for somebody one is responsible for, as the browser, its other tabs and the letters show it.

use app::{error::AppError, mail::DemoMail};
use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use domain::{
    AppointmentId, PatientId, Refusal,
    accounts::{Profile, SignedIn},
    family::Dependant,
    scheduling::{AppointmentCard, FreeDay},
};

use crate::{
    browser::{Answer, door, form, posting},
    clinic::{Clinic, Engine, Plan, on_plan},
    database::execute,
    people::{Person, booking, dependant},
};

/// What the banner says.
const BANNER: &str = "Você está cuidando de";

/// Somebody's child, added and acted for in this browser; gives who it is.
async fn child_of(guardian: &Person, name: &str) -> PatientId {
    guardian.browser.call("add_dependant", &dependant(name)).await.json::<()>();
    let family = guardian.browser.call("my_family", &[]).await.json::<Vec<Dependant>>();
    let child = family.into_iter().find(|one| one.name == name).unwrap().patient;
    act_for(guardian, child).await.json::<()>();
    child
}

async fn act_for(guardian: &Person, child: PatientId) -> Answer {
    guardian.browser.call("act_for", &[("patient", &child.to_string())]).await
}

async fn who(guardian: &Person) -> SignedIn {
    guardian.browser.who().await.unwrap()
}

/// Goes to a page as a browser does.
async fn visit(person: &Person, path: &str) -> Answer {
    person.browser.send(Request::get(path).header(header::ACCEPT, "text/html,*/*"), Body::empty()).await
}

both_engines! {
    async fn whoever_acts_for_a_child_sees_it_on_every_page_until_they_stop(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        assert!(!visit(&ana, "/visits").await.text().contains(BANNER));
        let joao = child_of(&ana, "João Souza").await;
        for path in ["/home", "/visits", "/me", "/family", "/help", "/book", "/who-saw"] {
            let page = visit(&ana, path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(page.text().contains("Você está cuidando de João Souza"), "{path}");
        }
        assert_eq!((who(&ana).await.patient, who(&ana).await.acts_for.as_deref()), (Some(joao), Some("João Souza")));
        assert_eq!(ana.browser.call("my_profile", &[]).await.json::<Profile>().name, "João Souza");
        ana.browser.call("act_for_myself", &[]).await.json::<()>();
        assert!(!visit(&ana, "/visits").await.text().contains(BANNER));
        assert_eq!(who(&ana).await.acts_for, None);
        assert_eq!(ana.browser.call("my_profile", &[]).await.json::<Profile>().name, "Ana Souza");
    }

    async fn without_wasm_the_forms_do_the_same(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let plain = async |name: &str, fields: &[(&str, &str)]| {
            let request = posting(&door(name))
                .header(header::ACCEPT, "text/html")
                .header(header::REFERER, format!("{}/family", clinic.origin()));
            ana.browser.send(request, Body::from(form(fields))).await
        };
        let refused = plain("add_dependant", &dependant("João Souza")[..4]).await;
        assert!(refused.header("location").contains("__err="), "{}", refused.header("location"));
        assert_eq!(plain("add_dependant", &dependant("João Souza")).await.status, StatusCode::FOUND);
        let page = visit(&ana, "/family").await.text();
        assert!(page.contains("João Souza") && page.contains("Cuidar de João Souza"));
        let joao = ana.browser.call("my_family", &[]).await.json::<Vec<Dependant>>()[0].patient.to_string();
        let answer = plain("act_for", &[("patient", &joao)]).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::FOUND, "/"));
        assert!(visit(&ana, "/family").await.text().contains(BANNER));
        let answer = plain("end_guardianship", &[("patient", &joao)]).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::FOUND, "/family"));
        let page = visit(&ana, "/family").await.text();
        assert!(!page.contains(BANNER) && !page.contains("João Souza"));
    }

    async fn a_tab_that_was_drawn_for_somebody_else_changes_nothing(clinic: Clinic) {
        clinic.jobs_may_stay();
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        let own = who(&ana).await.patient.unwrap().to_string();
        let professional = clinic.professional_id(&helena).await.to_string();
        let page = visit(&ana, &format!("/book/{professional}")).await.text();
        assert!(page.contains("form[patient]") && page.contains(&own), "the page says for whom it was drawn");
        let hers = clinic.booked(&ana, &helena).await.to_string();
        let joao = child_of(&ana, "João Souza").await.to_string();

        let days = ana.browser.call("free_days", &[("professional", &professional)]).await.json::<Vec<FreeDay>>();
        let starts_at = days[0].slots[4].at.to_string();
        let fields = |patient| [booking(&professional, &starts_at).as_slice(), &[("form[patient]", patient)]].concat();
        let before = clinic.dump().await;
        let stale = ana.browser.call("book_appointment", &fields(&own)).await;
        assert_eq!(stale.error(), AppError::Refused(Refusal::OtherPerson));
        for name in ["cancel_appointment", "appointment"] {
            let stale = ana.browser.call(name, &[("id", &hers)]).await;
            assert_eq!(stale.error(), AppError::Refused(Refusal::OtherPerson), "{name}");
        }
        for name in ["call_ticket", "open_record", "log_of_call"] {
            let stale = ana.browser.call(name, &[("appointment", &hers)]).await;
            assert_eq!(stale.error(), AppError::Refused(Refusal::OtherPerson), "{name}");
        }
        assert_eq!(clinic.dump().await, before);
        let page = visit(&ana, &format!("/visits/{hers}")).await;
        assert!(page.text().contains("De outra pessoa da sua família"), "{}", page.status);

        let his = ana.browser.call("book_appointment", &fields(&joao)).await.json::<AppointmentId>().to_string();
        let card = helena.browser.call("appointment", &[("id", &his)]).await.json::<AppointmentCard>();
        assert_eq!((card.patient.as_str(), card.guardian.as_deref()), ("João Souza", Some("Ana Souza")));
        assert!(visit(&helena, &format!("/visits/{his}")).await.text().contains("com Ana Souza"));
    }

    async fn a_session_that_remembers_an_ended_guardianship_opens_nothing(clinic: Clinic) {
        clinic.jobs_may_stay();
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        child_of(&ana, "João Souza").await;
        let his = clinic.booked(&ana, &helena).await.to_string();
        let phone = ana.browser.twin();
        execute(clinic.db(), "update guardianship set ended_at = since").await;
        for browser in [&ana.browser, &phone] {
            assert_eq!(browser.call("appointment", &[("id", &his)]).await.error(), AppError::Missing);
            assert_eq!(browser.call("cancel_appointment", &[("id", &his)]).await.error(), AppError::Missing);
            assert_eq!(browser.who().await.unwrap().acts_for, None);
        }
        assert!(!visit(&ana, "/visits").await.text().contains(BANNER));
    }

    async fn nobody_acts_for_another_guardians_child(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana Souza").await, clinic.patient("Rui Lima").await);
        let joao = child_of(&ana, "João Souza").await;
        for name in ["act_for", "end_guardianship"] {
            let answer = rui.browser.call(name, &[("patient", &joao.to_string())]).await;
            assert_eq!(answer.error(), AppError::Missing, "{name}");
        }
        assert_eq!(who(&rui).await.acts_for, None);
        assert!(rui.browser.call("my_family", &[]).await.json::<Vec<Dependant>>().is_empty());
        assert_eq!(act_for(&ana, who(&rui).await.patient.unwrap()).await.error(), AppError::Missing);
        assert_eq!(who(&ana).await.patient, Some(joao), "a refusal changes nobody");
    }

    async fn a_new_sign_in_acts_for_oneself(clinic: Clinic) {
        clinic.jobs_may_stay();
        let ana = clinic.patient("Ana Souza").await;
        child_of(&ana, "João Souza").await;
        ana.browser.call("sign_out", &[]).await.json::<()>();
        let again = clinic.sign_in(&ana.email).await;
        assert_eq!(who(&again).await.acts_for, None);
    }
}

#[test]
fn letters_about_a_childs_visit_greet_the_guardian_and_name_the_child() {
    on_plan(Engine::Sqlite, Plan { demo: true, ..Plan::default() }, async |clinic: Clinic| {
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        child_of(&ana, "João Souza").await;
        let visit = clinic.booked(&ana, &helena).await;
        clinic.work().await;
        let letters = helena.browser.call("demo_messages", &[]).await.json::<Vec<DemoMail>>();
        let to = |address: &str| letters.iter().find(|letter| letter.to == address && letter.text.contains("/visits/"));
        let (hers, theirs) = (to(&ana.email).unwrap(), to(&helena.email).unwrap());
        for part in ["Olá, Ana Souza", "A consulta de João Souza com Helena Prado", &visit.to_string()] {
            assert!(hers.text.contains(part), "{part}: {}", hers.text);
        }
        assert!(!theirs.text.contains("João") && !theirs.text.contains("Ana"), "{}", theirs.text);
    });
}
