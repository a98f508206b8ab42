//! A transaction that ends in an event. Dropping it undoes everything, follow-up included.

use domain::{JobId, audit::Event, jobs::Job, policy::Policy};
use sqlx::{PgPool, Postgres, Transaction};

use crate::{
    audit,
    caller::Caller,
    db::Db,
    error::{Error, Result},
    limits::Forgiven,
    sql::Tx,
};

/// A transaction that can only read.
pub struct Read {
    pub(crate) tx: Tx,
}

impl Read {
    #[expect(clippy::disallowed_methods, reason = "the one place that opens a reading transaction")]
    pub(crate) async fn open(db: &Db) -> Result<Self> {
        let tx = match db {
            Db::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Db::Postgres(pool) => Tx::Postgres(begun(pool, "begin read only").await?),
        };
        Ok(Self { tx })
    }
}

/// Begins in a task of its own, which nobody cuts short. sqlx 0.9.0 forgets a `begin` that is dropped on its way, as when
/// a browser goes away: the connection would come back to the pool inside a transaction that nobody knows of, and the
/// next one on it could not write.
#[expect(clippy::disallowed_methods, reason = "the one place that begins on PostgreSQL")]
async fn begun(pool: &PgPool, statement: &'static str) -> Result<Transaction<'static, Postgres>> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(statement).await });
    Ok(begun.await.map_err(Error::broken)??)
}

/// An open transaction on behalf of a caller.
pub struct Work {
    pub(crate) tx: Tx,
    caller: Caller,
    before: Vec<Event>,
    forgiven: Vec<Forgiven>,
}

impl Work {
    #[expect(clippy::disallowed_methods, reason = "the one place that opens a writing transaction")]
    pub(crate) async fn open(caller: Caller) -> Result<Self> {
        let tx = match &caller.db {
            // The lock is taken at once: a transaction that upgrades later may find it busy and fail.
            Db::Sqlite { write, .. } => Tx::Sqlite(write.begin_with("begin immediate").await?),
            Db::Postgres(pool) => Tx::Postgres(begun(pool, "begin").await?),
        };
        Ok(Self { tx, caller, before: Vec::new(), forgiven: Vec::new() })
    }

    pub(crate) const fn policy(&self) -> Policy {
        self.caller.policy
    }

    /// Notes a thing that happened on the way to the one that [`Work::commit`] names.
    pub fn also(&mut self, event: Event) {
        self.before.push(event);
    }

    /// Takes tries back once the change is kept, and never when it is not.
    pub(crate) fn forgive_once_kept(&mut self, forgiven: Forgiven) {
        self.forgiven.push(forgiven);
    }

    /// Leaves follow-up work, kept or lost together with the change.
    ///
    /// # Errors
    /// When the database does not take it.
    pub async fn enqueue(&mut self, job: Job) -> Result<()> {
        let payload = serde_json::to_string(&job).map_err(Error::broken)?;
        run!(
            &mut self.tx,
            "insert into job (id, payload, created_at, run_at, attempts) values ($1, $2, $3, $3, 0)",
            self.caller.new_id::<JobId>(),
            payload,
            self.caller.now
        )?;
        Ok(())
    }

    /// Keeps the change, and says what happened.
    ///
    /// # Errors
    /// When the database does not take it; then nothing was kept.
    pub async fn commit(mut self, event: Event) -> Result<()> {
        self.before.push(event);
        audit::append(&mut self.tx, &self.caller, &self.before).await?;
        self.tx.commit().await?;
        for event in self.before {
            self.caller.news.tell(event);
        }
        settle(&self.caller, &self.forgiven).await;
        Ok(())
    }

    /// Keeps a change that is no event (invariant 7): the queue's bookkeeping, sign-in sessions, counts of tries, and what
    /// somebody has yet to prove.
    pub(crate) async fn commit_bookkeeping(self) -> Result<()> {
        self.tx.commit().await?;
        settle(&self.caller, &self.forgiven).await;
        Ok(())
    }
}

async fn settle(caller: &Caller, forgiven: &[Forgiven]) {
    for forgiven in forgiven {
        caller.counts.forgive(forgiven).await;
    }
}

impl Tx {
    async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}
