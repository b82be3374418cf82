//! What every handler can reach.

use std::{net::IpAddr, sync::Arc, time::Duration};

use analytics::people;
use db::{Conn, Database, Page, Retry, WorkspaceId};
use moka::sync::Cache;
use tenancy::SecretKey;
use time::OffsetDateTime;
use tokio::sync::Semaphore;
use tracking::{Widget, WidgetKey, Writer};

use crate::{call, configuration::Configuration, error::Failure, limits::Limits};

/// The clock, an argument everywhere else (only `main` and tests name a real one).
pub type Clock = fn() -> OffsetDateTime;

/// What this process keeps of the database may be this old (G4).
const MAX_AGE: Duration = Duration::from_secs(5);
/// Totals above this are kept for as long.
const LONG_LIST: i64 = 2_000;
/// argon2 takes 19 MiB and a core: so many at once.
const PASSWORD_CHECKS: usize = 2;

/// The running server: cloned into every worker thread, one of each inside.
#[derive(Clone)]
pub struct Hydra {
    /// The pools.
    pub database: Database,
    /// What it was told.
    pub configuration: Arc<Configuration>,
    pub(crate) clock: Clock,
    pub(crate) writer: Writer,
    pub(crate) secret_key: SecretKey,
    pub(crate) limits: Arc<Limits>,
    pub(crate) password_checks: Arc<Semaphore>,
    widgets: Cache<WidgetKey, Option<Arc<Widget>>>,
    /// Totals of long lists, by workspace and what was asked for.
    totals: Cache<(WorkspaceId, String), i64>,
}

impl Hydra {
    /// Puts the server together; `writer` is the process's one.
    pub fn new(
        configuration: Configuration,
        secret_key: SecretKey,
        database: Database,
        writer: Writer,
        clock: Clock,
    ) -> Self {
        call::choose_tls();
        Self {
            secret_key,
            limits: Arc::new(Limits::new(configuration.limits.enabled)),
            configuration: Arc::new(configuration),
            database,
            clock,
            writer,
            password_checks: Arc::new(Semaphore::new(PASSWORD_CHECKS)),
            totals: Cache::builder().max_capacity(10_000).time_to_live(MAX_AGE).build(),
            widgets: Cache::builder().max_capacity(10_000).time_to_live(MAX_AGE).build(),
        }
    }

    /// This instant.
    pub(crate) fn now(&self) -> OffsetDateTime {
        (self.clock)()
    }

    /// Runs `body` in a transaction of the workspace.
    pub(crate) async fn write<T, F>(&self, workspace: WorkspaceId, body: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, Failure> + Send + 'static,
    {
        self.database.primary.run(workspace, body).await
    }

    /// Runs `body`, which only reads for a dashboard, where a replica may answer.
    pub(crate) async fn analyse<T, F>(&self, workspace: WorkspaceId, body: F) -> Result<T, Failure>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, Failure> + Send + 'static,
    {
        self.database.analytics.run(workspace, body).await
    }

    /// A page of people with its total. A total above [`LONG_LIST`] may be five seconds old: counting reads every row.
    pub(crate) async fn people(
        &self,
        workspace: WorkspaceId,
        kind: people::Kind,
        filter: people::Filter,
        sort: (people::Sort, bool),
        page: Page,
    ) -> Result<(Vec<people::PersonRow>, i64), Failure> {
        let key = (workspace, format!("{kind:?} {filter:?}"));
        let known = self.totals.get(&key);
        let listed = self
            .analyse(workspace, move |conn| Ok(people::list(conn, workspace, kind, &filter, sort, page, known)?))
            .await?;
        if known.is_none() && listed.1 > LONG_LIST {
            self.totals.insert(key, listed.1);
        }
        Ok(listed)
    }

    /// The widget of a public key, at most five seconds old; `None` for unknown and deleted ones.
    ///
    /// A key that is not known here costs a look-up, so that a caller who makes keys up is limited by address.
    pub(crate) async fn widget(&self, key: WidgetKey, caller: IpAddr) -> Result<Option<Arc<Widget>>, Failure> {
        if let Some(known) = self.widgets.get(&key) {
            return Ok(known);
        }
        self.limits.look_up(caller)?;
        let found = self
            .write(key.workspace, move |conn| match tracking::widget::get(conn, key.workspace, key.widget) {
                Ok(widget) => Ok(Some(Arc::new(widget))),
                Err(tracking::Error::NotFound) => Ok(None),
                Err(error) => Err(error.into()),
            })
            .await?;
        self.widgets.insert(key, found.clone());
        Ok(found)
    }

    /// Forgets a widget's settings here; other processes follow within five seconds.
    pub(crate) fn forget_widget(&self, key: WidgetKey) {
        self.widgets.invalidate(&key);
    }
}

impl Retry for Failure {
    fn is_contention(&self) -> bool {
        match self {
            Failure::Analytics(error) => error.is_contention(),
            Failure::Automations(error) => error.is_contention(),
            Failure::Crm(error) => error.is_contention(),
            Failure::Inbox(error) => error.is_contention(),
            Failure::Messaging(error) => error.is_contention(),
            Failure::Outbound(error) => error.is_contention(),
            Failure::Pipeline(error) => error.is_contention(),
            Failure::Tenancy(error) => error.is_contention(),
            Failure::Tracking(error) => error.is_contention(),
            Failure::Problem(_) => false,
        }
    }
}
