//! R1, R2: what was acknowledged is kept, whatever happens to the process the moment after.
//!
//! The test runs itself again as a child that books and cancels as fast as it can, and kills it.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, Command, Stdio},
    sync::{
        LazyLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use domain::{AccountId, AppointmentId, scheduling::WeekForm};
use store::{Caller, Db, Vault, accounts, audit, scheduling};

use crate::given::{Clinic, Engine, MASTER_KEY, booking, on, random_id, variable};

/// How often the child is killed.
const KILLS: usize = 20;
/// Patients who book at the same time, each with a professional of their own.
const PAIRS: usize = 3;
/// Visits a patient has ahead before they call them off again.
const VISITS: usize = 10;
/// Longest time to stand up again.
const RECOVERY: Duration = Duration::from_secs(2);
/// Answers whose system calls are looked at.
const ANSWERS: usize = 1_000;

const DATABASE: &str = "AMPARO_TEST_CHILD_DATABASE";
const PATIENTS: &str = "AMPARO_TEST_CHILD_PATIENTS";
const LIMIT: &str = "AMPARO_TEST_CHILD_ANSWERS";

mod r1_what_was_acknowledged_survives_sigkill {
    use super::*;

    #[test]
    fn sqlite() {
        be_killed(Engine::Sqlite, "sqlite");
    }

    #[test]
    fn postgres() {
        be_killed(Engine::Postgres, "postgres");
    }
}

fn be_killed(engine: Engine, name: &str) {
    if let Some(address) = variable(DATABASE) {
        return book_until_killed(&address);
    }
    let test = format!("crash::r1_what_was_acknowledged_survives_sigkill::{name}");
    on(engine, async move |clinic: Clinic| {
        let patients = people(&clinic).await;
        clinic.db.close().await;
        let mut told = Told::default();
        for _ in 0..KILLS {
            // Anything from the first breath to some two hundred writes.
            let [patience, _] = random_id().as_u64_pair().into();
            let working = child(&test, &clinic.address, &patients, &[], usize::MAX);
            kill_after(working, usize::try_from(patience % 200).unwrap(), &mut told);
            let began = Instant::now();
            let again = clinic.reopened().await;
            again.number("select count(*) from appointment").await;
            assert!(began.elapsed() < RECOVERY, "back after {:?}", began.elapsed());
            check(&again, &told).await;
        }
        assert!(told.booked.len() > KILLS, "the child worked");
    });
}

/// Every syscall that matters, in order: the log is on the disk before the answer leaves.
#[test]
fn r2_an_answer_follows_an_fdatasync() {
    const TEST: &str = "crash::r2_an_answer_follows_an_fdatasync";
    if let Some(address) = variable(DATABASE) {
        return book_until_killed(&address);
    }
    if Command::new("strace").arg("-V").output().is_err() {
        eprintln!("left out: strace is not installed");
        return;
    }
    on(Engine::Sqlite, async |clinic: Clinic| {
        let patients = people(&clinic).await.split(',').next().unwrap().to_owned();
        clinic.db.close().await;
        let trace = clinic.folder().unwrap().join("trace");
        let strace =
            ["strace", "-f", "-e", "trace=fdatasync,fsync,pwrite64,write", "-s", "16", "-o", trace.to_str().unwrap()];
        // Killing the tracer would set the child free: this one stops by itself.
        let output = child(TEST, &clinic.address, &patients, &strace, ANSWERS).wait_with_output().unwrap();
        assert!(output.status.success());
        let (mut answers, mut synced) = (0, false);
        for line in std::fs::read_to_string(&trace).unwrap().lines() {
            if line.contains("pwrite64(") {
                synced = false;
            } else if line.contains("sync") && line.ends_with("= 0") {
                synced = true;
            } else if line.contains("write(1, \"booked") || line.contains("write(1, \"cancelled") {
                assert!(synced, "answer {answers} left before its log was on the disk");
                (answers, synced) = (answers + 1, false);
            }
        }
        assert_eq!(answers, ANSWERS);
    });
}

/// What the child said it had done.
#[derive(Default)]
struct Told {
    booked: Vec<AppointmentId>,
    cancelled: Vec<AppointmentId>,
}

/// Patients and professionals of the child, as a list of accounts.
async fn people(clinic: &Clinic) -> String {
    let mut list = Vec::new();
    for pair in 0..PAIRS {
        let helena = clinic.professional(&format!("Helena {pair}")).await;
        let day = || "00:00-24:00".to_owned();
        let id = helena.must_be_professional().unwrap();
        let week = WeekForm { professional: id.to_string(), tuesday: day(), thursday: day(), ..WeekForm::default() };
        scheduling::set_opening_hours(&helena, week.check().unwrap()).await.unwrap();
        let ana = clinic.patient(&format!("Ana {pair}")).await;
        list.push(format!("{}={id}={}", ana.actor.account().unwrap(), clinic.now()));
    }
    list.join(",")
}

fn child(test: &str, address: &str, patients: &str, before: &[&str], answers: usize) -> Child {
    let this = std::env::current_exe().unwrap();
    let mut words = before.iter().map(std::convert::AsRef::as_ref).chain([this.as_os_str()]);
    Command::new(words.next().unwrap())
        .args(words)
        .args([test, "--exact", "--nocapture", "--test-threads=1"])
        .env(DATABASE, address)
        .env(PATIENTS, patients)
        .env(LIMIT, answers.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Listens for so many answers, kills the child, and takes down what it still had said.
fn kill_after(mut child: Child, answers: usize, told: &mut Told) {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let before = told.booked.len() + told.cancelled.len();
    while told.booked.len() + told.cancelled.len() < before + answers {
        told.hear(&lines.next().expect("the child goes on until it is killed").unwrap());
    }
    child.kill().unwrap();
    child.wait().unwrap();
    // The last line may be half a line: nobody heard that.
    lines.map_while(Result::ok).for_each(|line| told.hear(&line));
}

impl Told {
    fn hear(&mut self, line: &str) {
        if let Some(Ok(id)) = line.strip_prefix("booked ").map(AppointmentId::parse) {
            self.booked.push(id);
        } else if let Some(Ok(id)) = line.strip_prefix("cancelled ").map(AppointmentId::parse) {
            self.cancelled.push(id);
        }
    }
}

async fn check(clinic: &Clinic, told: &Told) {
    clinic.wait_until_alone().await;
    let kept = clinic.texts("select id from appointment").await;
    let called_off = clinic.texts("select id from appointment where cancelled_at is not null").await;
    let jobs = clinic.texts("select payload from job").await;
    let count = |list: &[String], id: &AppointmentId| list.iter().filter(|one| **one == id.to_string()).count();
    for id in &told.booked {
        assert_eq!(count(&kept, id), 1, "an acknowledged booking is kept exactly once");
    }
    for id in &told.cancelled {
        assert_eq!(count(&called_off, id), 1, "an acknowledged cancellation is kept");
    }
    // Nothing is half-written: every visit has its event and its job, every event and job its visit.
    for (kind, list) in [("appointment_booked", &kept), ("appointment_cancelled", &called_off)] {
        let mut events = clinic.texts(&format!("select subject_id from audit_event where kind = '{kind}'")).await;
        let mut list = list.clone();
        events.sort_unstable();
        list.sort_unstable();
        assert_eq!(events, list, "{kind}");
    }
    assert_eq!(jobs.len(), kept.len() + called_off.len());
    assert_eq!(audit::verify(&clinic.db, None).await.unwrap().broken, None);
    if clinic.is_sqlite() {
        assert_eq!(clinic.texts("select integrity_check from pragma_integrity_check").await, ["ok"]);
    }
    clinic.db.close().await;
}

impl Clinic {
    /// Waits until the server noticed that the killed process is gone.
    async fn wait_until_alone(&self) {
        let others = "select count(*) from pg_stat_activity where datname = current_database() and backend_start <
            (select backend_start from pg_stat_activity where pid = pg_backend_pid())";
        while !self.is_sqlite() && self.number(others).await > 0 {
            tokio::task::yield_now().await;
        }
    }
}

// the child

fn book_until_killed(address: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let db = Db::open(address).await.unwrap();
        let pairs = variable(PATIENTS).unwrap();
        let working =
            pairs.split(',').map(|pair| tokio::spawn(book_and_cancel(db.clone(), pair.to_owned()))).collect::<Vec<_>>();
        for pair in working {
            pair.await.unwrap();
        }
    });
}

async fn book_and_cancel(db: Db, pair: String) {
    let [account, professional, now] = pair.split('=').collect::<Vec<_>>().try_into().unwrap();
    let actor = accounts::actor(&db, AccountId::parse(account).unwrap()).await.unwrap().unwrap();
    let ana = Caller {
        vault: Vault::new(&store::MasterKey(MASTER_KEY)),
        news: store::News::default(),
        relying_party: store::RelyingParty::at(crate::given::ORIGIN, "Clínica Amparo").unwrap(),
        zone: std::sync::Arc::new(jiff::tz::TimeZone::get("America/Sao_Paulo").unwrap()),
        policy: domain::policy::Policy::default(),
        officer: None,
        counts: store::limits::Counts::default(),
        address: None,
        language: domain::Language::default(),
        actor,
        now: domain::Moment::parse(now).unwrap(),
        db,
    };
    let professional = domain::ProfessionalId::parse(professional).unwrap();
    loop {
        // What an earlier child left behind is called off first.
        for card in scheduling::visits(&ana).await.unwrap().0 {
            scheduling::cancel(&ana, card.id).await.unwrap();
            acknowledge("cancelled", card.id);
        }
        let days = scheduling::free_days(&ana, professional, None).await.unwrap();
        for slot in days[0].slots.iter().take(VISITS) {
            let slot = crate::given::Slot { professional, starts_at: slot.at };
            let id = scheduling::book(&ana, booking(slot)).await.unwrap();
            acknowledge("booked", id);
        }
    }
}

static ACKNOWLEDGED: AtomicUsize = AtomicUsize::new(0);
static LAST: LazyLock<usize> = LazyLock::new(|| variable(LIMIT).unwrap().parse().unwrap());

/// One write for one line, straight out.
fn acknowledge(what: &str, id: AppointmentId) {
    let line = format!("{what} {id}\n");
    let mut out = std::io::stdout().lock();
    out.write_all(line.as_bytes()).unwrap();
    out.flush().unwrap();
    if ACKNOWLEDGED.fetch_add(1, Ordering::Relaxed) + 1 == *LAST {
        std::process::exit(0);
    }
}
