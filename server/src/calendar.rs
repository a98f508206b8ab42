//! Feeds of calendars: asked by programs that know nothing but an address, without a cookie.

use app::{mail::letters, words::locale};
use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{
    Actor,
    calendar::{Calendar, CalendarVisit, FEED_ENDING, Method},
    links::Token,
};
use store::{
    Error,
    calendar::{Feed, FeedVisit},
};

use crate::{clinic::Clinic, mail};

/// Shows the visits of whoever an address belongs to. What opens nothing is not found, whatever it looks like.
pub async fn feed(State(clinic): State<Clinic>, Path(name): Path<String>) -> Response {
    let Some(token) = name.strip_suffix(FEED_ENDING) else { return StatusCode::NOT_FOUND.into_response() };
    match store::calendar::by_token(&clinic.caller(Actor::Visitor), &Token::new(token.to_owned())).await {
        Ok(feed) => ([(header::CONTENT_TYPE, "text/calendar; charset=utf-8")], text(&clinic, feed)).into_response(),
        Err(Error::Broken(cause)) => {
            tracing::error!(error = ?cause, "the feed of a calendar could not be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn text(clinic: &Clinic, Feed { language, visits }: Feed) -> String {
    let (language, origin) = (locale(language), &clinic.settings.origin);
    let visit = |FeedVisit { id, starts_at, ends_at, changes, with }| CalendarVisit {
        id,
        starts_at,
        ends_at,
        changes,
        summary: letters::feed_entry(language, &with),
        link: format!("{origin}/visits/{id}"),
    };
    let visits = visits.into_iter().map(visit).collect::<Vec<_>>();
    let ((sender, email), name) = (mail::sender(&clinic.settings), letters::feed_name(language));
    let written_at = clinic.clock.now();
    Calendar {
        method: Method::Publish,
        name: Some(name.as_str()),
        clinic: &sender,
        email: &email,
        written_at,
        visits: &visits,
    }
    .text()
}
