//! The database as somebody sees it who goes past the verbs: an operator, an attacker, or a curious test.

use std::fmt::Write;

use domain::{
    AccountId, Moment, PatientId,
    audit::{ActorKind, EventKind, Hash, Link},
};
use sqlx::AssertSqlSafe;
use store::{Db, Result};
use uuid::Uuid;

use crate::{
    dump::{Dump, dump},
    given::Clinic,
};

impl Clinic {
    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.db, Db::Sqlite { .. })
    }

    /// Executes statements as they stand.
    pub(crate) async fn sql(&self, text: &str) -> Result<u64> {
        let text = AssertSqlSafe(text.to_owned());
        let done = match &self.db {
            Db::Sqlite { write, .. } => sqlx::raw_sql(text).execute(write).await?.rows_affected(),
            Db::Postgres(pool) => sqlx::raw_sql(text).execute(pool).await?.rows_affected(),
        };
        Ok(done)
    }

    /// The first column of a query, as text; ids in their usual spelling.
    pub(crate) async fn texts(&self, select: &str) -> Vec<String> {
        let text = AssertSqlSafe(self.as_text(select));
        let found = match &self.db {
            Db::Sqlite { read, .. } => sqlx::query_as::<_, (String,)>(text).fetch_all(read).await,
            Db::Postgres(pool) => sqlx::query_as::<_, (String,)>(text).fetch_all(pool).await,
        };
        found.unwrap().into_iter().map(|(text,)| spelt_as_id(text)).collect()
    }

    /// The number a query gives.
    pub(crate) async fn number(&self, select: &str) -> i64 {
        self.texts(select).await[0].parse().unwrap()
    }

    fn as_text(&self, select: &str) -> String {
        if self.is_sqlite() {
            // Blobs are not text; `hex` would make text unreadable.
            format!(
                "with found(it) as ({select})
                 select case typeof(it) when 'blob' then lower(hex(it)) else cast(it as text) end from found"
            )
        } else {
            format!("with found(it) as ({select}) select it::text from found")
        }
    }

    /// An id as it is written in SQL.
    pub(crate) fn literal(&self, id: Uuid) -> String {
        if self.is_sqlite() { format!("x'{}'", id.simple()) } else { format!("'{id}'::uuid") }
    }

    /// Bytes as they are written in SQL.
    pub(crate) fn bytes(&self, bytes: &[u8]) -> String {
        let hex = hex(bytes);
        if self.is_sqlite() { format!("x'{hex}'") } else { format!("'\\x{hex}'::bytea") }
    }

    pub(crate) async fn tables(&self) -> Vec<String> {
        self.texts(if self.is_sqlite() {
            "select name from sqlite_master where type = 'table' and name <> '_sqlx_migrations' order by name"
        } else {
            "select tablename from pg_tables where schemaname = 'public' and tablename <> '_sqlx_migrations' order by 1"
        })
        .await
    }

    pub(crate) async fn dump(&self) -> Dump {
        dump(&self.db, &["_sqlx_migrations"]).await
    }

    /// Takes away what keeps rows from being changed, as somebody with all rights on the database could.
    pub(crate) async fn without_triggers(&self, table: &str) {
        let triggers = if self.is_sqlite() {
            format!("select 'drop trigger ' || name from sqlite_master where type = 'trigger' and tbl_name = '{table}'")
        } else {
            format!(
                "select 'drop trigger ' || tgname || ' on {table}' from pg_trigger
                 where tgrelid = '{table}'::regclass and not tgisinternal"
            )
        };
        for statement in self.texts(&triggers).await {
            self.sql(&statement).await.unwrap();
        }
    }

    /// The links of the chain as they stand, with their hashes.
    pub(crate) async fn chain(&self) -> Vec<(Link, Vec<u8>)> {
        type Row =
            (i64, Moment, ActorKind, Option<AccountId>, EventKind, Uuid, Option<PatientId>, Option<PatientId>, Vec<u8>);
        let text =
            "select sequence, at, actor, account_id, kind, subject_id, patient_id, acted_for, hash from audit_event
                    order by sequence";
        let found = match &self.db {
            Db::Sqlite { read, .. } => sqlx::query_as::<_, Row>(text).fetch_all(read).await,
            Db::Postgres(pool) => sqlx::query_as::<_, Row>(text).fetch_all(pool).await,
        };
        let link = |(sequence, at, actor, account, kind, subject, patient, acted_for, hash): Row| {
            (Link { sequence, at, actor, account, kind, subject, patient, acted_for }, hash)
        };
        found.unwrap().into_iter().map(link).collect()
    }

    /// Writes a link as it is given, true or not.
    pub(crate) async fn forge(&self, link: &Link, hash: &Hash) {
        let id = |id: Option<Uuid>| id.map_or("null".to_owned(), |id| self.literal(id));
        let values = [
            link.sequence.to_string(),
            link.at.micros().to_string(),
            format!("'{}'", link.actor.as_str()),
            id(link.account.map(|account| account.0)),
            format!("'{}'", link.kind.as_str()),
            id(Some(link.subject)),
            id(link.patient.map(|patient| patient.0)),
            id(link.acted_for.map(|patient| patient.0)),
            self.bytes(hash),
        ];
        let columns = "sequence, at, actor, account_id, kind, subject_id, patient_id, acted_for, hash";
        self.sql(&format!("insert into audit_event ({columns}) values ({})", values.join(", "))).await.unwrap();
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// `SQLite` gives an id as 32 hexadecimal digits.
fn spelt_as_id(text: String) -> String {
    match Uuid::try_parse(&text) {
        Ok(id) if text.len() == 32 => id.hyphenated().to_string(),
        _ => text,
    }
}

/// Whether a text stands anywhere in a dump, as itself or inside a blob.
pub(crate) fn holds(dump: &Dump, text: &str) -> bool {
    let (plain, coded) = (text.to_lowercase(), hex(text.as_bytes()));
    dump.values().flatten().map(|row| row.to_lowercase()).any(|row| row.contains(&plain) || row.contains(&coded))
}
