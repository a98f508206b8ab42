//! Links of letters: a forgotten password, and another e-mail address. Each opens once, and is never written down.

use domain::{
    AccountId, LinkId, Problem, Refusal,
    audit::EventKind::{
        EmailAsked, EmailChanged, EmailRestored, FactorRemoved, PasskeyRemoved, PasswordReset, ResetAsked,
        SignInRefused,
    },
    codes::Identifier,
    devices::{Agent, Whereabouts},
    jobs::{Job, Outcome},
    links::{
        EMAIL_CHANGE_HOURS, EMAIL_RESTORE_HOURS, KEEP_ENDED_DAYS, LinkKind, RESET_MINUTES, Reset, ResetForm, Token,
    },
};
use store::{
    Caller, Error,
    accounts::{
        self,
        device::{self, DeviceSession},
    },
    jobs,
    links::{self, Letter},
};

use crate::{
    authenticator::Authenticator,
    given::{
        Clinic, ORIGIN, PASSWORD, assert_one_winner, assert_refused, at_once, credentials, email_of, new_email,
        registration_with,
    },
    passkeys::add,
    raw::holds,
    second_factor::shown,
};

const NEW: &str = "girafa azul 9";

fn whose(text: &str) -> Identifier {
    Identifier::parse(text).unwrap()
}

fn reset(token: &Token, password: &str) -> Reset {
    ResetForm { token: token.clone(), password: password.to_owned() }.check().unwrap()
}

impl Clinic {
    /// The links whose letters wait to be written, oldest first.
    pub(crate) async fn links(&self) -> Vec<LinkId> {
        let system = self.system();
        while let Some(claimed) = jobs::claim(&system).await.unwrap() {
            if let Job::MakeReset(account) = claimed.job {
                match links::make_reset(&system, claimed.id, account).await {
                    Ok(()) | Err(Error::Missing) => jobs::report(&system, &claimed, Outcome::Done).await.unwrap(),
                    Err(error) => panic!("{error}"),
                }
            }
        }
        let link = |job| if let Job::SendLink(id) = job { Some(id) } else { None };
        self.queued().await.into_iter().filter_map(link).collect()
    }

    /// The latest link of a kind that opens something still. Links of one instant have no order.
    async fn open(&self, kind: LinkKind) -> Letter {
        let mut latest = None;
        for id in self.links().await {
            let letter = links::letter(&self.system(), id).await.unwrap();
            latest = letter.filter(|letter| letter.kind == kind).or(latest);
        }
        latest.expect("a letter of this kind")
    }

    /// What the latest letter of a kind opens.
    pub(crate) async fn token(&self, kind: LinkKind) -> Token {
        self.open(kind).await.token.expect("with a link")
    }

    async fn forgot(&self, name: &str) -> Token {
        links::ask_reset(&self.visitor(), &whose(&email_of(name))).await.unwrap();
        self.token(LinkKind::ResetPassword).await
    }

    /// The letters that would be sent now: to whom, and for what.
    async fn letters(&self) -> Vec<(String, LinkKind)> {
        let mut letters = Vec::new();
        for id in self.links().await {
            if let Some(letter) = links::letter(&self.system(), id).await.unwrap() {
                letters.push((letter.email, letter.kind));
            }
        }
        letters
    }

    /// Signs in somewhere, so that there is a session to end.
    async fn device_of(&self, account: AccountId, cookie: &[u8]) {
        let session = DeviceSession {
            account: Some(account),
            agent: Agent::UNKNOWN,
            whereabouts: Whereabouts::default(),
            data: b"{}".to_vec(),
            expires_at: self.now().plus_minutes(60),
        };
        assert!(device::create(&self.visitor(), cookie, &session).await.unwrap());
    }

    async fn comes_in(&self, email: &str, password: &str) -> bool {
        accounts::sign_in(&self.visitor(), credentials(email, password)).await.is_ok()
    }
}

/// The caller at a later minute.
fn later(caller: &Caller, minutes: i64) -> Caller {
    caller.at(caller.now.plus_minutes(minutes))
}

