//! Coming in: the first start, signing in and out, and who one is.

use domain::{
    AccountId, Problem, Refusal, Role,
    accounts::FirstAdministrator,
    audit::EventKind::{ClinicSetUp, PasswordChanged, SignInRefused, SignedIn, SignedOut},
    devices::{Agent, Whereabouts},
    jobs::Job,
};
use store::accounts::{
    self,
    device::{self, DeviceSession},
};
use uuid::Uuid;

use crate::given::{
    PASSWORD, assert_denied, assert_one_winner, assert_refused, at_once, credentials, email_of, first_administrator,
    new_password, registration_with,
};

fn administrator_number(number: usize) -> FirstAdministrator {
    FirstAdministrator::check("Marta Lima", &format!("marta{number}@example.com"), PASSWORD).unwrap()
}

both_engines! {
    async fn a_clinic_is_set_up_by_itself(clinic: Clinic) {
        assert!(!accounts::is_set_up(&clinic.visitor()).await.unwrap());
        let system = clinic.system();
        let set_up = accounts::set_up(&system, "Clínica Amparo", first_administrator());
        let account = clinic.leaving(&[ClinicSetUp], set_up).await.unwrap();
        assert!(accounts::is_set_up(&clinic.visitor()).await.unwrap());
        assert_eq!(clinic.settled(account).await.actor, domain::Actor::Administrator(account));
        assert_eq!(clinic.texts("select time_zone from unit").await, ["America/Sao_Paulo"]);
    }

    async fn nobody_but_the_clinic_sets_it_up(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        for caller in [clinic.visitor(), ana] {
            assert_denied(clinic.untouched(accounts::set_up(&caller, "Clínica", first_administrator())).await);
        }
    }

    async fn a_clinic_is_set_up_only_once(clinic: Clinic) {
        clinic.administrator().await;
        let system = clinic.system();
        let again = accounts::set_up(&system, "Outra", administrator_number(2));
        assert_refused(clinic.untouched(again).await, Refusal::AlreadySetUp);
    }

    async fn two_starts_at_once_set_a_clinic_up_only_once(clinic: Clinic) {
        let system = clinic.system();
        let answers = at_once(4, move |number| {
            let system = system.clone();
            async move { accounts::set_up(&system, "Clínica", administrator_number(number)).await }
        });
        assert_one_winner(answers.await, Refusal::AlreadySetUp);
        assert_eq!(clinic.number("select count(*) from account").await, 1);
        assert_eq!(clinic.number("select count(*) from unit").await, 1);
    }

    async fn the_right_password_signs_in(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let visitor = clinic.visitor();
        let sign_in = accounts::sign_in(&visitor, credentials(&email_of("Ana"), PASSWORD));
        let account = clinic.leaving(&[SignedIn], sign_in).await.unwrap().account;
        assert_eq!(Some(account), ana.actor.account());
        assert_eq!(clinic.holder(account).await.actor, ana.actor);
    }

    async fn an_address_signs_in_in_any_case(clinic: Clinic) {
        clinic.patient("Ana").await;
        let typed = credentials("ANA@Example.COM", PASSWORD);
        accounts::sign_in(&clinic.visitor(), typed).await.unwrap();
    }

    async fn a_wrong_password_is_refused_and_leaves_one_event(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let visitor = clinic.visitor();
        let sign_in = accounts::sign_in(&visitor, credentials(&email_of("Ana"), "errado cavalo 7"));
        assert_refused(clinic.leaving(&[SignInRefused], sign_in).await, Refusal::WrongCredentials);
        assert_eq!(last_subject(&clinic).await, ana.actor.account().unwrap().to_string());
    }

    async fn s15_an_unknown_address_is_refused_like_a_wrong_password(clinic: Clinic) {
        let visitor = clinic.visitor();
        let sign_in = accounts::sign_in(&visitor, credentials("ninguem@example.com", PASSWORD));
        assert_refused(clinic.leaving(&[SignInRefused], sign_in).await, Refusal::WrongCredentials);
        assert_eq!(last_subject(&clinic).await, Uuid::nil().to_string());
    }

    async fn s4_a_deactivated_account_neither_signs_in_nor_acts(clinic: Clinic) {
        let account = clinic.patient("Ana").await.actor.account().unwrap();
        deactivate(&clinic, account).await;
        let visitor = clinic.visitor();
        let sign_in = accounts::sign_in(&visitor, credentials(&email_of("Ana"), PASSWORD));
        assert_refused(clinic.leaving(&[SignInRefused], sign_in).await, Refusal::WrongCredentials);
        assert_eq!(accounts::actor(&clinic.db, account).await.unwrap(), None);
    }

    async fn an_account_that_does_not_exist_acts_as_nobody(clinic: Clinic) {
        assert_eq!(accounts::actor(&clinic.db, AccountId(Uuid::nil())).await.unwrap(), None);
    }

    async fn signing_out_leaves_an_event(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        clinic.leaving(&[SignedOut], accounts::sign_out(&ana)).await.unwrap();
    }

    async fn everybody_is_shown_who_they_are(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana Souza").await, clinic.professional("Helena Prado").await);
        let shown = async |caller| accounts::signed_in(&caller).await.unwrap().map(|me| (me.role, me.name));
        assert_eq!(shown(clinic.visitor()).await, None);
        assert_eq!(shown(ana).await, Some((Role::Patient, "Ana Souza".into())));
        assert_eq!(shown(helena).await, Some((Role::Professional, "Helena Prado".into())));
        assert_eq!(shown(clinic.administrator().await).await, Some((Role::Administrator, "Marta Lima".into())));
    }

    async fn a_profile_shows_ones_own_data_with_the_cpf_masked(clinic: Clinic) {
        let registration = registration_with("Ana Souza", "Ana@Example.com", "529.982.247-25");
        let account = clinic.enrolled(registration).await;
        let profile = accounts::profile(&clinic.holder(account).await).await.unwrap();
        assert_eq!((profile.name.as_str(), profile.email.as_str()), ("Ana Souza", "Ana@Example.com"));
        assert_eq!(profile.birth_date, Some(jiff::civil::date(1990, 5, 20)));
        assert_eq!(profile.cpf_masked.as_deref(), Some("529.***.***-25"));
        assert_eq!(profile.since, clinic.now());
    }

    async fn a_profile_of_staff_shows_no_personal_documents(clinic: Clinic) {
        let profile = accounts::profile(&clinic.professional("Helena").await).await.unwrap();
        assert_eq!((profile.role, profile.birth_date, profile.cpf_masked), (Role::Professional, None, None));
    }

    async fn a_password_stands_nowhere_but_in_its_hash(clinic: Clinic) {
        clinic.patient("Ana").await;
        assert!(!crate::raw::holds(&clinic.dump().await, PASSWORD));
        let hash = clinic.texts("select password_hash from account").await;
        assert!(hash[0].starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash[0]);
    }

    async fn a_new_password_takes_the_place_of_the_old_one(clinic: Clinic) {
        let (ana, visitor) = (clinic.patient("Ana").await, clinic.visitor());
        let account = ana.actor.account().unwrap();
        for cookie in [b"this device", b"her tablet."] {
            let session = DeviceSession {
                account: Some(account),
                agent: Agent::UNKNOWN,
                whereabouts: Whereabouts::default(),
                data: b"{}".to_vec(),
                expires_at: ana.now.plus_minutes(60),
            };
            assert!(device::create(&ana, cookie, &session).await.unwrap());
        }
        let change = accounts::change_password(&ana, b"this device", new_password(PASSWORD, "girafa azul 9"));
        clinic.leaving(&[PasswordChanged], change).await.unwrap();
        assert_refused(
            accounts::sign_in(&visitor, credentials(&email_of("Ana"), PASSWORD)).await,
            Refusal::WrongCredentials,
        );
        let entry = accounts::sign_in(&visitor, credentials(&email_of("Ana"), "girafa azul 9")).await.unwrap();
        assert_eq!(entry.account, account);
        // Whoever came in with the old one is out; the device that changed it stays.
        assert!(device::load(&visitor, b"her tablet.").await.unwrap().is_none());
        assert!(device::load(&visitor, b"this device").await.unwrap().is_some());
        assert_eq!(clinic.queued().await, [Job::TellPasswordChanged(account)]);
    }

    async fn a_wrong_password_changes_nothing_and_is_noted(clinic: Clinic) {
        let (ana, visitor) = (clinic.patient("Ana").await, clinic.visitor());
        let change = accounts::change_password(&ana, b"", new_password("errada 12345", "girafa azul 9"));
        let refused = clinic.leaving(&[SignInRefused], change).await;
        assert_eq!(problem(refused), ("current".to_owned(), Problem::WrongPassword));
        assert!(accounts::sign_in(&visitor, credentials(&email_of("Ana"), PASSWORD)).await.is_ok());
        assert!(clinic.queued().await.is_empty());
    }

    async fn of_two_changes_at_once_one_wins(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let answers = at_once(4, move |number| {
            let ana = ana.clone();
            async move {
                accounts::change_password(&ana, b"", new_password(PASSWORD, &format!("girafa azul {number}"))).await
            }
        });
        assert_eq!(answers.await.iter().filter(|answer| answer.is_ok()).count(), 1);
    }
}

async fn last_subject(clinic: &crate::given::Clinic) -> String {
    clinic.texts("select subject_id from audit_event order by sequence desc limit 1").await[0].clone()
}

async fn deactivate(clinic: &crate::given::Clinic, account: AccountId) {
    let (id, now) = (clinic.literal(account.0), clinic.now().micros());
    clinic.sql(&format!("update account set deactivated_at = {now} where id = {id}")).await.unwrap();
}

fn problem(refused: store::Result<()>) -> (String, Problem) {
    match refused {
        Err(store::Error::Fields(errors)) => errors.0.into_iter().next().unwrap(),
        other => panic!("{other:?}"),
    }
}
