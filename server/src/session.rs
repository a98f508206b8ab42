//! Sign-in sessions: the store behind tower-sessions, over `device_session`.

use std::fmt;

use app::caller::{ACCOUNT, AGENT, IDLE_SECONDS, SignedOut, WHEREABOUTS, cookie_in, cookie_of};
use async_trait::async_trait;
use axum::{
    extract::{Request, State},
    http::header,
    middleware::Next,
    response::Response,
};
use domain::{
    AccountId, Actor, Moment,
    devices::{Agent, Whereabouts},
};
use serde::de::DeserializeOwned;
use store::accounts::device::{self, DeviceSession};
use time::OffsetDateTime;
use tower_sessions::{
    Expiry, SessionManagerLayer, SessionStore,
    cookie::{SameSite, time::Duration},
    session::{Id, Record},
    session_store::{Error, Result},
};

use crate::clinic::Clinic;

/// The name of the cookie over TLS: the prefix makes browsers insist on Secure, Path=/ and no Domain.
pub const COOKIE: &str = "__Host-amparo";
/// The name on `http://localhost`, where there is no Secure.
pub const COOKIE_LOCAL: &str = "amparo";
/// New ids are tried this often before the system's chance is called broken.
const IDS_MAX: usize = 4;

/// The name of the cookie for an origin.
#[must_use]
pub const fn cookie_name(is_https: bool) -> &'static str {
    if is_https { COOKIE } else { COOKIE_LOCAL }
}

/// The layer that reads and writes the cookie.
#[must_use]
pub fn layer(clinic: &Clinic) -> SessionManagerLayer<DeviceSessions> {
    let is_https = clinic.settings.is_https();
    SessionManagerLayer::new(DeviceSessions(clinic.clone()))
        .with_name(cookie_name(is_https))
        .with_secure(is_https)
        .with_http_only(true)
        // Lax: links in mail must arrive signed in.
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::seconds(IDLE_SECONDS)))
}

/// Keeps late answers from signing anybody out.
///
/// A request may still be on its way with the cookie of before when its owner signs in. The session layer finds nothing
/// under that cookie, and takes it away; or it renews it. In the browser this would meet the new cookie. So an answer takes
/// a cookie away only when somebody signed out, and renews it only while it opens something: an old one harms nobody.
pub async fn keep_new_cookie(State(clinic): State<Clinic>, mut request: Request, next: Next) -> Response {
    let name = cookie_name(clinic.settings.is_https());
    let before = cookie_of(request.headers(), name);
    let signed_out = SignedOut::default();
    request.extensions_mut().insert(signed_out.clone());
    let mut response = next.run(request).await;
    let set = response.headers().get_all(header::SET_COOKIE).iter().find_map(|line| cookie_in(line, name));
    let Some(set) = set else { return response };
    let is_late = if set.is_empty() {
        !signed_out.is_true()
    } else {
        Some(&set) == before.as_ref() && !opens(&clinic, &set).await
    };
    if is_late {
        let lines = response.headers().get_all(header::SET_COOKIE).iter();
        let others = lines.filter(|line| cookie_in(line, name).is_none()).cloned().collect::<Vec<_>>();
        response.headers_mut().remove(header::SET_COOKIE);
        for line in others {
            response.headers_mut().append(header::SET_COOKIE, line);
        }
    }
    response
}

async fn opens(clinic: &Clinic, value: &str) -> bool {
    let Ok(id) = value.parse::<Id>() else { return false };
    let found = device::load(&clinic.caller(Actor::Visitor), &id.0.to_be_bytes()).await;
    // When the database does not answer, nobody knows better than the session layer.
    found.map_or(true, |found| found.is_some())
}

/// Sessions kept in the clinic's database.
#[derive(Clone)]
pub struct DeviceSessions(Clinic);

impl fmt::Debug for DeviceSessions {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("DeviceSessions")
    }
}

impl DeviceSessions {
    fn kept(&self, record: &Record) -> Result<DeviceSession> {
        let account = said::<AccountId>(record, ACCOUNT);
        let agent = said(record, AGENT).unwrap_or(Agent::UNKNOWN);
        let whereabouts = said::<Whereabouts>(record, WHEREABOUTS).unwrap_or_default();
        let data = serde_json::to_vec(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        // The length of the life is tower-sessions' to say, the start of it our clock's.
        let seconds = (record.expiry_date - now_of_machine()).whole_seconds();
        Ok(DeviceSession { account, agent, whereabouts, data, expires_at: self.0.clock.now().plus_seconds(seconds) })
    }
}

fn said<T: DeserializeOwned>(record: &Record, name: &str) -> Option<T> {
    serde_json::from_value(record.data.get(name)?.clone()).ok()
}

/// tower-sessions reads the machine's clock by itself.
fn now_of_machine() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

fn backend(error: &store::Error) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for DeviceSessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        let kept = self.kept(record)?;
        let caller = self.0.caller(Actor::Visitor);
        for _ in 0..IDS_MAX {
            if device::create(&caller, &record.id.0.to_be_bytes(), &kept).await.map_err(|error| backend(&error))? {
                return Ok(());
            }
            record.id = Id::default();
        }
        Err(Error::Backend("no free session id".into()))
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let kept = self.kept(record)?;
        let caller = self.0.caller(Actor::Visitor);
        device::save(&caller, &record.id.0.to_be_bytes(), &kept).await.map_err(|error| backend(&error))
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let caller = self.0.caller(Actor::Visitor);
        let found = device::load(&caller, &id.0.to_be_bytes()).await.map_err(|error| backend(&error))?;
        let Some(found) = found else { return Ok(None) };
        let data = serde_json::from_slice(&found.data).map_err(|error| Error::Decode(error.to_string()))?;
        let left: Moment = found.expires_at;
        let expiry_date = now_of_machine() + Duration::seconds(left.seconds_since(caller.now));
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let caller = self.0.caller(Actor::Visitor);
        device::delete(&caller, &id.0.to_be_bytes()).await.map_err(|error| backend(&error))
    }
}
