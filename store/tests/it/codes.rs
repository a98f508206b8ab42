//! One-time codes by e-mail.

use domain::{
    AccountId, Refusal,
    audit::EventKind::{CodeRequested, FirstFactorProven, SignInRefused, SignedIn},
    codes::{CODE_MINUTES, CODE_TRIES_MAX, Code, Identifier},
    jobs::Job,
    second_factor::Missing,
};
use store::{Caller, Result, accounts, accounts::Entry};

use crate::given::{
    Clinic, PASSWORD, assert_denied, assert_missing, assert_one_winner, assert_refused, at_once, credentials, email_of,
    random_id, registration_with, strict,
};

const CPF: &str = "529.982.247-25";

fn by(text: &str) -> Identifier {
    Identifier::parse(text).unwrap()
}

fn other_than(code: &Code) -> Code {
    let digits = code.reveal().parse::<u64>().unwrap();
    Code::of_chance(digits + 1)
}

async fn ana(clinic: &Clinic) -> AccountId {
    let registration = registration_with("Ana", &email_of("Ana"), CPF);
    clinic.enrolled(registration).await
}

async fn minted(clinic: &Clinic, account: AccountId) -> (Code, String) {
    let minted = accounts::mint_code(&clinic.system(), account).await.unwrap();
    (minted.code, minted.link)
}

async fn try_code(caller: &Caller, account: AccountId, code: &Code) -> Result<Entry> {
    accounts::sign_in_with_code(caller, account, code).await
}

