//! Invitations: an administrator sends a link, and whoever was invited opens their own account.

use domain::{
    Actor, Language, Refusal, Role,
    audit::EventKind::{
        CpfInUse, InvitationAccepted, InvitationRevoked, InvitationSent, PatientRegistered, ProfessionalAdded,
    },
    links::{Answer, AnswerForm, INVITATION_HOURS, INVITATIONS_MAX, InvitationForm, Invited, LinkKind, Token},
    terms::CURRENT,
};
use store::{accounts, links};

use crate::given::{
    Clinic, PASSWORD, assert_missing, assert_one_winner, assert_refused, assert_taken, at_once, credentials, email_of,
    invitation,
};

fn typed(token: &Token) -> AnswerForm {
    AnswerForm {
        token: token.clone(),
        name: "Helena Prado Lima".into(),
        password: PASSWORD.into(),
        accepted: CURRENT.into(),
        birth_date: "1990-05-20".into(),
        council: "CREFITO".into(),
        registration: "123456-F".into(),
        uf: "SP".into(),
        specialty: "Fisioterapia".into(),
        visit_minutes: "30".into(),
        ..AnswerForm::default()
    }
}

fn answer(token: &Token, invited: &Invited) -> Answer {
    typed(token).check(invited, jiff::civil::date(2026, 3, 2)).unwrap()
}

/// Invites somebody; gives the token of the letter, and what its page shows.
async fn invited(clinic: &Clinic, role: Role, name: &str) -> (Token, Invited) {
    links::invite(&clinic.administrator().await, invitation(role, name)).await.unwrap();
    let token = clinic.token(LinkKind::Invite).await;
    let seen = links::invitation(&clinic.visitor(), &token).await.unwrap();
    (token, seen)
}

