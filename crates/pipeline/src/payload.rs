//! What senders post: read whatever it is, and flattened (D25). Total and bounded.

use serde_json::{Map, Value};

/// Deeper objects are left out.
pub const MAX_DEPTH: usize = 8;
/// Further keys are left out.
pub const MAX_KEYS: usize = 100;
/// Longer values are left out, in characters.
pub const MAX_VALUE: usize = 2_000;

/// One scalar of a payload.
#[derive(Debug, Clone, PartialEq)]
pub struct Flat {
    /// As it came: `contact.first_name`.
    pub path: String,
    /// Text, number or boolean.
    pub value: Value,
}

/// Objects of a top-level list; each makes a lead (D25).
pub const MAX_ITEMS: usize = 100;

/// Why something of a payload is kept in the receipt only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// More than [`MAX_VALUE`] characters.
    TooLong,
    /// Below [`MAX_DEPTH`].
    TooDeep,
    /// After [`MAX_KEYS`].
    TooMany,
    /// Its key begins with `_`, or it has none.
    Reserved,
}

/// What a payload holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Flattened {
    /// Its scalars.
    pub fields: Vec<Flat>,
    /// What is left out of the lead, by its path.
    pub left_out: Vec<(String, Reason)>,
}

/// Reads a body: JSON under any content type, else a form; a list has an object for each lead. NUL characters, which no
/// column holds, become U+FFFD.
///
/// # Errors
/// A sentence for the sender when it is neither, or holds no object.
pub fn read(content_type: Option<&str>, body: &[u8]) -> Result<Vec<Value>, String> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err("the body is empty; send a JSON object or a form".to_owned());
    }
    let claims_form =
        content_type.is_some_and(|t| t.trim().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded"));
    match serde_json::from_str::<Value>(text) {
        Ok(value) => objects(value),
        Err(_) if claims_form || (content_type.is_none() && text.contains('=')) => {
            form(serde_urlencoded::from_str(text).unwrap_or_default())
        }
        Err(error) => Err(format!("the body is not valid JSON: {error}")),
    }
}

/// The payload of a form's pairs, urlencoded or multipart. `contact[first_name]` is `contact.first_name`, and a key that
/// comes twice is a list.
///
/// # Errors
/// A sentence for the sender when there are none.
pub fn form(pairs: Vec<(String, String)>) -> Result<Vec<Value>, String> {
    let mut map = Map::new();
    for (key, value) in pairs {
        let key = key.replace("[]", "").replace("][", ".").replace('[', ".").replace(']', "");
        match map.get_mut(&key) {
            Some(Value::Array(items)) => items.push(Value::String(value)),
            Some(first) => *first = Value::Array(vec![first.take(), Value::String(value)]),
            None => drop(map.insert(key, Value::String(value))),
        }
    }
    objects(Value::Object(map))
}

fn objects(parsed: Value) -> Result<Vec<Value>, String> {
    match without_nul(parsed) {
        Value::Object(map) if map.is_empty() => Err("the body has no fields".to_owned()),
        Value::Object(map) => Ok(vec![Value::Object(map)]),
        Value::Array(items) if items.is_empty() => {
            Err("the body is an empty list; send an object for each lead".to_owned())
        }
        Value::Array(items) if items.len() > MAX_ITEMS => {
            Err(format!("the body is a list of {}; send {MAX_ITEMS} leads at most", items.len()))
        }
        Value::Array(items) if items.iter().all(|item| item.as_object().is_some_and(|map| !map.is_empty())) => {
            Ok(items)
        }
        Value::Array(_) => {
            Err("the body is a list of something else than objects; send an object for each lead".to_owned())
        }
        _ => Err("the body is no object; send a JSON object or a form".to_owned()),
    }
}

/// A body that nobody could read, as its receipt keeps it.
pub fn unreadable(body: &[u8]) -> Value {
    let text: String = String::from_utf8_lossy(body).chars().take(10_000).collect();
    without_nul(Value::String(text))
}

/// The scalars of an object, sorted by key. Arrays of scalars are joined, objects in arrays are numbered, and lists of
/// labelled values, as form builders and ad platforms send them, are fields under their labels.
pub fn flatten(payload: &Value) -> Flattened {
    let mut flat = Flattened::default();
    walk(payload, "", 0, &mut flat);
    flat
}

