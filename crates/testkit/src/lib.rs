#![doc = include_str!("../README.md")]

use std::fmt::Display;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread::sleep;
use std::time::Duration;

use diesel::{Connection, PgConnection, RunQueryDsl};

mod cluster;
mod template;

/// One test's own database, migrated and empty. Dropped with this value, whoever is still connected.
#[derive(Debug)]
pub struct TestDatabase {
    /// Its address, as the owner of its tables.
    pub url: String,
    /// Its name in the cluster.
    pub name: String,
}

/// A new database with every migration. About 25 ms.
pub fn database() -> TestDatabase {
    create(Some(template::name()))
}

/// A new database without any migration, for tests of the migrations themselves.
pub fn empty_database() -> TestDatabase {
    create(None)
}

/// A connection as the owner, past row-level security: for arranging and for looking.
pub fn psql(database: &TestDatabase) -> PgConnection {
    connect(&database.url)
}

impl TestDatabase {
    /// A connection as the owner, past row-level security: for arranging and for looking.
    pub fn psql(&self) -> PgConnection {
        psql(self)
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let dropped = run(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
        // A second panic while a failed test unwinds would abort the run and hide the first.
        if let Err(e) = dropped
            && !std::thread::panicking()
        {
            panic!("the database {} could not be dropped: {e}", self.name);
        }
    }
}

fn create(template: Option<&str>) -> TestDatabase {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("{}{}_{number}", cluster::test_prefix(), process::id());
    // Copying files beats writing them through the log when they are few and nothing has to survive a crash.
    let create = match template {
        Some(template) => format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy"),
        None => format!("CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy"),
    };
    let mut tries = 0;
    loop {
        match run(&create) {
            Ok(()) => break,
            // Another process dropped old templates, ours among them, after a look at its own.
            Err(e) if tries < 5 && e.contains("does not exist") => template::build(),
            Err(e) if tries < 100 && e.contains("being accessed by other users") => sleep(Duration::from_millis(20)),
            Err(e) => panic!("the database {name} could not be made: {e}"),
        }
        tries += 1;
    }
    TestDatabase { url: cluster::url(&name), name }
}

/// Runs one statement on this process's connection to the cluster, which connects again when it was lost.
fn run(statement: &str) -> Result<(), String> {
    static CONNECTION: OnceLock<Mutex<Option<PgConnection>>> = OnceLock::new();
    let mut slot = CONNECTION.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    let mut conn = slot.take().unwrap_or_else(|| connect(&cluster::url("postgres")));
    let done = diesel::sql_query(statement).execute(&mut conn);
    let lost = matches!(&done, Err(diesel::result::Error::DatabaseError(kind, _))
        if matches!(kind, diesel::result::DatabaseErrorKind::ClosedConnection | diesel::result::DatabaseErrorKind::UnableToSendCommand));
    if !lost {
        *slot = Some(conn);
    }
    done.map(|_| ()).map_err(|e| e.to_string())
}

fn connect(url: &str) -> PgConnection {
    expect(PgConnection::establish(url), "the test database does not answer")
}

fn expect<T, E: Display>(result: Result<T, E>, what: &str) -> T {
    match result {
        Ok(value) => value,
        Err(e) => panic!("{what}: {e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(diesel::QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }

    fn count(conn: &mut PgConnection, query: &str) -> i64 {
        diesel::sql_query(query).get_result::<Count>(conn).expect("a count").n
    }

    #[test]
    fn each_database_is_migrated_apart_and_dropped() {
        let (one, two) = (database(), database());
        assert_ne!(one.name, two.name);
        diesel::sql_query("CREATE TABLE only_here ()").execute(&mut one.psql()).expect("a table");
        let tables = "SELECT count(*) AS n FROM pg_tables WHERE schemaname = 'public' AND tablename";
        assert_eq!(count(&mut one.psql(), &format!("{tables} = 'only_here'")), 1);
        assert_eq!(count(&mut two.psql(), &format!("{tables} = 'only_here'")), 0);
        assert_eq!(count(&mut two.psql(), &format!("{tables} = 'workspaces'")), 1);
        // A connection that is still open does not keep it alive.
        let _left_open = one.psql();
        let name = one.name.clone();
        drop(one);
        let left = format!("SELECT count(*) AS n FROM pg_database WHERE datname = '{name}'");
        assert_eq!(count(&mut two.psql(), &left), 0);
    }

    #[test]
    fn databases_of_dead_processes_are_swept() {
        let here = empty_database();
        // No system gives out process ids this high.
        let orphan = format!("{}999999999_0", cluster::test_prefix());
        run(&format!("CREATE DATABASE {orphan}")).expect("an orphan");
        cluster::sweep(&mut connect(&cluster::url("postgres")));
        let left = |name: &str| {
            let query = format!("SELECT count(*) AS n FROM pg_database WHERE datname = '{name}'");
            count(&mut here.psql(), &query)
        };
        assert_eq!(left(&orphan), 0);
        assert_eq!(left(&here.name), 1, "this process lives");
    }

    #[test]
    fn many_at_once() {
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| assert_eq!(count(&mut database().psql(), "SELECT count(*) AS n FROM workspaces"), 0));
            }
        });
    }
}
