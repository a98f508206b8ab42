//! What a profile holds, and what it does not.

use super::*;
use crate::Centavos;

#[test]
fn a_professional_needs_a_council_a_state_and_a_sane_visit() {
    let form = ProfessionalForm {
        name: "Helena Prado".into(),
        email: "helena@example.com".into(),
        password: "correto cavalo 7".into(),
        council: "CREFITO".into(),
        registration: "123456-f".into(),
        uf: "SP".into(),
        specialty: "Fisioterapia".into(),
        visit_minutes: "30".into(),
    };
    assert_eq!(form.clone().check().unwrap().practice.registration, "123456-F");
    for (field, broken) in [
        ("council", ProfessionalForm { council: "XYZ".into(), ..form.clone() }),
        ("uf", ProfessionalForm { uf: "sp".into(), ..form.clone() }),
        ("visit_minutes", ProfessionalForm { visit_minutes: "0".into(), ..form.clone() }),
        ("visit_minutes", ProfessionalForm { visit_minutes: "-15".into(), ..form.clone() }),
        ("visit_minutes", ProfessionalForm { visit_minutes: "17".into(), ..form.clone() }),
        ("registration", ProfessionalForm { registration: "<b>".into(), ..form }),
    ] {
        assert!(broken.check().unwrap_err().of(field).is_some(), "{field}");
    }
}

fn typed() -> ProfileForm {
    ProfileForm {
        professional: "0192f1a0-7b1c-7e55-8a10-0123456789ab".into(),
        council1: "CRM".into(),
        registration1: "98765".into(),
        uf1: "SP".into(),
        specialty1: "Ortopedia".into(),
        rqe1: "12345".into(),
        language1: "pt".into(),
        price: "R$ 250,00".into(),
        modality: "both".into(),
        ..ProfileForm::default()
    }
}

#[test]
fn a_profile_can_be_typed_again() {
    let form = ProfileForm {
        council3: "CREFITO".into(),
        registration3: "123-f".into(),
        uf3: "RJ".into(),
        specialty4: "  Medicina   do esporte ".into(),
        language2: "bzs".into(),
        language4: "pt".into(),
        time_zone: "America/Manaus".into(),
        ..typed()
    };
    let profile = form.check().unwrap();
    assert_eq!(profile.registrations.len(), 2);
    assert_eq!(profile.registrations[1].number, "123-F");
    assert_eq!(profile.specialties[0].rqe.as_deref(), Some("12345"));
    assert_eq!((profile.specialties[1].name.as_str(), &profile.specialties[1].rqe), ("Medicina do esporte", &None));
    assert_eq!(profile.languages, [Spoken::Portuguese, Spoken::Libras]);
    assert_eq!((profile.price, profile.modality), (Some(Centavos(25_000)), Modality::Both));
    assert_eq!(profile.time_zone, Some(WorkZone::Manaus));
    assert_eq!(ProfileForm::of(&profile).check(), Ok(profile));
}

#[test]
fn a_price_and_a_time_zone_may_be_left_out() {
    let profile = ProfileForm { price: " ".into(), ..typed() }.check().unwrap();
    assert_eq!((profile.price, profile.time_zone), (None, None));
}

#[test]
fn every_wrong_field_of_a_profile_is_named() {
    for (field, problem, form) in [
        ("professional", Problem::NotAChoice, ProfileForm { professional: "1".into(), ..typed() }),
        ("council1", Problem::NotAChoice, ProfileForm { council1: String::new(), ..typed() }),
        ("registration1", Problem::Missing, ProfileForm { registration1: String::new(), ..typed() }),
        ("registration1", Problem::BadCharacter, ProfileForm { registration1: "<b>".into(), ..typed() }),
        ("uf2", Problem::NotAChoice, ProfileForm { council2: "CRM".into(), registration2: "1".into(), ..typed() }),
        ("council3", Problem::NotAChoice, ProfileForm { uf3: "SP".into(), registration3: "1".into(), ..typed() }),
        ("specialty1", Problem::Missing, ProfileForm { specialty1: "  ".into(), ..typed() }),
        ("specialty2", Problem::Missing, ProfileForm { rqe2: "1".into(), ..typed() }),
        ("specialty2", Problem::Taken, ProfileForm { specialty2: "ORTOPÉDIA".into(), ..typed() }),
        ("specialty3", Problem::BadCharacter, ProfileForm { specialty3: "a\u{202e}b".into(), ..typed() }),
        ("rqe1", Problem::BadCharacter, ProfileForm { rqe1: "12a".into(), ..typed() }),
        ("rqe1", Problem::TooLong, ProfileForm { rqe1: "1".repeat(11), ..typed() }),
        ("language1", Problem::Missing, ProfileForm { language1: String::new(), ..typed() }),
        ("language2", Problem::NotAChoice, ProfileForm { language2: "klingon".into(), ..typed() }),
        ("price", Problem::NotAnAmount, ProfileForm { price: "-1".into(), ..typed() }),
        ("price", Problem::TooLarge, ProfileForm { price: "100.000,01".into(), ..typed() }),
        ("modality", Problem::NotAChoice, ProfileForm { modality: String::new(), ..typed() }),
        ("time_zone", Problem::NotAChoice, ProfileForm { time_zone: "Mars/Olympus".into(), ..typed() }),
    ] {
        assert_eq!(form.check().unwrap_err().of(field), Some(problem), "{field}");
    }
}

#[test]
fn the_same_registration_twice_is_one_too_many() {
    let form = ProfileForm { council2: "CRM".into(), registration2: " 98765".into(), uf2: "SP".into(), ..typed() };
    assert_eq!(form.check().unwrap_err().of("registration2"), Some(Problem::Taken));
}

#[test]
fn a_biography_has_lines_and_an_end() {
    let form = |biography: &str| BiographyForm { professional: typed().professional, biography: biography.into() };
    assert_eq!(form(" Cuido de joelhos.\r\nHá dez anos. ").check().unwrap().text, "Cuido de joelhos.\nHá dez anos.");
    assert_eq!(form("").check().unwrap().text, "");
    assert_eq!(form(&"á".repeat(BIOGRAPHY_CHARS_MAX)).check().unwrap().text.chars().count(), BIOGRAPHY_CHARS_MAX);
    assert_eq!(form(&"a".repeat(BIOGRAPHY_CHARS_MAX + 1)).check().unwrap_err().of("biography"), Some(Problem::TooLong));
    assert_eq!(form("a\0b").check().unwrap_err().of("biography"), Some(Problem::BadCharacter));
}

#[test]
fn every_zone_that_can_be_chosen_is_one() {
    for zone in WorkZone::ALL {
        assert!(jiff::tz::TimeZone::get(zone.as_str()).is_ok(), "{zone:?}");
    }
    assert_eq!(WorkZone::CampoGrande.place(), "Campo Grande");
}
