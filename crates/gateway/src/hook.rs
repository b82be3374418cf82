//! The site's own bot: told what a visitor wrote, and what it says is written down.

use std::time::Duration;

use db::{Id, WorkspaceId};
use inbox::{
    chat::{self, Hooked},
    settings::Capture,
};
use outbox::Job;
use serde::Deserialize;
use serde_json::json;
use tenancy::SecretKey;
use tracking::{Widget, widget};

use crate::{
    call::{self, Call},
    error::Failure,
    state::Hydra,
    wire::Timestamp,
};

/// How long it may take: it holds up what else is to be sent.
const PATIENCE: Duration = Duration::from_secs(5);
/// What its answer may hold at most; the rest is left out.
const MAX_REPLIES: usize = 5;
const MAX_REPLY: usize = 2_000;

/// What calls of a widget's hook are signed with.
pub(crate) fn secret(key: &SecretKey, widget: Id<Widget>) -> [u8; 32] {
    key.derive("chat hook", widget.uuid(), 0)
}

/// What it answers.
#[derive(Debug, Default, Deserialize)]
struct Reply {
    #[serde(default)]
    replies: Vec<String>,
}

/// Asks a widget's hook about a message, outside of any transaction, and writes down what it says.
pub(crate) fn attempt(hydra: &Hydra, job: &Job) -> Result<(), Failure> {
    let pool = &hydra.database.primary;
    let unreadable = |error: serde_json::Error| db::Error::Unavailable(format!("unreadable payload: {error}"));
    let of = Hooked::deserialize(&job.payload).map_err(unreadable)?;
    let now = hydra.now();
    let asked = pool.transaction(job.workspace, |conn| {
        let Some((row, told)) = chat::hooked(conn, job.workspace, of, now)? else { return Ok(None) };
        let Some((widget, url)) = hook_of(conn, job.workspace, row.widget_id)? else { return Ok(None) };
        Ok::<_, Failure>(Some((widget, url, told)))
    })?;
    let lines = match asked {
        Some((widget, url, told)) => {
            let body = json!({"type": "chat.message", "timestamp": Timestamp::from(now), "data": told}).to_string();
            let id = format!("{}_{}", of.conversation_id, of.number);
            let secrets = [secret(&hydra.secret_key, widget)];
            // Once: who waits in a chat is not helped by an answer that comes late, and the team sees that they wait.
            let call = Call { url: &url, id, secrets: &secrets, body, patience: PATIENCE };
            let why = match call::post(hydra, call) {
                Ok(answer) if (200..300).contains(&answer.status) => Ok(answer.body),
                Ok(answer) => Err(format!("it answered {}", answer.status)),
                Err(why) => Err(why),
            };
            let answer = why.unwrap_or_else(|why| {
                tracing::warn!(%widget, why, "a chat's hook failed");
                Vec::new()
            });
            // Nothing, or what is no answer, says nothing.
            serde_json::from_slice::<Reply>(&answer).unwrap_or_default().replies
        }
        None => Vec::new(),
    };
    let lines: Vec<String> = lines
        .into_iter()
        .map(|line| line.replace('\0', "").trim().chars().take(MAX_REPLY).collect::<String>())
        .filter(|line| !line.is_empty())
        .take(MAX_REPLIES)
        .collect();
    pool.transaction(job.workspace, |conn| {
        chat::replied(conn, job.workspace, of.conversation_id, &lines, hydra.now())?;
        if outbox::finish(conn, job)? {
            Ok(())
        } else {
            Err(db::Error::Unavailable("the job's lease ended".to_owned()).into())
        }
    })
}

fn hook_of(
    conn: &mut db::Conn,
    workspace: WorkspaceId,
    widget: Option<Id<Widget>>,
) -> Result<Option<(Id<Widget>, String)>, Failure> {
    let Some(id) = widget else { return Ok(None) };
    let row = match widget::get(conn, workspace, id) {
        Ok(row) => row,
        Err(tracking::Error::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    Ok(Capture::read(&row.capture)?.hook_url.map(|url| (id, url)))
}
