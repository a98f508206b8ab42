//! Professionals: who cares, with which registration, in which hours. For administrators; the reception looks.
//!
//! `/professionals`, `/professionals/new`, `/professionals/:id`.

pub mod api;

mod list;
mod new;
mod one;
mod hours;

pub use list::ProfessionalsPage;
pub use new::NewProfessionalPage;
pub(crate) use new::PracticeFields;
pub use one::ProfessionalPage;

use domain::{field::fold, professionals::ProfessionalCard};
use leptos::prelude::*;

/// Those who answer to what is typed.
pub(crate) fn found(people: Vec<ProfessionalCard>, typed: RwSignal<String>) -> Memo<Vec<ProfessionalCard>> {
    Memo::new(move |_| {
        let sought = fold(&typed.read());
        people.iter().filter(|card| answers(card, &sought)).cloned().collect()
    })
}

/// Whether a professional answers to the words searched for, already folded.
fn answers(card: &ProfessionalCard, sought: &str) -> bool {
    let about = fold(&format!("{} {} {}", card.name, card.specialty, card.registration));
    sought.split(' ').all(|word| about.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_forgets_accents_case_and_order() {
        let card = ProfessionalCard {
            id: domain::ProfessionalId::parse("0192f1a0-7b1c-7e55-8a10-0123456789ab").unwrap(),
            name: "José da Conceição".into(),
            specialty: "Fisioterapia".into(),
            registration: "CREFITO 123456 SP".into(),
            visit_minutes: 30,
        };
        for sought in ["", "jose", "CONCEICAO", "fisio josé", "1234", " sp "] {
            assert!(answers(&card, &fold(sought)), "{sought}");
        }
        assert!(!answers(&card, &fold("ana")));
    }
}
