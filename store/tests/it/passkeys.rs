//! Passkeys: made by their owner, and a way in for nobody else.

use domain::{
    Actor, PasskeyId, Refusal,
    audit::EventKind::{PasskeyAdded, PasskeyRemoved, PasskeyRenamed, PasskeySuspected, SignedIn},
    jobs::Job,
    passkeys::{
        CEREMONY_MINUTES, Ceremony, NewPasskey, NewPasskeyForm, PASSKEYS_MAX, PasskeyNameForm, Proof, ProofForm,
    },
    second_factor::Missing,
};
use store::{Caller, Error, RelyingParty, Result, accounts};

use crate::{
    authenticator::Authenticator,
    given::{
        Clinic, ORIGIN, PASSWORD, assert_missing, assert_one_winner, assert_refused, at_once, credentials, email_of,
        random_id, strict,
    },
};

/// An answer to make a passkey, as the page sends it.
fn new_passkey(asked: Ceremony, answer: String) -> NewPasskey {
    NewPasskeyForm { ceremony: asked.ceremony, answer, name: "Celular".into() }.check().unwrap()
}

fn proof(asked: &Ceremony, answer: String) -> Proof {
    ProofForm { ceremony: asked.ceremony.clone(), answer }.check().unwrap()
}

/// Makes a passkey on a device, as its owner does.
pub(crate) async fn add(caller: &Caller, device: &mut Authenticator) -> Result<PasskeyId> {
    let asked = accounts::passkey_creation(caller).await?;
    let answer = device.create(&asked.options);
    accounts::add_passkey(caller, new_passkey(asked, answer)).await
}

/// A device with a passkey of this person.
async fn device_of(caller: &Caller) -> Authenticator {
    let mut device = Authenticator::at(ORIGIN);
    add(caller, &mut device).await.unwrap();
    device
}

/// Comes in with a device.
async fn come_in(visitor: &Caller, device: &mut Authenticator) -> Result<domain::AccountId> {
    let asked = accounts::passkey_request(visitor).await?;
    let answer = device.get(&asked.options);
    accounts::sign_in_with_passkey(visitor, proof(&asked, answer)).await
}

pub(crate) fn new_name(id: PasskeyId, name: &str) -> domain::passkeys::PasskeyName {
    PasskeyNameForm { id, name: name.into() }.check().unwrap()
}

