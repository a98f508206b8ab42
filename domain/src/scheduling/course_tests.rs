use super::*;
use crate::{Moment, Refusal};
use proptest::prelude::*;

fn noon() -> Moment {
    Moment::parse("2026-11-20T12:00:00Z").unwrap()
}

/// Half an hour at noon.
fn course() -> Course {
    Course::new(Span { starts_at: noon(), ends_at: noon().plus_minutes(30) })
}

fn at(minutes: i64) -> Moment {
    noon().plus_minutes(minutes)
}

#[test]
fn the_room_opens_before_the_visit_and_closes_after_it() {
    for (minutes, expected) in [
        (-ENTRY_OPENS_MINUTES - 1, Err(Refusal::RoomNotOpen)),
        (-ENTRY_OPENS_MINUTES, Ok(())),
        (0, Ok(())),
        (30 + ENTRY_CLOSES_MINUTES - 1, Ok(())),
        (30 + ENTRY_CLOSES_MINUTES, Err(Refusal::RoomClosed)),
    ] {
        assert_eq!(course().may_enter(at(minutes)), expected, "{minutes}");
    }
    let over = Some(noon());
    for (course, refusal) in [
        (Course { cancelled_at: over, ..course() }, Refusal::Cancelled),
        (Course { completed_at: over, ..course() }, Refusal::Completed),
        (Course { missed_at: over, ..course() }, Refusal::Missed),
    ] {
        assert_eq!(course.may_enter(noon()), Err(refusal));
        assert_eq!(course.room(noon()), RoomState::Closed);
    }
}

#[test]
fn a_visit_is_called_off_in_time_or_not_at_all() {
    for party in [Party::Patient, Party::Professional] {
        let may = |minutes| course().may(Step::Cancel, party, at(minutes));
        assert_eq!(may(-CANCEL_MINUTES_MIN), Ok(()));
        assert_eq!(may(1 - CANCEL_MINUTES_MIN), Err(Refusal::TooLateToCancel));
        let cancelled = Course { cancelled_at: Some(noon()), ..course() };
        assert_eq!(cancelled.may(Step::Cancel, party, at(-600)), Err(Refusal::Cancelled));
    }
    let may = |minutes| course().may(Step::Cancel, Party::Reception, at(minutes));
    assert_eq!((may(-600), may(29), may(30)), (Ok(()), Ok(()), Err(Refusal::OutOfTurn)));
}

#[test]
fn a_visit_is_moved_by_its_people_as_long_as_they_could_call_it_off_and_by_the_reception_until_it_ends() {
    let later = Span { starts_at: at(60), ends_at: at(90) };
    for party in [Party::Patient, Party::Professional] {
        let moved = |minutes| course().moved(later, party, at(minutes));
        assert_eq!(moved(-CANCEL_MINUTES_MIN).unwrap().span, later);
        assert_eq!(moved(1 - CANCEL_MINUTES_MIN), Err(Refusal::TooLateToMove));
    }
    let may = |minutes| course().may(Step::Move, Party::Reception, at(minutes));
    assert_eq!((may(-600), may(29), may(30)), (Ok(()), Ok(()), Err(Refusal::OutOfTurn)));
    assert_eq!(course().may(Step::Move, Party::Clinic, at(-600)), Err(Refusal::OutOfTurn));
    let here = Course { arrived_at: Some(noon()), ..course() };
    assert_eq!(here.may(Step::Move, Party::Reception, at(-1)), Err(Refusal::OutOfTurn));
}

#[test]
fn whoever_said_that_they_will_come_said_it_of_the_time_before() {
    let confirmed = Course { confirmed_at: Some(at(-900)), cancel_minutes: 120, ..course() };
    let later = Span { starts_at: at(60), ends_at: at(90) };
    let moved = confirmed.moved(later, Party::Reception, at(-600)).unwrap();
    assert_eq!((moved.state(), moved.span), (AppointmentState::Scheduled, later));
    assert_eq!(moved.cancel_minutes, 120, "it is called off under the rule it was booked under");
}

