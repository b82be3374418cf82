//! Steps of an automation that are due: claimed, sent to a provider on the loopback and recorded; against the same
//! transactions by hand, with as many connections as the server has threads for it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use diesel::{PgConnection, sql_query};
use serde_json::json;
use uuid::Uuid;

use super::anchors::Anchor;
use super::load::{Client, Load, expect_status, request};
use super::measure::several;
use super::stand::{Stand, text};
use super::{Effort, Row};
use crate::workspace::Result;

/// The threads of a server that do steps, and those that call providers.
const DOERS: usize = 2;
const CALLERS: usize = 4;
/// Steps of a run for each of its seconds: about as many as are done in one.
const A_SECOND: u64 = 400;

/// Both sides leave these rows of a step.
const ROWS: [&str; 2] = ["messages", "message_receipts"];

pub(super) fn steps(stand: &Stand, effort: Effort) -> Result<Row> {
    let provider = TcpListener::bind(("127.0.0.1", stand.provider))?;
    thread::spawn(move || {
        for stream in provider.incoming().flatten() {
            // Whoever hangs up is none of the provider's concern.
            thread::spawn(move || drop(take(stream)));
        }
    });
    let automation = automation(stand)?;
    let count = effort.run.as_secs() * A_SECOND;
    let by_hand = || {
        several(effort, || {
            fill(stand, automation, count)?;
            // Nobody else is to take what is due.
            stand.halt()?;
            let run = stand.add(&[stand.postmaster], 1, &ROWS, || by_hand(stand, automation, count));
            stand.go_on()?;
            run
        })
    };
    let before = by_hand()?;
    let product = several(effort, || {
        fill(stand, automation, count)?;
        stand.add(&stand.product(), 1, &ROWS, || by_server(stand, count))
    })?;
    let anchor = Anchor::of("B6", "steps", before, by_hand()?);
    let what = format!(
        "steps of an automation claimed, sent and recorded ({:.0} for each of {} threads)",
        product.rate / (DOERS + CALLERS) as f64,
        DOERS + CALLERS
    );
    Ok(anchor.rate_row("steps", &what, product, ("0.50", 0.50), ("0.75", 0.75)))
}

/// Takes every message of a connection, in Twilio's words.
fn take(mut stream: TcpStream) -> std::io::Result<()> {
    static TAKEN: AtomicU64 = AtomicU64::new(0);
    stream.set_nodelay(true)?;
    let mut lines = BufReader::new(stream.try_clone()?);
    loop {
        let (mut line, mut length) = (String::new(), 0);
        while lines.read_line(&mut line)? > 2 {
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or_default();
            }
            line.clear();
        }
        // The end of the connection, not of a request's head.
        if line.is_empty() {
            return Ok(());
        }
        std::io::copy(&mut lines.by_ref().take(length), &mut std::io::sink())?;
        let body = format!(r#"{{"sid": "SM{}", "status": "queued"}}"#, TAKEN.fetch_add(1, Ordering::Relaxed));
        let answer = format!("HTTP/1.1 201 Created\r\nContent-Length: {}\r\n\r\n{body}", body.len());
        stream.write_all(answer.as_bytes())?;
    }
}

/// An automation of one text message, through the API.
fn automation(stand: &Stand) -> Result<Uuid> {
    let twilio = json!({"provider": "twilio", "settings": {"account_sid": "AC1", "from": "+15550100"},
        "secrets": {"auth_token": "token"}});
    stand.call("PUT", "/api/v1/channels/sms", &twilio)?;
    let template = json!({"name": "Welcome", "channel": "sms", "body": "Hi {{name}}", "status": "approved"});
    let template = stand.call("POST", "/api/v1/message-templates", &template)?;
    let automation = json!({"name": "Welcome", "webhook_source_id": stand.webhook, "daily_budget": 100_000,
        "steps": [{"channel": "sms", "template_id": template["id"]}]});
    Ok(text(&stand.call("POST", "/api/v1/lead-automations", &automation)?, "/id")?.parse()?)
}

