//! The loop that does follow-up work: claim, do, report. One file for each job.

mod account_letters;
mod appointment_letters;
mod privacy_letters;
mod link_letters;
mod imports;

use std::time::Duration;

use domain::{
    audit::Event,
    jobs::{Job, Outcome, Reason},
};
use store::jobs::Claimed;
use tokio::sync::{broadcast, watch};

use crate::{clinic::Clinic, mail::Mailer};

/// Without news, the queue is looked at this often: retries, other nodes, leases that ran out.
const LOOK_SECONDS: u64 = 5;
/// Rooms that nobody closed and sessions that ended are swept this often.
const SWEEP_SECONDS: u64 = 60;

/// Works until `stop` turns true; a job in hand is finished.
pub async fn run(clinic: Clinic, mailer: Mailer, mut stop: watch::Receiver<bool>) {
    let mut news = clinic.system().news.listen();
    let mut sweep = tokio::time::interval(Duration::from_secs(SWEEP_SECONDS));
    loop {
        while work_one(&clinic, &mailer).await {
            if *stop.borrow() {
                return;
            }
        }
        freshen(&clinic).await;
        tokio::select! {
            () = worth_a_look(&mut news) => {}
            () = tokio::time::sleep(Duration::from_secs(LOOK_SECONDS)) => {}
            _ = sweep.tick() => sweep_up(&clinic).await,
            () = crate::run::stopped(&mut stop) => return,
        }
    }
}

/// Does one job that is due; `false` when there is none.
pub async fn work_one(clinic: &Clinic, mailer: &Mailer) -> bool {
    let claimed = match store::jobs::claim(&clinic.system()).await {
        Ok(Some(claimed)) => claimed,
        Ok(None) => return false,
        Err(error) => {
            tracing::error!(%error, "the queue could not be read");
            return false;
        }
    };
    let outcome = work(clinic, mailer, &claimed).await;
    tracing::info!(job = %claimed.id, attempt = claimed.attempts, ?outcome, "a job was tried");
    if let Err(error) = store::jobs::report(&clinic.system(), &claimed, outcome).await {
        tracing::error!(%error, job = %claimed.id, "a job could not be reported");
    }
    true
}

async fn work(clinic: &Clinic, mailer: &Mailer, claimed: &Claimed) -> Outcome {
    match claimed.job {
        Job::ConfirmBooking(id) => appointment_letters::confirm_booking(clinic, mailer, claimed.id, id).await,
        Job::TellCancelled(id) => appointment_letters::tell_cancelled(clinic, mailer, claimed.id, id).await,
        Job::TellMoved(id, change) => appointment_letters::tell_moved(clinic, mailer, claimed.id, (id, change)).await,
        Job::SendReminder(id) => appointment_letters::remind(clinic, mailer, claimed.id, id).await,
        Job::SendCode(id) => account_letters::send_code(clinic, mailer, claimed.id, id).await,
        Job::SendRegistrationCode(id) => account_letters::send_registration_code(clinic, mailer, claimed.id, id).await,
        Job::TellCpfInUse(id) => account_letters::tell_cpf_in_use(clinic, mailer, claimed.id, id).await,
        Job::TellNewDevice(id) => account_letters::tell_new_device(clinic, mailer, claimed.id, id).await,
        Job::TellNewCountry(id) => account_letters::tell_new_country(clinic, mailer, claimed.id, id).await,
        Job::TellFactorChanged(id) => account_letters::tell_factor_changed(clinic, mailer, claimed.id, id).await,
        Job::TellPasskeyAdded(id) => account_letters::tell_passkey_added(clinic, mailer, claimed.id, id).await,
        Job::TellPasskeyRemoved(id) => account_letters::tell_passkey_removed(clinic, mailer, claimed.id, id).await,
        Job::MakeReset(account) => link_letters::make_reset(clinic, claimed.id, account).await,
        Job::SendLink(id) => link_letters::send_link(clinic, mailer, claimed.id, id).await,
        Job::TellEmailAsked(id) => link_letters::tell_email_asked(clinic, mailer, claimed.id, id).await,
        Job::ImportPatients(id) => imports::work(clinic, id).await,
        Job::TellPasswordChanged(id) => account_letters::tell_password_changed(clinic, mailer, claimed.id, id).await,
        Job::TellGlassBroken(glass, reader) => {
            privacy_letters::tell_glass_broken(clinic, mailer, claimed.id, (glass, reader)).await
        }
        Job::TellContested(contest, reader) => {
            privacy_letters::tell_contested(clinic, mailer, claimed.id, (contest, reader)).await
        }
        Job::TellContestAnswered(contest, reader) => {
            privacy_letters::tell_contest_answered(clinic, mailer, claimed.id, (contest, reader)).await
        }
    }
}

