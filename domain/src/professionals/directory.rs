//! The directory that visitors search: what may be asked, and what is told of each professional.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Modality, PRICE_MAX, Specialty, Spoken, profile::choice_or_none};
use crate::{
    Centavos, FieldErrors, Local, PhotoId, ProfessionalId,
    field::{fold, parse_line},
    patients::optional,
};

/// Professionals on one page.
pub const DIRECTORY_ROWS_MAX: usize = 12;
/// Longest text that is searched for.
pub const SOUGHT_CHARS_MAX: usize = 80;
/// Words of it that are looked for.
pub const SOUGHT_WORDS_MAX: usize = 4;

words! {
    /// In which order the directory stands.
    Order {
        /// Whoever is free next comes first.
        NextFree = "next_free",
        /// Whoever costs least comes first.
        Price = "price",
    }
}

words! {
    /// How soon somebody must be free.
    Within {
        /// Within a day.
        Day = "1",
        /// Within three days.
        ThreeDays = "3",
        /// Within a week.
        Week = "7",
    }
}

impl Within {
    /// The same in days.
    #[must_use]
    pub const fn days(self) -> i64 {
        match self {
            Self::Day => 1,
            Self::ThreeDays => 3,
            Self::Week => 7,
        }
    }
}

/// What is typed into a search of the directory; what is empty is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DirectoryForm {
    /// Words of a name or a specialty.
    pub words: String,
    /// A language they must speak, one of [`Spoken`].
    pub language: String,
    /// Where the visit shall be, one of [`Modality`].
    pub modality: String,
    /// What it may cost at most.
    pub price: String,
    /// How soon they must be free, one of [`Within`].
    pub within: String,
    /// In which order, one of [`Order`].
    pub order: String,
    /// After whom, as the page before said it.
    pub after: String,
}

/// A search that can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectorySearch {
    /// Folded words: letters and digits.
    pub words: Vec<String>,
    /// A language they must speak.
    pub language: Option<Spoken>,
    /// Where the visit shall be.
    pub modality: Option<Modality>,
    /// What it may cost at most.
    pub price: Option<Centavos>,
    /// How soon they must be free.
    pub within: Option<Within>,
    /// In which order.
    pub order: Order,
    /// After whom.
    pub after: Option<After>,
}

/// Where a page ended: what its last line was sorted by, and whose it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct After {
    /// Microseconds or centavos.
    pub key: i64,
    /// Whose line.
    pub id: ProfessionalId,
}

impl After {
    fn parse(text: &str) -> Option<Self> {
        let (key, id) = text.split_once('~')?;
        Some(Self { key: key.parse().ok()?, id: ProfessionalId::parse(id).ok()? })
    }
}

impl fmt::Display for After {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}~{}", self.key, self.id)
    }
}

impl DirectoryForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<DirectorySearch, FieldErrors> {
        let mut errors = FieldErrors::default();
        let words = errors.keep("words", optional(parse_line(&self.words, SOUGHT_CHARS_MAX)));
        let language = errors.keep("language", choice_or_none(&self.language, Spoken::parse));
        let modality = errors.keep("modality", choice_or_none(&self.modality, Modality::parse));
        let price = errors.keep("price", optional(Centavos::parse(&self.price)));
        let within = errors.keep("within", choice_or_none(&self.within, Within::parse));
        let order = errors.keep("order", choice_or_none(&self.order, Order::parse));
        let after = errors.keep("after", choice_or_none(&self.after, After::parse));
        let (Some(words), Some(language), Some(modality), Some(price)) = (words, language, modality, price) else {
            return Err(errors);
        };
        let (Some(within), Some(order), Some(after)) = (within, order, after) else { return Err(errors) };
        Ok(DirectorySearch {
            words: words_of(&words.unwrap_or_default()),
            language,
            modality,
            // Whoever asks for more than anybody may take asks for all.
            price: price.filter(|price| *price < PRICE_MAX),
            within,
            order: order.unwrap_or(Order::NextFree),
            after,
        })
    }
}

