//! Limits that all nodes count in one Redis, which may be cut, slow, emptied and come back.

use std::{
    io::{BufRead, BufReader},
    net::{Ipv4Addr, TcpListener},
    process::{Child, Command, Stdio},
    sync::Mutex,
    time::{Duration, Instant},
};

use domain::{
    AccountId, Refusal,
    audit::EventKind,
    limits::{Door, GUESSES_MAX},
};
use store::{
    Caller, accounts,
    limits::{self, Counts, WAIT, Whom},
};
use tempfile::TempDir;

use crate::given::{
    Clinic, Engine, PASSWORD, assert_refused, at_once, credentials, email_of, is_left_out, on, random_id,
};

/// A machine under load answers late. Only the stories about slowness wait as little as a clinic does.
const PATIENCE: Duration = Duration::from_secs(20);
/// Tries of everybody together, in the stories about many.
const CROWD: usize = 200;
const STARTS_MAX: usize = 5;

/// A Redis of one story.
pub(crate) struct Server {
    folder: TempDir,
    port: u16,
    child: Mutex<Child>,
}

impl Server {
    /// A new one that holds nothing.
    fn start() -> Self {
        for _ in 0..STARTS_MAX {
            let folder = tempfile::tempdir().unwrap();
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
            if let Some(child) = run(&folder, port) {
                return Self { folder, port, child: Mutex::new(child) };
            }
        }
        panic!("redis-server did not start in {STARTS_MAX} attempts");
    }

