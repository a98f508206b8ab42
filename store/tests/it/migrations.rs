//! Two engines, one shape: the same names, the same columns, the same laws.

use std::{collections::BTreeSet, fs, path::Path};

use store::{Db, MIGRATIONS, PendingMigrations};

use crate::given::{Clinic, Engine, assert_refused, booking, on};

fn names_in(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations").join(folder);
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn both_engines_have_the_same_files_and_the_program_knows_them_all() {
    let sqlite = names_in("sqlite");
    assert_eq!(sqlite, names_in("postgres"));
    let known = MIGRATIONS.iter().map(|(number, name, ..)| {
        assert_eq!(name[..4].parse(), Ok(*number), "{name}");
        format!("{name}.sql")
    });
    assert_eq!(sqlite, known.collect());
}

/// What both engines must agree on: `table.column type null` and names of laws.
#[derive(Debug, PartialEq, Eq)]
struct Shape {
    columns: BTreeSet<String>,
    laws: BTreeSet<String>,
    indexes: BTreeSet<String>,
}

async fn shape(clinic: &Clinic) -> Shape {
    if clinic.is_sqlite() { sqlite_shape(clinic).await } else { postgres_shape(clinic).await }
}

async fn sqlite_shape(clinic: &Clinic) -> Shape {
    let mut columns = BTreeSet::new();
    for table in clinic.tables().await {
        let select = format!(
            "select '{table}.' || name || ' ' || lower(type) || case when \"notnull\" then '' else ' null' end
             from pragma_table_info('{table}')"
        );
        columns.extend(clinic.texts(&select).await);
    }
    let text = clinic.texts("select sql from sqlite_master where sql is not null").await.join("\n").to_lowercase();
    let named = text.split("constraint ").skip(1).map(|rest| rest.split_whitespace().next().unwrap().to_owned());
    let raised = text.split("raise(abort, '").skip(1).map(|rest| rest.split('\'').next().unwrap().to_owned());
    let laws = named.chain(raised).collect();
    let indexes = clinic.texts("select name from sqlite_master where type = 'index' and sql is not null").await;
    Shape { columns, laws, indexes: indexes.into_iter().collect() }
}

async fn postgres_shape(clinic: &Clinic) -> Shape {
    let columns = clinic.texts(
        "select table_name || '.' || column_name || ' '
                || case data_type when 'uuid' then 'blob' when 'bytea' then 'blob' when 'bigint' then 'integer'
                                  else data_type end
                || case is_nullable when 'NO' then '' else ' null' end
         from information_schema.columns where table_schema = 'public' and table_name <> '_sqlx_migrations'",
    );
    // Keys of rows and references have no name of ours: no refusal hangs on them.
    let laws = clinic.texts(
        "select conname::text from pg_constraint
         where connamespace = 'public'::regnamespace and contype in ('u', 'c', 'x')
         union select proname::text from pg_proc join pg_language on pg_language.oid = prolang
         where pronamespace = 'public'::regnamespace and lanname = 'plpgsql' and prosrc like '%raise%'",
    );
    let indexes = clinic.texts(
        "select indexname from pg_indexes where schemaname = 'public' and tablename <> '_sqlx_migrations'
         and indexname not in (select conname from pg_constraint)",
    );
    let set = |texts: Vec<String>| texts.into_iter().collect();
    Shape { columns: set(columns.await), laws: set(laws.await), indexes: set(indexes.await) }
}

mod tables_columns_laws_and_indexes_are_the_same_on_both_engines {
    use super::*;

    #[test]
    fn postgres() {
        on(Engine::Postgres, async |postgres: Clinic| {
            let sqlite = Clinic::found_unmigrated(Engine::Sqlite).await;
            sqlite.db.migrate().await.unwrap();
            let (one, other) = (shape(&sqlite).await, shape(&postgres).await);
            assert!(
                one.laws.contains("appointment_slot_taken") && one.columns.contains("appointment.reason blob null")
            );
            assert_eq!(one, other);
            sqlite.demolish().await;
        });
    }
}

both_engines! {
    async fn migrating_twice_is_harmless_and_old_rows_survive(clinic: Clinic) {
        let (ana, slot) = (clinic.patient("Ana").await, clinic.free_slot().await);
        store::scheduling::book(&ana, booking(slot)).await.unwrap();
        clinic.untouched(clinic.db.migrate()).await.unwrap();
        let reopened = Db::open(&clinic.address).await.unwrap();
        clinic.untouched(reopened.migrate()).await.unwrap();
        assert_eq!(reopened.pending_migrations().await.unwrap(), PendingMigrations(0));
        reopened.close().await;
        let rui = clinic.patient("Rui").await;
        assert_refused(store::scheduling::book(&rui, booking(slot)).await, domain::Refusal::SlotTaken);
    }

    async fn a_database_says_how_many_migrations_it_lacks(clinic: Clinic) {
        assert_eq!(clinic.db.pending_migrations().await.unwrap(), PendingMigrations(0));
        clinic.sql("delete from _sqlx_migrations where version >= 10").await.unwrap();
        let later = MIGRATIONS.iter().filter(|(version, ..)| *version >= 10).count();
        assert_eq!(clinic.db.pending_migrations().await.unwrap(), PendingMigrations(later));
        clinic.sql("drop table _sqlx_migrations").await.unwrap();
        assert_eq!(clinic.db.pending_migrations().await.unwrap(), PendingMigrations(MIGRATIONS.len()));
    }

    async fn a_released_migration_that_was_changed_is_refused(clinic: Clinic) {
        let other = clinic.bytes(&[1; 48]);
        clinic.sql(&format!("update _sqlx_migrations set checksum = {other} where version = 4")).await.unwrap();
        assert!(clinic.untouched(clinic.db.migrate()).await.is_err());
    }

    async fn the_one_payer_is_the_patient(clinic: Clinic) {
        assert_eq!(clinic.texts("select id from payer").await, [domain::PayerId::SELF_PAY.to_string()]);
    }
}

/// On `SQLite` there is one node.
mod nodes_that_start_at_once_migrate_once {
    use super::*;

    async fn story(_: Clinic) {
        let clinic = Clinic::found_unmigrated(Engine::Postgres).await;
        let address = clinic.address.clone();
        let nodes = crate::given::at_once(3, move |_| {
            let address = address.clone();
            async move {
                let node = Db::open(&address).await?;
                let migrated = node.migrate().await;
                node.close().await;
                migrated
            }
        });
        nodes.await.into_iter().for_each(|node| node.unwrap());
        assert_eq!(clinic.number("select count(*) from _sqlx_migrations").await, MIGRATIONS.len() as i64);
        clinic.demolish().await;
    }

    #[test]
    fn postgres() {
        on(Engine::Postgres, story);
    }
}
