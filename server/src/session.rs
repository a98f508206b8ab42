//! Sign-in sessions: the store behind tower-sessions, over `device_session`.

use std::fmt;

use app::caller::{ACCOUNT, AGENT, IDLE_SECONDS, WHEREABOUTS};
use async_trait::async_trait;
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
