use super::*;
use crate::Problem;

const TODAY: civil::Date = civil::date(2026, 3, 2);

fn form(typed: &[(&str, &str)]) -> PatientForm {
    let base = [("name", "Ana Souza"), ("birth_date", "1990-05-20")];
    let all = base.iter().chain(typed);
    PatientForm(all.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
}

#[test]
fn a_name_and_a_birth_date_are_enough_and_the_patient_pays() {
    let details = form(&[]).check(TODAY).unwrap();
    assert_eq!(details.sheet().text(Detail::Payer), PayerId::SELF_PAY.to_string());
    let others = Detail::ALL.iter().filter(|&&detail| !details.sheet().text(detail).is_empty());
    assert_eq!(others.count(), 3);
    let errors = PatientForm::default().check(TODAY).err().unwrap();
    assert_eq!(errors.0.keys().collect::<Vec<_>>(), ["birth_date", "name"]);
}

#[test]
fn every_detail_is_kept_in_one_way_of_writing() {
    for (detail, typed, kept) in [
        ("cpf", "529.982.247-25", "52998224725"),
        ("cns", "700 0000 0000 0005", "700000000000005"),
        ("cep", "01310-100", "01310100"),
        ("phone", "(11) 94321-4321", "+5511943214321"),
        ("mother_name", " Maria   Souza ", "Maria Souza"),
        ("uf", "SP", "SP"),
        ("race_colour", "not_told", "not_told"),
        ("email", "Ana@Example.com", "Ana@Example.com"),
    ] {
        let details = form(&[(detail, typed)]).check(TODAY).unwrap();
        assert_eq!(details.sheet().text(Detail::parse(detail).unwrap()), kept, "{detail}");
    }
}

#[test]
fn every_wrong_detail_is_named_at_once() {
    let wrong = [
        ("cpf", "529.982.247-26", Problem::NotACpf),
        ("cns", "898001160152321", Problem::NotACns),
        ("cep", "1", Problem::NotACep),
        ("other_phone", "x", Problem::NotAPhone),
        ("municipality_code", "12", Problem::NotAMunicipality),
        ("sex", "any", Problem::NotAChoice),
        ("race_colour", "x", Problem::NotAChoice),
        ("uf", "XX", Problem::NotAChoice),
        ("payer", "x", Problem::NotAChoice),
        ("email", "ana", Problem::NotAnEmail),
        ("social_name", "<b>", Problem::BadCharacter),
    ];
    let typed = wrong.map(|(name, text, _)| (name, text));
    let errors = form(&typed).check(TODAY).err().unwrap();
    for (name, _, problem) in wrong {
        assert_eq!(errors.of(name), Some(problem), "{name}");
    }
    assert_eq!(errors.0.len(), wrong.len());
    let long = "x".repeat(120 + 1);
    assert_eq!(form(&[("street", &long)]).check(TODAY).err().unwrap().of("street"), Some(Problem::TooLong));
}

#[test]
fn a_sheet_can_be_typed_again_and_nothing_changes() {
    let typed = [("cpf", "529.982.247-25"), ("phone", "(11) 94321-4321"), ("sex", "female"), ("cep", "01310-100")];
    let first = form(&typed).check(TODAY).unwrap();
    let again = PatientForm::from(first.sheet()).check(TODAY).unwrap();
    assert!(first.sheet().changes_to(again.sheet()).is_empty());
}

#[test]
fn patients_change_how_they_are_reached_and_nothing_else() {
    let before = form(&[("cpf", "529.982.247-25"), ("phone", "(11) 94321-4321")]).check(TODAY).unwrap();
    let sent = form(&[("name", "Outra"), ("cpf", ""), ("phone", ""), ("street", "Rua A"), ("payer", "x")]);
    let after = sent.check_contact(TODAY).unwrap().within(before.sheet());
    let changed = before.sheet().changes_to(after.sheet());
    let changed = changed.iter().map(|change| (change.detail, change.after.as_str())).collect::<Vec<_>>();
    assert_eq!(changed, [(Detail::Street, "Rua A"), (Detail::Phone, "")]);
}

#[test]
fn the_social_name_is_shown_first() {
    let sheet = form(&[("social_name", "Bia")]).check(TODAY).unwrap();
    assert_eq!(sheet.sheet().shown_name(), "Bia");
    assert_eq!(form(&[]).check(TODAY).unwrap().sheet().shown_name(), "Ana Souza");
}

#[test]
fn a_telephone_number_is_shown_as_people_write_it() {
    for (kept, shown) in [
        ("+5511943214321", "(11) 94321-4321"),
        ("+555532221234", "(55) 3222-1234"),
        ("+351912345678", "+351912345678"),
        ("", ""),
    ] {
        assert_eq!(shown_phone(kept), shown, "{kept}");
    }
}
