//! Registering as a patient: what is asked for waits, and whoever reads the letter finishes it.

use domain::{
    AccountId, Actor, Language, Refusal, RegistrationId,
    audit::EventKind::{
        CpfInUse, FirstFactorProven, LimitReached, PatientRegistered, RegistrationAsked, SignInRefused, SignedIn,
    },
    codes::{CODE_MINUTES, CODE_TRIES_MAX, Code, Identifier},
    field::Password,
    jobs::Job,
    patients::{REGISTRATION_HOURS, Registration},
    second_factor::Missing,
};
use store::{
    Caller, accounts,
    accounts::Entry,
    patients::{self, RegistrationMail},
};

use crate::given::{
    Clinic, PASSWORD, assert_missing, assert_one_winner, assert_refused, at_once, email_of, registration,
    registration_with, strict,
};

const CPF: &str = "529.982.247-25";

impl Clinic {
    /// A patient with a password, who came in as those of the demo do. Registering by letter is told below.
    pub(crate) async fn enrolled(&self, registration: Registration) -> AccountId {
        patients::enrol(&self.system(), registration, Password::parse(PASSWORD).ok()).await.unwrap()
    }
}

/// Asks to register; gives what the browser remembers, and the letter.
async fn asked(clinic: &Clinic, registration: Registration) -> (RegistrationId, RegistrationMail) {
    let id = patients::register(&clinic.visitor(), registration).await.unwrap();
    (id, patients::registration_mail(&clinic.system(), id).await.unwrap())
}

/// Registers, to the end.
async fn registered(clinic: &Clinic, registration: Registration) -> Caller {
    let (id, letter) = asked(clinic, registration).await;
    let entry = accounts::sign_in_with_code(&clinic.visitor(), id, &letter.code).await.unwrap();
    clinic.holder(entry.account).await
}

fn other_than(code: &Code) -> Code {
    Code::of_chance(code.reveal().parse::<u64>().unwrap() + 1)
}

