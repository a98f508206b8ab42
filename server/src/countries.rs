//! What countries are called, in the languages of the letters.

use app::i18n::Locale;

/// Code by ISO 3166-1, name in Portuguese, name in English.
const NAMES: &str = include_str!("countries.tab");

/// The name of a country; none when nobody knows it.
#[must_use]
pub fn name(language: Locale, country: &str) -> Option<&'static str> {
    let line = NAMES.lines().find(|line| line.split('\t').next() == Some(country))?;
    let column = match language {
        Locale::pt_BR => 1,
        Locale::en => 2,
    };
    line.split('\t').nth(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_have_names_in_both_languages() {
        assert_eq!(name(Locale::pt_BR, "DE"), Some("Alemanha"));
        assert_eq!(name(Locale::en, "DE"), Some("Germany"));
        assert_eq!(name(Locale::en, "XX"), None);
        for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
            assert_eq!(line.split('\t').filter(|word| !word.is_empty()).count(), 3, "{line}");
        }
    }

    #[test]
    fn every_country_of_a_time_zone_has_a_name() {
        for country in store::accounts::countries() {
            assert!(name(Locale::pt_BR, country).is_some(), "{country}");
        }
    }
}
