//! What the clinic answers, and what is expected of it.

use std::future::Future;

use domain::{Problem, Refusal};
use store::{Error, Result};

/// Runs the same deed many times at once; the answers in no particular order.
pub(crate) async fn at_once<T, F>(times: usize, deed: impl Fn(usize) -> F) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let running = (0..times).map(|number| tokio::spawn(deed(number))).collect::<Vec<_>>();
    let mut answers = Vec::with_capacity(times);
    for deed in running {
        answers.push(deed.await.unwrap());
    }
    answers
}

/// Of all answers one is yes, and every other is this refusal.
#[track_caller]
pub(crate) fn assert_one_winner<T>(answers: Vec<Result<T>>, refusal: Refusal) -> T {
    let (mut winners, losers): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    for loser in losers {
        assert_refused(loser, refusal);
    }
    assert_eq!(winners.len(), 1, "exactly one wins");
    winners.pop().unwrap().unwrap()
}

#[track_caller]
pub(crate) fn assert_refused<T>(answer: Result<T>, refusal: Refusal) {
    match answer {
        Err(Error::Refused(given)) if given == refusal => {}
        other => panic!("expected {refusal:?}, got {}", outcome(other)),
    }
}

#[track_caller]
pub(crate) fn assert_missing<T>(answer: Result<T>) {
    assert!(matches!(answer, Err(Error::Missing)), "expected Missing, got {}", outcome(answer));
}

#[track_caller]
pub(crate) fn assert_denied<T>(answer: Result<T>) {
    assert!(matches!(answer, Err(Error::Denied)), "expected Denied, got {}", outcome(answer));
}

#[track_caller]
pub(crate) fn assert_taken<T>(answer: Result<T>, field: &str) {
    match answer {
        Err(Error::Fields(errors)) if errors.of(field) == Some(Problem::Taken) && errors.0.len() == 1 => {}
        other => panic!("expected {field} to be taken, got {}", outcome(other)),
    }
}

pub(crate) fn outcome<T>(answer: Result<T>) -> String {
    answer.map_or_else(|error| format!("{error:?}"), |_| "yes".into())
}