/// So many people, each with a run whose only step waits for a day.
fn fill(stand: &Stand, automation: Uuid, count: u64) -> Result {
    stand.clear()?;
    let workspace = stand.workspace;
    let sql = format!(
        "DELETE FROM jobs WHERE kind IN ('automation.step', 'message.send', 'timeline.heard');
         CREATE TEMP TABLE fresh AS SELECT n, gen_random_uuid() AS person, gen_random_uuid() AS run,
             gen_random_uuid() AS step FROM generate_series(1, {count}) AS n;
         INSERT INTO customers (workspace_id, id, kind, name, phone, source, created_at, updated_at)
             SELECT '{workspace}', person, 'lead', 'Lead ' || n, '+4930' || 55000000 + n, 'webhook', now(), now() FROM fresh;
         INSERT INTO automation_runs (workspace_id, id, workflow_id, number, customer_id, state, started_at)
             SELECT '{workspace}', run, '{automation}', 1, person, 'running', now() FROM fresh;
         INSERT INTO automation_steps (workspace_id, id, run_id, position, state, due_at)
             SELECT '{workspace}', step, run, 0, 'waiting', now() + interval '1 day' FROM fresh;
         INSERT INTO jobs (workspace_id, id, kind, payload, run_at, created_at)
             SELECT '{workspace}', gen_random_uuid(), 'automation.step', jsonb_build_object('step_id', step),
                 now() + interval '1 day' + n * interval '1 millisecond', now() FROM fresh;
         DROP TABLE fresh;
         ANALYZE customers, automation_runs, automation_steps, jobs"
    );
    Ok(stand.connect()?.batch_execute(&sql)?)
}

/// The day is over: all that waits is due, in its order.
const DUE: &str = "UPDATE automation_steps SET due_at = due_at - interval '25 hours';
    UPDATE jobs SET run_at = run_at - interval '25 hours' WHERE kind = 'automation.step'";

/// Lets the server do what is due.
fn by_server(stand: &Stand, count: u64) -> Result<Load> {
    stand.connect()?.batch_execute(DUE)?;
    let begun = Instant::now();
    while stand.count("messages WHERE status = 'sent'")? < count {
        in_time(begun)?;
        sleep(Duration::from_millis(20));
    }
    Ok(Load { answers: count, seconds: begun.elapsed().as_secs_f64(), median: 0.0 })
}

/// # Errors
/// After ten minutes: something that is due is not done.
fn in_time(begun: Instant) -> Result {
    if begun.elapsed() > Duration::from_secs(600) { Err("the steps did not end".into()) } else { Ok(()) }
}

/// Does what is due with bare connections: the same commits, locks and rows, and nothing else.
fn by_hand(stand: &Stand, automation: Uuid, count: u64) -> Result<Load> {
    stand.connect()?.batch_execute(DUE)?;
    let begun = Instant::now();
    let (done, sent) = (AtomicU64::new(0), AtomicU64::new(0));
    let work = |kind: &'static str, ended: &AtomicU64| -> Result {
        let mut hand = Hand { conn: stand.connect()?, client: Client::connect(stand.provider)?, stand, automation };
        while ended.load(Ordering::Relaxed) < count {
            let job = claim(&mut hand.conn, kind)?;
            let Some(job) = job else {
                in_time(begun)?;
                sleep(Duration::from_millis(1));
                continue;
            };
            if kind == "automation.step" {
                hand.step(&job)?
            } else {
                hand.send(&job)?
            }
            ended.fetch_add(1, Ordering::Relaxed);
        }
        Ok(())
    };
    thread::scope(|scope| {
        let of = |kind, ended, threads| {
            let work = &work;
            (0..threads).map(move |_| scope.spawn(move || work(kind, ended).map_err(|e| e.to_string())))
        };
        let threads: Vec<_> = of("automation.step", &done, DOERS).chain(of("message.send", &sent, CALLERS)).collect();
        threads.into_iter().try_for_each(|t| t.join().unwrap_or_else(|_| Err("a connection panicked".to_owned())))
    })?;
    Ok(Load { answers: count, seconds: begun.elapsed().as_secs_f64(), median: 0.0 })
}

/// A job, and the step or message that it is about.
#[derive(QueryableByName)]
struct Job {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    about: Uuid,
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = SqlUuid)]
    run: Uuid,
    #[diesel(sql_type = SqlUuid)]
    person: Uuid,
    #[diesel(sql_type = Text)]
    phone: String,
}

fn claim(conn: &mut PgConnection, kind: &str) -> Result<Option<Job>> {
    let sql = "UPDATE jobs SET lease_token = gen_random_uuid(), lease_until = now() + interval '1 minute',
            attempts = attempts + 1
        WHERE (workspace_id, id) = (SELECT workspace_id, id FROM jobs
            WHERE state = 'ready' AND run_at <= now() AND (lease_until IS NULL OR lease_until < now()) AND kind = $1
            ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, coalesce(payload->>'step_id', payload->>'message_id')::uuid AS about";
    Ok(sql_query(sql).bind::<Text, _>(kind).get_result(conn).optional()?)
}

/// One connection to PostgreSQL, one to the provider.
struct Hand<'s> {
    conn: PgConnection,
    client: Client,
    stand: &'s Stand,
    automation: Uuid,
}

