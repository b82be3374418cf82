//! Who a browser's visitor is (S5, S8, D20, D22, D23).

use crm_core::{
    Email, Person, Phone,
    account::Account,
    deal::Outcome,
    lead::{self, CoreFields},
    person::{self, Kind},
    timeline::{self, Fact},
    traits::{self, Traits},
};
use db::{Conn, CustomerId, Id, WorkspaceId};
use serde_json::{Map, Value};
use tenancy::Actor;
use time::OffsetDateTime;

use crate::{
    Error,
    company::{self, Companies},
    event::{Event, EventType},
    ingest::{self, Batch},
    sighting::{self, Sighting},
    visitor::{self, Remembered, Visitor, VisitorKey},
};

/// A call of `hydra.identify`, already bounded.
#[derive(Debug, Clone)]
pub struct Call {
    /// The browser.
    pub visitor: VisitorKey,
    /// What the site calls the person; see [`user_id`].
    pub user_id: Option<String>,
    /// The email given beside it, or the user id when that is one.
    pub email: Option<Email>,
    /// The traits as they came.
    pub traits: Map<String, Value>,
    /// What it says of companies.
    pub companies: Companies,
    /// The page, when tracking is on: the call then is an event, too.
    pub page: Option<String>,
    /// What the browser calls itself.
    pub agent: Option<String>,
    /// What vouches for it (D23).
    pub trust: Trust,
    /// The widget takes verified calls only.
    pub strict: bool,
}

/// What vouches for a call (D23).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// Nothing: anyone could have made it.
    Nobody,
    /// A valid hash of the user id, made by the site's server.
    Hash,
    /// The site's server itself, with this API key.
    Server(Actor),
}

impl Trust {
    /// Whose doing it is what such a call does, once it is known whether it is a verified one.
    pub(crate) fn actor(self, visitor: Id<Visitor>, verified: bool) -> Actor {
        match self {
            Trust::Server(actor) => actor,
            Trust::Hash if verified => Actor::SignedVisitor(visitor.uuid()),
            Trust::Hash | Trust::Nobody => Actor::Visitor(visitor.uuid()),
        }
    }
}

/// Whether a call is a verified one where this person is concerned. A hash says who the visitor is, not whose email or whose
/// browser they use: it vouches for the record that has the signed id, or whose email it is, and for nobody else's.
pub(crate) fn vouches_for(trust: Trust, signed: Option<&str>, person: &Person) -> bool {
    match trust {
        Trust::Nobody => false,
        Trust::Server(_) => true,
        Trust::Hash => signed.is_some_and(|id| {
            let email = Email::parse(id).ok();
            person.external_id.as_deref() == Some(id)
                || (email.is_some() && person.email.as_deref() == email.as_ref().map(Email::as_str))
        }),
    }
}

/// What became of an identify call.
#[derive(Debug, Clone, Copy, Default)]
pub struct Identified {
    /// Whom it meant; `None` when nothing says who it is.
    pub person: Option<CustomerId>,
    /// The open lead without an email that the browser was linked to, when the call meant somebody else who was there
    /// already: that lead is this person, and is to be absorbed by them (D20). The caller does that.
    pub absorbs: Option<CustomerId>,
    /// The lead that became a contact, or was joined to one (D22). The caller takes its card off the board.
    pub converted: Option<CustomerId>,
    /// The call was a verified one, where this person is concerned (D23).
    pub verified: bool,
    /// The company that it meant (A11), if it said anything of one.
    pub company: Option<Id<Account>>,
    /// What came of the stage that it asked for.
    pub deal: Option<Outcome>,
}

/// What counts as a user id: not the ways in which a page says "nobody" (D22), and at most 255 characters.
pub fn user_id(text: &str) -> Option<&str> {
    const NOBODY: [&str; 7] = ["", "null", "undefined", "0", "NaN", "false", "[object Object]"];
    let text = text.trim();
    let usable = !NOBODY.contains(&text) && text.chars().count() <= 255 && !text.contains('\0');
    usable.then_some(text)
}

