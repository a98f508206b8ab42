//! Who works here: what the reception sees, and who may come in.

use std::{fs, path::Path};

use domain::{
    Actor, Refusal, Role,
    audit::EventKind::{AccountDeactivated, AccountReactivated, StaffAdded},
    devices::{Agent, Whereabouts},
    scheduling::Step,
};
use store::{
    Caller, accounts,
    accounts::device::{self, DeviceSession},
    calls, records, scheduling,
};

use crate::given::{
    PASSWORD, REASON, assert_denied, assert_missing, assert_refused, assert_taken, at_once, booking, credentials,
    monday, new_staff, note,
};

async fn sign_in_with(caller: &Caller, cookie: &[u8]) {
    let expires_at = caller.now.plus_minutes(60);
    let session = DeviceSession {
        account: caller.actor.account(),
        agent: Agent::UNKNOWN,
        whereabouts: Whereabouts::default(),
        data: Vec::new(),
        expires_at,
    };
    assert!(device::create(caller, cookie, &session).await.unwrap());
}

both_engines! {
    async fn an_administrator_opens_an_account_for_the_reception(clinic: Clinic) {
        let marta = clinic.administrator().await;
        let add = accounts::add_staff(&marta, new_staff("reception", "Rosa"));
        let account = clinic.leaving(&[StaffAdded], add).await.unwrap();
        assert_eq!(clinic.settled(account).await.actor, Actor::Reception(account));
        let again = accounts::add_staff(&marta, new_staff("administrator", "Rosa"));
        assert_taken(clinic.untouched(again).await, "email");
    }

    async fn s30_the_reception_sees_the_day_of_everybody_and_never_why(clinic: Clinic) {
        let (ana, rui) = (clinic.patient("Ana").await, clinic.patient("Rui").await);
        let (helena, otto) = (clinic.professional("Helena").await, clinic.professional("Otto").await);
        let visit = clinic.booked(&ana, &helena).await;
        clinic.booked(&rui, &otto).await;
        records::write_note(&helena.at(monday("09:00")), note(visit, "melhora")).await.unwrap();
        let rosa = clinic.reception("Rosa").await;
        let (_, _, cards) = clinic.leaving(&[], scheduling::board(&rosa, None)).await.unwrap();
        let who = cards.iter().map(|card| (card.patient.as_str(), card.professional.as_str())).collect::<Vec<_>>();
        assert_eq!(who, [("Ana", "Helena"), ("Rui", "Otto")]);
        assert!(cards.iter().all(|card| card.steps == [Step::Confirm, Step::Arrive, Step::Cancel, Step::Move]), "she keeps the agenda");
        let said = serde_json::to_string(&cards).unwrap();
        assert!(!said.contains(REASON) && !said.contains("melhora"), "{said}");
        let (_, _, own) = scheduling::board(&helena, None).await.unwrap();
        assert_eq!(own.len(), 1, "a professional sees their own day");
    }

    async fn s30_the_reception_reads_nothing_clinical_and_no_trail(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let visit = clinic.booked(&ana, &helena).await;
        let rosa = clinic.reception("Rosa").await.at(monday("09:00"));
        assert_denied(clinic.untouched(records::open(&rosa, visit)).await);
        assert_denied(clinic.untouched(records::write_note(&rosa, note(visit, "melhora"))).await);
        assert_denied(clinic.untouched(scheduling::appointment(&rosa, visit)).await);
        assert_denied(clinic.untouched(calls::log(&rosa, visit)).await);
        assert_denied(clinic.untouched(calls::issue_ticket(&rosa, visit)).await);
        assert_denied(clinic.untouched(store::audit::trail(&rosa, None)).await);
    }

    async fn an_administrator_sees_who_works_here_and_when_they_were_here(clinic: Clinic) {
        let (marta, rosa) = (clinic.administrator().await, clinic.reception("Rosa").await);
        clinic.patient("Ana").await;
        sign_in_with(&rosa.at(monday("08:00")), b"her desk").await;
        let people = accounts::people(&marta).await.unwrap();
        let seen = people.iter().map(|person| (person.name.as_str(), person.role, person.is_me)).collect::<Vec<_>>();
        assert_eq!(seen, [("Marta Lima", Role::Administrator, true), ("Rosa", Role::Reception, false)]);
        assert_eq!(people[1].seen.unwrap().at, monday("08:00"));
        assert_eq!(people[1].deactivated, None);
    }

    async fn s4_somebody_who_is_deactivated_is_out_on_every_device(clinic: Clinic) {
        let (marta, rosa) = (clinic.administrator().await, clinic.reception("Rosa").await);
        let account = rosa.actor.account().unwrap();
        sign_in_with(&rosa, b"her desk").await;
        sign_in_with(&rosa, b"her phone").await;
        sign_in_with(&marta, b"the administrator").await;
        clinic.leaving(&[AccountDeactivated], accounts::deactivate(&marta, account)).await.unwrap();
        assert_eq!(accounts::actor(&clinic.db, account).await.unwrap(), None);
        for cookie in [&b"her desk"[..], b"her phone"] {
            assert!(device::load(&clinic.visitor(), cookie).await.unwrap().is_none());
        }
        assert!(device::load(&clinic.visitor(), b"the administrator").await.unwrap().is_some());
        let email = clinic.texts("select email from account where role = 'reception'").await.remove(0);
        let back = accounts::sign_in(&clinic.visitor(), credentials(&email, PASSWORD)).await;
        assert_refused(back, Refusal::WrongCredentials);
        assert_missing(clinic.untouched(accounts::deactivate(&marta, account)).await);
        clinic.leaving(&[AccountReactivated], accounts::reactivate(&marta, account)).await.unwrap();
        assert_eq!(accounts::actor(&clinic.db, account).await.unwrap(), Some(rosa.actor));
        accounts::sign_in(&clinic.visitor(), credentials(&email, PASSWORD)).await.unwrap();
        assert_missing(clinic.untouched(accounts::reactivate(&marta, account)).await);
    }

    async fn nobody_books_with_somebody_who_is_deactivated(clinic: Clinic) {
        let (marta, ana) = (clinic.administrator().await, clinic.patient("Ana").await);
        let helena = clinic.professional("Helena").await;
        let (slot, account) = (clinic.slot_of(&helena).await, helena.actor.account().unwrap());
        accounts::deactivate(&marta, account).await.unwrap();
        assert!(store::professionals::list(&ana).await.unwrap().is_empty());
        assert_missing(clinic.untouched(scheduling::free_days(&ana, slot.professional, None)).await);
        assert_missing(clinic.untouched(scheduling::book(&ana, booking(slot))).await);
        accounts::reactivate(&marta, account).await.unwrap();
        scheduling::book(&ana, booking(slot)).await.unwrap();
    }

    async fn nobody_deactivates_themselves_or_a_patient(clinic: Clinic) {
        let (marta, ana) = (clinic.administrator().await, clinic.patient("Ana").await);
        let own = accounts::deactivate(&marta, marta.actor.account().unwrap());
        assert_refused(clinic.untouched(own).await, Refusal::OwnAccount);
        assert_missing(clinic.untouched(accounts::deactivate(&marta, ana.actor.account().unwrap())).await);
    }

    async fn administrators_who_take_each_other_away_at_once_leave_one(clinic: Clinic) {
        for round in 0..4 {
            let (marta, nilo) = (clinic.administrator().await, clinic.staff("administrator", "Nilo").await);
            let pair = [(marta.clone(), nilo.clone()), (nilo.clone(), marta.clone())];
            let answers = at_once(2, move |number| {
                let (who, whom) = pair[(number + round) % 2].clone();
                async move { accounts::deactivate(&who, whom.actor.account().unwrap()).await }
            });
            crate::given::assert_one_winner(answers.await, Refusal::LastAdministrator);
            let active = "select count(*) from account where role = 'administrator' and deactivated_at is null";
            assert_eq!(clinic.number(active).await, 1);
            clinic.sql("update account set deactivated_at = null where name = 'Marta Lima'").await.unwrap();
            clinic.sql("update account set deactivated_at = 1 where name = 'Nilo'").await.unwrap();
        }
    }
}

/// What every verb may do to a role stands in the sources: nothing.
#[test]
fn s3_no_verb_gives_an_account_another_role() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
            for update in text.split("update account set ").skip(1) {
                let set = update.split(" where ").next().unwrap();
                assert!(!set.contains("role"), "{}: {set}", path.display());
            }
        }
    }
}
