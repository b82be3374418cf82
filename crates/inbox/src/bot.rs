//! The bot (D36): behaviours, each a list of questions; which of them runs, and what it says next. Pure.

use crm_core::{custom_fields::Field, lead::CoreFields};
use pipeline::form::{FieldKind, Form, FormField};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

db::text_enum! {
    /// How a question is answered.
    pub enum QuestionKind {
        /// Any text.
        Text = "text",
        /// An email address.
        Email = "email",
        /// A phone number.
        Phone = "phone",
        /// One of the options.
        Choice = "choice",
    }
}

/// A question, and the field that its answer fills in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// How it is answered.
    pub kind: QuestionKind,
    /// What is asked.
    pub prompt: String,
    /// name, email, phone, company, title, or any other word: a custom field.
    pub field: String,
    /// Of a choice.
    #[serde(default)]
    pub options: Vec<String>,
    /// Others may be passed over.
    #[serde(default)]
    pub required: bool,
}

/// Which visitors a behaviour is for; every condition that is given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct When {
    /// One of their recent pages' paths begins so.
    #[serde(default)]
    pub path_prefix: Option<String>,
    /// They have seen so many pages at least.
    #[serde(default)]
    pub min_pageviews: Option<u32>,
    /// Where they came from at first, as the site's reports call it.
    #[serde(default)]
    pub source: Option<String>,
}

/// A behaviour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Behavior {
    /// Whoever adds it makes it.
    pub id: String,
    /// What the team calls it.
    pub name: String,
    /// For whom.
    #[serde(default)]
    pub when: When,
    /// Said before the first question.
    #[serde(default)]
    pub opening: String,
    /// One after the other.
    pub questions: Vec<Question>,
    /// Said when all were asked.
    #[serde(default)]
    pub thanks: String,
}

/// What the bot knows of a visitor: the stream that the whole product reads (S28).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// Paths, the newest first.
    pub recent_pages: Vec<String>,
    /// All pages that were seen.
    pub pageviews: u32,
    /// Where they came from at first.
    pub source: Option<String>,
}

impl When {
    fn holds(&self, of: &Context) -> bool {
        let page = |prefix: &String| of.recent_pages.iter().any(|path| path.starts_with(prefix.as_str()));
        let source = |name: &String| of.source.as_deref().is_some_and(|source| source.eq_ignore_ascii_case(name));
        self.path_prefix.as_ref().is_none_or(page)
            && self.min_pageviews.is_none_or(|least| of.pageviews >= least)
            && self.source.as_ref().is_none_or(source)
    }
}

/// The first behaviour that is for this visitor and has something to ask whom `known` fields are known of.
pub fn choose<'b>(behaviors: &'b [Behavior], of: &Context, known: &[String]) -> Option<&'b Behavior> {
    behaviors.iter().find(|behavior| behavior.when.holds(of) && Asking::begin(behavior, known).is_some())
}

/// A behaviour in the middle of its questions, as it was when it began: who edits it meanwhile changes later ones only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    behavior: Behavior,
    /// The question's place.
    at: usize,
    /// How often its answer was none.
    wrong: u8,
    /// Answers that were taken.
    taken: u8,
}

/// So often an answer may be none.
const PATIENCE: u8 = 3;
const HAND_OVER: &str = "Somebody of the team will answer you here.";

impl Asking {
    /// The first question whose field is not `known`; `None` when there is nothing to ask.
    pub fn begin(behavior: &Behavior, known: &[String]) -> Option<Self> {
        let mut behavior = behavior.clone();
        behavior.questions.retain(|question| !known.contains(&question.field));
        (!behavior.questions.is_empty()).then_some(Self { behavior, at: 0, wrong: 0, taken: 0 })
    }

    /// What is asked now.
    pub fn question(&self) -> Option<&Question> {
        self.behavior.questions.get(self.at)
    }

    /// What the bot says first: the opening, if there is one, and the first question.
    pub fn opening(&self) -> Vec<String> {
        let prompt = self.question().map(|question| question.prompt.clone());
        let opening = Some(self.behavior.opening.clone()).filter(|text| !text.is_empty());
        opening.into_iter().chain(prompt).collect()
    }
}

