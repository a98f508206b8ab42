//! Limits of the doors that could be guessed at: counted in the database or in Redis, so that all nodes agree. Every
//! story but the last holds for both.

use std::net::IpAddr;

use domain::{
    AccountId, Refusal,
    audit::EventKind,
    limits::{Door, GUESSES_MAX},
};
use store::{
    Caller, accounts,
    limits::{self, Whom},
};

use crate::given::{PASSWORD, assert_refused, at_once, credentials, email_of, random_id};

fn from(caller: &Caller, address: &str) -> Caller {
    Caller { address: Some(address.parse::<IpAddr>().unwrap()), ..caller.clone() }
}

fn somebody() -> Whom {
    Whom::Account(AccountId(random_id()))
}

counted_everywhere! {
    async fn s7_after_ten_guesses_an_account_rests_for_a_quarter_of_an_hour(clinic: Clinic) {
        let (visitor, whom) = (clinic.visitor(), somebody());
        for _ in 0..GUESSES_MAX {
            let _ = limits::count(&visitor, Door::Password, &whom).await.unwrap();
        }
        assert_refused(limits::count(&visitor, Door::Password, &whom).await, Refusal::TooManyTries);
        let almost = visitor.at(visitor.now.plus_seconds(15 * 60 - 1));
        assert_refused(limits::count(&almost, Door::Password, &whom).await, Refusal::TooManyTries);
        let rested = visitor.at(visitor.now.plus_minutes(15));
        let _ = limits::count(&rested, Door::Password, &whom).await.unwrap();
    }

    async fn s7_no_quarter_of_an_hour_sees_more_than_ten_guesses_however_they_are_spread(clinic: Clinic) {
        let (visitor, whom) = (clinic.visitor(), somebody());
        let mut through = Vec::new();
        for second in (0..4 * 60 * 60).step_by(37) {
            let later = visitor.at(visitor.now.plus_seconds(second));
            if limits::count(&later, Door::Code, &whom).await.is_ok() {
                through.push(second);
            }
        }
        assert!(through.len() > 10, "an account is not locked for good");
        for (place, &begin) in through.iter().enumerate() {
            let within = through[place..].iter().take_while(|&&second| second < begin + 15 * 60).count();
            assert!(within <= 10, "{within} guesses from second {begin} on");
        }
    }

    async fn s7_two_hundred_guesses_at_once_are_ten(clinic: Clinic) {
        let (visitor, whom) = (clinic.visitor(), somebody());
        let answers = at_once(200, move |number| {
            let (visitor, whom) = (from(&visitor, &format!("198.51.100.{number}")), whom.clone());
            async move { limits::count(&visitor, Door::Code, &whom).await }
        });
        assert_eq!(answers.await.iter().filter(|answer| answer.is_ok()).count(), 10);
    }

    async fn s7_one_address_guesses_twenty_times_a_minute_at_whomever(clinic: Clinic) {
        let visitor = from(&clinic.visitor(), "203.0.113.7");
        for _ in 0..20 {
            let _ = limits::count(&visitor, Door::Password, &somebody()).await.unwrap();
        }
        assert_refused(limits::count(&visitor, Door::Password, &somebody()).await, Refusal::TooManyTries);
        let elsewhere = from(&visitor, "203.0.113.8");
        let _ = limits::count(&elsewhere, Door::Password, &somebody()).await.unwrap();
        let later = visitor.at(visitor.now.plus_minutes(1));
        let _ = limits::count(&later, Door::Password, &somebody()).await.unwrap();
    }

    async fn s7_a_whole_network_of_ipv6_is_one_address(clinic: Clinic) {
        let visitor = clinic.visitor();
        for number in 0..20 {
            let from = from(&visitor, &format!("2001:db8:1:2::{number:x}"));
            let _ = limits::count(&from, Door::Password, &somebody()).await.unwrap();
        }
        let same = from(&visitor, "2001:db8:1:2:ffff::1");
        assert_refused(limits::count(&same, Door::Password, &somebody()).await, Refusal::TooManyTries);
        let other = from(&visitor, "2001:db8:1:3::1");
        let _ = limits::count(&other, Door::Password, &somebody()).await.unwrap();
    }

    async fn a_limit_that_is_reached_stands_in_the_trail_once(clinic: Clinic) {
        let (visitor, whom) = (clinic.visitor(), somebody());
        for _ in 0..GUESSES_MAX {
            let _ = limits::count(&visitor, Door::Password, &whom).await.unwrap();
        }
        let refused = clinic.leaving(&[EventKind::LimitReached], limits::count(&visitor, Door::Password, &whom));
        assert_refused(refused.await, Refusal::TooManyTries);
        for _ in 0..20 {
            let refused = clinic.untouched(limits::count(&visitor, Door::Password, &whom)).await;
            assert_refused(refused, Refusal::TooManyTries);
        }
    }

    async fn doors_and_accounts_are_counted_apart(clinic: Clinic) {
        let (visitor, whom) = (clinic.visitor(), somebody());
        for _ in 0..GUESSES_MAX {
            let _ = limits::count(&visitor, Door::Password, &whom).await.unwrap();
        }
        let _ = limits::count(&visitor, Door::Code, &whom).await.unwrap();
        let _ = limits::count(&visitor, Door::Password, &somebody()).await.unwrap();
    }

    async fn no_address_and_no_name_stands_in_a_counter(clinic: Clinic) {
        let visitor = from(&clinic.visitor(), "203.0.113.7");
        let _ = limits::count(&visitor, Door::CodeRequest, &Whom::Typed("ana@example.com".into())).await.unwrap();
        let dump = clinic.dump().await;
        assert!(!crate::raw::holds(&dump, "203.0.113.7") && !crate::raw::holds(&dump, "ana@example.com"));
    }

    async fn the_right_password_is_no_guess(clinic: Clinic) {
        clinic.patient("Ana").await;
        let visitor = from(&clinic.visitor(), "203.0.113.7");
        for _ in 0..30 {
            accounts::sign_in(&visitor, credentials(&email_of("Ana"), PASSWORD)).await.unwrap();
        }
    }

    async fn s7_a_wrong_password_locks_and_even_the_right_one_waits(clinic: Clinic) {
        clinic.patient("Ana").await;
        let visitor = clinic.visitor();
        for _ in 0..GUESSES_MAX {
            let wrong = accounts::sign_in(&visitor, credentials(&email_of("Ana"), "errada 12345")).await;
            assert_refused(wrong, Refusal::WrongCredentials);
        }
        let right = accounts::sign_in(&visitor, credentials(&email_of("Ana"), PASSWORD)).await;
        assert_refused(right, Refusal::TooManyTries);
        let later = visitor.at(visitor.now.plus_minutes(15));
        accounts::sign_in(&later, credentials(&email_of("Ana"), PASSWORD)).await.unwrap();
    }

    async fn s15_somebody_unknown_is_locked_like_somebody_known(clinic: Clinic) {
        clinic.patient("Ana").await;
        let visitor = clinic.visitor();
        for name in ["Ana", "Ninguém"] {
            for _ in 0..GUESSES_MAX {
                let wrong = accounts::sign_in(&visitor, credentials(&email_of(name), "errada 12345")).await;
                assert_refused(wrong, Refusal::WrongCredentials);
            }
            let next = accounts::sign_in(&visitor, credentials(&email_of(name), "errada 12345")).await;
            assert_refused(next, Refusal::TooManyTries);
        }
    }
}

both_engines! {
    async fn old_counts_are_forgotten(clinic: Clinic) {
        let visitor = clinic.visitor();
        let _ = limits::count(&visitor, Door::Password, &somebody()).await.unwrap();
        assert_eq!(limits::forget(&visitor.at(visitor.now.plus_minutes(24 * 60))).await.unwrap(), 0);
        assert_eq!(limits::forget(&visitor.at(visitor.now.plus_minutes(24 * 60 + 1))).await.unwrap(), 1);
    }
}
