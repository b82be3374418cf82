//! What to do now and why (A24): records that ask for somebody's attention, each with the reason and a suggestion.
//!
//! A kind is one statement and one function that words its rows: [`question`] and [`said`] list them. The statement finds
//! what asks for attention, counts it, and joins what is shown for the first of it only.

use std::collections::BTreeMap;

use db::{Conn, Error, UserId, WorkspaceId};
use diesel::{
    prelude::*,
    sql_types::{BigInt, Jsonb, Nullable, Numeric, SmallInt, Text, Timestamptz, Uuid as SqlUuid},
};
use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Owner,
    binds::{Binds, Value},
    opportunities, people,
};

mod accounts;
mod failed;
mod hot;
mod stalled;
mod unanswered;
mod words;

db::text_enum! {
    /// Why a record asks for attention.
    pub enum Kind {
        /// Somebody wrote and waits for an answer.
        UnansweredConversation = "unanswered_conversation",
        /// Somebody does on the site now what they usually don't.
        HotVisitor = "hot_visitor",
        /// An open deal is long in its stage, with nothing planned (X3).
        StalledDeal = "stalled_deal",
        /// A lead, likewise.
        StalledLead = "stalled_lead",
        /// A customer who may leave.
        AccountAtRisk = "account_at_risk",
        /// A contract that ends soon, or has ended.
        RenewalDue = "renewal_due",
        /// A step of an automation failed for good.
        FailedAutomation = "failed_automation",
    }
}

/// Shown of a kind; all are counted.
pub const SHOWN: usize = 50;
/// Of a kind, so many come by the statement's rough order; [`urgency_first`] puts them into the exact one.
const CANDIDATES: i64 = 200;

/// Whose list, and which side of it.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    /// Only what this teammate is in charge of.
    pub mine: Option<UserId>,
    /// What is put off, in place of what is not.
    pub snoozed: bool,
    /// Leads may be seen, and what automations did with them.
    pub sees_leads: bool,
    /// Browsers that are nobody's may be seen.
    pub sees_visitors: bool,
    /// Conversations may be seen.
    pub sees_inbox: bool,
    /// This instant.
    pub now: OffsetDateTime,
}

/// A record that asks for attention.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Why.
    pub kind: Kind,
    /// `lead`, `contact`, `account`, `opportunity` or `visitor`.
    pub record_kind: String,
    /// The record.
    pub record: Uuid,
    /// What it is called.
    pub title: String,
    /// A person's company, a deal's account.
    pub about: Option<String>,
    /// Why it is here, with the figures.
    pub reason: String,
    /// What to do.
    pub action: String,
    /// Since when it asks.
    pub since: OffsetDateTime,
    /// A deal's amount, an account's MRR, with its currency.
    pub amount: Option<(Decimal, String)>,
    /// A person's score.
    pub score: Option<i16>,
    /// Who is in charge.
    pub owner: Option<UserId>,
    /// Until when it is put off, why, and by whom.
    pub snoozed: Option<(OffsetDateTime, String, Option<String>)>,
}

/// A list of them.
#[derive(Debug, Clone, Default)]
pub struct Focus {
    /// By kind, the most urgent first; at most [`SHOWN`] a kind.
    pub items: Vec<Item>,
    /// How many there are of each kind that may be seen.
    pub counts: BTreeMap<Kind, i64>,
    /// How many are put off.
    pub snoozed: i64,
}

/// What asks for attention now.
pub fn list(conn: &mut Conn, workspace: WorkspaceId, ask: &Ask) -> Result<Focus, Error> {
    // Compiling such a statement takes PostgreSQL ten times as long as running it.
    diesel::sql_query("SELECT set_config('jit', 'off', true)").execute(conn)?;
    let mut focus = Focus::default();
    for kind in Kind::ALL.iter().copied().filter(|kind| ask.sees(*kind)) {
        let (rows, count, snoozed) = rows(conn, workspace, kind, ask)?;
        focus.counts.insert(kind, count);
        focus.snoozed += snoozed;
        let mut found = rows.into_iter().map(|row| row.item(kind, ask.now)).collect::<Result<Vec<_>, Error>>()?;
        urgency_first(&mut found);
        focus.items.extend(found.into_iter().take(SHOWN).map(|(_, item)| item));
    }
    Ok(focus)
}

