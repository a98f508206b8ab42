//! Which country a browser is in, by the time zone that it says. It may lie: this is a help to its owner, and proves
//! nothing.

/// Zone and country, as the file itself explains.
const ZONES: &str = include_str!("zones.tab");

/// The country of a time zone, by ISO 3166-1; none for one that lies nowhere, as `UTC`.
#[must_use]
pub(super) fn country_of(time_zone: &str) -> Option<&'static str> {
    zones().find_map(|(zone, country)| (zone == time_zone).then_some(country))
}

/// Every country that a time zone lies in.
pub fn countries() -> impl Iterator<Item = &'static str> {
    zones().map(|(_, country)| country)
}

fn zones() -> impl Iterator<Item = (&'static str, &'static str)> {
    ZONES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_lies_in_a_country_or_nowhere() {
        for (zone, country) in [
            ("America/Sao_Paulo", Some("BR")),
            ("America/Noronha", Some("BR")),
            ("America/Argentina/Buenos_Aires", Some("AR")),
            ("America/Buenos_Aires", Some("AR")),
            ("Europe/Lisbon", Some("PT")),
            ("Europe/Kiev", Some("UA")),
            ("Asia/Calcutta", Some("IN")),
            ("UTC", None),
            ("Etc/GMT+3", None),
            ("EST", None),
            ("", None),
            ("America", None),
        ] {
            assert_eq!(country_of(zone), country, "{zone}");
        }
    }

    #[test]
    fn every_line_names_a_zone_that_exists_and_two_letters() {
        for (zone, country) in zones() {
            assert!(jiff::tz::TimeZone::get(zone).is_ok(), "{zone}");
            assert!(country.len() == 2 && country.bytes().all(|letter| letter.is_ascii_uppercase()), "{zone}");
        }
        assert!(zones().count() > 400);
    }
}
