//! Files of patients: what becomes of each row, whatever is in the file, and whoever is killed while it is read.

use domain::{
    ImportId, Refusal,
    audit::EventKind::{ImportFinished, ImportSeen, ImportStarted, ImportUploaded, PatientAdded, PatientsExported},
    import::{BATCH_ROWS, ImportCounts, ImportState, Mapping, MappingForm, RowReason, guess},
    jobs::Job,
    patients::{Detail, ListForm},
};
use futures_util::future::BoxFuture;
use store::{
    Caller, Error, Result,
    imports::{self, Progress},
    patients,
};

use crate::{
    given::{Clinic, assert_denied, assert_missing, assert_refused, at_once, email_of, random_id, registration_with},
    registry::details,
};

pub(crate) const HEADINGS: &str = "nome;nascimento;cpf;email;celular";

/// A mapping of [`HEADINGS`].
pub(crate) fn mapping() -> Mapping {
    guess(&HEADINGS.split(';').map(str::to_owned).collect::<Vec<_>>()).check().unwrap()
}

/// Brings a file.
pub(crate) fn uploaded<'a>(caller: &'a Caller, file: &'a [u8]) -> BoxFuture<'a, Result<ImportId>> {
    Box::pin(async move {
        let mut upload = imports::begin(caller, "pacientes.csv").await?;
        for part in file.chunks(100_000) {
            upload.feed(part).await?;
        }
        upload.finish().await
    })
}

/// Brings a file that is none: what is left of it is nothing, but for whoever may bring one.
pub(crate) async fn uploaded_and_gone(caller: &Caller) -> Result<()> {
    imports::begin(caller, "pacientes.csv").await?.abandon().await
}

pub(crate) fn file_of(rows: &[&str]) -> Vec<u8> {
    format!("{HEADINGS}\n{}\n", rows.join("\n")).into_bytes()
}

/// Brings a file and has it worked through to its end.
pub(crate) async fn imported(clinic: &Clinic, caller: &Caller, file: &[u8]) -> ImportId {
    let id = uploaded(caller, file).await.unwrap();
    imports::start(caller, id, mapping()).await.unwrap();
    worked(clinic, id).await;
    id
}

pub(crate) async fn worked(clinic: &Clinic, id: ImportId) {
    let mut reader = imports::reader(&clinic.system(), id).await.unwrap().unwrap();
    while reader.batch(&clinic.system()).await.unwrap() == Progress::More {}
}

pub(crate) async fn counts(caller: &Caller, id: ImportId) -> (i64, i64, i64, i64) {
    let ImportCounts { read, added, known, refused } = imports::import(caller, id).await.unwrap().card.counts;
    (read, added, known, refused)
}

pub(crate) async fn names(caller: &Caller) -> Vec<String> {
    let page = patients::list(caller, ListForm::default().check().unwrap()).await.unwrap();
    page.patients.into_iter().map(|card| card.name).collect()
}

pub(crate) fn many(count: usize) -> Vec<u8> {
    let row = |number: usize| {
        let (day, name, phone) = (1 + number % 28, name_of(number), number % 9999);
        format!("{name} Souza;{day:02}/02/1990;;p{number}@example.com;(11) 94321-{phone:04}\r\n")
    };
    let rows = (0..count).map(row).collect::<Vec<_>>().concat();
    format!("{HEADINGS}\r\n{rows}").into_bytes()
}

pub(crate) fn name_of(number: usize) -> String {
    let letters = number.to_string().into_bytes().into_iter().map(|digit| char::from(digit - b'0' + b'a'));
    format!("Pessoa {}", letters.collect::<String>())
}