/// Finds or makes the record of a browser's visitor and links the two; and the companies that the call names. Nobody is found
/// when nothing says who it is: the browser keeps what was said until a later call brings an email.
///
/// An unverified call fills blanks and overwrites only what visitors wrote (D23).
pub fn identify(
    conn: &mut Conn,
    workspace: WorkspaceId,
    call: &Call,
    country: &str,
    now: OffsetDateTime,
) -> Result<Identified, Error> {
    let seen = [Sighting {
        key: &call.visitor,
        first: now,
        last: now,
        url: call.page.as_deref().filter(|page| !page.is_empty()),
        referrer: None,
        agent: call.agent.as_deref(),
    }];
    let visitors = sighting::lock_all(conn, workspace, &seen, now)?;
    let mut visitor = visitors.get(&call.visitor).copied().ok_or(Error::NotFound)?;
    let companies = call.companies.known(conn, workspace, call.trust)?;

    // What an unknown visitor said before counts until somebody is known; from then on a call speaks for itself, so that
    // the next person on this browser gets nothing of the last one's (D20).
    let mut memory = match visitor.customer_id {
        None => visitor::remembered(conn, workspace, visitor.id)?,
        Some(_) => Remembered::default(),
    };
    memory.user_id = call.user_id.clone().or(memory.user_id);
    crm_core::extend_bounded(&mut memory.traits, &call.traits);
    let mut given = traits_of(&memory, call.email.as_ref(), country);

    let found = find(conn, workspace, &given)?;
    given.verified = match &found {
        Some(person) => vouches_for(call.trust, call.user_id.as_deref(), person),
        None => call.trust != Trust::Nobody,
    };
    // Somebody with another id of the site's: a strict widget has no doubt that it is somebody else.
    if call.strict && !given.verified && found.as_ref().is_none_or(|person| person.external_id.is_some()) {
        return Err(Error::Unverified);
    }
    let verified = given.verified;
    let actor = call.trust.actor(visitor.id, verified);
    let absorbs = match (&found, visitor.customer_id) {
        (Some(person), Some(current)) if person.id != current => {
            lead::nameless(conn, workspace, current, given.external_id.as_deref())?
        }
        _ => None,
    };
    let person = match found {
        Some(mut person) => {
            traits::apply(conn, workspace, &mut person, &given, now)?;
            Some(person)
        }
        None => match &given.core.email {
            Some(email) => {
                let new = (email, companies.first());
                Some(claim(conn, workspace, visitor.customer_id, new, &given, actor, now)?)
            }
            None => None,
        },
    };
    let mut done = Identified { absorbs, verified, ..Identified::default() };
    let mut kind = person.as_ref().map(|person| person.kind);
    done.person = person.as_ref().map(|person| person.id);
    if let Some(lead) = &person
        && let Some(contact) = company::convert(conn, workspace, lead, &companies, actor, now)?
    {
        (done.person, done.converted, kind) = (Some(contact), Some(lead.id), Some(Kind::Contact));
        // Its browsers went along.
        visitor.customer_id = visitor.customer_id.map(|id| if id == lead.id { contact } else { id });
    }
    let kept = if done.person.is_some() { Remembered::default() } else { memory };
    visitor::remember(conn, workspace, visitor.id, &kept)?;
    if let Some(person) = done.person {
        if visitor::link(conn, workspace, visitor, person, now)? {
            let fact = Fact::VisitorLinked { anon_visitor_id: call.visitor.anon_visitor_id.clone(), verified };
            timeline::record(conn, workspace, person, actor, &fact, now)?;
        }
        if kind == Some(Kind::Contact) {
            let who = (visitor.id, person);
            (done.company, done.deal) = company::settle(conn, workspace, who, &companies, country, actor, now)?;
        }
    }
    if let Some(page) = &call.page {
        ingest::store(conn, workspace, &[identify_event(call, page, now)], now)?;
    }
    Ok(done)
}

