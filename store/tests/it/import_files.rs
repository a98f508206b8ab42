//! Files of patients as files: sealed while they are here, gone when they are over, whatever is in them, however long.

use domain::{
    FieldErrors, Problem, Refusal,
    import::{FILE_BYTES_MAX, ImportState, KEPT_DAYS, LINES_MAX, OPEN_IMPORTS_MAX, RefusedRow, RowReason},
};
use store::{
    Error,
    imports::{self, PART_BYTES},
};

use crate::{
    given::{Clinic, Engine, assert_refused, on, variable},
    imports::{HEADINGS, counts, file_of, imported, many, mapping, name_of, names, uploaded, worked},
    patient_list::fill,
    raw::holds,
};

both_engines! {
    async fn a_file_is_sealed_and_gone_once_it_is_over(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let file = file_of(&["Ana Souza;20/05/1990;52998224725;ana@example.com;11943214321", "Rui;31/02/1990;52998224726;;"]);
        let id = uploaded(&rosa, &file).await.unwrap();
        let keys = clinic.number("select count(*) from person_key").await;
        for secret in ["Ana Souza", "52998224725", "ana@example.com", "pacientes.csv", HEADINGS] {
            assert!(!holds(&clinic.dump().await, secret), "{secret} stands in the database");
        }
        imports::start(&rosa, id, mapping()).await.unwrap();
        worked(&clinic, id).await;
        for secret in ["52998224725", "ana@example.com", "11943214321", "52998224726", "31/02/1990"] {
            assert!(!holds(&clinic.dump().await, secret), "{secret} stands in the database");
        }
        assert_eq!(clinic.number("select count(*) from patient_import_part").await, 0);
        // That of the file is gone, that of Ana has come.
        assert_eq!(clinic.number("select count(*) from person_key").await, keys);
    }

    async fn what_nobody_finishes_is_given_up_after_a_week(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let id = uploaded(&rosa, &many(1)).await.unwrap();
        let lost = imports::begin(&rosa, "x.csv").await.unwrap();
        drop(lost);
        let system = clinic.system();
        let after = |minutes| system.at(system.now.plus_minutes(minutes));
        assert_eq!(imports::forget(&after(59)).await.unwrap(), 0);
        assert_eq!(imports::forget(&after(61)).await.unwrap(), 1, "whoever sent it went away");
        assert_eq!(imports::forget(&after(KEPT_DAYS * 24 * 60)).await.unwrap(), 0);
        assert_eq!(imports::forget(&after(KEPT_DAYS * 24 * 60 + 1)).await.unwrap(), 1);
        assert_eq!(imports::import(&rosa, id).await.unwrap().card.state, ImportState::Discarded);
        assert_eq!(clinic.number("select count(*) from patient_import_part").await, 0);
    }

    async fn what_is_no_table_or_too_much_leaves_nothing(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        for (file, problem) in [
            (&b""[..], Problem::Missing),
            (b"\xff\xfen\0o\0", Problem::NotATable),
            (b"PK\x03\x04zip", Problem::NotATable),
            (b"%PDF-1.7", Problem::NotATable),
        ] {
            match clinic.untouched(uploaded(&rosa, file)).await {
                Err(Error::Fields(errors)) => assert_eq!(errors, FieldErrors::one("file", problem)),
                other => panic!("{other:?}"),
            }
        }
        let mut upload = imports::begin(&rosa, "a\u{202e}.csv").await.unwrap();
        let lines = vec![b'\n'; usize::try_from(LINES_MAX).unwrap() + 1];
        assert!(matches!(upload.feed(&lines).await, Err(Error::Fields(_))));
        upload.abandon().await.unwrap();
        assert_eq!(clinic.number("select count(*) from patient_import").await, 0);
        const { assert!(FILE_BYTES_MAX.is_multiple_of(PART_BYTES as u64)) };
        for _ in 0..OPEN_IMPORTS_MAX {
            uploaded(&rosa, b"nome").await.unwrap();
        }
        assert_refused(clinic.untouched(uploaded(&rosa, b"nome")).await, Refusal::TooManyImports);
    }

    async fn hostile_rows_are_refused_alone(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        let file = [
            format!("{HEADINGS}\r\n").into_bytes(),
            b"Jos\xe9 Concei\xe7\xe3o;01/02/1990\r\n".to_vec(),
            b";".repeat(1_000_000),
            b"\r\nA\0na;01/02/1990\r\n=HYPERLINK(\"http://evil.example\");01/02/1990\r\n".to_vec(),
            b"x".repeat(PART_BYTES + 7),
            b"\r\n\"never closed;01/02/1990\r\n".to_vec(),
            b"Lia;01/02/19".to_vec(),
        ]
        .concat();
        let id = imported(&clinic, &rosa, &file).await;
        assert_eq!(counts(&rosa, id).await, (6, 1, 0, 5));
        assert_eq!(names(&rosa).await, ["José Conceição"]);
        let refused = imports::refused(&rosa, id, None).await.unwrap();
        assert_eq!(refused.iter().map(|row| (row.line, row.reason)).collect::<Vec<_>>(), [
            (3, RowReason::TooManyColumns),
            (4, RowReason::NotText),
            (5, RowReason::BadCharacter),
            (6, RowReason::RowTooLong),
            (7, RowReason::QuoteNotClosed),
        ]);
        let behind = RefusedRow { line: 5, ..refused[2].clone() };
        assert_eq!(imports::refused(&rosa, id, Some(&behind)).await.unwrap(), refused[3..]);
    }

    async fn every_listed_query_enters_an_index_in_its_own_order(clinic: Clinic) {
        let rosa = clinic.reception("Rosa").await;
        fill(&clinic).await;
        let id = uploaded(&rosa, b"nome").await.unwrap();
        let import = clinic.literal(id.0);
        let (chance, bytes) =
            if clinic.is_sqlite() { ("randomblob(16)", "x'00'") } else { ("gen_random_uuid()", "'\\x00'::bytea") };
        let lines = "with recursive line(number) as (select 1 union all select number + 1 from line where number < 5000)";
        for fill in [
            format!(
                "insert into patient_import select {chance}, account_id, file_name, 0, null, null, null, null, 'done',
                     0, 0, 0, 0, 0, 0, 0, 0 from patient_import, ({lines} select number from line) line"
            ),
            format!("insert into patient_import_refused {lines} select {import}, number, 'cpf', 'not_a_cpf' from line"),
            format!("insert into person_key (person_id, wrapped, created_at) select id, {bytes}, 0 from patient"),
            "analyze".into(),
        ] {
            clinic.sql(&fill).await.unwrap();
        }
        for (name, sql) in imports::LISTED {
            clinic.assert_enters_an_index(name, sql, "").await;
        }
    }
}

