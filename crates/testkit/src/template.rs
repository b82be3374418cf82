//! The migrated database that every test's is a copy of.

use std::sync::Once;

use diesel::sql_types::{BigInt, Bool, Text};
use diesel::{PgConnection, QueryableByName, RunQueryDsl};

use crate::{cluster, connect, expect};

const NAME: &str = concat!("hydra_template_", env!("MIGRATIONS_HASH"));

/// Any number: the advisory lock that builders of templates take turns with.
const LOCK: i64 = 0x6879_6472_6174;

/// How many templates are kept: this checkout's and those of others on the same cluster.
const KEPT: i64 = 3;

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    yes: bool,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    datname: String,
}

/// The template's name, once it exists.
pub(crate) fn name() -> &'static str {
    static BUILT: Once = Once::new();
    BUILT.call_once(build);
    NAME
}

/// Makes the template unless it is there.
pub(crate) fn build() {
    let mut conn = connect(&cluster::url("postgres"));
    if exists(&mut conn) {
        return;
    }
    let lock = diesel::sql_query("SELECT pg_advisory_lock($1)").bind::<BigInt, _>(LOCK).execute(&mut conn);
    expect(lock, "the lock on the template");
    if exists(&mut conn) {
        return;
    }
    // A builder that was killed left it half-made; it gets its name only when it is whole.
    let unfinished = format!("{NAME}_unfinished");
    execute(&mut conn, &format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"));
    execute(&mut conn, &format!("CREATE DATABASE {unfinished} TEMPLATE template0"));
    expect(db::migrate(&cluster::url(&unfinished)), "the migrations");
    // Nobody may connect to it: a copy is refused while somebody is.
    execute(&mut conn, &format!("ALTER DATABASE {unfinished} WITH ALLOW_CONNECTIONS false"));
    // The migration's own connection may still be closing, and a rename waits for nobody.
    execute(
        &mut conn,
        &format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{unfinished}'"),
    );
    execute(&mut conn, &format!("ALTER DATABASE {unfinished} RENAME TO {NAME}"));
    drop_old(&mut conn);
    // The lock goes with the connection.
}

fn exists(conn: &mut PgConnection) -> bool {
    let answer = diesel::sql_query("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1) AS yes")
        .bind::<Text, _>(NAME)
        .get_result::<Answer>(conn);
    expect(answer, "the template can't be looked for").yes
}

fn drop_old(conn: &mut PgConnection) {
    let old = diesel::sql_query(
        "SELECT datname::text FROM pg_database WHERE starts_with(datname, 'hydra_template_') ORDER BY oid DESC OFFSET $1",
    )
    .bind::<BigInt, _>(KEPT)
    .load::<Name>(conn);
    for Name { datname } in expect(old, "the old templates can't be listed") {
        // One that is being copied at this moment stays until the next time.
        let _ = diesel::sql_query(format!("DROP DATABASE IF EXISTS {datname}")).execute(conn);
    }
}

fn execute(conn: &mut PgConnection, statement: &str) {
    expect(diesel::sql_query(statement).execute(conn), statement);
}
