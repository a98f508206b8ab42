//! Working through a file of patients, a while at a time: the letters of others do not wait for a long one.

use std::time::{Duration, Instant};

use domain::{ImportId, jobs::Outcome};
use store::imports::{self, Progress};

use super::of;
use crate::clinic::Clinic;

/// Then everybody else has their turn.
const TURN: Duration = Duration::from_secs(2);

/// Keeps rows until the turn is over, the file ends, or somebody stops it.
pub(super) async fn work(clinic: &Clinic, id: ImportId) -> Outcome {
    match turn(clinic, id).await {
        Ok(()) => Outcome::Done,
        Err(error) => {
            tracing::error!(%error, import = %id, "a file of patients could not be worked through");
            of(&error)
        }
    }
}

async fn turn(clinic: &Clinic, id: ImportId) -> store::Result<()> {
    let Some(mut reader) = imports::reader(&clinic.system(), id).await? else { return Ok(()) };
    let began = Instant::now();
    while reader.batch(&clinic.system()).await? == Progress::More {
        if began.elapsed() >= TURN {
            return reader.go_on_later(&clinic.system()).await;
        }
    }
    Ok(())
}