both_engines! {
    async fn a_passkey_opens_the_account_it_was_made_for(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana").await, clinic.patient("Rui").await);
        let mut phone = Authenticator::at(ORIGIN);
        clinic.leaving(&[PasskeyAdded], add(&ana, &mut phone)).await.unwrap();
        let mut key = device_of(&rui).await;
        let visitor = clinic.visitor();
        let came = clinic.leaving(&[SignedIn], come_in(&visitor, &mut phone)).await.unwrap();
        assert_eq!(Some(came), ana.actor.account());
        assert_eq!(come_in(&visitor, &mut key).await.ok(), rui.actor.account());
        let tell = |who: &Caller| Job::TellPasskeyAdded(who.actor.account().unwrap());
        let told = clinic.queued().await;
        assert!(told.len() == 2 && told.contains(&tell(&ana)) && told.contains(&tell(&rui)), "{told:?}");
    }

    async fn its_owner_sees_names_it_and_removes_it(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana").await, clinic.patient("Rui").await);
        assert_eq!(accounts::passkeys(&ana).await.unwrap(), []);
        let (mut phone, mut manager) = (Authenticator::at(ORIGIN), Authenticator { is_synced: true, ..Authenticator::at(ORIGIN) });
        let id = add(&ana, &mut phone).await.unwrap();
        let later = ana.at(ana.now.plus_minutes(1));
        add(&later, &mut manager).await.unwrap();
        come_in(&clinic.visitor().at(later.now), &mut phone).await.unwrap();
        clinic.leaving(&[PasskeyRenamed], accounts::rename_passkey(&ana, new_name(id, "Celular da Ana"))).await.unwrap();
        let seen = accounts::passkeys(&ana).await.unwrap();
        let told = seen.iter().map(|passkey| (passkey.name.as_str(), passkey.is_synced, passkey.used.map(|used| used.at)));
        assert_eq!(told.collect::<Vec<_>>(), [("Celular da Ana", false, Some(later.now)), ("Celular", true, None)]);
        assert_eq!((seen[0].id, seen[0].since.at), (id, ana.now));

        assert_missing(clinic.untouched(accounts::rename_passkey(&rui, new_name(id, "Minha"))).await);
        assert_missing(clinic.untouched(accounts::remove_passkey(&rui, id)).await);
        assert_missing(clinic.untouched(accounts::remove_passkey(&ana, random_id().into())).await);
        clinic.leaving(&[PasskeyRemoved], accounts::remove_passkey(&ana, id)).await.unwrap();
        assert_eq!(accounts::passkeys(&ana).await.unwrap().len(), 1);
        assert!(clinic.queued().await.contains(&Job::TellPasskeyRemoved(ana.actor.account().unwrap())));
        assert_refused(come_in(&clinic.visitor(), &mut phone).await, Refusal::PasskeyNotAccepted);
        assert!(come_in(&clinic.visitor(), &mut manager).await.is_ok());
    }

    async fn s15_the_question_is_the_same_for_everybody_and_asks_for_a_finger(clinic: Clinic) {
        let bare = |asked: Ceremony| {
            let mut options = serde_json::from_str::<serde_json::Value>(&asked.options).unwrap();
            options["challenge"].take();
            options
        };
        let empty = bare(accounts::passkey_request(&clinic.visitor()).await.unwrap());
        let ana = clinic.patient("Ana").await;
        device_of(&ana).await;
        let request = bare(accounts::passkey_request(&clinic.visitor()).await.unwrap());
        assert_eq!(request, empty);
        assert_eq!((&request["userVerification"], &request["rpId"]), (&"required".into(), &"clinic.example".into()));
        assert_eq!(request["allowCredentials"].as_array().map(Vec::len), Some(0));
        let creation = bare(accounts::passkey_creation(&ana).await.unwrap());
        let selection = &creation["authenticatorSelection"];
        assert_eq!((&selection["residentKey"], &selection["userVerification"]), (&"required".into(), &"required".into()));
        assert_eq!(creation["excludeCredentials"].as_array().map(Vec::len), Some(1), "a device makes no second one");
    }

    async fn s7_an_answer_works_once(clinic: Clinic) {
        let (ana, visitor) = (clinic.patient("Ana").await, clinic.visitor());
        let mut phone = Authenticator { is_synced: true, ..Authenticator::at(ORIGIN) };
        let asked = accounts::passkey_creation(&ana).await.unwrap();
        let answer = phone.create(&asked.options);
        accounts::add_passkey(&ana, new_passkey(asked.clone(), answer.clone())).await.unwrap();
        let again = clinic.untouched(accounts::add_passkey(&ana, new_passkey(asked, answer))).await;
        assert_refused(again, Refusal::CeremonyOver);

        let asked = accounts::passkey_request(&visitor).await.unwrap();
        let proof = proof(&asked, phone.get(&asked.options));
        accounts::sign_in_with_passkey(&visitor, proof.clone()).await.unwrap();
        let again = clinic.untouched(accounts::sign_in_with_passkey(&visitor, proof)).await;
        assert_refused(again, Refusal::CeremonyOver);
    }

    async fn s7_of_one_answer_sent_many_times_at_once_one_gets_in(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let mut phone = Authenticator { is_synced: true, ..Authenticator::at(ORIGIN) };
        let asked = accounts::passkey_creation(&ana).await.unwrap();
        let answer = phone.create(&asked.options);
        let (adding, visitor) = (ana.clone(), clinic.visitor());
        let made = at_once(8, move |_| {
            let (ana, new) = (adding.clone(), new_passkey(asked.clone(), answer.clone()));
            async move { accounts::add_passkey(&ana, new).await }
        });
        assert_one_winner(made.await, Refusal::CeremonyOver);
        assert_eq!(accounts::passkeys(&ana).await.unwrap().len(), 1);

        let asked = accounts::passkey_request(&visitor).await.unwrap();
        let proof = proof(&asked, phone.get(&asked.options));
        let came = at_once(8, move |_| {
            let (visitor, proof) = (visitor.clone(), proof.clone());
            async move { accounts::sign_in_with_passkey(&visitor, proof).await }
        });
        assert_one_winner(came.await, Refusal::CeremonyOver);
    }

    async fn s7_an_answer_that_comes_late_is_refused(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let mut phone = device_of(&ana).await;
        let late = ana.now.plus_minutes(CEREMONY_MINUTES);
        let (asked, visitor) = (accounts::passkey_request(&clinic.visitor()).await.unwrap(), clinic.visitor().at(late));
        let proof = proof(&asked, phone.get(&asked.options));
        assert_refused(clinic.untouched(accounts::sign_in_with_passkey(&visitor, proof.clone())).await, Refusal::CeremonyOver);
        let asked = accounts::passkey_creation(&ana).await.unwrap();
        let answer = Authenticator::at(ORIGIN).create(&asked.options);
        let added = clinic.untouched(accounts::add_passkey(&ana.at(late), new_passkey(asked, answer))).await;
        assert_refused(added, Refusal::CeremonyOver);
        // What ran out is swept; what is open stays.
        let (sweeper, open) = (clinic.system().at(late), accounts::passkey_request(&visitor).await.unwrap());
        assert_eq!(clinic.leaving(&[], accounts::forget_ceremonies(&sweeper)).await.unwrap(), 2);
        assert_eq!(clinic.number("select count(*) from passkey_ceremony").await, 1);
        let proof = self::proof(&open, phone.get(&open.options));
        assert!(accounts::sign_in_with_passkey(&visitor, proof).await.is_ok());
    }

    async fn s7_a_challenge_of_one_account_makes_no_passkey_for_another(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana").await, clinic.patient("Rui").await);
        let asked = accounts::passkey_creation(&ana).await.unwrap();
        let answer = Authenticator::at(ORIGIN).create(&asked.options);
        let stolen = clinic.untouched(accounts::add_passkey(&rui, new_passkey(asked.clone(), answer.clone()))).await;
        assert_refused(stolen, Refusal::CeremonyOver);
        // Nor does a challenge to come in, nor one that a newer one has replaced.
        let request = accounts::passkey_request(&clinic.visitor()).await.unwrap();
        let other = clinic.untouched(accounts::add_passkey(&ana, new_passkey(request, answer.clone()))).await;
        assert_refused(other, Refusal::CeremonyOver);
        accounts::passkey_creation(&ana).await.unwrap();
        let older = clinic.untouched(accounts::add_passkey(&ana, new_passkey(asked, answer))).await;
        assert_refused(older, Refusal::CeremonyOver);
    }

    async fn only_the_hash_of_a_ceremony_is_kept(clinic: Clinic) {
        let asked = accounts::passkey_request(&clinic.visitor()).await.unwrap();
        assert!(!crate::raw::holds(&clinic.dump().await, &asked.ceremony));
    }

    async fn a_key_that_is_known_is_not_kept_twice(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana").await, clinic.patient("Rui").await);
        let phone = device_of(&ana).await;
        let asked = accounts::passkey_creation(&rui).await.unwrap();
        let answer = phone.clone().create(&asked.options);
        let taken = clinic.untouched(accounts::add_passkey(&rui, new_passkey(asked, answer))).await;
        assert_refused(taken, Refusal::PasskeyTaken);
    }

    async fn an_account_has_so_many_passkeys_and_no_more(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        for _ in 1..PASSKEYS_MAX {
            device_of(&ana).await;
        }
        let asked = accounts::passkey_creation(&ana).await.unwrap();
        let answer = Authenticator::at(ORIGIN).create(&asked.options);
        // While the browser asks its owner, another one is quicker: the last place is gone.
        let id = clinic.literal(ana.actor.account().unwrap().0);
        let other = clinic.literal(random_id());
        let row = format!("select {other}, {id}, {}, 'Outra', '{{}}', 0", clinic.bytes(&[9; 24]));
        clinic.sql(&format!("insert into passkey (id, account_id, credential_id, name, credential, created_at) {row}")).await.unwrap();
        let full = clinic.untouched(accounts::add_passkey(&ana, new_passkey(asked, answer))).await;
        assert_refused(full, Refusal::TooManyPasskeys);
        assert_refused(clinic.untouched(accounts::passkey_creation(&ana)).await, Refusal::TooManyPasskeys);
    }

    async fn a_clinic_without_a_name_offers_no_passkeys(clinic: Clinic) {
        let relying_party = RelyingParty::at("http://127.0.0.1:3000", "Clínica Amparo").unwrap();
        let ana = Caller { relying_party, ..clinic.patient("Ana").await };
        assert_refused(clinic.untouched(accounts::passkey_creation(&ana)).await, Refusal::PasskeysNotOffered);
        assert_refused(clinic.untouched(accounts::passkey_request(&ana)).await, Refusal::PasskeysNotOffered);
    }

    async fn s5_whoever_needs_a_second_factor_may_set_up_a_passkey_as_the_first_one_and_is_in(clinic: Clinic) {
        let helena = clinic.professional("Helena").await.actor.account().unwrap();
        let half = strict(&clinic.caller(Actor::Halfway(helena)));
        let mut key = Authenticator::at(ORIGIN);
        clinic.leaving(&[PasskeyAdded, SignedIn], add(&half, &mut key)).await.unwrap();
        // From now on it is owed, and nothing can be put in its place.
        let entry = accounts::sign_in(&strict(&clinic.visitor()), credentials(&email_of("Helena"), PASSWORD)).await;
        assert_eq!(entry.unwrap().missing, Some(Missing::Proof));
        assert_refused(add(&half, &mut Authenticator::at(ORIGIN)).await, Refusal::FactorInUse);
        assert_refused(accounts::new_factor(&half, None).await, Refusal::FactorInUse);
        assert!(matches!(accounts::passkeys(&half).await, Err(Error::SignInFirst)));
        come_in(&clinic.visitor(), &mut key).await.unwrap();
    }

    async fn s5_whoever_works_here_keeps_one_second_factor_at_least(clinic: Clinic) {
        let helena = strict(&clinic.professional("Helena").await);
        let id = add(&helena, &mut Authenticator::at(ORIGIN)).await.unwrap();
        assert_refused(clinic.untouched(accounts::remove_passkey(&helena, id)).await, Refusal::FactorNeeded);
        let other = add(&helena, &mut Authenticator::at(ORIGIN)).await.unwrap();
        accounts::remove_passkey(&helena, id).await.unwrap();
        assert_refused(clinic.untouched(accounts::remove_passkey(&helena, other)).await, Refusal::FactorNeeded);
    }
}