both_engines! {
    async fn a_visitor_registers_and_is_in_once_they_typed_the_code(clinic: Clinic) {
        let visitor = clinic.visitor();
        let register = patients::register(&visitor, registration_with("Ana Souza", "Ana@Example.com", CPF));
        let id = clinic.leaving(&[RegistrationAsked], register).await.unwrap();
        assert_eq!(clinic.queued().await, [Job::SendRegistrationCode(id)]);
        assert_eq!(clinic.number("select count(*) from account").await, 0, "nobody is registered yet");
        let letter = patients::registration_mail(&clinic.system(), id).await.unwrap();
        assert_eq!((letter.email.as_str(), letter.known_as), ("Ana@Example.com", None));
        let confirm = accounts::sign_in_with_code(&visitor, id, &letter.code);
        let entry = clinic.leaving(&[PatientRegistered, SignedIn], confirm).await.unwrap();
        assert_eq!(entry.missing, None);
        let ana = clinic.holder(entry.account).await;
        assert!(matches!(ana.actor, Actor::Patient(..)), "what was accepted on the page is kept");
        let profile = accounts::profile(&ana).await.unwrap();
        assert_eq!((profile.name.as_str(), profile.cpf_masked.is_some(), profile.has_password), ("Ana Souza", true, false));
        assert_eq!(clinic.number("select count(*) from registration").await, 0);
        // Their CPF is a way in from now on.
        let by_cpf = accounts::request_code(&visitor, &Identifier::parse(CPF).unwrap()).await.unwrap();
        assert_eq!(by_cpf, entry.account);
    }

    async fn a_registration_is_finished_by_the_link_of_the_letter_too(clinic: Clinic) {
        let (_, letter) = asked(&clinic, registration("Ana")).await;
        let visitor = clinic.visitor();
        let confirm = accounts::sign_in_with_link(&visitor, &letter.link);
        let entry = clinic.leaving(&[PatientRegistered, SignedIn], confirm).await.unwrap();
        assert!(clinic.holder(entry.account).await.must_be_patient().is_ok());
        assert_refused(accounts::sign_in_with_link(&visitor, &letter.link).await, Refusal::WrongCode);
    }

    async fn s28_what_waits_is_sealed_and_no_code_stands_anywhere(clinic: Clinic) {
        let (_, letter) = asked(&clinic, registration_with("Zulmira Segredo", "zulmira@example.com", CPF)).await;
        let dump = clinic.dump().await;
        for secret in ["Zulmira", "zulmira@example.com", "1990-05-20", "52998224725", letter.code.reveal(), &letter.link] {
            assert!(!crate::raw::holds(&dump, secret), "{secret} stands in the database");
        }
    }

    async fn s15_a_known_address_is_answered_like_an_unknown_one_and_nothing_is_created(clinic: Clinic) {
        clinic.patient("Ana").await;
        clinic.professional("Helena").await;
        let shape = async |email: &str| {
            let visitor = clinic.visitor();
            let register = patients::register(&visitor, registration_with("Outra Ana", email, CPF));
            let id = clinic.leaving(&[RegistrationAsked], register).await.unwrap();
            assert!(clinic.queued().await.contains(&Job::SendRegistrationCode(id)));
            let guess = Code::of_chance(7);
            let tried = accounts::sign_in_with_code(&visitor, id, &guess);
            assert_refused(clinic.leaving(&[SignInRefused], tried).await, Refusal::WrongCode);
        };
        let accounts = clinic.number("select count(*) from account").await;
        for email in ["ninguem@example.com", "ANA@example.com", &email_of("Helena")] {
            shape(email).await;
        }
        assert_eq!(clinic.number("select count(*) from account").await, accounts);
    }

    async fn s15_the_code_of_a_known_address_opens_the_account_there_is(clinic: Clinic) {
        let ana = clinic.patient("Ana").await.actor.account().unwrap();
        let (id, letter) = asked(&clinic, registration_with("Outra Ana", "ANA@example.com", CPF)).await;
        assert_eq!((letter.email.as_str(), letter.known_as.as_deref()), ("ANA@example.com", Some("Ana")));
        let visitor = clinic.visitor();
        let entry = clinic.leaving(&[SignedIn], accounts::sign_in_with_code(&visitor, id, &letter.code)).await.unwrap();
        assert_eq!(entry, Entry { account: ana, missing: None });
        assert_eq!(clinic.texts("select name from patient").await, ["Ana"], "what was typed is gone");
        // So does the link; and whoever owes a second factor owes it here as well.
        let helena = clinic.professional("Helena").await.actor.account().unwrap();
        let (_, letter) = asked(&clinic, registration("Helena")).await;
        let strict = strict(&visitor);
        let by_link = accounts::sign_in_with_link(&strict, &letter.link);
        let entry = clinic.leaving(&[FirstFactorProven], by_link).await.unwrap();
        assert_eq!(entry, Entry { account: helena, missing: Some(Missing::SetUp) });
    }

    async fn s4_whoever_may_not_come_in_gets_no_letter_and_a_code_of_before_opens_nothing(clinic: Clinic) {
        let ana = clinic.patient("Ana").await.actor.account().unwrap();
        let (id, letter) = asked(&clinic, registration("Ana")).await;
        let (literal, now) = (clinic.literal(ana.0), clinic.now().micros());
        clinic.sql(&format!("update account set deactivated_at = {now} where id = {literal}")).await.unwrap();
        let visitor = clinic.visitor();
        assert_refused(accounts::sign_in_with_code(&visitor, id, &letter.code).await, Refusal::WrongCode);
        assert_refused(accounts::sign_in_with_link(&visitor, &letter.link).await, Refusal::WrongCode);
        let again = patients::register(&visitor, registration("Ana")).await.unwrap();
        assert_missing(patients::registration_mail(&clinic.system(), again).await);
    }

    async fn s15_a_cpf_that_somebody_has_is_kept_sealed_and_opens_nothing(clinic: Clinic) {
        let ana = registered(&clinic, registration_with("Ana", "ana@example.com", CPF)).await;
        let (id, letter) = asked(&clinic, registration_with("Rui", "rui@example.com", "52998224725")).await;
        let visitor = clinic.visitor();
        let confirm = accounts::sign_in_with_code(&visitor, id, &letter.code);
        let entry = clinic.leaving(&[CpfInUse, PatientRegistered, SignedIn], confirm).await.unwrap();
        let rui = clinic.holder(entry.account).await;
        let shown = async |who: &Caller| accounts::profile(who).await.unwrap().cpf_masked.unwrap();
        assert_eq!(shown(&rui).await, shown(&ana).await, "Rui sees what he typed");
        let by_cpf = accounts::request_code(&visitor, &Identifier::parse(CPF).unwrap()).await.unwrap();
        assert_eq!(Some(by_cpf), ana.actor.account());
        assert!(clinic.queued().await.contains(&Job::TellCpfInUse(by_cpf)), "its holder hears of it");
        let log = store::audit::security_log(&clinic.administrator().await, None).await.unwrap();
        let noted = log.entries.iter().find(|entry| entry.kind == CpfInUse).unwrap();
        assert_eq!(noted.name.as_deref(), Some("Rui"), "and so does the clinic");
    }

    async fn one_cpf_registered_many_times_at_once_is_a_way_in_for_one(clinic: Clinic) {
        let mut letters = Vec::new();
        for number in 0..6 {
            letters.push(asked(&clinic, registration_with("Ana", &format!("ana{number}@example.com"), CPF)).await);
        }
        let (visitor, letters) = (clinic.visitor(), std::sync::Arc::new(letters));
        let answers = at_once(6, move |number| {
            let (visitor, letters) = (visitor.clone(), std::sync::Arc::clone(&letters));
            async move { accounts::sign_in_with_code(&visitor, letters[number].0, &letters[number].1.code).await }
        });
        assert!(answers.await.iter().all(Result::is_ok), "nobody is told that the number is taken");
        assert_eq!(clinic.number("select count(*) from patient where cpf is not null").await, 6);
        assert_eq!(clinic.number("select count(*) from patient where cpf_index is not null").await, 1);
    }

    async fn patients_without_a_cpf_do_not_collide(clinic: Clinic) {
        registered(&clinic, registration("Ana")).await;
        registered(&clinic, registration("Rui")).await;
        assert_eq!(clinic.number("select count(*) from patient where cpf_index is null").await, 2);
        assert_eq!(clinic.number("select count(*) from account where password_hash is null").await, 2);
    }

    async fn s7_of_parallel_uses_of_a_code_and_its_link_exactly_one_wins(clinic: Clinic) {
        let (id, letter) = asked(&clinic, registration("Ana")).await;
        let visitor = clinic.visitor();
        let answers = at_once(6, move |number| {
            let (visitor, code, link) = (visitor.clone(), letter.code.clone(), letter.link.clone());
            async move {
                if number % 2 == 0 {
                    accounts::sign_in_with_code(&visitor, id, &code).await
                } else {
                    accounts::sign_in_with_link(&visitor, &link).await
                }
            }
        });
        assert_one_winner(answers.await, Refusal::WrongCode);
        assert_eq!(clinic.number("select count(*) from account").await, 1);
        assert_eq!(clinic.number("select count(*) from person_key").await, 1);
    }

    async fn a_newer_registration_of_an_address_ends_the_older_one(clinic: Clinic) {
        let (old, old_letter) = asked(&clinic, registration("Ana")).await;
        let (new, new_letter) = asked(&clinic, registration_with("Ana Maria", "ANA@example.com", "")).await;
        let visitor = clinic.visitor();
        assert_refused(accounts::sign_in_with_code(&visitor, old, &old_letter.code).await, Refusal::WrongCode);
        // The newer code is for the browser that asked for it.
        assert_refused(accounts::sign_in_with_code(&visitor, old, &new_letter.code).await, Refusal::WrongCode);
        assert_refused(accounts::sign_in_with_link(&visitor, &old_letter.link).await, Refusal::WrongCode);
        assert_refused(accounts::send_code_again(&visitor, old).await, Refusal::SignInExpired);
        assert_missing(patients::registration_mail(&clinic.system(), old).await);
        accounts::sign_in_with_code(&visitor, new, &new_letter.code).await.unwrap();
        assert_eq!(clinic.texts("select name from account").await, ["Ana Maria"]);
    }

    async fn registrations_of_one_address_sent_at_once_leave_one(clinic: Clinic) {
        let visitor = clinic.visitor();
        let answers = at_once(5, move |_| {
            let visitor = visitor.clone();
            async move { patients::register(&visitor, registration("Ana")).await }
        });
        assert!(answers.await.iter().all(Result::is_ok));
        assert_eq!(clinic.number("select count(*) from registration").await, 1);
    }

    async fn another_code_takes_the_place_of_the_one_before(clinic: Clinic) {
        let (id, old) = asked(&clinic, registration("Ana")).await;
        let visitor = clinic.visitor();
        clinic.leaving(&[RegistrationAsked], accounts::send_code_again(&visitor, id)).await.unwrap();
        assert_eq!(clinic.queued().await, [Job::SendRegistrationCode(id); 2]);
        let new = patients::registration_mail(&clinic.system(), id).await.unwrap();
        if old.code != new.code {
            assert_refused(accounts::sign_in_with_code(&visitor, id, &old.code).await, Refusal::WrongCode);
        }
        assert_refused(accounts::sign_in_with_link(&visitor, &old.link).await, Refusal::WrongCode);
        accounts::sign_in_with_code(&visitor, id, &new.code).await.unwrap();
    }

    async fn a_code_ends_after_ten_minutes_and_the_registration_after_a_day(clinic: Clinic) {
        let (id, letter) = asked(&clinic, registration("Ana")).await;
        let (visitor, system) = (clinic.visitor(), clinic.system());
        let late = visitor.at(visitor.now.plus_minutes(CODE_MINUTES));
        assert_refused(accounts::sign_in_with_code(&late, id, &letter.code).await, Refusal::WrongCode);
        assert_refused(accounts::sign_in_with_link(&late, &letter.link).await, Refusal::WrongCode);
        let last = system.at(system.now.plus_minutes(REGISTRATION_HOURS * 60 - 1));
        assert_eq!(patients::forget_registrations(&last).await.unwrap(), 0);
        let again = patients::registration_mail(&last, id).await.unwrap();
        let over = system.at(system.now.plus_minutes(REGISTRATION_HOURS * 60));
        assert_missing(patients::registration_mail(&over, id).await);
        accounts::sign_in_with_code(&visitor.at(over.now), id, &again.code).await.unwrap();
        asked(&clinic, registration("Rui")).await;
        assert_eq!(patients::forget_registrations(&over).await.unwrap(), 1);
    }

    async fn s7_after_five_wrong_tries_a_code_is_dead(clinic: Clinic) {
        let (id, letter) = asked(&clinic, registration("Ana")).await;
        let visitor = clinic.visitor();
        let wrong = other_than(&letter.code);
        for _ in 0..CODE_TRIES_MAX {
            let tried = clinic.leaving(&[SignInRefused], accounts::sign_in_with_code(&visitor, id, &wrong));
            assert_refused(tried.await, Refusal::WrongCode);
        }
        assert_refused(accounts::sign_in_with_code(&visitor, id, &letter.code).await, Refusal::WrongCode);
    }

    async fn s7_guesses_at_an_address_are_counted_with_those_at_its_account_known_or_not(clinic: Clinic) {
        let visitor = clinic.visitor();
        clinic.patient("Ana").await;
        for email in [email_of("Ana"), "ninguem@example.com".to_owned()] {
            let whose = accounts::request_code(&visitor, &Identifier::parse(&email).unwrap()).await.unwrap();
            for _ in 0..5 {
                assert_refused(accounts::sign_in_with_code(&visitor, whose, &Code::of_chance(7)).await, Refusal::WrongCode);
            }
            let id = patients::register(&visitor, registration_with("Ana", &email, "")).await.unwrap();
            for _ in 0..5 {
                assert_refused(accounts::sign_in_with_code(&visitor, id, &Code::of_chance(7)).await, Refusal::WrongCode);
            }
            assert_refused(accounts::sign_in_with_code(&visitor, id, &Code::of_chance(7)).await, Refusal::TooManyTries);
        }
    }

    async fn s7_letters_to_one_address_are_limited_known_or_not(clinic: Clinic) {
        let visitor = clinic.visitor();
        clinic.patient("Ana").await;
        for email in ["ana@example.com", "ninguem@example.com"] {
            let ask = || patients::register(&visitor, registration_with("Ana", email, ""));
            for _ in 0..4 {
                ask().await.unwrap();
            }
            let id = ask().await.unwrap();
            assert_refused(clinic.leaving(&[LimitReached], ask()).await, Refusal::TooManyTries);
            assert_refused(accounts::send_code_again(&visitor, id).await, Refusal::TooManyTries);
        }
    }

    async fn a_letter_is_written_in_the_language_of_the_page_or_of_the_account(clinic: Clinic) {
        let english = Caller { language: Language::English, ..clinic.visitor() };
        let id = patients::register(&english, registration("Ana")).await.unwrap();
        let letter = patients::registration_mail(&clinic.system(), id).await.unwrap();
        assert_eq!(letter.language, Language::English);
        let account = accounts::sign_in_with_code(&clinic.visitor(), id, &letter.code).await.unwrap().account;
        assert_eq!(accounts::account_mail(&clinic.system(), account).await.unwrap().language, Language::English);
        // Whoever has an account is written to in their own language, whatever page a stranger asks with.
        let (_, letter) = asked(&clinic, registration("Ana")).await;
        assert_eq!(letter.language, Language::English);
        let ana = clinic.holder(account).await;
        accounts::choose_language(&ana, Language::Portuguese).await.unwrap();
        assert_eq!(accounts::account_mail(&clinic.system(), account).await.unwrap().language, Language::Portuguese);
    }

    async fn only_the_clinic_itself_enrols_and_not_twice_at_one_address(clinic: Clinic) {
        clinic.leaving(&[PatientRegistered], clinic.enrolled(registration("Ana"))).await;
        let system = clinic.system();
        let again = clinic.untouched(patients::enrol(&system, registration("Ana"), None)).await;
        crate::given::assert_taken(again, "email");
    }
}
