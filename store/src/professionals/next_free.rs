//! When each professional is free next: kept, so that the directory can be sorted by it; looked at again when it may have
//! changed, and at least every hour. It promises nothing: whoever books is answered by the slots themselves.

use domain::{
    Moment, ProfessionalId,
    scheduling::{BOOKING_DAYS_MAX, LEAD_MINUTES_MIN},
};
use jiff::ToSpan;

use crate::{
    caller::Caller,
    error::{Error, Result},
    jobs::must_be_system,
    scheduling,
    sql::Tx,
};

/// Looked at in one go.
const LOOKS_MAX: i64 = 50;
/// Nothing is left unlooked at for longer: holidays, exceptions, somebody who came back.
const LOOK_AGAIN_MINUTES: i64 = 60;
/// Days that `scheduling::free_days` answers for.
const WINDOW_DAYS: i64 = 14;
/// What is kept of somebody who is not free as far as booking goes.
const NEVER: i64 = i64::MAX;

/// Looks again at those times that may have changed; gives how many.
///
/// # Errors
/// [`Error::Denied`] for anybody but the clinic itself.
pub async fn freshen(caller: &Caller) -> Result<usize> {
    must_be_system(caller)?;
    let mut read = caller.read().await?;
    let due = rows!(
        &mut read.tx,
        (ProfessionalId,),
        "select professional_id from next_free where look_again_at <= $1 order by look_again_at limit $2",
        caller.now,
        LOOKS_MAX
    )?;
    drop(read);
    for (professional,) in &due {
        look(caller, *professional).await?;
    }
    Ok(due.len())
}

/// Nothing is known of somebody new, who is looked at soon.
pub(super) async fn begin(tx: &mut Tx, professional: ProfessionalId) -> Result<()> {
    let sql = "insert into next_free (professional_id, next_free_at, look_again_at) values ($1, $2, 0)";
    run!(tx, sql, professional, NEVER).map(drop)
}

/// Notes that what was known of a professional may be wrong now. For appointments and opening hours the database does so.
pub(crate) async fn may_have_changed(tx: &mut Tx, professional: ProfessionalId) -> Result<()> {
    run!(tx, "update next_free set look_again_at = 0 where professional_id = $1", professional).map(drop)
}

async fn look(caller: &Caller, professional: ProfessionalId) -> Result<()> {
    let mut work = caller.begin().await?;
    let later = caller.now.plus_minutes(LOOK_AGAIN_MINUTES);
    // The row is taken before anything is looked at: what changes from here on waits, and says so afterwards.
    let taken = run!(
        &mut work.tx,
        "update next_free set look_again_at = $2 where professional_id = $1 and look_again_at <= $3",
        professional,
        later,
        caller.now
    )?;
    if taken == 0 {
        return Ok(());
    }
    let found = match first_free(caller, professional).await {
        Ok(found) => found,
        // Whoever may not come in is free for nobody.
        Err(Error::Missing) => None,
        Err(error) => {
            tracing::error!(%error, %professional, "the next free time could not be found");
            None
        }
    };
    let again = found.map_or(later, |starts_at| starts_at.plus_minutes(-LEAD_MINUTES_MIN).plus_seconds(1).min(later));
    run!(
        &mut work.tx,
        "update next_free set next_free_at = $2, look_again_at = $3 where professional_id = $1",
        professional,
        found.map_or(NEVER, Moment::micros),
        again
    )?;
    work.commit_bookkeeping().await
}

/// The first free slot, window by window, as far as booking goes.
async fn first_free(caller: &Caller, professional: ProfessionalId) -> Result<Option<Moment>> {
    let today = caller.today();
    for window in 0..=BOOKING_DAYS_MAX / WINDOW_DAYS {
        let from = today.saturating_add((window * WINDOW_DAYS).days());
        let days = scheduling::free_days(caller, professional, Some(from)).await?;
        if let Some(slot) = days.first().and_then(|day| day.slots.first()) {
            return Ok(Some(slot.at));
        }
    }
    Ok(None)
}
