//! Custom fields (D12, L12): JSON with camelCase keys, the names that people see inside as `_displayNames`, and the keys
//! that a person typed as `_typed`. Keys that begin with `_` are ours.

use serde_json::{Map, Value, json};

/// Where the labels stand.
pub const DISPLAY_NAMES: &str = "_displayNames";
const TYPED: &str = "_typed";
/// Fields that submissions may add up to; more are left out.
pub const MAX_FIELDS: usize = 200;

/// Fields as they are stored and sent.
pub type CustomFields = Map<String, Value>;

/// One field of a submission: its key, the name it came with, its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    /// camelCase.
    pub key: String,
    /// As the sender wrote it (L13).
    pub label: String,
    /// A scalar.
    pub value: Value,
}

/// Adds a submission's fields: new keys are added, known ones take the newer value unless a person typed theirs (D6).
pub fn merge(current: &mut CustomFields, fields: &[Field]) {
    let typed = typed_keys(current);
    for field in fields.iter().filter(|f| !f.key.starts_with('_') && !typed.contains(&f.key)) {
        if current.len() < MAX_FIELDS || current.contains_key(&field.key) {
            current.insert(field.key.clone(), field.value.clone());
            label(current, &field.key, &field.label);
        }
    }
}

/// Writes what a person typed: `null` removes a field. Keys that are ours are left alone.
pub fn edit(current: &mut CustomFields, changes: &CustomFields) {
    let mut typed = typed_keys(current);
    for (key, value) in changes.iter().filter(|(key, _)| !key.starts_with('_')) {
        if value.is_null() {
            current.remove(key);
            if let Some(Value::Object(names)) = current.get_mut(DISPLAY_NAMES) {
                names.remove(key);
            }
        } else {
            current.insert(key.clone(), value.clone());
        }
        if !typed.contains(key) {
            typed.push(key.clone());
        }
    }
    if let Some(Value::Object(names)) = changes.get(DISPLAY_NAMES) {
        for (key, name) in names.iter().filter_map(|(key, name)| Some((key, name.as_str()?))) {
            if current.contains_key(key) {
                label(current, key, name);
            }
        }
    }
    if !typed.is_empty() {
        current.insert(TYPED.to_owned(), json!(typed));
    }
}

/// Gives fields the values that they had, null for none, without a word of who typed them.
pub fn put_back(current: &mut CustomFields, values: &CustomFields) {
    for (key, value) in values.iter().filter(|(key, _)| !key.starts_with('_')) {
        if !value.is_null() {
            current.insert(key.clone(), value.clone());
            continue;
        }
        current.remove(key);
        if let Some(Value::Object(names)) = current.get_mut(DISPLAY_NAMES) {
            names.remove(key);
            if names.is_empty() {
                current.remove(DISPLAY_NAMES);
            }
        }
    }
}

/// Says of every field that a person typed it.
pub fn mark_typed(fields: &mut CustomFields) {
    let keys: Vec<String> = fields.keys().filter(|key| !key.starts_with('_')).cloned().collect();
    if !keys.is_empty() {
        fields.insert(TYPED.to_owned(), json!(keys));
    }
}

/// What the API shows: everything but our own bookkeeping.
pub fn visible(stored: &Value) -> Value {
    let mut fields = stored.as_object().cloned().unwrap_or_default();
    fields.remove(TYPED);
    Value::Object(fields)
}

/// The camelCase key of a path as a sender wrote it: `contact.first_name` is `contactFirstName` (D25).
pub fn camel_case(path: &str) -> String {
    let mut key = String::with_capacity(path.len());
    let words = path.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    for word in words {
        let mut letters = word.chars();
        let Some(first) = letters.next() else { continue };
        if key.is_empty() {
            // `TeamSize` and `teamSize` are one key; `URL` stays readable as `url`.
            if word.chars().all(|c| !c.is_lowercase()) {
                key.push_str(&word.to_lowercase());
            } else {
                key.extend(first.to_lowercase());
                key.push_str(letters.as_str());
            }
        } else {
            key.extend(first.to_uppercase());
            key.push_str(letters.as_str());
        }
    }
    key
}

/// What people call a stored field.
pub(crate) fn label_of(stored: &Value, key: &str) -> Option<String> {
    stored.get(DISPLAY_NAMES)?.get(key)?.as_str().map(ToOwned::to_owned)
}

fn label(fields: &mut CustomFields, key: &str, name: &str) {
    let names = fields.entry(DISPLAY_NAMES).or_insert_with(|| json!({}));
    if let Value::Object(names) = names {
        names.insert(key.to_owned(), json!(name));
    }
}

fn typed_keys(fields: &CustomFields) -> Vec<String> {
    let keys = fields.get(TYPED).and_then(Value::as_array);
    keys.map(|keys| keys.iter().filter_map(|key| Some(key.as_str()?.to_owned())).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(key: &str, value: &str) -> Field {
        Field { key: key.to_owned(), label: key.to_uppercase(), value: json!(value) }
    }

    /// Proves: L12, L13
    #[test]
    fn a_later_submission_wins_but_not_over_a_person() {
        let mut fields = CustomFields::new();
        merge(&mut fields, &[field("budget", "10"), field("seats", "5"), field("_secret", "x")]);
        edit(&mut fields, json!({"budget": "12", "seats": null, "_typed": []}).as_object().expect("object"));
        merge(&mut fields, &[field("budget", "99"), field("city", "Ulm")]);
        assert_eq!(
            visible(&Value::Object(fields)),
            json!({"budget": "12", "city": "Ulm", "_displayNames": {"budget": "BUDGET", "city": "CITY"}})
        );
    }

    /// Proves: L12, L20
    #[test]
    fn keys_are_camel_case() {
        for (path, key) in [
            ("contact.first_name", "contactFirstName"),
            ("Annual Revenue", "annualRevenue"),
            ("team-size", "teamSize"),
            ("URL", "url"),
            ("utm_source", "utmSource"),
            ("Größe", "größe"),
            ("...", ""),
        ] {
            assert_eq!(camel_case(path), key);
        }
    }
}
