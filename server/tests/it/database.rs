//! The database as somebody sees it who goes past the verbs: where it stands, and everything it holds.

use std::path::Path;

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use store::Db;
use uuid::Uuid;

use crate::{
    clinic::{Clinic, Engine, variable},
    dump::{Dump, dump},
};

/// A database that goes when its story ends.
pub(crate) struct Site {
    address: String,
    /// The server, and the name of the database on it.
    server: Option<(String, String)>,
}

impl Site {
    pub(crate) async fn new(engine: Engine, folder: &Path) -> Self {
        match engine {
            Engine::Sqlite => Self { address: format!("sqlite:{}", folder.join("clinic.db").display()), server: None },
            Engine::Postgres => Self::on_server().await,
        }
    }

    async fn on_server() -> Self {
        let server = variable("AMPARO_TEST_POSTGRES").expect(
            "AMPARO_TEST_POSTGRES is not set. It names a PostgreSQL server where tests may create databases, such as \
             postgres://user@127.0.0.1:5432/postgres; `scripts/postgres.sh COMMAND` starts one for a command. \
             AMPARO_TEST_ENGINES=sqlite leaves PostgreSQL out on purpose",
        );
        let name = format!("amparo_test_{}", random_id().simple());
        let mut connection = PgConnection::connect(&server).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(format!("create database {name}"))).execute(&mut connection).await.unwrap();
        let (place, options) =
            server.split_once('?').map_or((server.as_str(), None), |(place, rest)| (place, Some(rest)));
        let (host, _) = place.rsplit_once('/').expect("a postgres:// address with the name of a database");
        let address = format!("{host}/{name}{}", options.map(|options| format!("?{options}")).unwrap_or_default());
        Self { address, server: Some((server, name)) }
    }

    /// What `Db::open` opens.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) async fn demolish(&self) {
        if let Some((server, name)) = &self.server {
            let mut connection = PgConnection::connect(server).await.unwrap();
            let drop = format!("drop database if exists {name} with (force)");
            sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut connection).await.unwrap();
        }
    }
}

/// An id nobody has.
pub(crate) fn random_id() -> Uuid {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).unwrap();
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// A number from nought up to a limit.
pub(crate) fn chance(limit: u64) -> u64 {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).unwrap();
    u64::from_be_bytes(bytes) % limit
}

fn is_sqlite(db: &Db) -> bool {
    matches!(db, Db::Sqlite { .. })
}

/// Executes statements as they stand.
pub(crate) async fn execute(db: &Db, text: &str) {
    let text = AssertSqlSafe(text.to_owned());
    match db {
        Db::Sqlite { write, .. } => drop(sqlx::raw_sql(text).execute(write).await.unwrap()),
        Db::Postgres(pool) => drop(sqlx::raw_sql(text).execute(pool).await.unwrap()),
    }
}

/// The first column of a query, as text; ids in their usual spelling.
pub(crate) async fn texts(db: &Db, select: &str) -> Vec<String> {
    let found = match db {
        Db::Sqlite { read, .. } => {
            // Blobs are not text; `hex` would make text unreadable.
            let as_text = "case typeof(it) when 'blob' then lower(hex(it)) else cast(it as text) end";
            let text = AssertSqlSafe(format!("with found(it) as ({select}) select {as_text} from found"));
            sqlx::query_as::<_, (String,)>(text).fetch_all(read).await
        }
        Db::Postgres(pool) => {
            let text = AssertSqlSafe(format!("with found(it) as ({select}) select it::text from found"));
            sqlx::query_as::<_, (String,)>(text).fetch_all(pool).await
        }
    };
    found.unwrap().into_iter().map(|(text,)| spelt_as_id(text)).collect()
}

pub(crate) async fn number(db: &Db, select: &str) -> i64 {
    texts(db, select).await[0].parse().unwrap()
}

/// `SQLite` gives an id as 32 hexadecimal digits.
fn spelt_as_id(text: String) -> String {
    match Uuid::try_parse(&text) {
        Ok(id) if text.len() == 32 => id.hyphenated().to_string(),
        _ => text,
    }
}

/// Takes away what keeps rows from being changed, as somebody with all rights on the database could.
pub(crate) async fn without_triggers(db: &Db, table: &str) {
    let triggers = if is_sqlite(db) {
        format!("select 'drop trigger ' || name from sqlite_master where type = 'trigger' and tbl_name = '{table}'")
    } else {
        format!(
            "select 'drop trigger ' || tgname || ' on {table}' from pg_trigger
             where tgrelid = '{table}'::regclass and not tgisinternal"
        )
    };
    for statement in texts(db, &triggers).await {
        execute(db, &statement).await;
    }
}

impl Clinic {
    /// Everything but the sign-in layer's own table: every use of a session may touch it.
    pub(crate) async fn dump(&self) -> Dump {
        dump(self.db(), &["_sqlx_migrations", "device_session"]).await
    }

    /// What happened, in order.
    pub(crate) async fn events(&self) -> Vec<String> {
        texts(self.db(), "select kind from audit_event order by sequence").await
    }

    /// What happened since so many events.
    pub(crate) async fn events_since(&self, before: usize) -> Vec<String> {
        self.events().await.split_off(before)
    }
}
