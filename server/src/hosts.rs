//! The names this clinic answers to. A request for another host was meant for somebody else, or is a game (S6).

use std::net::IpAddr;

use anyhow::bail;
use axum::{
    extract::{Request, State},
    http::{StatusCode, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use crate::{clinic::Clinic, settings::Settings};

/// Names of hosts, without ports.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(try_from = "String")]
pub struct Hosts(Vec<String>);

impl Hosts {
    /// Whether a name is on the list, as [`named`] gives it.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|host| host == name)
    }

    /// Whether any of them is the name of more than this machine.
    #[must_use]
    pub fn any_public(&self) -> bool {
        self.0.iter().any(|host| !is_loopback(host))
    }
}

impl TryFrom<String> for Hosts {
    type Error = anyhow::Error;

    fn try_from(text: String) -> anyhow::Result<Self> {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        let name = |name: &str| match named(name) {
            // A port, a scheme or a star would never match, and nobody would know why.
            Some(host) if host == name.to_lowercase() => Ok(host),
            _ => bail!("hosts: {name} is not the name of a host: clinic.example,www.clinic.example"),
        };
        Ok(Self(names.map(name).collect::<anyhow::Result<_>>()?))
    }
}

/// The name in a `Host` header: without its port, in small letters.
#[must_use]
pub fn named(host: &str) -> Option<String> {
    let authority = Authority::try_from(host).ok()?;
    let name = authority.host().to_lowercase();
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-._[:]".contains(c);
    (!host.contains('@') && !name.is_empty() && name.chars().all(is_name)).then_some(name)
}

/// Whether a name, as [`named`] gives it, leads to the machine it is used on.
#[must_use]
pub fn is_loopback(name: &str) -> bool {
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    name == "localhost" || bare.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

/// Lets requests through that are meant for this clinic.
pub async fn insist(State(clinic): State<Clinic>, request: Request, next: Next) -> Response {
    if is_for_us(&request, &clinic.settings) {
        return next.run(request).await;
    }
    (StatusCode::MISDIRECTED_REQUEST, "This server does not answer for that host.\n").into_response()
}

/// HTTP/2 names the host in the address, HTTP/1 in a header: wherever it is named it is one of ours.
fn is_for_us(request: &Request, settings: &Settings) -> bool {
    let in_address = request.uri().authority().map(|authority| Some(authority.as_str()));
    let in_headers = request.headers().get_all(header::HOST).iter().map(|value| value.to_str().ok());
    let mut hosts = in_address.into_iter().chain(in_headers).peekable();
    hosts.peek().is_some() && hosts.all(|host| host.and_then(named).is_some_and(|name| settings.answers_to(&name)))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    fn clinic(origin: &str, hosts: &str) -> Settings {
        Settings { origin: origin.into(), hosts: hosts.to_owned().try_into().unwrap(), ..Settings::default() }
    }

    fn asked(address: &str, hosts: &[&str], settings: &Settings) -> bool {
        let request = hosts.iter().fold(Request::get(address), |request, host| request.header(header::HOST, *host));
        is_for_us(&request.body(Body::empty()).unwrap(), settings)
    }

    #[test]
    fn the_host_of_the_origin_and_those_listed_are_ours() {
        let settings = clinic("https://clinic.example", "www.clinic.example, 192.0.2.7,[2001:db8::7]");
        for host in [
            "clinic.example",
            "CLINIC.example",
            "clinic.example:443",
            "www.clinic.example",
            "192.0.2.7:3000",
            "[2001:db8::7]:3000",
        ] {
            assert!(asked("/", &[host], &settings), "{host}");
        }
        assert!(asked("https://clinic.example/visits", &[], &settings), "HTTP/2 names it in the address");
    }

    #[test]
    fn s6_no_other_host_is_ours() {
        let settings = clinic("https://clinic.example", "");
        for host in [
            "evil.example",
            "clinic.example.evil.example",
            "evilclinic.example",
            "clinic.example@evil.example",
            "evil.example@clinic.example",
            "clinic.example.",
            "clinic.example, evil.example",
            "localhost",
            "127.0.0.1",
            "",
        ] {
            assert!(!asked("/", &[host], &settings), "{host}");
        }
        assert!(!asked("/", &[], &settings), "no host");
        assert!(!asked("/", &["clinic.example", "evil.example"], &settings), "two hosts");
        assert!(!asked("https://evil.example/", &["clinic.example"], &settings), "another one in the address");
    }

    #[test]
    fn on_this_machine_all_its_own_names_are_one() {
        let settings = clinic("http://localhost:3000", "");
        for host in ["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "127.0.0.1"] {
            assert!(asked("/", &[host], &settings), "{host}");
        }
        assert!(!asked("/", &["localhost.evil.example"], &settings));
    }

    #[test]
    fn only_names_of_hosts_can_be_listed() {
        for odd in ["*", "*.clinic.example", "https://clinic.example", "clinic.example:443", "clinic.example/x", "a b"]
        {
            assert!(Hosts::try_from(odd.to_owned()).is_err(), "{odd}");
        }
        assert!(!Hosts::try_from(" , ".to_owned()).unwrap().any_public());
    }
}
