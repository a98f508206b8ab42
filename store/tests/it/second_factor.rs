//! The second factor: an authenticator app and recovery codes.

use domain::{
    AccountId, Actor, FieldErrors, Problem, Refusal,
    audit::EventKind::{FactorRemoved, FactorSetUp, RecoveryCodeUsed, RecoveryCodesMade, SignInRefused, SignedIn},
    codes::Code,
    second_factor::{MADE_MINUTES, Made, Missing, Proof, ProofForm},
};
use store::{Caller, Error, Result, accounts};
use totp_rs::{Builder, Secret};

use crate::given::{
    Clinic, PASSWORD, assert_denied, assert_one_winner, assert_refused, at_once, credentials, email_of, outcome, strict,
};

/// What an app shows that learned the secret.
pub(crate) fn shown(secret: &str, caller: &Caller) -> Code {
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    Code::parse(&totp.generate(u64::try_from(caller.now.seconds()).unwrap()).to_string()).unwrap()
}

fn app(secret: &str, caller: &Caller) -> Proof {
    Proof::App(shown(secret, caller))
}

fn recovery(text: &str) -> Proof {
    ProofForm { code: text.into() }.check().unwrap()
}

/// Sets an app up; gives its secret and the recovery codes. The step of this moment is spent by that.
async fn set_up(caller: &Caller) -> (String, Vec<String>) {
    let new = accounts::new_factor(caller, None).await.unwrap();
    let codes = accounts::confirm_factor(caller, &shown(&new.secret, caller)).await.unwrap();
    (new.secret, codes.0)
}

fn halfway(clinic: &Clinic, account: AccountId) -> Caller {
    strict(&clinic.caller(Actor::Halfway(account)))
}

fn later(caller: &Caller, seconds: i64) -> Caller {
    caller.at(caller.now.plus_seconds(seconds))
}

fn account(caller: &Caller) -> AccountId {
    caller.actor.account().unwrap()
}

#[track_caller]
fn assert_problem<T>(answer: Result<T>, problem: Problem) {
    match answer {
        Err(Error::Fields(errors)) if errors == FieldErrors::one("code", problem) => {}
        other => panic!("{}", outcome(other)),
    }
}

