//! The world a sentence begins in: a whole clinic on a database of its own, at an address of its own, with a clock that
//! moves when told.

use std::{
    future::Future,
    net::SocketAddr,
    ops::Deref,
    panic::{AssertUnwindSafe, resume_unwind},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use axum::Router;
use domain::{
    Actor, Moment, Role,
    accounts::FirstAdministrator,
    terms::{Accepted, CURRENT},
};
use futures_util::FutureExt;
use leptos::config::LeptosOptions;
use server::{
    calls,
    clock::Clock,
    jobs,
    listen::{self, Limits},
    mail::{self, Mailer},
    router::router,
    secrets::Secrets,
    settings::{Address, RelayKind, Settings},
    turn::IceServers,
};
use store::{Caller, Db, Vault};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::database::Site;

/// What everybody in these tests types.
pub(crate) const PASSWORD: &str = "correto cavalo 7";
/// What every patient in these tests comes for; it must never leave the record.
pub(crate) const REASON: &str = "lombalgia cronica";
/// Where every story begins: a Monday, ten minutes before a visit.
pub(crate) const MORNING: &str = "2026-03-02T08:50:00-03:00";
pub(crate) const ADMINISTRATOR: &str = "marta@example.com";

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

            async fn story($clinic: $crate::clinic::Clinic) $story

            #[test]
            fn sqlite() {
                $crate::clinic::on($crate::clinic::Engine::Sqlite, story);
            }

            #[test]
            fn postgres() {
                $crate::clinic::on($crate::clinic::Engine::Postgres, story);
            }
        }
    )+};
}

/// How a clinic differs from the usual one.
#[expect(clippy::struct_excessive_bools, reason = "each is one thing a story may want otherwise")]
pub(crate) struct Plan {
    /// The address people type, when it is not the one the clinic listens on.
    pub(crate) origin: Option<&'static str>,
    /// Who may speak for others.
    pub(crate) proxies: &'static str,
    /// The embedded relay runs.
    pub(crate) relay: bool,
    /// Mail goes to this server, not into the outbox.
    pub(crate) mail: Option<String>,
    /// Its messages can be read on a page.
    pub(crate) demo: bool,
    /// Whoever works here needs a second factor.
    pub(crate) staff_second_factor: bool,
    /// It goes by the clock of this machine, as the relay does.
    pub(crate) machine_clock: bool,
    pub(crate) limits: Limits,
    /// What else an operator set.
    pub(crate) also: fn(&mut Settings),
}

impl Default for Plan {
    fn default() -> Self {
        let limits = Limits { connections_max: 1_000, per_ip_max: 1_000 };
        Self {
            origin: None,
            proxies: "",
            relay: false,
            mail: None,
            demo: false,
            staff_second_factor: false,
            machine_clock: false,
            limits,
            also: |_| {},
        }
    }
}

/// Tells a story on one engine, in the usual clinic.
pub(crate) fn on<F: Future<Output = ()>>(engine: Engine, story: impl FnOnce(Clinic) -> F) {
    on_plan(engine, Plan::default(), story);
}

/// Tells a story that has nothing to do with the database.
pub(crate) fn on_sqlite<F: Future<Output = ()>>(plan: Plan, story: impl FnOnce(Clinic) -> F) {
    on_plan(Engine::Sqlite, plan, story);
}

/// Tells a story; the clinic goes when the story ends, well or badly. One that ends well leaves no job unrun.
pub(crate) fn on_plan<F: Future<Output = ()>>(engine: Engine, plan: Plan, story: impl FnOnce(Clinic) -> F) {
    alone(engine, async {
        let clinic = Clinic::found(engine, plan).await;
        let told = AssertUnwindSafe(story(clinic.clone())).catch_unwind().await;
        let unrun = clinic.unrun().await;
        clinic.demolish().await;
        if let Err(panic) = told {
            resume_unwind(panic);
        }
        assert_eq!(
            unrun, 0,
            "jobs were left unrun: run them (clinic.work()), or say that they stay (clinic.jobs_may_stay())"
        );
    });
}

/// Tells a story without a clinic, unless its engine is left out.
pub(crate) fn alone(engine: Engine, story: impl Future<Output = ()>) {
    if engine == Engine::Postgres && is_left_out() {
        return;
    }
    if let Some(filter) = variable("RUST_LOG") {
        // What the clinic says, for somebody who looks why a story ends badly.
        let _ = tracing_subscriber::fmt().with_env_filter(filter).try_init();
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(story);
    // Leptos keeps tasks that end with the process.
    runtime.shutdown_background();
}

#[expect(clippy::disallowed_methods, reason = "tests have no Settings")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Only who says so aloud goes without `PostgreSQL`: a test that does nothing looks like one that passed.
fn is_left_out() -> bool {
    variable("AMPARO_TEST_ENGINES").is_some_and(|engines| engines == "sqlite")
}

/// A running clinic.
#[derive(Clone)]
pub(crate) struct Clinic(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) running: server::clinic::Clinic,
    pub(crate) router: Router,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    pub(crate) number: AtomicU64,
    mailer: Mailer,
    _folder: TempDir,
    site: Site,
    stopper: watch::Sender<bool>,
    following: JoinHandle<()>,
    jobs_may_stay: AtomicBool,
}

