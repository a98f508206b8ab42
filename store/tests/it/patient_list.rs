//! The list of patients at the desk: search as one types, filters, pages that stay where they are, and their plans.

use domain::{
    PatientId,
    audit::EventKind::RegistrationChanged,
    patients::{AlikeBy, LIST_ROWS_MAX, ListForm, ListPage, PatientForm},
};
use store::{Caller, Result, family, patients};

use crate::{
    given::{Clinic, assert_missing, email_of, new_dependant, random_id},
    registry::details,
};

const CPF: &str = "529.982.247-25";

async fn page(caller: &Caller, form: ListForm) -> Result<ListPage> {
    patients::list(caller, form.check().unwrap()).await
}

async fn found(caller: &Caller, sought: &str) -> Vec<String> {
    let form = ListForm { sought: sought.into(), ..ListForm::default() };
    let page = page(caller, form).await.unwrap();
    page.patients.into_iter().map(|card| card.name).collect()
}

async fn narrowed(caller: &Caller, sought: &str, filter: &str) -> Vec<String> {
    let form = ListForm { sought: sought.into(), filter: filter.into(), ..ListForm::default() };
    let page = page(caller, form).await.unwrap();
    page.patients.into_iter().map(|card| card.name).collect()
}

async fn add(desk: &Caller, name: &str, typed: &[(&str, &str)]) -> PatientId {
    patients::add(desk, details(name, typed)).await.unwrap()
}

/// Walks through every page; gives the names in order.
async fn walked(desk: &Caller, form: &ListForm) -> Vec<String> {
    let (mut names, mut after) = (Vec::new(), String::new());
    loop {
        let page = page(desk, ListForm { after, ..form.clone() }).await.unwrap();
        assert!(page.patients.len() <= usize::try_from(LIST_ROWS_MAX).unwrap());
        names.extend(page.patients.into_iter().map(|card| card.name));
        match page.next {
            Some(last) => after = last.to_string(),
            None => return names,
        }
    }
}

