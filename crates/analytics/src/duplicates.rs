//! Who may be whom: people who share an email, a phone, or a similar name and company. Asked each time, so that nothing
//! grows stale; what people said of a pair is in `duplicates`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use db::{Conn, CustomerId, Error, WorkspaceId, schema::duplicates};
use diesel::{
    prelude::*,
    sql_types::{Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use time::OffsetDateTime;

use crate::binds::{Binds, Value};

/// More people than this who share a phone share a switchboard.
const CROWD: usize = 6;
/// Colleagues, by name, whom somebody is compared with: names that differ by a letter mostly stand close, and everybody with
/// everybody would be millions.
const NEIGHBOURS: usize = 10;
/// Pairs that anybody would look through.
const MAX_PAIRS: usize = 500;

/// Two people and what they share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The one with the lower id.
    pub first: CustomerId,
    /// The other.
    pub second: CustomerId,
    /// `email`, `phone`, `name_company`.
    pub reasons: BTreeSet<String>,
    /// Since when both are there.
    pub since: OffsetDateTime,
}

#[derive(Debug, QueryableByName)]
struct Someone {
    #[diesel(sql_type = SqlUuid)]
    id: CustomerId,
    #[diesel(sql_type = Nullable<Text>)]
    name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    phone: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    company: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    created_at: OffsetDateTime,
}

/// Pairs that nobody has decided on, the newest first; of one person, or all. Leads alone, unless contacts are asked for.
pub fn list(
    conn: &mut Conn,
    workspace: WorkspaceId,
    of: Option<CustomerId>,
    contacts: bool,
) -> Result<Vec<Pair>, Error> {
    let people = people(conn, workspace, of, contacts)?;
    let mut pairs = found(&people);
    let since: HashMap<CustomerId, OffsetDateTime> = people.iter().map(|one| (one.id, one.created_at)).collect();
    let decided: Vec<(CustomerId, CustomerId, Vec<String>, bool)> = duplicates::table
        .filter(duplicates::workspace_id.eq(workspace))
        .select((duplicates::first_id, duplicates::second_id, duplicates::reasons, duplicates::dismissed))
        .load(conn)?;
    for (first, second, reasons, dismissed) in decided {
        if dismissed {
            pairs.remove(&(first, second));
        } else if since.contains_key(&first) && since.contains_key(&second) {
            pairs.entry((first, second)).or_default().extend(reasons);
        }
    }
    let mut listed: Vec<Pair> = pairs
        .into_iter()
        .filter(|((first, second), _)| of.is_none_or(|one| one == *first || one == *second))
        .filter_map(|((first, second), reasons)| {
            let since = *since.get(&first)?.max(since.get(&second)?);
            Some(Pair { first, second, reasons, since })
        })
        .collect();
    listed.sort_by_key(|pair| (std::cmp::Reverse(pair.since), pair.first, pair.second));
    listed.truncate(MAX_PAIRS);
    Ok(listed)
}

/// Everybody, or whoever could be a pair with one person.
fn people(
    conn: &mut Conn,
    workspace: WorkspaceId,
    of: Option<CustomerId>,
    contacts: bool,
) -> Result<Vec<Someone>, Error> {
    let mut binds = Binds::new(workspace);
    let everybody =
        "SELECT c.id, c.kind, c.name, c.email, c.phone, coalesce(a.name, c.company) AS company, c.created_at
         FROM customers c LEFT JOIN accounts a ON a.workspace_id = $1 AND a.id = c.account_id AND NOT a.placeholder
         WHERE c.workspace_id = $1 AND c.deleted_at IS NULL AND (c.kind = 'contact' OR c.converted_into IS NULL)";
    let mut sql = format!("WITH people AS ({everybody}) SELECT p.* FROM people p WHERE true");
    if !contacts {
        sql += " AND p.kind = 'lead'";
    }
    if let Some(one) = of {
        let one = binds.bind(Value::Uuid(one.uuid()));
        // Beside those who share something exactly, those whose company begins alike; and who was filed with them.
        sql += &format!(
            " AND EXISTS (SELECT 1 FROM people m WHERE m.id = {one}
                AND (p.id = m.id OR p.email = m.email OR p.phone = m.phone
                     OR left(lower(p.company), 3) = left(lower(m.company), 3)
                     OR EXISTS (SELECT 1 FROM duplicates d WHERE d.workspace_id = $1
                                AND ((d.first_id = m.id AND d.second_id = p.id) OR (d.first_id = p.id AND d.second_id = m.id)))))"
        );
    }
    Ok(binds.query(sql).load(conn)?)
}

