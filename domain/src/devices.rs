//! Devices: the browsers that somebody is signed in with.

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

/// A browser that somebody is signed in with, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// A name for the sign-in that opens nothing.
    pub id: DeviceId,
    /// What it says that it is.
    pub agent: Agent,
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
