//! Who asks: made once for each request, and the first argument of every verb.

use std::{net::IpAddr, sync::Arc};

use domain::{
    AccountId, Actor, Language, Moment, PatientId, ProfessionalId, Reach, Refusal, Verb, audit::Event, policy::Policy,
    privacy::Officer,
};
use jiff::{civil, tz::TimeZone};
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::{
    accounts::RelyingParty,
    db::Db,
    error::{Error, Result},
    limits::Counts,
    vault::Vault,
    work::{Read, Work},
};

/// Committed events that wait for a slow listener.
const NEWS_WAITING_MAX: usize = 1024;

/// What was just committed in this process, for those who must act on it: rooms, job loop, boards.
#[derive(Clone, Debug)]
pub struct News(broadcast::Sender<Event>);

impl Default for News {
    fn default() -> Self {
        Self(broadcast::channel(NEWS_WAITING_MAX).0)
    }
}

impl News {
    /// Hears of every event from now on.
    #[must_use]
    pub fn listen(&self) -> broadcast::Receiver<Event> {
        self.0.subscribe()
    }

    pub(crate) fn tell(&self, event: Event) {
        // Nobody listening is fine: the event is in the database.
        let _ = self.0.send(event);
    }
}

/// Who asks, when, and of which clinic.
#[derive(Clone)]
pub struct Caller {
    /// The database.
    pub db: Db,
    /// The keys.
    pub vault: Vault,
    /// What was committed.
    pub news: News,
    /// Who passkeys are made for.
    pub relying_party: RelyingParty,
    /// The wall clock of the clinic.
    pub zone: Arc<TimeZone>,
    /// What the clinic decided about its accounts.
    pub policy: Policy,
    /// Whom people turn to about their data, once the clinic named them.
    pub officer: Option<Arc<Officer>>,
    /// Where tries are counted.
    pub counts: Counts,
    /// From which address, when it came over the network.
    pub address: Option<IpAddr>,
    /// In which language the page is that asks.
    pub language: Language,
    /// Who.
    pub actor: Actor,
    /// When.
    pub now: Moment,
}

impl Caller {
    /// The same question asked by somebody else.
    #[must_use]
    pub fn acting_as(&self, actor: Actor) -> Self {
        Self { actor, ..self.clone() }
    }

    /// The same question at another time.
    #[must_use]
    pub fn at(&self, now: Moment) -> Self {
        Self { now, ..self.clone() }
    }

    /// Today on the clinic's calendar.
    #[must_use]
    pub fn today(&self) -> civil::Date {
        self.now.in_zone(&self.zone).date()
    }

    /// A new id: time first, then chance.
    #[must_use]
    pub fn new_id<T: From<Uuid>>(&self) -> T {
        let seconds = u64::try_from(self.now.seconds()).unwrap_or(0);
        let micros = self.now.micros().rem_euclid(1_000_000);
        let nanos = u32::try_from(micros * 1000).unwrap_or(0);
        T::from(Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos)))
    }

    /// Whether this caller may, and how far.
    ///
    /// # Errors
    /// [`Error::SignInFirst`] for a stranger, [`Error::Denied`] for a role without this verb.
    pub fn must(&self, verb: Verb) -> Result<Reach> {
        match (self.actor.reach(verb), &self.actor) {
            (Reach::Nothing, Actor::Visitor | Actor::Halfway(_)) => Err(Error::SignInFirst),
            (Reach::Nothing, Actor::BeforeTerms(..)) => Err(Refusal::AcceptFirst.into()),
            (Reach::Nothing, _) => Err(Error::Denied),
            (reach, _) => Ok(reach),
        }
    }

    /// The patient who asks, or for whom is asked.
    ///
    /// # Errors
    /// When it is not a patient.
    pub fn must_be_patient(&self) -> Result<PatientId> {
        self.patient().ok_or(Error::Denied)
    }

    /// The professional who asks.
    ///
    /// # Errors
    /// When it is not a professional.
    pub fn must_be_professional(&self) -> Result<ProfessionalId> {
        self.professional().ok_or(Error::Denied)
    }

    /// The account that asks.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub fn must_be_signed_in(&self) -> Result<AccountId> {
        self.actor.account().ok_or(Error::SignInFirst)
    }

    pub(crate) const fn patient(&self) -> Option<PatientId> {
        self.actor.patient()
    }

    pub(crate) const fn professional(&self) -> Option<ProfessionalId> {
        match self.actor {
            Actor::Professional(_, professional) => Some(professional),
            _ => None,
        }
    }

    /// Opens a transaction that can only read.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(&self) -> Result<Read> {
        Read::open(&self.db).await
    }

    /// Opens a transaction that ends in an event, or not at all.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(&self) -> Result<Work> {
        Work::open(self.clone()).await
    }
}

impl std::fmt::Debug for Caller {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "Caller({:?})", self.actor)
    }
}