both_engines! {
    async fn several_words_in_any_order_find_somebody_whatever_accents_and_capitals(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        for name in ["José da Conceição", "Maria José d'Ávila", "Ana Sá", "Joana Prado"] {
            add(&rosa, name, &[]).await;
        }
        for (sought, expected) in [
            ("jose", &["José da Conceição", "Maria José d'Ávila"][..]),
            ("CONCEI jo", &["José da Conceição"]),
            ("avila maria jose", &["Maria José d'Ávila"]),
            ("j", &["Joana Prado", "José da Conceição", "Maria José d'Ávila"]),
            ("sá ana", &["Ana Sá"]),
            ("ana", &["Ana Sá"]),
            ("conceicaoes", &[]),
            ("jose prado", &[]),
            ("%", &["Ana Sá", "Joana Prado", "José da Conceição", "Maria José d'Ávila"]),
            ("'; drop table patient", &[]),
        ] {
            assert_eq!(found(&rosa, sought).await, expected, "{sought}");
        }
    }

    async fn everybody_is_found_however_they_came(clinic: Clinic) {
        let (rosa, ana) = (clinic.reception("Rosa").await, clinic.patient("Ana Souza").await);
        family::add(&ana, new_dependant("Téo Souza")).await.unwrap();
        add(&rosa, "Rui Souza", &[]).await;
        assert_eq!(found(&rosa, "souz").await, ["Ana Souza", "Rui Souza", "Téo Souza"]);
    }

    async fn a_cpf_and_a_cns_find_exactly_their_holder(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        add(&rosa, "Ana", &[("cpf", CPF), ("cns", "700000000000005")]).await;
        add(&rosa, "Rui", &[]).await;
        for sought in [CPF, "52998224725", "700 0000 0000 0005"] {
            assert_eq!(found(&rosa, sought).await, ["Ana"], "{sought}");
        }
        for sought in ["529.982.247", "111.444.777-35", "5299822472"] {
            assert!(found(&rosa, sought).await.is_empty(), "{sought}");
        }
    }

    async fn a_new_name_finds_and_the_old_one_does_not_and_both_names_of_somebody_do(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let bia = add(&rosa, "João Prado", &[]).await;
        let edit = patients::edit(&rosa, bia, 1, details("João Lima", &[("social_name", "Bia Lima")]));
        clinic.leaving(&[RegistrationChanged], edit).await.unwrap();
        assert!(found(&rosa, "prado").await.is_empty());
        for sought in ["bia", "joao", "lima joao"] {
            assert_eq!(found(&rosa, sought).await, ["Bia Lima"], "{sought}");
        }
        patients::edit(&rosa, bia, 2, details("Bia Lima", &[])).await.unwrap();
        assert!(found(&rosa, "joao").await.is_empty());
        assert_eq!(clinic.number("select count(*) from patient_word").await, 7);
    }

    async fn the_list_is_narrowed_with_and_without_a_search(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        clinic.patient("Ana Souza").await;
        add(&rosa, "Bia Souza", &[("uf", "SP")]).await;
        add(&rosa, "Caio Lima", &[("uf", "RJ")]).await;
        let payer = domain::PayerId(random_id());
        let literal = clinic.literal(payer.0);
        clinic.sql(&format!("insert into payer (id, name) values ({literal}, 'Convênio')")).await.unwrap();
        add(&rosa, "Davi Lima", &[("payer", &payer.to_string())]).await;
        for (sought, filter, expected) in [
            ("", "with_account", &["Ana Souza"][..]),
            ("", "without_account", &["Bia Souza", "Caio Lima", "Davi Lima"]),
            ("souza", "without_account", &["Bia Souza"]),
            ("souza", "with_account", &["Ana Souza"]),
            ("", "SP", &["Bia Souza"]),
            ("lima", "SP", &[]),
            ("lima", "RJ", &["Caio Lima"]),
            ("", &payer.to_string(), &["Davi Lima"]),
            ("lima", &payer.to_string(), &["Davi Lima"]),
        ] {
            assert_eq!(narrowed(&rosa, sought, filter).await, expected, "{sought} {filter}");
        }
    }

    async fn pages_follow_one_another_and_stay_where_they_are(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        // Two names alike: the id tells them apart.
        let mut names = (0..120).map(|number| format!("Ana {:03}", number / 2)).collect::<Vec<_>>();
        for name in names.iter().rev() {
            add(&rosa, name, &[]).await;
        }
        for sought in ["", "ana"] {
            assert_eq!(walked(&rosa, &ListForm { sought: sought.into(), ..ListForm::default() }).await, names);
        }
        let first = page(&rosa, ListForm::default()).await.unwrap();
        let after = first.next.unwrap().to_string();
        let second = page(&rosa, ListForm { after: after.clone(), ..ListForm::default() }).await.unwrap();
        add(&rosa, "Aaron", &[]).await;
        assert_eq!(page(&rosa, ListForm { after, ..ListForm::default() }).await.unwrap(), second);
        names.reverse();
        names.insert(0, "Aaron".into());
        let newest = ListForm { order: "newest".into(), ..ListForm::default() };
        // Ids of the same instant are told apart by chance.
        let (mut walked, mut all) = (walked(&rosa, &newest).await, names);
        walked.sort_unstable();
        all.sort_unstable();
        assert_eq!(walked, all);
    }

    async fn the_latest_come_first_when_asked_so(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        for (minute, name) in ["Bia", "Ana", "Caio"].into_iter().enumerate() {
            add(&rosa.at(clinic.now().plus_minutes(i64::try_from(minute).unwrap())), name, &[]).await;
        }
        let newest = ListForm { order: "newest".into(), ..ListForm::default() };
        assert_eq!(walked(&rosa, &newest).await, ["Caio", "Ana", "Bia"]);
    }

    async fn a_page_behind_nobody_is_missing(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let form = ListForm { after: random_id().to_string(), ..ListForm::default() };
        assert_missing(clinic.untouched(page(&rosa, form)).await);
    }

    async fn whoever_may_be_known_already_is_shown_while_they_are_typed(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        clinic.patient("Ana Souza").await;
        let contact = [("cpf", CPF), ("email", "Casa@Example.com")];
        let (caio, mae) = (add(&rosa, "Caio Lima", &contact).await, add(&rosa, "Mãe Lima", &contact[1..]).await);
        let joao = add(&rosa, "João Prado", &[("social_name", "Bia Prado")]).await;
        let alike = async |typed: &[(&str, &str)]| {
            let typed = typed.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
            let sought = PatientForm(typed.collect()).alike(rosa.today());
            let found = clinic.untouched(patients::alike(&rosa, sought)).await.unwrap();
            found.into_iter().map(|alike| (alike.card.id, alike.by)).collect::<Vec<_>>()
        };
        assert_eq!(alike(&[("cpf", "52998224725"), ("name", "Outro")]).await, [(caio, AlikeBy::Cpf)]);
        let both = alike(&[("cpf", CPF), ("email", "casa@example.com")]).await;
        assert_eq!(both, [(caio, AlikeBy::Cpf), (mae, AlikeBy::Email)]);
        let born = ("birth_date", "1990-05-20");
        for name in ["JOAO  prado", "bia Prado"] {
            assert_eq!(alike(&[("name", name), born]).await, [(joao, AlikeBy::Person)], "{name}");
        }
        assert_eq!(alike(&[("email", &email_of("Ana Souza"))]).await.len(), 1, "an account's address counts too");
        for nobody in [&[("name", "João Prado")][..], &[("name", "João Prado"), ("birth_date", "1990-05-21")], &[]] {
            assert!(alike(nobody).await.is_empty());
        }
    }

    /// P10: however many patients there are, a page reads an index from where it begins, and sorts nothing.
    async fn every_listed_query_enters_an_index_in_its_own_order(clinic: Clinic) {
        fill(&clinic).await;
        for (name, sql) in patients::LISTED {
            // Where a parameter may be nothing, PostgreSQL must be told what it would be.
            let types = if *name == "BY_WORDS" { "(text, uuid, bigint, text, text, text, text, text, uuid, text)" } else { "" };
            clinic.assert_enters_an_index(name, sql, types).await;
        }
    }
}

/// Enough patients that a planner would rather not read them all.
pub(crate) async fn fill(clinic: &Clinic) {
    let id = if clinic.is_sqlite() { "randomblob(16)" } else { "gen_random_uuid()" };
    let fill = format!(
        "insert into patient (id, name, name_folded, birth_date, uf, created_at)
         with recursive line(number) as (select 1 union all select number + 1 from line where number < 5000)
         select {id}, 'Ana', 'ana ' || number, '1990-05-20', case when number % 2 = 0 then 'SP' else 'RJ' end, number
         from line"
    );
    clinic.sql(&fill).await.unwrap();
    let words = "insert into patient_word (word, name_folded, patient_id) select 'ana', name_folded, id from patient";
    clinic.sql(words).await.unwrap();
    clinic.sql("analyze").await.unwrap();
}
