//! An answer begins in time, or the clinic says that it is busy.

use std::time::Duration;

use axum::{
    extract::Request,
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::imports::UPLOAD_PATH;

/// An answer begins within this time.
const ANSWER_SECONDS: u64 = 30;
/// A large file is answered when it is there, over whatever network the desk has; one that stands still is given up before.
const UPLOAD_SECONDS: u64 = 20 * 60;

/// Gives up what takes longer.
pub async fn in_time(request: Request, next: Next) -> Response {
    let seconds = if request.uri().path() == UPLOAD_PATH { UPLOAD_SECONDS } else { ANSWER_SECONDS };
    match tokio::time::timeout(Duration::from_secs(seconds), next.run(request)).await {
        Ok(answer) => answer,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
