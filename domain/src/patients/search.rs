//! Finding patients: what is typed at the desk, and by which beginnings of words somebody is found.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Detail, PatientForm};
use crate::{
    FieldErrors, PatientId, PayerId, Problem,
    field::{Cpf, Email, Name, fold, parse_birth_date, parse_cns},
    professionals::Uf,
};

/// Patients on one page of the list.
pub const LIST_ROWS_MAX: i64 = 50;
/// Longest search; what is longer is cut.
const LIST_SOUGHT_CHARS_MAX: usize = 120;
/// Words of a search that are looked at.
const LIST_WORDS_MAX: usize = 4;
/// Letters of a word that are looked at: few names differ only behind them.
const BEGINNING_CHARS_MAX: usize = 10;
/// Words of all names of one patient that are looked at.
const NAME_WORDS_MAX: usize = 24;

words! {
    /// In which order the list stands.
    ListOrder {
        /// By name.
        Name = "name",
        /// The latest first.
        Newest = "newest",
    }
}

/// What is asked of the list, as strings.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListForm {
    /// Words of a name, a CPF or a CNS.
    #[serde(default)]
    pub sought: String,
    /// Empty, `with_account`, `without_account`, a [`Uf`], or the id of a payer.
    #[serde(default)]
    pub filter: String,
    /// One of [`ListOrder`]; empty is by name.
    #[serde(default)]
    pub order: String,
    /// The last patient of the page before, if there was one.
    #[serde(default)]
    pub after: String,
}

/// What may be asked of the list.
pub struct ListAsked {
    /// Whom it is about.
    pub sought: ListSought,
    /// To whom it is narrowed.
    pub filter: ListFilter,
    /// In which order.
    pub order: ListOrder,
    /// Behind whom it goes on.
    pub after: Option<PatientId>,
}

/// Whom the list is about.
#[derive(Debug, PartialEq, Eq)]
pub enum ListSought {
    /// Everybody.
    All,
    /// Whoever has a name with a word that begins so, for each of these.
    Words(Vec<String>),
    /// Whoever has this CPF, in digits.
    Cpf(String),
    /// Whoever has this CNS, in digits.
    Cns(String),
}

/// To whom the list is narrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFilter {
    /// Everybody.
    All,
    /// Those who come in by themselves.
    WithAccount,
    /// Those who do not.
    WithoutAccount,
    /// Those who live in this state.
    Uf(Uf),
    /// Those for whom this one pays.
    Payer(PayerId),
}

silent!(ListForm, ListAsked);

impl ListForm {
    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<ListAsked, FieldErrors> {
        let mut errors = FieldErrors::default();
        let filter = errors.keep("filter", ListFilter::parse(&self.filter));
        let order = match self.order.as_str() {
            "" => Some(ListOrder::Name),
            order => errors.keep("order", ListOrder::parse(order).ok_or(Problem::NotAChoice)),
        };
        let after = match self.after.as_str() {
            "" => Some(None),
            after => errors.keep("after", PatientId::parse(after).map(Some).map_err(|_| Problem::NotAChoice)),
        };
        match (filter, order, after) {
            (Some(filter), Some(order), Some(after)) => {
                Ok(ListAsked { sought: ListSought::of(&self.sought), filter, order, after })
            }
            _ => Err(errors),
        }
    }
}

impl ListFilter {
    fn parse(text: &str) -> Result<Self, Problem> {
        match text {
            "" => Ok(Self::All),
            "with_account" => Ok(Self::WithAccount),
            "without_account" => Ok(Self::WithoutAccount),
            text => match Uf::parse(text) {
                Some(uf) => Ok(Self::Uf(uf)),
                None => PayerId::parse(text).map(Self::Payer).map_err(|_| Problem::NotAChoice),
            },
        }
    }
}

impl ListSought {
    /// What is typed is never wrong: a number that is none is a word that nobody has.
    #[must_use]
    pub fn of(typed: &str) -> Self {
        let typed = typed.chars().take(LIST_SOUGHT_CHARS_MAX).collect::<String>();
        if let Ok(cpf) = Cpf::parse(&typed) {
            return Self::Cpf(cpf.digits().to_owned());
        }
        if let Ok(cns) = parse_cns(&typed) {
            return Self::Cns(cns);
        }
        let mut words = words_of(&typed).map(|word| beginning(&word)).collect::<Vec<_>>();
        // The longest names the fewest: it is looked up, the others are asked of whom it finds.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words.dedup();
        words.truncate(LIST_WORDS_MAX);
        if words.is_empty() { Self::All } else { Self::Words(words) }
    }
}

/// Words, folded, at whatever is neither letter nor digit.
fn words_of(text: &str) -> impl Iterator<Item = String> {
    let folded = fold(text);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect::<Vec<_>>().into_iter()
}

fn beginning(word: &str) -> String {
    word.chars().take(BEGINNING_CHARS_MAX).collect()
}

/// Every beginning of every word of somebody's names, by which they are found.
#[must_use]
pub fn beginnings(names: &[&str]) -> BTreeSet<String> {
    let words = names.iter().flat_map(|name| words_of(name)).take(NAME_WORDS_MAX);
    let of_one = |word: String| {
        let letters = word.chars().collect::<Vec<_>>();
        let longest = letters.len().min(BEGINNING_CHARS_MAX);
        (1..=longest).map(move |length| letters[..length].iter().collect::<String>())
    };
    words.flat_map(of_one).collect()
}

/// A patient as the list of the desk shows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientCard {
    /// The patient.
    pub id: PatientId,
    /// What they are called.
    pub name: String,
    /// The name in the document, where it is another.
    pub full_name: Option<String>,
    /// Birth date.
    pub birth_date: jiff::civil::Date,
    /// Age in years today.
    pub age_years: i64,
    /// Whether they come in by themselves.
    pub has_account: bool,
}

