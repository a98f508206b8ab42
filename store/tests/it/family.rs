//! A guardian holds people under one account and acts for them.

use domain::{
    AccountId, Actor, PatientId, Refusal, Verb,
    audit::EventKind::{
        ActingBegun, ActingEnded, AppointmentBooked, DependantAdded, GuardianshipEnded, RecordOpened, SignedOut,
    },
    calls::Seat,
    family::{DEPENDANTS_MAX, Relationship},
    jobs::Job,
    privacy::{NewAnswer, Why},
};
use store::{Caller, Error, accounts, audit, calls, family, privacy, records, scheduling};

use crate::{
    given::{
        Clinic, PASSWORD, assert_denied, assert_missing, assert_refused, at_once, booking, broken_glass, contested,
        credentials, email_of, new_dependant, new_dependant_with, note, outcome, registration_with, sought,
        sought_by_cpf,
    },
    raw::holds,
};

const CPF: &str = "529.982.247-25";

impl Clinic {
    /// Somebody whom a guardian begins to act for: who they are, and the guardian in their place.
    pub(crate) async fn child(&self, guardian: &Caller, name: &str) -> (PatientId, Caller) {
        let child = family::add(guardian, new_dependant(name)).await.unwrap();
        family::act_for(guardian, child).await.unwrap();
        (child, self.acting(guardian, child).await)
    }

    /// Whoever a browser of theirs is that remembers a patient, as every request asks.
    pub(crate) async fn acting(&self, own: &Caller, patient: PatientId) -> Caller {
        let account = own.actor.account().unwrap();
        let actor = accounts::actor(&self.db, account).await.unwrap().expect("an account that can act");
        self.caller(family::acting(&self.db, actor, patient).await.unwrap())
    }
}

/// A form as the page draws it for somebody.
fn booked_on_a_page_of(patient: PatientId, slot: crate::given::Slot) -> domain::scheduling::Booking {
    domain::scheduling::Booking { patient: Some(patient), ..booking(slot) }
}

