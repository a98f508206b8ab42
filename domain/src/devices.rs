//! Devices: the browsers that somebody is signed in with.

use core::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{DeviceId, Local};

words! {
    /// Which browser.
    Browser {
        /// Google Chrome, and what does not tell itself apart from it.
        Chrome = "chrome",
        /// Microsoft Edge.
        Edge = "edge",
        /// Mozilla Firefox.
        Firefox = "firefox",
        /// Opera.
        Opera = "opera",
        /// Apple Safari.
        Safari = "safari",
        /// Samsung Internet.
        Samsung = "samsung",
        /// Another.
        Other = "other",
    }
}

words! {
    /// On which system.
    System {
        /// Android.
        Android = "android",
        /// iPhone or iPad.
        Ios = "ios",
        /// Linux.
        Linux = "linux",
        /// macOS.
        Macos = "macos",
        /// Windows.
        Windows = "windows",
        /// Another.
        Other = "other",
    }
}

impl Browser {
    /// Its name, in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chrome => "Chrome",
            Self::Edge => "Edge",
            Self::Firefox => "Firefox",
            Self::Opera => "Opera",
            Self::Safari => "Safari",
            Self::Samsung => "Samsung Internet",
            Self::Other => "?",
        }
    }
}

impl System {
    /// Its name, in every language.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Android => "Android",
            Self::Ios => "iOS",
            Self::Linux => "Linux",
            Self::Macos => "macOS",
            Self::Windows => "Windows",
            Self::Other => "?",
        }
    }
}

/// What a browser says that it is. It may lie: this is a help to its owner, and proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// Which browser.
    pub browser: Browser,
    /// On which system.
    pub system: System,
}

impl Agent {
    /// Nothing is known.
    pub const UNKNOWN: Self = Self { browser: Browser::Other, system: System::Other };

    /// Reads the header `User-Agent` (RFC 9110, section 10.1.5). Browsers name their ancestors too: the youngest comes first.
    #[must_use]
    pub fn of(header: &str) -> Self {
        let browsers = [
            ("EdgA/", Browser::Edge),
            ("EdgiOS/", Browser::Edge),
            ("Edg/", Browser::Edge),
            ("OPR/", Browser::Opera),
            ("SamsungBrowser/", Browser::Samsung),
            ("Firefox/", Browser::Firefox),
            ("FxiOS/", Browser::Firefox),
            ("CriOS/", Browser::Chrome),
            ("Chrome/", Browser::Chrome),
            ("Safari/", Browser::Safari),
        ];
        let systems = [
            ("Android", System::Android),
            ("iPhone", System::Ios),
            ("iPad", System::Ios),
            ("Mac OS X", System::Macos),
            ("Windows NT", System::Windows),
            ("Linux", System::Linux),
        ];
        let browser = browsers.iter().find(|(word, _)| header.contains(word)).map_or(Browser::Other, |found| found.1);
        let system = systems.iter().find(|(word, _)| header.contains(word)).map_or(System::Other, |found| found.1);
        Self { browser, system }
    }
}

/// Longest name of a time zone that is kept.
const ZONE_CHARS_MAX: usize = 40;

/// Roughly where a browser is: enough for its owner to know it again, and nothing exact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whereabouts {
    /// The network of its address: 256 neighbours of IPv4, or one customer of IPv6.
    pub network: Option<String>,
    /// What it says of its time zone: `America/Sao_Paulo`.
    pub time_zone: Option<String>,
}

impl Whereabouts {
    /// Of an address, and what the browser says of its zone.
    #[must_use]
    pub fn of(address: Option<IpAddr>, zone: Option<&str>) -> Self {
        let is_name = |zone: &&str| {
            !zone.is_empty()
                && zone.len() <= ZONE_CHARS_MAX
                && zone.bytes().all(|c| c.is_ascii_alphanumeric() || b"/_+-".contains(&c))
        };
        Self { network: address.map(network), time_zone: zone.filter(is_name).map(str::to_owned) }
    }
}

fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::/48")
        }
    }
}

/// When and from where somebody came in the time before this one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastHere {
    /// When.
    pub at: Local,
    /// With what.
    pub agent: Agent,
    /// From where.
    pub whereabouts: Whereabouts,
}

/// A browser that somebody is signed in with, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// A name for the sign-in that opens nothing.
    pub id: DeviceId,
    /// What it says that it is.
    pub agent: Agent,
    /// Where it was when somebody signed in with it.
    pub whereabouts: Whereabouts,
    /// When somebody signed in with it.
    pub since: Local,
    /// When it was last here, to a few minutes.
    pub seen: Local,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whereabouts_are_nothing_exact() {
        let of = |address: &str, zone| Whereabouts::of(Some(address.parse().unwrap()), zone);
        assert_eq!(of("203.0.113.7", None).network.unwrap(), "203.0.113.0/24");
        assert_eq!(of("::ffff:203.0.113.7", None).network.unwrap(), "203.0.113.0/24");
        assert_eq!(of("2001:db8:1:2::3", None).network.unwrap(), "2001:db8:1::/48");
        let zone = |zone| Whereabouts::of(None, Some(zone)).time_zone;
        assert_eq!(zone("America/Sao_Paulo").as_deref(), Some("America/Sao_Paulo"));
        for other in ["", "<b>", "America/São_Paulo", &"a".repeat(41)] {
            assert_eq!(zone(other), None, "{other}");
        }
    }

    #[test]
    fn a_browser_is_known_by_its_youngest_name() {
        for (header, browser, system) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
                Browser::Chrome,
                System::Linux,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0",
                Browser::Edge,
                System::Windows,
            ),
            (
                "Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/29.0 Chrome/136.0 Mobile Safari/537.36",
                Browser::Samsung,
                System::Android,
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
                Browser::Safari,
                System::Ios,
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:145.0) Gecko/20100101 Firefox/145.0",
                Browser::Firefox,
                System::Macos,
            ),
            ("", Browser::Other, System::Other),
            ("<script>", Browser::Other, System::Other),
        ] {
            assert_eq!(Agent::of(header), Agent { browser, system }, "{header}");
        }
    }
}
