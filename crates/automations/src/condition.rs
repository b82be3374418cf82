//! Whom a workflow is for: conditions on a person's fields and on what they did on the site. All of them have to hold when a
//! run begins; for whom they do not hold there is none.

use crm_core::person::Kind;
use db::{
    Conn, CustomerId, WorkspaceId,
    schema::{customers, leads, visitor_events},
};
use diesel::prelude::*;
use messaging::{person::Recipient, text};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use time::{Date, Duration, OffsetDateTime, macros::format_description};

use crate::{
    Error,
    trigger::{Activity, Op, check_activity},
};

/// Conditions of one workflow.
const MAX: usize = 10;
/// The longest value, in characters.
const MAX_VALUE: usize = 200;
/// What a person has besides what a template can name; the last is the id of their card's stage.
const FACTS: [&str; 5] = ["kind", "source", "score", "tags", "stage_id"];

db::text_enum! {
    /// How a field's value is looked at.
    pub enum FieldOp {
        /// It is this; of several, one of them. Upper and lower case are alike.
        Is = "is",
        /// It is not, or there is none.
        IsNot = "is_not",
        /// It holds this.
        Contains = "contains",
        /// There is one.
        IsSet = "is_set",
        /// There is none.
        IsNotSet = "is_not_set",
        /// It is a larger number, or a later date.
        Gt = "gt",
        /// It is a smaller number, or an earlier date.
        Lt = "lt",
    }
}

/// Something that has to be true of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Condition {
    /// Of a field.
    Field {
        /// A variable of templates, `custom.` and a custom field's key, or one of `kind`, `source`, `score`, `tags`,
        /// `stage_id`.
        field: String,
        /// How.
        op: FieldOp,
        /// What it is compared with; none for `is_set` and `is_not_set`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<String>,
    },
    /// Of what they did on the site.
    Activity(Activity),
}

/// Conditions that somebody could fulfil.
///
/// # Errors
/// [`Error::Invalid`] for `conditions`, `conditions[0].field` …
pub(crate) fn check(conditions: &[Condition]) -> Result<(), Error> {
    if conditions.len() > MAX {
        return Err(Error::invalid("conditions", format!("has more than {MAX} conditions")));
    }
    for (n, condition) in conditions.iter().enumerate() {
        let place = format!("conditions[{n}]");
        match condition {
            Condition::Activity(activity) => check_activity(&place, *activity)?,
            Condition::Field { field, op, value } => check_field(&place, field, *op, value.as_deref())?,
        }
    }
    Ok(())
}

fn check_field(place: &str, field: &str, op: FieldOp, value: Option<&str>) -> Result<(), Error> {
    let wrong = |part: &str, message: String| Err(Error::invalid(format!("{place}.{part}"), message));
    let custom = |key: &str| !key.is_empty() && key.chars().count() <= MAX_VALUE && !key.starts_with('_');
    let known = FACTS.contains(&field)
        || text::VARIABLES.contains(&field) && field != "workspace.name"
        || field.strip_prefix("custom.").is_some_and(custom);
    if !known {
        return wrong("field", "is no field of a person".to_owned());
    }
    match (op, value) {
        (FieldOp::IsSet | FieldOp::IsNotSet, None) => Ok(()),
        (FieldOp::IsSet | FieldOp::IsNotSet, Some(_)) => wrong("value", format!("is not for {op}")),
        (_, None) => wrong("value", "is required".to_owned()),
        (_, Some(value)) => {
            let length = value.trim().chars().count();
            if !(1..=MAX_VALUE).contains(&length) || value.contains(char::is_control) {
                return wrong("value", format!("must have 1 to {MAX_VALUE} characters"));
            }
            if matches!(op, FieldOp::Gt | FieldOp::Lt) && number(value).is_none() && date(value).is_none() {
                return wrong("value", "must be a number or a date like 2026-12-31".to_owned());
            }
            Ok(())
        }
    }
}

/// The conditions that do not hold of a person now, by their places.
pub(crate) fn unmet(
    conn: &mut Conn,
    workspace: WorkspaceId,
    conditions: &[Condition],
    to: &Recipient,
    now: OffsetDateTime,
) -> Result<Vec<usize>, Error> {
    if conditions.is_empty() {
        return Ok(Vec::new());
    }
    let facts = facts(conn, workspace, to.id)?;
    let mut unmet = Vec::new();
    for (n, condition) in conditions.iter().enumerate() {
        let holds = match condition {
            Condition::Field { field, op, value } => {
                let source = if FACTS.contains(&field.as_str()) { &facts } else { &to.values };
                compares(*op, &values(source, field), value.as_deref().unwrap_or_default())
            }
            Condition::Activity(activity) => is_active(conn, workspace, to.id, *activity, now)?,
        };
        if !holds {
            unmet.push(n);
        }
    }
    Ok(unmet)
}

fn facts(conn: &mut Conn, workspace: WorkspaceId, id: CustomerId) -> Result<Value, Error> {
    type Row = (Kind, String, Option<i16>, Vec<String>, Option<uuid::Uuid>);
    let (kind, source, score, tags, stage): Row = customers::table
        .left_join(leads::table.on(leads::workspace_id.eq(workspace).and(leads::id.eq(customers::id))))
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(id)))
        .select((customers::kind, customers::source, customers::score, customers::tags, leads::stage_id.nullable()))
        .first(conn)?;
    Ok(json!({"kind": kind, "source": source, "score": score, "tags": tags, "stage_id": stage}))
}

