#![doc = include_str!("../README.md")]

mod error;
mod id;
pub mod local;
mod migration;
mod paging;
mod pool;
#[expect(missing_docs, reason = "printed from the migrated database, where the comments are")]
pub mod schema;
mod statement;
pub mod statements;
mod text_enum;

pub use error::{Error, Retry};
pub use id::{ApiKeyId, CustomerId, Id, UserId, WorkspaceId};
pub use migration::{MIGRATIONS, is_migrated, migrate, revert};
pub use paging::{Cursor, CursorError, Page};
pub use pool::{Database, Pool, PoolOptions};
pub use statement::Statement;
pub use text_enum::UnknownWord;

/// The connection that every domain function takes first: inside a transaction of one workspace.
pub type Conn = diesel::PgConnection;
