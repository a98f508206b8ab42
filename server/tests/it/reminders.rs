//! Reminders as their readers and as mail scanners see them: a letter, two links, one button each.

use app::error::AppError;
use axum::{
    body::Body,
    http::{StatusCode, header},
};
use domain::{
    AppointmentId, Refusal,
    links::LinkKind,
    scheduling::{AppointmentCard, AppointmentState},
};

use crate::{
    browser::{door, form, posting},
    calendar::read,
    clinic::{Clinic, REASON},
    links::token,
    people::Person,
};

/// A visit in a day and forty minutes, and the letters that remind of it an hour later.
async fn reminded(clinic: &Clinic) -> (Person, AppointmentId) {
    let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
    let professional = clinic.professional_id(&helena).await;
    let visit = clinic.booked_at(&ana, professional, clinic.now().plus_minutes(24 * 60 + 40)).await;
    server::jobs::remind(&clinic.running).await.unwrap();
    clinic.pass_minutes(60);
    ana.browser.who().await;
    server::jobs::remind(&clinic.running).await.unwrap();
    clinic.work().await;
    (ana, visit)
}

async fn state(ana: &Person, visit: AppointmentId) -> AppointmentState {
    ana.browser.call("appointment", &[("id", &visit.to_string())]).await.json::<AppointmentCard>().state
}

both_engines! {
    async fn a_letter_reminds_with_what_to_prepare_two_links_and_the_visit(clinic: Clinic) {
        let (ana, visit) = reminded(&clinic).await;
        let files = std::fs::read_dir(clinic.data().join("outbox")).unwrap().map(|entry| entry.unwrap().path());
        let letters = files.filter(|path| path.extension().is_some_and(|extension| extension == "eml"));
        let letters = letters.map(|path| read("letter", &std::fs::read(path).unwrap())).collect::<Vec<_>>();
        let reminders = letters.iter().filter(|letter| letter.text.as_ref().unwrap().contains("Para se preparar"));
        let reminders = reminders.collect::<Vec<_>>();
        let [reminder] = reminders.as_slice() else { panic!("{letters:?}") };
        assert_eq!((reminder.method.as_str(), reminder.entries.len()), ("PUBLISH", 1));
        let text = reminder.text.as_ref().unwrap();
        for part in ["Olá, Ana Souza", "Helena Prado", "/confirm-visit/", "/cancel-visit/", &format!("/visits/{visit}")] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains(REASON));
        clinic.pass_minutes(1);
        server::jobs::remind(&clinic.running).await.unwrap();
        assert_eq!(clinic.work().await, 0, "once");
        assert_eq!(clinic.letters(&ana.email).await.len(), 2);
    }

    async fn a_visit_is_confirmed_by_its_link_without_a_sign_in_and_not_by_looking(clinic: Clinic) {
        let (ana, visit) = reminded(&clinic).await;
        let path = clinic.path_to(&ana.email, LinkKind::ConfirmVisit).await;
        let stranger = clinic.browser();
        for _ in 0..3 {
            let page = stranger.get(&path).await;
            assert_eq!(page.status, StatusCode::OK);
            assert!(page.text().contains("Helena Prado") && !page.text().contains(REASON));
            assert_eq!(page.header("cache-control"), "no-store");
        }
        assert_eq!(state(&ana, visit).await, AppointmentState::Scheduled);
        stranger.call("confirm_reminded", &[("form[token]", token(&path))]).await.json::<()>();
        assert_eq!(state(&ana, visit).await, AppointmentState::Confirmed);
        assert_eq!(stranger.who().await, None, "it signs nobody in");
        let again = stranger.call("confirm_reminded", &[("form[token]", token(&path))]).await;
        assert_eq!((again.status, again.error()), (StatusCode::CONFLICT, AppError::Refused(Refusal::LinkSpent)));
        assert_eq!(stranger.get(&path).await.status, StatusCode::CONFLICT);
        clinic.work().await;
    }

    async fn a_visit_is_called_off_by_a_plain_form(clinic: Clinic) {
        let (ana, visit) = reminded(&clinic).await;
        let path = clinic.path_to(&ana.email, LinkKind::CancelVisit).await;
        let sent = posting(&door("cancel_reminded"))
            .header(header::ACCEPT, "text/html")
            .header(header::REFERER, format!("{}{path}", clinic.origin()));
        let answer = clinic.browser().send(sent, Body::from(form(&[("form[token]", token(&path))]))).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::FOUND, "/done/cancel_visit"));
        let page = clinic.browser().get("/done/cancel_visit").await;
        assert!(page.status == StatusCode::OK && page.text().contains("Consulta cancelada"), "{}", page.text());
        assert_eq!(state(&ana, visit).await, AppointmentState::Cancelled);
        clinic.work().await;
        let letters = clinic.letters(&ana.email).await;
        assert!(letters.iter().any(|letter| letter.subject.starts_with("Consulta cancelada")), "{letters:?}");
    }
}