fn walk(value: &Value, path: &str, depth: usize, flat: &mut Flattened) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    if depth > MAX_DEPTH {
        return leave_out(flat, path, Reason::TooDeep);
    }
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                if key.starts_with('_') {
                    leave_out(flat, &below(key), Reason::Reserved);
                } else {
                    walk(value, &below(key), depth + 1, flat);
                }
            }
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            let labelled: Option<Vec<(String, &Value)>> = items.iter().map(labelled).collect();
            match labelled {
                Some(fields) => {
                    for (label, value) in fields {
                        walk(value, &below(&label), depth + 1, flat);
                    }
                }
                None => {
                    for (index, item) in items.iter().enumerate() {
                        walk(item, &below(&index.to_string()), depth + 1, flat);
                    }
                }
            }
        }
        Value::Array(items) => {
            let joined: Vec<String> = items.iter().filter(|item| !item.is_null()).map(plain).collect();
            push(path, Value::String(joined.join(", ")), flat);
        }
        Value::Null => {}
        scalar => push(path, scalar.clone(), flat),
    }
}

/// How senders call the label of a value in a list: Google Ads, Tally, Facebook, and what others make of it.
const LABELS: [&str; 8] = ["column_id", "label", "name", "title", "question", "key", "field", "ref"];
/// And the value itself.
const VALUES: [&str; 6] = ["value", "values", "string_value", "answer", "response", "text"];

/// An element of a list of fields: `{"name": "email", "values": ["ada@example.com"]}`. A Typeform answer says by its `type`
/// where its value is, and by its `field` what it answers.
fn labelled(item: &Value) -> Option<(String, &Value)> {
    let map = item.as_object()?;
    let answer = map.get("type").and_then(Value::as_str).and_then(|kind| map.get(kind));
    if let (Some(answer), Some(field)) = (answer, map.get("field").and_then(Value::as_object)) {
        let label = ["title", "ref", "id"].iter().find_map(|key| field.get(*key)?.as_str())?;
        let kind = map.get("type").and_then(Value::as_str).filter(|kind| ["email", "phone_number"].contains(kind));
        let chosen = ["label", "labels", "other"].iter().find_map(|key| answer.as_object()?.get(*key));
        return Some((undotted(kind.unwrap_or(label)), chosen.unwrap_or(answer)));
    }
    let label = LABELS.iter().find_map(|key| map.get(*key)?.as_str()).filter(|label| !label.trim().is_empty())?;
    let value = VALUES.iter().find_map(|key| map.get(*key))?;
    let is_plain = !value.is_object() && value.as_array().is_none_or(|items| !items.iter().any(Value::is_object));
    is_plain.then(|| (undotted(label), value))
}

/// A label is one part of a path.
fn undotted(label: &str) -> String {
    label.trim().trim_end_matches(['?', ':', '*', '.']).replace('.', " ").trim().to_owned()
}

fn push(path: &str, value: Value, flat: &mut Flattened) {
    if value.as_str().is_some_and(|text| text.trim().is_empty()) {
        return;
    }
    let reason = if path.is_empty() {
        Reason::Reserved
    } else if flat.fields.len() >= MAX_KEYS {
        Reason::TooMany
    } else if path.len() > 500 || value.as_str().is_some_and(|text| text.chars().nth(MAX_VALUE).is_some()) {
        Reason::TooLong
    } else {
        flat.fields.push(Flat { path: path.to_owned(), value });
        return;
    };
    leave_out(flat, path, reason);
}

/// Names what is left out, as far as anybody would read.
fn leave_out(flat: &mut Flattened, path: &str, reason: Reason) {
    if flat.left_out.len() < MAX_KEYS {
        flat.left_out.push((path.chars().take(200).collect(), reason));
    }
}

/// A scalar as people write it.
pub fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

