//! Who reaches the clinic, by which name, and what they find: addresses, hosts, proxies, the demo.

use std::net::{IpAddr, SocketAddr};

use super::{Asked::InProduction, Question, Seen, Weight, What};
use crate::hosts;

pub(super) const QUESTIONS: &[Question] = &[
    Question {
        name: "plain_http",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: |seen| {
            (!seen.settings.is_https())
                .then(|| format!("people would come over plain HTTP, by {}", seen.settings.origin))
        },
        to_do: "Put TLS in front of the clinic and set AMPARO_ORIGIN to the https:// address people type; or listen on \
                127.0.0.1 alone.",
    },
    Question {
        name: "hosts_missing",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: hosts_missing,
        to_do: "Set AMPARO_ORIGIN to the address people type, and AMPARO_HOSTS to the other names of the clinic, if it \
                has any.",
    },
    Question {
        name: "demo",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: |seen| {
            (seen.what == What::Demo).then(|| "the demo's log-ins have a password that everybody knows".into())
        },
        to_do: "Begin without --demo, with a data folder and a database that never held the demo; or show the demo on \
                this machine alone.",
    },
    Question {
        name: "proxies_wide",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: |seen| {
            seen.settings
                .proxies
                .too_wide()
                .map(|wide| format!("with {wide} strangers could say they come from anywhere"))
        },
        to_do: "Name in AMPARO_PROXIES only the machines that stand in front of the clinic.",
    },
    Question {
        name: "proxies_missing",
        weight: Weight::Advice,
        asked: InProduction,
        wrong: |seen| {
            seen.settings
                .proxies
                .is_empty()
                .then(|| "everybody behind the proxy counts as one address, in limits too".into())
        },
        to_do: "Set AMPARO_PROXIES to the address of the proxy that does TLS, and let it send X-Forwarded-For.",
    },
    Question {
        name: "metrics_open",
        weight: Weight::Stops,
        asked: InProduction,
        wrong: metrics_open,
        to_do: "Set AMPARO_METRICS_LISTEN to an address of this machine or of a private network, or to nothing.",
    },
];

/// By loopback names alone nobody from outside would be answered.
fn hosts_missing(seen: &Seen) -> Option<String> {
    let settings = &seen.settings;
    let none = hosts::is_loopback(&settings.host()) && !settings.hosts.any_public();
    none.then(|| format!("it listens on {}, but would answer to {} alone", settings.listen, settings.host()))
}

fn metrics_open(seen: &Seen) -> Option<String> {
    let at = &seen.settings.metrics_listen;
    let name = at.rsplit_once(':').map_or(at.as_str(), |(name, _)| name);
    let ip = at.parse::<SocketAddr>().map(|address| address.ip().to_canonical());
    let is_kept = at.is_empty() || name == "localhost" || ip.is_ok_and(is_private);
    (!is_kept).then(|| format!("anybody could ask for the figures at {at}"))
}

fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{What, tests::found};

    #[test]
    fn plain_http_is_found() {
        assert_eq!(found(|seen| seen.settings.origin = "http://clinic.example".into()), ["plain_http"]);
    }

    #[test]
    fn a_clinic_that_listens_to_all_and_has_no_name_is_found() {
        let names = found(|seen| {
            seen.settings.origin = "https://localhost:3000".into();
            seen.settings.listen = "0.0.0.0:3000".parse().unwrap();
        });
        assert_eq!(names, ["hosts_missing"]);
        let names = found(|seen| {
            seen.settings.origin = "https://localhost:3000".into();
            seen.settings.hosts = "clinic.example".to_owned().try_into().unwrap();
        });
        assert_eq!(names, [""; 0]);
    }

    #[test]
    fn the_demo_is_found() {
        assert_eq!(found(|seen| seen.what = What::Demo), ["demo"]);
    }

    #[test]
    fn proxies_that_are_missing_or_everybody_are_found() {
        assert_eq!(found(|seen| seen.settings.proxies = String::new().try_into().unwrap()), ["proxies_missing"]);
        let wide = "10.0.0.2,0.0.0.0/0".to_owned();
        assert_eq!(found(|seen| seen.settings.proxies = wide.try_into().unwrap()), ["proxies_wide"]);
    }

    #[test]
    fn figures_that_others_can_read_are_found() {
        for open in ["0.0.0.0:9464", "[::]:9464", "203.0.113.7:9464", "metrics.example:9464", "[::ffff:203.0.113.7]:1"]
        {
            assert_eq!(found(|seen| seen.settings.metrics_listen = open.into()), ["metrics_open"], "{open}");
        }
        for kept in ["", "127.0.0.1:9464", "[::1]:9464", "localhost:9464", "10.1.2.3:9464", "[fd00::1]:9464"] {
            assert_eq!(found(|seen| seen.settings.metrics_listen = kept.into()), [""; 0], "{kept}");
        }
    }
}