impl Ask {
    /// Whether a kind is the caller's business.
    fn sees(&self, kind: Kind) -> bool {
        match kind {
            Kind::UnansweredConversation => self.sees_inbox,
            Kind::StalledLead | Kind::FailedAutomation => self.sees_leads,
            _ => true,
        }
    }
}

/// What a row says, and how urgent that is within its kind: more is more.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    urgency: i64,
    reason: String,
    action: String,
}

/// The most urgent first; of two, the one that asks for longer, then the older record.
fn urgency_first(found: &mut [(i64, Item)]) {
    found
        .sort_by(|(a, one), (b, other)| b.cmp(a).then(one.since.cmp(&other.since)).then(one.record.cmp(&other.record)));
}

/// What a kind asks: records in a rough order (`id`, `first`: the least comes first), and what is shown of those on `page`.
struct Question {
    found: String,
    shown: &'static str,
}

/// Each kind's statement. `$1` is the workspace, `$2` this instant, `$3` its day.
fn question(kind: Kind, ask: &Ask, binds: &mut Binds) -> Question {
    let owner = ask.mine.map(Owner::User);
    match kind {
        Kind::UnansweredConversation => {
            let mut only = String::new();
            binds.and(&mut only, "coalesce(v.assigned_to, c.assigned_to, a.owner_id) = ?", mine(ask));
            Question {
                found: include_str!("sql/focus_unanswered.sql").replace("{only}", &only),
                shown: include_str!("sql/focus_unanswered_shown.sql"),
            }
        }
        Kind::HotVisitor => {
            let mut only = String::new();
            binds.and(&mut only, "coalesce(c.assigned_to, a.owner_id) = ?", mine(ask));
            only += if ask.sees_leads { "" } else { " AND (c.id IS NULL OR c.kind = 'contact')" };
            only += if ask.sees_visitors { "" } else { " AND c.id IS NOT NULL" };
            Question {
                found: include_str!("sql/focus_hot_visitors.sql").replace("{only}", &only),
                shown: include_str!("sql/focus_hot_visitors_shown.sql"),
            }
        }
        Kind::StalledDeal => {
            let filter = opportunities::Filter { stalled_at: Some(ask.now), owner, ..opportunities::Filter::default() };
            let conditions = opportunities::conditions(binds, &filter);
            Question {
                found: format!("SELECT o.id, o.stage_entered_at AS first {} {conditions}", opportunities::FROM),
                shown: include_str!("sql/focus_stalled_deals_shown.sql"),
            }
        }
        Kind::StalledLead => {
            let filter = people::Filter { stalled: true, assigned_to: owner, ..people::Filter::default() };
            let conditions = people::conditions(binds, people::Kind::Lead, &filter);
            Question {
                found: format!("SELECT c.id, l.stage_entered_at AS first {} {conditions}", people::FROM),
                shown: include_str!("sql/focus_stalled_leads_shown.sql"),
            }
        }
        Kind::AccountAtRisk => {
            let mut found = include_str!("sql/focus_accounts_at_risk.sql").to_owned();
            binds.and(&mut found, "a.owner_id = ?", mine(ask));
            Question { found, shown: include_str!("sql/focus_accounts_shown.sql") }
        }
        Kind::RenewalDue => {
            let mut found = include_str!("sql/focus_renewals_due.sql").to_owned();
            binds.and(&mut found, "a.owner_id = ?", mine(ask));
            Question { found, shown: include_str!("sql/focus_accounts_shown.sql") }
        }
        Kind::FailedAutomation => {
            let mut only = String::new();
            binds.and(&mut only, "coalesce(c.assigned_to, a.owner_id) = ?", mine(ask));
            Question {
                found: include_str!("sql/focus_failed.sql").replace("{only}", &only),
                shown: include_str!("sql/focus_failed_shown.sql"),
            }
        }
    }
}

fn mine(ask: &Ask) -> Option<Value> {
    ask.mine.map(|user| Value::Uuid(user.uuid()))
}