both_engines! {
    async fn every_row_becomes_a_patient_or_a_reason(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let file = file_of(&[
            "Ana Souza;20/05/1990;529.982.247-25;ana@example.com;(11) 94321-4321",
            "Rui;31/02/1990;52998224726;;",
            "\"aberta;01/01/1990",
        ]);
        let id = clinic.leaving(&[ImportUploaded], uploaded(&rosa, &file)).await.unwrap();
        let page = clinic.leaving(&[ImportSeen], imports::import(&rosa, id)).await.unwrap();
        let preview = page.preview.unwrap();
        assert_eq!((preview.separator, preview.headings.join(";")), (';', HEADINGS.to_owned()));
        assert_eq!((preview.rows[0][0].as_str(), preview.guessed.check().unwrap()), ("Ana Souza", mapping()));
        clinic.leaving(&[ImportStarted], imports::start(&rosa, id, mapping())).await.unwrap();
        assert_eq!(clinic.queued().await.last(), Some(&Job::ImportPatients(id)));
        clinic.leaving(&[PatientAdded, ImportFinished], worked(&clinic, id)).await;
        assert_eq!(counts(&rosa, id).await, (3, 1, 0, 2));
        let refused = imports::refused(&rosa, id, None).await.unwrap();
        let said = refused.iter().map(|row| (row.line, row.column.map_or("", |column| column.as_str()), row.reason));
        assert_eq!(said.collect::<Vec<_>>(), [
            (3, "birth_date", RowReason::NotADate),
            (3, "cpf", RowReason::NotACpf),
            (4, "", RowReason::QuoteNotClosed),
        ]);
        let card = imports::imports(&rosa).await.unwrap().remove(0);
        assert_eq!((card.state, card.file_name.as_str(), card.by.as_str()), (ImportState::Done, "pacientes.csv", "Rosa"));
        assert_eq!(card.percent, 100);
        let ana = patients::list(&rosa, ListForm { sought: "529.982.247-25".into(), ..ListForm::default() }.check().unwrap());
        let ana = ana.await.unwrap().patients.remove(0).id;
        let sheet = patients::sheet(&rosa, ana).await.unwrap().sheet;
        assert_eq!((sheet.text(Detail::Phone), sheet.text(Detail::BirthDate)), ("+5511943214321", "1990-05-20"));
    }

    async fn the_same_file_twice_changes_nothing(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let file = file_of(&[
            "Ana Souza;20/05/1990;529.982.247-25;;",
            "João Lima;20/05/1990;;familia@example.com;",
            "Íris Lima;21/05/1990;;familia@example.com;",
            "João Lima;20/05/1990;;;",
        ]);
        let first = imported(&clinic, &rosa, &file).await;
        assert_eq!(counts(&rosa, first).await, (4, 3, 1, 0), "the same row twice is one patient, a shared address is not");
        let kept = clinic.texts("select id from patient order by id").await;
        let second = imported(&clinic, &rosa, &file).await;
        assert_eq!(counts(&rosa, second).await, (4, 0, 4, 0));
        assert_eq!(clinic.texts("select id from patient order by id").await, kept);
    }

    async fn whoever_is_known_by_cpf_account_or_name_is_not_added_and_other_cpfs_are_other_people(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        patients::add(&rosa, details("Ana Souza", &[("cpf", "529.982.247-25"), ("social_name", "Ani Souza")])).await.unwrap();
        clinic.enrolled(registration_with("Rui Lima", &email_of("Rui"), "")).await;
        clinic.enrolled(registration_with("Lia Prado", &email_of("Lia"), "111.444.777-35")).await;
        let (rui, lia) = (email_of("Rui").to_uppercase(), email_of("Lia"));
        let file = file_of(&[
            // By CPF, whatever else is said.
            "Outro Nome;01/01/1950;52998224725;;",
            // By the address somebody signs in with.
            &format!("Rui L.;01/01/1951;;{rui};"),
            // By name, as in the document or as they are called.
            "ANA SOUZA;20/05/1990;;;",
            "ani  souza;20/05/1990;;;",
            // A daughter with the address of her mother, and a namesake born on the same day.
            &format!("Bia Prado;02/02/2015;123.456.789-09;{lia};"),
            "Ana Souza;20/05/1990;987.654.321-00;;",
        ]);
        let id = imported(&clinic, &rosa, &file).await;
        assert_eq!(counts(&rosa, id).await, (6, 2, 4, 0));
        assert_eq!(names(&rosa).await, ["Ana Souza", "Ani Souza", "Bia Prado", "Lia Prado", "Rui Lima"]);
    }

    async fn whoever_is_killed_goes_on_where_rows_were_kept(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let count = BATCH_ROWS * 2 + 50;
        let id = uploaded(&rosa, &many(count)).await.unwrap();
        imports::start(&rosa, id, mapping()).await.unwrap();
        for expected in [Progress::More, Progress::More, Progress::Done] {
            // Each time somebody else, who knows only what was kept.
            let mut reader = imports::reader(&clinic.system(), id).await.unwrap().unwrap();
            let mut late = imports::reader(&clinic.system(), id).await.unwrap().unwrap();
            assert_eq!(reader.batch(&clinic.system()).await.unwrap(), expected);
            assert_eq!(clinic.untouched(late.batch(&clinic.system())).await.unwrap(), Progress::NotOurs);
        }
        assert!(imports::reader(&clinic.system(), id).await.unwrap().is_none(), "a job that runs again finds nothing to do");
        let count = i64::try_from(count).unwrap();
        assert_eq!(counts(&rosa, id).await, (count, count, 0, 0));
        assert_eq!(clinic.number("select count(*) from patient").await, count);
    }

    async fn of_rows_that_cannot_be_kept_nothing_is_kept(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let id = uploaded(&rosa, &many(10)).await.unwrap();
        imports::start(&rosa, id, mapping()).await.unwrap();
        let mut reader = imports::reader(&clinic.system(), id).await.unwrap().unwrap();
        clinic.wall().await;
        clinic.untouched(reader.batch(&clinic.system())).await.unwrap_err();
    }

    async fn many_who_work_at_once_add_everybody_once(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let file = many(BATCH_ROWS + 100);
        let ids = [uploaded(&rosa, &file).await.unwrap(), uploaded(&rosa, &file).await.unwrap()];
        for id in ids {
            imports::start(&rosa, id, mapping()).await.unwrap();
        }
        let system = clinic.system();
        let answers = at_once(4, move |number| {
            let system = system.clone();
            async move {
                let Some(mut reader) = imports::reader(&system, ids[number % 2]).await? else { return Ok(()) };
                while reader.batch(&system).await? == Progress::More {}
                Ok::<_, Error>(())
            }
        });
        answers.await.into_iter().for_each(|answer| answer.unwrap());
        assert_eq!(clinic.number("select count(*) from patient").await, i64::try_from(BATCH_ROWS + 100).unwrap());
        let (one, other) = (counts(&rosa, ids[0]).await, counts(&rosa, ids[1]).await);
        assert_eq!((one.0, other.0, one.1 + other.1), (300, 300, 300));
    }

    async fn an_import_is_stopped_and_goes_on_and_is_given_up(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let id = uploaded(&rosa, &many(BATCH_ROWS + 1)).await.unwrap();
        assert_refused(clinic.untouched(imports::stop(&rosa, id)).await, Refusal::ImportMoved);
        assert_refused(clinic.untouched(imports::resume(&rosa, id)).await, Refusal::ImportMoved);
        imports::start(&rosa, id, mapping()).await.unwrap();
        assert_refused(clinic.untouched(imports::start(&rosa, id, mapping())).await, Refusal::ImportMoved);
        assert_refused(clinic.untouched(imports::discard(&rosa, id)).await, Refusal::ImportMoved);
        let mut reader = imports::reader(&clinic.system(), id).await.unwrap().unwrap();
        assert_eq!(reader.batch(&clinic.system()).await.unwrap(), Progress::More);
        imports::stop(&rosa, id).await.unwrap();
        assert_eq!(clinic.untouched(reader.batch(&clinic.system())).await.unwrap(), Progress::NotOurs);
        assert!(imports::reader(&clinic.system(), id).await.unwrap().is_none());
        let other = clinic.reception("Caio").await;
        imports::resume(&other, id).await.unwrap();
        worked(&clinic, id).await;
        assert_eq!(counts(&rosa, id).await, (201, 201, 0, 0));
        assert_refused(clinic.untouched(imports::discard(&rosa, id)).await, Refusal::ImportMoved);
        let wrong = uploaded(&rosa, &many(1)).await.unwrap();
        imports::discard(&rosa, wrong).await.unwrap();
        assert_refused(clinic.untouched(imports::start(&rosa, wrong, mapping())).await, Refusal::ImportMoved);
        assert_missing(clinic.untouched(imports::start(&rosa, ImportId(random_id()), mapping())).await);
    }

    async fn a_cns_of_somebody_else_is_a_reason_and_stops_nothing(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let cns = "700000000000005";
        patients::add(&rosa, details("Ana", &[("cns", cns), ("cpf", "529.982.247-25")])).await.unwrap();
        let file = format!("nome;nascimento;cpf;cns\nRui;01/01/1980;111.444.777-35;{cns}\nAnita;01/01/1980;;{cns}\nLia;01/01/1980;;\n");
        let id = uploaded(&rosa, file.as_bytes()).await.unwrap();
        let said = [("name", "0"), ("birth_date", "1"), ("cpf", "2"), ("cns", "3")];
        let said = said.map(|(column, place)| (column.to_owned(), place.to_owned()));
        imports::start(&rosa, id, MappingForm(said.into()).check().unwrap()).await.unwrap();
        worked(&clinic, id).await;
        assert_eq!(counts(&rosa, id).await, (3, 1, 1, 1));
        assert_eq!(imports::refused(&rosa, id, None).await.unwrap()[0].reason, RowReason::Taken);
    }

    async fn s1_only_the_desk_brings_and_takes_files(clinic: Clinic) {
        let (ana, helena) = (clinic.patient("Ana").await, clinic.professional("Helena").await);
        for caller in [&ana, &helena] {
            assert_denied(clinic.untouched(uploaded(caller, b"nome\n")).await);
            assert_denied(clinic.untouched(imports::export(caller)).await);
        }
        assert!(matches!(uploaded(&clinic.visitor(), b"nome\n").await, Err(Error::SignInFirst)));
    }

    async fn everybody_leaves_once_with_one_event_and_their_number(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        patients::add(&rosa, details("Ana Souza", &[("cpf", "529.982.247-25"), ("uf", "SP"), ("social_name", "Ani")])).await.unwrap();
        clinic.patient("Rui").await;
        imported(&clinic, &rosa, &many(501)).await;
        let mut export = clinic.leaving(&[PatientsExported], imports::export(&rosa)).await.unwrap();
        let mut taken = Vec::new();
        loop {
            let page = export.next().await.unwrap();
            if page.is_empty() {
                break;
            }
            taken.extend(page.iter().map(|patient| {
                [Detail::Name, Detail::SocialName, Detail::Cpf, Detail::Uf].map(|detail| patient.text(detail).to_owned())
            }));
        }
        assert_eq!(taken.len(), 503);
        assert!(taken.contains(&["Ana Souza", "Ani", "52998224725", "SP"].map(str::to_owned)));
        assert_eq!(clinic.number("select patients from patient_export where finished_at is not null").await, 503);
        taken.sort();
        taken.dedup();
        assert_eq!(taken.len(), 503);
    }
}
