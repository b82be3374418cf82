//! What a visitor says of themselves in a chat, written on their person.

use crm_core::{
    Email,
    custom_fields::Field,
    lead::CoreFields,
    person::{self, Kind},
    timeline::{self, Fact},
    traits::{self, Traits},
};
use db::{Conn, CustomerId, WorkspaceId};
use tenancy::Actor;
use time::OffsetDateTime;
use tracking::context;

use crate::{
    Error, absorb,
    conversation::Conversation,
    message::{self, Author, New},
};

/// Fields that a visitor gave of themselves, which the bot need not ask for again. What is known otherwise is not told by
/// what is asked (D23): of whoever was not met by this chat first, see [`crate::chat`].
pub(crate) fn known_fields(
    conn: &mut Conn,
    workspace: WorkspaceId,
    who: Option<CustomerId>,
) -> Result<Vec<String>, Error> {
    let Some(who) = who else { return Ok(Vec::new()) };
    let person = match person::lock(conn, workspace, who) {
        Ok(person) => person,
        Err(crm_core::Error::NotFound) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let own = person.custom_fields.as_object().into_iter().flat_map(serde_json::Map::keys);
    let own = own.filter(|key| !key.starts_with('_')).cloned();
    Ok(person.visitor_fields.iter().cloned().chain(own).collect())
}

/// Fills blanks with answers (D23). The email has its own way: [`email`].
pub(crate) fn answers(
    conn: &mut Conn,
    workspace: WorkspaceId,
    who: CustomerId,
    (core, custom_fields): (CoreFields, Vec<Field>),
    now: OffsetDateTime,
) -> Result<(), Error> {
    let mut person = person::lock(conn, workspace, who)?;
    let given = Traits { core: CoreFields { email: None, ..core }, custom_fields, ..Traits::default() };
    Ok(traits::apply(conn, workspace, &mut person, &given, now)?)
}

/// The one email address that a text holds; `None` for none, or several.
pub(crate) fn email_in(text: &str) -> Option<Email> {
    let words = text.split(|c: char| c.is_whitespace() || "<>()[],;\"".contains(c));
    let mut found = words.filter(|word| word.contains('@')).filter_map(|word| {
        Email::parse(word.trim_matches(|c: char| ".:!?'".contains(c)).trim_start_matches("mailto:")).ok()
    });
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// A visitor without an email gives one (H11, D20): nobody's becomes theirs, and whoever has it already is who they are.
/// Whose the conversation is from now on. `sure` says that it is theirs, not one that they mention: only then they are joined
/// to who has it. A strict widget joins nobody to whom it did not know before (D23).
pub(crate) fn email(
    conn: &mut Conn,
    workspace: WorkspaceId,
    conversation: &mut Conversation,
    (who, email): (CustomerId, &Email),
    (sure, strict, actor): (bool, bool, Actor),
    now: OffsetDateTime,
) -> Result<CustomerId, Error> {
    let mut person = person::lock(conn, workspace, who)?;
    conversation.email_given |= sure;
    if person.kind == Kind::Contact || person.email.is_some() {
        return Ok(who);
    }
    let contact = person::contact_by_email(conn, workspace, email)?;
    let lead = person::open_lead_by_email(conn, workspace, email)?;
    let now_who = match contact.as_ref().or(lead.as_ref()) {
        Some(_) if !sure => return Ok(who),
        Some(known) if !strict => {
            absorb(conn, workspace, (who, known.id), actor, now)?;
            known.id
        }
        // An open lead has it, and two can't: the text of the chat tells the team.
        Some(_) if lead.is_some() => return Ok(who),
        _ => {
            let core = CoreFields { email: Some(email.clone()), ..CoreFields::default() };
            traits::apply(conn, workspace, &mut person, &Traits { core, ..Traits::default() }, now)?;
            if person.email.as_deref() != Some(email.as_str()) {
                // Somebody got it since we looked: the transaction starts over and finds them.
                return Err(Error::Database(db::Error::Contention("an email was given twice at once".to_owned())));
            }
            who
        }
    };
    let fact = Fact::EmailCaptured { conversation: conversation.id.uuid() };
    timeline::record(conn, workspace, now_who, actor, &fact, now)?;
    let kind = if contact.is_some() && now_who != who { "contact" } else { "lead" };
    let line = match context::visits_of(conn, workspace, now_who)? {
        0 => "Email captured".to_owned(),
        1 => format!("Email captured, 1 earlier visit linked to this {kind}"),
        visits => format!("Email captured, {visits} earlier visits linked to this {kind}"),
    };
    message::append(conn, workspace, conversation, New::by(Author::System, &line), now)?;
    Ok(now_who)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves: H11
    #[test]
    fn an_email_is_found_in_what_people_write() {
        let cases = [
            ("ada@example.com", Some("ada@example.com")),
            ("You can reach me at Ada@Example.com.", Some("ada@example.com")),
            ("it's <mailto:ada@example.com>!", Some("ada@example.com")),
            ("ada@example.com, yes, ADA@example.com", Some("ada@example.com")),
            ("ada@example.com or bob@example.com", None),
            ("meet @ the office", None),
            ("@ada", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(email_in(text).as_ref().map(Email::as_str), expected, "{text:?}");
        }
    }
}
