//! The world a sentence begins in: a clinic on a database of its own, with a clock that moves when told.

use std::{
    future::Future,
    panic::{AssertUnwindSafe, resume_unwind},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use domain::{
    AccountId, Actor, AppointmentId, Language, Moment, ProfessionalId,
    audit::EventKind,
    jobs::Job,
    policy::Policy,
    terms::{Accepted, CURRENT},
};
use futures_util::FutureExt;
use jiff::tz::TimeZone;
use sqlx::{AssertSqlSafe, Connection, PgConnection};
use store::{Caller, Db, MasterKey, News, RelyingParty, Vault, accounts, professionals, scheduling, terms};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

pub(crate) use crate::answers::{
    assert_denied, assert_missing, assert_one_winner, assert_refused, assert_taken, at_once, outcome,
};
pub(crate) use crate::typed::{
    GLASS_REASON, biography, booking, broken_glass, call_off, contested, credentials, day_off, email_of,
    first_administrator, invitation, mornings, moving, new_dependant, new_dependant_with, new_email, new_holiday,
    new_password, new_professional, new_staff, note, numbered_staff, picture, profile, profile_form, registration,
    registration_with, sought, sought_by_cpf, whoever, with_walk_ins,
};

/// What everybody in these tests types.
pub(crate) const PASSWORD: &str = "correto cavalo 7";
/// What every patient in these tests comes for.
pub(crate) const REASON: &str = "lombalgia cronica";
/// What people type to reach every clinic in these tests.
pub(crate) const ORIGIN: &str = "https://clinic.example";
/// The master key of every clinic in these tests.
pub(crate) const MASTER_KEY: [u8; 32] = [7; 32];
/// Where every story begins: a Monday, two hours before the first visit.
const MORNING: &str = "2026-03-02T07:00:00-03:00";

/// The two databases the clinic can stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// `async fn a_sentence(clinic: Clinic) {…}` becomes `a_sentence::sqlite` and `a_sentence::postgres`.
macro_rules! both_engines {
    ($($(#[$about:meta])* async fn $name:ident($clinic:ident: Clinic) $story:block)+) => {$(
        $(#[$about])*
        mod $name {
            #[allow(clippy::allow_attributes, unused_imports, clippy::wildcard_imports, reason = "stories differ")]
            use super::*;

            async fn story($clinic: $crate::given::Clinic) $story

            #[test]
            fn sqlite() {
                $crate::given::on($crate::given::Engine::Sqlite, story);
            }

            #[test]
            fn postgres() {
                $crate::given::on($crate::given::Engine::Postgres, story);
            }
        }
    )+};
}

/// Tells a story on one engine; the database goes when the story ends, well or badly.
pub(crate) fn on<F: Future<Output = ()>>(engine: Engine, story: impl FnOnce(Clinic) -> F) {
    if engine == Engine::Postgres && is_left_out("postgres") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let clinic = Clinic::found(engine).await;
        let told = AssertUnwindSafe(story(clinic.clone())).catch_unwind().await;
        clinic.demolish().await;
        if let Err(panic) = told {
            resume_unwind(panic);
        }
    });
}

#[expect(clippy::disallowed_methods, reason = "tests have no Settings")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Only who says so aloud goes without `PostgreSQL` or Redis: a test that does nothing looks like one that passed.
pub(crate) fn is_left_out(name: &str) -> bool {
    variable("AMPARO_TEST_ENGINES").is_some_and(|engines| !engines.split(',').any(|engine| engine == name))
}

/// A clinic on a database of its own.
#[derive(Clone)]
pub(crate) struct Clinic(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) db: Db,
    /// What `Db::open` opens.
    pub(crate) address: String,
    site: Site,
    vault: Vault,
    news: News,
    relying_party: RelyingParty,
    pub(crate) counts: Mutex<store::limits::Counts>,
    zone: Arc<TimeZone>,
    now: Mutex<Moment>,
    people: AtomicU64,
    administrator: OnceCell<AccountId>,
}

enum Site {
    Folder(TempDir),
    Server {
        address: String,
        name: String,
    },
    /// Another clinic takes care of it.
    Elsewhere,
}

impl std::ops::Deref for Clinic {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Clinic {
    /// A clinic with an empty, migrated database.
    async fn found(engine: Engine) -> Self {
        let clinic = Self::found_unmigrated(engine).await;
        clinic.db.migrate().await.unwrap();
        clinic
    }

