//! The database: opening it, and bringing it to the newest shape.

use std::{borrow::Cow, path::Path, str::FromStr, time::Duration};

use sqlx::{
    PgPool, SqlSafeStr, SqlitePool,
    migrate::{Migration, MigrationType, Migrator},
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use crate::error::{Error, Result};

/// How long a statement waits for a lock on `SQLite`.
const BUSY_SECONDS: u64 = 5;
/// Connections that read at the same time on `SQLite`.
const READERS_MAX: u32 = 4;
/// Connections to `PostgreSQL`.
const CONNECTIONS_MAX: u32 = 16;
const APPLIED: &str = "select count(*) from _sqlx_migrations where success";
/// How long a verb waits for a connection.
const ACQUIRE_SECONDS: u64 = 10;

/// The database of the clinic.
#[derive(Clone)]
pub enum Db {
    /// One file on this machine; `write` has one connection, so writers queue.
    Sqlite {
        /// Connections that only read.
        read: SqlitePool,
        /// The one that writes.
        write: SqlitePool,
    },
    /// A server for several nodes.
    Postgres(PgPool),
}

macro_rules! migrations {
    ($($version:literal $name:literal),+ $(,)?) => {
        /// Every migration: number, name, text for `SQLite`, text for `PostgreSQL`.
        pub const MIGRATIONS: &[(i64, &str, &str, &str)] = &[$((
            $version,
            $name,
            include_str!(concat!("../../migrations/sqlite/", $name, ".sql")),
            include_str!(concat!("../../migrations/postgres/", $name, ".sql")),
        )),+];
    };
}

migrations! {
    1 "0001_accounts",
    2 "0002_patients",
    3 "0003_professionals",
    4 "0004_scheduling",
    5 "0005_calls",
    6 "0006_records",
    9 "0009_privacy",
    10 "0010_audit",
    13 "0013_jobs",
    14 "0014_terms",
    17 "0017_directory",
    18 "0018_calendar",
    19 "0019_reminders",
    20 "0020_imports",
}

/// How many migrations the database still lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PendingMigrations(pub usize);

impl Db {
    /// Opens `sqlite:<path>` or `postgres://…`.
    ///
    /// # Errors
    /// When the address is neither, or nothing answers there.
    pub async fn open(address: &str) -> Result<Self> {
        match address.strip_prefix("sqlite:") {
            Some(path) => Self::open_sqlite(Path::new(path.trim_start_matches("//"))).await,
            None => Self::open_postgres(address).await,
        }
    }

    async fn open_sqlite(path: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(BUSY_SECONDS));
        let pool = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(Duration::from_secs(ACQUIRE_SECONDS))
                .max_lifetime(None)
                .idle_timeout(None)
        };
        // The writer first: it creates the file and turns WAL on.
        let write = pool(1).connect_with(options.clone()).await?;
        let read = pool(READERS_MAX).connect_with(options.pragma("query_only", "on")).await?;
        Ok(Self::Sqlite { read, write })
    }

    async fn open_postgres(address: &str) -> Result<Self> {
        let options = PgConnectOptions::from_str(address)?;
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS_MAX)
            .acquire_timeout(Duration::from_secs(ACQUIRE_SECONDS))
            .connect_with(options)
            .await?;
        Ok(Self::Postgres(pool))
    }

    /// Brings the database to the newest shape.
    ///
    /// # Errors
    /// When a migration fails, or a released one was changed.
    pub async fn migrate(&self) -> Result<()> {
        let done = match self {
            Self::Sqlite { write, .. } => self.migrator().run(write).await,
            Self::Postgres(pool) => self.migrator().run(pool).await,
        };
        done.map_err(Error::broken)
    }

    fn migrator(&self) -> Migrator {
        let all = MIGRATIONS.iter().map(|&(version, name, sqlite, postgres)| {
            let text = if matches!(self, Self::Sqlite { .. }) { sqlite } else { postgres };
            Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, text.into_sql_str(), false)
        });
        Migrator::with_migrations(all.collect())
    }

    /// Which migrations are still to be run.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn pending_migrations(&self) -> Result<PendingMigrations> {
        let applied = match self {
            Self::Sqlite { read, .. } => sqlx::query_as::<_, (i64,)>(APPLIED).fetch_one(read).await,
            Self::Postgres(pool) => sqlx::query_as::<_, (i64,)>(APPLIED).fetch_one(pool).await,
        };
        let applied = match applied {
            Ok((count,)) => usize::try_from(count).unwrap_or(0),
            // Before the first migration there is not even the table that counts them.
            Err(sqlx::Error::Database(_)) => 0,
            Err(error) => return Err(error.into()),
        };
        Ok(PendingMigrations(MIGRATIONS.len().saturating_sub(applied)))
    }

    /// Closes every connection; on `SQLite` the log is folded back into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl std::fmt::Debug for Db {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.write_str(if matches!(self, Self::Sqlite { .. }) { "Sqlite" } else { "Postgres" })
    }
}
