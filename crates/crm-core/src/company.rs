//! A contact's companies as the site speaks of them: which one it means (A11), what it says of it (A5, A9, D23).

use std::collections::HashSet;

use db::{
    Conn, CustomerId, Id, WorkspaceId,
    schema::{accounts, contact_accounts, customers},
};
use diesel::prelude::*;
use serde_json::{Map, Value};
use tenancy::Actor;
use time::OffsetDateTime;

use crate::{
    Error, Phone,
    account::{self, Account, Edit},
    extend_bounded,
    timeline::Subject,
    values,
};

/// Which company a call means, if that can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// This one.
    Company(Id<Account>),
    /// The one that it names is none of the contact's, or the contact has none.
    NotLinked,
    /// The contact has several, and nothing says which.
    Ambiguous,
}

/// Which of the companies that a contact is linked to a call means: the one that it names, else the visitor's active one,
/// else the only one (A11). An active one that the contact is linked to no more counts for nothing.
pub fn target(named: Option<Id<Account>>, active: Option<Id<Account>>, linked: &[Id<Account>]) -> Target {
    if let Some(named) = named {
        return if linked.contains(&named) { Target::Company(named) } else { Target::NotLinked };
    }
    if let Some(active) = active.filter(|active| linked.contains(active)) {
        return Target::Company(active);
    }
    match linked {
        [] => Target::NotLinked,
        [only] => Target::Company(*only),
        [..] => Target::Ambiguous,
    }
}

/// The companies that a contact is linked to, *the* account first; a lead has none.
pub fn linked(conn: &mut Conn, workspace: WorkspaceId, who: CustomerId) -> Result<Vec<Id<Account>>, Error> {
    let own: Option<Option<Id<Account>>> = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::id.eq(who)))
        .filter(customers::deleted_at.is_null())
        .select(customers::account_id)
        .first(conn)
        .optional()?;
    let Some(own) = own.flatten() else { return Ok(Vec::new()) };
    let further: Vec<Id<Account>> = contact_accounts::table
        .filter(contact_accounts::workspace_id.eq(workspace).and(contact_accounts::customer_id.eq(who)))
        .filter(contact_accounts::account_id.ne(own))
        .order(contact_accounts::account_id)
        .select(contact_accounts::account_id)
        .load(conn)?;
    Ok([own].into_iter().chain(further).collect())
}

/// Those of these ids that are accounts of the workspace.
pub fn known(conn: &mut Conn, workspace: WorkspaceId, ids: &[Id<Account>]) -> Result<HashSet<Id<Account>>, Error> {
    Ok(accounts::table
        .filter(accounts::workspace_id.eq(workspace).and(accounts::id.eq_any(ids)))
        .select(accounts::id)
        .load(conn)?
        .into_iter()
        .collect())
}

/// What these accounts are called, by name.
pub fn names(
    conn: &mut Conn,
    workspace: WorkspaceId,
    ids: &[Id<Account>],
) -> Result<Vec<(Id<Account>, String)>, Error> {
    Ok(accounts::table
        .filter(accounts::workspace_id.eq(workspace).and(accounts::id.eq_any(ids)))
        .order((accounts::name, accounts::id))
        .select((accounts::id, accounts::name))
        .load(conn)?)
}

/// What a call says of a company.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// What it is called.
    pub name: Option<String>,
    /// The call names the company by its id, too: then a verified one may rename it.
    pub by_id: bool,
    /// Where its emails and pages live.
    pub domain: Option<String>,
    /// What it does.
    pub industry: Option<String>,
    /// An address.
    pub website: Option<String>,
    /// A number.
    pub phone: Option<String>,
    /// Everything else, as it came.
    pub metadata: Map<String, Value>,
}

/// Writes what a call says of a company that it means, for one of its contacts. A name makes a placeholder the company that it
/// stood in for (A9). Metadata merges key by key (A2). Of core fields an unverified call fills those that are blank; a
/// verified one overwrites (D23). What is no domain, website or phone number stays among the metadata, so that nothing that
/// was said is lost.
pub fn describe(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (who, company): (CustomerId, Id<Account>),
    said: &Said,
    country: &str,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let before = account::lock(conn, workspace, company)?;
    let mut metadata = said.metadata.clone();
    let vouched = actor.is_vouched();
    let free = |stored: &Option<String>| vouched || stored.is_none();
    let mut read = |key: &str, text: &Option<String>, parse: &dyn Fn(&str) -> Option<String>| {
        let text = text.as_deref()?;
        let read = parse(text);
        if read.is_none() {
            metadata.insert(key.to_owned(), Value::from(text));
        }
        read
    };
    let domain = read("domain", &said.domain, &|text| values::domain(text).ok());
    let website = read("website", &said.website, &|text| values::website(text).ok());
    let phone = read("phone", &said.phone, &|text| Phone::parse(text, country).ok().map(|phone| phone.to_string()));
    let names = before.placeholder || (vouched && said.by_id);
    let edit = Edit {
        name: said.name.clone().filter(|_| names),
        domain: domain.filter(|_| free(&before.domain)).map(Some),
        industry: said.industry.clone().filter(|_| free(&before.industry)).map(Some),
        website: website.filter(|_| free(&before.website)).map(Some),
        phone: phone.filter(|_| free(&before.phone)).map(|phone| Phone::parse(&phone, country).ok()),
        ..Edit::default()
    };
    let mut after = before.clone();
    let mut changed = account::apply(conn, workspace, &mut after, &edit, actor, now)?;
    extend_bounded(&mut after.metadata, &metadata);
    if after.metadata != before.metadata {
        changed.push("metadata");
    }
    let subject = Subject { customer: Some(who), account: Some(company), opportunity: None };
    account::save(conn, workspace, (&before, after), subject, changed, actor, now)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    /// Proves: A11
    #[test]
    fn a_call_means_the_company_that_it_names_else_the_active_else_the_only_one() {
        let id = |n: u8| Id::<Account>::from(Uuid::from_u128(n.into()));
        for (named, active, linked, wanted) in [
            (Some(2), Some(1), &[1, 2][..], Target::Company(id(2))),
            (Some(1), None, &[1], Target::Company(id(1))),
            (Some(3), Some(1), &[1, 2], Target::NotLinked),
            (Some(3), None, &[1], Target::NotLinked),
            (None, Some(2), &[1, 2], Target::Company(id(2))),
            (None, Some(2), &[2], Target::Company(id(2))),
            // Linked no more.
            (None, Some(3), &[1], Target::Company(id(1))),
            (None, Some(3), &[1, 2], Target::Ambiguous),
            (None, None, &[1], Target::Company(id(1))),
            (None, None, &[1, 2], Target::Ambiguous),
            (None, None, &[], Target::NotLinked),
            (None, Some(1), &[], Target::NotLinked),
        ] {
            let linked: Vec<_> = linked.iter().map(|n| id(*n)).collect();
            assert_eq!(target(named.map(id), active.map(id), &linked), wanted, "{named:?} {active:?} {linked:?}");
        }
    }
}