/// How much memory this process ever held, in megabytes; only Linux tells.
fn peak_megabytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

/// Rows by `AMPARO_IMPORT_ROWS`, for whoever wants to see a hundred thousand of them.
mod a_file_of_any_length_is_worked_through_in_little_memory {
    use super::*;

    async fn story(clinic: Clinic) {
        let count = variable("AMPARO_IMPORT_ROWS").and_then(|rows| rows.parse().ok()).unwrap_or(1_000);
        let rosa = clinic.reception("Rosa").await;
        let mut upload = imports::begin(&rosa, "pacientes.csv").await.unwrap();
        upload.feed(format!("{HEADINGS}\n").as_bytes()).await.unwrap();
        for number in 0..count {
            let row = format!("{} Souza;20/05/1990;;;\n", name_of(number));
            upload.feed(row.as_bytes()).await.unwrap();
        }
        let id = upload.finish().await.unwrap();
        imports::start(&rosa, id, mapping()).await.unwrap();
        let began = std::time::Instant::now();
        worked(&clinic, id).await;
        let count = i64::try_from(count).unwrap();
        assert_eq!(counts(&rosa, id).await, (count, count, 0, 0));
        if let Some(megabytes) = peak_megabytes() {
            println!("{count} rows: {megabytes} MB at most, {} s", began.elapsed().as_secs());
            assert!(megabytes < 300, "{megabytes} MB");
        }
    }

    #[test]
    fn sqlite() {
        on(Engine::Sqlite, story);
    }

    #[test]
    fn postgres() {
        on(Engine::Postgres, story);
    }
}
