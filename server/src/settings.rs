//! Settings: `amparo.toml` in the working folder, then `AMPARO_*` variables. An unknown key is an error.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket},
    path::PathBuf,
};

use anyhow::{Context, bail};
use config::{Config, Environment, File, FileFormat};
use domain::{accounts::SIGN_IN_IDLE_MINUTES, field::Email, policy::Policy, privacy::Officer, reminders::Ahead};
use serde::Deserialize;
use store::limits::{Counts, WAIT};

pub use crate::address::{Address, Hidden, Parts};
use crate::{
    hosts::{self, Hosts},
    proxies::Proxies,
};

/// Less would end a sign-in while somebody reads a page.
const IDLE_MINUTES_MIN: i64 = 2;

/// What an operator may set. Every field has a default that works on one machine.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Where everything of the clinic is kept.
    pub data: PathBuf,
    /// Where the web server listens.
    pub listen: SocketAddr,
    /// The address people type, such as `https://clinic.example`; cookies and the socket's Origin check follow it.
    pub origin: String,
    /// Further names people reach the clinic by, separated by commas; that of `origin` need not be said.
    pub hosts: Hosts,
    /// The addresses and networks, separated by commas, whose word on where a request comes from is believed.
    pub proxies: Proxies,
    /// `sqlite:<path>` or `postgres://…`; the default is a file in `data`.
    pub database: Option<Address>,
    /// `redis://…` or `rediss://…`, where several nodes count tries together; by default the database counts.
    pub redis: Option<Address>,
    /// The wall clock of the clinic.
    pub time_zone: String,
    /// The name of the first unit.
    pub unit_name: String,
    /// The person in charge of data (LGPD, article 41), to whom people turn about theirs.
    pub dpo_name: Option<String>,
    /// Their e-mail address.
    pub dpo_email: Option<String>,

    /// Whether whoever works here needs a second factor at sign-in; by default everywhere but in the demo.
    pub staff_second_factor: Option<bool>,
    /// Devices a patient is signed in with at one time.
    pub patient_devices_max: i64,
    /// Devices somebody who works here is signed in with at one time.
    pub staff_devices_max: i64,
    /// Minutes without use after which a patient is signed out.
    pub patient_idle_minutes: i64,
    /// Minutes without use after which somebody who works here is signed out.
    pub staff_idle_minutes: i64,
    /// Characters a new password has at least.
    pub password_chars_min: usize,
    /// The last so many passwords of an account may not come again; 0 remembers none.
    pub password_reuse: i64,
    /// Days after which a password must be replaced; 0 is never.
    pub password_days_max: i64,

    /// Where Prometheus asks; nobody else should reach it. Empty turns it off.
    pub metrics_listen: String,
    /// Connections held at one time.
    pub connections_max: usize,
    /// Connections held at one time from one address; a reverse proxy is one address.
    pub connections_per_ip_max: usize,

    /// `embedded`, `external` or `off`.
    pub relay: RelayKind,
    /// Where the embedded relay listens, UDP and TCP.
    pub relay_listen: SocketAddr,
    /// The address browsers reach the relay at; by default the one this machine uses to reach others.
    pub relay_public_ip: Option<IpAddr>,
    /// First port of relayed addresses.
    pub relay_min_port: u16,
    /// Last port of relayed addresses.
    pub relay_max_port: u16,
    /// Lets the relay reach loopback addresses. For tests only.
    pub relay_allow_loopback: bool,
    /// The addresses of an external relay, separated by commas: `turn:relay.example:3478?transport=udp,…`.
    pub relay_urls: String,
    /// The secret shared with an external relay (coturn: `static-auth-secret`); the embedded one makes its own.
    pub relay_secret: Option<Hidden>,

    /// `smtp://user:password@host:port`, `smtps://…`; without it mail is written to `data/outbox`.
    pub mail: Option<Address>,
    /// The sender of mail.
    pub mail_from: String,
    /// How long before a visit its patient is reminded by e-mail: `24h,1h`; empty for never.
    pub reminders: Ahead,

    /// The first administrator's name, for a first start without a terminal.
    pub first_admin_name: Option<String>,
    /// Their e-mail address.
    pub first_admin_email: Option<String>,
    /// A file that holds their password.
    pub first_admin_password_file: Option<PathBuf>,
}

