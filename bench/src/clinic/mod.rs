//! Our server with a clinic full of people, and what they ask of it.

mod person;
mod seed;

use std::{
    fs::{self, File},
    path::PathBuf,
    time::{SystemTime, UNIX_EPOCH},
};

use anyhow::{Context, Result, ensure};

use crate::{
    http::{self, Connection},
    plan::Plan,
    process::{Server, free_port, pinned},
};

pub use person::Person;

/// Rows on the list page that is measured.
pub const LIST_ROWS: usize = 50;
/// People who are signed in and have no visit, for the figures that need many of them.
pub const GUESTS: usize = 100_000;
const TEN_MINUTES: i64 = 10 * 60 * 1_000_000;

/// A clinic on disk: the server can be started on it again and again.
pub struct Clinic {
    root: PathBuf,
    binary: PathBuf,
    data: PathBuf,
    /// When the clinic was made, in microseconds since 1970.
    began: i64,
}

/// What opens one socket.
pub struct Ticket {
    call: String,
    secret: String,
}

impl Clinic {
    /// Lets the server make its database, then fills it.
    pub fn prepare(plan: &Plan) -> Result<Self> {
        let data = plan.data.join(format!("clinic-{}", std::process::id()));
        fs::create_dir_all(&data)?;
        let micros = SystemTime::now().duration_since(UNIX_EPOCH)?.as_micros();
        let clinic = Self { root: plan.root.clone(), binary: plan.binary.clone(), data, began: i64::try_from(micros)? };
        clinic.start_with(&["--demo"])?.stop()?;
        let rooms = plan.rooms.max(plan.idle.1 / 2);
        seed::fill(&clinic.data.join("amparo.sqlite"), rooms, clinic.began)?;
        Ok(clinic)
    }

    /// Starts the server with everything on: web, sockets, relay, jobs, metrics.
    pub fn start(&self) -> Result<Server> {
        self.start_with(&[])
    }

