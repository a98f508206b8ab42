//! The security log: what happened to accounts, and what stands out.

use domain::{
    Refusal,
    audit::EventKind,
    security::{FAILURES_NOTABLE, NotableKind, WINDOW_MINUTES},
};
use store::{accounts, audit, privacy};

use crate::given::{Clinic, PASSWORD, assert_refused, broken_glass, credentials, email_of, registration_with, sought};

async fn fail(clinic: &Clinic, name: &str, times: i64) {
    for _ in 0..times {
        let wrong = accounts::sign_in(&clinic.visitor(), credentials(&email_of(name), "errada 12345")).await;
        assert_refused(wrong, Refusal::WrongCredentials);
    }
}

both_engines! {
    async fn the_log_shows_what_happened_to_accounts_and_nothing_else(clinic: Clinic) {
        let (ana, administrator) = (clinic.patient("Ana").await, clinic.administrator().await);
        fail(&clinic, "Ana", 2).await;
        accounts::sign_in(&clinic.visitor(), credentials(&email_of("Ana"), PASSWORD)).await.unwrap();
        accounts::sign_out(&ana).await.unwrap();
        let log = clinic.leaving(&[], audit::security_log(&administrator, None)).await.unwrap();
        let seen = log.entries.iter().map(|entry| (entry.kind, entry.name.as_deref())).collect::<Vec<_>>();
        assert_eq!(seen, [(EventKind::SignInRefused, Some("Ana")); 2]);
        let older = audit::security_log(&administrator, Some(log.entries[0].sequence)).await.unwrap();
        assert_eq!(older.entries, log.entries[1..]);
    }

    async fn failures_in_a_row_stand_out_until_the_owner_comes_in_or_an_hour_has_passed(clinic: Clinic) {
        clinic.patient("Ana").await;
        let administrator = clinic.administrator().await;
        fail(&clinic, "Ana", FAILURES_NOTABLE - 1).await;
        assert!(audit::security_log(&administrator, None).await.unwrap().notable.is_empty());
        fail(&clinic, "Ana", 1).await;
        fail(&clinic, "Ninguém", FAILURES_NOTABLE).await;
        let notable = audit::security_log(&administrator, None).await.unwrap().notable;
        assert!(notable.iter().all(|notable| (notable.kind, notable.count) == (NotableKind::Failures, FAILURES_NOTABLE)));
        let mut names = notable.into_iter().map(|notable| notable.name).collect::<Vec<_>>();
        names.sort();
        assert_eq!(names, [None, Some("Ana".into())], "somebody unknown has no name");
        let later = administrator.at(administrator.now.plus_minutes(WINDOW_MINUTES));
        assert!(audit::security_log(&later, None).await.unwrap().notable.is_empty());
        accounts::sign_in(&clinic.visitor(), credentials(&email_of("Ana"), PASSWORD)).await.unwrap();
        let left = audit::security_log(&administrator, None).await.unwrap().notable;
        assert_eq!(left.iter().map(|notable| &notable.name).collect::<Vec<_>>(), [&None]);
    }

    async fn an_emergency_and_a_foreign_cpf_stand_out_at_once(clinic: Clinic) {
        let administrator = clinic.administrator().await;
        let patient = clinic.patient("Ana").await.actor.patient().unwrap();
        let helena = clinic.professional("Helena").await;
        privacy::seek(&helena, sought("Ana")).await.unwrap().unwrap();
        privacy::break_glass(&helena, broken_glass(patient)).await.unwrap();
        clinic.enrolled(registration_with("Rui", &email_of("Rui"), "529.982.247-25")).await;
        clinic.enrolled(registration_with("Davi", &email_of("Davi"), "529.982.247-25")).await;
        let log = audit::security_log(&administrator, None).await.unwrap();
        let mut notable = log.notable.iter().map(|one| (one.kind, one.name.as_deref(), one.count)).collect::<Vec<_>>();
        notable.sort();
        let expected = [(NotableKind::Emergency, Some("Helena"), 1), (NotableKind::ForeignCpf, Some("Davi"), 1)];
        assert_eq!(notable, expected);
        let glass = log.entries.iter().find(|entry| entry.kind == EventKind::GlassBroken).unwrap();
        assert_eq!(glass.name.as_deref(), Some("Helena"), "who opened it");
    }
}