mod lies {
    //! What an authenticator, or somebody between it and us, could say that is not so. All of it is answered alike.

    use super::*;

    /// Changes one thing of an answer and says that it is refused, with nothing kept.
    async fn refused(clinic: &Clinic, device: &Authenticator, lie: impl FnOnce(&mut Authenticator)) {
        let mut liar = device.clone();
        lie(&mut liar);
        let visitor = clinic.visitor();
        let asked = accounts::passkey_request(&visitor).await.unwrap();
        let proof = proof(&asked, liar.get(&asked.options));
        let answer = clinic.untouched(accounts::sign_in_with_passkey(&visitor, proof)).await;
        assert_refused(answer, Refusal::PasskeyNotAccepted);
    }

    both_engines! {
        async fn s5_a_passkey_of_another_place_or_person_opens_nothing(clinic: Clinic) {
            let (ana, rui) = (clinic.patient("Ana").await, clinic.patient("Rui").await);
            let (phone, other) = (device_of(&ana).await, device_of(&rui).await);
            for origin in ["https://evil.example", "https://clinic.example.evil.example", "http://clinic.example", "https://a.clinic.example", "https://clinic.example:8443", "null"] {
                refused(&clinic, &phone, |liar| liar.origin = origin.into()).await;
            }
            refused(&clinic, &phone, |liar| liar.verifies = false).await;
            refused(&clinic, &phone, |liar| liar.credential = other.credential).await;
            refused(&clinic, &phone, |liar| liar.credential = vec![7; 24]).await;
            refused(&clinic, &phone, |liar| liar.holder.clone_from(&other.holder)).await;
            refused(&clinic, &phone, |liar| liar.holder = Vec::new()).await;
            // A device whose key never met the clinic, under the name of one that did.
            refused(&clinic, &Authenticator::at(ORIGIN), |liar| {
                (liar.credential, liar.holder) = (phone.credential.clone(), phone.holder.clone());
            }).await;
            assert!(come_in(&clinic.visitor(), &mut phone.clone()).await.is_ok(), "the truth opens it");
        }

        async fn s5_an_answer_to_another_challenge_opens_nothing(clinic: Clinic) {
            let (ana, visitor) = (clinic.patient("Ana").await, clinic.visitor());
            let mut phone = device_of(&ana).await;
            let (one, other) = (accounts::passkey_request(&visitor).await.unwrap(), accounts::passkey_request(&visitor).await.unwrap());
            let swapped = proof(&other, phone.get(&one.options));
            let answer = clinic.untouched(accounts::sign_in_with_passkey(&visitor, swapped)).await;
            assert_refused(answer, Refusal::PasskeyNotAccepted);
            let made = accounts::passkey_creation(&ana).await.unwrap();
            let answer = clinic.untouched(accounts::sign_in_with_passkey(&visitor, proof(&made, phone.get(&one.options)))).await;
            assert_refused(answer, Refusal::CeremonyOver);
        }

        async fn what_is_no_answer_at_all_is_refused(clinic: Clinic) {
            let (ana, visitor) = (clinic.patient("Ana").await, clinic.visitor());
            let mut phone = device_of(&ana).await;
            let (asked, made) = (accounts::passkey_request(&visitor).await.unwrap(), accounts::passkey_creation(&ana).await.unwrap());
            let right = phone.get(&asked.options);
            for odd in ["{}", "null", "[]", "\u{0}", "{\"id\":1}", &right[..right.len() - 1], &right.replace("webauthn", "x").replace("signature", "s"), &"[".repeat(10_000)] {
                let answer = clinic.untouched(accounts::sign_in_with_passkey(&visitor, proof(&asked, odd.into()))).await;
                assert_refused(answer, Refusal::PasskeyNotAccepted);
                let answer = clinic.untouched(accounts::add_passkey(&ana, new_passkey(made.clone(), odd.into()))).await;
                assert_refused(answer, Refusal::PasskeyNotAccepted);
            }
        }

        async fn s5_a_passkey_is_made_here_with_a_finger_and_for_this_challenge(clinic: Clinic) {
            let ana = clinic.patient("Ana").await;
            let elsewhere = Authenticator::at("https://evil.example");
            let careless = Authenticator { verifies: false, ..Authenticator::at(ORIGIN) };
            for mut device in [elsewhere, careless] {
                let asked = accounts::passkey_creation(&ana).await.unwrap();
                let answer = device.create(&asked.options);
                let refused = clinic.untouched(accounts::add_passkey(&ana, new_passkey(asked, answer))).await;
                assert_refused(refused, Refusal::PasskeyNotAccepted);
            }
            let older = accounts::passkey_creation(&ana).await.unwrap();
            let asked = accounts::passkey_creation(&ana).await.unwrap();
            let answer = Authenticator::at(ORIGIN).create(&older.options);
            let refused = clinic.untouched(accounts::add_passkey(&ana, new_passkey(asked, answer))).await;
            assert_refused(refused, Refusal::PasskeyNotAccepted);
        }

        async fn s5_a_passkey_that_counts_backwards_is_refused_and_noted(clinic: Clinic) {
            let (ana, visitor) = (clinic.patient("Ana").await, clinic.visitor());
            let mut phone = device_of(&ana).await;
            let mut copy = phone.clone();
            come_in(&visitor, &mut phone).await.unwrap();
            come_in(&visitor, &mut phone).await.unwrap();
            let asked = accounts::passkey_request(&visitor).await.unwrap();
            let proof = proof(&asked, copy.get(&asked.options));
            let refused = clinic.leaving(&[PasskeySuspected], accounts::sign_in_with_passkey(&visitor, proof.clone())).await;
            assert_refused(refused, Refusal::PasskeyNotAccepted);
            // The trail does not grow by sending it again.
            assert_refused(clinic.untouched(accounts::sign_in_with_passkey(&visitor, proof)).await, Refusal::CeremonyOver);
            assert!(come_in(&visitor, &mut phone).await.is_ok(), "the one that counts on stays");
        }

        async fn s4_a_passkey_of_an_account_that_was_deactivated_opens_nothing(clinic: Clinic) {
            let ana = clinic.patient("Ana").await;
            let phone = device_of(&ana).await;
            let id = clinic.literal(ana.actor.account().unwrap().0);
            clinic.sql(&format!("update account set deactivated_at = 1 where id = {id}")).await.unwrap();
            refused(&clinic, &phone, |_| ()).await;
        }
    }
}