/// What an answer led to.
#[derive(Debug, Clone, Default)]
pub struct Turn {
    /// What the bot says, one message each.
    pub says: Vec<String>,
    /// What the answer says of the visitor.
    pub took: Option<(CoreFields, Vec<Field>)>,
    /// What it asks now; `None` when it is done, or has given up.
    pub next: Option<Asking>,
    /// All was asked, and something was answered (H12).
    pub captured: bool,
}

/// Hears an answer, or that the question is passed over (`None`). National phone numbers are read as ones of `country`.
pub fn hear(asking: &Asking, answer: Option<&str>, country: &str) -> Turn {
    let Some(question) = asking.question() else { return Turn::default() };
    let Some(answer) = answer else {
        return if question.required {
            let says = vec![format!("I need this one to go on. {}", question.prompt)];
            Turn { says, next: Some(asking.clone()), ..Turn::default() }
        } else {
            go_on(asking, None)
        };
    };
    match read(question, answer, country) {
        Ok(took) => go_on(asking, Some(took)),
        Err(_) if asking.wrong + 1 >= PATIENCE => Turn { says: vec![HAND_OVER.to_owned()], ..Turn::default() },
        // Whoever does not answer what need not be answered is not held up by it.
        Err(_) if !question.required && asking.wrong > 0 => go_on(asking, None),
        Err(wrong) => {
            let next = Asking { wrong: asking.wrong + 1, ..asking.clone() };
            Turn { says: vec![format!("That {wrong}. {}", question.prompt)], next: Some(next), ..Turn::default() }
        }
    }
}

fn go_on(asking: &Asking, took: Option<(CoreFields, Vec<Field>)>) -> Turn {
    let taken = asking.taken.saturating_add(u8::from(took.is_some()));
    let next = Asking { at: asking.at + 1, wrong: 0, taken, ..asking.clone() };
    match next.question() {
        Some(question) => Turn { says: vec![question.prompt.clone()], took, next: Some(next), captured: false },
        None => {
            let thanks = Some(asking.behavior.thanks.clone()).filter(|text| !text.is_empty());
            Turn { says: thanks.into_iter().collect(), took, next: None, captured: taken > 0 }
        }
    }
}

/// An answer as a form would read it.
fn read(question: &Question, answer: &str, country: &str) -> Result<(CoreFields, Vec<Field>), String> {
    let answer = answer.trim();
    let chosen = question.options.iter().find(|option| option.trim().eq_ignore_ascii_case(answer));
    let (kind, answer) = match (question.kind, chosen) {
        (QuestionKind::Choice, None) => return Err(format!("is none of these: {}", question.options.join(", "))),
        (QuestionKind::Choice, Some(option)) => (FieldKind::Text, option.as_str()),
        (QuestionKind::Text, _) => (FieldKind::Text, answer),
        (QuestionKind::Email, _) => (FieldKind::Email, answer),
        (QuestionKind::Phone, _) => (FieldKind::Phone, answer),
    };
    let (key, label) = (question.field.clone(), label_of(&question.field));
    let form = Form {
        title: String::new(),
        button: String::new(),
        thanks: String::new(),
        fields: vec![FormField { key: key.clone(), label, kind, required: true }],
    };
    let answers = Map::from_iter([(key, Value::from(answer))]);
    form.read(&answers, country)
        .map_err(|wrong| wrong.first().map_or("can't be read", |wrong| wrong.message).to_owned())
}