/// Which relay serves the calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RelayKind {
    /// The one inside this process.
    #[default]
    Embedded,
    /// Another process: `amparo relay`, or coturn.
    External,
    /// None: only direct calls.
    Off,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 3000)),
            origin: "http://localhost:3000".into(),
            hosts: Hosts::default(),
            proxies: Proxies::default(),
            database: None,
            redis: None,
            time_zone: "America/Sao_Paulo".into(),
            unit_name: "Amparo".into(),
            dpo_name: None,
            dpo_email: None,
            staff_second_factor: None,
            patient_devices_max: Policy::default().patient_devices_max,
            staff_devices_max: Policy::default().staff_devices_max,
            patient_idle_minutes: Policy::default().patient_idle_minutes,
            staff_idle_minutes: Policy::default().staff_idle_minutes,
            password_chars_min: Policy::default().password_chars_min,
            password_reuse: Policy::default().password_reuse,
            password_days_max: Policy::default().password_days_max,
            metrics_listen: "127.0.0.1:9464".into(),
            connections_max: 20_000,
            connections_per_ip_max: 1_024,
            relay: RelayKind::Embedded,
            relay_listen: SocketAddr::from((Ipv4Addr::UNSPECIFIED, 3478)),
            relay_public_ip: None,
            relay_min_port: 49_152,
            relay_max_port: 65_535,
            relay_allow_loopback: false,
            relay_urls: String::new(),
            relay_secret: None,
            mail: None,
            mail_from: "Amparo <nao-responda@localhost>".into(),
            reminders: Ahead::default(),
            first_admin_name: None,
            first_admin_email: None,
            first_admin_password_file: None,
        }
    }
}

impl Settings {
    /// Reads the file, then the environment.
    ///
    /// # Errors
    /// An unknown key, or a value that cannot be.
    pub fn read() -> anyhow::Result<Self> {
        let ours =
            std::env::vars().filter(|(name, _)| name.starts_with("AMPARO_") && !name.starts_with("AMPARO_TEST_"));
        Self::read_from(ours.collect())
    }

