//! Terms and privacy notice: accepted for each version, before anything else.

use domain::{
    AccountId, Actor, Refusal, Role, Verb,
    audit::EventKind::TermsAccepted,
    terms::{Accepted, CURRENT, Document, EDITIONS},
};
use store::{accounts, audit, professionals, scheduling, terms};

use crate::given::{
    Clinic, PASSWORD, assert_refused, booking, credentials, email_of, first_administrator, new_password,
};

fn yes() -> Accepted {
    Accepted::parse(CURRENT).unwrap()
}

/// As after a change of a text: what everybody accepted is the version before.
async fn a_new_version_of(clinic: &Clinic, document: Document) {
    let sql = format!("update acceptance set version = version - 1 where document = '{}'", document.as_str());
    clinic.sql(&sql).await.unwrap();
}

both_engines! {
    async fn whoever_registers_has_accepted(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let accepted = terms::acceptances(&ana).await.unwrap();
        assert_eq!(accepted.iter().map(|text| (text.document, text.version)).collect::<Vec<_>>(), [
            (Document::Terms, EDITIONS[0].version),
            (Document::Privacy, EDITIONS[1].version)
        ]);
        assert_eq!(accepted[0].at.at, clinic.now());
        let hashes = clinic.texts("select text_hash from acceptance order by document desc").await;
        for (kept, edition) in hashes.iter().zip(EDITIONS) {
            assert!(kept.ends_with(edition.hash), "{kept}");
        }
    }

    async fn s4_before_the_terms_nobody_acts_around_them(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let slot = clinic.slot_of(&helena).await;
        for document in [Document::Terms, Document::Privacy] {
            a_new_version_of(&clinic, document).await;
            let (ana, helena) = (again(&clinic, ana.actor).await, again(&clinic, helena.actor).await);
            assert!(matches!(ana.actor, Actor::BeforeTerms(_, Role::Patient)), "{:?}", ana.actor);
            for verb in Verb::ALL {
                // What is open to every visitor, nobody loses by coming in.
                let allowed = matches!(
                    verb,
                    Verb::AcceptTerms | Verb::ChooseLanguage | Verb::SignIn | Verb::UseLink | Verb::SeeDirectory
                );
                assert_eq!(ana.must(*verb).is_ok(), allowed, "{verb:?}");
            }
            assert_refused(clinic.untouched(scheduling::book(&ana, booking(slot))).await, Refusal::AcceptFirst);
            assert_refused(clinic.untouched(scheduling::visits(&helena)).await, Refusal::AcceptFirst);
            assert_refused(clinic.untouched(professionals::list(&helena)).await, Refusal::AcceptFirst);
            let change = accounts::change_password(&ana, b"", new_password(PASSWORD, "girafa azul 9"));
            assert_refused(clinic.untouched(change).await, Refusal::AcceptFirst);
            clinic.leaving(&[TermsAccepted], terms::accept(&ana, yes())).await.unwrap();
            clinic.leaving(&[TermsAccepted], terms::accept(&helena, yes())).await.unwrap();
        }
        let ana = again(&clinic, ana.actor).await;
        scheduling::book(&ana, booking(slot)).await.unwrap();
        assert_eq!(terms::acceptances(&ana).await.unwrap().len(), 4, "what was accepted before stays on paper");
    }

    async fn somebody_before_the_terms_comes_in_and_goes_out(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        a_new_version_of(&clinic, Document::Terms).await;
        let account = accounts::sign_in(&clinic.visitor(), credentials(&email_of("Ana"), PASSWORD)).await.unwrap().account;
        assert_eq!(Some(account), ana.actor.account());
        let before = clinic.holder(account).await;
        assert_eq!(accounts::signed_in(&before).await.unwrap().unwrap().name, "Ana");
        accounts::sign_out(&before).await.unwrap();
    }

    async fn the_first_administrator_accepts_before_the_clinic_opens(clinic: Clinic) {
        let account = accounts::set_up(&clinic.system(), "Clínica Amparo", first_administrator()).await.unwrap();
        let first = clinic.holder(account).await;
        assert_eq!(first.actor, Actor::BeforeTerms(account, Role::Administrator));
        assert_refused(audit::trail(&first, None).await, Refusal::AcceptFirst);
        terms::accept(&first, yes()).await.unwrap();
        assert!(audit::trail(&clinic.holder(account).await, None).await.is_ok());
    }

    async fn accepting_twice_keeps_the_first_time(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        terms::accept(&ana.at(ana.now.plus_minutes(60)), yes()).await.unwrap();
        let accepted = terms::acceptances(&ana).await.unwrap();
        assert_eq!((accepted.len(), accepted[0].at.at), (2, ana.now));
    }
}

async fn again(clinic: &Clinic, actor: Actor) -> store::Caller {
    let account: AccountId = actor.account().unwrap();
    clinic.holder(account).await
}
