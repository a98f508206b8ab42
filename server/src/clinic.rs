//! What every request needs: the database, the keys, the clock, the rooms. Cloning it clones handles.

use std::sync::Arc;

use axum::extract::FromRef;
use domain::{Actor, Language};
use jiff::tz::TimeZone;
use leptos::config::LeptosOptions;
use store::{Caller, Db, News, RelyingParty, Vault};

use crate::{agenda::Agendas, calls::Rooms, clock::Clock, health::LastAnswer, settings::Settings, turn::IceServers};

/// The running clinic.
#[derive(Clone)]
pub struct Clinic {
    /// What the operator set.
    pub settings: Arc<Settings>,
    /// What time it is.
    pub clock: Clock,
    /// Who asks when nobody asks: a stranger, at no time.
    visitor: Caller,
    /// The rooms of this node.
    pub rooms: Rooms,
    /// The agendas that are open at this node.
    pub agendas: Agendas,
    /// How media may travel.
    pub ice: IceServers,
    /// Whether everything was ready a moment ago.
    pub readiness: LastAnswer,
    /// Where Leptos finds its files.
    pub leptos: LeptosOptions,
}

impl FromRef<Clinic> for LeptosOptions {
    fn from_ref(clinic: &Clinic) -> Self {
        clinic.leptos.clone()
    }
}

impl Clinic {
    /// Wires a clinic.
    ///
    /// # Errors
    /// A time zone nobody knows, or an origin that is no address.
    pub fn new(
        settings: Arc<Settings>,
        clock: Clock,
        db: Db,
        vault: Vault,
        ice: IceServers,
        leptos: LeptosOptions,
    ) -> anyhow::Result<Self> {
        let zone = Arc::new(TimeZone::get(&settings.time_zone)?);
        let now = clock.now();
        let (news, policy) = (News::default(), settings.policy());
        let relying_party = RelyingParty::at(&settings.origin, &settings.unit_name)?;
        let visitor = Caller {
            db,
            vault,
            news,
            relying_party,
            zone,
            policy,
            officer: settings.officer().map(Arc::new),
            counts: settings.counts()?,
            address: None,
            language: Language::default(),
            actor: Actor::Visitor,
            now,
        };
        Ok(Self {
            settings,
            clock,
            visitor,
            rooms: Rooms::default(),
            agendas: Agendas::default(),
            ice,
            readiness: LastAnswer::default(),
            leptos,
        })
    }

    /// Somebody who asks now.
    #[must_use]
    pub fn caller(&self, actor: Actor) -> Caller {
        Caller { actor, now: self.clock.now(), ..self.visitor.clone() }
    }

    /// The clinic itself, now.
    #[must_use]
    pub fn system(&self) -> Caller {
        self.caller(Actor::System)
    }

    /// The database.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.visitor.db
    }
}