impl Hand<'_> {
    /// The message is written down and its job enqueued.
    fn step(&mut self, job: &Job) -> Result {
        let (workspace, automation, message) = (self.stand.workspace, self.automation, Uuid::now_v7());
        Ok(self.conn.transaction::<_, Error, _>(|conn| {
            let of = |sql: &str, id: Uuid| sql_query(sql).bind::<SqlUuid, _>(workspace).bind::<SqlUuid, _>(id);
            of("SELECT 1 FROM lead_automation_workflows WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE", automation)
                .execute(conn)?;
            let step: Step = of(
                "SELECT r.id AS run, c.id AS person, c.phone FROM automation_steps s
                     JOIN automation_runs r ON r.workspace_id = s.workspace_id AND r.id = s.run_id
                     JOIN customers c ON c.workspace_id = r.workspace_id AND c.id = r.customer_id
                 WHERE s.workspace_id = $1 AND s.id = $2 FOR NO KEY UPDATE OF c, r",
                job.about,
            )
            .get_result(conn)?;
            of(
                "INSERT INTO messages (workspace_id, id, customer_id, channel, address, body, origin, origin_id, actor_kind,
                     actor_id, created_at)
                 VALUES ($1, $2, $3, 'sms', $4, 'Hi Lead', 'automation', $5, 'automation', $5, now())",
                message,
            )
            .bind::<SqlUuid, _>(step.person)
            .bind::<Text, _>(&step.phone)
            .bind::<SqlUuid, _>(automation)
            .execute(conn)?;
            of(
                "INSERT INTO jobs (workspace_id, id, kind, payload, run_at, created_at)
                 VALUES ($1, gen_random_uuid(), 'message.send', jsonb_build_object('message_id', $2), now(), now())",
                message,
            )
            .execute(conn)?;
            of("UPDATE automation_steps SET state = 'sending', message_id = $3 WHERE workspace_id = $1 AND id = $2", job.about)
                .bind::<SqlUuid, _>(message)
                .execute(conn)?;
            of("DELETE FROM jobs WHERE workspace_id = $1 AND id = $2", job.id).execute(conn)?;
            Ok(())
        })?)
    }

    /// The intent is committed, the provider called, the outcome committed.
    fn send(&mut self, job: &Job) -> Result {
        let workspace = self.stand.workspace;
        let of = |sql: &str, id: Uuid| sql_query(sql).bind::<SqlUuid, _>(workspace).bind::<SqlUuid, _>(id);
        of(
            "UPDATE messages SET sending_at = now(), provider = 'twilio' WHERE workspace_id = $1 AND id = $2",
            job.about,
        )
        .execute(&mut self.conn)?;
        let form = "To=%2B493055000001&From=%2B15550100&Body=Hi+Lead";
        expect_status(
            &self.client.exchange(&request("POST", "/2010-04-01/Accounts/AC1/Messages.json", None, form))?,
            201,
        )?;
        Ok(self.conn.transaction::<_, Error, _>(|conn| {
            let step: Step = of(
                "SELECT r.id AS run, r.customer_id AS person, '' AS phone FROM automation_steps s
                     JOIN automation_runs r ON r.workspace_id = s.workspace_id AND r.id = s.run_id
                 WHERE s.workspace_id = $1 AND s.message_id = $2 FOR UPDATE OF r",
                job.about,
            )
            .get_result(conn)?;
            of(
                "UPDATE messages SET status = 'sent', rank = 1, sent_at = now(), provider_id = 'SM' || id
                 WHERE workspace_id = $1 AND id = $2",
                job.about,
            )
            .execute(conn)?;
            of(
                "INSERT INTO message_receipts (workspace_id, id, message_id, status, at)
                 VALUES ($1, gen_random_uuid(), $2, 'sent', now())",
                job.about,
            )
            .execute(conn)?;
            of(
                "UPDATE automation_steps SET state = 'sent', finished_at = now() WHERE workspace_id = $1 AND message_id = $2",
                job.about,
            )
            .execute(conn)?;
            of(
                "INSERT INTO timeline (workspace_id, id, at, customer_id, kind, actor_kind, actor_id, data)
                 SELECT $1, gen_random_uuid(), now(), $2, 'automation', 'automation', $3,
                     jsonb_build_object('event', event, 'automation', 'Welcome', 'run_id', $4)
                 FROM unnest(ARRAY['step_sent', 'completed']) AS event",
                step.person,
            )
            .bind::<SqlUuid, _>(self.automation)
            .bind::<SqlUuid, _>(step.run)
            .execute(conn)?;
            of(
                "UPDATE automation_runs SET state = 'completed', finished_at = now() WHERE workspace_id = $1 AND id = $2",
                step.run,
            )
            .execute(conn)?;
            of("DELETE FROM jobs WHERE workspace_id = $1 AND id = $2", job.id).execute(conn)?;
            Ok(())
        })?)
    }
}
