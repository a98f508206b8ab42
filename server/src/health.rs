//! Is it alive, and is it ready? Two questions with two answers.

use std::{
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Json,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use domain::Moment;
use serde::Serialize;
use store::{PendingMigrations, audit};
use tokio::sync::Mutex;

use crate::clinic::Clinic;

/// The database and the relay answer within this time.
const ANSWER_SECONDS: u64 = 4;
/// An answer is given again for this long.
const FRESH_SECONDS: u64 = 2;
/// Before this instant the clock of the machine is wrong: the program did not exist.
const CLOCK_FLOOR: &str = "2026-01-01T00:00:00Z";

/// The process runs.
pub async fn alive() -> &'static str {
    "ok"
}

#[derive(Clone, Copy, Serialize)]
struct Ready {
    database: Check,
    migrations: Check,
    storage: Check,
    relay: Check,
    clock: Check,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Check {
    Ok,
    Failed,
    Off,
}

impl From<bool> for Check {
    fn from(ok: bool) -> Self {
        if ok { Self::Ok } else { Self::Failed }
    }
}

/// The last answer, given again for a moment: whoever asks without pause makes no allocation each time.
#[derive(Clone, Default)]
pub struct LastAnswer(Arc<Mutex<Option<(Instant, Ready)>>>);

/// Everything that a consultation needs answers.
pub async fn ready(State(clinic): State<Clinic>) -> Response {
    let mut last = clinic.readiness.0.lock().await;
    let ready = match *last {
        Some((at, ready)) if at.elapsed() < Duration::from_secs(FRESH_SECONDS) => ready,
        _ => {
            let ready = look(&clinic).await;
            *last = Some((Instant::now(), ready));
            ready
        }
    };
    drop(last);
    let checks = [ready.database, ready.migrations, ready.storage, ready.relay, ready.clock];
    let status = if checks.contains(&Check::Failed) { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    (status, Json(ready)).into_response()
}

async fn look(clinic: &Clinic) -> Ready {
    let limit = Duration::from_secs(ANSWER_SECONDS);
    let database = async { tokio::time::timeout(limit, audit::head(clinic.db())).await.is_ok_and(|head| head.is_ok()) };
    let migrations = async {
        let left = tokio::time::timeout(limit, clinic.db().pending_migrations()).await;
        left.is_ok_and(|left| left.is_ok_and(|left| left == PendingMigrations(0)))
    };
    let (database, migrations, relay) = tokio::join!(database, migrations, relay(clinic));
    Ready {
        database: database.into(),
        migrations: migrations.into(),
        storage: storage(clinic).into(),
        relay,
        clock: Moment::parse(CLOCK_FLOOR).is_some_and(|floor| clinic.clock.now() > floor).into(),
    }
}

/// The data folder takes a file.
fn storage(clinic: &Clinic) -> bool {
    let probe = clinic.settings.data.join(format!(".ready-{}", std::process::id()));
    let written = fs::write(&probe, b"ok").is_ok();
    written && fs::remove_file(&probe).is_ok()
}

/// A real allocation on the embedded relay.
async fn relay(clinic: &Clinic) -> Check {
    match clinic.ice.probe(clinic.clock.now()).await {
        None => Check::Off,
        Some(allocated) => allocated.is_ok().into(),
    }
}
