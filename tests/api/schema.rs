//! The schema holds the data rules.

use diesel::{Connection, QueryableByName, RunQueryDsl, connection::SimpleConnection, sql_query};

use crate::app::App;

#[derive(QueryableByName, Debug, PartialEq)]
struct Violation {
    #[diesel(sql_type = diesel::sql_types::Text)]
    rule: String,
    #[diesel(sql_type = diesel::sql_types::Text)]
    obj: String,
}

const LINT: &str = include_str!("../schema-lint.sql");

#[test]
fn the_schema_breaks_no_data_rule() {
    let database = testkit::database();
    let found: Vec<Violation> = sql_query(LINT).load(&mut database.psql()).expect("the lint runs");
    assert_eq!(found, []);
    // The lint finds what it looks for.
    let mut conn = database.psql();
    conn.batch_execute("CREATE TABLE stray (id uuid PRIMARY KEY)").expect("a table");
    let found: Vec<Violation> = sql_query(LINT).load(&mut conn).expect("the lint runs");
    assert!(found.iter().any(|violation| violation.obj == "stray"), "{found:?}");
}

#[test]
fn every_migration_can_be_reverted_and_run_again() {
    let database = testkit::empty_database();
    let count = db::migrate(&database.url).expect("migrations run").len();
    for _ in 0..count {
        db::revert(&database.url).expect("a migration reverts");
    }
    let left = "SELECT table_name AS rule, 'left' AS obj FROM information_schema.tables
         WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations'";
    let left: Vec<Violation> = sql_query(left).load(&mut database.psql()).expect("a list");
    assert_eq!(left, []);
    assert_eq!(db::migrate(&database.url).expect("migrations run again").len(), count);
    assert!(db::is_migrated(&database.url).expect("an answer"));
}

/// Proves: H39
#[tokio::test]
async fn the_history_is_append_only_by_privilege() {
    let mut app = App::start().await;
    app.minds_first_wall = false;
    for table in ["timeline", "audit_log"] {
        for statement in [format!("UPDATE {table} SET at = now()"), format!("DELETE FROM {table}")] {
            let refused = app.hydra.database.primary.transaction_global(|conn| {
                Ok::<_, db::Error>(conn.batch_execute(&statement).expect_err("no privilege").to_string())
            });
            assert!(refused.expect("a transaction").contains("permission denied"), "{statement}");
        }
    }
}

#[tokio::test]
async fn without_a_workspace_no_row_is_seen_and_none_can_be_written() {
    let mut app = App::start().await;
    app.minds_first_wall = false;
    let (one, two) = (app.workspace("One"), app.workspace("Two"));
    app.post(&one, "/leads", serde_json::json!({"name": "Secret"})).await.ok(201);
    let pool = &app.hydra.database.primary;
    let seen = |conn: &mut db::Conn| {
        use db::schema::customers::dsl::customers;
        use diesel::QueryDsl;
        Ok::<i64, db::Error>(customers.count().get_result(conn)?)
    };
    assert_eq!(pool.transaction_global(seen).expect("a count"), 0, "no setting, no rows");
    assert_eq!(pool.transaction(two.workspace, seen).expect("a count"), 0, "another workspace's setting");
    assert_eq!(pool.transaction(one.workspace, seen).expect("a count"), 1);
    let insert = format!(
        "INSERT INTO widgets (workspace_id, id, name, created_at, updated_at) VALUES ('{}', gen_random_uuid(), 'x', now(), now())",
        one.workspace
    );
    let refused = pool.transaction(two.workspace, |conn| {
        Ok::<_, db::Error>(conn.transaction(|conn| conn.batch_execute(&insert)).expect_err("the wall").to_string())
    });
    assert!(refused.expect("a transaction").contains("row-level security"), "the second wall");
}

/// The schema that the code is checked against is the one that the migrations make: every column, and whether it may be null.
#[test]
fn the_printed_schema_is_the_migrated_one() {
    const PRINTED: &str = include_str!("../../crates/db/src/schema.rs");
    let mut printed = std::collections::BTreeSet::new();
    let mut table = "";
    for line in PRINTED.lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with(") {")) {
            table = name;
        } else if let Some((column, kind)) = line.strip_suffix(',').and_then(|line| line.split_once(" -> ")) {
            let column = column.strip_suffix('_').unwrap_or(column);
            printed
                .insert(format!("{table}.{column} {}", if kind.starts_with("Nullable") { "null" } else { "not null" }));
        }
    }
    let columns = "SELECT c.table_name || '.' || c.column_name AS rule,
             CASE c.is_nullable WHEN 'YES' THEN 'null' ELSE 'not null' END AS obj
         FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
         WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.table_name <> '__diesel_schema_migrations'";
    let database = testkit::database();
    let migrated: Vec<Violation> = sql_query(columns).load(&mut database.psql()).expect("columns");
    let migrated = migrated.into_iter().map(|column| format!("{} {}", column.rule, column.obj)).collect();
    assert_eq!(printed, migrated, "run cargo xtask schema");
}

/// The list by which statements are held against the first wall is the schema's.
#[test]
fn every_walled_table_is_watched() {
    let walled = "SELECT relname::text AS rule, '' AS obj FROM pg_class
         WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relrowsecurity ORDER BY relname";
    let walled: Vec<Violation> = sql_query(walled).load(&mut testkit::database().psql()).expect("tables");
    let walled: Vec<String> = walled.into_iter().map(|table| table.rule).collect();
    assert_eq!(walled, db::statements::TENANT);
}
