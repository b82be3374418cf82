//! One event of a page: what a client may send, and what is stored of it.

use serde::Deserialize;
use serde_json::{Map, Value, value::RawValue};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::milestone::Milestone;

/// The longest name (S4).
pub const MAX_NAME: usize = 100;
/// The most bytes of `properties`, as compact UTF-8 JSON (S4, D15).
pub const MAX_PROPERTIES: usize = 4_096;
/// URLs are cut here, in characters.
pub const MAX_URL: usize = 2_048;
/// The longest anonymous id.
pub const MAX_ANON_ID: usize = 64;
/// The deepest nesting of `properties`.
pub const MAX_DEPTH: usize = 32;
/// How far back a browser's clock, or its buffer, may reach (D18).
pub const MAX_AGE: Duration = Duration::days(7);

db::text_enum! {
    /// What happened (S26). `session_start` is not here: sessions are derived (D17).
    pub enum EventType {
        /// A page was opened, or a route of an SPA.
        Pageview = "pageview",
        /// The site called `hydra.track`.
        Custom = "custom",
        /// The site said who it is.
        Identify = "identify",
        /// A link or button was clicked.
        Click = "click",
        /// A page was read down to a mark.
        Scroll = "scroll",
        /// A link to another site was followed.
        OutboundClick = "outbound_click",
    }
}

/// An event as it is stored, but for what the server adds.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// The client's id: the dedupe.
    pub id: Uuid,
    /// What happened.
    pub kind: EventType,
    /// A custom event's name, a click's text.
    pub name: Option<String>,
    /// Where, in full.
    pub url: String,
    /// The path of `url`, by which pages are counted.
    pub path: String,
    /// Where the visitor came from.
    pub referrer: Option<String>,
    /// What the site added.
    pub properties: Option<Value>,
    /// A milestone's value.
    pub value: Option<f64>,
    /// It is a milestone: a custom event with a value or a company (A13).
    pub milestone: Option<Milestone>,
    /// When, by the server's clock.
    pub occurred_at: OffsetDateTime,
}

/// Why one event of a batch was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// A stable word.
    pub code: &'static str,
    /// For a person.
    pub detail: String,
}

fn reject(code: &'static str, detail: impl Into<String>) -> Rejection {
    Rejection { code, detail: detail.into() }
}

/// The clock of one batch: what the client's says against ours.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// When the batch arrived.
    pub received_at: OffsetDateTime,
    /// When the client says that it sent it.
    pub sent_at: Option<OffsetDateTime>,
    /// How far back its events may reach: [`MAX_AGE`] for a browser, as far as the widget keeps events for a server (D18).
    pub max_age: Duration,
}

impl Clock {
    /// The time of an event by our clock (D18): never after the arrival, never more than `max_age` before it.
    pub fn correct(self, ts: Option<OffsetDateTime>) -> OffsetDateTime {
        let age = match (self.sent_at, ts) {
            (Some(sent), Some(ts)) => sent - ts,
            (None, Some(ts)) => self.received_at - ts,
            (_, None) => Duration::ZERO,
        };
        self.received_at - age.clamp(Duration::ZERO, self.max_age)
    }
}

/// What the wire carries; numbers and texts are checked by hand, so that the answer can say what is wrong.
#[derive(Debug, Deserialize)]
struct Wire<'a> {
    id: Option<Value>,
    #[serde(rename = "type")]
    kind: Option<String>,
    name: Option<Value>,
    url: Option<String>,
    referrer: Option<String>,
    #[serde(borrow)]
    properties: Option<&'a RawValue>,
    value: Option<Value>,
    company_id: Option<Value>,
    ts: Option<Value>,
}

