//! Professionals: who cares, with which registration, in which hours. For administrators; the reception looks.
//!
//! The directory is for everybody.
//!
//! `/directory`, `/professionals`, `/professionals/new`, `/professionals/:id`, `/professionals/:id/profile`.

pub mod api;

mod directory;
mod list;
mod new;
mod one;
mod hours;
mod profile;

pub(crate) use directory::Directory;
pub use directory::DirectoryPage;
pub use list::ProfessionalsPage;
pub use new::NewProfessionalPage;
pub(crate) use new::PracticeFields;
pub use one::ProfessionalPage;
pub use profile::ProfilePage;

use domain::{
    PhotoId,
    field::fold,
    professionals::{Council, Modality, ProfessionalCard, Spoken, Uf},
};
use leptos::prelude::*;

use crate::{
    i18n::t_string,
    ui::{as_they_are, or_none},
    words::Language,
};

/// Where a picture lies.
fn photo_path(photo: PhotoId) -> String {
    format!("/photos/{photo}")
}

/// A language that is spoken.
fn spoken(i18n: Language, spoken: Spoken) -> &'static str {
    match spoken {
        Spoken::Portuguese => t_string!(i18n, professionals.spoken.pt),
        Spoken::Libras => t_string!(i18n, professionals.spoken.bzs),
        Spoken::English => t_string!(i18n, professionals.spoken.en),
        Spoken::Spanish => t_string!(i18n, professionals.spoken.es),
        Spoken::French => t_string!(i18n, professionals.spoken.fr),
        Spoken::Italian => t_string!(i18n, professionals.spoken.it),
        Spoken::German => t_string!(i18n, professionals.spoken.de),
        Spoken::Japanese => t_string!(i18n, professionals.spoken.ja),
        Spoken::Chinese => t_string!(i18n, professionals.spoken.zh),
        Spoken::Arabic => t_string!(i18n, professionals.spoken.ar),
        Spoken::Ukrainian => t_string!(i18n, professionals.spoken.uk),
    }
}

/// Where a visit takes place.
fn modality(i18n: Language, modality: Modality) -> &'static str {
    match modality {
        Modality::Remote => t_string!(i18n, professionals.modality.remote),
        Modality::InPerson => t_string!(i18n, professionals.modality.in_person),
        Modality::Both => t_string!(i18n, professionals.modality.both),
    }
}

type Choices = Signal<Vec<(String, String)>>;

/// The councils and the states that a registration names.
fn registration_choices(i18n: Language) -> (Choices, Choices) {
    let none = move || t_string!(i18n, professionals.choose);
    let councils = move || or_none(none(), as_they_are(Council::ALL.iter().map(|council| council.as_str())));
    let states = move || or_none(none(), as_they_are(Uf::ALL.iter().map(|state| state.as_str())));
    (Signal::derive(councils), Signal::derive(states))
}

/// Those who answer to what is typed.
fn found(people: Vec<ProfessionalCard>, typed: RwSignal<String>) -> Memo<Vec<ProfessionalCard>> {
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
