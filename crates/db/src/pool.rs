//! Pools and the transaction bridge.

use std::{sync::Arc, time::Duration};

use diesel::{
    IntoSql, PgConnection, RunQueryDsl,
    connection::{AnsiTransactionManager, SimpleConnection, TransactionManager},
    r2d2::{ConnectionManager, CustomizeConnection},
    sql_types::Timestamptz,
};
use time::OffsetDateTime;
use tokio::sync::Semaphore;

use crate::{Conn, Error, Retry, WorkspaceId};

/// How often a transaction that lost a race is tried again.
const RETRIES: u32 = 3;
/// So many requests may wait for each connection; the next is told at once that the database is busy, so that a slow one is
/// not followed by a queue that nobody waits to the end of (P14).
const WAITING: usize = 32;

/// How a pool is made.
#[derive(Debug, Clone)]
pub struct PoolOptions {
    /// `postgres://…`, the owner's or anyone's who may become `hydra_app`.
    pub url: String,
    /// Connections at most. About four a core: more only wait inside PostgreSQL.
    pub size: u32,
    /// How long a caller waits for a free connection before it is told that the database is busy.
    pub wait: Duration,
    /// After how long PostgreSQL gives up on one statement, and on a transaction from which nothing is heard.
    pub statement_timeout: Duration,
}

/// Connections of the role `hydra_app`. Cloning is cheap; all clones share the connections.
#[derive(Debug, Clone)]
pub struct Pool {
    connections: Arc<r2d2::Pool<ConnectionManager<PgConnection>>>,
    /// A place for each request that may have a connection or wait for one.
    places: Arc<Semaphore>,
}

/// The two pools: everything writes and reads on `primary`; dashboards and rollups may read from a replica.
#[derive(Debug, Clone)]
pub struct Database {
    /// The one that can write.
    pub primary: Pool,
    /// A replica's, or the primary again.
    pub analytics: Pool,
}

impl Pool {
    /// Opens the pool without waiting for a connection, so that a gateway can start before its database answers.
    pub fn new(options: &PoolOptions) -> Self {
        let pool = r2d2::Pool::builder()
            .max_size(options.size)
            .min_idle(Some(1))
            .connection_timeout(options.wait)
            .test_on_check_out(false)
            .connection_customizer(Box::new(BecomeApplication { statement_timeout: options.statement_timeout }))
            .build_unchecked(ConnectionManager::new(&options.url));
        let places = options.size as usize * (1 + WAITING);
        Self { connections: Arc::new(pool), places: Arc::new(Semaphore::new(places)) }
    }

    /// Runs `body` in a transaction of `workspace` on a blocking thread. Again, up to three times, when it lost a race.
    pub async fn run<T, E, F>(&self, workspace: WorkspaceId, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Retry + Send + 'static,
        F: Fn(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        self.on_blocking_thread(move |pool| pool.transaction(workspace, body)).await
    }

    /// Runs `body` in a transaction that belongs to no workspace: only tables without row-level security can be read.
    pub async fn run_global<T, E, F>(&self, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Retry + Send + 'static,
        F: Fn(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        self.on_blocking_thread(move |pool| pool.transaction_global(body)).await
    }

    /// [`Pool::run`] for a thread that may block: workers, the ingest's writer, tests.
    pub fn transaction<T, E: Retry>(
        &self,
        workspace: WorkspaceId,
        body: impl Fn(&mut Conn) -> Result<T, E>,
    ) -> Result<T, E> {
        // The id is a UUID, so that it can stand in the text; one round trip for both statements.
        self.retrying(&format!("BEGIN; SET LOCAL app.workspace_id = '{workspace}'"), body)
    }

    /// [`Pool::run_global`] for a thread that may block.
    pub fn transaction_global<T, E: Retry>(&self, body: impl Fn(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        self.retrying("BEGIN", body)
    }

    /// The database's clock, which every process agrees on.
    pub fn now(&self) -> Result<OffsetDateTime, Error> {
        self.transaction_global(|conn| Ok(diesel::select(diesel::dsl::now.into_sql::<Timestamptz>()).get_result(conn)?))
    }

    async fn on_blocking_thread<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Retry + Send + 'static,
        F: FnOnce(&Pool) -> Result<T, E> + Send + 'static,
    {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return Err(Error::Unavailable("too many requests wait for it".to_owned()).into());
        };
        let pool = self.clone();
        let work = move || {
            let _place = place;
            work(&pool)
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(result) => result,
            Err(join) if join.is_panic() => std::panic::resume_unwind(join.into_panic()),
            Err(_) => Err(Error::Unavailable("the server is stopping".to_owned()).into()),
        }
    }

    fn retrying<T, E: Retry>(&self, begin: &str, body: impl Fn(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        let mut attempt = 0;
        loop {
            match self.once(begin, &body) {
                Err(error) if error.is_contention() && attempt < RETRIES => {
                    attempt += 1;
                    let spread = rand::random_range(1..=10 * u64::from(attempt));
                    std::thread::sleep(Duration::from_millis(spread));
                }
                result => return result,
            }
        }
    }

    /// A connection that has begun a transaction. One that the server closed meanwhile fails here, before anything was
    /// done: then another is taken, until the pool has thrown the stale ones away.
    fn begun(&self, begin: &str) -> Result<r2d2::PooledConnection<ConnectionManager<PgConnection>>, Error> {
        let mut stale = self.connections.max_size();
        loop {
            let mut pooled = self.connections.get().map_err(|e| Error::Unavailable(e.to_string()))?;
            let conn: &mut PgConnection = &mut pooled;
            match AnsiTransactionManager::begin_transaction_sql(conn, begin).map_err(Error::from) {
                Ok(()) => return Ok(pooled),
                Err(Error::Unavailable(_)) if stale > 0 => stale -= 1,
                Err(error) => return Err(error),
            }
        }
    }

    fn once<T, E: Retry>(&self, begin: &str, body: impl Fn(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        let mut pooled = self.begun(begin)?;
        let conn: &mut PgConnection = &mut pooled;
        match body(conn) {
            Ok(value) => {
                AnsiTransactionManager::commit_transaction(conn).map_err(Error::from)?;
                Ok(value)
            }
            Err(error) => {
                // A connection that can't roll back is broken, and the pool throws it away on return.
                if let Err(rollback) = AnsiTransactionManager::rollback_transaction(conn) {
                    tracing::warn!(%rollback, "rollback failed");
                }
                Err(error)
            }
        }
    }
}

/// Makes each new connection the application's role, once.
#[derive(Debug)]
struct BecomeApplication {
    statement_timeout: Duration,
}

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for BecomeApplication {
    fn on_acquire(&self, conn: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        crate::statements::watch(conn);
        // A plan that was made when a table was small is kept for as long as the connection lives, and reads the table from
        // end to end once it is large. Planning anew for the values costs less: G2 went from 0.51 to 0.59 with it.
        // And a server that is stopped, or cut off, in the middle of a transaction must not hold its rows for ever: nobody
        // could take over what it did (P7).
        conn.batch_execute(&format!(
            "SET ROLE hydra_app; SET plan_cache_mode = force_custom_plan; SET TIME ZONE 'UTC';
             SET statement_timeout = {patience}; SET idle_in_transaction_session_timeout = {patience}",
            patience = self.statement_timeout.as_millis()
        ))
        .map_err(diesel::r2d2::Error::QueryError)
    }
}

impl Pool {
    /// True when a connection can be had and answers.
    pub async fn is_ready(&self) -> bool {
        self.run_global(|conn| Ok::<_, Error>(conn.batch_execute("SELECT 1")?)).await.is_ok()
    }
}