/// `teamSize` is "Team size".
fn label_of(key: &str) -> String {
    let mut label = String::with_capacity(key.len() + 4);
    for letter in key.chars() {
        match letter {
            _ if label.is_empty() => label.extend(letter.to_uppercase()),
            '_' | '-' => label.push(' '),
            _ if letter.is_uppercase() => {
                label.push(' ');
                label.extend(letter.to_lowercase());
            }
            _ => label.push(letter),
        }
    }
    label
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(kind: QuestionKind, field: &str, required: bool) -> Question {
        let (prompt, options) = (format!("Your {field}?"), vec!["1–10".to_owned(), "More".to_owned()]);
        Question { kind, prompt, field: field.to_owned(), options, required }
    }

    fn known(fields: &[&str]) -> Vec<String> {
        fields.iter().map(ToString::to_string).collect()
    }

    fn behavior(id: &str, when: When) -> Behavior {
        Behavior {
            id: id.to_owned(),
            name: id.to_owned(),
            when,
            opening: "Hello!".to_owned(),
            questions: vec![
                question(QuestionKind::Text, "name", false),
                question(QuestionKind::Email, "email", true),
                question(QuestionKind::Choice, "teamSize", false),
            ],
            thanks: "Thank you.".to_owned(),
        }
    }

    /// Proves: H12
    #[test]
    fn questions_are_asked_one_by_one_and_answers_are_checked() {
        let asking = Asking::begin(&behavior("b", When::default()), &[]).expect("questions");
        assert_eq!(asking.opening(), ["Hello!", "Your name?"]);
        let named = hear(&asking, Some(" Ada "), "DE");
        assert_eq!(named.took.expect("a name").0.name.as_deref(), Some("Ada"));
        assert_eq!(named.says, ["Your email?"]);
        let asking = named.next.expect("the email");
        // The email is needed: it can't be passed over, and what is none is asked again.
        assert!(hear(&asking, None, "DE").says[0].ends_with("Your email?"));
        let wrong = hear(&asking, Some("call me"), "DE");
        assert_eq!(wrong.says, ["That is not an email address. Your email?"]);
        let given = hear(&wrong.next.expect("again"), Some("ADA@example.com"), "DE");
        assert_eq!(given.took.expect("it").0.email.expect("email").as_str(), "ada@example.com");
        let last = hear(&given.next.expect("the size"), Some("more"), "DE");
        let custom = last.took.expect("a choice").1;
        assert_eq!((custom[0].key.as_str(), custom[0].label.as_str()), ("teamSize", "Team size"));
        assert_eq!(
            (custom[0].value.clone(), last.says, last.captured),
            ("More".into(), vec!["Thank you.".to_owned()], true)
        );
    }

    #[test]
    fn whoever_answers_nothing_is_not_held_up_for_ever() {
        let asking = Asking::begin(&behavior("b", When::default()), &known(&["name", "teamSize"])).expect("the email");
        let mut turn = hear(&asking, Some("no"), "DE");
        turn = hear(&turn.next.expect("once more"), Some("no"), "DE");
        turn = hear(&turn.next.expect("and again"), Some("no"), "DE");
        assert_eq!((turn.next, turn.says, turn.captured), (None, vec![HAND_OVER.to_owned()], false));
        // All passed over: nothing was captured.
        let asking = Asking::begin(&behavior("b", When::default()), &known(&["email", "teamSize"])).expect("the name");
        assert!(!hear(&asking, None, "DE").captured);
        // What is known is not asked; when all is, there is nothing to begin.
        assert_eq!(Asking::begin(&behavior("b", When::default()), &known(&["name", "email", "teamSize"])), None);
    }

    /// Proves: S28
    #[test]
    fn a_behaviour_is_chosen_by_what_the_visitor_did() {
        let pricing = When { path_prefix: Some("/pricing".to_owned()), ..When::default() };
        let many = When { min_pageviews: Some(5), source: Some("Google".to_owned()), ..When::default() };
        let all = [behavior("pricing", pricing), behavior("many", many), behavior("rest", When::default())];
        let of = |pages: &[&str], pageviews, source: Option<&str>| Context {
            recent_pages: pages.iter().map(ToString::to_string).collect(),
            pageviews,
            source: source.map(ToOwned::to_owned),
        };
        let cases = [
            (of(&["/", "/pricing/team"], 2, None), "pricing"),
            (of(&["/", "/docs"], 5, Some("google")), "many"),
            (of(&["/", "/docs"], 4, Some("google")), "rest"),
            (of(&["/", "/docs"], 9, None), "rest"),
            (of(&[], 0, None), "rest"),
        ];
        for (context, expected) in cases {
            assert_eq!(choose(&all, &context, &[]).map(|b| b.id.as_str()), Some(expected), "{context:?}");
        }
        assert!(choose(&all[..2], &of(&["/"], 1, None), &[]).is_none());
    }
}