both_engines! {
    async fn an_app_is_in_use_once_it_showed_that_it_knows_the_secret(clinic: Clinic) {
        let helena = clinic.professional("Helena").await;
        let new = accounts::new_factor(&helena, None).await.unwrap();
        assert!(new.address.starts_with("otpauth://totp/Amparo:helena%40example.com?secret="), "{}", new.address);
        assert!(new.square.len() > 20 && new.square.iter().all(|row| row.len() == new.square.len()));
        assert_eq!(accounts::factor_state(&helena).await.unwrap().app_since, None);
        assert_problem(accounts::confirm_factor(&helena, &Code::of_chance(0)).await, Problem::NotACode);
        let confirm = accounts::confirm_factor(&helena, &shown(&new.secret, &helena)).await.unwrap();
        assert_eq!(confirm.0.len(), 10);
        let state = accounts::factor_state(&helena).await.unwrap();
        assert_eq!((state.app_since, state.recovery_left), (Some(helena.now.in_zone(&helena.zone)), 10));
        assert!(!crate::raw::holds(&clinic.dump().await, &new.secret), "the secret is sealed");
    }

    async fn what_was_made_is_shown_to_the_browser_that_made_it_for_a_few_minutes(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana").await, clinic.patient("Rui").await);
        let app = accounts::new_factor(&ana, None).await.unwrap();
        accounts::keep_made(&ana, b"phone", &Made::App(app.clone())).await.unwrap();
        let codes = accounts::confirm_factor(&ana, &shown(&app.secret, &ana)).await.unwrap();
        accounts::keep_made(&ana, b"phone", &Made::Codes(codes.clone())).await.unwrap();
        assert!(accounts::made(&ana, b"phone").await.unwrap() == Some(Made::Codes(codes.clone())));
        assert!(accounts::made(&ana, b"desk").await.unwrap().is_none(), "another browser of hers");
        assert!(accounts::made(&rui, b"phone").await.unwrap().is_none());
        let dump = clinic.dump().await;
        assert!(!crate::raw::holds(&dump, &codes.0[0]) && !crate::raw::holds(&dump, &app.secret), "sealed");

        let late = later(&ana, MADE_MINUTES * 60);
        assert!(accounts::made(&late, b"phone").await.unwrap().is_none());
        accounts::forget_codes(&late).await.unwrap();
        assert_eq!(clinic.number("select count(*) from made_factor").await, 0);
        accounts::keep_made(&ana, b"phone", &Made::Codes(codes)).await.unwrap();
        accounts::forget_made(&ana).await.unwrap();
        assert!(accounts::made(&ana, b"phone").await.unwrap().is_none(), "written down");
    }

    async fn s5_with_an_app_the_first_factor_alone_is_not_enough(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let (secret, _) = set_up(&ana).await;
        let visitor = clinic.visitor();
        let entry = accounts::sign_in(&visitor, credentials(&email_of("Ana"), PASSWORD)).await.unwrap();
        assert_eq!(entry.missing, Some(Missing::Proof), "who has one proves it, asked for or not");
        let half = later(&halfway(&clinic, account(&ana)), 60);
        let proof = app(&secret, &half);
        let proven = accounts::prove_second_factor(&half, &proof);
        assert_eq!(clinic.leaving(&[SignedIn], proven).await.unwrap(), account(&ana));
    }

    async fn s7_a_code_of_the_app_works_once(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let (secret, _) = set_up(&ana).await;
        let half = later(&halfway(&clinic, account(&ana)), 60);
        let proof = app(&secret, &half);
        accounts::prove_second_factor(&half, &proof).await.unwrap();
        let again = clinic.leaving(&[SignInRefused], accounts::prove_second_factor(&half, &proof)).await;
        assert_refused(again, Refusal::WrongCode);
        let earlier = app(&secret, &later(&half, -30));
        assert_refused(accounts::prove_second_factor(&half, &earlier).await, Refusal::WrongCode);
    }

    async fn s7_of_parallel_uses_of_one_code_of_the_app_exactly_one_wins(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let (secret, _) = set_up(&ana).await;
        let half = later(&halfway(&clinic, account(&ana)), 60);
        let answers = at_once(8, move |_| {
            let (half, proof) = (half.clone(), app(&secret, &half));
            async move { accounts::prove_second_factor(&half, &proof).await }
        });
        assert_one_winner(answers.await, Refusal::WrongCode);
    }

    async fn the_code_that_confirmed_an_app_is_spent(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let (secret, _) = set_up(&ana).await;
        let half = halfway(&clinic, account(&ana));
        assert_refused(accounts::prove_second_factor(&half, &app(&secret, &half)).await, Refusal::WrongCode);
    }

    async fn clocks_may_differ_by_one_step_and_no_more(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let (secret, _) = set_up(&ana).await;
        let half = later(&halfway(&clinic, account(&ana)), 600);
        for apart in [-60, 60] {
            let proof = app(&secret, &later(&half, apart));
            assert_refused(accounts::prove_second_factor(&half, &proof).await, Refusal::WrongCode);
        }
        accounts::prove_second_factor(&half, &app(&secret, &later(&half, -30))).await.unwrap();
        accounts::prove_second_factor(&half, &app(&secret, &later(&half, 30))).await.unwrap();
    }

    async fn s7_ten_guesses_at_the_app_and_no_more(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let (secret, _) = set_up(&ana).await;
        let half = later(&halfway(&clinic, account(&ana)), 600);
        let right = app(&secret, &half);
        let wrong = app(&secret, &later(&half, 3600));
        for _ in 0..10 {
            assert_refused(accounts::prove_second_factor(&half, &wrong).await, Refusal::WrongCode);
        }
        assert_refused(accounts::prove_second_factor(&half, &right).await, Refusal::TooManyTries);
    }

    async fn a_recovery_code_works_once_and_its_owner_hears_of_it(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let (_, codes) = set_up(&ana).await;
        let half = halfway(&clinic, account(&ana));
        let jobs = clinic.queued().await.len();
        let proof = recovery(&codes[3].to_lowercase().replace('-', " "));
        clinic.leaving(&[RecoveryCodeUsed, SignedIn], accounts::prove_second_factor(&half, &proof)).await.unwrap();
        assert_refused(accounts::prove_second_factor(&half, &proof).await, Refusal::WrongCode);
        assert_eq!(clinic.queued().await.len(), jobs + 1);
        assert_eq!(accounts::factor_state(&ana).await.unwrap().recovery_left, 9);
        assert!(!crate::raw::holds(&clinic.dump().await, &codes[4].replace('-', "")));
    }

    async fn new_recovery_codes_take_the_place_of_the_old_ones(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let (_, old) = set_up(&ana).await;
        let made = clinic.leaving(&[RecoveryCodesMade], accounts::new_recovery_codes(&ana, &recovery(&old[0]))).await;
        let new = made.unwrap().0;
        let half = halfway(&clinic, account(&ana));
        assert_refused(accounts::prove_second_factor(&half, &recovery(&old[1])).await, Refusal::WrongCode);
        accounts::prove_second_factor(&half, &recovery(&new[1])).await.unwrap();
    }

    async fn s5_whoever_owes_the_second_factor_cannot_replace_it(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let (secret, codes) = set_up(&ana).await;
        let half = later(&halfway(&clinic, account(&ana)), 60);
        for proof in [None, Some(app(&secret, &half)), Some(recovery(&codes[0]))] {
            let answer = clinic.untouched(accounts::new_factor(&half, proof.as_ref())).await;
            assert_refused(answer, Refusal::FactorInUse);
        }
        // Nor by a secret that was begun before, and not confirmed.
        let begun = accounts::new_factor(&ana, Some(&recovery(&codes[1]))).await.unwrap();
        let confirm = accounts::confirm_factor(&half, &shown(&begun.secret, &half)).await;
        assert_refused(confirm, Refusal::FactorInUse);
        assert_refused(accounts::new_recovery_codes(&half, &recovery(&codes[2])).await, Refusal::FactorInUse);
        assert_refused(accounts::remove_factor(&half, &recovery(&codes[2])).await, Refusal::FactorInUse);
    }

    async fn s5_whoever_works_here_sets_one_up_before_anything_else(clinic: Clinic) {
        let helena = account(&clinic.professional("Helena").await);
        let half = halfway(&clinic, helena);
        assert!(matches!(store::scheduling::visits(&half).await, Err(Error::SignInFirst)));
        let new = accounts::new_factor(&half, None).await.unwrap();
        let code = shown(&new.secret, &half);
        let confirm = accounts::confirm_factor(&half, &code);
        clinic.leaving(&[FactorSetUp, SignedIn], confirm).await.unwrap();
    }

    async fn another_app_takes_the_place_of_one_that_is_proven(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let (old, _) = set_up(&ana).await;
        let then = later(&ana, 60);
        assert_problem(accounts::new_factor(&then, None).await, Problem::Missing);
        let new = accounts::new_factor(&then, Some(&app(&old, &then))).await.unwrap();
        let half = later(&halfway(&clinic, account(&ana)), 120);
        accounts::prove_second_factor(&half, &app(&old, &half)).await.unwrap();
        let then = later(&then, 180);
        accounts::confirm_factor(&then, &shown(&new.secret, &then)).await.unwrap();
        let half = later(&half, 300);
        assert_refused(accounts::prove_second_factor(&half, &app(&old, &half)).await, Refusal::WrongCode);
        accounts::prove_second_factor(&half, &app(&new.secret, &half)).await.unwrap();
    }

    async fn a_patient_may_go_without_and_whoever_works_here_may_not(clinic: Clinic) {
        let ana = strict(&clinic.patient("Ana").await);
        let (_, codes) = set_up(&ana).await;
        clinic.leaving(&[FactorRemoved], accounts::remove_factor(&ana, &recovery(&codes[0]))).await.unwrap();
        let entry = accounts::sign_in(&clinic.visitor(), credentials(&email_of("Ana"), PASSWORD)).await.unwrap();
        assert_eq!(entry.missing, None);
        let helena = strict(&clinic.professional("Helena").await);
        let (_, codes) = set_up(&helena).await;
        let answer = clinic.untouched(accounts::remove_factor(&helena, &recovery(&codes[0]))).await;
        assert_refused(answer, Refusal::FactorNeeded);
    }

    async fn nobodys_proof_is_somebody_elses(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana").await, clinic.patient("Rui").await);
        let ((secret, codes), _) = (set_up(&ana).await, set_up(&rui).await);
        let half = later(&halfway(&clinic, account(&rui)), 60);
        for proof in [app(&secret, &half), recovery(&codes[0])] {
            assert_refused(accounts::prove_second_factor(&half, &proof).await, Refusal::WrongCode);
        }
    }

    async fn only_whoever_is_halfway_proves_a_second_factor(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let (_, codes) = set_up(&ana).await;
        assert_denied(clinic.untouched(accounts::prove_second_factor(&ana, &recovery(&codes[0]))).await);
        let visitor = clinic.visitor();
        let answer = clinic.untouched(accounts::prove_second_factor(&visitor, &recovery(&codes[0]))).await;
        assert!(matches!(answer, Err(Error::SignInFirst)));
    }
}
