#![doc = include_str!("../README.md")]

pub mod accounts;
pub mod automations;
mod binds;
pub mod campaigns;
pub mod conversations;
pub mod duplicates;
pub mod engagement;
pub mod events;
pub mod focus;
pub mod funnel;
pub mod history;
pub mod kept;
pub mod messages;
pub mod notes;
pub mod opportunities;
pub mod people;
pub mod reports;
pub mod search;
pub mod site;
pub mod site_activity;
pub mod sketch;
pub mod sources;
pub mod stage_time;
pub mod strip;
pub mod visitors;

use time::Duration;

use binds::{Binds, Value};

/// Events are kept for 365 days at most (S12): no query looks further back.
const EVENTS_REACH_BACK: Duration = Duration::days(366);

/// Whose records are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// This teammate's.
    User(db::UserId),
    /// Those that nobody is in charge of.
    Nobody,
}

impl Owner {
    /// Keeps the rows whose `column` names this owner.
    fn and(self, column: &str, binds: &mut Binds, sql: &mut String) {
        match self {
            Owner::User(id) => binds.and(sql, &format!("{column} = ?"), Some(Value::Uuid(id.uuid()))),
            Owner::Nobody => *sql += &format!(" AND {column} IS NULL"),
        }
    }
}

/// A LIKE pattern for texts that contain `text`, whose own wildcards mean themselves.
fn contains(text: &str) -> String {
    let escaped = text.trim().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// A number of rows, asked as `count`.
#[derive(diesel::QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    count: i64,
}

/// The total of a list: a short first page tells it by itself.
fn total_of<T>(
    rows: &[T],
    page: db::Page,
    count: impl FnOnce() -> diesel::QueryResult<Count>,
) -> Result<i64, db::Error> {
    match short_total(rows, page) {
        Some(total) => Ok(total),
        None => Ok(count()?.count),
    }
}

fn short_total<T>(rows: &[T], page: db::Page) -> Option<i64> {
    let shown = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    (page.number == 1 && shown < page.limit).then_some(shown)
}
