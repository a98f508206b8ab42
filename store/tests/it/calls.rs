//! Calls: who is let into the room, who was there, and how it went.

use domain::{
    AppointmentId, Refusal,
    audit::EventKind::{AppointmentCompleted, CallEnded, CallJoined, CallLeft, CallSummarised, CallTicketIssued},
    calls::{Route, Seat, Summary, TICKET_SECONDS, Ticket},
};
use store::{
    Caller,
    calls::{self, Admission},
    scheduling,
};

use crate::{
    given::{Clinic, assert_missing, assert_refused, at_once, monday, random_id},
    raw::holds,
};

/// Ana, Helena and their visit at nine; both look at the clock at nine.
async fn visit(clinic: &Clinic) -> (Caller, Caller, AppointmentId) {
    let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
    let visit = clinic.booked(&ana, &helena).await;
    (ana.at(monday("09:00")), helena.at(monday("09:00")), visit)
}

async fn ticket(who: &Caller, visit: AppointmentId) -> Ticket {
    calls::issue_ticket(who, visit).await.unwrap()
}

async fn spend(who: &Caller, ticket: &Ticket) -> store::Result<Admission> {
    calls::spend_ticket(who, ticket.call, &ticket.secret).await
}

async fn enter(who: &Caller, visit: AppointmentId) -> Admission {
    spend(who, &ticket(who, visit).await).await.unwrap()
}

async fn count(clinic: &Clinic, kind: domain::audit::EventKind) -> usize {
    clinic.events().await.into_iter().filter(|event| *event == kind).count()
}