/// Letters and digits, folded; the rest parts them.
fn plain(text: &str) -> String {
    let plain = fold(text).chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect::<String>();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn words_of(text: &str) -> Vec<String> {
    plain(text).split(' ').filter(|word| !word.is_empty()).take(SOUGHT_WORDS_MAX).map(str::to_owned).collect()
}

/// What a professional is found by: every word of it begins after a space.
#[must_use]
pub fn found_by<'a>(name: &str, specialties: impl IntoIterator<Item = &'a str>) -> String {
    let all = specialties.into_iter().fold(name.to_owned(), |all, specialty| format!("{all} {specialty}"));
    format!(" {}", plain(&all))
}

/// A professional as everybody may see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryCard {
    /// The professional.
    pub id: ProfessionalId,
    /// Full name.
    pub name: String,
    /// The picture, if there is one.
    pub photo: Option<PhotoId>,
    /// The main one first.
    pub specialties: Vec<Specialty>,
    /// `CREFITO 123456 SP`, the main one first.
    pub registrations: Vec<String>,
    /// What they speak.
    pub languages: Vec<Spoken>,
    /// Where visits take place.
    pub modality: Modality,
    /// What a visit costs, if it is said.
    pub price: Option<Centavos>,
    /// Length of a visit in minutes.
    pub visit_minutes: i64,
    /// What they say of themselves.
    pub biography: String,
    /// When they are free next, as far as is known, on the clinic's wall clock.
    pub next_free: Option<Local>,
}

/// One page of the directory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DirectoryPage {
    /// Those found.
    pub cards: Vec<DirectoryCard>,
    /// What the next page is asked with, if there is one.
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Problem;

    const ID: &str = "0192f1a0-7b1c-7e55-8a10-0123456789ab";

    #[test]
    fn an_empty_search_finds_all_by_next_free_time() {
        let search = DirectoryForm::default().check().unwrap();
        let nothing = DirectorySearch {
            words: Vec::new(),
            language: None,
            modality: None,
            price: None,
            within: None,
            order: Order::NextFree,
            after: None,
        };
        assert_eq!(search, nothing);
    }

    #[test]
    fn words_are_letters_and_digits_and_nothing_a_database_would_read() {
        let words =
            |typed: &str| DirectoryForm { words: typed.into(), ..DirectoryForm::default() }.check().unwrap().words;
        assert_eq!(words("  José   da-Conceição "), ["jose", "da", "conceicao"]);
        assert_eq!(words("100% _ \\ ' or 1=1"), ["100", "or", "1", "1"]);
        assert_eq!(words("a b c d e f").len(), SOUGHT_WORDS_MAX);
        assert_eq!(words("%%%"), [""; 0]);
    }

    #[test]
    fn what_somebody_is_found_by_has_a_space_before_every_word() {
        assert_eq!(
            found_by("José d'Ávila", ["Fisioterapia", "Saúde da mulher"]),
            " jose d avila fisioterapia saude da mulher"
        );
    }

    #[test]
    fn a_page_is_continued_where_it_ended() {
        let after = After { key: -5, id: ProfessionalId::parse(ID).unwrap() };
        let form = DirectoryForm { after: after.to_string(), ..DirectoryForm::default() };
        assert_eq!(form.check().unwrap().after, Some(after));
    }

    #[test]
    fn every_wrong_field_of_a_search_is_named() {
        let form = DirectoryForm::default;
        for (field, problem, form) in [
            ("words", Problem::TooLong, DirectoryForm { words: "a".repeat(81), ..form() }),
            ("words", Problem::BadCharacter, DirectoryForm { words: "a\0".into(), ..form() }),
            ("language", Problem::NotAChoice, DirectoryForm { language: "xx".into(), ..form() }),
            ("modality", Problem::NotAChoice, DirectoryForm { modality: "by post".into(), ..form() }),
            ("price", Problem::NotAnAmount, DirectoryForm { price: "cheap".into(), ..form() }),
            ("within", Problem::NotAChoice, DirectoryForm { within: "-1".into(), ..form() }),
            ("order", Problem::NotAChoice, DirectoryForm { order: "name; drop table".into(), ..form() }),
            ("after", Problem::NotAChoice, DirectoryForm { after: "1".into(), ..form() }),
            ("after", Problem::NotAChoice, DirectoryForm { after: format!("99999999999999999999~{ID}"), ..form() }),
        ] {
            assert_eq!(form.check().unwrap_err().of(field), Some(problem), "{field}");
        }
    }
}
