//! The profile of a professional: what patients and visitors read before they choose.

use serde::{Deserialize, Serialize};

use super::{Council, SPECIALTY_CHARS_MAX, Uf, WorkZone, registration};
use crate::{
    Centavos, FieldErrors, PhotoId, Problem, ProfessionalId,
    field::{fold, parse_line, parse_text},
    patients::optional,
};

/// Council registrations of one professional.
pub const REGISTRATIONS_MAX: usize = 3;
/// Specialties of one professional, the main one among them.
pub const SPECIALTIES_MAX: usize = 4;
/// Languages that one professional speaks with patients.
pub const LANGUAGES_MAX: usize = 4;
/// Longest biography.
pub const BIOGRAPHY_CHARS_MAX: usize = 1_500;
/// Longest number of a specialist's qualification (RQE).
pub const RQE_CHARS_MAX: usize = 10;
/// No visit costs more: a hundred thousand reais.
pub const PRICE_MAX: Centavos = Centavos(10_000_000);

words! {
    /// A language that is spoken in a visit: ISO 639.
    Spoken {
        /// Portuguese.
        Portuguese = "pt",
        /// Brazilian sign language.
        Libras = "bzs",
        /// English.
        English = "en",
        /// Spanish.
        Spanish = "es",
        /// French.
        French = "fr",
        /// Italian.
        Italian = "it",
        /// German.
        German = "de",
        /// Japanese.
        Japanese = "ja",
        /// Chinese.
        Chinese = "zh",
        /// Arabic.
        Arabic = "ar",
        /// Ukrainian.
        Ukrainian = "uk",
    }
}

words! {
    /// Where a visit takes place.
    Modality {
        /// By video.
        Remote = "remote",
        /// In the rooms of the clinic.
        InPerson = "in_person",
        /// Either, as the patient likes.
        Both = "both",
    }
}

/// A registration with a council.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouncilRegistration {
    /// The council.
    pub council: Council,
    /// The number.
    pub number: String,
    /// The state.
    pub uf: Uf,
}

/// A specialty, and the number of the qualification for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Specialty {
    /// What they do.
    pub name: String,
    /// RQE, if they have one.
    pub rqe: Option<String>,
}

/// What is typed into the profile. Rows that are not needed stay empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProfileForm {
    /// Whose profile.
    pub professional: String,
    /// Council of the first registration, one of [`Council`].
    pub council1: String,
    /// Its number.
    pub registration1: String,
    /// Its state, one of [`Uf`].
    pub uf1: String,
    /// Council of the second registration.
    pub council2: String,
    /// Its number.
    pub registration2: String,
    /// Its state.
    pub uf2: String,
    /// Council of the third registration.
    pub council3: String,
    /// Its number.
    pub registration3: String,
    /// Its state.
    pub uf3: String,
    /// The main specialty.
    pub specialty1: String,
    /// Its RQE.
    pub rqe1: String,
    /// A further specialty.
    pub specialty2: String,
    /// Its RQE.
    pub rqe2: String,
    /// A further specialty.
    pub specialty3: String,
    /// Its RQE.
    pub rqe3: String,
    /// A further specialty.
    pub specialty4: String,
    /// Its RQE.
    pub rqe4: String,
    /// A language, one of [`Spoken`].
    pub language1: String,
    /// Another language.
    pub language2: String,
    /// Another language.
    pub language3: String,
    /// Another language.
    pub language4: String,
    /// What a visit costs, `1.234,50`; empty when it is not said.
    pub price: String,
    /// Where visits take place, one of [`Modality`].
    pub modality: String,
    /// The wall clock they work by, one of [`WorkZone`]; empty for that of the unit.
    pub time_zone: String,
}

/// A profile that may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Whose.
    pub professional: ProfessionalId,
    /// The first one is the one that lists show.
    pub registrations: Vec<CouncilRegistration>,
    /// The first one is the main one.
    pub specialties: Vec<Specialty>,
    /// In the order they were named.
    pub languages: Vec<Spoken>,
    /// What a visit costs, if it is said.
    pub price: Option<Centavos>,
    /// Where visits take place.
    pub modality: Modality,
    /// The wall clock they work by, when it is not that of the unit.
    pub time_zone: Option<WorkZone>,
}

