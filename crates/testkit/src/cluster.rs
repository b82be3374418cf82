//! The PostgreSQL that holds the tests' databases.

use std::env;
use std::path::Path;
use std::sync::OnceLock;

use db::local::{self, Options, with_database};
use diesel::sql_types::Text;
use diesel::{PgConnection, QueryableByName, RunQueryDsl};
use nix::errno::Errno;
use nix::sys::signal::kill;
use nix::unistd::Pid;

use crate::{connect, expect};

/// `url` with another database's name in it.
pub(crate) fn url(database: &str) -> String {
    static BASE: OnceLock<String> = OnceLock::new();
    let base = BASE.get_or_init(|| {
        let base = find();
        sweep(&mut connect(&with_database(&base, "postgres")));
        base
    });
    with_database(base, database)
}

/// What the names of this machine's test databases begin with. Several machines may share a `DATABASE_URL`, and a
/// process id says nothing about another machine's process.
pub(crate) fn test_prefix() -> String {
    let host = nix::unistd::gethostname().unwrap_or_default();
    // FNV-1a: a short name that differs is all that is asked of it.
    let hash =
        host.as_encoded_bytes().iter().fold(0x811c_9dc5_u32, |h, b| (h ^ u32::from(*b)).wrapping_mul(0x0100_0193));
    format!("hydra_test_{hash:08x}_")
}

/// Drops the databases of this machine's processes that are gone.
pub(crate) fn sweep(conn: &mut PgConnection) {
    #[derive(QueryableByName)]
    struct Name {
        #[diesel(sql_type = Text)]
        datname: String,
    }
    let prefix = test_prefix();
    let names = diesel::sql_query("SELECT datname::text FROM pg_database WHERE starts_with(datname, $1)")
        .bind::<Text, _>(&prefix)
        .load::<Name>(conn);
    for Name { datname } in expect(names, "the test databases can't be listed") {
        let process = datname[prefix.len()..].split('_').next().and_then(|p| p.parse().ok());
        if process.is_some_and(is_gone) {
            // Another process may be sweeping too.
            let _ = diesel::sql_query(format!("DROP DATABASE IF EXISTS {datname} WITH (FORCE)")).execute(conn);
        }
    }
}

fn is_gone(process: i32) -> bool {
    kill(Pid::from_raw(process), None) == Err(Errno::ESRCH)
}

fn find() -> String {
    if let Ok(url) = env::var("DATABASE_URL") {
        return url;
    }
    // A relative one is relative to the workspace: tests run in the folders of their crates.
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(Path::new("."));
    let options = Options::for_tests(env::var_os("HYDRA_LOCAL_DIR").map(|dir| workspace.join(dir)));
    expect(local::start(&options), "no PostgreSQL for the tests").url("postgres")
}