/// A browser that says who its visitor is by other means than `identify`: by a form, say.
#[derive(Debug, Clone)]
pub struct Meeting {
    /// The browser.
    pub visitor: VisitorKey,
    /// The page.
    pub page: String,
    /// What the browser calls itself.
    pub agent: Option<String>,
}

/// The browser, locked: before the person whom it turns out to be.
pub fn meet(conn: &mut Conn, workspace: WorkspaceId, meeting: &Meeting, now: OffsetDateTime) -> Result<Met, Error> {
    let seen = [Sighting {
        key: &meeting.visitor,
        first: now,
        last: now,
        url: Some(meeting.page.as_str()).filter(|page| !page.is_empty()),
        referrer: None,
        agent: meeting.agent.as_deref(),
    }];
    let visitors = sighting::lock_all(conn, workspace, &seen, now)?;
    let visitor = visitors.get(&meeting.visitor).copied().ok_or(Error::NotFound)?;
    Ok(Met { visitor, anon_visitor_id: meeting.visitor.anon_visitor_id.clone() })
}

/// A browser that [`meet`] has locked.
#[derive(Debug, Clone)]
pub struct Met {
    visitor: visitor::Visitor,
    anon_visitor_id: String,
}

impl Met {
    /// The browser.
    pub fn id(&self) -> Id<visitor::Visitor> {
        self.visitor.id
    }

    /// Whom it belongs to.
    pub fn customer(&self) -> Option<CustomerId> {
        self.visitor.customer_id
    }
}

/// The browser's visitor is this person: what it did before is theirs, unless it was somebody else's (D20).
pub fn recognise(
    conn: &mut Conn,
    workspace: WorkspaceId,
    met: Met,
    who: CustomerId,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let actor = Actor::Visitor(met.visitor.id.uuid());
    let memory = match met.visitor.customer_id {
        None => visitor::remembered(conn, workspace, met.visitor.id)?,
        Some(_) => Remembered::default(),
    };
    // What the site said of them while nobody was known is theirs (D22).
    if memory.user_id.is_some() || memory.traits.as_object().is_some_and(|traits| !traits.is_empty()) {
        let country = tenancy::workspace::get(conn, workspace)?.country;
        let mut person = person::lock(conn, workspace, who)?;
        traits::apply(conn, workspace, &mut person, &traits_of(&memory, None, &country), now)?;
        visitor::remember(conn, workspace, met.visitor.id, &Remembered::default())?;
    }
    if visitor::link(conn, workspace, met.visitor, who, now)? {
        let fact = Fact::VisitorLinked { anon_visitor_id: met.anon_visitor_id, verified: false };
        timeline::record(conn, workspace, who, actor, &fact, now)?;
    }
    Ok(())
}