impl ProfileForm {
    /// The profile as it would be typed again.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let registration = |place: usize| {
            let kept = profile
                .registrations
                .get(place)
                .map(|kept| (kept.council.as_str().to_owned(), kept.number.clone(), kept.uf.as_str().to_owned()));
            kept.unwrap_or_default()
        };
        let specialty = |place: usize| {
            let kept = profile.specialties.get(place).cloned();
            kept.map(|kept| (kept.name, kept.rqe.unwrap_or_default())).unwrap_or_default()
        };
        let language = |place: usize| profile.languages.get(place).map_or("", |kept| kept.as_str()).to_owned();
        let (council1, registration1, uf1) = registration(0);
        let (council2, registration2, uf2) = registration(1);
        let (council3, registration3, uf3) = registration(2);
        let (specialty1, rqe1) = specialty(0);
        let (specialty2, rqe2) = specialty(1);
        let (specialty3, rqe3) = specialty(2);
        let (specialty4, rqe4) = specialty(3);
        Self {
            professional: profile.professional.to_string(),
            council1,
            registration1,
            uf1,
            council2,
            registration2,
            uf2,
            council3,
            registration3,
            uf3,
            specialty1,
            rqe1,
            specialty2,
            rqe2,
            specialty3,
            rqe3,
            specialty4,
            rqe4,
            language1: language(0),
            language2: language(1),
            language3: language(2),
            language4: language(3),
            price: profile.price.map(Centavos::typed).unwrap_or_default(),
            modality: profile.modality.as_str().to_owned(),
            time_zone: profile.time_zone.map_or("", WorkZone::as_str).to_owned(),
        }
    }

    /// # Errors
    /// The fields that are wrong.
    pub fn check(self) -> Result<Profile, FieldErrors> {
        let mut errors = FieldErrors::default();
        let professional = ProfessionalId::parse(&self.professional).map_err(|_| Problem::NotAChoice);
        let professional = errors.keep("professional", professional);
        let registrations = self.registrations(&mut errors);
        let specialties = self.specialties(&mut errors);
        let languages = self.languages(&mut errors);
        let price = errors.keep("price", optional(price(&self.price)));
        let modality = errors.keep("modality", Modality::parse(&self.modality).ok_or(Problem::NotAChoice));
        let time_zone = errors.keep("time_zone", choice_or_none(&self.time_zone, WorkZone::parse));
        match (professional, price, modality, time_zone) {
            (Some(professional), Some(price), Some(modality), Some(time_zone)) if errors.is_empty() => {
                Ok(Profile { professional, registrations, specialties, languages, price, modality, time_zone })
            }
            _ => Err(errors),
        }
    }

    fn registrations(&self, errors: &mut FieldErrors) -> Vec<CouncilRegistration> {
        let rows = [
            (["council1", "registration1", "uf1"], [&self.council1, &self.registration1, &self.uf1]),
            (["council2", "registration2", "uf2"], [&self.council2, &self.registration2, &self.uf2]),
            (["council3", "registration3", "uf3"], [&self.council3, &self.registration3, &self.uf3]),
        ];
        let mut found = Vec::new();
        for (place, (names, typed)) in rows.into_iter().enumerate() {
            if place > 0 && typed.iter().all(|text| text.trim().is_empty()) {
                continue;
            }
            let council = errors.keep(names[0], Council::parse(typed[0]).ok_or(Problem::NotAChoice));
            let number = errors.keep(names[1], registration(typed[1]));
            let uf = errors.keep(names[2], Uf::parse(typed[2]).ok_or(Problem::NotAChoice));
            let (Some(council), Some(number), Some(uf)) = (council, number, uf) else { continue };
            let registration = CouncilRegistration { council, number, uf };
            if found.contains(&registration) {
                errors.add(names[1], Problem::Taken);
            } else {
                found.push(registration);
            }
        }
        found
    }

    fn specialties(&self, errors: &mut FieldErrors) -> Vec<Specialty> {
        let rows = [
            (["specialty1", "rqe1"], [&self.specialty1, &self.rqe1]),
            (["specialty2", "rqe2"], [&self.specialty2, &self.rqe2]),
            (["specialty3", "rqe3"], [&self.specialty3, &self.rqe3]),
            (["specialty4", "rqe4"], [&self.specialty4, &self.rqe4]),
        ];
        let mut found = Vec::<Specialty>::new();
        for (place, (names, typed)) in rows.into_iter().enumerate() {
            if place > 0 && typed.iter().all(|text| text.trim().is_empty()) {
                continue;
            }
            let name = errors.keep(names[0], parse_line(typed[0], SPECIALTY_CHARS_MAX));
            let rqe = errors.keep(names[1], optional(rqe(typed[1])));
            let (Some(name), Some(rqe)) = (name, rqe) else { continue };
            if found.iter().any(|other| fold(&other.name) == fold(&name)) {
                errors.add(names[0], Problem::Taken);
            } else {
                found.push(Specialty { name, rqe });
            }
        }
        found
    }

    fn languages(&self, errors: &mut FieldErrors) -> Vec<Spoken> {
        let rows = [
            ("language1", &self.language1),
            ("language2", &self.language2),
            ("language3", &self.language3),
            ("language4", &self.language4),
        ];
        let mut found = Vec::new();
        for (name, typed) in rows {
            // Who names a language twice speaks it once.
            if let Some(Some(spoken)) = errors.keep(name, choice_or_none(typed, Spoken::parse))
                && !found.contains(&spoken)
            {
                found.push(spoken);
            }
        }
        if found.is_empty() && errors.of("language1").is_none() {
            errors.add("language1", Problem::Missing);
        }
        found
    }
}