fn without_nul(value: Value) -> Value {
    let clean = |text: String| if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text };
    match value {
        Value::String(text) => Value::String(clean(text)),
        Value::Array(items) => Value::Array(items.into_iter().map(without_nul).collect()),
        Value::Object(map) => Value::Object(map.into_iter().map(|(k, v)| (clean(k), without_nul(v))).collect()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    /// Proves: L20
    #[test]
    fn objects_become_paths_and_lists_become_text() {
        let flat =
            flatten(&json!({"contact": {"first_name": "Ada", "address": {"city": "Ulm"}}, "days": [1, "two", null],
            "items": [{"sku": "a"}, {"sku": "b"}], "_meta": 1, "none": null, "blank": " "}));
        let pairs: Vec<(&str, String)> = flat.fields.iter().map(|f| (f.path.as_str(), plain(&f.value))).collect();
        let expected = [
            ("contact.address.city", "Ulm"),
            ("contact.first_name", "Ada"),
            ("days", "1, two"),
            ("items.0.sku", "a"),
            ("items.1.sku", "b"),
        ];
        assert_eq!(pairs, expected.map(|(path, value)| (path, value.to_owned())));
    }

    #[test]
    fn forms_are_read_under_their_type_and_json_under_any() {
        let form = b"email=ada%40example.com&contact%5Bfirst_name%5D=Ada&days=1&days=2";
        let read_form = read(Some("application/x-www-form-urlencoded"), form).expect("a form");
        assert_eq!(read_form, [json!({"email": "ada@example.com", "contact.first_name": "Ada", "days": ["1", "2"]})]);
        assert_eq!(read(Some("text/plain"), br#"{"a": "x\u0000y"}"#).expect("JSON"), [json!({"a": "x\u{fffd}y"})]);
        assert_eq!(read(None, br#"[{"a": 1}, {"b": 2}]"#).expect("a list"), [json!({"a": 1}), json!({"b": 2})]);
        let long = format!("[{}]", vec!["{\"a\":1}"; MAX_ITEMS + 1].join(","));
        for body in ["", " ", "[]", "[1]", "[{}]", "7", "\"text\"", "null", "{}", "{", "\u{0}", &long] {
            assert!(read(Some("application/json"), body.as_bytes()).is_err(), "{body:?}");
        }
    }

    /// Proves: L20
    #[test]
    fn lists_of_labelled_values_are_fields() {
        let of = |payload: Value| -> Vec<(String, String)> {
            flatten(&payload).fields.into_iter().map(|f| (f.path, plain(&f.value))).collect()
        };
        let pair = |path: &str, value: &str| (path.to_owned(), value.to_owned());
        let facebook = json!({"field_data": [{"name": "email", "values": ["a@b.example"]}, {"name": "full_name", "values": ["Ada"]}]});
        assert_eq!(of(facebook), [pair("field_data.email", "a@b.example"), pair("field_data.full_name", "Ada")]);
        let google = json!({"user_column_data": [{"column_id": "FULL_NAME", "column_name": "Full name", "string_value": "Ada"}]});
        assert_eq!(of(google), [pair("user_column_data.FULL_NAME", "Ada")]);
        let tally = json!({"data": {"fields": [{"key": "q1", "label": "Team size?", "type": "TEXT", "value": "5"}]}});
        assert_eq!(of(tally), [pair("data.fields.Team size", "5")]);
        let typeform = json!({"answers": [
            {"type": "email", "email": "a@b.example", "field": {"id": "x", "ref": "your-mail"}},
            {"type": "choice", "choice": {"label": "Monthly"}, "field": {"id": "y", "ref": "plan"}}]});
        assert_eq!(of(typeform), [pair("answers.email", "a@b.example"), pair("answers.plan", "Monthly")]);
    }

    #[test]
    fn what_is_left_out_is_named() {
        let mut deep = json!("bottom");
        for _ in 0..20 {
            deep = json!({"d": deep});
        }
        let flat = flatten(&json!({"_x": 1, "deep": deep, "long": "x".repeat(MAX_VALUE + 1)}));
        let reasons: Vec<Reason> = flat.left_out.iter().map(|(_, reason)| *reason).collect();
        assert_eq!(reasons, [Reason::Reserved, Reason::TooDeep, Reason::TooLong]);
        assert!(flat.fields.is_empty());
        let many: Map<String, Value> = (0..10_000).map(|n| (format!("k{n:05}"), json!(n))).collect();
        let flat = flatten(&Value::Object(many));
        assert_eq!((flat.fields.len(), flat.left_out.len()), (MAX_KEYS, MAX_KEYS));
    }

    fn json_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            ".{0,20}".prop_map(Value::from)
        ];
        leaf.prop_recursive(12, 200, 10, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..10).prop_map(Value::from),
                proptest::collection::vec((".{0,8}", inner), 0..10)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// Proves: L20
        #[test]
        fn flattening_is_total_and_bounded(payload in json_value()) {
            let flat = flatten(&payload);
            prop_assert!(flat.fields.len() <= MAX_KEYS && flat.left_out.len() <= MAX_KEYS);
            prop_assert!(flat.fields.iter().all(|f| !f.value.is_object() && !f.value.is_array() && !f.value.is_null()));
        }
    }
}
