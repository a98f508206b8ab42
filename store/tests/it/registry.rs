//! The registry: what the desk keeps of a patient, what patients keep themselves, and what stays of every change.

use domain::{
    PatientId, PayerId, Problem, Refusal,
    audit::EventKind::{PatientAdded, PatientSeen, RegistrationChanged, RegistrationSeen},
    patients::{Contact, Detail, Details, PatientForm},
    privacy::Why,
};
use store::{Caller, Error, Result, accounts, care, family, patients, privacy};

use crate::{
    given::{
        assert_denied, assert_missing, assert_one_winner, assert_refused, assert_taken, at_once, email_of,
        new_dependant, random_id, registration_with, sought,
    },
    raw::holds,
};

const CPF: &str = "529.982.247-25";
const CNS: &str = "700 0000 0000 0005";

/// Everything the desk can know of somebody, and what of it must stand in no plain column.
const ALL: &[(&str, &str)] = &[
    ("sex", "female"),
    ("race_colour", "brown"),
    ("mother_name", "Zulmira Teixeira"),
    ("birthplace", "Itapecerica da Serra"),
    ("cpf", CPF),
    ("cns", CNS),
    ("passport", "FX998877"),
    ("cep", "01310-100"),
    ("street", "Alameda Jacarandá"),
    ("number", "1578"),
    ("complement", "Bloco Girassol"),
    ("district", "Cerqueira César"),
    ("municipality", "São Paulo"),
    ("municipality_code", "3550308"),
    ("uf", "SP"),
    ("phone", "(11) 94321-4321"),
    ("other_phone", "(11) 3222-1234"),
    ("email", "contato.ana@example.com"),
    ("emergency_name", "Ovídio Teixeira"),
    ("emergency_phone", "(21) 98888-7777"),
    ("emergency_relationship", "tio-avô"),
];
const SECRETS: &[&str] = &[
    "Zulmira",
    "Itapecerica",
    "52998224725",
    "700000000000005",
    "FX998877",
    "01310100",
    "Jacarandá",
    "Girassol",
    "Cerqueira",
    "3550308",
    "11943214321",
    "1132221234",
    "contato.ana",
    "Ovídio",
    "21988887777",
    "tio-avô",
    "brown",
];

fn form(name: &str, typed: &[(&str, &str)]) -> PatientForm {
    let base = [("name", name), ("birth_date", "1990-05-20")];
    let all = base.iter().chain(typed);
    PatientForm(all.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect())
}

/// What the desk typed.
pub(crate) fn details(name: &str, typed: &[(&str, &str)]) -> Details {
    form(name, typed).check(jiff::civil::date(2026, 3, 2)).unwrap()
}

fn contact(typed: &[(&str, &str)]) -> Contact {
    form("", typed).check_contact(jiff::civil::date(2026, 3, 2)).unwrap()
}

/// Changes something of a patient, whatever version they are at.
pub(crate) async fn edited(caller: &Caller, id: PatientId) -> Result<()> {
    let number = random_id().to_string();
    for version in 1.. {
        match patients::edit(caller, id, version, details("Ana", &[("complement", &number)])).await {
            Err(Error::Refused(Refusal::ChangedMeanwhile)) => {}
            answer => return answer,
        }
    }
    unreachable!()
}

/// Changes how the caller is reached, whatever version they are at.
pub(crate) async fn contact_edited(caller: &Caller) -> Result<()> {
    let number = random_id().to_string();
    let own = caller.must_be_patient().unwrap_or_else(|_| random_id().into());
    for version in 1.. {
        match patients::edit_contact(caller, own, version, contact(&[("complement", &number)])).await {
            Err(Error::Refused(Refusal::ChangedMeanwhile)) => {}
            answer => return answer,
        }
    }
    unreachable!()
}

