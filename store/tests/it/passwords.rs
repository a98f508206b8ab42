//! Passwords as a clinic wants them: long enough, not guessable, not one of the last, and replaced in time.

use domain::{
    Problem, Refusal, Role,
    accounts::FirstAdministrator,
    audit::EventKind::{LimitReached, PasswordChanged, PasswordExpired, SignedIn},
    codes::Identifier,
    links::{AnswerForm, LinkKind, Reset, ResetForm, Token},
    people::StaffForm,
    policy::Policy,
    professionals::ProfessionalForm,
    terms::CURRENT,
};
use store::{Caller, Error, Result, accounts, links};

use crate::{
    given::{Clinic, PASSWORD, assert_refused, at_once, credentials, email_of, invitation, new_email, new_password},
    raw::holds,
};

const DAY: i64 = 24 * 60;

/// The same caller in a clinic that remembers so many passwords.
fn remembering(caller: &Caller, count: i64) -> Caller {
    Caller { policy: Policy { password_reuse: count, ..caller.policy }, ..caller.clone() }
}

/// The same caller in a clinic where a password lasts so many days.
fn lasting(caller: &Caller, days: i64) -> Caller {
    Caller { policy: Policy { password_days_max: days, ..caller.policy }, ..caller.clone() }
}

fn number(number: i64) -> String {
    format!("girafa azul {number}")
}

async fn change(caller: &Caller, from: &str, to: &str) -> Result<()> {
    accounts::change_password(caller, b"", new_password(from, to)).await
}

fn reset(token: &Token, password: &str) -> Reset {
    ResetForm { token: token.clone(), password: password.to_owned() }.check().unwrap()
}

async fn forgot(clinic: &Clinic, name: &str) -> Token {
    links::ask_reset(&clinic.visitor(), &Identifier::parse(&email_of(name)).unwrap()).await.unwrap();
    clinic.token(LinkKind::ResetPassword).await
}

#[track_caller]
fn assert_problem<T>(answer: Result<T>, field: &str, problem: Problem) {
    match answer {
        Err(Error::Fields(errors)) if errors.of(field) == Some(problem) => {}
        Err(other) => panic!("expected {problem:?} beside {field}, got {other:?}"),
        Ok(_) => panic!("expected {problem:?} beside {field}, and it was done"),
    }
}

