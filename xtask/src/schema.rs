//! `schema`: crates/db/src/schema.rs, printed from a migrated database by the diesel CLI.

use std::fs;

use db::local::with_database;
use diesel::{Connection, PgConnection, RunQueryDsl};

use crate::database;
use crate::workspace::{Result, cargo, command, find_program, output, root, run};

pub(crate) fn print() -> Result {
    if find_program("diesel").is_none() {
        return Err("the diesel CLI prints the schema, and it was not found.\n\
                    Remedy: cargo install diesel_cli --no-default-features --features postgres-bundled"
            .into());
    }
    let cluster = database::tests_url()?;
    let mut conn = PgConnection::establish(&with_database(&cluster, "postgres"))?;
    let name = format!("hydra_schema_{}", std::process::id());
    diesel::sql_query(format!("CREATE DATABASE {name}")).execute(&mut conn)?;
    let url = with_database(&cluster, &name);
    let printed = db::migrate(&url).map_err(Into::into).and_then(|_| {
        let mut diesel = command("diesel");
        output(diesel.args(["print-schema", "--config-file", "config/diesel.toml", "--database-url", &url]))
    });
    diesel::sql_query(format!("DROP DATABASE {name} WITH (FORCE)")).execute(&mut conn)?;
    let file = root().join("crates/db/src/schema.rs");
    // PostgreSQL can't say so, but no array of ours holds a NULL.
    fs::write(
        &file,
        printed?.replace("Array<Nullable<Text>>", "Array<Text>").replace("Array<Nullable<Uuid>>", "Array<Uuid>"),
    )?;
    run(cargo().args(["fmt", "--package", "db"]))?;
    println!("{} is printed anew", file.display());
    Ok(())
}