impl Deref for Clinic {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Clinic {
    async fn found(engine: Engine, plan: Plan) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let site = Site::new(engine, folder.path()).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let settings = Arc::new(settings(&plan, &site, folder.path(), address));
        std::fs::create_dir_all(&settings.data).unwrap();
        let secrets = Secrets::open(&settings.data).unwrap();
        let db = Db::open(site.address()).await.unwrap();
        db.migrate().await.unwrap();
        let (stopper, stop) = watch::channel(false);
        let ice = IceServers::start(&settings, secrets.relay.clone(), stop.clone()).await.unwrap();
        let morning = || Clock::standing_at(Moment::parse(MORNING).unwrap());
        let clock = if plan.machine_clock { Clock::system() } else { morning() };
        let vault = Vault::new(&secrets.master);
        let leptos = leptos(&folder.path().join("site"));
        let running = server::clinic::Clinic::new(Arc::clone(&settings), clock, db, vault, ice, leptos).unwrap();
        let first = FirstAdministrator::check("Marta Lima", ADMINISTRATOR, PASSWORD).unwrap();
        let first = store::accounts::set_up(&running.system(), "Clínica Amparo", first).await.unwrap();
        let before = running.caller(Actor::BeforeTerms(first, Role::Administrator));
        store::terms::accept(&before, Accepted::parse(CURRENT).unwrap()).await.unwrap();
        let outbox = plan.demo.then(|| mail::demo_outbox(&settings.data));
        let router = router(&running, outbox);
        let following = tokio::spawn(calls::follow(running.clone()));
        tokio::spawn(listen::serve(listener, router.clone(), plan.limits, stop));
        Self(Arc::new(Inner {
            mailer: Mailer::new(&settings).unwrap(),
            running,
            router,
            address,
            number: AtomicU64::new(0),
            _folder: folder,
            site,
            stopper,
            following,
            jobs_may_stay: AtomicBool::new(false),
        }))
    }

    async fn demolish(&self) {
        self.stopper.send_replace(true);
        self.following.abort();
        self.running.db().close().await;
        self.site.demolish().await;
    }

    /// The address people type.
    pub(crate) fn origin(&self) -> &str {
        &self.running.settings.origin
    }

    pub(crate) fn data(&self) -> &Path {
        &self.running.settings.data
    }

    /// A number nobody else in this story has.
    pub(crate) fn next(&self) -> u64 {
        self.number.fetch_add(1, Ordering::Relaxed)
    }

    // the clock

    pub(crate) fn now(&self) -> Moment {
        self.running.clock.now()
    }

    pub(crate) fn pass_minutes(&self, minutes: i64) {
        self.running.clock.set(self.now().plus_minutes(minutes));
    }

    pub(crate) fn pass_seconds(&self, seconds: i64) {
        self.running.clock.set(self.now().plus_seconds(seconds));
    }

    // jobs

    /// Does the work that is due; gives how many jobs were tried.
    pub(crate) async fn work(&self) -> usize {
        let mut tried = 0;
        while jobs::work_one(&self.running, &self.mailer).await {
            tried += 1;
        }
        tried
    }

    /// This story is not about follow-up work.
    pub(crate) fn jobs_may_stay(&self) {
        self.jobs_may_stay.store(true, Ordering::Relaxed);
    }

    async fn unrun(&self) -> i64 {
        if self.jobs_may_stay.load(Ordering::Relaxed) {
            return 0;
        }
        // A story may have taken the database away.
        store::jobs::counts(&self.system()).await.map_or(0, |(waiting, _)| waiting)
    }

    // who asks

    pub(crate) fn system(&self) -> Caller {
        self.running.system()
    }

    pub(crate) fn caller(&self, actor: Actor) -> Caller {
        self.running.caller(actor)
    }

    pub(crate) fn db(&self) -> &Db {
        self.running.db()
    }
}

fn settings(plan: &Plan, site: &Site, folder: &Path, address: SocketAddr) -> Settings {
    let mut settings = Settings {
        data: folder.join("data"),
        listen: address,
        origin: plan.origin.map_or_else(|| format!("http://{address}"), str::to_owned),
        proxies: plan.proxies.to_owned().try_into().unwrap(),
        database: Some(Address(site.address().to_owned())),
        metrics_listen: String::new(),
        relay: if plan.relay { RelayKind::Embedded } else { RelayKind::Off },
        relay_listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        relay_allow_loopback: true,
        staff_second_factor: Some(plan.staff_second_factor),
        mail: plan.mail.clone().map(Address),
        mail_from: "Amparo <nao-responda@clinic.example>".into(),
        dpo_name: Some("Clara Nunes".into()),
        dpo_email: Some("clara@clinic.example".into()),
        ..Settings::default()
    };
    (plan.also)(&mut settings);
    settings
}

/// The static files of the clinic, and two that stand for what is built.
fn leptos(site: &Path) -> LeptosOptions {
    let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public");
    copy(&public, site);
    std::fs::create_dir_all(site.join("pkg")).unwrap();
    std::fs::write(site.join("pkg/amparo.0123456789.js"), "// ".repeat(200)).unwrap();
    std::fs::write(site.join("pkg/amparo.0123456789.css"), "main { color: teal } ".repeat(100)).unwrap();
    LeptosOptions::builder().output_name("amparo").site_root(site.to_str().unwrap()).hash_files(false).build()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