both_engines! {
    async fn each_of_the_last_passwords_is_refused_and_the_one_before_them_comes_again(clinic: Clinic) {
        let ana = remembering(&clinic.patient("Ana").await, 3);
        let minute = |minutes| ana.at(ana.now.plus_minutes(minutes));
        change(&minute(1), PASSWORD, &number(1)).await.unwrap();
        change(&minute(2), &number(1), &number(2)).await.unwrap();
        // Remembered are 2, which is the present one, 1, and the first of all.
        for used in [PASSWORD.to_owned(), number(1)] {
            assert_problem(change(&minute(3), &number(2), &used).await, "new", Problem::UsedBefore);
        }
        change(&minute(3), &number(2), &number(3)).await.unwrap();
        for used in [number(1), number(2)] {
            assert_problem(change(&minute(4), &number(3), &used).await, "new", Problem::UsedBefore);
        }
        change(&minute(4), &number(3), PASSWORD).await.unwrap();
        assert_eq!(clinic.number("select count(*) from password_history").await, 2, "no more than may not come again");
    }

    async fn a_link_sets_none_of_the_last_passwords_and_is_not_spent_by_it(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        change(&ana, PASSWORD, &number(1)).await.unwrap();
        let (token, visitor) = (forgot(&clinic, "Ana").await, clinic.visitor());
        for used in [PASSWORD.to_owned(), number(1)] {
            let refused = links::reset_password(&visitor, reset(&token, &used)).await;
            assert_problem(refused, "password", Problem::UsedBefore);
        }
        links::reset_password(&visitor, reset(&token, &number(2))).await.unwrap();
        assert_problem(change(&ana, &number(2), PASSWORD).await, "new", Problem::UsedBefore);
    }

    async fn a_clinic_may_remember_none_or_only_the_present_one(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let (none, one) = (remembering(&ana, 0), remembering(&ana, 1));
        change(&none, PASSWORD, &number(1)).await.unwrap();
        change(&none, &number(1), PASSWORD).await.unwrap();
        change(&one, PASSWORD, &number(1)).await.unwrap();
        change(&one, &number(1), PASSWORD).await.unwrap();
        assert_eq!(clinic.number("select count(*) from password_history").await, 0);
        let token = forgot(&clinic, "Ana").await;
        let visitor = clinic.visitor();
        let (none, one) = (remembering(&visitor, 0), remembering(&visitor, 1));
        assert_problem(links::reset_password(&one, reset(&token, PASSWORD)).await, "password", Problem::UsedBefore);
        links::reset_password(&none, reset(&token, PASSWORD)).await.unwrap();
    }

    async fn a_clinic_that_remembers_fewer_forgets_the_others_at_the_next_change(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        for round in 1..=4 {
            let before = if round == 1 { PASSWORD.to_owned() } else { number(round - 1) };
            change(&remembering(&ana, 5).at(ana.now.plus_minutes(round)), &before, &number(round)).await.unwrap();
        }
        assert_eq!(clinic.number("select count(*) from password_history").await, 4);
        change(&remembering(&ana, 2).at(ana.now.plus_minutes(9)), &number(4), &number(5)).await.unwrap();
        assert_eq!(clinic.number("select count(*) from password_history").await, 1);
    }

    async fn a_password_that_a_thief_used_does_not_come_back(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        links::ask_email(&ana, new_email("thief@example.com")).await.unwrap();
        let visitor = clinic.visitor();
        links::confirm_email(&visitor, &clinic.token(LinkKind::ChangeEmail).await).await.unwrap();
        links::restore_email(&visitor, &clinic.token(LinkKind::RestoreEmail).await).await.unwrap();
        let token = forgot(&clinic, "Ana").await;
        let again = links::reset_password(&visitor, reset(&token, PASSWORD)).await;
        assert_problem(again, "password", Problem::UsedBefore);
        links::reset_password(&visitor, reset(&token, &number(1))).await.unwrap();
    }

    async fn nobodys_passwords_are_compared_with_somebody_elses(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana").await, clinic.patient("Rui").await);
        change(&ana, PASSWORD, &number(1)).await.unwrap();
        change(&rui, PASSWORD, &number(1)).await.unwrap();
    }

    async fn of_changes_at_once_one_wins_and_the_others_leave_nothing_behind(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let token = forgot(&clinic, "Ana").await;
        let visitor = clinic.visitor();
        let answers = at_once(4, move |which| {
            let (ana, visitor, reset) = (ana.clone(), visitor.clone(), reset(&token, &number(7)));
            async move {
                match which {
                    0 => links::reset_password(&visitor, reset).await,
                    _ => change(&ana, PASSWORD, &number(i64::try_from(which).unwrap())).await,
                }
            }
        });
        assert_eq!(answers.await.iter().filter(|answer| answer.is_ok()).count(), 1);
        assert_eq!(clinic.number("select count(*) from password_history").await, 1, "the one that all of them replaced");
    }

    async fn a_history_holds_hashes_and_no_password(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        change(&ana, PASSWORD, &number(1)).await.unwrap();
        let kept = clinic.texts("select hash from password_history").await;
        assert!(kept[0].starts_with("$argon2id$"), "{kept:?}");
        assert!(!holds(&clinic.dump().await, PASSWORD) && !holds(&clinic.dump().await, &number(1)));
    }

    async fn comparing_with_the_last_ones_is_limited_and_the_way_in_is_not(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        change(&ana, PASSWORD, &number(1)).await.unwrap();
        for _ in 0..10 {
            assert_problem(change(&ana, &number(1), PASSWORD).await, "new", Problem::UsedBefore);
        }
        let present = number(1);
        let eleventh = clinic.leaving(&[LimitReached], change(&ana, &present, PASSWORD));
        assert_refused(eleventh.await, Refusal::TooManyTries);
        accounts::sign_in(&clinic.visitor(), credentials(&email_of("Ana"), &number(1))).await.unwrap();
    }

    async fn a_password_is_as_long_as_the_clinic_says(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let policy = Policy { password_chars_min: 14, ..ana.policy };
        let strict = Caller { policy, ..ana.clone() };
        assert_problem(clinic.untouched(change(&strict, PASSWORD, &number(1))).await, "new", Problem::TooShort);
        change(&strict, PASSWORD, "girafa azul 12").await.unwrap();
        let token = forgot(&clinic, "Ana").await;
        let visitor = Caller { policy, ..clinic.visitor() };
        let short = clinic.untouched(links::reset_password(&visitor, reset(&token, &number(1)))).await;
        assert_problem(short, "password", Problem::TooShort);
    }

    async fn nobody_keeps_a_password_that_is_easily_guessed(clinic: Clinic) {
        let ana = clinic.patient("Ana Souza").await;
        let own = ["senha12345", "flamengo2019", "anasouza99", "Ana.Souza123", "ClinicaAmparo1", "qwerty12345"];
        clinic.administrator().await;
        for guessed in own {
            let refused = clinic.untouched(change(&ana, PASSWORD, guessed)).await;
            assert_problem(refused, "new", Problem::TooGuessable);
        }
        let token = forgot(&clinic, "Ana Souza").await;
        let refused = links::reset_password(&clinic.visitor(), reset(&token, "anasouza1990")).await;
        assert_problem(refused, "password", Problem::TooGuessable);
    }

    async fn every_door_that_sets_a_first_password_asks_the_same(clinic: Clinic) {
        let weak = "helena2020";
        let first = FirstAdministrator::check("Helena Prado", "helena@example.com", weak).unwrap();
        let system = clinic.system();
        let set_up = clinic.untouched(accounts::set_up(&system, "Clínica", first)).await;
        assert_problem(set_up, "password", Problem::TooGuessable);

        let administrator = clinic.administrator().await;
        let (name, email) = ("Helena Prado".to_owned(), email_of("Helena Prado"));
        let staff = StaffForm { role: "reception".into(), name: name.clone(), email: email.clone(), password: weak.into() };
        let added = accounts::add_staff(&administrator, staff.check().unwrap());
        assert_problem(clinic.untouched(added).await, "password", Problem::TooGuessable);
        let professional = ProfessionalForm {
            name,
            email,
            password: weak.into(),
            council: "CREFITO".into(),
            registration: "123456-F".into(),
            uf: "SP".into(),
            specialty: "Fisioterapia".into(),
            visit_minutes: "30".into(),
        };
        let added = store::professionals::add(&administrator, professional.check().unwrap());
        assert_problem(clinic.untouched(added).await, "password", Problem::TooGuessable);

        links::invite(&administrator, invitation(Role::Reception, "Helena Prado")).await.unwrap();
        let (token, visitor) = (clinic.token(LinkKind::Invite).await, clinic.visitor());
        let invited = links::invitation(&visitor, &token).await.unwrap();
        let typed = |password: &str| AnswerForm {
            token: token.clone(),
            name: "Helena Prado".into(),
            password: password.into(),
            accepted: CURRENT.into(),
            ..AnswerForm::default()
        };
        let answer = |password: &str| typed(password).check(&invited, jiff::civil::date(2026, 3, 2)).unwrap();
        let accepted = links::accept_invitation(&visitor, answer(weak));
        assert_problem(accepted.await, "password", Problem::TooGuessable);
        links::accept_invitation(&visitor, answer(PASSWORD)).await.expect("a refusal does not spend the invitation");
    }

    async fn a_password_that_is_too_old_opens_nothing_and_a_letter_leads_to_a_new_one(clinic: Clinic) {
        clinic.patient("Ana").await;
        let (visitor, email) = (lasting(&clinic.visitor(), 90), email_of("Ana"));
        let after = |days: i64, minutes: i64| visitor.at(visitor.now.plus_minutes(days * DAY + minutes));
        accounts::sign_in(&after(90, -1), credentials(&email, PASSWORD)).await.unwrap();
        clinic.at("2026-05-31T07:00:00-03:00");
        let late = after(90, 0);
        assert_eq!(late.now, clinic.now());
        let sign_in = accounts::sign_in(&late, credentials(&email, PASSWORD));
        assert_refused(clinic.leaving(&[PasswordExpired], sign_in).await, Refusal::PasswordExpired);
        assert_refused(accounts::sign_in(&late, credentials(&email, "errada 12345")).await, Refusal::WrongCredentials);

        let token = clinic.token(LinkKind::ResetPassword).await;
        let again = links::reset_password(&late, reset(&token, PASSWORD)).await;
        assert_problem(again, "password", Problem::UsedBefore);
        links::reset_password(&late, reset(&token, &number(1))).await.unwrap();
        let sign_in = accounts::sign_in(&late, credentials(&email, &number(1)));
        clinic.leaving(&[SignedIn], sign_in).await.unwrap();
        // The time begins anew.
        accounts::sign_in(&after(179, 0), credentials(&email, &number(1))).await.unwrap();
        let over = accounts::sign_in(&after(180, 0), credentials(&email, &number(1))).await;
        assert_refused(over, Refusal::PasswordExpired);
    }

    async fn changing_it_in_time_begins_the_time_anew(clinic: Clinic) {
        let ana = lasting(&clinic.patient("Ana").await, 90);
        let after = |days: i64| ana.at(ana.now.plus_minutes(days * DAY));
        let (changed, new) = (after(80), number(1));
        clinic.leaving(&[PasswordChanged], change(&changed, PASSWORD, &new)).await.unwrap();
        let come_in = async |days| {
            let visitor = lasting(&clinic.visitor(), 90).at(after(days).now);
            accounts::sign_in(&visitor, credentials(&email_of("Ana"), &number(1))).await
        };
        come_in(169).await.unwrap();
        assert_refused(come_in(170).await, Refusal::PasswordExpired);
    }

    async fn only_the_password_is_too_old_for_whoever_comes_in_by_a_code(clinic: Clinic) {
        let account = clinic.patient("Ana").await.actor.account().unwrap();
        clinic.at("2026-09-02T07:00:00-03:00");
        let minted = accounts::mint_code(&clinic.system(), account).await.unwrap();
        let visitor = lasting(&clinic.visitor(), 90);
        let sign_in = accounts::sign_in_with_code(&visitor, account, &minted.code);
        clinic.leaving(&[SignedIn], sign_in).await.unwrap();
        // Inside, the old one still proves who they are when they change it.
        change(&lasting(&clinic.holder(account).await, 90), PASSWORD, &number(1)).await.unwrap();
        accounts::sign_in(&visitor, credentials(&email_of("Ana"), &number(1))).await.unwrap();
    }

    async fn s7_letters_for_passwords_that_are_too_old_have_a_limit(clinic: Clinic) {
        clinic.patient("Ana").await;
        clinic.at("2026-09-02T07:00:00-03:00");
        let visitor = lasting(&clinic.visitor(), 90);
        for _ in 0..5 {
            let late = accounts::sign_in(&visitor, credentials(&email_of("Ana"), PASSWORD)).await;
            assert_refused(late, Refusal::PasswordExpired);
        }
        let sixth = accounts::sign_in(&visitor, credentials(&email_of("Ana"), PASSWORD)).await;
        assert_refused(sixth, Refusal::TooManyTries);
        assert_eq!(clinic.links().await.len(), 5, "a letter each");
        let open = "select count(*) from account_link where used_at is null and revoked_at is null";
        assert_eq!(clinic.number(open).await, 1, "only the last letter opens something");
    }

    async fn s5_a_password_that_is_too_old_is_no_first_factor(clinic: Clinic) {
        let administrator = clinic.administrator().await;
        clinic.at("2026-09-02T07:00:00-03:00");
        let strict = Policy { password_days_max: 90, ..Policy::default() };
        let visitor = Caller { policy: strict, ..clinic.visitor() };
        let sign_in = accounts::sign_in(&visitor, credentials(&email_of("Marta Lima"), PASSWORD));
        assert_refused(clinic.leaving(&[PasswordExpired], sign_in).await, Refusal::PasswordExpired);
        // The letter's link signs nobody in: afterwards the second factor is asked for as ever.
        let token = clinic.token(LinkKind::ResetPassword).await;
        links::reset_password(&visitor, reset(&token, &number(1))).await.unwrap();
        let entry = accounts::sign_in(&visitor, credentials(&email_of("Marta Lima"), &number(1))).await.unwrap();
        assert!(entry.missing.is_some() && Some(entry.account) == administrator.actor.account());
    }

    async fn a_password_is_the_same_on_every_keyboard(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        // As one character each, and as a letter with an accent after it.
        let (composed, apart) = ("pão com café 7", "pa\u{303}o com cafe\u{301} 7");
        change(&ana, PASSWORD, composed).await.unwrap();
        accounts::sign_in(&clinic.visitor(), credentials(&email_of("Ana"), apart)).await.unwrap();
        assert_problem(change(&ana, composed, apart).await, "new", Problem::UsedBefore);
        let without = accounts::sign_in(&clinic.visitor(), credentials(&email_of("Ana"), "pao com cafe 7")).await;
        assert_refused(without, Refusal::WrongCredentials);
    }
}
