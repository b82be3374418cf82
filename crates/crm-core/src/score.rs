//! The score that explains itself (D35): rules of fit, and what somebody did lately, which counts half after every half-life.
//! The rules are pure; what they gave is kept beside the person.

mod store;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

pub use store::{explained, finished, lock_model, model, next, set_model, store};

use crate::{Error, Person};

/// The job that counts everybody anew.
pub const RECOMPUTE_JOB: &str = "score.recompute";
/// The most rules of a model.
const MAX_RULES: usize = 50;
/// The most events with points of their own.
const MAX_EVENTS: usize = 50;

db::text_enum! {
    /// How a rule compares.
    pub enum Op {
        /// There is a value.
        IsSet = "is_set",
        /// There is none.
        IsEmpty = "is_empty",
        /// It is this one, in any case.
        Is = "is",
        /// It is another one, or none.
        IsNot = "is_not",
        /// It has this in it, in any case.
        Contains = "contains",
    }
}

/// A rule of fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// name, email, email_domain, phone, company, title, source, tag or `custom:<key>`.
    pub field: String,
    /// How it compares.
    pub op: Op,
    /// With what; not for `is_set` and `is_empty`.
    #[serde(default)]
    pub value: Option<String>,
    /// −100 to 100.
    pub points: i32,
}

/// What visits give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Engagement {
    /// Points of a fresh page view.
    pub pageview: i32,
    /// Of a click.
    pub click: i32,
    /// Of a sign-in.
    pub identify: i32,
    /// Of a custom event.
    pub custom: i32,
    /// Of custom events by name, instead.
    pub events: Vec<EventPoints>,
    /// Days after which an event counts half.
    pub half_life_days: i32,
    /// The most that all of it gives.
    pub cap: i32,
}

/// Points of a custom event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventPoints {
    /// Which.
    pub name: String,
    /// How many.
    pub points: i32,
}

/// How a workspace counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// People have a score of rules at all.
    pub enabled: bool,
    /// Who somebody is.
    pub fit: Vec<Rule>,
    /// What they did.
    pub engagement: Engagement,
    /// When everybody was counted last; `None` while that is under way.
    pub computed_at: Option<OffsetDateTime>,
    /// The last change: whoever was counted before is counted anew.
    pub updated_at: OffsetDateTime,
    /// Counts changes, for `If-Match`.
    pub version: i32,
}

impl Default for Model {
    fn default() -> Self {
        let rule = |field: &str, op, value: Option<&str>, points| Rule {
            field: field.to_owned(),
            op,
            value: value.map(ToOwned::to_owned),
            points,
        };
        Self {
            enabled: true,
            fit: vec![
                rule("email", Op::IsSet, None, 10),
                rule("phone", Op::IsSet, None, 10),
                rule("company", Op::IsSet, None, 15),
                rule("title", Op::Contains, Some("head"), 10),
                rule("title", Op::Contains, Some("chief"), 15),
                rule("title", Op::Contains, Some("director"), 10),
                rule("email_domain", Op::Is, Some("gmail.com"), -10),
            ],
            engagement: Engagement {
                pageview: 1,
                click: 1,
                identify: 5,
                custom: 3,
                events: Vec::new(),
                half_life_days: 14,
                cap: 50,
            },
            computed_at: None,
            updated_at: OffsetDateTime::UNIX_EPOCH,
            version: 0,
        }
    }
}

/// What adds to a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// `fit` or `engagement`.
    pub kind: PartKind,
    /// For a person.
    pub label: String,
    /// May be negative.
    pub points: i32,
}

/// Where a part comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PartKind {
    /// Who somebody is.
    Fit,
    /// What they did.
    Engagement,
}

/// What somebody did, of one type (and, where the model asks, one name).
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// The event's type.
    pub kind: String,
    /// The custom event's name, when the model has points for it.
    pub name: Option<String>,
    /// How often.
    pub count: i64,
    /// The same, each counted by its freshness: 1 now, a half after the half-life.
    pub fresh: f64,
}

/// A person's score, 0 to 100, and what adds up to it before it is cut to that.
pub fn score(model: &Model, person: &Person, done: &[Done]) -> (i16, Vec<Part>) {
    let mut parts: Vec<Part> = model
        .fit
        .iter()
        .filter(|rule| rule.points != 0 && holds(rule, person))
        .map(|rule| Part { kind: PartKind::Fit, label: sentence(rule, person), points: rule.points })
        .collect();
    let engaged = engagement(&model.engagement, done);
    let over = engaged.iter().map(|part| part.points).sum::<i32>() - model.engagement.cap;
    parts.extend(engaged);
    if over > 0 {
        let label = format!("Visits count {} at most", model.engagement.cap);
        parts.push(Part { kind: PartKind::Engagement, label, points: -over });
    }
    let sum: i32 = parts.iter().map(|part| part.points).sum();
    (i16::try_from(sum.clamp(0, 100)).unwrap_or_default(), parts)
}

