//! Templates as text with `{{variables}}`: which they name, and what becomes of them for a person. Without logic: nothing but
//! variables is read, whatever else stands between braces is text.

use std::collections::BTreeSet;

use minijinja::{AutoEscape, Environment, UndefinedBehavior, syntax::SyntaxConfig};
use serde_json::Value;

use crate::Error;

/// The variables that every person has, as a template names them.
pub const VARIABLES: [&str; 9] =
    ["name", "first_name", "email", "phone", "company", "title", "account.name", "owner.name", "workspace.name"];
/// Custom fields are `custom.` and their key.
const CUSTOM: &str = "custom.";

/// The longest body of a template or message, in characters.
pub const MAX_BODY: usize = 10_000;
/// The longest subject, in characters.
pub const MAX_SUBJECT: usize = 200;

/// The variables that a text names, sorted.
///
/// # Errors
/// As [`mentions`].
pub fn variables(field: &'static str, text: &str) -> Result<BTreeSet<String>, Error> {
    Ok(mentions(field, text)?.into_iter().collect())
}

/// The variables that a text names, in their order, each as often as it is named.
///
/// # Errors
/// [`Error::Invalid`] for `field` when braces don't fit, or hold more than a variable's name.
pub fn mentions(field: &'static str, text: &str) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, inside)) = rest.split_once("{{") {
        let unclosed = || invalid(field, "opens {{ without closing it with }}".to_owned());
        let (name, after) = inside.split_once("}}").ok_or_else(unclosed)?;
        let name = name.trim();
        let well_formed = !name.is_empty()
            && name.split('.').all(|part| {
                part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                    && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            });
        if !well_formed {
            return Err(invalid(field, format!("{{{{{name}}}}} is no variable; write it like {{{{first_name}}}}")));
        }
        found.push(name.to_owned());
        rest = after;
    }
    Ok(found)
}

/// Those of a text's variables that no person can have.
///
/// # Errors
/// As [`variables`].
pub fn unknown(field: &'static str, text: &str) -> Result<Vec<String>, Error> {
    let known = |name: &String| {
        VARIABLES.contains(&name.as_str())
            || name.strip_prefix(CUSTOM).is_some_and(|key| !key.is_empty() && !key.contains('.'))
    };
    Ok(variables(field, text)?.into_iter().filter(|name| !known(name)).collect())
}

/// A text as it may be kept: its braces fit and every variable is one.
///
/// # Errors
/// [`Error::Invalid`] for `field`.
pub fn check(field: &'static str, text: &str, max: usize) -> Result<(), Error> {
    if text.trim().is_empty() {
        return Err(invalid(field, "is required".to_owned()));
    }
    if text.chars().count() > max {
        return Err(invalid(field, format!("has more than {max} characters")));
    }
    if text.contains('\0') {
        return Err(invalid(field, "holds a NUL character".to_owned()));
    }
    if field == "subject" && text.contains(['\r', '\n']) {
        return Err(invalid(field, "has more than one line".to_owned()));
    }
    match unknown(field, text)?.first() {
        Some(name) => Err(invalid(field, format!("names the variable {{{{{name}}}}}, which nobody has"))),
        None => Ok(()),
    }
}

/// What a text says to a person, or the variables that they lack.
///
/// # Errors
/// The names of the variables without a value, sorted.
pub fn fill(text: &str, values: &Value) -> Result<String, Vec<String>> {
    let names = variables("body", text).map_err(|_| Vec::new())?;
    let missing: Vec<String> = names.iter().filter(|name| value_of(values, name).is_none()).cloned().collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    environment().render_str(text, values).map_err(|_| Vec::new())
}

/// The value of a variable, if it has one that can be written.
pub fn value_of(values: &Value, name: &str) -> Option<String> {
    let value = name.split('.').try_fold(values, |value, part| value.get(part))?;
    match value {
        Value::String(text) if text.trim().is_empty() => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Lets a variable stand for a text.
pub fn set(values: &mut Value, name: &str, text: &str) {
    let mut place = values;
    for part in name.split('.') {
        if !place.is_object() {
            *place = Value::Object(serde_json::Map::new());
        }
        place = &mut place[part];
    }
    *place = Value::String(text.to_owned());
}

/// Variables alone: what the engine would take for logic stays text.
fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    // What nobody can type stands for the marks of blocks and comments.
    let syntax = SyntaxConfig::builder()
        .block_delimiters("\u{1}\u{2}%", "%\u{2}\u{1}")
        .comment_delimiters("\u{1}\u{2}#", "#\u{2}\u{1}")
        .build();
    if let Ok(syntax) = syntax {
        environment.set_syntax(syntax);
    }
    environment.set_keep_trailing_newline(true);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // Texts are plain; HTML is made of the finished text.
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment
}

/// How an email's HTML tells what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracked {
    /// The address of the picture that is fetched when it is opened.
    pub picture: String,
    /// Where its links lead instead, their numbers added; from there on to where they led.
    pub link: String,
    /// So many of its links, from the first.
    pub links: usize,
}