both_engines! {
    async fn a_forgotten_password_is_replaced_by_a_link(clinic: Clinic) {
        let account = clinic.patient("Ana").await.actor.account().unwrap();
        clinic.device_of(account, b"her phone").await;
        let visitor = clinic.visitor();
        let (ana, lent) = (whose(&email_of("Ana")), later(&visitor, RESET_MINUTES - 1));
        clinic.leaving(&[ResetAsked], links::ask_reset(&visitor, &ana)).await.unwrap();
        assert_eq!(clinic.letters().await, [(email_of("Ana"), LinkKind::ResetPassword)]);
        let token = clinic.token(LinkKind::ResetPassword).await;
        let done = links::reset_password(&lent, reset(&token, NEW));
        clinic.leaving(&[PasswordReset], done).await.unwrap();
        assert!(clinic.comes_in(&email_of("Ana"), NEW).await && !clinic.comes_in(&email_of("Ana"), PASSWORD).await);
        assert!(device::load(&visitor, b"her phone").await.unwrap().is_none(), "whoever was in is out");
        assert!(clinic.queued().await.contains(&Job::TellPasswordChanged(account)));
    }

    async fn somebody_is_known_by_their_cpf_too(clinic: Clinic) {
        let registration = registration_with("Ana", "Ana@Example.com", "529.982.247-25");
        clinic.enrolled(registration).await;
        links::ask_reset(&clinic.visitor(), &whose("52998224725")).await.unwrap();
        assert_eq!(clinic.letters().await, [("Ana@Example.com".to_owned(), LinkKind::ResetPassword)]);
    }

    async fn s15_for_somebody_unknown_the_same_is_written_and_nobody_hears_of_it(clinic: Clinic) {
        clinic.patient("Ana").await;
        let rows = async || {
            let links = clinic.number("select count(*) from account_link").await;
            (links, clinic.queued().await.len(), clinic.events().await.len())
        };
        let before = rows().await;
        links::ask_reset(&clinic.visitor(), &whose(&email_of("Ana"))).await.unwrap();
        let known = rows().await;
        for unknown in ["ninguem@example.com", "111.444.777-35"] {
            let before = rows().await;
            clinic.leaving(&[ResetAsked], links::ask_reset(&clinic.visitor(), &whose(unknown))).await.unwrap();
            let after = rows().await;
            assert_eq!((after.0 - before.0, after.1 - before.1, after.2 - before.2), (0, 1, 1), "{unknown}");
        }
        assert_eq!((known.0 - before.0, known.1 - before.1, known.2 - before.2), (0, 1, 1), "the job makes the link");
        assert_eq!(clinic.letters().await, [(email_of("Ana"), LinkKind::ResetPassword)], "one letter, to Ana");
    }

    async fn a_link_that_is_made_twice_is_one_and_does_not_come_back_once_it_is_withdrawn(clinic: Clinic) {
        let account = clinic.patient("Ana").await.actor.account().unwrap();
        links::ask_reset(&clinic.visitor(), &whose(&email_of("Ana"))).await.unwrap();
        let system = clinic.system();
        let claimed = jobs::claim(&system).await.unwrap().unwrap();
        assert_eq!(claimed.job, Job::MakeReset(account));
        for _ in 0..2 {
            links::make_reset(&system, claimed.id, account).await.unwrap();
        }
        assert_eq!(clinic.number("select count(*) from account_link").await, 1);
        let first = clinic.token(LinkKind::ResetPassword).await;
        let second = clinic.forgot("Ana").await;
        links::make_reset(&system, claimed.id, account).await.unwrap();
        let visitor = clinic.visitor();
        assert_refused(links::look(&visitor, LinkKind::ResetPassword, &first).await, Refusal::LinkSpent);
        links::look(&visitor, LinkKind::ResetPassword, &second).await.unwrap();
    }

    async fn s4_a_deactivated_account_gets_no_letter_and_no_new_password(clinic: Clinic) {
        clinic.patient("Ana").await;
        let token = clinic.forgot("Ana").await;
        clinic.sql("update account set deactivated_at = 1").await.unwrap();
        let visitor = clinic.visitor();
        let tried = links::reset_password(&visitor, reset(&token, NEW));
        assert_refused(clinic.untouched(tried).await, Refusal::LinkSpent);
        links::ask_reset(&clinic.visitor(), &whose(&email_of("Ana"))).await.unwrap();
        assert_eq!(clinic.letters().await.len(), 1, "that of before; it opens nothing");
    }

    async fn s7_of_parallel_uses_of_one_link_exactly_one_wins(clinic: Clinic) {
        clinic.patient("Ana").await;
        let token = clinic.forgot("Ana").await;
        let visitor = clinic.visitor();
        let answers = at_once(8, move |number| {
            let (visitor, reset) = (visitor.clone(), reset(&token, &format!("girafa azul {number}")));
            async move { links::reset_password(&visitor, reset).await }
        });
        assert_one_winner(answers.await, Refusal::LinkSpent);
        assert_eq!(clinic.number("select count(*) from audit_event where kind = 'password_reset'").await, 1);
    }

    async fn whatever_does_not_open_is_answered_alike_and_leaves_no_trace(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let old = clinic.forgot("Ana").await;
        let token = clinic.forgot("Ana").await;
        links::ask_email(&ana, new_email("nova@example.com")).await.unwrap();
        let other_kind = clinic.token(LinkKind::ChangeEmail).await;
        let visitor = clinic.visitor();
        let guesses = ["", "x", &"a".repeat(43), &"á".repeat(43), &"a".repeat(100_000), &format!("{}\0", token.reveal())];
        let guesses = guesses.iter().map(|text| Token::new((*text).to_owned())).chain([old, other_kind]);
        for guess in guesses {
            assert_refused(links::look(&visitor, LinkKind::ResetPassword, &guess).await, Refusal::LinkSpent);
            let tried = links::reset_password(&visitor, reset(&guess, NEW));
            assert_refused(clinic.untouched(tried).await, Refusal::LinkSpent);
        }
        let late = later(&visitor, RESET_MINUTES);
        assert_refused(links::look(&late, LinkKind::ResetPassword, &token).await, Refusal::LinkSpent);
        assert_refused(clinic.untouched(links::reset_password(&late, reset(&token, NEW))).await, Refusal::LinkSpent);
        links::reset_password(&visitor, reset(&token, NEW)).await.unwrap();
        assert_refused(links::reset_password(&visitor, reset(&token, NEW)).await, Refusal::LinkSpent);
    }

    async fn looking_at_a_link_does_not_spend_it(clinic: Clinic) {
        clinic.patient("Ana").await;
        let token = clinic.forgot("Ana").await;
        for _ in 0..3 {
            clinic.untouched(links::look(&clinic.visitor(), LinkKind::ResetPassword, &token)).await.unwrap();
        }
        links::reset_password(&clinic.visitor(), reset(&token, NEW)).await.unwrap();
    }

    async fn s28_a_token_stands_nowhere_and_a_repeated_letter_is_the_same(clinic: Clinic) {
        clinic.patient("Ana").await;
        let token = clinic.forgot("Ana").await;
        assert!(!holds(&clinic.dump().await, token.reveal()));
        assert_eq!(clinic.token(LinkKind::ResetPassword).await, token, "the letter of a job that ran twice");
        links::reset_password(&clinic.visitor(), reset(&token, NEW)).await.unwrap();
        assert!(!holds(&clinic.dump().await, token.reveal()) && !holds(&clinic.dump().await, NEW));
        let id = clinic.links().await[0];
        assert!(links::letter(&clinic.system(), id).await.unwrap().is_none(), "no letter for what was used");
    }

    async fn an_address_changes_when_the_new_one_is_confirmed(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let account = ana.actor.account().unwrap();
        let forgotten = clinic.forgot("Ana").await;
        clinic.leaving(&[EmailAsked], links::ask_email(&ana, new_email("Nova@Example.com"))).await.unwrap();
        assert_eq!(clinic.open(LinkKind::ChangeEmail).await.email, "Nova@Example.com");
        let told = |job: Job| if let Job::TellEmailAsked(id) = job { Some(id) } else { None };
        let link = clinic.queued().await.into_iter().find_map(told).unwrap();
        assert_eq!(links::email_asked(&clinic.system(), link).await.unwrap().unwrap().email, email_of("Ana"));
        assert!(clinic.comes_in(&email_of("Ana"), PASSWORD).await, "until it is confirmed nothing changes");

        let token = clinic.token(LinkKind::ChangeEmail).await;
        let last = later(&clinic.visitor(), EMAIL_CHANGE_HOURS * 60 - 1);
        clinic.leaving(&[EmailChanged], links::confirm_email(&last, &token)).await.unwrap();
        assert!(clinic.comes_in("nova@example.com", PASSWORD).await && !clinic.comes_in(&email_of("Ana"), PASSWORD).await);
        assert_eq!(clinic.open(LinkKind::RestoreEmail).await.email, email_of("Ana"));
        // A link for a new password that went to the former address opens nothing any more.
        let tried = links::reset_password(&clinic.visitor(), reset(&forgotten, NEW)).await;
        assert_refused(tried, Refusal::LinkSpent);
        assert_refused(links::confirm_email(&last, &token).await, Refusal::LinkSpent);
        assert_eq!(clinic.holder(account).await.actor, ana.actor);
    }

    async fn an_address_needs_the_password_and_has_to_be_new(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let wrong = domain::links::NewEmailForm { email: "nova@example.com".into(), password: "errada 12345".into() };
        let asked = clinic.leaving(&[SignInRefused], links::ask_email(&ana, wrong.check().unwrap())).await;
        assert_eq!(problem(asked), ("password".to_owned(), Problem::WrongPassword));
        let same = links::ask_email(&ana, new_email(&email_of("Ana").to_uppercase()));
        assert_eq!(problem(clinic.untouched(same).await), ("email".to_owned(), Problem::NotNew));
        assert!(clinic.queued().await.is_empty());
    }

    async fn s15_somebody_elses_address_is_told_to_nobody_but_its_owner(clinic: Clinic) {
        let (ana, _rui) = (clinic.patient("Ana").await, clinic.patient("Rui").await);
        clinic.leaving(&[EmailAsked], links::ask_email(&ana, new_email("RUI@example.com"))).await.unwrap();
        let letter = clinic.open(LinkKind::ChangeEmail).await;
        assert_eq!((letter.email.as_str(), letter.token.is_none()), ("RUI@example.com", true), "without a link");
    }

    async fn an_address_that_somebody_took_in_the_meantime_is_refused_and_the_link_is_not_spent(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        links::ask_email(&ana, new_email(&email_of("Rui"))).await.unwrap();
        let token = clinic.token(LinkKind::ChangeEmail).await;
        clinic.patient("Rui").await;
        let visitor = clinic.visitor();
        assert_refused(clinic.untouched(links::confirm_email(&visitor, &token)).await, Refusal::LinkSpent);
        assert!(clinic.comes_in(&email_of("Rui"), PASSWORD).await);
    }

    async fn a_change_is_taken_back_from_the_former_address(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let account = ana.actor.account().unwrap();
        links::ask_email(&ana, new_email("ladrao@example.com")).await.unwrap();
        links::confirm_email(&clinic.visitor(), &clinic.token(LinkKind::ChangeEmail).await).await.unwrap();
        let back = clinic.token(LinkKind::RestoreEmail).await;
        clinic.device_of(account, b"the thief's").await;
        let last = later(&clinic.visitor(), EMAIL_RESTORE_HOURS * 60 - 1);
        clinic.leaving(&[EmailRestored], links::restore_email(&last, &back)).await.unwrap();
        assert!(device::load(&clinic.visitor(), b"the thief's").await.unwrap().is_none());
        // The thief knew the password: it opens nothing at either address, and the owner sets a new one.
        assert!(!clinic.comes_in("ladrao@example.com", PASSWORD).await && !clinic.comes_in(&email_of("Ana"), PASSWORD).await);
        let token = clinic.forgot("Ana").await;
        links::reset_password(&clinic.visitor(), reset(&token, NEW)).await.unwrap();
        assert!(clinic.comes_in(&email_of("Ana"), NEW).await);
        assert_refused(links::restore_email(&clinic.visitor(), &back).await, Refusal::LinkSpent);
    }

    async fn s5_what_a_thief_set_up_goes_with_the_change_and_what_the_owner_had_stays(clinic: Clinic) {
        let account = clinic.patient("Ana").await.actor.account().unwrap();
        clinic.at("2026-02-02T07:00:00-03:00");
        let ana = clinic.holder(account).await;
        add(&ana, &mut Authenticator::at(ORIGIN)).await.unwrap();
        clinic.at("2026-03-02T07:00:00-03:00");
        let thief = clinic.holder(account).await;
        add(&thief, &mut Authenticator::at(ORIGIN)).await.unwrap();
        let app = accounts::new_factor(&thief, None).await.unwrap();
        accounts::confirm_factor(&thief, &shown(&app.secret, &thief)).await.unwrap();
        links::ask_email(&thief, new_email("ladrao@example.com")).await.unwrap();
        links::confirm_email(&clinic.visitor(), &clinic.token(LinkKind::ChangeEmail).await).await.unwrap();
        add(&thief, &mut Authenticator::at(ORIGIN)).await.unwrap();
        let back = clinic.token(LinkKind::RestoreEmail).await;
        let visitor = clinic.visitor();
        let restore = links::restore_email(&visitor, &back);
        clinic.leaving(&[PasskeyRemoved, FactorRemoved, EmailRestored], restore).await.unwrap();
        assert_eq!(accounts::passkeys(&ana).await.unwrap().len(), 1, "hers of a month ago");
        assert_eq!(clinic.number("select count(*) from second_factor").await, 0);
        assert_eq!(clinic.number("select count(*) from recovery_code").await, 0);
    }

    async fn a_thief_who_changes_the_address_twice_does_not_lock_the_owner_out(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        links::ask_email(&ana, new_email("um@example.com")).await.unwrap();
        links::confirm_email(&clinic.visitor(), &clinic.token(LinkKind::ChangeEmail).await).await.unwrap();
        let owners = clinic.token(LinkKind::RestoreEmail).await;
        clinic.at("2026-03-02T08:00:00-03:00");
        links::ask_email(&clinic.holder(ana.actor.account().unwrap()).await, new_email("dois@example.com")).await.unwrap();
        links::confirm_email(&clinic.visitor(), &clinic.token(LinkKind::ChangeEmail).await).await.unwrap();
        let thiefs = clinic.token(LinkKind::RestoreEmail).await;
        clinic.at("2026-03-02T09:00:00-03:00");
        links::restore_email(&clinic.visitor(), &owners).await.unwrap();
        assert_refused(links::restore_email(&clinic.visitor(), &thiefs).await, Refusal::LinkSpent);
        assert_eq!(clinic.texts("select email from account").await, [email_of("Ana")]);
    }

    async fn a_new_password_withdraws_a_change_of_address_that_was_asked_for(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        links::ask_email(&ana, new_email("ladrao@example.com")).await.unwrap();
        let change = clinic.token(LinkKind::ChangeEmail).await;
        let token = clinic.forgot("Ana").await;
        links::reset_password(&clinic.visitor(), reset(&token, NEW)).await.unwrap();
        assert_refused(links::confirm_email(&clinic.visitor(), &change).await, Refusal::LinkSpent);
    }

    async fn links_that_ended_long_ago_are_forgotten(clinic: Clinic) {
        clinic.patient("Ana").await;
        clinic.forgot("Ana").await;
        let system = clinic.system();
        let ended = RESET_MINUTES + KEEP_ENDED_DAYS * 24 * 60;
        assert_eq!(links::forget_ended(&later(&system, ended)).await.unwrap(), 0);
        assert_eq!(links::forget_ended(&later(&system, ended + 1)).await.unwrap(), 1);
    }
}

fn problem<T>(refused: store::Result<T>) -> (String, Problem) {
    match refused {
        Err(store::Error::Fields(errors)) => errors.0.into_iter().next().unwrap(),
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("yes"),
    }
}