    /// A clinic whose database holds nothing yet.
    pub(crate) async fn found_unmigrated(engine: Engine) -> Self {
        let (site, address) = match engine {
            Engine::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                let address = format!("sqlite:{}", folder.path().join("clinic.db").display());
                (Site::Folder(folder), address)
            }
            Engine::Postgres => build_on_server().await,
        };
        Self::at_address(site, address).await
    }

    async fn at_address(site: Site, address: String) -> Self {
        Self(Arc::new(Inner {
            db: Db::open(&address).await.unwrap(),
            address,
            site,
            vault: Vault::new(&MasterKey(MASTER_KEY)),
            news: News::default(),
            relying_party: RelyingParty::at(ORIGIN, "Clínica Amparo").unwrap(),
            counts: Mutex::default(),
            zone: Arc::new(TimeZone::get("America/Sao_Paulo").unwrap()),
            now: Mutex::new(Moment::parse(MORNING).unwrap()),
            people: AtomicU64::new(0),
            administrator: OnceCell::new(),
        }))
    }

    pub(crate) async fn demolish(&self) {
        self.db.close().await;
        if let Site::Server { address, name } = &self.site {
            let mut server = PgConnection::connect(address).await.unwrap();
            let drop = format!("drop database if exists {name} with (force)");
            sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut server).await.unwrap();
        }
    }

    /// The folder of the file, on `SQLite`.
    pub(crate) fn folder(&self) -> Option<&std::path::Path> {
        match &self.site {
            Site::Folder(folder) => Some(folder.path()),
            Site::Server { .. } | Site::Elsewhere => None,
        }
    }

    /// The same database, opened anew.
    pub(crate) async fn reopened(&self) -> Self {
        Self::at_address(Site::Elsewhere, self.address.clone()).await
    }

    // the clock

    /// Moves the clock. Callers who were made before keep the hour they were made at; see [`Caller::at`].
    pub(crate) fn at(&self, text: &str) -> &Self {
        *self.now.lock().unwrap() = Moment::parse(text).unwrap();
        self
    }

    pub(crate) fn now(&self) -> Moment {
        *self.now.lock().unwrap()
    }

    // people

    pub(crate) fn caller(&self, actor: Actor) -> Caller {
        Caller {
            db: self.db.clone(),
            vault: self.vault.clone(),
            news: self.news.clone(),
            relying_party: self.relying_party.clone(),
            zone: self.zone.clone(),
            // Most stories are not about the second factor; see [`strict`].
            policy: Policy { staff_second_factor: false, ..Policy::default() },
            officer: None,
            counts: self.counts.lock().unwrap().clone(),
            address: None,
            language: Language::default(),
            actor,
            now: self.now(),
        }
    }

    pub(crate) fn visitor(&self) -> Caller {
        self.caller(Actor::Visitor)
    }

    pub(crate) fn system(&self) -> Caller {
        self.caller(Actor::System)
    }

    /// Whoever an account is.
    pub(crate) async fn holder(&self, account: AccountId) -> Caller {
        self.caller(accounts::actor(&self.db, account).await.unwrap().expect("an account that can act"))
    }

    /// Whoever an account is, once they have accepted the texts.
    pub(crate) async fn settled(&self, account: AccountId) -> Caller {
        terms::accept(&self.holder(account).await, Accepted::parse(CURRENT).unwrap()).await.unwrap();
        self.holder(account).await
    }

    /// The administrator; the clinic is set up when it is first asked for.
    pub(crate) async fn administrator(&self) -> Caller {
        let set_up = async || {
            let account = accounts::set_up(&self.system(), "Clínica Amparo", first_administrator()).await.unwrap();
            self.settled(account).await;
            account
        };
        self.holder(*self.administrator.get_or_init(set_up).await).await
    }

    /// Somebody at the reception.
    pub(crate) async fn reception(&self, name: &str) -> Caller {
        self.staff("reception", name).await
    }

    /// Somebody of the staff: `reception` or `administrator`.
    pub(crate) async fn staff(&self, role: &str, name: &str) -> Caller {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let new = numbered_staff(role, name, number);
        self.settled(accounts::add_staff(&self.administrator().await, new).await.unwrap()).await
    }

    /// A patient who registered.
    pub(crate) async fn patient(&self, name: &str) -> Caller {
        self.holder(self.enrolled(registration(name)).await).await
    }

    /// A professional who sees patients from Monday to Friday, 09:00-12:00, half an hour each.
    pub(crate) async fn professional(&self, name: &str) -> Caller {
        let administrator = self.administrator().await;
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let id = professionals::add(&administrator, new_professional(name, number)).await.unwrap();
        let helena = self.settled(self.account_of(id).await).await;
        scheduling::set_opening_hours(&helena, mornings(id).check().unwrap()).await.unwrap();
        helena
    }

    pub(crate) async fn account_named(&self, name: &str) -> AccountId {
        AccountId::parse(&self.texts(&format!("select id from account where name = '{name}'")).await[0]).unwrap()
    }

    /// From here on no event can be kept.
    pub(crate) async fn wall(&self) {
        let wall = if self.is_sqlite() {
            "create trigger wall before insert on audit_event begin select raise(abort, 'wall'); end"
        } else {
            "create function wall() returns trigger language plpgsql as 'begin raise exception ''wall''; end';
             create trigger wall before insert on audit_event for each row execute function wall()"
        };
        self.sql(wall).await.unwrap();
    }

    async fn account_of(&self, professional: ProfessionalId) -> AccountId {
        let literal = self.literal(professional.0);
        let text = self.texts(&format!("select account_id from professional where id = {literal}")).await;
        AccountId::parse(&text[0]).unwrap()
    }

    // visits

    /// The first free slot of a professional.
    pub(crate) async fn slot_of(&self, professional: &Caller) -> Slot {
        let professional = professional.must_be_professional().unwrap();
        let days = scheduling::free_days(&self.administrator().await, professional, None).await.unwrap();
        Slot { professional, starts_at: days[0].slots[0].at }
    }

    /// A free slot of somebody, when it does not matter of whom.
    pub(crate) async fn free_slot(&self) -> Slot {
        let helena = self.professional("Helena Prado").await;
        self.slot_of(&helena).await
    }

    /// A visit in the first free slot of a professional.
    pub(crate) async fn booked(&self, patient: &Caller, professional: &Caller) -> AppointmentId {
        let slot = self.slot_of(professional).await;
        scheduling::book(patient, booking(slot)).await.unwrap()
    }

    // traces

    /// What is left to do.
    pub(crate) async fn queued(&self) -> Vec<Job> {
        let open = "select payload from job where done_at is null and failed_at is null order by run_at, id";
        self.texts(open).await.iter().map(|payload| serde_json::from_str(payload).unwrap()).collect()
    }

    /// What happened, in order.
    pub(crate) async fn events(&self) -> Vec<EventKind> {
        let kinds = self.texts("select kind from audit_event order by sequence").await;
        kinds.iter().map(|kind| EventKind::parse(kind).unwrap()).collect()
    }

    /// Runs a verb and insists on the events it leaves.
    pub(crate) async fn leaving<T>(&self, expected: &[EventKind], verb: impl Future<Output = T>) -> T {
        let before = self.events().await.len();
        let answer = verb.await;
        assert_eq!(self.events().await[before..], *expected);
        answer
    }

    /// Runs a verb and insists that it left no trace at all: not a row, not an event, not a job.
    pub(crate) async fn untouched<T>(&self, verb: impl Future<Output = T>) -> T {
        let before = self.dump().await;
        let answer = verb.await;
        assert_eq!(self.dump().await, before, "a refusal left a trace");
        answer
    }
}

