//! `amparo` itself, as an operator runs it: its own process, its own data folder, its own port.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use app::mail::DemoMail;
use domain::professionals::ProfessionalCard;
use store::Db;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, BufReader},
    net::TcpListener,
    process::{Child, Command},
    sync::watch,
};

use crate::{
    browser::{door, form},
    clinic::{Engine, variable},
    database::Site,
    people::registration,
    registration::code_in,
    wait::{soon, until, within},
};

/// A start migrates and loads the demo; beside other tests that takes a while.
const START: Duration = Duration::from_mins(1);

/// What outlives a process: its data, its database, its port.
pub(crate) struct Home {
    folder: TempDir,
    site: Site,
    pub(crate) port: u16,
}

impl Home {
    pub(crate) async fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let site = Site::new(engine, folder.path()).await;
        Self { folder, site, port: free_port().await }
    }

    pub(crate) async fn demolish(&self) {
        self.site.demolish().await;
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address())
    }

    /// The database, looked at from outside.
    pub(crate) async fn db(&self) -> Db {
        Db::open(self.site.address()).await.unwrap()
    }

    /// The program with its settings, and nothing else of this shell.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_amparo"));
        command
            .args(arguments)
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(".."))
            .env_clear()
            .env("PATH", variable("PATH").unwrap_or_default())
            .env("AMPARO_DATA", self.data())
            .env("AMPARO_DATABASE", self.site.address())
            .env("AMPARO_LISTEN", self.address().to_string())
            .env("AMPARO_ORIGIN", self.origin())
            .env("AMPARO_METRICS_LISTEN", "")
            .env("AMPARO_RELAY", "off")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Starts the demo clinic.
    pub(crate) async fn start(&self) -> Program {
        Program::start(self.command(&["--demo"]), &self.origin()).await
    }

    /// Runs a command to its end: its code, and what it wrote.
    pub(crate) async fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        finish(self.command(arguments)).await
    }

    /// Somebody with a browser of their own, over the network.
    pub(crate) fn customer(&self) -> Customer {
        let http = reqwest::Client::builder().cookie_store(true).no_proxy().build().unwrap();
        Customer { http, origin: self.origin() }
    }
}

/// Runs a command to its end: its code, and what it wrote.
pub(crate) async fn finish(mut command: Command) -> (Option<i32>, String, String) {
    let done = within(START, "the command ends", command.output()).await.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (done.status.code(), text(done.stdout), text(done.stderr))
}

pub(crate) async fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port()
}

/// A running server.
pub(crate) struct Program {
    child: Child,
    written: Arc<Mutex<String>>,
}

impl Program {
    pub(crate) async fn start(mut command: Command, origin: &str) -> Self {
        let mut child = command.spawn().unwrap();
        let written = Arc::new(Mutex::new(String::new()));
        let (ready, mut is_ready) = watch::channel(false);
        let told = format!("Amparo: {origin}");
        keep(child.stdout.take().unwrap(), Arc::clone(&written), move |line| {
            if line == told {
                ready.send_replace(true);
            }
        });
        keep(child.stderr.take().unwrap(), Arc::clone(&written), |_| {});
        let started =
            within(START, "the server starts", async { is_ready.wait_for(|ready| *ready).await.is_ok() }).await;
        assert!(started, "the server did not start:\n{}", written.lock().unwrap());
        Self { child, written }
    }

    /// Everything it wrote so far.
    pub(crate) fn written(&self) -> String {
        self.written.lock().unwrap().clone()
    }

    /// SIGKILL: nothing is finished, nothing is said.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// SIGTERM, as a deploy sends it.
    pub(crate) async fn terminate(&self) {
        let id = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
    }

    /// How it ended.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        soon("the server ends", self.child.wait()).await.unwrap()
    }

    /// Stops in order.
    pub(crate) async fn stop(mut self) {
        self.terminate().await;
        let status = self.ended().await;
        assert!(status.success(), "{status}:\n{}", self.written());
    }
}

fn keep(from: impl AsyncRead + Unpin + Send + 'static, to: Arc<Mutex<String>>, line: impl Fn(&str) + Send + 'static) {
    tokio::spawn(async move {
        let mut lines = BufReader::new(from).lines();
        while let Ok(Some(text)) = lines.next_line().await {
            line(&text);
            let mut to = to.lock().unwrap();
            to.push_str(&text);
            to.push('\n');
        }
    });
}

/// Somebody who uses the clinic over the network.
#[derive(Clone)]
pub(crate) struct Customer {
    pub(crate) http: reqwest::Client,
    origin: String,
}

impl Customer {
    /// Calls a server function by its name: its status and text, or none when the answer did not come whole.
    pub(crate) async fn call(&self, name: &str, fields: &[(&str, &str)]) -> Option<(u16, String)> {
        let request = self.http.post(format!("{}{}", self.origin, door(name)));
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form(fields));
        let answer = request.send().await.ok()?;
        Some((answer.status().as_u16(), answer.text().await.ok()?))
    }

    /// The same, when it must work.
    pub(crate) async fn must<T: serde::de::DeserializeOwned>(&self, name: &str, fields: &[(&str, &str)]) -> T {
        let (status, text) = self.call(name, fields).await.unwrap();
        assert_eq!(status, 200, "{name}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    pub(crate) async fn registers(&self, name: &str, email: &str) {
        self.must::<()>("register", &registration(name, email)).await;
        self.types_the_code(email).await;
    }

    /// Reads the letter in the outbox of the demo, and types the code.
    pub(crate) async fn types_the_code(&self, email: &str) {
        let letter = async || {
            let letters = self.must::<Vec<DemoMail>>("demo_messages", &[]).await;
            letters.into_iter().find(|letter| letter.to == email).map(|letter| letter.text)
        };
        let letter = until("the letter with the code", letter).await;
        self.must::<()>("sign_in_with_code", &[("form[code]", code_in(&letter))]).await;
    }

    pub(crate) async fn signs_in(&self, email: &str, password: &str) {
        self.must::<()>("sign_in", &[("form[identifier]", email), ("form[password]", password)]).await;
    }

    /// The demo's professional who is always there; none when the server is gone.
    pub(crate) async fn professional_if_there(&self) -> Option<String> {
        let (status, text) = self.call("professionals", &[]).await?;
        assert_eq!(status, 200, "{text}");
        let all = serde_json::from_str::<Vec<ProfessionalCard>>(&text).unwrap();
        Some(all.iter().find(|card| card.name == "Otávio Lins").unwrap().id.to_string())
    }

    /// The cookie of this browser.
    pub(crate) async fn cookie_after_signing_in(&self, email: &str, password: &str) -> String {
        let request = self.http.post(format!("{}{}", self.origin, door("sign_in")));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer =
            request.body(form(&[("form[identifier]", email), ("form[password]", password)])).send().await.unwrap();
        let lines = answer.headers().get_all("set-cookie").iter().map(|line| line.to_str().unwrap());
        let mut session = lines.filter(|line| line.starts_with("amparo="));
        session.next().unwrap().split(';').next().unwrap().to_owned()
    }
}