both_engines! {
    async fn both_people_of_a_visit_enter_and_take_their_seats(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let tickets = async { (ticket(&ana, visit).await, ticket(&helena, visit).await) };
        let (hers, theirs) = clinic.leaving(&[CallTicketIssued, CallTicketIssued], tickets).await;
        assert_eq!(hers.call, theirs.call);

        let first = clinic.leaving(&[CallJoined], spend(&ana, &hers)).await.unwrap();
        let second = clinic.leaving(&[CallJoined], spend(&helena, &theirs)).await.unwrap();
        assert_eq!((first.seat, second.seat), (Seat::Patient, Seat::Professional));
        assert_eq!((first.call, first.appointment), (hers.call, visit));
        assert_eq!((first.patient, Some(first.account)), (ana.must_be_patient().unwrap(), ana.actor.account()));
        assert_eq!(first.closes_at, monday("10:30"));
    }

    async fn s25_a_ticket_is_issued_only_while_the_room_is_open(clinic: Clinic) {
        let (ana, _, visit) = visit(&clinic).await;
        let too_early = Refusal::RoomNotOpen;
        for (clock, refusal) in [("07:00", too_early), ("08:44", too_early), ("10:30", Refusal::RoomClosed)] {
            let ana = ana.at(monday(clock));
            assert_refused(clinic.untouched(calls::issue_ticket(&ana, visit)).await, refusal);
        }
        for clock in ["08:45", "10:29"] {
            calls::issue_ticket(&ana.at(monday(clock)), visit).await.unwrap();
        }
    }

    async fn s25_a_visit_that_was_called_off_or_finished_has_no_room(clinic: Clinic) {
        let (ana, helena, first) = visit(&clinic).await;
        scheduling::cancel(&ana.at(monday("07:30")), first).await.unwrap();
        assert_refused(clinic.untouched(calls::issue_ticket(&ana, first)).await, Refusal::Cancelled);
        let second = clinic.booked(&ana.at(monday("07:30")), &helena).await;
        scheduling::complete(&helena, second).await.unwrap();
        assert_refused(clinic.untouched(calls::issue_ticket(&ana, second)).await, Refusal::Completed);
    }

    async fn a_ticket_lets_in_once(clinic: Clinic) {
        let (ana, _, visit) = visit(&clinic).await;
        let ticket = ticket(&ana, visit).await;
        spend(&ana, &ticket).await.unwrap();
        assert_missing(clinic.untouched(spend(&ana, &ticket)).await);
    }

    async fn s7_of_many_who_spend_one_ticket_at_once_one_comes_in(clinic: Clinic) {
        let (ana, _, visit) = visit(&clinic).await;
        let ticket = ticket(&ana, visit).await;
        let answers = at_once(10, move |_| {
            let (ana, ticket) = (ana.clone(), ticket.clone());
            async move { spend(&ana, &ticket).await }
        });
        let (admitted, refused): (Vec<_>, Vec<_>) = answers.await.into_iter().partition(Result::is_ok);
        assert_eq!(admitted.len(), 1);
        refused.into_iter().for_each(assert_missing);
        assert_eq!(clinic.number("select count(*) from call_attendance").await, 1);
    }

    async fn s8_a_ticket_expires(clinic: Clinic) {
        let (ana, _, visit) = visit(&clinic).await;
        let ticket = ticket(&ana, visit).await;
        let late = ana.at(ana.now.plus_seconds(TICKET_SECONDS));
        assert_missing(clinic.untouched(spend(&late, &ticket)).await);
        spend(&ana.at(ana.now.plus_seconds(TICKET_SECONDS - 1)), &ticket).await.unwrap();
    }

    async fn a_ticket_is_of_no_use_to_anybody_else(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let rui = clinic.patient("Rui").await.at(ana.now);
        let ticket = ticket(&ana, visit).await;
        for thief in [&helena, &rui] {
            assert_missing(clinic.untouched(spend(thief, &ticket)).await);
        }
        let elsewhere = Ticket { call: random_id().into(), ..ticket.clone() };
        assert_missing(clinic.untouched(spend(&ana, &elsewhere)).await);
        let guessed = Ticket { secret: "A".repeat(43), ..ticket.clone() };
        assert_missing(clinic.untouched(spend(&ana, &guessed)).await);
        spend(&ana, &ticket).await.unwrap();
    }

    async fn a_ticket_does_not_outlive_the_visit(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let ticket = ticket(&ana, visit).await;
        scheduling::complete(&helena, visit).await.unwrap();
        assert_refused(clinic.untouched(spend(&ana, &ticket)).await, Refusal::Completed);
    }

    async fn only_the_hash_of_a_ticket_is_kept(clinic: Clinic) {
        let (ana, _, visit) = visit(&clinic).await;
        let ticket = ticket(&ana, visit).await;
        assert_eq!(ticket.secret.len(), 43, "256 bits of chance");
        assert!(!holds(&clinic.dump().await, &ticket.secret));
    }

    async fn people_who_ask_for_the_door_at_once_find_the_same_room(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let tickets = at_once(8, move |number| {
            let who = if number % 2 == 0 { ana.clone() } else { helena.clone() };
            async move { ticket(&who, visit).await.call }
        });
        let mut calls = tickets.await;
        calls.dedup();
        assert_eq!(calls.len(), 1);
    }
}

