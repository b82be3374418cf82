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

/// Reads a body: JSON under any content type, else a form. NUL characters, which no column holds, become U+FFFD.
///
/// # Errors
/// A sentence for the sender when it is neither, or holds no object.
pub fn read(content_type: Option<&str>, body: &[u8]) -> Result<Value, String> {
    let text = String::from_utf8_lossy(body);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err("the body is empty; send a JSON object or a form".to_owned());
    }
    let claims_form =
        content_type.is_some_and(|t| t.trim().to_ascii_lowercase().starts_with("application/x-www-form-urlencoded"));
    let parsed = match serde_json::from_str::<Value>(text) {
        Ok(value) => value,
        Err(_) if claims_form || (content_type.is_none() && text.contains('=')) => form(text),
        Err(error) => return Err(format!("the body is not valid JSON: {error}")),
    };
    match without_nul(parsed) {
        Value::Object(map) if map.is_empty() => Err("the body has no fields".to_owned()),
        Value::Object(map) => Ok(Value::Object(map)),
        Value::Array(_) => Err("the body is an array; send one JSON object for each lead".to_owned()),
        _ => Err("the body is no object; send a JSON object or a form".to_owned()),
    }
}

/// A body that nobody could read, as its receipt keeps it.
pub fn unreadable(body: &[u8]) -> Value {
    let text: String = String::from_utf8_lossy(body).chars().take(10_000).collect();
    without_nul(Value::String(text))
}

/// The scalars of an object, sorted by key. Arrays of scalars are joined, objects in arrays are numbered; keys that begin
/// with `_`, and what exceeds the bounds, are left out.
pub fn flatten(payload: &Value) -> Vec<Flat> {
    let mut flat = Vec::new();
    walk(payload, "", 0, &mut flat);
    flat
}

fn walk(value: &Value, path: &str, depth: usize, flat: &mut Vec<Flat>) {
    if flat.len() >= MAX_KEYS || depth > MAX_DEPTH {
        return;
    }
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter().filter(|(key, _)| !key.starts_with('_')) {
                walk(value, &below(key), depth + 1, flat);
            }
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &below(&index.to_string()), depth + 1, flat);
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

fn push(path: &str, value: Value, flat: &mut Vec<Flat>) {
    let fits = value.as_str().is_none_or(|text| text.chars().nth(MAX_VALUE).is_none());
    let blank = value.as_str().is_some_and(|text| text.trim().is_empty());
    if fits && !blank && !path.is_empty() && path.len() <= 500 {
        flat.push(Flat { path: path.to_owned(), value });
    }
}

/// A scalar as people write it.
pub fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

/// A form's pairs; `contact[first_name]` is `contact.first_name`, and a key that comes twice is a list.
fn form(text: &str) -> Value {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(text).unwrap_or_default();
    let mut map = Map::new();
    for (key, value) in pairs {
        let key = key.replace("[]", "").replace("][", ".").replace('[', ".").replace(']', "");
        match map.get_mut(&key) {
            Some(Value::Array(items)) => items.push(Value::String(value)),
            Some(first) => *first = Value::Array(vec![first.take(), Value::String(value)]),
            None => drop(map.insert(key, Value::String(value))),
        }
    }
    Value::Object(map)
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
        let pairs: Vec<(&str, String)> = flat.iter().map(|f| (f.path.as_str(), plain(&f.value))).collect();
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
        assert_eq!(read_form, json!({"email": "ada@example.com", "contact.first_name": "Ada", "days": ["1", "2"]}));
        assert_eq!(read(Some("text/plain"), br#"{"a": "x\u0000y"}"#).expect("JSON"), json!({"a": "x\u{fffd}y"}));
        for body in ["", " ", "[]", "[1]", "7", "\"text\"", "null", "{}", "{", "\u{0}"] {
            assert!(read(Some("application/json"), body.as_bytes()).is_err(), "{body:?}");
        }
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
            prop_assert!(flat.len() <= MAX_KEYS);
            prop_assert!(flat.iter().all(|f| !f.value.is_object() && !f.value.is_array() && !f.value.is_null()));
        }
    }
}
