//! Jobs: follow-up work that reaches outside. Ids only, never content; every job may run twice.

use serde::{Deserialize, Serialize};

use crate::{
    AccountId, AppointmentId, BreakGlassId, ContestId, DeviceId, ImportId, LinkId, Moment, RegistrationId, ReminderId,
};

/// A job is tried this often before it is given up.
pub const ATTEMPTS_MAX: i64 = 8;
/// Whoever claims a job has this long to finish it.
pub const LEASE_SECONDS: i64 = 60;
/// Longest pause between two tries.
pub const PAUSE_SECONDS_MAX: i64 = 60 * 60;

/// A piece of follow-up work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Job {
    /// Tell both people that a visit is booked.
    ConfirmBooking(AppointmentId),
    /// Tell both people that a visit was called off.
    TellCancelled(AppointmentId),
    /// Tell both people that a visit was moved, by which of its changes.
    TellMoved(AppointmentId, i64),
    /// Remind the patient's side of a visit.
    SendReminder(ReminderId),
    /// Send somebody a new code to come in with; nobody, when the account is the nil one.
    SendCode(AccountId),
    /// Send the address of a registration a code: to finish it, or to come in where there is an account already.
    SendRegistrationCode(RegistrationId),
    /// Tell a patient that somebody registered with their CPF.
    TellCpfInUse(AccountId),
    /// Tell somebody that their password was changed.
    TellPasswordChanged(AccountId),
    /// Tell somebody that their account was opened on a device nobody had used for it before.
    TellNewDevice(DeviceId),
    /// Tell somebody that their account was opened from a country it was never opened from before.
    TellNewCountry(DeviceId),
    /// Tell somebody that their second factor was set up, changed or taken away.
    TellFactorChanged(AccountId),
    /// Tell an administrator, or the patient, that a record was opened outside of somebody's care.
    TellGlassBroken(BreakGlassId, AccountId),
    /// Tell an administrator that a patient contests a reading.
    TellContested(ContestId, AccountId),
    /// Tell a patient that their contest was answered.
    TellContestAnswered(ContestId, AccountId),
    /// Tell somebody that their account has a new passkey.
    TellPasskeyAdded(AccountId),
    /// Tell somebody that a passkey of theirs was removed.
    TellPasskeyRemoved(AccountId),
    /// Make somebody a link for a new password; nobody, when nobody has the account.
    MakeReset(AccountId),
    /// Send the letter of a link.
    SendLink(LinkId),
    /// Tell the address so far that another one was asked for.
    TellEmailAsked(LinkId),
    /// Work through a file of patients.
    ImportPatients(ImportId),
}

/// How a try went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Worth another try.
    Later(Reason),
    /// Never to succeed: a dead letter.
    Never(Reason),
}

words! {
    /// Why a job was not done.
    Reason {
        /// The outside did not answer, or not in time.
        Unreachable = "unreachable",
        /// The outside said no.
        Rejected = "rejected",
        /// What the job is about is gone.
        Gone = "gone",
        /// Something of ours broke.
        Broken = "broken",
    }
}

/// When to try again after `attempts` tries: 10 s, 20 s, 40 s … up to an hour.
#[must_use]
pub fn next_try(attempts: i64, now: Moment) -> Moment {
    let doublings = u32::try_from(attempts.clamp(1, 20) - 1).unwrap_or(0);
    now.plus_seconds(10i64.saturating_mul(1 << doublings).min(PAUSE_SECONDS_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_end() {
        let now = Moment::from_micros(0);
        let pauses = (1..=12).map(|attempts| next_try(attempts, now).seconds()).collect::<Vec<_>>();
        assert_eq!(pauses[..4], [10, 20, 40, 80]);
        assert_eq!(pauses[11], PAUSE_SECONDS_MAX);
    }
}