    fn read_from(environment: HashMap<String, String>) -> anyhow::Result<Self> {
        let environment = Environment::with_prefix("AMPARO").prefix_separator("_").source(Some(environment));
        let settings: Self = Config::builder()
            .add_source(File::new("amparo.toml", FileFormat::Toml).required(false))
            .add_source(environment)
            .build()?
            .try_deserialize()
            .context("settings (amparo.toml or AMPARO_* variables)")?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> anyhow::Result<()> {
        let Some((scheme, host)) = self.origin.split_once("://") else { bail!("origin needs http:// or https://") };
        if !matches!(scheme, "http" | "https") || hosts::named(host).is_none() {
            bail!("origin is scheme, host and port, without a path: https://clinic.example");
        }
        if self.patient_devices_max < 1 || self.staff_devices_max < 1 {
            bail!("everybody needs one device at least: patient_devices_max, staff_devices_max");
        }
        for minutes in [self.patient_idle_minutes, self.staff_idle_minutes] {
            if !(IDLE_MINUTES_MIN..=SIGN_IN_IDLE_MINUTES).contains(&minutes) {
                bail!(
                    "patient_idle_minutes and staff_idle_minutes go from {IDLE_MINUTES_MIN} to {SIGN_IN_IDLE_MINUTES}"
                );
            }
        }
        if !self.policy().is_sound_on_passwords() {
            bail!(
                "password_chars_min goes from 8 to 64, password_reuse from 0 to 24, password_days_max from 7 to 3650 or is 0"
            );
        }
        self.counts().context("redis is redis://user:password@host:6379, or rediss://… for TLS")?;
        if self.dpo_email.as_deref().is_some_and(|email| !email.is_empty() && Email::parse(email).is_err()) {
            bail!("dpo_email is an e-mail address: encarregada@clinic.example");
        }
        if self.relay == RelayKind::External && (self.relay_urls.is_empty() || self.relay_secret.is_none()) {
            bail!("an external relay needs relay_urls and relay_secret");
        }
        Ok(())
    }

    /// What the clinic decided about its accounts.
    #[must_use]
    pub const fn policy(&self) -> Policy {
        Policy {
            staff_second_factor: match self.staff_second_factor {
                Some(chosen) => chosen,
                None => true,
            },
            patient_devices_max: self.patient_devices_max,
            staff_devices_max: self.staff_devices_max,
            patient_idle_minutes: self.patient_idle_minutes,
            staff_idle_minutes: self.staff_idle_minutes,
            password_chars_min: self.password_chars_min,
            password_reuse: self.password_reuse,
            password_days_max: self.password_days_max,
        }
    }

    /// Where tries are counted. Nothing is asked of a Redis yet.
    ///
    /// # Errors
    /// An address that is none of a Redis.
    pub fn counts(&self) -> anyhow::Result<Counts> {
        Ok(self.redis.as_ref().map(|redis| Counts::shared(&redis.0, WAIT)).transpose()?.unwrap_or_default())
    }

    /// The person in charge of data, once they are named.
    #[must_use]
    pub fn officer(&self) -> Option<Officer> {
        let [name, email] = [&self.dpo_name, &self.dpo_email].map(|text| text.as_deref().map(str::trim));
        let (name, email) = (name.filter(|name| !name.is_empty())?, email.filter(|email| !email.is_empty())?);
        Some(Officer { name: name.to_owned(), email: email.to_owned() })
    }

    /// Whether people reach the clinic over TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }

    /// Whether anybody but this machine can reach the clinic, or is meant to: by the address people type, by another name
    /// of it, or by the address it listens on.
    #[must_use]
    pub fn is_production(&self) -> bool {
        !hosts::is_loopback(&self.host()) || self.hosts.any_public() || !self.listen.ip().to_canonical().is_loopback()
    }

    /// Whether a name, as [`hosts::named`] gives it, is one of this clinic.
    #[must_use]
    pub fn answers_to(&self, name: &str) -> bool {
        let host = self.host();
        let is_same = host == name || (hosts::is_loopback(&host) && hosts::is_loopback(name));
        is_same || self.hosts.contains(name)
    }

    /// The host people type, without its port.
    #[must_use]
    pub fn host(&self) -> String {
        self.origin.split_once("://").and_then(|(_, host)| hosts::named(host)).unwrap_or_default()
    }

    /// The database address.
    #[must_use]
    pub fn database_address(&self) -> String {
        match &self.database {
            Some(address) => address.0.clone(),
            None => format!("sqlite:{}", self.data.join("amparo.sqlite").display()),
        }
    }

    /// The address browsers reach the embedded relay at.
    #[must_use]
    pub fn relay_ip(&self) -> IpAddr {
        let listens_on = self.relay_listen.ip();
        let own = || if listens_on.is_unspecified() { outward_ip() } else { listens_on };
        self.relay_public_ip.unwrap_or_else(own)
    }
}

/// The address this machine would use to reach others. Connecting a UDP socket sends nothing.
fn outward_ip() -> IpAddr {
    let asked = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).and_then(|socket| {
        // TEST-NET-1 (RFC 5737): nobody is there.
        socket.connect((Ipv4Addr::new(192, 0, 2, 1), 9))?;
        socket.local_addr()
    });
    asked.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.ip())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> anyhow::Result<Settings> {
        Settings::read_from(pairs.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    #[test]
    fn the_defaults_work_on_one_machine() {
        let settings = read(&[]).unwrap();
        assert_eq!(settings.database_address(), "sqlite:data/amparo.sqlite");
        assert_eq!(settings.relay, RelayKind::Embedded);
    }

    #[test]
    fn variables_win_and_unknown_ones_are_errors() {
        let settings = read(&[("AMPARO_LISTEN", "127.0.0.1:0"), ("AMPARO_RELAY_ALLOW_LOOPBACK", "true")]).unwrap();
        assert_eq!(settings.listen.port(), 0);
        assert!(settings.relay_allow_loopback);
        assert!(read(&[("AMPARO_LISSEN", "127.0.0.1:0")]).is_err());
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        for odd in ["clinic.example", "ftp://clinic.example", "https://", "https://clinic.example/path", "https://a@b"]
        {
            assert!(read(&[("AMPARO_ORIGIN", odd)]).is_err(), "{odd}");
        }
        assert!(read(&[("AMPARO_ORIGIN", "https://clinic.example")]).unwrap().is_https());
    }

    #[test]
    fn production_is_wherever_strangers_can_come() {
        for (pairs, is_production) in [
            (&[][..], false),
            (&[("AMPARO_ORIGIN", "http://127.0.0.1:3000")], false),
            (&[("AMPARO_ORIGIN", "http://[::1]:3000"), ("AMPARO_LISTEN", "[::1]:3000")], false),
            (&[("AMPARO_ORIGIN", "https://clinic.example")], true),
            (&[("AMPARO_ORIGIN", "http://localhost.clinic.example")], true),
            (&[("AMPARO_HOSTS", "clinic.example")], true),
            (&[("AMPARO_LISTEN", "0.0.0.0:3000")], true),
        ] {
            assert_eq!(read(pairs).unwrap().is_production(), is_production, "{pairs:?}");
        }
    }

    #[test]
    fn a_list_that_cannot_be_read_is_an_error() {
        assert!(read(&[("AMPARO_HOSTS", "*")]).is_err());
        assert!(read(&[("AMPARO_PROXIES", "proxy.example")]).is_err());
        assert!(read(&[("AMPARO_REMINDERS", "tomorrow")]).is_err());
        assert!(read(&[("AMPARO_HOSTS", ""), ("AMPARO_PROXIES", "127.0.0.1, 10.0.0.0/8")]).is_ok());
    }

    #[test]
    fn a_policy_on_passwords_that_nobody_can_keep_to_is_an_error() {
        let is_read = |name: &str, value: &str| read(&[(&format!("AMPARO_PASSWORD_{name}"), value)]).is_ok();
        assert!(is_read("CHARS_MIN", "12") && is_read("REUSE", "0") && is_read("DAYS_MAX", "90"));
        assert!(!is_read("CHARS_MIN", "7") && !is_read("REUSE", "25") && !is_read("DAYS_MAX", "1"));
    }

    #[test]
    fn a_redis_is_one_and_somebody_in_charge_has_an_address() {
        for odd in [("AMPARO_REDIS", "127.0.0.1:6379"), ("AMPARO_REDIS", "http://r"), ("AMPARO_DPO_EMAIL", "clara")] {
            assert!(read(&[odd]).is_err(), "{odd:?}");
        }
        assert!(read(&[("AMPARO_REDIS", "redis://127.0.0.1:6379")]).is_ok());
        let named = read(&[("AMPARO_DPO_NAME", "Clara Nunes"), ("AMPARO_DPO_EMAIL", "clara@clinic.example")]).unwrap();
        assert_eq!(named.officer().unwrap().email, "clara@clinic.example");
        assert_eq!(read(&[("AMPARO_DPO_NAME", "Clara"), ("AMPARO_DPO_EMAIL", "")]).unwrap().officer(), None);
    }

    #[test]
    fn no_password_is_printed() {
        let settings = read(&[
            ("AMPARO_DATABASE", "postgres://clinic:hunter2@db/clinic"),
            ("AMPARO_REDIS", "rediss://:hunter2@redis"),
            ("AMPARO_RELAY_SECRET", "hunter2"),
            ("AMPARO_MAIL", "smtp://u:hunter2@mail"),
        ]);
        assert!(!format!("{:?}", settings.unwrap()).contains("hunter2"));
    }
}