/// One page of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListPage {
    /// The patients.
    pub patients: Vec<PatientCard>,
    /// Behind whom the next page begins; none on the last.
    pub next: Option<PatientId>,
}

/// Patients that are shown as possibly the same.
pub const ALIKE_MAX: i64 = 5;

words! {
    /// By what somebody who is kept may be the same as somebody who is typed.
    AlikeBy {
        /// The same CPF.
        Cpf = "cpf",
        /// The same e-mail address.
        Email = "email",
        /// The same name and birth date.
        Person = "person",
    }
}

/// Who might be known already: what was typed so far, as far as it is whole.
pub struct AlikeSought {
    /// The digits of the CPF.
    pub cpf: Option<String>,
    /// The e-mail address, in lower case.
    pub email: Option<String>,
    /// The names, folded, of somebody whose birth date is known.
    pub names: Vec<String>,
    /// The birth date.
    pub birth_date: String,
}

silent!(AlikeSought);

impl PatientForm {
    /// What was typed so far; what is wrong or missing is not looked for.
    #[must_use]
    pub fn alike(&self, today: jiff::civil::Date) -> AlikeSought {
        let typed = |detail: Detail| self.0.get(detail.as_str()).map_or("", String::as_str);
        let birth_date = parse_birth_date(typed(Detail::BirthDate), today).map(|date| date.to_string());
        let folded = |detail| Name::parse(typed(detail)).ok().map(|name| fold(name.as_str()));
        let names = [Detail::Name, Detail::SocialName].into_iter().filter_map(folded);
        AlikeSought {
            cpf: Cpf::parse(typed(Detail::Cpf)).ok().map(|cpf| cpf.digits().to_owned()),
            email: Email::parse(typed(Detail::Email)).ok().map(|email| email.folded()),
            names: if birth_date.is_ok() { names.collect() } else { Vec::new() },
            birth_date: birth_date.unwrap_or_default(),
        }
    }
}

/// Somebody who is kept and may be the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlikePatient {
    /// Who.
    pub card: PatientCard,
    /// By what.
    pub by: AlikeBy,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_words_in_any_order_or_a_number() {
        let words = |words: &[&str]| ListSought::Words(words.iter().map(|&word| word.to_owned()).collect());
        for (typed, expected) in [
            ("", ListSought::All),
            ("  --  ", ListSought::All),
            ("JOSÉ da Conceição", words(&["conceicao", "jose", "da"])),
            ("d'Ávila", words(&["avila", "d"])),
            ("Wellingtonnilson", words(&["wellington"])),
            ("a b c d e f", words(&["a", "b", "c", "d"])),
            ("529.982.247-25", ListSought::Cpf("52998224725".into())),
            ("529.982.247-26", words(&["529", "982", "247", "26"])),
            ("700 0000 0000 0005", ListSought::Cns("700000000000005".into())),
        ] {
            assert_eq!(ListSought::of(typed), expected, "{typed}");
        }
        assert!(matches!(ListSought::of(&"é ".repeat(100_000)), ListSought::Words(words) if words.len() == 1));
    }

    #[test]
    fn somebody_is_found_by_every_beginning_of_every_word() {
        let found = beginnings(&["Ana Sá", "Bia-Rê"]);
        assert_eq!(
            found.iter().map(String::as_str).collect::<Vec<_>>(),
            ["a", "an", "ana", "b", "bi", "bia", "r", "re", "s", "sa"]
        );
        let longest = beginnings(&[&"x".repeat(120)]);
        assert_eq!(longest.len(), BEGINNING_CHARS_MAX);
        assert!(beginnings(&[&"ab ".repeat(1000)]).len() <= NAME_WORDS_MAX * BEGINNING_CHARS_MAX);
    }

    #[test]
    fn only_what_is_whole_is_looked_for() {
        let form = |typed: &[(&str, &str)]| {
            let typed = typed.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
            PatientForm(typed.collect()).alike(jiff::civil::date(2026, 3, 2))
        };
        let some = form(&[("name", "ANA  Souza"), ("birth_date", "1990-05-20"), ("email", "Ana@Example.com")]);
        assert_eq!((some.names, some.email.as_deref()), (vec!["ana souza".to_owned()], Some("ana@example.com")));
        let half = form(&[("name", "Ana"), ("birth_date", "1990"), ("cpf", "529.982"), ("email", "ana@")]);
        assert!(half.names.is_empty() && half.cpf.is_none() && half.email.is_none());
    }

    #[test]
    fn a_filter_is_one_of_its_words() {
        let parsed = |filter: &str| ListForm { filter: filter.into(), ..ListForm::default() }.check();
        assert_eq!(parsed("").unwrap().filter, ListFilter::All);
        assert_eq!(parsed("SP").unwrap().filter, ListFilter::Uf(Uf::Sp));
        assert_eq!(parsed("with_account").unwrap().filter, ListFilter::WithAccount);
        let payer = PayerId::SELF_PAY.to_string();
        assert_eq!(parsed(&payer).unwrap().filter, ListFilter::Payer(PayerId::SELF_PAY));
        assert_eq!(parsed("sp").err().unwrap().of("filter"), Some(Problem::NotAChoice));
        let form = ListForm { order: "age".into(), after: "1".into(), ..ListForm::default() };
        let errors = form.check().err().unwrap();
        assert_eq!((errors.of("order"), errors.of("after")), (Some(Problem::NotAChoice), Some(Problem::NotAChoice)));
    }
}