async fn build_on_server() -> (Site, String) {
    let address = variable("AMPARO_TEST_POSTGRES").expect(
        "AMPARO_TEST_POSTGRES is not set. It names a PostgreSQL server where tests may create databases, such as \
         postgres://user@127.0.0.1:5432/postgres; `scripts/postgres.sh COMMAND` starts one for a command. \
         AMPARO_TEST_ENGINES=sqlite leaves PostgreSQL out on purpose",
    );
    let name = format!("amparo_test_{}", random_id().simple());
    let mut server = PgConnection::connect(&address).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(format!("create database {name}"))).execute(&mut server).await.unwrap();
    let (place, options) =
        address.split_once('?').map_or((address.as_str(), None), |(place, rest)| (place, Some(rest)));
    let (host, _) = place.rsplit_once('/').expect("a postgres:// address with the name of a database");
    let own = format!("{host}/{name}{}", options.map(|options| format!("?{options}")).unwrap_or_default());
    (Site::Server { address, name }, own)
}

/// The same caller where whoever works here needs a second factor.
pub(crate) fn strict(caller: &Caller) -> Caller {
    Caller { policy: Policy::default(), ..caller.clone() }
}

/// An id nobody has.
pub(crate) fn random_id() -> Uuid {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).unwrap();
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// The Monday every story begins on, at a reading of the clinic's clock.
pub(crate) fn monday(clock: &str) -> Moment {
    Moment::parse(&format!("2026-03-02T{clock}:00-03:00")).unwrap()
}

/// A time of a professional that can be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    pub(crate) professional: ProfessionalId,
    pub(crate) starts_at: Moment,
}
