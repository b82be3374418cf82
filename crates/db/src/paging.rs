//! Pages by number for lists, by key for streams.

use std::{fmt, str::FromStr};

use time::OffsetDateTime;
use uuid::Uuid;

/// A page by number: lists of leads, contacts, keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// From 1.
    pub number: i64,
    /// Rows a page, 1 to 100.
    pub limit: i64,
}

impl Page {
    /// The largest page that a list gives.
    pub const MAX_LIMIT: i64 = 100;

    /// A page whose numbers are brought into their ranges.
    pub fn new(number: i64, limit: i64) -> Self {
        Self { number: number.clamp(1, 1_000_000), limit: limit.clamp(1, Self::MAX_LIMIT) }
    }

    /// How many rows come before this page.
    pub fn offset(self) -> i64 {
        (self.number - 1) * self.limit
    }
}

/// Where a stream, newest first, goes on: after the row with this time and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// The last row's time, to the microsecond that PostgreSQL keeps.
    pub at: OffsetDateTime,
    /// The last row's id, which orders rows of one time.
    pub id: Uuid,
}

/// A cursor that this server did not make.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a cursor of this list")]
pub struct CursorError;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.at.unix_timestamp_nanos() / 1_000, self.id.simple())
    }
}

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        let (micros, id) = text.split_once('.').ok_or(CursorError)?;
        let nanos = micros.parse::<i64>().ok().and_then(|m| i128::from(m).checked_mul(1_000)).ok_or(CursorError)?;
        Ok(Self {
            at: OffsetDateTime::from_unix_timestamp_nanos(nanos).map_err(|_| CursorError)?,
            id: id.parse().map_err(|_| CursorError)?,
        })
    }
}