    fn start_with(&self, arguments: &[&str]) -> Result<Server> {
        let port = free_port()?;
        let mut command = pinned(&self.binary);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AMPARO_")) {
            command.env_remove(name);
        }
        command
            .args(arguments)
            .current_dir(&self.root)
            .env("AMPARO_DATA", &self.data)
            .env("AMPARO_LISTEN", format!("127.0.0.1:{port}"))
            .env("AMPARO_ORIGIN", origin(port))
            .env("AMPARO_METRICS_LISTEN", "127.0.0.1:0")
            .env("AMPARO_RELAY_LISTEN", "127.0.0.1:0")
            .env("AMPARO_RELAY_PUBLIC_IP", "127.0.0.1")
            // The load speaks as a proxy would, and tells whose request it is.
            .env("AMPARO_PROXIES", "127.0.0.1")
            // The whole load comes from one address.
            .env("AMPARO_CONNECTIONS_PER_IP_MAX", "20000")
            .stderr(File::create(self.log())?);
        let server = Server::start(command, port).and_then(Server::until_healthy);
        server.with_context(|| format!("its log: {}", self.log_end()))
    }

    fn log(&self) -> PathBuf {
        self.data.join("server.log")
    }

    fn log_end(&self) -> String {
        let text = fs::read_to_string(self.log()).unwrap_or_default();
        text.lines().rev().take(3).collect::<Vec<_>>().join(" / ")
    }

    /// The folder of its data.
    pub fn folder(&self) -> &PathBuf {
        &self.data
    }

    /// The list page of the patient with [`LIST_ROWS`] past visits, as the browser asks for it.
    pub fn list_request(port: u16) -> String {
        call(port, Some(Person::LIST_PATIENT), "scheduling/api/my_visits", "")
    }

    /// Asks for a ticket to a room.
    pub fn ticket(&self, desk: &mut Connection, port: u16, person: Person, room: usize) -> Result<Ticket> {
        let body = format!("appointment={}", person::text(person::appointment(room)));
        let answer = desk.ask(&call(port, Some(person), "calls/api/call_ticket", &body))?;
        let of = |name| field(&answer.body, name).map(str::to_owned);
        let ticket = of("call").zip(of("secret")).map(|(call, secret)| Ticket { call, secret });
        ticket.with_context(|| format!("no ticket: {} {}; {}", answer.status, answer.body, self.log_end()))
    }

    /// The upgrade that spends a ticket.
    #[expect(clippy::unused_self, reason = "it is this clinic's door")]
    pub fn socket(&self, port: u16, person: Person, ticket: &Ticket) -> String {
        let more = format!(
            "Origin: {}\r\nCookie: amparo={}\r\nSec-WebSocket-Protocol: amparo.calls.v1, ticket.{}\r\n",
            origin(port),
            person.cookie(),
            ticket.secret
        );
        http::upgrade(&format!("/calls/{}/socket", ticket.call), &more)
    }

    /// Books the `number`th slot of tomorrow for the patient of a room, with its professional.
    pub fn booking(&self, port: u16, room: usize, number: u32) -> String {
        const DAY: i64 = 24 * 60 * 60 * 1_000_000;
        // Slots begin at full ten minutes: the day is open from midnight to midnight.
        let tomorrow = (self.began / TEN_MINUTES + 1) * TEN_MINUTES + DAY;
        let starts_at = utc(tomorrow + i64::from(number) * TEN_MINUTES);
        let professional = person::text(person::professional(room));
        let body = format!("form[professional]={professional}&form[starts_at]={starts_at}&form[reason]=");
        call(port, Some(Person::patient(room)), "scheduling/api/book_appointment", &body)
    }

    /// Somebody signs in with e-mail and password, as everybody in the demo clinic has it.
    pub fn sign_in(port: u16, person: Person) -> String {
        let body = format!("form[identifier]={}&form[password]=amparo+demo+1", person.email());
        // Without a cookie: signing in would end the session that the other figures need.
        let request = call(port, None, "accounts/api/sign_in", &body);
        request.replacen("\r\n", &format!("\r\nX-Forwarded-For: {}\r\n", person.ip()), 1)
    }

    /// Lets [`GUESTS`] people in, unless they are there. No server runs meanwhile.
    pub fn admit_guests(&self) -> Result<()> {
        seed::add_guests(&self.data.join("amparo.sqlite"), GUESTS, self.began)
    }

    /// A small file, for which the server does nothing but find out who asks.
    pub fn file_request(person: Option<Person>) -> String {
        let cookie = person.map(|person| format!("Cookie: amparo={}\r\n", person.cookie())).unwrap_or_default();
        format!("GET /manifest.webmanifest HTTP/1.1\r\nHost: 127.0.0.1\r\n{cookie}\r\n")
    }

    /// Insists that the list page shows what it should.
    pub fn check_list(port: u16) -> Result<()> {
        let answer = Connection::open(port)?.ask(&Self::list_request(port))?;
        let rows = answer.body.matches("\"patient_age_years\"").count();
        ensure!(answer.status == 200 && rows == LIST_ROWS, "the list page gave {} with {rows} rows", answer.status);
        Ok(())
    }
}

impl Drop for Clinic {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.data);
    }
}

fn origin(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// A call of a server function, as our own page makes it.
fn call(port: u16, person: Option<Person>, function: &str, body: &str) -> String {
    let cookie = person.map(|person| format!("Cookie: amparo={}\r\n", person.cookie())).unwrap_or_default();
    format!(
        "POST /api/app/{function} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: {}\r\nSec-Fetch-Site: same-origin\r\n\
         Accept: application/json\r\n{cookie}Content-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{body}",
        origin(port),
        body.len()
    )
}

/// A text field of a flat JSON object.
fn field<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    json.split_once(&format!("\"{name}\":\""))?.1.split('"').next()
}

/// RFC 3339 in UTC, to the second.
fn utc(micros: i64) -> String {
    let seconds = micros.div_euclid(1_000_000);
    let (days, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days to a date: the civil calendar with years that begin in March.
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let (day, month) = (of_year - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", of_day / 3600, of_day / 60 % 60, of_day % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_written_as_the_server_reads_it() {
        assert_eq!(utc(0), "1970-01-01T00:00:00Z");
        assert_eq!(utc(1_709_210_096_000_000), "2024-02-29T12:34:56Z");
    }

    #[test]
    fn a_field_is_found_in_flat_json() {
        assert_eq!(field(r#"{"call":"a-b","secret":"c"}"#, "secret"), Some("c"));
        assert_eq!(field("{}", "secret"), None);
    }
}
