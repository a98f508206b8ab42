//! Reminders: planned for what is ahead, due once, and answered by a link without a sign-in.

use domain::{
    Actor, AppointmentId, Moment, Refusal, ReminderId,
    audit::EventKind::{AppointmentCancelled, AppointmentConfirmed, AppointmentReminded},
    jobs::Job,
    links::{LinkKind, Token},
    reminders::{Ahead, KEEP_REMINDERS_DAYS},
    scheduling::{AppointmentState, Party},
};
use store::{Caller, family, jobs, reminders, scheduling};

use crate::given::{Clinic, Slot, assert_one_winner, assert_refused, at_once, booking, new_dependant};

fn moment(text: &str) -> Moment {
    Moment::parse(&format!("2026-03-{text}:00-03:00")).unwrap()
}

/// A visit on Thursday at nine, booked on Monday at seven.
async fn on_thursday(patient: &Caller, professional: &Caller) -> AppointmentId {
    let professional = professional.must_be_professional().unwrap();
    scheduling::book(patient, booking(Slot { professional, starts_at: moment("05T09:00") })).await.unwrap()
}

/// What the clinic does every minute; gives the reminders that were left to be sent.
async fn minute(clinic: &Clinic, at: &str) -> Vec<ReminderId> {
    let before = reminded(clinic).await;
    look(&clinic.system().at(moment(at))).await;
    let mut all = reminded(clinic).await;
    all.retain(|reminder| !before.contains(reminder));
    all
}

async fn look(system: &Caller) {
    reminders::plan(system, &Ahead::default()).await.unwrap();
    reminders::queue_due(system, &Ahead::default()).await.unwrap();
}

async fn reminded(clinic: &Clinic) -> Vec<ReminderId> {
    let reminder = |job| match job {
        Job::SendReminder(id) => Some(id),
        _ => None,
    };
    clinic.queued().await.into_iter().filter_map(reminder).collect()
}

/// The two links of the one reader of a reminder.
async fn links(clinic: &Clinic, id: ReminderId, at: &str) -> (Option<Token>, Option<Token>) {
    let letter = reminders::letter(&clinic.system().at(moment(at)), id).await.unwrap().unwrap();
    let [reader] = letter.readers.as_slice() else { panic!("{letter:?}") };
    (reader.confirm.clone(), reader.cancel.clone())
}

fn visitor(clinic: &Clinic, at: &str) -> Caller {
    clinic.visitor().at(moment(at))
}

async fn state(ana: &Caller, visit: AppointmentId) -> AppointmentState {
    scheduling::appointment(ana, visit).await.unwrap().state
}