/// Looks again when professionals are free next, as long as there is something to look at.
async fn freshen(clinic: &Clinic) {
    loop {
        match store::professionals::freshen(&clinic.system()).await {
            Ok(0) => return,
            Ok(_) => {}
            Err(error) => {
                tracing::error!(%error, "the next free times could not be looked at");
                return;
            }
        }
    }
}

async fn worth_a_look(news: &mut broadcast::Receiver<Event>) {
    loop {
        match news.recv().await {
            Ok(
                Event::AppointmentBooked(..)
                | Event::WalkedIn(..)
                | Event::AppointmentCancelled(..)
                | Event::AppointmentMoved(..)
                | Event::AppointmentReminded(..)
                | Event::ProfessionalAdded(..)
                | Event::OpeningHoursSet(..)
                | Event::CodeRequested(..)
                | Event::RegistrationAsked(..)
                | Event::CpfInUse(..)
                | Event::NewDevice(..)
                | Event::NewCountry(..)
                | Event::PasswordChanged(..)
                | Event::FactorSetUp(..)
                | Event::FactorRemoved(..)
                | Event::RecoveryCodesMade(..)
                | Event::RecoveryCodeUsed(..)
                | Event::GlassBroken(..)
                | Event::ReadingContested(..)
                | Event::ContestAnswered(..)
                | Event::PasskeyAdded(..)
                | Event::PasskeyRemoved(..)
                | Event::ResetAsked(..)
                | Event::PasswordReset(..)
                | Event::PasswordExpired(..)
                | Event::EmailAsked(..)
                | Event::EmailChanged(..)
                | Event::InvitationSent(..)
                | Event::ImportStarted(..),
            )
            | Err(broadcast::error::RecvError::Lagged(_)) => return,
            Ok(_) => {}
            // The clinic is gone, and with it this loop in a moment.
            Err(broadcast::error::RecvError::Closed) => std::future::pending().await,
        }
    }
}

async fn sweep_up(clinic: &Clinic) {
    if let Err(error) = store::calls::close_abandoned(&clinic.system()).await {
        tracing::error!(%error, "abandoned rooms could not be closed");
    }
    if let Err(error) = store::scheduling::settle(&clinic.system()).await {
        tracing::error!(%error, "visits whose time has passed could not be ended");
    }
    if let Err(error) = remind(clinic).await {
        tracing::error!(%error, "visits that are near could not be looked for");
    }
    if let Err(error) = store::accounts::device::delete_expired(&clinic.system()).await {
        tracing::error!(%error, "ended sessions could not be removed");
    }
    if let Err(error) = store::accounts::forget_codes(&clinic.system()).await {
        tracing::error!(%error, "codes that ended could not be removed");
    }
    if let Err(error) = store::patients::forget_registrations(&clinic.system()).await {
        tracing::error!(%error, "registrations that nobody finished could not be removed");
    }
    if let Err(error) = store::imports::forget(&clinic.system()).await {
        tracing::error!(%error, "files of patients that nobody finished could not be given up");
    }
    if let Err(error) = store::limits::forget(&clinic.system()).await {
        tracing::error!(%error, "old counts of tries could not be removed");
    }
    if let Err(error) = store::accounts::forget_ceremonies(&clinic.system()).await {
        tracing::error!(%error, "unanswered passkey challenges could not be removed");
    }
    if let Err(error) = store::links::forget_ended(&clinic.system()).await {
        tracing::error!(%error, "ended links could not be forgotten");
    }
    if let Err(error) = store::reminders::forget(&clinic.system()).await {
        tracing::error!(%error, "old reminders could not be forgotten");
    }
    if let Err(error) = store::jobs::forget_done(&clinic.system()).await {
        tracing::error!(%error, "old jobs could not be forgotten");
    }
}

/// Plans the reminders of visits that are new or were moved, and leaves the letters of those that are due, as long as there
/// are any.
///
/// # Errors
/// When the database does not answer.
pub async fn remind(clinic: &Clinic) -> store::Result<()> {
    let ahead = &clinic.settings.reminders;
    while store::reminders::plan(&clinic.system(), ahead).await? > 0 {}
    while store::reminders::queue_due(&clinic.system(), ahead).await? > 0 {}
    Ok(())
}

/// What a broken read means for a job: worth another try, unless what it is about is gone.
fn of(error: &store::Error) -> Outcome {
    match error {
        store::Error::Missing => Outcome::Never(Reason::Gone),
        _ => Outcome::Later(Reason::Broken),
    }
}