    fn address(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(crate) fn counts(&self) -> Counts {
        Counts::shared(&self.address(), PATIENCE).unwrap()
    }

    /// Makes this Redis one that has counted for long, and is believed alone.
    pub(crate) async fn grow_old(&self) {
        self.tell(&["SET", "{amparo}:limit:begun", "0"]).await;
    }

    async fn tell(&self, words: &[&str]) -> redis::Value {
        let client = redis::Client::open(self.address()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        redis::cmd(words[0]).arg(&words[1..]).query_async(&mut connection).await.unwrap()
    }

    fn kill(&self) {
        let mut child = self.child.lock().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// The same address again, with nothing in it.
    fn come_back(&self) {
        *self.child.lock().unwrap() = run(&self.folder, self.port).expect("the port was its own a moment ago");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Clinic {
    /// From here on tries are counted there.
    pub(crate) fn count_in(&self, counts: Counts) {
        *self.counts.lock().unwrap() = counts;
    }
}

/// Runs a server that keeps nothing; none when somebody else took the port.
fn run(folder: &TempDir, port: u16) -> Option<Child> {
    let port_word = port.to_string();
    let arguments = ["--port", &port_word, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
    let mut child = Command::new("redis-server")
        .args(arguments)
        .current_dir(folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("redis-server is missing: on Debian 'apt-get install redis-server', as scripts/setup.sh test does");
    let said = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let is_ready = said.into_iter().any(|line| line.contains("Ready to accept connections"));
    if !is_ready {
        child.wait().unwrap();
    }
    is_ready.then_some(child)
}

/// Tells a story in a clinic whose tries are counted by a Redis of its own.
pub(crate) fn with<F: Future<Output = ()>>(engine: Engine, story: impl FnOnce(Clinic, Server) -> F) {
    if is_left_out("redis") {
        return;
    }
    on(engine, |clinic| {
        let server = Server::start();
        clinic.count_in(server.counts());
        story(clinic, server)
    });
}

/// As `both_engines!`, and a third time where an old Redis counts alone.
macro_rules! counted_everywhere {
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

            #[test]
            fn redis() {
                $crate::redis::with($crate::given::Engine::Sqlite, |clinic, server| async move {
                    server.grow_old().await;
                    story(clinic).await;
                });
            }
        }
    )+};
}

/// `async fn a_sentence(clinic: Clinic, server: Server) {…}`: on both engines, beside a new Redis.
macro_rules! beside_redis {
    ($($(#[$about:meta])* async fn $name:ident($clinic:ident: Clinic, $server:ident: Server) $story:block)+) => {$(
        $(#[$about])*
        mod $name {
            #[allow(clippy::allow_attributes, unused_imports, clippy::wildcard_imports, reason = "stories differ")]
            use super::*;

            async fn story($clinic: Clinic, $server: Server) $story

            #[test]
            fn sqlite() {
                with(Engine::Sqlite, story);
            }

            #[test]
            fn postgres() {
                with(Engine::Postgres, story);
            }
        }
    )+};
}

fn somebody() -> Whom {
    Whom::Account(AccountId(random_id()))
}

/// Tries at one account from two nodes at once; gives how many were let through.
async fn crowd(nodes: [Caller; 2], whom: &Whom) -> usize {
    let answers = at_once(CROWD, |number| {
        let (node, whom) = (nodes[number % 2].clone(), whom.clone());
        let node = Caller { address: Some(format!("198.51.100.{number}").parse().unwrap()), ..node };
        async move { limits::count(&node, Door::Code, &whom).await }
    });
    answers.await.iter().filter(|answer| answer.is_ok()).count()
}

/// The clinic's second node: the same database, the same Redis, connections of its own.
async fn second_node(clinic: &Clinic, server: &Server) -> Clinic {
    let second = clinic.reopened().await;
    second.count_in(server.counts());
    second
}

async fn try_until_refused(caller: &Caller, whom: &Whom) -> i64 {
    let mut through = 0;
    while limits::count(caller, Door::Code, whom).await.is_ok() {
        through += 1;
        assert!(through <= 100, "the door stands open");
    }
    through
}

async fn rows(clinic: &Clinic) -> usize {
    clinic.texts("select count(*) from try_count").await[0].parse().unwrap()
}

beside_redis! {
    async fn s7_two_hundred_guesses_at_two_nodes_are_ten(clinic: Clinic, server: Server) {
        server.grow_old().await;
        let second = second_node(&clinic, &server).await;
        let whom = somebody();
        assert_eq!(crowd([clinic.visitor(), second.visitor()], &whom).await, 10);
        assert_eq!(clinic.visitor().counts.standing().unwrap().counted_without, 0);
        let told = clinic.events().await.into_iter().filter(|kind| *kind == EventKind::LimitReached).count();
        assert_eq!(told, 1, "the first one that was refused stands in the trail, and no other");
        second.db.close().await;
    }

    async fn s7_two_hundred_guesses_at_two_nodes_of_a_new_redis_are_ten(clinic: Clinic, server: Server) {
        let second = second_node(&clinic, &server).await;
        assert_eq!(crowd([clinic.visitor(), second.visitor()], &somebody()).await, 10);
        second.db.close().await;
    }

    async fn what_redis_counts_is_not_written_to_the_database(clinic: Clinic, server: Server) {
        server.grow_old().await;
        let (visitor, whom) = (clinic.visitor(), somebody());
        clinic.untouched(async {
            for _ in 0..GUESSES_MAX {
                let _ = limits::count(&visitor, Door::Code, &whom).await.unwrap();
            }
        }).await;
        assert_refused(limits::count(&visitor, Door::Code, &whom).await, Refusal::TooManyTries);
        assert_eq!(rows(&clinic).await, 1, "who was refused stands there, should Redis go");
    }

    async fn r8_limits_hold_while_redis_is_killed_and_comes_back(clinic: Clinic, server: Server) {
        server.grow_old().await;
        let (visitor, locked, halfway) = (clinic.visitor(), somebody(), somebody());
        assert_eq!(try_until_refused(&visitor, &locked).await, 10);
        for _ in 0..4 {
            let _ = limits::count(&visitor, Door::Code, &halfway).await.unwrap();
        }
        server.kill();
        assert_refused(limits::count(&visitor, Door::Code, &locked).await, Refusal::TooManyTries);
        assert_eq!(try_until_refused(&visitor, &halfway).await, 10, "the database counts from the beginning");
        let standing = visitor.counts.standing().unwrap();
        assert!(standing.is_cut && standing.counted_without > 10, "{standing:?}");
        assert_eq!(crowd([visitor.clone(), visitor.clone()], &somebody()).await, 10, "cut, for both nodes");

        server.come_back();
        let (began, mut pulse) = (Instant::now(), tokio::time::interval(Duration::from_millis(50)));
        while visitor.counts.standing().unwrap().is_cut {
            assert!(began.elapsed() < Duration::from_secs(5), "it does not heal");
            pulse.tick().await;
            let _ = limits::count(&visitor, Door::Link, &somebody()).await;
        }
        // It came back empty: what the database learnt meanwhile still holds.
        for whom in [&locked, &halfway] {
            assert_refused(limits::count(&visitor, Door::Code, whom).await, Refusal::TooManyTries);
        }
    }

    async fn r8_a_redis_that_is_emptied_opens_nothing_for_good(clinic: Clinic, server: Server) {
        server.grow_old().await;
        let (visitor, locked, halfway) = (clinic.visitor(), somebody(), somebody());
        assert_eq!(try_until_refused(&visitor, &locked).await, 10);
        for _ in 0..4 {
            let _ = limits::count(&visitor, Door::Code, &halfway).await.unwrap();
        }
        let mut through = 4;
        for _ in 0..3 {
            server.tell(&["FLUSHALL"]).await;
            assert_refused(limits::count(&visitor, Door::Code, &locked).await, Refusal::TooManyTries);
            through += try_until_refused(&visitor, &halfway).await;
        }
        assert_eq!(through, 14, "one more limit, however often it is emptied");
    }

    async fn r8_a_slow_redis_is_not_waited_for(clinic: Clinic, server: Server) {
        server.grow_old().await;
        clinic.count_in(Counts::shared(&server.address(), WAIT).unwrap());
        let (visitor, whom) = (clinic.visitor(), somebody());
        let _ = limits::count(&visitor, Door::Code, &whom).await.unwrap();
        server.tell(&["CLIENT", "PAUSE", "60000", "ALL"]).await;
        let began = Instant::now();
        assert_eq!(try_until_refused(&visitor, &whom).await, 10);
        assert!(began.elapsed() < Duration::from_secs(10), "{:?} for eleven tries", began.elapsed());
        assert!(visitor.counts.standing().unwrap().is_cut);
    }

    async fn a_right_password_is_taken_back_from_redis_only_when_it_is_kept(clinic: Clinic, server: Server) {
        server.grow_old().await;
        clinic.patient("Ana").await;
        let visitor = clinic.visitor();
        for _ in 0..GUESSES_MAX - 1 {
            let wrong = accounts::sign_in(&visitor, credentials(&email_of("Ana"), "errada 12345")).await;
            assert_refused(wrong, Refusal::WrongCredentials);
        }
        accounts::sign_in(&visitor, credentials(&email_of("Ana"), PASSWORD)).await.unwrap();
        for _ in 0..GUESSES_MAX {
            let wrong = accounts::sign_in(&visitor, credentials(&email_of("Ana"), "errada 12345")).await;
            assert_refused(wrong, Refusal::WrongCredentials);
        }
        let right = accounts::sign_in(&visitor, credentials(&email_of("Ana"), PASSWORD)).await;
        assert_refused(right, Refusal::TooManyTries);
    }

    async fn no_address_and_no_name_stands_in_redis(clinic: Clinic, server: Server) {
        let visitor = Caller { address: Some("203.0.113.7".parse().unwrap()), ..clinic.visitor() };
        let _ = limits::count(&visitor, Door::CodeRequest, &Whom::Typed("ana@example.com".into())).await.unwrap();
        let keys = format!("{:?}", server.tell(&["KEYS", "*"]).await);
        assert!(keys.contains("{amparo}:limit:"), "{keys}");
        assert!(!keys.contains("203.0.113") && !keys.contains("ana"), "{keys}");
    }

    async fn counters_in_redis_are_forgotten(clinic: Clinic, server: Server) {
        let _ = limits::count(&clinic.visitor(), Door::Code, &somebody()).await.unwrap();
        let redis::Value::Array(keys) = server.tell(&["KEYS", "{amparo}:limit:*"]).await else { panic!() };
        for key in keys {
            let key = redis::from_redis_value::<String>(key).unwrap();
            let redis::Value::Int(seconds) = server.tell(&["TTL", &key]).await else { panic!() };
            assert_eq!(seconds > 0, !key.ends_with("begun"), "{key}: {seconds}");
        }
    }
}