both_engines! {
    async fn a_visit_is_reminded_of_a_day_and_an_hour_before(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        on_thursday(&ana, &helena).await;
        for (at, count) in [("02T07:01", 0), ("04T08:59", 0), ("04T09:00", 1), ("04T09:01", 0), ("05T07:59", 0)] {
            assert_eq!(minute(&clinic, at).await.len(), count, "{at}");
        }
        clinic.leaving(&[AppointmentReminded], look(&clinic.system().at(moment("05T08:00")))).await;
        for at in ["05T08:01", "05T09:00", "05T12:00"] {
            assert_eq!(minute(&clinic, at).await.len(), 0, "{at}");
        }
        assert_eq!(reminded(&clinic).await.len(), 2);
    }

    async fn a_visit_booked_within_a_day_is_reminded_of_only_what_is_ahead(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        clinic.booked(&ana, &helena).await;
        assert_eq!(minute(&clinic, "02T07:01").await.len(), 0);
        assert_eq!(minute(&clinic, "02T08:00").await.len(), 1);
    }

    async fn a_visit_that_was_moved_is_reminded_of_its_new_time(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        on_thursday(&ana, &helena).await;
        minute(&clinic, "02T07:01").await;
        let old = minute(&clinic, "04T09:00").await;
        let (confirm, cancel) = links(&clinic, old[0], "04T09:01").await;
        let later = "update appointment set starts_at = starts_at + 86400000000, ends_at = ends_at + 86400000000";
        clinic.sql(later).await.unwrap();
        assert!(reminders::letter(&clinic.system().at(moment("04T09:02")), old[0]).await.unwrap().is_none());
        for (kind, token) in [(LinkKind::ConfirmVisit, confirm), (LinkKind::CancelVisit, cancel)] {
            let found = reminders::visit(&visitor(&clinic, "04T09:02"), kind, &token.unwrap()).await;
            assert_refused(found, Refusal::LinkSpent);
        }
        for (at, count) in [("04T09:03", 0), ("05T08:00", 0), ("05T09:00", 1), ("06T08:00", 1)] {
            assert_eq!(minute(&clinic, at).await.len(), count, "{at}");
        }
    }

    async fn what_nobody_waits_for_any_more_is_passed_over(clinic: Clinic) {
        let (ana, rui, helena) =
            (clinic.patient("Ana").await, clinic.patient("Rui").await, clinic.professional("Helena").await);
        let visit = on_thursday(&ana, &helena).await;
        clinic.booked(&rui, &helena).await;
        minute(&clinic, "02T07:01").await;
        scheduling::cancel(&ana, visit).await.unwrap();
        assert_eq!(minute(&clinic, "04T09:00").await.len(), 0, "called off");
        assert_eq!(minute(&clinic, "05T08:00").await.len(), 0, "for good");
        assert_eq!(reminded(&clinic).await.len(), 0, "begun before anybody looked");
        let none = Ahead::parse("").unwrap();
        on_thursday(&ana, &helena).await;
        assert_eq!(reminders::plan(&clinic.system(), &none).await.unwrap(), 0);
        minute(&clinic, "02T07:02").await;
        reminders::queue_due(&clinic.system().at(moment("04T09:00")), &none).await.unwrap();
        assert_eq!(reminded(&clinic).await.len(), 0, "once the clinic wants none");
    }

    async fn after_a_standstill_one_letter_is_enough(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        on_thursday(&ana, &helena).await;
        assert_eq!(minute(&clinic, "05T08:30").await.len(), 1, "booked before, looked at late");
        assert_eq!(minute(&clinic, "05T08:31").await.len(), 0);
    }

    /// Two nodes ten minutes apart, and a clock that jumps an hour ahead and back: nobody is reminded twice.
    async fn r11_clocks_that_jump_and_differ_remind_nobody_twice(clinic: Clinic) {
        let (ana, rui, helena) =
            (clinic.patient("Ana").await, clinic.patient("Rui").await, clinic.professional("Helena").await);
        on_thursday(&ana, &helena).await;
        clinic.booked(&rui, &helena).await;
        let node = clinic.reopened().await;
        for at in ["02T07:05", "02T08:10", "02T07:10", "04T08:55", "04T10:00", "04T09:00", "05T07:55", "05T08:58", "05T08:00"] {
            let systems = [clinic.system().at(moment(at)), node.system().at(moment(at).plus_minutes(10))];
            at_once(6, |number| {
                let system = systems[number % 2].clone();
                async move { look(&system).await }
            })
            .await;
        }
        assert_eq!(clinic.number("select count(*) from job where payload like '%send_reminder%'").await, 3);
        let twice = "select count(*) from (select payload from job where payload like '%send_reminder%'
                     group by payload having count(*) > 1) as twice";
        assert_eq!(clinic.number(twice).await, 0);
        let events = clinic.events().await;
        assert_eq!(events.iter().filter(|event| **event == AppointmentReminded).count(), 3);
        node.demolish().await;
    }

    async fn a_patient_says_that_they_come_by_a_link_and_once(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let visit = on_thursday(&ana, &helena).await;
        minute(&clinic, "02T07:01").await;
        let reminder = minute(&clinic, "04T09:00").await[0];
        let (confirm, cancel) = links(&clinic, reminder, "04T09:01").await;
        let (confirm, cancel) = (confirm.unwrap(), cancel.unwrap());
        assert!(confirm.is_sound() && confirm != cancel);
        let dump = format!("{:?}", clinic.dump().await);
        assert!(!dump.contains(confirm.reveal()) && !dump.contains(cancel.reveal()), "only their hashes are kept");
        let visitor = visitor(&clinic, "04T10:00");
        let found = clinic.untouched(reminders::visit(&visitor, LinkKind::ConfirmVisit, &confirm)).await.unwrap();
        assert_eq!((found.starts.at, found.professional.as_str(), found.patient), (moment("05T09:00"), "Helena", None));
        assert_eq!(state(&ana, visit).await, AppointmentState::Scheduled, "looking is not saying");
        assert_refused(reminders::confirm(&visitor, &cancel).await, Refusal::LinkSpent);
        clinic.leaving(&[AppointmentConfirmed], reminders::confirm(&visitor, &confirm)).await.unwrap();
        assert_eq!(state(&ana, visit).await, AppointmentState::Confirmed);
        let said = scheduling::changes(&ana, visit).await.unwrap().pop().unwrap();
        assert_eq!((said.party, said.name.as_deref()), (Party::Patient, Some("Ana")));
        for again in 0..2 {
            let refused = reminders::confirm(&visitor, &confirm).await;
            assert_refused(refused, Refusal::LinkSpent);
            assert!(reminders::visit(&visitor, LinkKind::ConfirmVisit, &confirm).await.is_err(), "{again}");
        }
        // Whoever said so is not asked again.
        let nearer = minute(&clinic, "05T08:00").await[0];
        let (confirm, cancel) = links(&clinic, nearer, "05T08:00").await;
        assert!(confirm.is_none() && cancel.is_none(), "and an hour before it is too late to call it off");
    }

    async fn a_patient_calls_off_by_a_link_until_the_visits_own_limit(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let visit = on_thursday(&ana, &helena).await;
        minute(&clinic, "02T07:01").await;
        let reminder = minute(&clinic, "04T09:00").await[0];
        let cancel = links(&clinic, reminder, "04T09:01").await.1.unwrap();
        for at in ["05T08:00", "05T08:30", "05T12:00"] {
            assert_refused(reminders::cancel(&visitor(&clinic, at), &cancel).await, Refusal::LinkSpent);
        }
        let before = visitor(&clinic, "05T07:59");
        clinic.leaving(&[AppointmentCancelled], reminders::cancel(&before, &cancel)).await.unwrap();
        assert_eq!(state(&ana, visit).await, AppointmentState::Cancelled);
        assert!(clinic.queued().await.contains(&Job::TellCancelled(visit)));
        assert_refused(reminders::cancel(&before, &cancel).await, Refusal::LinkSpent);
    }

    async fn why_a_visit_cannot_be_answered_is_said(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let visit = on_thursday(&ana, &helena).await;
        minute(&clinic, "02T07:01").await;
        let reminder = minute(&clinic, "04T09:00").await[0];
        let confirm = links(&clinic, reminder, "04T09:01").await.0.unwrap();
        scheduling::cancel(&helena, visit).await.unwrap();
        let visitor = visitor(&clinic, "04T10:00");
        assert_refused(reminders::visit(&visitor, LinkKind::ConfirmVisit, &confirm).await, Refusal::Cancelled);
        assert_refused(reminders::confirm(&visitor, &confirm).await, Refusal::Cancelled);
        for kind in [LinkKind::ResetPassword, LinkKind::Invite, LinkKind::CancelVisit] {
            assert_refused(reminders::visit(&visitor, kind, &confirm).await, Refusal::LinkSpent);
        }
    }

    async fn of_all_who_use_a_link_at_once_one_does(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        on_thursday(&ana, &helena).await;
        minute(&clinic, "02T07:01").await;
        let reminder = minute(&clinic, "04T09:00").await[0];
        let confirm = links(&clinic, reminder, "04T09:01").await.0.unwrap();
        let visitor = visitor(&clinic, "04T10:00");
        let answers = at_once(6, |_| {
            let (visitor, confirm) = (visitor.clone(), confirm.clone());
            async move { reminders::confirm(&visitor, &confirm).await }
        });
        assert_one_winner(answers.await, Refusal::LinkSpent);
    }

    async fn whoever_answers_for_a_patient_is_reminded_and_only_as_long_as_they_do(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let nina = family::add(&ana, new_dependant("Nina")).await.unwrap();
        let for_nina = ana.acting_as(Actor::Guardian(ana.actor.account().unwrap(), nina));
        let visit = on_thursday(&for_nina, &helena).await;
        minute(&clinic, "02T07:01").await;
        let reminder = minute(&clinic, "04T09:00").await[0];
        let (confirm, cancel) = links(&clinic, reminder, "04T09:01").await;
        let visitor = visitor(&clinic, "04T10:00");
        let found = reminders::visit(&visitor, LinkKind::ConfirmVisit, confirm.as_ref().unwrap()).await.unwrap();
        assert_eq!(found.patient.as_deref(), Some("Nina"));
        reminders::confirm(&visitor, &confirm.unwrap()).await.unwrap();
        assert_eq!(state(&for_nina, visit).await, AppointmentState::Confirmed);
        clinic.sql("update guardianship set ended_at = since").await.unwrap();
        assert_refused(reminders::cancel(&visitor, &cancel.unwrap()).await, Refusal::LinkSpent);
        let letter = reminders::letter(&clinic.system().at(moment("04T10:00")), reminder).await.unwrap().unwrap();
        assert!(letter.readers.is_empty(), "{letter:?}");
    }

    async fn what_is_long_over_is_forgotten(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        on_thursday(&ana, &helena).await;
        minute(&clinic, "02T07:01").await;
        minute(&clinic, "04T09:00").await;
        let after = |days: i64| clinic.system().at(moment("05T09:00").plus_minutes(days * 24 * 60 + 1));
        assert_eq!(reminders::forget(&after(KEEP_REMINDERS_DAYS - 1)).await.unwrap(), 0);
        store::links::forget_ended(&after(KEEP_REMINDERS_DAYS)).await.unwrap();
        assert_eq!(reminders::forget(&after(KEEP_REMINDERS_DAYS)).await.unwrap(), 2);
        jobs::forget_done(&after(KEEP_REMINDERS_DAYS)).await.unwrap();
    }

    /// However many visits there are, what is new and what is due stands in an index of its own.
    async fn what_is_due_enters_an_index(clinic: Clinic) {
        for (name, sql) in reminders::LISTED {
            let plan = clinic.plan(sql, "").await;
            let (is_due, bad) = (["appointment_unplanned_idx", "reminder_due_at_idx"], ["TEMP B-TREE", "Seq Scan", "Sort", "Bitmap"]);
            assert!(plan.iter().any(|line| is_due.iter().any(|index| line.contains(index))), "{name}: {plan:?}");
            let found = plan.iter().filter(|line| bad.iter().any(|bad| line.contains(bad))).collect::<Vec<_>>();
            assert!(found.is_empty(), "{name}: {}", plan.join("\n"));
        }
    }
}