both_engines! {
    async fn a_guardian_adds_a_child_and_sees_them_among_their_own(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let add = family::add(&ana, new_dependant_with("João Souza", "2019-08-01", CPF, Relationship::Child));
        let joao = clinic.leaving(&[DependantAdded], add).await.unwrap();
        let found = clinic.leaving(&[], family::dependants(&ana)).await.unwrap();
        assert_eq!(found.len(), 1);
        let child = &found[0];
        assert_eq!((child.patient, child.name.as_str(), child.age_years), (joao, "João Souza", 6));
        assert_eq!((child.relationship, child.cpf_masked.as_deref()), (Relationship::Child, Some("529.***.***-25")));
        assert!(!child.came_of_age && !child.is_acted_for);
        assert_eq!(clinic.number("select count(*) from patient where account_id is null").await, 1);
        assert!(!holds(&clinic.dump().await, "52998224725"), "a CPF lies sealed");
    }

    async fn the_same_person_is_not_added_twice_by_mistake(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        family::add(&ana, new_dependant("João Souza")).await.unwrap();
        for name in ["João Souza", "JOAO  souza"] {
            let again = family::add(&ana, new_dependant(name));
            assert_refused(clinic.untouched(again).await, Refusal::DependantKnown);
        }
        // A twin has another name, a namesake another birth date, and another guardian has children of their own.
        family::add(&ana, new_dependant("Pedro Souza")).await.unwrap();
        family::add(&ana, new_dependant_with("João Souza", "2021-01-01", "", Relationship::Child)).await.unwrap();
        family::add(&clinic.patient("Rui").await, new_dependant("João Souza")).await.unwrap();
    }

    async fn sent_many_times_at_once_they_are_added_once(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let answers = at_once(6, move |_| {
            let ana = ana.clone();
            async move { family::add(&ana, new_dependant("João Souza")).await }
        });
        let (kept, refused): (Vec<_>, Vec<_>) = answers.await.into_iter().partition(Result::is_ok);
        assert_eq!(kept.len(), 1, "{:?}", refused.into_iter().map(outcome).collect::<Vec<_>>());
        assert_eq!(clinic.number("select count(*) from guardianship").await, 1);
    }

    async fn one_account_holds_a_limited_number_of_people(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let mut all = Vec::new();
        for number in 0..DEPENDANTS_MAX {
            let born = format!("2015-01-{:02}", number + 1);
            let new = new_dependant_with("João Souza", &born, "", Relationship::Child);
            all.push(family::add(&ana, new).await.unwrap());
        }
        let further = family::add(&ana, new_dependant("Pedro Souza"));
        assert_refused(clinic.untouched(further).await, Refusal::TooManyDependants);
        family::end(&ana, all[0]).await.unwrap();
        family::add(&ana, new_dependant("Pedro Souza")).await.unwrap();
    }

    async fn a_known_cpf_is_not_told_by_adding_it(clinic: Clinic) {
        clinic.enrolled(registration_with("Rui", "rui@example.com", CPF)).await;
        let ana = clinic.patient("Ana").await;
        let new = || new_dependant_with("João Souza", "2019-08-01", CPF, Relationship::Child);
        clinic.leaving(&[DependantAdded], family::add(&ana, new())).await.unwrap();
        let found = family::dependants(&ana).await.unwrap();
        assert_eq!(found[0].cpf_masked.as_deref(), Some("529.***.***-25"), "what was typed is kept and shown");
        // The CPF still leads to its owner alone.
        assert_eq!(clinic.number("select count(*) from patient where cpf_index is not null").await, 1);
        let entry = accounts::sign_in(&clinic.visitor(), credentials(CPF, PASSWORD)).await.unwrap();
        assert_eq!(entry.account, clinic.account_named("Rui").await);
        // And a second guardian of the same child is told no more.
        family::add(&clinic.patient("Eva").await, new()).await.unwrap();
    }

    async fn nobody_keeps_the_owner_of_a_cpf_out_by_adding_it(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        family::add(&ana, new_dependant_with("João Souza", "2019-08-01", CPF, Relationship::Child)).await.unwrap();
        let unknown = accounts::sign_in(&clinic.visitor(), credentials(CPF, PASSWORD)).await;
        assert_refused(unknown, Refusal::WrongCredentials);
        let rui = clinic.enrolled(registration_with("Rui", "rui@example.com", CPF)).await;
        let entry = accounts::sign_in(&clinic.visitor(), credentials(CPF, PASSWORD)).await.unwrap();
        assert_eq!(entry.account, rui);
        clinic.enrolled(registration_with("Eva", "eva@example.com", CPF)).await;
        let entry = accounts::sign_in(&clinic.visitor(), credentials(CPF, PASSWORD)).await.unwrap();
        assert_eq!(entry.account, rui, "of two with accounts the earlier one keeps it");
        let helena = clinic.professional("Helena").await;
        let found = privacy::seek(&helena, sought_by_cpf(CPF)).await.unwrap().unwrap();
        assert_eq!(found.name, "Rui");
    }

    async fn what_is_a_patients_own_is_the_childs_while_acting_for_them(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let own = clinic.booked(&ana, &helena).await;
        let (joao, acting) = clinic.child(&ana, "João Souza").await;
        assert_eq!(acting.actor, Actor::Guardian(ana.actor.account().unwrap(), joao));

        let slot = clinic.slot_of(&helena).await;
        let book = scheduling::book(&acting, booked_on_a_page_of(joao, slot));
        let visit = clinic.leaving(&[AppointmentBooked], book).await.unwrap();
        let (upcoming, _) = scheduling::visits(&acting).await.unwrap();
        assert_eq!(upcoming.iter().map(|card| card.id).collect::<Vec<_>>(), [visit]);
        assert_eq!(scheduling::visits(&ana).await.unwrap().0.iter().map(|card| card.id).collect::<Vec<_>>(), [own]);

        let (_, _, board) = scheduling::board(&helena, None).await.unwrap();
        let seen = board.iter().map(|card| (card.patient.as_str(), card.guardian.as_deref())).collect::<Vec<_>>();
        assert!(seen.contains(&("João Souza", Some("Ana"))) && seen.contains(&("Ana", None)), "{seen:?}");

        let profile = accounts::profile(&acting).await.unwrap();
        assert_eq!((profile.name.as_str(), profile.email.as_str()), ("João Souza", email_of("Ana").as_str()));
        assert_eq!(profile.birth_date.unwrap().to_string(), "2019-08-01");
        let who = accounts::signed_in(&acting).await.unwrap().unwrap();
        assert_eq!((who.name.as_str(), who.acts_for.as_deref(), who.patient), ("Ana", Some("João Souza"), Some(joao)));
        let who = accounts::signed_in(&ana).await.unwrap().unwrap();
        assert_eq!((who.acts_for, who.patient), (None, Some(ana.must_be_patient().unwrap())));

        let there = |caller: &Caller| caller.at(slot.starts_at.plus_minutes(5));
        records::write_note(&there(&helena), note(visit, "febre há dois dias")).await.unwrap();
        assert_eq!(records::open(&there(&acting), visit).await.unwrap().notes[0].text, "febre há dois dias");
        let ticket = calls::issue_ticket(&there(&acting), visit).await.unwrap();
        let admission = calls::spend_ticket(&there(&acting), ticket.call, &ticket.secret).await.unwrap();
        assert_eq!((admission.seat, admission.patient, admission.account), (Seat::Patient, joao, ana.actor.account().unwrap()));
        calls::leave(&there(&acting), &admission).await.unwrap();
        let later = clinic.slot_of(&helena).await;
        let visit = scheduling::book(&acting, booking(later)).await.unwrap();
        scheduling::cancel(&acting, visit).await.unwrap();
    }

    async fn the_chain_says_who_acted_for_whom_and_still_verifies(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let own = clinic.booked(&ana, &helena).await;
        records::open(&ana, own).await.unwrap();
        let (joao, acting) = clinic.child(&ana, "João Souza").await;
        let before = clinic.chain().await.len();
        let visit = clinic.booked(&acting, &helena).await;
        records::open(&acting, visit).await.unwrap();
        accounts::sign_out(&acting).await.unwrap();
        clinic.leaving(&[ActingEnded], family::act_for_myself(&acting)).await.unwrap();
        clinic.leaving(&[], family::act_for_myself(&ana)).await.unwrap();

        let chain = clinic.chain().await;
        let account = ana.actor.account();
        let said = |from: &[(domain::audit::Link, Vec<u8>)]| {
            from.iter().map(|(link, _)| (link.kind, link.account, link.acted_for)).collect::<Vec<_>>()
        };
        assert_eq!(
            said(&chain[before..]),
            [
                (AppointmentBooked, account, Some(joao)),
                (RecordOpened, account, Some(joao)),
                // One goes home as oneself.
                (SignedOut, account, None),
                (ActingEnded, account, Some(joao)),
            ]
        );
        assert!(chain[..before].iter().all(|(link, _)| link.acted_for.is_none()), "{:?}", said(&chain));
        assert!(chain.iter().any(|(link, _)| link.kind == ActingBegun && link.patient == Some(joao)));
        let verified = audit::verify(&clinic.db, None).await.unwrap();
        assert_eq!((verified.links, verified.broken), (i64::try_from(chain.len()).unwrap(), None));
        let trail = audit::trail(&clinic.administrator().await, None).await.unwrap();
        let line = trail.iter().find(|line| line.kind == RecordOpened).unwrap();
        assert_eq!((line.account, line.acted_for), (account, Some(joao)));
    }

    async fn changing_for_whom_somebody_acted_breaks_the_chain(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let (_, acting) = clinic.child(&ana, "João Souza").await;
        clinic.booked(&acting, &helena).await;
        let sequence = clinic.number("select max(sequence) from audit_event").await;
        clinic.without_triggers("audit_event").await;
        clinic.sql(&format!("update audit_event set acted_for = null where sequence = {sequence}")).await.unwrap();
        let verified = audit::verify(&clinic.db, None).await.unwrap();
        assert_eq!(verified.broken, Some(audit::Broken::Changed(sequence)));
    }

    async fn who_saw_of_a_child_names_the_guardian(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let (_, acting) = clinic.child(&ana, "João Souza").await;
        let visit = clinic.booked(&acting, &helena).await;
        records::open(&acting, visit).await.unwrap();
        records::open(&helena, visit).await.unwrap();
        let readings = privacy::readings(&acting, None).await.unwrap();
        let seen = readings.iter().map(|reading| (reading.who.as_deref(), reading.why)).collect::<Vec<_>>();
        assert_eq!(seen, [(Some("Helena"), Why::Visit), (Some("Ana"), Why::Guardian)]);
        assert!(privacy::readings(&ana, None).await.unwrap().is_empty(), "nobody read Ana");

        privacy::contest(&acting, contested(readings[1].sequence)).await.unwrap();
        let contests = privacy::contests(&clinic.administrator().await, None).await.unwrap();
        assert_eq!((contests[0].patient.as_str(), contests[0].why), ("João Souza", Why::Guardian));
    }

    async fn letters_about_a_child_reach_the_guardian(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let (joao, acting) = clinic.child(&ana, "João Souza").await;
        let (own, visit) = (clinic.booked(&ana, &helena).await, clinic.booked(&acting, &helena).await);
        for (visit, patient, has_account) in [(own, "Ana", true), (visit, "João Souza", false)] {
            let mail = scheduling::appointment_mail(&clinic.system(), visit).await.unwrap();
            assert_eq!((mail.patient.as_str(), mail.has_account), (patient, has_account));
            let readers = mail.readers.iter().map(|reader| (reader.name.as_str(), reader.email.clone()));
            assert_eq!(readers.collect::<Vec<_>>(), [("Ana", email_of("Ana"))]);
        }
        let otto = clinic.professional("Otto").await;
        let found = privacy::seek(&otto, domain::privacy::Sought::Person("joao souza".into(), jiff::civil::date(2019, 8, 1)));
        assert_eq!(found.await.unwrap().unwrap().id, joao);
        let glass = privacy::break_glass(&otto, broken_glass(joao)).await.unwrap();
        let guardian = ana.actor.account().unwrap();
        assert!(clinic.queued().await.contains(&Job::TellGlassBroken(glass, guardian)));
        let mail = privacy::glass_mail(&clinic.system(), glass, guardian).await.unwrap();
        assert_eq!((mail.name.as_str(), mail.is_patient, mail.dependant.as_deref()), ("Ana", true, Some("João Souza")));

        let reading = clinic.number("select max(sequence) from audit_event").await;
        let contest = privacy::contest(&acting, contested(reading)).await.unwrap();
        let answer = NewAnswer { contest, answer: "Foi uma emergência.".into() };
        privacy::answer_contest(&clinic.administrator().await, answer).await.unwrap();
        assert!(clinic.queued().await.contains(&Job::TellContestAnswered(contest, guardian)));
        let mail = privacy::contest_mail(&clinic.system(), contest, guardian).await.unwrap();
        assert_eq!(mail.dependant.as_deref(), Some("João Souza"));
    }

    async fn a_deactivated_guardian_neither_acts_nor_hears(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let (_, acting) = clinic.child(&ana, "João Souza").await;
        let visit = clinic.booked(&acting, &helena).await;
        clinic.sql("update account set deactivated_at = 1 where name = 'Ana'").await.unwrap();
        let account = ana.actor.account().unwrap();
        assert_eq!(accounts::actor(&clinic.db, account).await.unwrap(), None);
        let mail = scheduling::appointment_mail(&clinic.system(), visit).await.unwrap();
        assert!(mail.readers.is_empty());
    }

    async fn a_visit_of_the_own_family_is_told_apart_from_somebody_elses(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let (joao, acting) = clinic.child(&ana, "João Souza").await;
        let (lia, for_lia) = clinic.child(&ana, "Lia Souza").await;
        let (own, his) = (clinic.booked(&ana, &helena).await, clinic.booked(&acting, &helena).await);
        for (caller, visit) in [(&ana, his), (&acting, own), (&for_lia, his), (&for_lia, own)] {
            assert_refused(clinic.untouched(scheduling::appointment(caller, visit)).await, Refusal::OtherPerson);
            assert_refused(clinic.untouched(scheduling::cancel(caller, visit)).await, Refusal::OtherPerson);
            assert_refused(clinic.untouched(records::open(caller, visit)).await, Refusal::OtherPerson);
            assert_refused(clinic.untouched(calls::issue_ticket(caller, visit)).await, Refusal::OtherPerson);
        }
        // Somebody else's guardian sees nothing of it, acting or not.
        let rui = clinic.patient("Rui").await;
        let (_, for_his) = clinic.child(&rui, "João Souza").await;
        for stranger in [&rui, &for_his] {
            for visit in [own, his] {
                assert_missing(clinic.untouched(scheduling::appointment(stranger, visit)).await);
                assert_missing(clinic.untouched(scheduling::cancel(stranger, visit)).await);
                assert_missing(clinic.untouched(records::open(stranger, visit)).await);
            }
            for patient in [joao, lia] {
                assert_missing(clinic.untouched(family::act_for(stranger, patient)).await);
                assert_missing(clinic.untouched(family::end(stranger, patient)).await);
                assert_eq!(clinic.acting(stranger, patient).await.actor.acts_for(), None);
            }
            assert_eq!(family::dependants(stranger).await.unwrap().len(), 1);
        }
    }

    async fn a_page_that_was_drawn_for_somebody_else_books_nothing(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let (joao, acting) = clinic.child(&ana, "João Souza").await;
        let slot = clinic.slot_of(&helena).await;
        let own = ana.must_be_patient().unwrap();
        for (caller, drawn_for) in [(&acting, own), (&ana, joao)] {
            let stale = scheduling::book(caller, booked_on_a_page_of(drawn_for, slot));
            assert_refused(clinic.untouched(stale).await, Refusal::OtherPerson);
        }
        scheduling::book(&acting, booked_on_a_page_of(joao, slot)).await.unwrap();
    }

    async fn an_ended_guardianship_opens_nothing_from_the_next_request_on(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let (joao, acting) = clinic.child(&ana, "João Souza").await;
        clinic.leaving(&[GuardianshipEnded], family::end(&acting, joao)).await.unwrap();
        // The browser still remembers whom it acted for.
        let after = clinic.acting(&ana, joao).await;
        assert_eq!(after.actor, ana.actor);
        assert!(family::dependants(&after).await.unwrap().is_empty());
        assert_missing(clinic.untouched(family::act_for(&after, joao)).await);
        assert_missing(clinic.untouched(family::end(&after, joao)).await);
        let slot = clinic.slot_of(&helena).await;
        assert_refused(scheduling::book(&after, booked_on_a_page_of(joao, slot)).await, Refusal::OtherPerson);
        assert_eq!(clinic.number("select count(*) from patient where account_id is null").await, 1, "the record stays");
    }

    async fn it_does_not_end_while_visits_wait_of_which_nobody_would_hear(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let (joao, acting) = clinic.child(&ana, "João Souza").await;
        let visit = clinic.booked(&acting, &helena).await;
        assert_refused(clinic.untouched(family::end(&ana, joao)).await, Refusal::VisitsAhead);
        scheduling::cancel(&acting, visit).await.unwrap();
        family::end(&ana, joao).await.unwrap();
        assert_missing(scheduling::appointment(&ana, visit).await);
    }

    async fn only_patients_are_guardians_and_only_of_people_without_an_account(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let rui = clinic.patient("Rui").await.must_be_patient().unwrap();
        let (joao, _) = clinic.child(&ana, "João Souza").await;
        for other in [helena, clinic.administrator().await, clinic.reception("Rosa").await] {
            assert_denied(clinic.untouched(family::add(&other, new_dependant("Lia"))).await);
            assert_denied(clinic.untouched(family::dependants(&other)).await);
            assert_denied(clinic.untouched(family::act_for(&other, joao)).await);
            assert_denied(clinic.untouched(family::act_for_myself(&other)).await);
            assert_eq!(clinic.acting(&other, joao).await.actor, other.actor, "a forged session opens nothing");
        }
        for not_a_dependant in [rui, ana.must_be_patient().unwrap()] {
            assert_missing(clinic.untouched(family::act_for(&ana, not_a_dependant)).await);
            assert_eq!(clinic.acting(&ana, not_a_dependant).await.actor, ana.actor);
        }
        assert!(matches!(family::dependants(&clinic.visitor()).await, Err(Error::SignInFirst)));
    }

    async fn a_child_who_comes_of_age_stays_and_the_page_says_so(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let born = |name, born| new_dependant_with(name, born, "", Relationship::Child);
        family::add(&ana, born("Bia Souza", "2008-05-20")).await.unwrap();
        family::add(&ana, new_dependant_with("Zeca Souza", "1941-01-01", "", Relationship::Parent)).await.unwrap();
        let of_age = async |at: &str| {
            let found = family::dependants(&ana.at(domain::Moment::parse(at).unwrap())).await.unwrap();
            found.iter().map(|one| one.came_of_age).collect::<Vec<_>>()
        };
        assert_eq!(of_age("2026-05-19T12:00:00-03:00").await, [false, false]);
        assert_eq!(of_age("2026-05-20T12:00:00-03:00").await, [true, false]);
    }

    async fn somebody_acted_for_shares_nothing_with_the_guardian_in_the_record(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let (joao, acting) = clinic.child(&ana, "João Souza").await;
        // Both have a visit at the same hour: they are two people.
        let slot = clinic.slot_of(&helena).await;
        let otto = clinic.professional("Otto").await;
        scheduling::book(&ana, booking(slot)).await.unwrap();
        scheduling::book(&acting, booking(clinic.slot_of(&otto).await)).await.unwrap();
        let keys = clinic.number("select count(*) from person_key").await;
        assert!(keys >= 2, "{keys}");
        assert!(privacy::seek(&helena, sought("Ana")).await.unwrap().is_some_and(|found| found.id != joao));
    }

    async fn a_guardian_keeps_their_own_account_while_acting(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let (_, acting) = clinic.child(&ana, "João Souza").await;
        let own = |caller: &Caller| caller.actor.account();
        assert_eq!(own(&acting), own(&ana));
        assert!(accounts::devices(&acting, b"cookie").await.is_ok());
        let account: AccountId = own(&acting).unwrap();
        assert_eq!(clinic.acting(&ana, ana.must_be_patient().unwrap()).await.actor.account(), Some(account));
        assert!(acting.must(Verb::KeepFamily).is_ok(), "the way to the others stays open");
    }
}