/// What is typed to change a biography.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct BiographyForm {
    /// Whose.
    pub professional: String,
    /// The text; may be empty.
    #[serde(default)]
    pub biography: String,
}

/// A biography that may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Biography {
    /// Whose.
    pub professional: ProfessionalId,
    /// The text; may be empty.
    pub text: String,
}

silent!(BiographyForm);

impl BiographyForm {
    /// # Errors
    /// Too long, or with control characters.
    pub fn check(self) -> Result<Biography, FieldErrors> {
        let mut errors = FieldErrors::default();
        let professional = ProfessionalId::parse(&self.professional).map_err(|_| Problem::NotAChoice);
        let professional = errors.keep("professional", professional);
        let text = errors.keep("biography", optional(parse_text(&self.biography, BIOGRAPHY_CHARS_MAX)));
        match (professional, text) {
            (Some(professional), Some(text)) => Ok(Biography { professional, text: text.unwrap_or_default() }),
            _ => Err(errors),
        }
    }
}

/// Everything that can be edited of a professional.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileSheet {
    /// Full name.
    pub name: String,
    /// As it would be typed again.
    pub form: ProfileForm,
    /// The biography.
    pub biography: String,
    /// The picture, if there is one.
    pub photo: Option<PhotoId>,
}

fn price(text: &str) -> Result<Centavos, Problem> {
    let price = Centavos::parse(text)?;
    if price > PRICE_MAX { Err(Problem::TooLarge) } else { Ok(price) }
}

fn rqe(text: &str) -> Result<String, Problem> {
    let text = parse_line(text, RQE_CHARS_MAX)?;
    if text.bytes().all(|byte| byte.is_ascii_digit()) { Ok(text) } else { Err(Problem::BadCharacter) }
}

/// One of a list, or nothing.
pub(crate) fn choice_or_none<T>(text: &str, parse: fn(&str) -> Option<T>) -> Result<Option<T>, Problem> {
    if text.is_empty() { Ok(None) } else { parse(text).map(Some).ok_or(Problem::NotAChoice) }
}
