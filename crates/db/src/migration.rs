//! The embedded schema history.

use diesel::{Connection, PgConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::Error;

/// Every migration, built into the binary.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// Runs the migrations that `url`'s database lacks, as its owner, and names them. Run it from one place at a time.
pub fn migrate(url: &str) -> Result<Vec<String>, Error> {
    let mut conn = owner(url)?;
    let done = conn.run_pending_migrations(MIGRATIONS).map_err(|e| Error::Unavailable(e.to_string()))?;
    Ok(done.iter().map(ToString::to_string).collect())
}

/// Reverts the newest migration and names it.
pub fn revert(url: &str) -> Result<String, Error> {
    let mut conn = owner(url)?;
    let undone = conn.revert_last_migration(MIGRATIONS).map_err(|e| Error::Unavailable(e.to_string()))?;
    Ok(undone.to_string())
}

/// True when `url`'s database has every migration.
pub fn is_migrated(url: &str) -> Result<bool, Error> {
    let pending = owner(url)?.has_pending_migration(MIGRATIONS).map_err(|e| Error::Unavailable(e.to_string()))?;
    Ok(!pending)
}

fn owner(url: &str) -> Result<PgConnection, Error> {
    PgConnection::establish(url).map_err(|e| Error::Unavailable(e.to_string()))
}
