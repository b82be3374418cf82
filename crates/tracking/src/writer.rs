//! The coalescing writer.
//!
//! Rows per commit is the largest lever of ingest: 1, 25 and 1,000 rows a commit cost 110, 22 and 12 µs a row. Browsers
//! send 1 to 5 events a request, so a thread takes all requests that wait, stores them in one transaction a workspace,
//! and answers each after that commit (P1). It never lingers: while it writes, the next ones gather by themselves. A few
//! threads share the queue, so that one prepares its rows while another waits for its commit to reach the disk.

use std::{
    collections::BTreeMap,
    panic::AssertUnwindSafe,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
};

use db::{Pool, WorkspaceId};
use time::OffsetDateTime;
use tokio::sync::oneshot;

use crate::{
    Error,
    ingest::{self, Batch},
};

/// Requests that may wait; one more is refused (P14).
const QUEUE: usize = 4_096;
/// Bytes of request bodies that may wait.
const QUEUE_BYTES: usize = 64 * 1024 * 1024;
/// Threads that write: with one, the processor waits while a commit reaches the disk.
const THREADS: usize = 2;
/// Events that one transaction takes at most.
const ROWS: usize = 1_000;

/// Why a batch was not stored.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// Too many requests wait: try again in a moment.
    #[error("too many events are waiting to be stored")]
    Busy,
    /// The database did not take it.
    #[error(transparent)]
    Failed(#[from] Error),
}

struct Waiting {
    workspace: WorkspaceId,
    batch: Batch,
    bytes: usize,
    answer: oneshot::Sender<Result<(), Error>>,
}

/// A handle on the writer of this process. Cloning is cheap; its threads end when the last handle is gone and everything
/// that waited is stored.
#[derive(Debug, Clone)]
pub struct Writer {
    queue: SyncSender<Waiting>,
    bytes: Arc<AtomicUsize>,
}

impl Writer {
    /// Starts the writer's threads. `clock` is asked once a transaction, for the ids of new rows.
    pub fn start(pool: &Pool, clock: fn() -> OffsetDateTime) -> std::io::Result<Self> {
        let (queue, waiting) = sync_channel(QUEUE);
        let waiting = Arc::new(Mutex::new(waiting));
        let bytes = Arc::new(AtomicUsize::new(0));
        for number in 0..THREADS {
            let (pool, waiting, bytes) = (pool.clone(), Arc::clone(&waiting), Arc::clone(&bytes));
            std::thread::Builder::new()
                .name(format!("ingest-writer-{number}"))
                .spawn(move || run(&pool, &waiting, &bytes, clock))?;
        }
        Ok(Self { queue, bytes })
    }

    /// Stores a batch; returns after the commit. `bytes` is the size of the request that it came in.
    ///
    /// # Errors
    /// [`Refused::Busy`] at once when too much waits already.
    pub async fn store(&self, workspace: WorkspaceId, batch: Batch, bytes: usize) -> Result<(), Refused> {
        if self.bytes.fetch_add(bytes, Ordering::Relaxed) > QUEUE_BYTES {
            self.bytes.fetch_sub(bytes, Ordering::Relaxed);
            return Err(Refused::Busy);
        }
        let (answer, stored) = oneshot::channel();
        self.queue.try_send(Waiting { workspace, batch, bytes, answer }).map_err(|error| {
            self.bytes.fetch_sub(bytes, Ordering::Relaxed);
            match error {
                TrySendError::Full(_) => Refused::Busy,
                TrySendError::Disconnected(_) => Refused::Failed(stopped()),
            }
        })?;
        Ok(stored.await.unwrap_or_else(|_| Err(stopped()))?)
    }
}

fn stopped() -> Error {
    unavailable("the writer was interrupted")
}

fn unavailable(reason: &str) -> Error {
    Error::Database(db::Error::Unavailable(reason.to_owned()))
}

/// What waits, at least one request and up to [`ROWS`] events; `None` when every handle is gone.
fn take(waiting: &Mutex<Receiver<Waiting>>) -> Option<Vec<Waiting>> {
    // Whoever holds the lock waits for the first request; the other threads wait for the lock.
    let waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    let first = waiting.recv().ok()?;
    let mut rows = first.batch.events.len();
    let mut taken = vec![first];
    while rows < ROWS
        && let Ok(next) = waiting.try_recv()
    {
        rows += next.batch.events.len();
        taken.push(next);
    }
    Some(taken)
}

fn run(pool: &Pool, waiting: &Mutex<Receiver<Waiting>>, bytes: &AtomicUsize, clock: fn() -> OffsetDateTime) {
    while let Some(taken) = take(waiting) {
        bytes.fetch_sub(taken.iter().map(|waiting| waiting.bytes).sum(), Ordering::Relaxed);
        let now = clock();
        let mut by_workspace: BTreeMap<WorkspaceId, Vec<Waiting>> = BTreeMap::new();
        for waiting in taken {
            by_workspace.entry(waiting.workspace).or_default().push(waiting);
        }
        for (workspace, group) in by_workspace {
            // A panic is a defect, but must not stop everybody's ingest: those that waited get an error, the thread goes on.
            let done = std::panic::catch_unwind(AssertUnwindSafe(|| store_group(pool, workspace, group, now)));
            if done.is_err() {
                tracing::error!(%workspace, "the ingest writer panicked; it goes on with the next batch");
            }
        }
    }
}

fn store_group(pool: &Pool, workspace: WorkspaceId, group: Vec<Waiting>, now: OffsetDateTime) {
    let (batches, answers): (Vec<Batch>, Vec<_>) = group.into_iter().map(|w| (w.batch, w.answer)).unzip();
    let together = pool.transaction(workspace, |conn| ingest::store(conn, workspace, &batches, now));
    let mut answers = answers.into_iter();
    match together {
        Ok(_) => answers.for_each(|answer| drop(answer.send(Ok(())))),
        Err(error) if batches.len() == 1 => drop(answers.next().map(|answer| answer.send(Err(error)))),
        // One of them is the cause: each by itself, so that the others are stored.
        Err(Error::Database(db::Error::Constraint(_) | db::Error::Value(_))) => {
            for (batch, answer) in batches.iter().zip(answers) {
                let one = std::slice::from_ref(batch);
                let alone = pool.transaction(workspace, |conn| ingest::store(conn, workspace, one, now));
                drop(answer.send(alone.map(drop)));
            }
        }
        // The database is the cause: asking it again for each would only keep everybody waiting (P14).
        Err(error) => {
            let reason = error.to_string();
            answers.for_each(|answer| drop(answer.send(Err(unavailable(&reason)))));
        }
    }
}