/// Reads one event. `Ok(None)` is a client's own `session_start`, which is ignored (D17).
///
/// # Errors
/// A [`Rejection`] with the codes `malformed`, `invalid_id`, `invalid_type`, `invalid_name`, `invalid_url`,
/// `invalid_properties`, `properties_too_large`, `invalid_value`, `invalid_ts`.
pub fn read(raw: &RawValue, clock: Clock) -> Result<Option<Event>, Rejection> {
    let wire: Wire<'_> = serde_json::from_str(raw.get()).map_err(|e| reject("malformed", e.to_string()))?;
    let kind = match wire.kind.as_deref() {
        Some("session_start") => return Ok(None),
        Some(word) => word.parse::<EventType>().map_err(|e| reject("invalid_type", format!("type: {e}")))?,
        None => return Err(reject("invalid_type", "type is missing")),
    };
    let id = match &wire.id {
        Some(Value::String(text)) => text.parse().map_err(|_| reject("invalid_id", "id is not a UUID"))?,
        Some(_) => return Err(reject("invalid_id", "id is not a UUID")),
        None => return Err(reject("invalid_id", "id is missing")),
    };
    let url = wire.url.ok_or_else(|| reject("invalid_url", "url is missing"))?;
    let url = storable_url(&url).ok_or_else(|| reject("invalid_url", "url holds a NUL character"))?;
    let path = path_of(&url);
    let (value, said) = milestone(wire.value, wire.company_id)?;
    let milestone = Milestone {
        value: value.map(Value::from).or_else(|| said.get("value").cloned()).unwrap_or_default(),
        company: said.get("company_id").map(|id| id.as_str().map_or_else(|| id.to_string(), ToOwned::to_owned)),
    };
    let is_milestone = kind == EventType::Custom && milestone != Milestone::default();
    let mut properties = properties(wire.properties)?;
    if !said.is_empty() {
        let map = properties.get_or_insert_with(|| Value::Object(Map::new())).as_object_mut();
        map.into_iter().for_each(|map| map.extend(said.clone()));
    }
    Ok(Some(Event {
        id,
        kind,
        name: name(kind, wire.name)?,
        referrer: wire.referrer.filter(|r| !r.is_empty()).and_then(|r| storable_url(&r)),
        properties,
        value,
        milestone: is_milestone.then_some(milestone),
        occurred_at: clock.correct(ts(wire.ts.as_ref())?),
        path,
        url,
    }))
}

/// A milestone's value (A13): a number has a column, another scalar stands among the properties, as the company does that
/// it is about.
fn milestone(value: Option<Value>, company: Option<Value>) -> Result<(Option<f64>, Map<String, Value>), Rejection> {
    let mut said = Map::new();
    let number = match value {
        None | Some(Value::Null) => None,
        Some(Value::Number(number)) => number.as_f64().filter(|number| number.is_finite()),
        Some(Value::String(text)) if text.contains('\0') || text.chars().count() > MAX_NAME => {
            return Err(reject("invalid_value", format!("value is longer than {MAX_NAME} characters or holds a NUL")));
        }
        Some(scalar @ (Value::String(_) | Value::Bool(_))) => {
            said.insert("value".to_owned(), scalar);
            None
        }
        Some(_) => return Err(reject("invalid_value", "value is not a number, a text, true or false")),
    };
    match company {
        None | Some(Value::Null) => {}
        Some(Value::String(id)) if !id.contains('\0') && id.chars().count() <= MAX_NAME => {
            said.insert("company_id".to_owned(), Value::String(id));
        }
        Some(Value::Number(id)) => drop(said.insert("company_id".to_owned(), Value::Number(id))),
        Some(_) => {
            return Err(reject(
                "invalid_company_id",
                format!("company_id is not a text of at most {MAX_NAME} characters"),
            ));
        }
    }
    Ok((number, said))
}

fn ts(value: Option<&Value>) -> Result<Option<OffsetDateTime>, Rejection> {
    let wrong = || reject("invalid_ts", "ts is neither epoch milliseconds nor an RFC 3339 time");
    value.map(|value| instant(value).ok_or_else(wrong)).transpose()
}

/// True for an anonymous id as the script makes them.
pub fn is_anon_id(text: &str) -> bool {
    (1..=MAX_ANON_ID).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// A time on the wire: epoch milliseconds or RFC 3339; `None` for what is neither.
pub fn instant(value: &Value) -> Option<OffsetDateTime> {
    match value {
        Value::Number(number) => {
            let millis = number.as_f64().filter(|ms| ms.is_finite() && ms.abs() < 1e15)?;
            OffsetDateTime::from_unix_timestamp_nanos(millis as i128 * 1_000_000).ok()
        }
        Value::String(text) => OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok(),
        _ => None,
    }
}

fn name(kind: EventType, value: Option<Value>) -> Result<Option<String>, Rejection> {
    let name = match value {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text),
        Some(_) => return Err(reject("invalid_name", "name is not a string")),
    };
    match name {
        Some(name) if name.contains('\0') => Err(reject("invalid_name", "name holds a NUL character")),
        Some(name) if name.chars().count() > MAX_NAME => {
            Err(reject("invalid_name", format!("name is longer than {MAX_NAME} characters")))
        }
        Some(name) if name.trim().is_empty() && kind == EventType::Custom => {
            Err(reject("invalid_name", "name is empty"))
        }
        None if kind == EventType::Custom => Err(reject("invalid_name", "name is missing")),
        name => Ok(name),
    }
}

