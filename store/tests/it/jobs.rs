//! The queue: kept with the change, claimed once, tried again, given up.

use domain::{
    audit::EventKind::JobFailed,
    jobs::{ATTEMPTS_MAX, Job, LEASE_SECONDS, Outcome, Reason, next_try},
};
use store::{Caller, jobs, scheduling};

use crate::given::{Clinic, assert_denied, at_once, booking, random_id};

/// A clinic with one job that is due, and the clinic itself as caller.
async fn one_job(clinic: &Clinic) -> (Caller, Job) {
    let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
    let visit = clinic.booked(&ana, &helena).await;
    (clinic.system(), Job::ConfirmBooking(visit))
}

async fn claim(system: &Caller) -> Option<jobs::Claimed> {
    jobs::claim(system).await.unwrap()
}

/// A job that nobody claimed.
pub(crate) fn some_job() -> jobs::Claimed {
    let job = Job::ConfirmBooking(random_id().into());
    jobs::Claimed { id: random_id().into(), job, attempts: 1 }
}

both_engines! {
    async fn a_refused_booking_leaves_no_job(clinic: Clinic) {
        let (ana, slot) = (clinic.patient("Ana").await, clinic.free_slot().await);
        let visit = scheduling::book(&ana, booking(slot)).await.unwrap();
        scheduling::book(&clinic.patient("Rui").await, booking(slot)).await.unwrap_err();
        assert_eq!(clinic.queued().await, [Job::ConfirmBooking(visit)]);
    }

    async fn a_job_names_ids_and_nothing_else(clinic: Clinic) {
        let (_, job) = one_job(&clinic).await;
        let Job::ConfirmBooking(visit) = job else { unreachable!() };
        assert_eq!(clinic.texts("select payload from job").await, [format!("{{\"confirm_booking\":\"{visit}\"}}")]);
    }

    async fn a_job_is_claimed_and_done(clinic: Clinic) {
        let (system, job) = one_job(&clinic).await;
        assert_eq!(jobs::counts(&system).await.unwrap(), (1, 0));
        let claimed = clinic.leaving(&[], claim(&system)).await.unwrap();
        assert_eq!((claimed.job, claimed.attempts), (job, 1));
        clinic.leaving(&[], jobs::report(&system, &claimed, Outcome::Done)).await.unwrap();
        assert!(claim(&system.at(system.now.plus_minutes(600))).await.is_none());
        assert_eq!(jobs::counts(&system).await.unwrap(), (0, 0));
    }

    async fn of_twenty_who_claim_at_once_one_gets_the_job(clinic: Clinic) {
        let (system, job) = one_job(&clinic).await;
        let claims = at_once(20, move |_| {
            let system = system.clone();
            async move { claim(&system).await }
        });
        let claimed = claims.await.into_iter().flatten().map(|claimed| claimed.job).collect::<Vec<_>>();
        assert_eq!(claimed, [job]);
    }

    async fn twenty_jobs_go_to_twenty_claimers(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        for _ in 0..10 {
            let visit = clinic.booked(&ana, &helena).await;
            scheduling::cancel(&ana, visit).await.unwrap();
        }
        let system = clinic.system();
        let claims = at_once(20, move |_| {
            let system = system.clone();
            async move { claim(&system).await }
        });
        let mut ids = claims.await.into_iter().map(|claimed| claimed.unwrap().id).collect::<Vec<_>>();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 20);
    }

    async fn a_lease_that_runs_out_gives_the_job_back(clinic: Clinic) {
        let (system, job) = one_job(&clinic).await;
        claim(&system).await.unwrap();
        assert!(claim(&system.at(system.now.plus_seconds(LEASE_SECONDS - 1))).await.is_none());
        let again = claim(&system.at(system.now.plus_seconds(LEASE_SECONDS))).await.unwrap();
        assert_eq!((again.job, again.attempts), (job, 2));
    }

    async fn a_job_that_failed_waits_longer_each_time(clinic: Clinic) {
        let (mut system, _) = one_job(&clinic).await;
        for attempt in 1..ATTEMPTS_MAX {
            let claimed = claim(&system).await.unwrap();
            assert_eq!(claimed.attempts, attempt);
            let later = jobs::report(&system, &claimed, Outcome::Later(Reason::Unreachable));
            clinic.leaving(&[], later).await.unwrap();
            let due = next_try(attempt, system.now);
            assert!(claim(&system.at(due.plus_seconds(-1))).await.is_none());
            system = system.at(due);
        }
    }

    async fn after_the_last_try_a_job_is_a_dead_letter(clinic: Clinic) {
        let (mut system, _) = one_job(&clinic).await;
        for attempt in 1..=ATTEMPTS_MAX {
            let claimed = claim(&system).await.unwrap();
            let events: &[_] = if attempt == ATTEMPTS_MAX { &[JobFailed] } else { &[] };
            let later = jobs::report(&system, &claimed, Outcome::Later(Reason::Unreachable));
            clinic.leaving(events, later).await.unwrap();
            system = system.at(system.now.plus_minutes(120));
        }
        assert!(claim(&system).await.is_none());
        assert_eq!(jobs::counts(&system).await.unwrap(), (0, 1));
        assert_eq!(clinic.texts("select last_reason from job").await, ["unreachable"]);
    }

    async fn a_job_that_can_never_succeed_is_a_dead_letter_at_once(clinic: Clinic) {
        let (system, _) = one_job(&clinic).await;
        let claimed = claim(&system).await.unwrap();
        let never = jobs::report(&system, &claimed, Outcome::Never(Reason::Gone));
        clinic.leaving(&[JobFailed], never).await.unwrap();
        assert_eq!(jobs::counts(&system).await.unwrap(), (0, 1));
    }

    async fn a_job_whose_workers_all_died_is_a_dead_letter_too(clinic: Clinic) {
        let (mut system, _) = one_job(&clinic).await;
        for _ in 0..ATTEMPTS_MAX {
            claim(&system).await.unwrap();
            system = system.at(system.now.plus_seconds(LEASE_SECONDS));
        }
        assert_eq!(clinic.leaving(&[JobFailed], claim(&system)).await, None);
        assert_eq!(jobs::counts(&system).await.unwrap(), (0, 1));
        assert_eq!(clinic.untouched(claim(&system)).await, None);
    }

    async fn a_dead_letter_does_not_hold_up_the_next_job(clinic: Clinic) {
        let (mut system, _) = one_job(&clinic).await;
        for _ in 0..ATTEMPTS_MAX {
            claim(&system).await.unwrap();
            system = system.at(system.now.plus_seconds(LEASE_SECONDS));
        }
        let later = system.now.to_string();
        clinic.at(&later);
        let visit = clinic.booked(&clinic.patient("Rui").await, &clinic.professional("Otto").await).await;
        assert_eq!(claim(&system).await.unwrap().job, Job::ConfirmBooking(visit));
    }

    async fn whoever_lost_the_lease_has_no_say_any_more(clinic: Clinic) {
        let (system, _) = one_job(&clinic).await;
        let slow = claim(&system).await.unwrap();
        let later = system.at(system.now.plus_seconds(LEASE_SECONDS));
        let quick = claim(&later).await.unwrap();
        for outcome in [Outcome::Later(Reason::Unreachable), Outcome::Never(Reason::Gone)] {
            clinic.untouched(jobs::report(&later, &slow, outcome)).await.unwrap();
        }
        jobs::report(&later, &quick, Outcome::Done).await.unwrap();
        clinic.untouched(jobs::report(&later, &slow, Outcome::Never(Reason::Gone))).await.unwrap();
        assert_eq!(jobs::counts(&later).await.unwrap(), (0, 0));
    }

    async fn the_oldest_job_comes_first(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        let visit = clinic.booked(&ana, &helena).await;
        scheduling::cancel(&ana.at(ana.now.plus_seconds(1)), visit).await.unwrap();
        let system = clinic.system().at(ana.now.plus_seconds(2));
        assert_eq!(claim(&system).await.unwrap().job, Job::ConfirmBooking(visit));
        assert_eq!(claim(&system).await.unwrap().job, Job::TellCancelled(visit));
        assert!(claim(&clinic.system()).await.is_none(), "what is due later is not due now");
    }

    async fn a_job_that_was_done_long_ago_is_forgotten_and_a_dead_letter_is_not(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        for _ in 0..3 {
            clinic.booked(&ana, &helena).await;
        }
        let system = clinic.system();
        let (done, dead) = (claim(&system).await.unwrap(), claim(&system).await.unwrap());
        jobs::report(&system, &done, Outcome::Done).await.unwrap();
        jobs::report(&system, &dead, Outcome::Never(Reason::Gone)).await.unwrap();
        let soon = system.at(system.now.plus_minutes(24 * 60));
        assert_eq!(clinic.untouched(jobs::forget_done(&soon)).await.unwrap(), 0);
        let long_after = system.at(system.now.plus_minutes(400 * 24 * 60));
        assert_eq!(clinic.leaving(&[], jobs::forget_done(&long_after)).await.unwrap(), 1);
        assert_eq!(jobs::counts(&system).await.unwrap(), (1, 1), "what waits and what was given up stay");
    }

    async fn the_queue_is_the_clinics_own(clinic: Clinic) {
        let (system, _) = one_job(&clinic).await;
        let claimed = claim(&system).await.unwrap();
        let marta = clinic.administrator().await;
        assert_denied(clinic.untouched(jobs::claim(&marta)).await);
        assert_denied(clinic.untouched(jobs::report(&marta, &claimed, Outcome::Done)).await);
    }
}
