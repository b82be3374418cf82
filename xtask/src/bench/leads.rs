//! G6: leads that a form posts, against leads by hand. And what such a form sends.

use std::time::Duration;

use db::schema::{customers, leads, timeline};
use diesel::prelude::*;
use diesel::result::Error;
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::anchors::{self, Anchor};
use super::load::{self, Client, expect_status, request};
use super::measure::{Run, median_run, several};
use super::stand::Stand;
use super::{Effort, Row, at_least, events};
use crate::workspace::Result;

/// Stands where a lead's number belongs, and is as long.
const PLACEHOLDER: &str = "########";

const NAME: &str = "Anna Schmidt";
const COMPANY: &str = "Schmidt & Weber GmbH";
const MESSAGE: &str = "Please call me back about the offer that we talked about in spring.";
const CAMPAIGN: &str = "autumn-2026";

/// One webhook's leads over 16 connections against B4, and over 8.
pub(super) fn webhook(stand: &Stand, effort: Effort) -> Result<Vec<Row>> {
    let b4 = || several(effort, || anchors::lead(stand, 16, effort.run));
    let before = b4()?;
    // In turn, so that both see the same machine.
    let (mut of_16, mut of_8) = (Vec::new(), Vec::new());
    for _ in 0..effort.runs {
        of_16.push(post(stand, 16, effort.run)?);
        of_8.push(post(stand, 8, effort.run)?);
    }
    let (of_16, of_8) = (median_run(&of_16), median_run(&of_8));
    let b4 = Anchor::of("B4", "leads", before, b4()?);
    let ratio = of_16.rate / of_8.rate;
    Ok(vec![
        b4.rate_row("G6", "leads by one webhook, 16 connections", of_16, ("0.50", 0.50), ("0.75", 0.75)),
        Row {
            goal: "G6",
            what: format!("the same, against 8 connections ({:.0} leads/s)", of_8.rate),
            measured: format!("{ratio:.2}"),
            must: "1.0",
            aim: "1.0",
            verdict: b4.verdict(at_least(ratio, 1.0, 1.0)),
        },
    ])
}

/// A new email with each request; each answer must be 201.
fn post(stand: &Stand, connections: u64, long: Duration) -> Result<Run> {
    stand.write(&stand.product(), 1, &["customers", "leads", "timeline", "lead_webhook_receipts"], || {
        load::run(connections, long, |connection| {
            let mut client = Client::connect(stand.port)?;
            let path = format!("/webhooks/leads/{}", stand.webhook_key);
            let mut whole = request("POST", &path, None, &form(PLACEHOLDER).to_string());
            let places = load::places(&whole, PLACEHOLDER);
            let mut turn = connection;
            Ok(move || {
                load::write_at(&mut whole, &places, &number(turn));
                turn += connections;
                expect_status(&client.exchange(&whole)?, 201)
            })
        })
    })
}

/// The number of the lead whose turn it is: a new one each time, and in no order, as emails have none.
pub(super) fn number(turn: u64) -> String {
    format!("{:08}", turn * 61_803_399 % 100_000_000)
}

/// The body of a request.
fn form(number: &str) -> Value {
    json!({
        "name": NAME, "email": email(number), "phone": phone(number), "company": COMPANY, "message": MESSAGE,
        "utm_campaign": CAMPAIGN,
    })
}

fn email(number: &str) -> String {
    format!("anna.schmidt.{number}@example.com")
}

fn phone(number: &str) -> String {
    format!("+49151{number}")
}

/// The rows that the same form becomes, written by hand inside a transaction.
pub(super) fn insert(conn: &mut PgConnection, stand: &Stand, number: &str, now: OffsetDateTime) -> QueryResult<()> {
    let (workspace, id, email) = (stand.workspace, events::id(now), email(number));
    let known: Option<Uuid> = customers::table
        .filter(customers::workspace_id.eq(workspace).and(customers::email.eq(&email)))
        .filter(customers::kind.eq("lead").and(customers::deleted_at.is_null()))
        .filter(customers::converted_into.is_null())
        .select(customers::id)
        .first(conn)
        .optional()?;
    if known.is_some() {
        return Err(Error::RollbackTransaction);
    }
    diesel::insert_into(customers::table)
        .values((
            customers::workspace_id.eq(workspace),
            customers::id.eq(id),
            customers::kind.eq("lead"),
            customers::name.eq(NAME),
            customers::email.eq(&email),
            customers::phone.eq(phone(number)),
            customers::company.eq(COMPANY),
            customers::source.eq("webhook"),
            customers::source_id.eq(stand.webhook),
            customers::custom_fields.eq(json!({
                "message": MESSAGE, "utmCampaign": CAMPAIGN,
                "_displayNames": { "message": "message", "utmCampaign": "utm_campaign" },
            })),
            customers::created_at.eq(now),
            customers::updated_at.eq(now),
        ))
        .execute(conn)?;
    diesel::insert_into(leads::table)
        .values((
            leads::workspace_id.eq(workspace),
            leads::id.eq(id),
            leads::pipeline_id.eq(stand.pipeline),
            leads::stage_id.eq(stand.stages[0]),
            leads::position.eq(-(now.unix_timestamp_nanos() / 1_000) as i64),
            leads::stage_entered_at.eq(now),
        ))
        .execute(conn)?;
    diesel::insert_into(timeline::table)
        .values((
            timeline::workspace_id.eq(workspace),
            timeline::id.eq(events::id(now)),
            timeline::at.eq(now),
            timeline::customer_id.eq(id),
            timeline::kind.eq("lead_created"),
            timeline::actor_kind.eq("webhook"),
            timeline::actor_id.eq(stand.webhook),
            timeline::data.eq(json!({
                "source": "webhook", "webhook_id": stand.webhook, "webhook_name": "Contact form",
            })),
        ))
        .execute(conn)?;
    Ok(())
}