fn properties(raw: Option<&RawValue>) -> Result<Option<Value>, Rejection> {
    let Some(raw) = raw.filter(|raw| raw.get() != "null") else { return Ok(None) };
    // Compacting only ever shortens, so that this bounds the work on hostile input before the exact check below.
    if raw.get().len() > 16 * MAX_PROPERTIES {
        return Err(reject("properties_too_large", format!("properties exceed {MAX_PROPERTIES} bytes")));
    }
    let map: Map<String, Value> = serde_json::from_str(raw.get())
        .map_err(|_| reject("invalid_properties", "properties are not a plain object"))?;
    let value = Value::Object(map);
    if depth(&value) > MAX_DEPTH {
        return Err(reject("invalid_properties", format!("properties are nested deeper than {MAX_DEPTH}")));
    }
    if has_nul(&value) {
        return Err(reject("invalid_properties", "properties hold a NUL character"));
    }
    if value.to_string().len() > MAX_PROPERTIES {
        return Err(reject("properties_too_large", format!("properties exceed {MAX_PROPERTIES} bytes")));
    }
    Ok(Some(value))
}

/// How deep arrays and objects are nested; a scalar is 0.
pub fn depth(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Value::Object(map) => 1 + map.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// True when a text in it holds a NUL, which jsonb can't store.
pub fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(map) => map.iter().any(|(key, value)| key.contains('\0') || has_nul(value)),
        _ => false,
    }
}

fn storable_url(url: &str) -> Option<String> {
    if url.contains('\0') {
        return None;
    }
    match url.char_indices().nth(MAX_URL) {
        Some((end, _)) => Some(url[..end].to_owned()),
        None => Some(url.to_owned()),
    }
}

/// The path by which a page is counted: without scheme, host, query and fragment. What is no address is its own path.
pub fn path_of(url: &str) -> String {
    let after_host = match url.split_once("://") {
        Some((_, rest)) => rest.find(['/', '?', '#']).map_or("", |at| &rest[at..]),
        None => url,
    };
    let path = after_host.split(['?', '#']).next().unwrap_or_default();
    if path.is_empty() { "/".to_owned() } else { path.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

    fn read_json(event: Value) -> Result<Option<Event>, Rejection> {
        let raw = RawValue::from_string(event.to_string()).expect("JSON");
        read(&raw, Clock { received_at: NOW, sent_at: None, max_age: MAX_AGE })
    }

    fn custom(name: &str, properties: Value) -> Value {
        json!({"id": "01936d4e-0000-7000-8000-000000000000", "type": "custom", "name": name, "url": "https://a.example/p?q=1#f",
               "properties": properties})
    }

    /// Proves: S4
    #[test]
    fn limits_hold_on_both_sides() {
        let fits = |bytes: usize| json!({"k": "x".repeat(bytes - r#"{"k":""}"#.len())});
        assert!(read_json(custom(&"n".repeat(100), fits(4_096))).is_ok());
        assert_eq!(read_json(custom(&"n".repeat(101), json!({}))).expect_err("refused").code, "invalid_name");
        assert_eq!(read_json(custom("n", fits(4_097))).expect_err("refused").code, "properties_too_large");
        assert!(read_json(custom(&"é".repeat(100), json!({}))).is_ok());
        assert_eq!(read_json(custom("", json!({}))).expect_err("refused").code, "invalid_name");
        for bad in [json!([1]), json!("text"), json!(1)] {
            assert_eq!(read_json(custom("n", bad)).expect_err("refused").code, "invalid_properties");
        }
        assert_eq!(read_json(custom("n", json!({"a": "\0"}))).expect_err("refused").code, "invalid_properties");
    }

    /// Proves: S26
    #[test]
    fn a_clients_session_start_is_ignored_and_an_unknown_type_refused() {
        assert_eq!(read_json(json!({"type": "session_start"})), Ok(None));
        assert_eq!(read_json(json!({"type": "hover"})).expect_err("refused").code, "invalid_type");
    }

    #[test]
    fn a_page_is_its_path() {
        for (url, path) in [
            ("https://a.example/p/q?x#y", "/p/q"),
            ("https://a.example", "/"),
            ("https://a.example?x", "/"),
            ("/relative?x", "/relative"),
            ("", "/"),
        ] {
            assert_eq!(path_of(url), path, "{url}");
        }
    }

    #[test]
    fn a_wrong_clock_is_corrected_and_clamped() {
        let hour = Duration::hours(1);
        let clock = Clock { received_at: NOW, sent_at: Some(NOW + 5 * hour), max_age: MAX_AGE };
        assert_eq!(clock.correct(Some(NOW + 4 * hour)), NOW - hour);
        assert_eq!(clock.correct(Some(NOW + 6 * hour)), NOW, "never after the arrival");
        assert_eq!(clock.correct(Some(NOW - 900 * hour)), NOW - MAX_AGE);
        assert_eq!(clock.correct(None), NOW);
    }
}