/// The HTML part of an email, made of its text: paragraphs, line breaks and links, everything escaped.
pub fn html(text: &str, tracked: Option<&Tracked>) -> String {
    let mut links = 0;
    let mut word = |word: &str| {
        let Some((link, after)) = link_of(word) else { return escaped(word) };
        let number = links;
        links += 1;
        let leads = match tracked.filter(|tracked| number < tracked.links) {
            Some(Tracked { link, .. }) => format!("{link}/{number}"),
            None => link.to_owned(),
        };
        format!("<a href=\"{}\">{}</a>{}", escaped(&leads), escaped(link), escaped(after))
    };
    let mut line = |line: &str| line.split(' ').map(&mut word).collect::<Vec<_>>().join(" ");
    let mut paragraph = |paragraph: &str| {
        let lines: Vec<String> = paragraph.lines().map(&mut line).collect();
        format!("<p style=\"margin:0 0 1em\">{}</p>\n", lines.join("<br>\n"))
    };
    let text = text.replace("\r\n", "\n");
    let paragraphs: String = text.split("\n\n").filter(|p| !p.trim().is_empty()).map(&mut paragraph).collect();
    let picture = tracked.map_or_else(String::new, |tracked| {
        format!("<img src=\"{}\" width=\"1\" height=\"1\" alt=\"\">\n", escaped(&tracked.picture))
    });
    format!(
        "<!doctype html>\n<html><body style=\"font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;\
         max-width:40em\">\n{paragraphs}{picture}</body></html>\n"
    )
}

/// The links of a text, in their order: those that [`html`] makes links of.
pub fn links(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split(' ')).filter_map(|word| link_of(word).map(|(link, _)| link))
}

/// The link that a word is, and what stands after it.
fn link_of(word: &str) -> Option<(&str, &str)> {
    let bare = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
    let is_link = bare.starts_with("https://") || bare.starts_with("http://");
    is_link.then(|| (bare, &word[bare.len()..]))
}

/// Text as HTML shows it.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn invalid(field: &'static str, message: String) -> Error {
    Error::invalid(field, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn variables_are_filled_and_missing_ones_named() {
        let values = json!({"name": "Ada", "custom": {"seats": 12, "note": " "}, "email": null});
        assert_eq!(fill("Dear {{ name }}, {{custom.seats}} seats?\n", &values).as_deref(), Ok("Dear Ada, 12 seats?\n"));
        let missing = fill("{{email}} {{custom.note}} {{custom.none}} {{name}}", &values);
        assert_eq!(missing, Err(vec!["custom.none".to_owned(), "custom.note".to_owned(), "email".to_owned()]));
    }

    #[test]
    fn what_a_person_is_called_is_never_read_as_a_template() {
        let values = json!({"name": "{{email}}{% for x in y %}<b>"});
        assert_eq!(fill("Hi {{name}}", &values).as_deref(), Ok("Hi {{email}}{% for x in y %}<b>"));
        let logic = "{% if name %}a{% endif %}{# b #}";
        assert_eq!(fill(logic, &values).as_deref(), Ok(logic), "no logic: it is text");
    }

    #[test]
    fn only_variables_that_somebody_can_have_are_taken() {
        for text in ["Hi {{first_name}}", "{{custom.budget}} {{account.name}}", "no braces", "{ {x} }"] {
            assert!(check("body", text, 100).is_ok(), "{text}");
        }
        for text in
            ["", "  ", "{{", "{{name}", "{{}}", "{{nmae}}", "{{name|upper}}", "{{custom}}", "{{a b}}", "{{7}}", "\0"]
        {
            assert!(check("body", text, 100).is_err(), "{text}");
        }
        assert!(check("subject", "a\r\nBcc: x@y.example", 100).is_err());
        assert!(check("body", &"x".repeat(101), 100).is_err());
    }

    #[test]
    fn an_emails_html_escapes_what_it_shows_and_links_addresses() {
        let page = html("Hi <script>\n& you\n\nSee https://example.com/a?b=1&c=\"2\".", None);
        assert!(page.contains("Hi &lt;script&gt;<br>\n&amp; you"), "{page}");
        let link = "https://example.com/a?b=1&amp;c=&quot;2&quot;";
        assert!(page.contains(&format!("<a href=\"{link}\">{link}</a>.")), "{page}");
    }

    #[test]
    fn the_links_that_are_counted_lead_by_way_of_us_and_the_others_do_not() {
        let text = "See https://a.example/x?y=1,\r\nor (http://b.example).\n\nUnsubscribe: https://us.example/u/un_1";
        assert_eq!(links(text).collect::<Vec<_>>(), ["https://a.example/x?y=1", "https://us.example/u/un_1"]);
        let tracked = Tracked {
            picture: "https://us.example/o/1".to_owned(),
            link: "https://us.example/c/1".to_owned(),
            links: 1,
        };
        let page = html(text, Some(&tracked));
        assert!(page.contains("<a href=\"https://us.example/c/1/0\">https://a.example/x?y=1</a>,<br>"), "{page}");
        assert!(page.contains("<a href=\"https://us.example/u/un_1\">https://us.example/u/un_1</a>"), "{page}");
        assert!(page.contains("<img src=\"https://us.example/o/1\""), "{page}");
        assert!(!html(text, None).contains("us.example/c/") && !html(text, None).contains("<img"));
    }
}