both_engines! {
    async fn a_professional_is_invited_and_says_their_own_practice(clinic: Clinic) {
        let administrator = clinic.administrator().await;
        let invite = links::invite(&administrator, invitation(Role::Professional, "Helena"));
        clinic.leaving(&[InvitationSent], invite).await.unwrap();
        let token = clinic.token(LinkKind::Invite).await;
        let seen = links::invitation(&clinic.visitor(), &token).await.unwrap();
        assert_eq!((seen.role, seen.name.as_str(), seen.asks_practice), (Role::Professional, "Helena", true));
        assert_eq!(seen.email, email_of("Helena"));
        let visitor = clinic.visitor();
        let accept = links::accept_invitation(&visitor, answer(&token, &seen));
        let account = clinic.leaving(&[ProfessionalAdded, InvitationAccepted], accept).await.unwrap().account;
        // What they accepted on the page is kept: nobody asks them again.
        assert!(matches!(clinic.holder(account).await.actor, Actor::Professional(..)));
        let come_in = accounts::sign_in(&clinic.visitor(), credentials(&email_of("Helena"), PASSWORD)).await;
        assert_eq!(come_in.unwrap().account, account);
        let listed = store::professionals::list(&administrator).await.unwrap();
        assert_eq!((listed[0].name.as_str(), listed[0].registration.as_str()), ("Helena Prado Lima", "CREFITO 123456-F SP"));
    }

    async fn a_practice_that_the_administrator_gave_is_the_one_that_counts(clinic: Clinic) {
        let administrator = clinic.administrator().await;
        let form = InvitationForm {
            role: "professional".into(),
            name: "Helena".into(),
            email: email_of("Helena"),
            council: "CRM".into(),
            registration: "98765".into(),
            uf: "RJ".into(),
            specialty: "Clínica geral".into(),
            visit_minutes: "20".into(),
        };
        links::invite(&administrator, form.check().unwrap()).await.unwrap();
        let token = clinic.token(LinkKind::Invite).await;
        let seen = links::invitation(&clinic.visitor(), &token).await.unwrap();
        assert!(!seen.asks_practice);
        links::accept_invitation(&clinic.visitor(), answer(&token, &seen)).await.unwrap();
        let listed = store::professionals::list(&administrator).await.unwrap();
        assert_eq!(listed[0].registration, "CRM 98765 RJ");
    }

    async fn a_patient_and_an_administrator_are_invited_too(clinic: Clinic) {
        let (token, seen) = invited(&clinic, Role::Patient, "Ana").await;
        let visitor = clinic.visitor();
        let accept = links::accept_invitation(&visitor, answer(&token, &seen));
        let ana = clinic.leaving(&[PatientRegistered, InvitationAccepted], accept).await.unwrap();
        assert!(matches!(clinic.holder(ana.account).await.actor, Actor::Patient(..)));
        let (token, seen) = invited(&clinic, Role::Administrator, "Marta Dois").await;
        let visitor = clinic.visitor();
        let accept = links::accept_invitation(&visitor, answer(&token, &seen));
        let marta = clinic.leaving(&[InvitationAccepted], accept).await.unwrap();
        assert_eq!(clinic.holder(marta.account).await.actor, Actor::Administrator(marta.account));
    }

    async fn s3_what_is_answered_cannot_raise_the_role(clinic: Clinic) {
        let (token, seen) = invited(&clinic, Role::Patient, "Ana").await;
        for role in [Role::Administrator, Role::Professional] {
            let raised = answer(&token, &Invited { role, ..seen.clone() });
            let visitor = clinic.visitor();
            let tried = clinic.untouched(links::accept_invitation(&visitor, raised)).await;
            assert_refused(tried, Refusal::LinkSpent);
        }
    }

    async fn an_invited_patient_needs_no_password_and_is_told_nothing_about_a_cpf(clinic: Clinic) {
        clinic.enrolled(crate::given::registration_with("Rui", &email_of("Rui"), "529.982.247-25")).await;
        let (token, seen) = invited(&clinic, Role::Patient, "Ana").await;
        let form = AnswerForm { password: String::new(), cpf: "529.982.247-25".into(), ..typed(&token) };
        let answer = form.check(&seen, jiff::civil::date(2026, 3, 2)).unwrap();
        let visitor = clinic.visitor();
        let accept = links::accept_invitation(&visitor, answer);
        let account = clinic.leaving(&[CpfInUse, PatientRegistered, InvitationAccepted], accept).await.unwrap().account;
        assert!(!accounts::profile(&clinic.holder(account).await).await.unwrap().has_password);
        // By a letter they make one when they want one.
        let whose = domain::codes::Identifier::parse(&email_of("Ana")).unwrap();
        links::ask_reset(&visitor, &whose).await.unwrap();
        let token = clinic.token(LinkKind::ResetPassword).await;
        let reset = domain::links::ResetForm { token, password: PASSWORD.into() }.check().unwrap();
        links::reset_password(&visitor, reset).await.unwrap();
        assert_eq!(accounts::sign_in(&visitor, credentials(&email_of("Ana"), PASSWORD)).await.unwrap().account, account);
    }

    async fn an_invitation_is_written_in_the_language_of_the_page_that_invites(clinic: Clinic) {
        let english = store::Caller { language: Language::English, ..clinic.administrator().await };
        let id = links::invite(&english, invitation(Role::Patient, "Ana")).await.unwrap();
        assert_eq!(links::letter(&clinic.system(), id).await.unwrap().unwrap().language, Language::English);
        // Whoever accepts reads what their page is read in.
        let token = clinic.token(LinkKind::Invite).await;
        let seen = links::invitation(&clinic.visitor(), &token).await.unwrap();
        let account = links::accept_invitation(&clinic.visitor(), answer(&token, &seen)).await.unwrap().account;
        let about = accounts::account_mail(&clinic.system(), account).await.unwrap();
        assert_eq!(about.language, Language::Portuguese);
    }

    async fn s7_of_parallel_acceptances_exactly_one_wins(clinic: Clinic) {
        let (token, seen) = invited(&clinic, Role::Administrator, "Helena").await;
        let visitor = clinic.visitor();
        let answers = at_once(6, move |_| {
            let (visitor, answer) = (visitor.clone(), answer(&token, &seen));
            async move { links::accept_invitation(&visitor, answer).await }
        });
        assert_one_winner(answers.await, Refusal::LinkSpent);
        assert_eq!(clinic.number("select count(*) from account").await, 2);
    }

    async fn an_address_with_an_account_is_not_invited_and_one_that_got_one_is_refused(clinic: Clinic) {
        let (token, seen) = invited(&clinic, Role::Patient, "Ana").await;
        clinic.patient("Ana").await;
        let visitor = clinic.visitor();
        let late = clinic.untouched(links::accept_invitation(&visitor, answer(&token, &seen))).await;
        assert_refused(late, Refusal::HasAccount);
        let administrator = clinic.administrator().await;
        let again = links::invite(&administrator, invitation(Role::Patient, "Ana"));
        assert_taken(clinic.untouched(again).await, "email");
        let waiting = links::invitations(&administrator).await.unwrap()[0].id;
        let resend = clinic.untouched(links::resend_invitation(&administrator, waiting)).await;
        assert_refused(resend, Refusal::HasAccount);
    }

    async fn an_invitation_is_withdrawn_and_its_link_opens_nothing(clinic: Clinic) {
        let (token, seen) = invited(&clinic, Role::Patient, "Ana").await;
        let administrator = clinic.administrator().await;
        let waiting = links::invitations(&administrator).await.unwrap();
        assert_eq!(waiting.len(), 1);
        assert_eq!((waiting[0].email.as_str(), waiting[0].by.as_str()), (email_of("Ana").as_str(), "Marta Lima"));
        let revoke = links::revoke_invitation(&administrator, waiting[0].id);
        clinic.leaving(&[InvitationRevoked], revoke).await.unwrap();
        assert!(links::invitations(&administrator).await.unwrap().is_empty());
        assert_refused(links::invitation(&clinic.visitor(), &token).await, Refusal::LinkSpent);
        let tried = links::accept_invitation(&clinic.visitor(), answer(&token, &seen)).await;
        assert_refused(tried, Refusal::LinkSpent);
        assert_missing(links::revoke_invitation(&administrator, waiting[0].id).await);
        assert_missing(links::resend_invitation(&administrator, waiting[0].id).await);
    }

    async fn an_invitation_sent_again_has_a_new_link_and_a_new_term(clinic: Clinic) {
        let (old, _) = invited(&clinic, Role::Patient, "Ana").await;
        clinic.at("2026-03-05T07:00:00-03:00");
        assert_refused(links::invitation(&clinic.visitor(), &old).await, Refusal::LinkSpent);
        let administrator = clinic.administrator().await;
        let waiting = links::invitations(&administrator).await.unwrap();
        assert!(waiting[0].is_over, "after {INVITATION_HOURS} hours");
        clinic.leaving(&[InvitationSent], links::resend_invitation(&administrator, waiting[0].id)).await.unwrap();
        let waiting = links::invitations(&administrator).await.unwrap();
        assert_eq!((waiting.len(), waiting[0].is_over), (1, false));
        let token = clinic.token(LinkKind::Invite).await;
        assert_ne!(token, old);
        assert_eq!(links::invitation(&clinic.visitor(), &token).await.unwrap().name, "Ana");
        // Another invitation to the same address, however it is spelt, takes the place of this one.
        links::invite(&administrator, invitation(Role::Professional, "ANA")).await.unwrap();
        assert_refused(links::invitation(&clinic.visitor(), &token).await, Refusal::LinkSpent);
        assert_eq!(links::invitations(&administrator).await.unwrap().len(), 1);
    }

    async fn invitations_that_wait_are_limited(clinic: Clinic) {
        let administrator = clinic.administrator().await;
        links::invite(&administrator, invitation(Role::Patient, "Ana")).await.unwrap();
        let id = if clinic.is_sqlite() { "randomblob(16)" } else { "gen_random_uuid()" };
        let hash = if clinic.is_sqlite() { "randomblob(32)" } else { "decode(md5(n::text), 'hex')" };
        let sql = format!(
            "insert into account_link (id, token_hash, kind, created_at, expires_at, email, email_folded, invited_by, role, name)
             with recursive count(n) as (select 2 union all select n + 1 from count where n < {INVITATIONS_MAX})
             select {id}, {hash}, kind, created_at, expires_at, email, email_folded, invited_by, role, name
             from count, account_link"
        );
        clinic.sql(&sql).await.unwrap();
        let tried = clinic.untouched(links::invite(&administrator, invitation(Role::Patient, "Rui"))).await;
        assert_refused(tried, Refusal::TooManyInvitations);
    }
}