type Pairs = BTreeMap<(CustomerId, CustomerId), BTreeSet<String>>;

fn found(people: &[Someone]) -> Pairs {
    let mut pairs = Pairs::new();
    let mut add = |one: CustomerId, another: CustomerId, reason: &str| {
        let key = (one.min(another), one.max(another));
        pairs.entry(key).or_default().insert(reason.to_owned());
    };
    for (reason, of) in [
        ("email", (|one: &Someone| one.email.clone()) as fn(&Someone) -> Option<String>),
        ("phone", |one: &Someone| one.phone.clone()),
    ] {
        let mut groups: HashMap<String, Vec<CustomerId>> = HashMap::new();
        for one in people {
            if let Some(key) = of(one) {
                groups.entry(key).or_default().push(one.id);
            }
        }
        for group in groups.values().filter(|group| (2..=CROWD).contains(&group.len())) {
            for (n, one) in group.iter().enumerate() {
                for another in &group[n + 1..] {
                    add(*one, *another, reason);
                }
            }
        }
    }
    let mut companies: HashMap<String, Vec<(CustomerId, String)>> = HashMap::new();
    for one in people {
        if let (Some(name), Some(company)) = (one.name.as_deref().and_then(name_key), company_key(one)) {
            companies.entry(company).or_default().push((one.id, name));
        }
    }
    for colleagues in companies.values_mut().filter(|group| group.len() > 1) {
        colleagues.sort_unstable_by(|(_, one), (_, another)| one.cmp(another));
        for (n, (one, name)) in colleagues.iter().enumerate() {
            for (another, other_name) in colleagues[n + 1..].iter().take(NEIGHBOURS) {
                if alike(name, other_name) {
                    add(*one, *another, "name_company");
                }
            }
        }
    }
    pairs
}

/// A name's words in one order, so that "Lovelace, Ada" is "Ada Lovelace"; a single word names too many.
fn name_key(name: &str) -> Option<String> {
    let lower = name.to_lowercase();
    let mut words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    (words.len() > 1).then(|| words.join(" "))
}

/// A company without the letters that say what kind of company it is.
fn company_key(one: &Someone) -> Option<String> {
    const KINDS: [&str; 14] =
        ["gmbh", "ag", "kg", "ug", "inc", "ltd", "llc", "limited", "corp", "co", "sa", "bv", "plc", "company"];
    let lower = one.company.as_deref()?.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty() && !KINDS.contains(word)).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// The same, but for one letter of a name that is long enough to tell.
fn alike(one: &str, another: &str) -> bool {
    one == another
        || (one.chars().count().min(another.chars().count()) >= 6 && strsim::damerau_levenshtein(one, another) <= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn someone(id: u128, name: &str, email: &str, phone: &str, company: &str) -> Someone {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Someone {
            id: uuid::Uuid::from_u128(id).into(),
            name: text(name),
            email: text(email),
            phone: text(phone),
            company: text(company),
            created_at: OffsetDateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn pairs_share_what_people_would_call_the_same() {
        let people = [
            someone(1, "Ada Lovelace", "", "+1", "Engine Works GmbH"),
            someone(2, "Lovelace, Ada", "", "", "engine works"),
            someone(3, "Ada Lovelac", "", "", "Engine Works Ltd."),
            someone(4, "Charles Babbage", "", "+1", "Engine Works"),
            someone(5, "Ada", "", "", "Engine Works"),
            someone(6, "Ada Lovelace", "", "", "Another"),
            someone(7, "", "x@y.example", "", ""),
            someone(8, "", "x@y.example", "", ""),
        ];
        let id = |n: u128| CustomerId::from(uuid::Uuid::from_u128(n));
        let pairs = found(&people);
        let of = |a, b| pairs.get(&(id(a), id(b))).map(|reasons| reasons.iter().cloned().collect::<Vec<_>>().join(","));
        assert_eq!(of(1, 2).as_deref(), Some("name_company"));
        assert_eq!(of(1, 3).as_deref(), Some("name_company"));
        assert_eq!(of(1, 4).as_deref(), Some("phone"));
        assert_eq!(of(7, 8).as_deref(), Some("email"));
        assert_eq!(pairs.len(), 5, "and 2 with 3: {pairs:?}");
    }

    #[test]
    fn a_switchboard_makes_no_pairs() {
        let crowd: Vec<Someone> = (1..=7).map(|n| someone(n, "", "", "+1", "")).collect();
        assert!(found(&crowd).is_empty());
        assert_eq!(found(&crowd[..3]).len(), 3);
    }
}
