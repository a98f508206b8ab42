//! One SQL text for two engines: the open transaction, and the macros that run a text on it.

use sqlx::{Postgres, Sqlite, Transaction};
use uuid::Uuid;

use crate::error::Result;

/// An open transaction on either engine.
pub enum Tx {
    /// On `SQLite`.
    Sqlite(Transaction<'static, Sqlite>),
    /// On `PostgreSQL`.
    Postgres(Transaction<'static, Postgres>),
}

/// Lets one transaction at a time pass for one thing, until it ends: what is read of it from here on stays true.
/// Whoever takes several turns takes the appointment's first, then the professional's, then the patient's.
pub(crate) async fn in_turn(tx: &mut Tx, thing: Uuid) -> Result<()> {
    // SQLite has one writer anyway.
    if let Tx::Postgres(tx) = tx {
        let (high, low) = thing.as_u64_pair();
        let key = (high ^ low).cast_signed();
        sqlx::query("select pg_advisory_xact_lock($1)").bind(key).execute(&mut **tx).await?;
    }
    Ok(())
}

/// The first row of a query that stands alone. It needs no transaction: one way to the database and back instead of three.
macro_rules! look {
    ($db:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $db {
            $crate::db::Db::Sqlite { read, .. } => {
                sqlx::query_as::<_, $row>($sql)$(.bind($arg))*.fetch_optional(read).await
            }
            $crate::db::Db::Postgres(pool) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($arg))*.fetch_optional(pool).await
            }
        }
        .map_err($crate::error::Error::from)
    };
}

/// The first row of a query, if there is one.
macro_rules! row {
    ($on:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $on {
            $crate::sql::Tx::Sqlite(tx) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($arg))*.fetch_optional(&mut **tx).await
            }
            $crate::sql::Tx::Postgres(tx) => {
                sqlx::query_as::<_, $row>($sql)$(.bind($arg))*.fetch_optional(&mut **tx).await
            }
        }
        .map_err($crate::error::Error::from)
    };
}

/// All rows of a query.
macro_rules! rows {
    ($on:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $on {
            $crate::sql::Tx::Sqlite(tx) => sqlx::query_as::<_, $row>($sql)$(.bind($arg))*.fetch_all(&mut **tx).await,
            $crate::sql::Tx::Postgres(tx) => sqlx::query_as::<_, $row>($sql)$(.bind($arg))*.fetch_all(&mut **tx).await,
        }
        .map_err($crate::error::Error::from)
    };
}

/// Executes a statement and gives the number of rows it touched.
macro_rules! run {
    ($on:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        match $on {
            $crate::sql::Tx::Sqlite(tx) => {
                sqlx::query($sql)$(.bind($arg))*.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
            $crate::sql::Tx::Postgres(tx) => {
                sqlx::query($sql)$(.bind($arg))*.execute(&mut **tx).await.map(|done| done.rows_affected())
            }
        }
        .map_err($crate::error::Error::from)
    };
}