/// Each kind's words. `facts` is what its statement shows beside the columns that all kinds have.
fn said(kind: Kind, facts: Json, today: Date) -> serde_json::Result<Said> {
    fn of<F: DeserializeOwned>(facts: Json, say: impl Fn(&F) -> Said) -> serde_json::Result<Said> {
        Ok(say(&serde_json::from_value(facts)?))
    }
    match kind {
        Kind::UnansweredConversation => of(facts, unanswered::say),
        Kind::HotVisitor => of(facts, hot::say),
        Kind::StalledDeal => of(facts, |deal| stalled::say_deal(deal, today)),
        Kind::StalledLead => of(facts, |lead| stalled::say_lead(lead, today)),
        Kind::AccountAtRisk => of(facts, accounts::say_risk),
        Kind::RenewalDue => of(facts, |account| accounts::say_renewal(account, today)),
        Kind::FailedAutomation => of(facts, failed::say),
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    record_kind: String,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Nullable<Text>)]
    about: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    since: OffsetDateTime,
    #[diesel(sql_type = Nullable<Numeric>)]
    amount: Option<Decimal>,
    #[diesel(sql_type = Nullable<Text>)]
    currency: Option<String>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    score: Option<i16>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    owner_id: Option<UserId>,
    #[diesel(sql_type = Jsonb)]
    facts: Json,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    until: Option<OffsetDateTime>,
    #[diesel(sql_type = Nullable<Text>)]
    why: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    who: Option<String>,
    #[diesel(sql_type = BigInt)]
    total: i64,
}

impl Row {
    fn item(self, kind: Kind, now: OffsetDateTime) -> Result<(i64, Item), Error> {
        let said = said(kind, self.facts, now.date())
            .map_err(|error| diesel::result::Error::DeserializationError(Box::new(error)))?;
        let item = Item {
            kind,
            record_kind: self.record_kind,
            record: self.id,
            title: self.title,
            about: self.about,
            reason: said.reason,
            action: said.action,
            since: self.since,
            amount: self.amount.zip(self.currency),
            score: self.score,
            owner: self.owner_id,
            snoozed: self.until.zip(self.why).map(|(until, why)| (until, why, self.who)),
        };
        Ok((said.urgency, item))
    }
}

/// The rows of the side that is asked for, how many there are of it, and how many are put off.
fn rows(conn: &mut Conn, workspace: WorkspaceId, kind: Kind, ask: &Ask) -> Result<(Vec<Row>, i64, i64), Error> {
    let mut binds = Binds::new(workspace);
    binds.bind(Value::Time(ask.now));
    binds.bind(Value::Day(ask.now.date()));
    let question = question(kind, ask, &mut binds);
    let limit = binds.bind(Value::Number(CANDIDATES));
    let kind = binds.bind(Value::Text(kind.as_str().to_owned()));
    let sql = include_str!("sql/focus.sql")
        .replace("{found}", &question.found)
        .replace("{shown}", question.shown)
        .replace("{limit}", &limit)
        .replace("{kind}", &kind);
    let rows: Vec<Row> = binds.query(sql).load(conn)?;
    let total = |rows: &[Row]| rows.first().map_or(0, |row| row.total);
    let (off, on): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.until.is_some());
    let snoozed = total(&off);
    let asked = if ask.snoozed { off } else { on };
    let count = total(&asked);
    Ok((asked, count, snoozed))
}

#[cfg(test)]
mod tests {
    use time::{Duration, OffsetDateTime};
    use uuid::Uuid;

    use super::{Item, Kind, urgency_first};

    /// Proves: A24
    #[test]
    fn the_most_urgent_comes_first_then_what_has_waited_longest() {
        let item = |days: i64, record: u128| Item {
            kind: Kind::StalledDeal,
            record_kind: "opportunity".to_owned(),
            record: Uuid::from_u128(record),
            title: String::new(),
            about: None,
            reason: String::new(),
            action: String::new(),
            since: OffsetDateTime::UNIX_EPOCH - Duration::days(days),
            amount: None,
            score: None,
            owner: None,
            snoozed: None,
        };
        let mut found = [(5, item(1, 4)), (9, item(0, 1)), (5, item(3, 3)), (5, item(1, 2))];
        urgency_first(&mut found);
        assert_eq!(found.map(|(_, item)| item.record.as_u128()), [1, 3, 2, 4]);
    }
}
