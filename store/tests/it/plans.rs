//! How a database means to answer a query, whatever is asked: P10 and its like.

use sqlx::{AssertSqlSafe, Row};
use store::Db;

use crate::given::Clinic;

/// What a plan says that reads every row of a table, or sorts what it read.
const SLOW: [&str; 5] = ["SCAN", "TEMP B-TREE", "Seq Scan", "Sort", "Bitmap"];

impl Clinic {
    /// The lines of a plan. `types` are those of the parameters, `(text, uuid)`, where PostgreSQL cannot know them.
    pub(crate) async fn plan(&self, sql: &str, types: &str) -> Vec<String> {
        match &self.db {
            Db::Sqlite { read, .. } => {
                let mut reader = read.acquire().await.unwrap();
                // Whoever only explains does not notice that something was analyzed meanwhile; whoever reads does.
                sqlx::query("select count(*) from sqlite_schema").execute(&mut *reader).await.unwrap();
                let text = AssertSqlSafe(format!("explain query plan {sql}"));
                let rows = sqlx::query(text).fetch_all(&mut *reader).await.unwrap();
                rows.iter().map(|row| row.get("detail")).collect()
            }
            Db::Postgres(pool) => {
                let mut connection = pool.acquire().await.unwrap();
                // Few rows are read faster at once: what it would do with many is asked.
                let many = "set enable_seqscan = off; set enable_sort = off; set enable_bitmapscan = off";
                sqlx::raw_sql(many).execute(&mut *connection).await.unwrap();
                let count = (1..=20).rev().find(|number| sql.contains(&format!("${number}"))).unwrap_or(0);
                let nothing = if count == 0 { String::new() } else { format!("({})", vec!["null"; count].join(", ")) };
                let text = AssertSqlSafe(format!(
                    "set plan_cache_mode = force_generic_plan; prepare listed {types} as {sql};
                     explain execute listed{nothing}"
                ));
                let rows = sqlx::raw_sql(text).fetch_all(&mut *connection).await.unwrap();
                connection.close().await.unwrap();
                rows.iter().map(|row| row.get(0)).collect()
            }
        }
    }

    /// The query enters an index where its answer begins, and sorts nothing.
    pub(crate) async fn assert_enters_an_index(&self, name: &str, sql: &str, types: &str) {
        let plan = self.plan(sql, types).await;
        let slow = plan.iter().any(|line| SLOW.iter().any(|slow| line.contains(slow)));
        assert!(!slow, "{name}: {}", plan.join("\n"));
    }
}