/// Merges properties into the visitor's person, else into what the browser remembers, key by key; never into a company
/// (A12).
pub fn set_properties(conn: &mut Conn, workspace: WorkspaceId, call: &Call, now: OffsetDateTime) -> Result<(), Error> {
    let seen = [Sighting {
        key: &call.visitor,
        first: now,
        last: now,
        url: call.page.as_deref().filter(|page| !page.is_empty()),
        referrer: None,
        agent: call.agent.as_deref(),
    }];
    let visitors = sighting::lock_all(conn, workspace, &seen, now)?;
    let visitor = visitors.get(&call.visitor).copied().ok_or(Error::NotFound)?;
    let person = match visitor.customer_id.map(|id| person::lock(conn, workspace, id)).transpose() {
        Ok(person) => person,
        Err(crm_core::Error::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    match person {
        Some(mut person) => {
            let verified = vouches_for(call.trust, call.user_id.as_deref(), &person);
            if call.strict && !verified {
                return Err(Error::Unverified);
            }
            let given = Traits { metadata: call.traits.clone(), verified, ..Traits::default() };
            traits::apply(conn, workspace, &mut person, &given, now)?;
        }
        None => {
            let mut memory = visitor::remembered(conn, workspace, visitor.id)?;
            crm_core::extend_bounded(&mut memory.traits, &call.traits);
            visitor::remember(conn, workspace, visitor.id, &memory)?;
        }
    }
    Ok(())
}

/// The record that the call means, in D22's order.
fn find(conn: &mut Conn, workspace: WorkspaceId, traits: &Traits) -> Result<Option<Person>, Error> {
    if let Some(external_id) = &traits.external_id
        && let Some(person) = person::by_external_id(conn, workspace, external_id)?
    {
        return Ok(Some(person));
    }
    let Some(email) = &traits.core.email else { return Ok(None) };
    if let Some(person) = person::contact_by_email(conn, workspace, email)? {
        return Ok(Some(person));
    }
    Ok(person::open_lead_by_email(conn, workspace, email)?)
}

/// An email that nobody has: the browser's own person gets it when they have none, else it is a new contact's, of the company
/// if there is one.
fn claim(
    conn: &mut Conn,
    workspace: WorkspaceId,
    current: Option<CustomerId>,
    new: (&Email, Option<Id<Account>>),
    traits: &Traits,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Person, Error> {
    if let Some(current) = current {
        match person::lock(conn, workspace, current) {
            Ok(mut person) if person.email.is_none() => {
                traits::apply(conn, workspace, &mut person, traits, now)?;
                return Ok(person);
            }
            // Somebody else, or somebody who was deleted.
            Ok(_) | Err(crm_core::Error::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(traits::make_contact(conn, workspace, new, traits, actor, now)?)
}

/// Core fields among the traits, under the names that sites give them; the rest stays metadata.
fn traits_of(memory: &Remembered, email: Option<&Email>, country: &str) -> Traits {
    let all = memory.traits.as_object().cloned().unwrap_or_default();
    let text = |keys: &[&str]| {
        let found = keys.iter().find_map(|key| all.get(*key).and_then(Value::as_str));
        found.map(str::trim).filter(|text| !text.is_empty() && text.chars().count() <= 200).map(ToOwned::to_owned)
    };
    let full_name = match (text(&["first_name", "firstName"]), text(&["last_name", "lastName"])) {
        (Some(first), Some(last)) => Some(format!("{first} {last}")),
        (first, last) => first.or(last),
    };
    let email = email.cloned().or_else(|| text(&["email"]).and_then(|text| Email::parse(&text).ok()));
    // A user id that is an email names the person by email only; the site's own id, if it came before, stays theirs.
    let external_id = memory.user_id.clone().filter(|id| Email::parse(id).is_err());
    let core = CoreFields {
        name: text(&["name"]).or(full_name),
        email,
        phone: text(&["phone"]).and_then(|text| Phone::parse(&text, country).ok()),
        company: text(&["company", "company_name", "companyName"]),
        title: text(&["title", "job_title", "jobTitle"]),
    };
    let taken = ["user_hash", "name", "email", "phone", "title", "first_name", "firstName", "last_name", "lastName"];
    let metadata = all.into_iter().filter(|(key, _)| !taken.contains(&key.as_str())).collect();
    Traits { external_id, core, metadata, ..Traits::default() }
}

fn identify_event(call: &Call, page: &str, now: OffsetDateTime) -> Batch {
    let event = Event {
        id: Id::<Event>::new(now).uuid(),
        kind: EventType::Identify,
        name: call.email.as_ref().map(ToString::to_string).or_else(|| call.user_id.clone()),
        url: page.to_owned(),
        path: crate::event::path_of(page),
        referrer: None,
        properties: None,
        value: None,
        milestone: None,
        occurred_at: now,
    };
    Batch {
        visitor: call.visitor.clone(),
        received_at: now,
        agent: call.agent.clone(),
        server: None,
        events: vec![event],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Proves: S5
    #[test]
    fn nobody_is_no_user_id() {
        for text in ["", " ", "null", "undefined", "0", "NaN", "[object Object]", "a\0b"] {
            assert_eq!(user_id(text), None, "{text:?}");
        }
        assert_eq!(user_id(" u_42 "), Some("u_42"));
    }
}