fn engagement(model: &Engagement, done: &[Done]) -> Vec<Part> {
    let mut parts = Vec::new();
    for one in done {
        let named = one.name.as_ref().and_then(|name| model.events.iter().find(|event| event.name == *name));
        let (each, what) = match (one.kind.as_str(), named) {
            ("custom", Some(event)) => (event.points, format!("“{}”", event.name)),
            ("custom", None) => (model.custom, plural(one.count, "event", "events")),
            ("pageview", _) => (model.pageview, plural(one.count, "page view", "page views")),
            ("click", _) => (model.click, plural(one.count, "click", "clicks")),
            ("identify", _) => (model.identify, plural(one.count, "sign-in", "sign-ins")),
            _ => continue,
        };
        let label = if named.is_some() { format!("{what}, {} times", one.count) } else { what };
        let points = (f64::from(each) * one.fresh).round().clamp(-1000.0, 1000.0);
        #[expect(clippy::cast_possible_truncation, reason = "clamped above")]
        let points = points as i32;
        if points != 0 {
            parts.push(Part { kind: PartKind::Engagement, label, points });
        }
    }
    parts
}

fn plural(count: i64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

/// The values that a field has: one, or each tag.
fn values(field: &str, person: &Person) -> Vec<String> {
    let one = |value: &Option<String>| value.iter().cloned().collect();
    match field {
        "name" => one(&person.name),
        "email" => one(&person.email),
        "email_domain" => person.email.iter().filter_map(|email| Some(email.rsplit_once('@')?.1.to_owned())).collect(),
        "phone" => one(&person.phone),
        "company" => one(&person.company),
        "title" => one(&person.title),
        "source" => vec![person.source.to_string()],
        "tag" => person.tags.clone(),
        custom => {
            let value = custom.strip_prefix("custom:").and_then(|key| person.custom_fields.get(key));
            value
                .filter(|value| !value.is_null())
                .map(|value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned))
                .into_iter()
                .collect()
        }
    }
}

fn holds(rule: &Rule, person: &Person) -> bool {
    let values = values(&rule.field, person);
    let wanted = rule.value.as_deref().unwrap_or_default().trim().to_lowercase();
    match rule.op {
        Op::IsSet => values.iter().any(|value| !value.trim().is_empty()),
        Op::IsEmpty => values.iter().all(|value| value.trim().is_empty()),
        Op::Is => values.iter().any(|value| value.trim().to_lowercase() == wanted),
        Op::IsNot => values.iter().all(|value| value.trim().to_lowercase() != wanted),
        Op::Contains => !wanted.is_empty() && values.iter().any(|value| value.to_lowercase().contains(&wanted)),
    }
}

fn sentence(rule: &Rule, person: &Person) -> String {
    let field = match rule.field.as_str() {
        "name" => "Name".to_owned(),
        "email" => "Email".to_owned(),
        "email_domain" => "Email domain".to_owned(),
        "phone" => "Phone".to_owned(),
        "company" => "Company".to_owned(),
        "title" => "Job title".to_owned(),
        "source" => "Source".to_owned(),
        "tag" => "Tag".to_owned(),
        custom => {
            let key = custom.strip_prefix("custom:").unwrap_or(custom);
            crate::custom_fields::label_of(&person.custom_fields, key).unwrap_or_else(|| key.to_owned())
        }
    };
    let value = rule.value.as_deref().unwrap_or_default();
    match rule.op {
        Op::IsSet => format!("{field} is known"),
        Op::IsEmpty => format!("{field} is missing"),
        Op::Is => format!("{field} is {value}"),
        Op::IsNot => format!("{field} is not {value}"),
        Op::Contains => format!("{field} contains “{value}”"),
    }
}

fn check(model: &Model) -> Result<(), Error> {
    const FIELDS: [&str; 8] = ["name", "email", "email_domain", "phone", "company", "title", "source", "tag"];
    if model.fit.len() > MAX_RULES {
        return Err(Error::invalid("fit", format!("may be {MAX_RULES} rules at most")));
    }
    for (n, rule) in model.fit.iter().enumerate() {
        let known = FIELDS.contains(&rule.field.as_str())
            || rule.field.strip_prefix("custom:").is_some_and(|key| !key.is_empty() && key.len() <= 200);
        let needs = !matches!(rule.op, Op::IsSet | Op::IsEmpty);
        let value = rule.value.as_deref().unwrap_or_default();
        if !known || rule.field.contains('\0') {
            return Err(Error::invalid(format!("fit[{n}].field"), "is no field"));
        }
        if needs && (value.trim().is_empty() || value.chars().count() > 200 || value.contains('\0')) {
            return Err(Error::invalid(format!("fit[{n}].value"), "must have 1 to 200 characters"));
        }
        if !(-100..=100).contains(&rule.points) {
            return Err(Error::invalid(format!("fit[{n}].points"), "must be -100 to 100"));
        }
    }
    let given = &model.engagement;
    let events = given.events.iter().map(|event| ("engagement.events", event.points));
    let each = [
        ("engagement.pageview", given.pageview),
        ("engagement.click", given.click),
        ("engagement.identify", given.identify),
        ("engagement.custom", given.custom),
    ];
    if let Some((field, _)) = each.into_iter().chain(events).find(|(_, points)| !(-100..=100).contains(points)) {
        return Err(Error::invalid(field, "must be -100 to 100"));
    }
    if given.events.len() > MAX_EVENTS
        || given
            .events
            .iter()
            .any(|event| event.name.trim().is_empty() || event.name.len() > 200 || event.name.contains('\0'))
    {
        return Err(Error::invalid("engagement.events", format!("may be {MAX_EVENTS} at most, each with a name")));
    }
    if !(1..=365).contains(&given.half_life_days) {
        return Err(Error::invalid("engagement.half_life_days", "must be 1 to 365"));
    }
    if !(0..=100).contains(&given.cap) {
        return Err(Error::invalid("engagement.cap", "must be 0 to 100"));
    }
    Ok(())
}