both_engines! {
    async fn the_desk_registers_somebody_without_an_account_and_reads_everything_again(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let add = patients::add(&rosa, details("Ana Souza", ALL));
        let ana = clinic.leaving(&[PatientAdded], add).await.unwrap();
        let kept = clinic.leaving(&[RegistrationSeen], patients::sheet(&rosa, ana)).await.unwrap();
        assert!(kept.sheet.changes_to(details("Ana Souza", ALL).sheet()).is_empty());
        assert_eq!((kept.version, kept.payers.len()), (1, 1));
        let page = clinic.leaving(&[RegistrationSeen], patients::registration(&rosa, ana)).await.unwrap();
        assert_eq!((page.age_years, page.has_account, page.version), (35, false, 1));
        assert_eq!(page.sheet.text(Detail::Cpf), "529.***.***-25", "its middle is hidden outside of its form");
        assert_eq!(page.sheet.text(Detail::Payer), "Particular");
        assert!(page.edits.is_empty());
        assert_eq!(clinic.number("select count(*) from account where role = 'patient'").await, 0);
    }

    async fn s28_what_the_registry_keeps_stands_in_no_plain_column_nor_does_its_history(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let ana = patients::add(&rosa, details("Ana Souza", ALL)).await.unwrap();
        patients::edit(&rosa, ana, 1, details("Ana Souza", &[])).await.unwrap();
        patients::edit(&rosa, ana, 2, details("Ana Souza", ALL)).await.unwrap();
        let dump = clinic.dump().await;
        assert!(holds(&dump, "Ana Souza"));
        for secret in SECRETS {
            assert!(!holds(&dump, secret), "{secret} stands in the database");
        }
    }

    async fn two_patients_never_have_the_same_cpf_or_cns_at_the_desk(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let ana = patients::add(&rosa, details("Ana", ALL)).await.unwrap();
        let same_cpf = patients::add(&rosa, details("Rui", &[("cpf", "52998224725")]));
        assert_taken(clinic.untouched(same_cpf).await, "cpf");
        let rui = patients::add(&rosa, details("Rui", &[])).await.unwrap();
        let same_cns = patients::edit(&rosa, rui, 1, details("Rui", &[("cns", CNS)]));
        assert_taken(clinic.untouched(same_cns).await, "cns");
        // What is given up is free again.
        patients::edit(&rosa, ana, 1, details("Ana", &[])).await.unwrap();
        patients::edit(&rosa, rui, 1, details("Rui", &[("cpf", CPF), ("cns", CNS)])).await.unwrap();
    }

    async fn whoever_registers_with_a_cpf_of_the_desk_takes_it_over_and_edits_go_on(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let at_desk = patients::add(&rosa, details("Ana Souza", &[("cpf", CPF)])).await.unwrap();
        let account = clinic.enrolled(registration_with("Ana Souza", &email_of("Ana"), CPF)).await;
        let changed = details("Ana Souza", &[("cpf", CPF), ("street", "Rua A")]);
        patients::edit(&rosa, at_desk, 1, changed).await.unwrap();
        let holder = clinic.texts("select id from patient where cpf_index is not null").await;
        assert_eq!(holder, [clinic.holder(account).await.must_be_patient().unwrap().to_string()]);
    }

    async fn an_edit_of_an_old_version_is_refused_and_loses_nothing(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let ana = patients::add(&rosa, details("Ana", &[("street", "Rua A")])).await.unwrap();
        patients::edit(&rosa, ana, 1, details("Ana", &[("street", "Rua B")])).await.unwrap();
        for version in [0, 1, 3, i64::MAX] {
            let late = patients::edit(&rosa, ana, version, details("Ana", &[("street", "Rua C")]));
            assert_refused(clinic.untouched(late).await, Refusal::ChangedMeanwhile);
        }
        let kept = patients::sheet(&rosa, ana).await.unwrap();
        assert_eq!((kept.version, kept.sheet.text(Detail::Street)), (2, "Rua B"));
        // What changes nothing leaves nothing.
        clinic.untouched(patients::edit(&rosa, ana, 2, details("Ana", &[("street", "Rua B")]))).await.unwrap();
    }

    async fn of_many_edits_at_once_one_is_kept(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let ana = patients::add(&rosa, details("Ana", &[])).await.unwrap();
        let answers = at_once(8, move |number| {
            let rosa = rosa.clone();
            async move { patients::edit(&rosa, ana, 1, details("Ana", &[("number", &number.to_string())])).await }
        });
        assert_one_winner(answers.await, Refusal::ChangedMeanwhile);
        assert_eq!(clinic.number("select count(*) from patient_change").await, 1);
    }

    async fn every_change_stays_with_who_when_and_both_texts(clinic: Clinic) {
        let (marta, rosa) = (clinic.administrator().await, clinic.reception("Rosa").await);
        let ana = patients::add(&rosa, details("Ana", &[("street", "Rua A")])).await.unwrap();
        let later = marta.at(clinic.now().plus_minutes(60));
        let edit = patients::edit(&later, ana, 1, details("Ana Souza", &[("street", "Rua B"), ("cpf", CPF)]));
        clinic.leaving(&[RegistrationChanged], edit).await.unwrap();
        let edits = patients::registration(&rosa, ana).await.unwrap().edits;
        assert_eq!((edits.len(), edits[0].by.as_deref(), edits[0].at.at), (1, Some("Marta Lima"), later.now));
        let changes = edits[0].changes.iter().map(|it| (it.detail, it.before.as_str(), it.after.as_str()));
        assert_eq!(changes.collect::<Vec<_>>(), [
            (Detail::Name, "Ana", "Ana Souza"),
            (Detail::Cpf, "", "529.***.***-25"),
            (Detail::Street, "Rua A", "Rua B"),
        ]);
        for tampering in ["update patient_change set version = 9", "delete from patient_change"] {
            assert!(clinic.untouched(clinic.sql(tampering)).await.is_err(), "{tampering}");
        }
    }

    async fn the_social_name_is_what_everybody_reads_first(clinic: Clinic) {
        let (rosa, helena) = (clinic.reception("Rosa").await, clinic.professional("Helena").await);
        let bia = clinic.patient("João Souza").await;
        let id = bia.must_be_patient().unwrap();
        clinic.booked(&bia, &helena).await;
        let social = details("João Souza", &[("social_name", "Bia Souza")]);
        patients::edit(&rosa, id, 1, social).await.unwrap();
        assert_eq!(care::patients(&helena, "").await.unwrap()[0].name, "Bia Souza");
        assert_eq!(accounts::profile(&bia).await.unwrap().name, "Bia Souza");
        let page = patients::registration(&helena, id).await.unwrap();
        assert_eq!(page.sheet.text(Detail::Name), "João Souza");
        // Whoever brings only the document finds them all the same.
        for name in ["João Souza", "Bia Souza"] {
            assert_eq!(privacy::seek(&helena, sought(name)).await.unwrap().unwrap().id, id);
        }
    }

    async fn patients_keep_how_they_are_reached_and_nothing_else(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let id = ana.must_be_patient().unwrap();
        let sent = contact(&[("phone", "(11) 94321-4321"), ("cpf", CPF), ("payer", "nobody"), ("name", "Outra")]);
        clinic.leaving(&[RegistrationChanged], patients::edit_contact(&ana, id, 1, sent)).await.unwrap();
        let page = clinic.leaving(&[RegistrationSeen], patients::registration(&ana, id)).await.unwrap();
        let texts = [Detail::Name, Detail::Phone, Detail::Cpf, Detail::Payer].map(|detail| page.sheet.text(detail));
        assert_eq!(texts, ["Ana", "+5511943214321", "", "Particular"]);
        assert_eq!((page.version, page.edits[0].by.as_deref()), (2, Some("Ana")));
        let late = patients::edit_contact(&ana, id, 1, contact(&[]));
        assert_refused(clinic.untouched(late).await, Refusal::ChangedMeanwhile);
        assert_denied(clinic.untouched(patients::edit(&ana, id, 2, details("Ana", &[]))).await);
    }

    async fn a_guardian_keeps_how_their_dependant_is_reached(clinic: Clinic) {
        let ana = clinic.patient("Ana").await;
        let nina = family::add(&ana, new_dependant("Nina")).await.unwrap();
        let acting = ana.acting_as(family::acting(&clinic.db, ana.actor, nina).await.unwrap());
        // A tab of before still shows herself.
        let other_tab = patients::edit_contact(&acting, ana.must_be_patient().unwrap(), 1, contact(&[]));
        assert_refused(clinic.untouched(other_tab).await, Refusal::OtherPerson);
        patients::edit_contact(&acting, nina, 1, contact(&[("street", "Rua A")])).await.unwrap();
        assert_eq!(patients::registration(&acting, nina).await.unwrap().sheet.text(Detail::Street), "Rua A");
        assert_missing(clinic.untouched(patients::registration(&ana, nina)).await);
        let own = patients::registration(&ana, ana.must_be_patient().unwrap()).await.unwrap();
        assert_eq!(own.sheet.text(Detail::Street), "");
    }

    async fn whoever_cares_reads_the_registry_without_its_history(clinic: Clinic) {
        let (helena, otto) = (clinic.professional("Helena").await, clinic.professional("Otto").await);
        let ana = clinic.patient("Ana").await;
        let id = ana.must_be_patient().unwrap();
        patients::edit_contact(&ana, id, 1, contact(&[("street", "Rua A")])).await.unwrap();
        assert_missing(clinic.untouched(patients::registration(&helena, id)).await);
        clinic.booked(&ana, &helena).await;
        let page = clinic.leaving(&[PatientSeen], patients::registration(&helena, id)).await.unwrap();
        assert_eq!((page.sheet.text(Detail::Street), page.edits.len()), ("Rua A", 0));
        assert_missing(clinic.untouched(patients::registration(&otto, id)).await);
        assert_denied(clinic.untouched(patients::sheet(&helena, id)).await);
    }

    async fn patients_see_that_the_desk_read_their_registry(clinic: Clinic) {
        let (rosa, ana) = (clinic.reception("Rosa").await, clinic.patient("Ana").await);
        patients::registration(&rosa, ana.must_be_patient().unwrap()).await.unwrap();
        let readings = privacy::readings(&ana, None).await.unwrap();
        assert_eq!((readings.len(), readings[0].who.as_deref(), readings[0].why), (1, Some("Rosa"), Why::Desk));
    }

    async fn a_payer_nobody_knows_is_no_choice(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let payer = PayerId(random_id()).to_string();
        let added = clinic.untouched(patients::add(&rosa, details("Ana", &[("payer", &payer)]))).await;
        match added {
            Err(Error::Fields(errors)) => assert_eq!(errors.of("payer"), Some(Problem::NotAChoice)),
            other => panic!("{}", crate::answers::outcome(other)),
        }
    }
}
