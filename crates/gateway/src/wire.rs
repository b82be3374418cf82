//! What many routes write and read.

use std::fmt;

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use analytics::Owner;
use db::{Cursor, Page};
use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize};
use time::{Date, Duration, OffsetDateTime, Time};
use utoipa::ToSchema;

use crate::error::{Failure, Problem};

/// A time on the wire: RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = DateTime, example = "2026-11-21T09:12:00Z")]
pub(crate) struct Timestamp(#[serde(with = "time::serde::rfc3339")] OffsetDateTime);

impl From<OffsetDateTime> for Timestamp {
    fn from(time: OffsetDateTime) -> Self {
        Self(time.to_offset(time::UtcOffset::UTC))
    }
}

impl From<Timestamp> for OffsetDateTime {
    fn from(time: Timestamp) -> Self {
        time.0
    }
}

time::serde::format_description!(iso_day, Date, "[year]-[month]-[day]");

/// A day on the wire: `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = Date, example = "2026-11-21")]
pub(crate) struct Day(#[serde(with = "iso_day")] pub(crate) Date);

/// Whose records a list shows: a teammate's id, or `none` for nobody's.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, example = "none")]
pub(crate) struct Whose(pub(crate) Owner);

impl TryFrom<String> for Whose {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        match text.as_str() {
            "none" => Ok(Self(Owner::Nobody)),
            id => id.parse().map(|id| Self(Owner::User(id))).map_err(|_| "is neither an id nor none"),
        }
    }
}

impl Day {
    /// When it begins, in UTC.
    pub(crate) fn start(self) -> OffsetDateTime {
        self.0.with_time(Time::MIDNIGHT).assume_utc()
    }

    /// When the next one begins.
    pub(crate) fn end(self) -> OffsetDateTime {
        // After the last day that there is, nothing comes.
        self.start().checked_add(Duration::DAY).unwrap_or_else(|| self.start())
    }
}

/// An amount of one currency.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Money {
    /// ISO 4217.
    pub(crate) currency: String,
    /// A decimal number: `"1250.00"`.
    #[schema(value_type = String)]
    pub(crate) amount: Decimal,
}

/// Two decimals, always.
pub(crate) fn decimal(mut amount: Decimal) -> Decimal {
    amount.rescale(2);
    amount
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct List<T> {
    pub(crate) data: Vec<T>,
    /// From 1.
    pub(crate) page: i64,
    /// Rows a page.
    pub(crate) limit: i64,
    /// Rows on all pages; of people, more than 2,000 may be counted five seconds ago.
    pub(crate) total: i64,
}

/// A list that is short enough to come whole.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct All<T> {
    pub(crate) data: Vec<T>,
}

/// A page of a stream.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Stream<T> {
    pub(crate) data: Vec<T>,
    /// Send it as `cursor` for what comes next; null at the end.
    pub(crate) next_cursor: Option<String>,
}

impl<T> Stream<T> {
    /// A page of at most `limit` rows; `rows` holds one more when there is more.
    pub(crate) fn new<R>(mut rows: Vec<R>, limit: i64, key: impl Fn(&R) -> Cursor, wire: impl Fn(R) -> T) -> Self {
        let limit = usize::try_from(limit).unwrap_or_default();
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = rows.last().filter(|_| more).map(|row| key(row).to_string());
        Self { data: rows.into_iter().map(wire).collect(), next_cursor }
    }
}

/// `page` and `limit` of a list.
pub(crate) fn page(number: Option<i64>, limit: Option<i64>) -> Result<Page, Problem> {
    let (number, limit) = (number.unwrap_or(1), limit.unwrap_or(25));
    if !(1..=1_000_000).contains(&number) {
        return Err(Problem::field("page", "out_of_range", "must be 1 or more"));
    }
    if !(1..=Page::MAX_LIMIT).contains(&limit) {
        return Err(Problem::field("limit", "out_of_range", format!("must be 1 to {}", Page::MAX_LIMIT)));
    }
    Ok(Page::new(number, limit))
}

/// `limit` of a stream.
pub(crate) fn stream_limit(limit: Option<i64>) -> Result<i64, Problem> {
    let limit = limit.unwrap_or(50);
    if (1..=100).contains(&limit) {
        Ok(limit)
    } else {
        Err(Problem::field("limit", "out_of_range", "must be 1 to 100"))
    }
}

/// `cursor` of a stream.
pub(crate) fn cursor(text: Option<&str>) -> Result<Option<Cursor>, Problem> {
    text.map(str::parse)
        .transpose()
        .map_err(|error: db::CursorError| Problem::field("cursor", "invalid", error.to_string()))
}

/// A text that must be there.
pub(crate) fn required(field: &'static str, text: &str, max: usize) -> Result<String, Failure> {
    let text = crm_core::text(field, text, max)?;
    text.ok_or_else(|| Problem::field(field, "required", "is required").into())
}

/// Reads a field whose absence (leave it) differs from null (clear it).
pub(crate) fn present<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Option::<T>::deserialize(deserializer).map(Some)
}

/// Reads a field that may be absent (leave it) but not null: there is nothing that null could mean.
pub(crate) fn given<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// An amount of money as it is sent: a text, or a number that a double holds exactly.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amount(pub(crate) Decimal);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// Digits that survive a JSON number, which is a double to most parsers.
        const SURE_DIGITS: usize = 15;
        let value = serde_json::Value::deserialize(deserializer)?;
        let text = match &value {
            serde_json::Value::String(text) => text.trim().to_owned(),
            serde_json::Value::Number(number) => number.to_string(),
            _ => return Err(serde::de::Error::custom("not an amount; send a decimal number, like \"1250.00\"")),
        };
        let digits = text.chars().filter(char::is_ascii_digit).count();
        match text.parse::<Decimal>() {
            Ok(_) if value.is_number() && digits > SURE_DIGITS => {
                Err(serde::de::Error::custom("more digits than a JSON number keeps; send it as a text"))
            }
            Ok(amount) => Ok(Self(amount)),
            Err(_) => Err(serde::de::Error::custom("not an amount; send a decimal number, like \"1250.00\"")),
        }
    }
}

/// The version that an update was made on, from `If-Match`; absent is any.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IfMatch(pub(crate) Option<i32>);

impl FromRequest for IfMatch {
    type Error = Failure;
    type Future = std::future::Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(header) = request.headers().get("If-Match") else { return std::future::ready(Ok(Self(None))) };
        let version = header.to_str().ok().and_then(|text| text.trim().trim_matches('"').parse().ok());
        std::future::ready(match version {
            Some(version) => Ok(Self(Some(version))),
            None => Err(Problem::field("If-Match", "invalid", "is no version").into()),
        })
    }
}

/// Who did it, as the timeline and the audit log show it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ActorName {
    /// `user`, `api_key`, `webhook`, `visitor`, `automation` or `system`.
    pub(crate) kind: String,
    pub(crate) id: Option<uuid::Uuid>,
    pub(crate) name: Option<String>,
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
