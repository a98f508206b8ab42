//! Everything a database holds, read at once. The tests of the server take this file, too.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;
use store::Db;

/// For each table its rows as text, sorted; blobs in hexadecimal.
pub(crate) type Dump = BTreeMap<String, Vec<String>>;

/// What stands between two rows.
const BETWEEN: char = '\u{1e}';

/// For each table of `SQLite`, the query of its name and all its rows.
const OF_SQLITE: &str = r#"
    select it.name, 'select ''' || it.name || ''', coalesce(group_concat(' || (
        select group_concat('quote("' || name || '")', ' || '' '' || ') from pragma_table_info(it.name)
    ) || ', char(30)), '''') from "' || it.name || '"'
    from sqlite_master it where type = 'table'"#;

/// The same for `PostgreSQL`.
const OF_POSTGRES: &str = "
    select tablename::text, format('select %L, coalesce(string_agg(it::text, chr(30)), '''') from %I it', tablename, tablename)
    from pg_tables where schemaname = 'public'";

/// Every table but these.
pub(crate) async fn dump(db: &Db, but: &[&str]) -> Dump {
    let tables = pairs(db, if matches!(db, Db::Sqlite { .. }) { OF_SQLITE } else { OF_POSTGRES }).await;
    let queries = tables.into_iter().filter(|(table, _)| !but.contains(&table.as_str())).map(|(_, query)| query);
    let whole = queries.collect::<Vec<_>>().join(" union all ");
    let sorted = |rows: String| {
        let mut rows = rows.split(BETWEEN).map(str::to_owned).filter(|row| !row.is_empty()).collect::<Vec<_>>();
        rows.sort_unstable();
        rows
    };
    pairs(db, &whole).await.into_iter().map(|(table, rows)| (table, sorted(rows))).collect()
}

async fn pairs(db: &Db, text: &str) -> Vec<(String, String)> {
    let text = AssertSqlSafe(text.to_owned());
    let found = match db {
        Db::Sqlite { read, .. } => sqlx::query_as(text).fetch_all(read).await,
        Db::Postgres(pool) => sqlx::query_as(text).fetch_all(pool).await,
    };
    found.unwrap()
}
