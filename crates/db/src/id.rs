//! Ids that can't be mistaken for another table's.

use std::{
    cell::RefCell,
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    str::FromStr,
};

use diesel::{
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::{Pg, PgValue},
    serialize::{self, Output, ToSql},
    sql_types,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::{ContextV7, Timestamp, Uuid};

thread_local! {
    /// The last instant that this thread made an id of, with the counter of its ids.
    static INSTANT: RefCell<(OffsetDateTime, ContextV7)> =
        const { RefCell::new((OffsetDateTime::UNIX_EPOCH, ContextV7::new())) };
}

/// The id of a row of `T`: a UUIDv7 made in Rust, so that ids sort by the time they were made (R2).
#[derive(AsExpression, FromSqlRow, Serialize, Deserialize)]
#[diesel(sql_type = sql_types::Uuid)]
#[serde(transparent)]
pub struct Id<T>(Uuid, #[serde(skip)] PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// A new id whose time part is `now`. Ids that a thread makes of one instant ascend, so that the rows of a transaction
    /// sort as they were written.
    pub fn new(now: OffsetDateTime) -> Self {
        let seconds = u64::try_from(now.unix_timestamp()).unwrap_or_default();
        INSTANT.with_borrow_mut(|instant| {
            if instant.0 != now {
                *instant = (now, ContextV7::new());
            }
            let time = Timestamp::from_unix(&instant.1, seconds, now.nanosecond());
            Self::from(Uuid::new_v7(time))
        })
    }

    /// The bare UUID.
    pub fn uuid(self) -> Uuid {
        self.0
    }
}

impl<T> From<Uuid> for Id<T> {
    fn from(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }
}

impl<T> FromStr for Id<T> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Uuid>().map(Self::from)
    }
}

// Derives would ask the same of `T`, which is only a name.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl<T> ToSql<sql_types::Uuid, Pg> for Id<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <Uuid as ToSql<sql_types::Uuid, Pg>>::to_sql(&self.0, out)
    }
}
impl<T> FromSql<sql_types::Uuid, Pg> for Id<T> {
    fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
        <Uuid as FromSql<sql_types::Uuid, Pg>>::from_sql(bytes).map(Self::from)
    }
}

/// Names for [`Id`]'s parameter. Types that have a struct of their own in a domain crate are named there instead.
mod of {
    #[derive(Debug)]
    pub enum Workspace {}
    #[derive(Debug)]
    pub enum User {}
    #[derive(Debug)]
    pub enum ApiKey {}
    #[derive(Debug)]
    pub enum Customer {}
}

/// A tenant: everything but `users` belongs to one.
pub type WorkspaceId = Id<of::Workspace>;
/// A person who signs in.
pub type UserId = Id<of::User>;
/// A program that signs in.
pub type ApiKeyId = Id<of::ApiKey>;
/// A lead or a contact: one id for life (D1).
pub type CustomerId = Id<of::Customer>;

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn ids_of_one_instant_ascend_and_none_is_made_twice() {
        let now = datetime!(2026-11-21 12:00:00.123456 UTC);
        let ids: Vec<Id<()>> = (0..10_000).map(|_| Id::new(now)).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        let earlier = Id::<()>::new(now - time::Duration::HOUR);
        assert!(earlier < ids[0], "the time part is the instant's, also after a later one");
    }
}