#[test]
fn a_move_says_which_version_it_saw_and_why_if_somebody_wants_to() {
    let form = |version: &str, kind: &str, text: &str| MoveForm {
        appointment: "0192f1a0-7b1c-7e55-8a10-0123456789ab".into(),
        version: version.into(),
        starts_at: "2026-11-20T12:00:00Z".into(),
        kind: kind.into(),
        text: text.into(),
    };
    let moving = form("3", "", " ").check().unwrap();
    assert_eq!((moving.version, moving.kind, moving.starts_at), (3, None, noon()));
    assert_eq!(form("0", "", "greve").check().unwrap().kind, Some(ReasonKind::Other));
    assert_eq!(form("0", "patient_asked", "").check().unwrap().kind, Some(ReasonKind::PatientAsked));
    for (version, kind, text, field, problem) in [
        ("", "", "", "version", crate::Problem::NotAChoice),
        ("three", "", "", "version", crate::Problem::NotAChoice),
        ("99999999999999999999", "", "", "version", crate::Problem::NotAChoice),
        ("0", "whim", "", "kind", crate::Problem::NotAChoice),
        ("0", "other", " ", "text", crate::Problem::Missing),
    ] {
        assert_eq!(form(version, kind, text).check().unwrap_err().of(field), Some(problem), "{version} {kind} {text}");
    }
    assert!(form("0", "", &"é".repeat(501)).check().is_err());
    assert!(MoveForm { starts_at: "amanhã".into(), ..form("0", "", "") }.check().is_err());
    assert!(MoveForm::default().check().is_err());
}

#[test]
fn a_note_is_written_once_the_room_is_open_and_after_completion_too() {
    assert_eq!(course().may_write_note(at(-60)), Err(Refusal::NotYetBegun));
    assert_eq!(course().may_write_note(noon()), Ok(()));
    let completed = Course { completed_at: Some(noon()), ..course() };
    assert_eq!(completed.may_write_note(at(600)), Ok(()));
    let cancelled = Course { cancelled_at: Some(noon()), ..course() };
    assert_eq!(cancelled.may_write_note(noon()), Err(Refusal::Cancelled));
}

#[test]
fn nobody_is_missing_before_they_could_have_come() {
    for (party, minutes, expected) in [
        (Party::Reception, NO_SHOW_MINUTES_MIN - 1, Err(Refusal::NotYetBegun)),
        (Party::Reception, NO_SHOW_MINUTES_MIN, Ok(())),
        (Party::Professional, NO_SHOW_MINUTES_MIN, Ok(())),
        (Party::Clinic, 30 + ENTRY_CLOSES_MINUTES - 1, Err(Refusal::NotYetBegun)),
        (Party::Clinic, 30 + ENTRY_CLOSES_MINUTES, Ok(())),
        (Party::Patient, 30, Err(Refusal::OutOfTurn)),
    ] {
        assert_eq!(course().may(Step::Miss, party, at(minutes)), expected, "{party:?} {minutes}");
    }
    let here = Course { arrived_at: Some(noon()), ..course() };
    assert_eq!(here.may(Step::Miss, Party::Clinic, at(600)), Err(Refusal::OutOfTurn));
}

#[test]
fn whoever_comes_after_all_is_here() {
    let missed = Course { missed_at: Some(at(10)), ..course() };
    assert_eq!(missed.may(Step::Arrive, Party::Patient, at(20)), Err(Refusal::Missed));
    let here = missed.after(Step::Arrive, Party::Reception, at(20)).unwrap();
    assert_eq!((here.state(), here.missed_at), (AppointmentState::Arrived, None));
    assert_eq!(missed.may(Step::Arrive, Party::Reception, at(90)), Err(Refusal::RoomClosed));
}

#[test]
fn an_arrival_is_marked_on_the_day_and_not_long_before() {
    let may = |minutes| course().may(Step::Arrive, Party::Reception, at(minutes));
    assert_eq!(may(-ARRIVAL_MINUTES_MAX - 1), Err(Refusal::NotYetBegun));
    assert_eq!(may(-ARRIVAL_MINUTES_MAX), Ok(()));
}

