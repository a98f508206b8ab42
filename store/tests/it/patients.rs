//! Registering as a patient.

use domain::audit::EventKind::PatientRegistered;
use store::patients;

use crate::given::{PASSWORD, assert_taken, at_once, email_of, outcome, registration, registration_with};

const CPF: &str = "529.982.247-25";

both_engines! {
    async fn a_visitor_registers_as_a_patient(clinic: Clinic) {
        let visitor = clinic.visitor();
        let register = patients::register(&visitor, registration("Ana Souza"));
        let account = clinic.leaving(&[PatientRegistered], register).await.unwrap();
        let ana = clinic.holder(account).await;
        assert!(ana.must_be_patient().is_ok());
        assert_eq!(clinic.texts("select name_folded from patient").await, ["ana souza"]);
        assert!(clinic.queued().await.is_empty());
    }

    async fn an_address_is_taken_in_any_case(clinic: Clinic) {
        clinic.patient("Ana").await;
        for email in ["ana@example.com", "ANA@example.com", "Ana@Example.COM"] {
            let visitor = clinic.visitor();
            let again = patients::register(&visitor, registration_with("Outra Ana", email, ""));
            assert_taken(clinic.untouched(again).await, "email");
        }
    }

    async fn an_address_of_staff_is_taken_too(clinic: Clinic) {
        clinic.professional("Helena").await;
        let visitor = clinic.visitor();
        let again = patients::register(&visitor, registration_with("Helena", &email_of("Helena"), ""));
        assert_taken(clinic.untouched(again).await, "email");
    }

    async fn a_cpf_belongs_to_one_patient(clinic: Clinic) {
        patients::register(&clinic.visitor(), registration_with("Ana", "ana@example.com", CPF)).await.unwrap();
        for cpf in [CPF, "52998224725"] {
            let visitor = clinic.visitor();
            let again = patients::register(&visitor, registration_with("Rui", "rui@example.com", cpf));
            assert_taken(clinic.untouched(again).await, "cpf");
        }
    }

    async fn patients_without_a_cpf_do_not_collide(clinic: Clinic) {
        clinic.patient("Ana").await;
        clinic.patient("Rui").await;
        assert_eq!(clinic.number("select count(*) from patient where cpf_index is null").await, 2);
    }

    async fn a_registration_sent_many_times_at_once_is_kept_once(clinic: Clinic) {
        let visitor = clinic.visitor();
        let answers = at_once(6, move |_| {
            let visitor = visitor.clone();
            async move { patients::register(&visitor, registration_with("Ana", "ana@example.com", CPF)).await }
        });
        let (kept, refused): (Vec<_>, Vec<_>) = answers.await.into_iter().partition(Result::is_ok);
        assert_eq!(kept.len(), 1, "{:?}", refused.into_iter().map(outcome).collect::<Vec<_>>());
        for answer in refused {
            assert_taken(answer, "email");
        }
        assert_eq!(clinic.number("select count(*) from account").await, 1);
        assert_eq!(clinic.number("select count(*) from person_key").await, 1);
    }

    async fn one_cpf_registered_many_times_at_once_is_kept_once(clinic: Clinic) {
        let visitor = clinic.visitor();
        let answers = at_once(6, move |number| {
            let visitor = visitor.clone();
            let email = format!("ana{number}@example.com");
            async move { patients::register(&visitor, registration_with("Ana", &email, CPF)).await }
        });
        let (kept, refused): (Vec<_>, Vec<_>) = answers.await.into_iter().partition(Result::is_ok);
        assert_eq!(kept.len(), 1);
        for answer in refused {
            assert_taken(answer, "cpf");
        }
        assert_eq!(clinic.number("select count(*) from account").await, 1);
    }

    async fn every_patient_has_a_password_hash_of_their_own(clinic: Clinic) {
        clinic.patient("Ana").await;
        clinic.patient("Rui").await;
        assert_eq!(clinic.number("select count(distinct password_hash) from account").await, 2, "{PASSWORD}");
    }
}