both_engines! {
    async fn a_second_window_ends_the_older_stay(clinic: Clinic) {
        let (ana, _, visit) = visit(&clinic).await;
        enter(&ana, visit).await;
        let later = ana.at(monday("09:05"));
        enter(&later, visit).await;
        let log = calls::log(&later, visit).await.unwrap().unwrap();
        let stays = log.attendances.iter().map(|stay| stay.left.map(|left| left.at)).collect::<Vec<_>>();
        assert_eq!(stays, [Some(monday("09:05")), None]);
    }

    async fn of_windows_opened_at_once_one_stays(clinic: Clinic) {
        let (ana, _, visit) = visit(&clinic).await;
        let mut tickets = Vec::new();
        for _ in 0..8 {
            tickets.push(ticket(&ana, visit).await);
        }
        at_once(8, move |number| {
            let (ana, ticket) = (ana.clone(), tickets[number].clone());
            async move { spend(&ana, &ticket).await.unwrap() }
        })
        .await;
        assert_eq!(clinic.number("select count(*) from call_attendance where left_at is null").await, 1);
    }

    async fn leaving_twice_is_one_event(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let (hers, theirs) = (enter(&ana, visit).await, enter(&helena, visit).await);
        clinic.leaving(&[CallLeft], calls::leave(&ana, &hers)).await.unwrap();
        clinic.untouched(calls::leave(&ana, &hers)).await.unwrap();
        clinic.leaving(&[CallLeft, CallEnded], calls::leave(&helena, &theirs)).await.unwrap();
        clinic.untouched(calls::leave(&helena, &theirs)).await.unwrap();
    }

    async fn an_admission_is_of_no_use_to_anybody_else(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let hers = enter(&ana, visit).await;
        for other in [&helena, &clinic.visitor(), &clinic.administrator().await] {
            assert_missing(clinic.untouched(calls::leave(other, &hers)).await);
            assert_missing(clinic.untouched(calls::summarise(other, &hers, &Summary::default())).await);
        }
    }

    async fn when_everybody_leaves_at_once_the_call_ends_once(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        for round in 0..5 {
            let pair = [(ana.clone(), enter(&ana, visit).await), (helena.clone(), enter(&helena, visit).await)];
            let left = at_once(8, move |number| {
                let (who, admission) = pair[number % 2].clone();
                async move { calls::leave(&who, &admission).await }
            });
            left.await.into_iter().for_each(|left| left.unwrap());
            assert_eq!((count(&clinic, CallLeft).await, count(&clinic, CallEnded).await), (2 * (round + 1), round + 1));
            assert_eq!(clinic.number("select count(*) from call where ended_at is null").await, 0);
        }
    }

    async fn a_call_goes_on_when_somebody_comes_back(clinic: Clinic) {
        let (ana, _, visit) = visit(&clinic).await;
        let first = enter(&ana, visit).await;
        calls::leave(&ana.at(monday("09:10")), &first).await.unwrap();
        enter(&ana.at(monday("09:12")), visit).await;
        let log = calls::log(&ana.at(monday("09:15")), visit).await.unwrap().unwrap();
        assert_eq!((log.started.map(|at| at.at), log.ended), (Some(monday("09:00")), None));
    }

    async fn finishing_a_visit_closes_its_call(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let (hers, _) = (enter(&ana, visit).await, enter(&helena, visit).await);
        let later = helena.at(monday("09:25"));
        clinic.leaving(&[CallEnded, AppointmentCompleted], scheduling::complete(&later, visit)).await.unwrap();
        let log = calls::log(&ana, visit).await.unwrap().unwrap();
        assert_eq!(log.ended.map(|at| at.at), Some(monday("09:25")));
        assert!(log.attendances.iter().all(|stay| stay.left.map(|at| at.at) == Some(monday("09:25"))));
        clinic.untouched(calls::leave(&ana, &hers)).await.unwrap();
    }

    async fn nobody_stays_in_the_room_of_a_visit_that_is_being_finished(clinic: Clinic) {
        let (ana, helena, _) = visit(&clinic).await;
        for _ in 0..5 {
            let visit = clinic.booked(&ana.at(monday("07:30")), &helena.at(monday("07:30"))).await;
            let start = scheduling::appointment(&ana, visit).await.unwrap().starts.at;
            let (ana, helena) = (ana.at(start), helena.at(start));
            let hers = ticket(&ana, visit).await;
            let answers = at_once(2, move |number| {
                let (ana, helena, hers) = (ana.clone(), helena.clone(), hers.clone());
                async move {
                    match number {
                        0 => scheduling::complete(&helena, visit).await,
                        _ => spend(&ana, &hers).await.map(drop),
                    }
                }
            });
            answers.await;
            assert_eq!(clinic.number("select count(*) from call_attendance where left_at is null").await, 0);
            let open = "select count(*) from call where started_at is not null and ended_at is null";
            assert_eq!(clinic.number(open).await, 0);
        }
    }

    async fn an_abandoned_stay_is_closed_when_the_room_closes(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        enter(&ana, visit).await;
        enter(&helena, visit).await;
        let sweep = async |clock| calls::close_abandoned(&clinic.system().at(monday(clock))).await;
        assert_eq!(clinic.untouched(sweep("10:29")).await.unwrap(), 0);
        assert_eq!(clinic.leaving(&[CallEnded], sweep("12:00")).await.unwrap(), 1);
        assert_eq!(clinic.untouched(sweep("12:01")).await.unwrap(), 0);
        let log = calls::log(&ana, visit).await.unwrap().unwrap();
        assert_eq!(log.ended.map(|at| at.at), Some(monday("10:30")), "when the room closed, not when it was noticed");
    }

    async fn of_sweepers_at_once_one_closes_each_call(clinic: Clinic) {
        let (ana, helena, first) = visit(&clinic).await;
        let second = clinic.booked(&ana.at(monday("07:30")), &helena).await;
        for visit in [first, second] {
            enter(&ana.at(monday("09:20")), visit).await;
        }
        let system = clinic.system().at(monday("12:00"));
        let closed = at_once(6, move |_| {
            let system = system.clone();
            async move { calls::close_abandoned(&system).await.unwrap() }
        });
        assert_eq!(closed.await.into_iter().sum::<usize>(), 2);
        assert_eq!(count(&clinic, CallEnded).await, 2);
    }
}