#[test]
fn a_visit_both_met_in_is_finished_by_the_professional_or_in_the_end_by_the_clinic() {
    let begun = Course { arrived_at: Some(noon()), begun_at: Some(noon()), ..course() };
    assert_eq!(begun.may(Step::Complete, Party::Professional, at(5)), Ok(()));
    assert_eq!(begun.may(Step::Complete, Party::Clinic, at(89)), Err(Refusal::NotYetBegun));
    assert_eq!(begun.may(Step::Complete, Party::Clinic, at(90)), Ok(()));
    assert_eq!(course().may(Step::Complete, Party::Clinic, at(90)), Err(Refusal::OutOfTurn));
    assert_eq!(begun.may(Step::Complete, Party::Patient, at(5)), Err(Refusal::OutOfTurn));
}

#[test]
fn a_reason_of_no_kind_is_said_in_words() {
    let appointment = "0192f1a0-7b1c-7e55-8a10-0123456789ab".to_owned();
    let form = |kind: &str, text: &str| {
        CallOffForm { appointment: appointment.clone(), kind: kind.into(), text: text.into() }.check()
    };
    assert_eq!(form("other", " ").unwrap_err().of("text"), Some(crate::Problem::Missing));
    assert_eq!(form("other", "greve").unwrap().text, "greve");
    assert_eq!(form("patient_asked", "").unwrap().kind, ReasonKind::PatientAsked);
    assert_eq!(form("", "").unwrap_err().of("kind"), Some(crate::Problem::NotAChoice));
    assert!(form("clinic_problem", &"é".repeat(501)).is_err());
}

/// Which states may follow which, whoever makes the step.
const fn may_follow(from: AppointmentState, to: AppointmentState) -> bool {
    use AppointmentState::{Arrived, Cancelled, Completed, Confirmed, InCall, NoShow, Scheduled};
    matches!(
        (from, to),
        (Scheduled, Confirmed | Arrived | Completed | Cancelled | NoShow)
            // By being moved.
            | (Scheduled | Confirmed, Scheduled)
            | (Confirmed, Arrived | Completed | Cancelled | NoShow)
            | (Arrived, InCall | Completed | Cancelled | NoShow)
            | (InCall, Completed)
            | (NoShow, Arrived)
    )
}

proptest! {
    #[test]
    fn random_steps_never_leave_the_course(
        steps in proptest::collection::vec((0usize..7, 0usize..4, 0i64..40), 1..60),
    ) {
        let (mut course, mut now) = (course(), at(-200));
        for (step, party, minutes) in steps {
            now = now.plus_minutes(minutes);
            let (step, party) = (Step::ALL[step], Party::ALL[party]);
            let offered = course.steps(party, now).contains(&step);
            match course.after(step, party, now) {
                Ok(next) => {
                    prop_assert!(offered);
                    prop_assert!(may_follow(course.state(), next.state()), "{:?} {:?}", course.state(), next.state());
                    prop_assert_eq!(next.span, course.span);
                    let ends = [next.cancelled_at, next.completed_at, next.missed_at].into_iter().flatten().count();
                    prop_assert!(ends <= 1, "a visit has one end");
                    course = next;
                }
                Err(_) => prop_assert!(!offered),
            }
            // What is over stays over; only the staff takes an absence back, while the room is open.
            if matches!(course.state(), AppointmentState::Cancelled | AppointmentState::Completed) {
                prop_assert!(Party::ALL.iter().all(|&party| course.steps(party, now).is_empty()));
            }
            prop_assert_eq!(course.room(now) == RoomState::Open, course.may_enter(now).is_ok());
        }
    }

    #[test]
    fn a_patient_who_came_is_never_marked_as_missing_by_the_clinic(minutes in -200i64..2000, met in any::<bool>()) {
        let here = Course { arrived_at: Some(noon()), begun_at: met.then(noon), ..course() };
        prop_assert!(here.may(Step::Miss, Party::Clinic, at(minutes)).is_err());
    }
}