fn is_active(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: CustomerId,
    activity: Activity,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let since = now - Duration::days(activity.days.into());
    let events: i64 = visitor_events::table
        .filter(visitor_events::workspace_id.eq(workspace).and(visitor_events::customer_id.eq(id)))
        .filter(visitor_events::occurred_at.gt(since))
        .count()
        .get_result(conn)?;
    Ok(activity.holds(events))
}

/// The values that somebody has for a field, as texts.
fn values(of: &Value, field: &str) -> Vec<String> {
    // A custom field's key may hold a dot.
    let found = match field.strip_prefix("custom.") {
        Some(key) => of.get("custom").and_then(|custom| custom.get(key)),
        None => field.split('.').try_fold(of, |value, part| value.get(part)),
    };
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    match found {
        Some(Value::Array(several)) => several.iter().filter_map(one).collect(),
        Some(value) => one(value).into_iter().collect(),
        None => Vec::new(),
    }
}

fn compares(op: FieldOp, have: &[String], wanted: &str) -> bool {
    let wanted = wanted.trim().to_lowercase();
    let is = |value: &String| value.to_lowercase() == wanted;
    match op {
        FieldOp::Is => have.iter().any(is),
        FieldOp::IsNot => !have.iter().any(is),
        FieldOp::Contains => have.iter().any(|value| value.to_lowercase().contains(&wanted)),
        FieldOp::IsSet => !have.is_empty(),
        FieldOp::IsNotSet => have.is_empty(),
        FieldOp::Gt => have.iter().any(|value| order(value, &wanted).is_some_and(|order| order.is_gt())),
        FieldOp::Lt => have.iter().any(|value| order(value, &wanted).is_some_and(|order| order.is_lt())),
    }
}

/// How two numbers or two dates stand to each other; of anything else nothing can be said.
fn order(a: &str, b: &str) -> Option<std::cmp::Ordering> {
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a.partial_cmp(&b),
        _ => Some(date(a)?.cmp(&date(b)?)),
    }
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

fn date(text: &str) -> Option<Date> {
    Date::parse(text.trim().get(..10)?, format_description!("[year]-[month]-[day]")).ok()
}

impl Activity {
    /// Whether so many events fulfil it.
    pub(crate) fn holds(self, events: i64) -> bool {
        let count = i64::from(self.count);
        match self.op {
            Op::Gt => events > count,
            Op::Lt => events < count,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_compared_as_a_person_would() {
        let cases = [
            (FieldOp::Is, vec!["Webhook"], "webhook", true),
            (FieldOp::Is, vec![], "webhook", false),
            (FieldOp::Is, vec!["vip", "north"], "North", true),
            (FieldOp::IsNot, vec!["vip", "north"], "north", false),
            (FieldOp::IsNot, vec![], "north", true),
            (FieldOp::Contains, vec!["Berg Lifts GmbH"], "lifts", true),
            (FieldOp::IsSet, vec!["x"], "", true),
            (FieldOp::IsNotSet, vec!["x"], "", false),
            (FieldOp::Gt, vec!["100"], "20", true),
            (FieldOp::Gt, vec!["20"], "20", false),
            (FieldOp::Lt, vec!["2026-01-31"], "2026-02-01", true),
            (FieldOp::Lt, vec!["many"], "20", false),
            (FieldOp::Gt, vec!["2026-01-31"], "20", false),
        ];
        for (op, have, wanted, expected) in cases {
            let have: Vec<String> = have.into_iter().map(str::to_owned).collect();
            assert_eq!(compares(op, &have, wanted), expected, "{have:?} {op} {wanted}");
        }
    }

    #[test]
    fn values_are_found_in_their_place() {
        let of = json!({"account": {"name": "Berg"}, "custom": {"seats": 12, "a.b": " x ", "on": true, "none": null,
            "many": ["a", null, "b"]}});
        assert_eq!(values(&of, "account.name"), ["Berg"]);
        assert_eq!(values(&of, "custom.seats"), ["12"]);
        assert_eq!(values(&of, "custom.a.b"), ["x"]);
        assert_eq!(values(&of, "custom.on"), ["yes"]);
        assert_eq!(values(&of, "custom.many"), ["a", "b"]);
        assert!(values(&of, "custom.none").is_empty() && values(&of, "email").is_empty());
    }

    #[test]
    fn what_nobody_could_fulfil_is_no_condition() {
        let field = |field: &str, op, value: Option<&str>| {
            let (field, value) = (field.to_owned(), value.map(str::to_owned));
            check(&[Condition::Field { field, op, value }]).map_err(|error| error.to_string())
        };
        assert_eq!(field("custom.seats", FieldOp::Gt, Some("20")), Ok(()));
        assert_eq!(field("account.name", FieldOp::IsSet, None), Ok(()));
        for (name, op, value, part) in [
            ("shoe_size", FieldOp::Is, Some("43"), "field"),
            ("workspace.name", FieldOp::Is, Some("x"), "field"),
            ("custom.", FieldOp::IsSet, None, "field"),
            ("email", FieldOp::Is, None, "value"),
            ("email", FieldOp::IsSet, Some("x"), "value"),
            ("score", FieldOp::Gt, Some("many"), "value"),
            ("name", FieldOp::Is, Some(" "), "value"),
        ] {
            let error = field(name, op, value).expect_err(name);
            assert!(error.starts_with(&format!("conditions[0].{part}: ")), "{error}");
        }
    }
}