both_engines! {
    async fn a_visit_nobody_entered_has_no_log(clinic: Clinic) {
        let (ana, _, visit) = visit(&clinic).await;
        assert_eq!(calls::log(&ana, visit).await.unwrap(), None);
        ticket(&ana, visit).await;
        assert_eq!(calls::log(&ana, visit).await.unwrap(), None);
    }

    async fn the_log_counts_the_time_both_were_there(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let hers = enter(&ana, visit).await;
        let first = enter(&helena.at(monday("09:05")), visit).await;
        calls::leave(&helena.at(monday("09:10")), &first).await.unwrap();
        enter(&helena.at(monday("09:15")), visit).await;
        calls::leave(&ana.at(monday("09:25")), &hers).await.unwrap();
        let log = calls::log(&helena.at(monday("09:40")), visit).await.unwrap().unwrap();
        assert_eq!(log.together_seconds, (5 + 10) * 60);
        let seats = log.attendances.iter().map(|stay| (stay.seat, stay.joined.clock())).collect::<Vec<_>>();
        let expected = [(Seat::Patient, "09:00"), (Seat::Professional, "09:05"), (Seat::Professional, "09:15")];
        assert_eq!(seats, expected.map(|(seat, clock)| (seat, clock.to_owned())));
        assert_eq!(log.ended, None);
    }

    async fn the_last_summary_of_each_seat_counts(clinic: Clinic) {
        let (ana, helena, visit) = visit(&clinic).await;
        let (hers, theirs) = (enter(&ana, visit).await, enter(&helena, visit).await);
        let summary = |rtt_ms| Summary { rtt_ms: Some(rtt_ms), route: Some(Route::Relayed), ..Summary::default() };
        for rtt in [80, 95] {
            clinic.leaving(&[CallSummarised], calls::summarise(&ana, &hers, &summary(rtt))).await.unwrap();
        }
        calls::summarise(&helena, &theirs, &Summary::default()).await.unwrap();
        let log = calls::log(&ana, visit).await.unwrap().unwrap();
        assert_eq!(log.summaries, [(Seat::Patient, summary(95)), (Seat::Professional, Summary::default())]);
    }

    async fn the_log_belongs_to_the_two_people_of_the_visit(clinic: Clinic) {
        let (ana, _, visit) = visit(&clinic).await;
        enter(&ana, visit).await;
        assert_missing(calls::log(&clinic.patient("Rui").await, visit).await);
        assert_missing(calls::log(&clinic.professional("Otto").await, visit).await);
    }
}