both_engines! {
    async fn a_code_signs_in_by_address_or_cpf(clinic: Clinic) {
        let account = ana(&clinic).await;
        let visitor = clinic.visitor();
        for identifier in ["ANA@example.com", CPF, "52998224725"] {
            let asked = clinic.leaving(&[CodeRequested], accounts::request_code(&visitor, &by(identifier))).await.unwrap();
            assert_eq!(asked, account);
            let (code, _) = minted(&clinic, account).await;
            let entry = clinic.leaving(&[SignedIn], try_code(&visitor, account, &code)).await.unwrap();
            assert_eq!(entry, Entry { account, missing: None });
        }
        assert_eq!(clinic.queued().await, [Job::SendCode(account); 3]);
    }

    async fn a_code_goes_to_the_registered_address_and_stands_nowhere_else(clinic: Clinic) {
        let account = ana(&clinic).await;
        let letter = accounts::mint_code(&clinic.system(), account).await.unwrap();
        assert_eq!((letter.name.as_str(), letter.email.as_str()), ("Ana", "ana@example.com"));
        assert_eq!(letter.link.len(), 64);
        let dump = clinic.dump().await;
        assert!(!crate::raw::holds(&dump, letter.code.reveal()) && !crate::raw::holds(&dump, &letter.link));
    }

    async fn a_code_works_once(clinic: Clinic) {
        let (account, visitor) = (ana(&clinic).await, clinic.visitor());
        let (code, link) = minted(&clinic, account).await;
        try_code(&visitor, account, &code).await.unwrap();
        assert_refused(try_code(&visitor, account, &code).await, Refusal::WrongCode);
        assert_refused(accounts::sign_in_with_link(&visitor, &link).await, Refusal::WrongCode);
    }

    async fn s7_of_parallel_uses_of_one_code_exactly_one_wins(clinic: Clinic) {
        let (account, visitor) = (ana(&clinic).await, clinic.visitor());
        let (code, _) = minted(&clinic, account).await;
        let answers = at_once(8, move |_| {
            let (visitor, code) = (visitor.clone(), code.clone());
            async move { try_code(&visitor, account, &code).await }
        });
        assert_one_winner(answers.await, Refusal::WrongCode);
    }

    async fn s7_of_parallel_uses_of_one_link_exactly_one_wins(clinic: Clinic) {
        let (account, visitor) = (ana(&clinic).await, clinic.visitor());
        let (_, link) = minted(&clinic, account).await;
        let answers = at_once(8, move |_| {
            let (visitor, link) = (visitor.clone(), link.clone());
            async move { accounts::sign_in_with_link(&visitor, &link).await }
        });
        assert_one_winner(answers.await, Refusal::WrongCode);
    }

    async fn only_the_newest_code_is_valid(clinic: Clinic) {
        let (account, visitor) = (ana(&clinic).await, clinic.visitor());
        let (old, old_link) = minted(&clinic, account).await;
        let (new, _) = minted(&clinic, account).await;
        if old != new {
            assert_refused(try_code(&visitor, account, &old).await, Refusal::WrongCode);
        }
        assert_refused(accounts::sign_in_with_link(&visitor, &old_link).await, Refusal::WrongCode);
        try_code(&visitor, account, &new).await.unwrap();
    }

    async fn a_code_ends_after_ten_minutes(clinic: Clinic) {
        let (account, visitor) = (ana(&clinic).await, clinic.visitor());
        let (code, link) = minted(&clinic, account).await;
        let late = visitor.at(visitor.now.plus_minutes(CODE_MINUTES));
        assert_refused(try_code(&late, account, &code).await, Refusal::WrongCode);
        assert_refused(accounts::sign_in_with_link(&late, &link).await, Refusal::WrongCode);
        let in_time = visitor.at(visitor.now.plus_seconds(CODE_MINUTES * 60 - 1));
        try_code(&in_time, account, &code).await.unwrap();
    }

    async fn s7_after_five_wrong_tries_a_code_is_dead(clinic: Clinic) {
        let (account, visitor) = (ana(&clinic).await, clinic.visitor());
        let (code, _) = minted(&clinic, account).await;
        for _ in 0..CODE_TRIES_MAX {
            let tried = clinic.leaving(&[SignInRefused], try_code(&visitor, account, &other_than(&code))).await;
            assert_refused(tried, Refusal::WrongCode);
        }
        assert_refused(try_code(&visitor, account, &code).await, Refusal::WrongCode);
    }

    async fn s7_brute_force_ends_after_ten_guesses_and_the_owner_still_gets_in(clinic: Clinic) {
        let (account, visitor) = (ana(&clinic).await, clinic.visitor());
        let mut checked = 0;
        for _ in 0..4 {
            let (code, _) = minted(&clinic, account).await;
            for _ in 0..CODE_TRIES_MAX {
                match try_code(&visitor, account, &other_than(&code)).await {
                    Err(store::Error::Refused(Refusal::WrongCode)) => checked += 1,
                    other => assert_refused(other, Refusal::TooManyTries),
                }
            }
        }
        assert_eq!(checked, 10);
        // The letter that only its owner reads.
        let (_, link) = minted(&clinic, account).await;
        assert_eq!(accounts::sign_in_with_link(&visitor, &link).await.unwrap().account, account);
    }

    async fn s15_an_unknown_identifier_is_answered_like_a_known_one(clinic: Clinic) {
        let (account, visitor) = (ana(&clinic).await, clinic.visitor());
        for identifier in ["ninguem@example.com", "111.444.777-35"] {
            let asked = clinic.leaving(&[CodeRequested], accounts::request_code(&visitor, &by(identifier))).await.unwrap();
            assert_ne!(asked, account);
            assert_eq!(accounts::request_code(&visitor, &by(identifier)).await.unwrap(), asked, "the same stranger");
            assert_missing(accounts::mint_code(&clinic.system(), asked).await);
            let tried = clinic.leaving(&[SignInRefused], try_code(&visitor, asked, &Code::of_chance(7))).await;
            assert_refused(tried, Refusal::WrongCode);
        }
    }

    async fn s15_two_strangers_do_not_share_a_lock(clinic: Clinic) {
        let visitor = clinic.visitor();
        let one = accounts::request_code(&visitor, &by("um@example.com")).await.unwrap();
        let other = accounts::request_code(&visitor, &by("dois@example.com")).await.unwrap();
        for _ in 0..10 {
            assert_refused(try_code(&visitor, one, &Code::of_chance(7)).await, Refusal::WrongCode);
        }
        assert_refused(try_code(&visitor, one, &Code::of_chance(7)).await, Refusal::TooManyTries);
        assert_refused(try_code(&visitor, other, &Code::of_chance(7)).await, Refusal::WrongCode);
    }

    async fn s7_codes_are_asked_for_five_times_a_minute_known_or_not(clinic: Clinic) {
        ana(&clinic).await;
        let visitor = clinic.visitor();
        for identifier in ["ana@example.com", "ninguem@example.com"] {
            for _ in 0..5 {
                accounts::request_code(&visitor, &by(identifier)).await.unwrap();
            }
            assert_refused(accounts::request_code(&visitor, &by(identifier)).await, Refusal::TooManyTries);
        }
        // By CPF it is the same account, and the same limit.
        assert_refused(accounts::request_code(&visitor, &by(CPF)).await, Refusal::TooManyTries);
        let later = visitor.at(visitor.now.plus_minutes(1));
        accounts::request_code(&later, &by(CPF)).await.unwrap();
    }

    async fn s4_a_deactivated_account_gets_no_code_and_its_code_opens_nothing(clinic: Clinic) {
        let (account, visitor) = (ana(&clinic).await, clinic.visitor());
        let (code, link) = minted(&clinic, account).await;
        let (id, now) = (clinic.literal(account.0), clinic.now().micros());
        clinic.sql(&format!("update account set deactivated_at = {now} where id = {id}")).await.unwrap();
        assert_ne!(accounts::request_code(&visitor, &by(CPF)).await.unwrap(), account);
        assert_missing(accounts::mint_code(&clinic.system(), account).await);
        assert_missing(try_code(&visitor, account, &code).await);
        assert_missing(accounts::sign_in_with_link(&visitor, &link).await);
    }

    async fn a_link_that_is_none_is_refused(clinic: Clinic) {
        ana(&clinic).await;
        for link in ["", "0", &"0".repeat(64), &"é".repeat(10_000)] {
            assert_refused(accounts::sign_in_with_link(&clinic.visitor(), link).await, Refusal::WrongCode);
        }
    }

    async fn nobody_but_the_clinic_mints_codes(clinic: Clinic) {
        let account = ana(&clinic).await;
        for caller in [clinic.visitor(), clinic.holder(account).await, clinic.administrator().await] {
            assert_denied(clinic.untouched(accounts::mint_code(&caller, account)).await);
        }
    }

    async fn s5_whoever_works_here_owes_a_second_factor_after_either_first_one(clinic: Clinic) {
        let helena = clinic.professional("Helena").await.actor.account().unwrap();
        let strict = strict(&clinic.visitor());
        let owed = Entry { account: helena, missing: Some(Missing::SetUp) };
        let by_password = accounts::sign_in(&strict, credentials(&email_of("Helena"), PASSWORD));
        assert_eq!(clinic.leaving(&[FirstFactorProven], by_password).await.unwrap(), owed);
        let (code, _) = minted(&clinic, helena).await;
        assert_eq!(clinic.leaving(&[FirstFactorProven], try_code(&strict, helena, &code)).await.unwrap(), owed);
        let (_, link) = minted(&clinic, helena).await;
        let by_link = accounts::sign_in_with_link(&strict, &link);
        assert_eq!(clinic.leaving(&[FirstFactorProven], by_link).await.unwrap(), owed);
    }

    async fn codes_that_ended_are_forgotten(clinic: Clinic) {
        let (account, system) = (ana(&clinic).await, clinic.system());
        minted(&clinic, account).await;
        assert_eq!(accounts::forget_codes(&system).await.unwrap(), 0);
        assert_eq!(accounts::forget_codes(&system.at(system.now.plus_minutes(CODE_MINUTES))).await.unwrap(), 1);
        assert_missing(accounts::mint_code(&system, AccountId(random_id())).await);
    }
}
