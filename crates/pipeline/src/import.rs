//! Leads from a file (L43): uploaded, mapped, tried, run as a job, and taken back.

mod revert;
mod row;
pub mod sheet;

use db::{
    Conn, CustomerId, Id, UserId, WorkspaceId,
    schema::{import_rows as rows, imports},
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tenancy::{Actor, audit};
use time::{Duration, OffsetDateTime};

pub use revert::batch as revert_batch;
pub use row::{Preview, RowProblem, dry_run};

use crate::{
    Error,
    mapping::{self, CoreField},
    stages::{self, Pipeline, Stage},
};
use crm_core::{
    lead::{MatchOn, OnDuplicate},
    person,
};
use sheet::Sheet;

/// The job that works through a file's rows.
pub const RUN_JOB: &str = "import.run";
/// The job that takes an import back.
pub const REVERT_JOB: &str = "import.revert";
/// The job that removes a file's rows when its time is over.
pub const EXPIRE_JOB: &str = "import.expire";
/// How long an import can be taken back.
pub const REVERTIBLE: Duration = Duration::days(30);
/// Rows of one piece of work.
const ROWS_AT_ONCE: i64 = 250;
/// Rows of one INSERT.
const INSERTED_AT_ONCE: usize = 5_000;
/// Files of one workspace.
const MAX_IMPORTS: i64 = 100;

db::text_enum! {
    /// How far an import is.
    pub enum State {
        /// Its file is here.
        Uploaded = "uploaded",
        /// Its job waits.
        Queued = "queued",
        /// Its rows are being worked through.
        Running = "running",
        /// All of them were.
        Done = "done",
        /// It stopped.
        Failed = "failed",
        /// It is being taken back.
        Reverting = "reverting",
        /// It was.
        Reverted = "reverted",
    }
}

db::text_enum! {
    /// What a column is.
    pub enum Target {
        /// Full name; several columns make one, in their order.
        Name = "name",
        /// Email.
        Email = "email",
        /// Phone.
        Phone = "phone",
        /// Company's name.
        Company = "company",
        /// Job title.
        Title = "title",
        /// Tags, separated by commas or semicolons.
        Tags = "tags",
        /// 0 to 100.
        Score = "score",
        /// The first note.
        Notes = "notes",
        /// A teammate, by email or name.
        AssignedTo = "assigned_to",
        /// A custom field that is called as the column is.
        Custom = "custom",
    }
}

/// What is done with the rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What each column is; `None` leaves it out.
    pub mapping: Vec<Option<Target>>,
    /// By what a row's person is recognised.
    pub match_on: MatchOn,
    /// What a row does to a lead that is there.
    pub on_duplicate: OnDuplicate,
    /// Where new leads go; the default pipeline.
    pub pipeline_id: Option<Id<Pipeline>>,
    /// Its first stage.
    pub stage_id: Option<Id<Stage>>,
    /// Who is in charge of new leads that name nobody.
    pub assigned_to: Option<UserId>,
    /// Tags of every new lead.
    pub tags: Vec<String>,
}

/// A file of leads.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = imports)]
#[expect(missing_docs, reason = "columns of imports")]
pub struct Import {
    pub id: Id<Import>,
    pub file_name: String,
    pub state: State,
    pub separator: String,
    pub encoding: String,
    pub header: Vec<String>,
    pub plan: Value,
    pub rows: i32,
    pub done: i32,
    pub created: i32,
    pub updated: i32,
    pub skipped: i32,
    pub failed: i32,
    pub kept: i32,
    pub error: Option<String>,
    pub created_by: Option<UserId>,
    pub created_at: OffsetDateTime,
    pub finished_at: Option<OffsetDateTime>,
    pub reverted_at: Option<OffsetDateTime>,
}

impl Import {
    /// The plan as it was given last, or suggested.
    pub fn plan(&self) -> Result<Plan, Error> {
        let unreadable = |error| db::Error::Unavailable(format!("an unreadable plan: {error}"));
        Ok(Plan::deserialize(&self.plan).map_err(unreadable)?)
    }

    /// Until when it can be taken back.
    pub fn revertible_until(&self) -> Option<OffsetDateTime> {
        let ran = matches!(self.state, State::Done | State::Failed | State::Reverting);
        self.finished_at.filter(|_| ran).map(|at| at + REVERTIBLE)
    }
}

db::text_enum! {
    /// What became of a row.
    pub enum RowOutcome {
        /// A new lead.
        Created = "created",
        /// A lead that was known.
        Updated = "updated",
        /// A lead that was known, left as it was.
        Skipped = "skipped",
        /// None.
        Failed = "failed",
    }
}

/// Takes a file's rows in; nothing is made of them yet.
pub fn upload(
    conn: &mut Conn,
    workspace: WorkspaceId,
    file_name: &str,
    sheet: &Sheet,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Import, Error> {
    let kept: i64 = imports::table.filter(imports::workspace_id.eq(workspace)).count().get_result(conn)?;
    if kept >= MAX_IMPORTS {
        let message = format!("would be more than {MAX_IMPORTS} imports; delete one first");
        return Err(Error::Invalid { field: "file", message });
    }
    let id = Id::<Import>::new(now);
    diesel::insert_into(imports::table)
        .values((
            imports::workspace_id.eq(workspace),
            imports::id.eq(id),
            imports::file_name.eq(file_name),
            imports::separator.eq(sheet.separator.to_string()),
            imports::encoding.eq(sheet.encoding),
            imports::header.eq(&sheet.header),
            imports::plan.eq(json!(suggest(&sheet.header))),
            imports::rows.eq(i32::try_from(sheet.rows.len()).unwrap_or(i32::MAX)),
            imports::created_by.eq(if let Actor::User(user) = actor { Some(user) } else { None }),
            imports::created_at.eq(now),
        ))
        .execute(conn)?;
    // The header is line 1 of the file, as a spreadsheet counts.
    let numbered: Vec<(i32, &Vec<String>)> = (2..).zip(&sheet.rows).collect();
    for some in numbered.chunks(INSERTED_AT_ONCE) {
        let values: Vec<_> = some
            .iter()
            .map(|(number, cells)| {
                (
                    rows::workspace_id.eq(workspace),
                    rows::import_id.eq(id),
                    rows::number.eq(number),
                    rows::cells.eq(*cells),
                )
            })
            .collect();
        diesel::insert_into(rows::table).values(values).execute(conn)?;
    }
    let expires = now + REVERTIBLE + Duration::days(1);
    outbox::enqueue(conn, workspace, EXPIRE_JOB, json!({"import_id": id}), expires, now)?;
    get(conn, workspace, id)
}

/// What the columns probably are, by their names.
fn suggest(header: &[String]) -> Plan {
    let mut mapping: Vec<Option<Target>> = Vec::with_capacity(header.len());
    for name in header {
        let word: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let target = match (mapping::usual_field(name), word.as_str()) {
            (Some(CoreField::Name), _) => Target::Name,
            (Some(CoreField::Email), _) => Target::Email,
            (Some(CoreField::Phone), _) => Target::Phone,
            (Some(CoreField::Company), _) => Target::Company,
            (Some(CoreField::Title), _) => Target::Title,
            (None, "tags" | "labels") => Target::Tags,
            (None, "score" | "leadscore") => Target::Score,
            (None, "notes" | "note" | "comment" | "comments" | "message") => Target::Notes,
            (None, "owner" | "assignedto" | "assignee" | "leadowner") => Target::AssignedTo,
            (Some(CoreField::Custom) | None, _) => Target::Custom,
        };
        // One column is the email; a second one that looks like it is a field of its own.
        let again = target != Target::Name && target != Target::Custom && mapping.contains(&Some(target));
        mapping.push(Some(if again { Target::Custom } else { target }));
    }
    let match_on = if mapping.contains(&Some(Target::Email)) {
        MatchOn::Email
    } else if mapping.contains(&Some(Target::Phone)) {
        MatchOn::Phone
    } else {
        MatchOn::None
    };
    Plan {
        mapping,
        match_on,
        on_duplicate: OnDuplicate::Update,
        pipeline_id: None,
        stage_id: None,
        assigned_to: None,
        tags: Vec::new(),
    }
}

/// All imports, the newest first.
pub fn list(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<Import>, Error> {
    Ok(imports::table
        .filter(imports::workspace_id.eq(workspace))
        .order((imports::created_at.desc(), imports::id.desc()))
        .select(Import::as_select())
        .load(conn)?)
}

/// One import.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Import>) -> Result<Import, Error> {
    Ok(imports::table
        .filter(imports::workspace_id.eq(workspace).and(imports::id.eq(id)))
        .select(Import::as_select())
        .first(conn)?)
}

/// The first rows of a file.
pub fn sample(conn: &mut Conn, workspace: WorkspaceId, id: Id<Import>) -> Result<Vec<Vec<String>>, Error> {
    Ok(of_import(workspace, id).order(rows::number).limit(5).select(rows::cells).load(conn)?)
}

/// Checks a plan against its file and the workspace.
///
/// # Errors
/// [`Error::Invalid`] for `mapping`, `stage_id`, `pipeline_id`, `assigned_to`.
pub fn check(
    conn: &mut Conn,
    workspace: WorkspaceId,
    import: &Import,
    plan: &Plan,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let invalid = |field, message: String| Err(Error::Invalid { field, message });
    if plan.mapping.len() != import.header.len() {
        return invalid("mapping", format!("must say what each of the {} columns is", import.header.len()));
    }
    for target in Target::ALL.iter().filter(|target| !matches!(target, Target::Name | Target::Custom)) {
        if plan.mapping.iter().filter(|mapped| **mapped == Some(*target)).count() > 1 {
            return invalid("mapping", format!("names {target} for more than one column"));
        }
    }
    if plan.mapping.iter().all(Option::is_none) {
        return invalid("mapping", "leaves every column out".to_owned());
    }
    let needed = match plan.match_on {
        MatchOn::Email => Some(Target::Email),
        MatchOn::Phone => Some(Target::Phone),
        MatchOn::None => None,
    };
    if let Some(needed) = needed.filter(|needed| !plan.mapping.contains(&Some(*needed))) {
        return invalid("match_on", format!("is {needed}, which no column is"));
    }
    person::check_teammate(conn, workspace, "assigned_to", plan.assigned_to)?;
    stages::entry(conn, workspace, plan.pipeline_id, plan.stage_id, now)?;
    Ok(())
}

/// Begins to work through the rows.
///
/// # Errors
/// [`Error::Conflict`] when it was begun before; as [`check`].
pub fn run(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Import>,
    plan: &Plan,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Import, Error> {
    let import = lock(conn, workspace, id)?;
    if import.state != State::Uploaded {
        return Err(Error::Conflict("This file was imported already. Upload it again to import it once more."));
    }
    check(conn, workspace, &import, plan, now)?;
    let began: Import = diesel::update(of(workspace, id))
        .set((imports::state.eq(State::Queued), imports::plan.eq(json!(plan))))
        .returning(Import::as_returning())
        .get_result(conn)?;
    outbox::enqueue(conn, workspace, RUN_JOB, by(id, actor), now, now)?;
    let details = json!({"file": import.file_name, "rows": import.rows, "plan": plan});
    audit::record(conn, workspace, actor, "import.started", ("import", Some(id.uuid())), details, now)?;
    Ok(began)
}

/// Works through the next rows. True when there are none left, or the import is gone.
pub fn run_batch(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Import>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let import = match lock(conn, workspace, id) {
        Ok(import) if matches!(import.state, State::Queued | State::Running) => import,
        Ok(_) | Err(Error::NotFound) => return Ok(true),
        Err(error) => return Err(error),
    };
    let next: Vec<(i32, Vec<String>)> = of_import(workspace, id)
        .filter(rows::outcome.is_null())
        .order(rows::number)
        .limit(ROWS_AT_ONCE)
        .select((rows::number, rows::cells))
        .load(conn)?;
    let counts = row::take_in(conn, workspace, &import, &next, actor, now)?;
    let done = i64::try_from(next.len()).is_ok_and(|count| count < ROWS_AT_ONCE);
    diesel::update(of(workspace, id))
        .set((
            imports::state.eq(if done { State::Done } else { State::Running }),
            imports::done.eq(imports::done + i32::try_from(next.len()).unwrap_or_default()),
            imports::created.eq(imports::created + counts.created),
            imports::updated.eq(imports::updated + counts.updated),
            imports::skipped.eq(imports::skipped + counts.skipped),
            imports::failed.eq(imports::failed + counts.failed),
            imports::finished_at.eq(done.then_some(now)),
        ))
        .execute(conn)?;
    Ok(done)
}

/// Begins to take an import back.
///
/// # Errors
/// [`Error::Conflict`] when it has not finished, was taken back already, or is older than [`REVERTIBLE`].
pub fn revert(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Import>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Import, Error> {
    let import = lock(conn, workspace, id)?;
    if !matches!(import.state, State::Done | State::Failed) {
        return Err(Error::Conflict("Only an import that has finished can be taken back, and only once."));
    }
    if import.revertible_until().is_none_or(|until| until < now) {
        return Err(Error::Conflict("An import can be taken back for 30 days."));
    }
    let began = diesel::update(of(workspace, id))
        .set((imports::state.eq(State::Reverting), imports::done.eq(0), imports::kept.eq(0)))
        .returning(Import::as_returning())
        .get_result(conn)?;
    outbox::enqueue(conn, workspace, REVERT_JOB, by(id, actor), now, now)?;
    let details = json!({"file": import.file_name});
    audit::record(conn, workspace, actor, "import.reverted", ("import", Some(id.uuid())), details, now)?;
    Ok(began)
}

/// Removes a file and what it remembers of its rows; the leads stay.
///
/// # Errors
/// [`Error::Conflict`] while its job runs.
pub fn delete(conn: &mut Conn, workspace: WorkspaceId, id: Id<Import>) -> Result<(), Error> {
    let import = lock(conn, workspace, id)?;
    if matches!(import.state, State::Queued | State::Running | State::Reverting) {
        return Err(Error::Conflict("This import is being worked on. Delete it when it has finished."));
    }
    diesel::delete(of(workspace, id)).execute(conn)?;
    Ok(())
}

/// A row's number, its cells, the column that is wrong, and why.
pub type FailedRow = (i32, Vec<String>, Option<String>, Option<String>);

/// The rows that failed.
pub fn failures(conn: &mut Conn, workspace: WorkspaceId, id: Id<Import>) -> Result<Vec<FailedRow>, Error> {
    Ok(of_import(workspace, id)
        .filter(rows::outcome.eq(RowOutcome::Failed))
        .order(rows::number)
        .select((rows::number, rows::cells, rows::error_column, rows::error))
        .load(conn)?)
}

/// Its job failed for good: people read why.
pub fn give_up(conn: &mut Conn, workspace: WorkspaceId, id: Id<Import>, now: OffsetDateTime) -> Result<(), Error> {
    let why = "It stopped for a reason on our side, which is in the server's log. What was imported until then stays.";
    diesel::update(of(workspace, id))
        .set((imports::state.eq(State::Failed), imports::error.eq(why), imports::finished_at.eq(now)))
        .execute(conn)?;
    Ok(())
}

/// Removes the rows of an import that can't be taken back any more, and a file that nobody imported.
pub fn expire(conn: &mut Conn, workspace: WorkspaceId, id: Id<Import>, now: OffsetDateTime) -> Result<(), Error> {
    let import = match lock(conn, workspace, id) {
        Ok(import) => import,
        Err(Error::NotFound) => return Ok(()),
        Err(error) => return Err(error),
    };
    if import.state == State::Uploaded {
        diesel::delete(of(workspace, id)).execute(conn)?;
        return Ok(());
    }
    let over = import.finished_at.map_or(now + Duration::days(1), |at| at + REVERTIBLE);
    if over > now {
        outbox::enqueue(conn, workspace, EXPIRE_JOB, json!({"import_id": id}), over, now)?;
    } else {
        diesel::delete(of_import(workspace, id)).execute(conn)?;
    }
    Ok(())
}

/// A person was deleted: what a file said of them goes, too (R7).
pub fn erase_rows(conn: &mut Conn, workspace: WorkspaceId, who: CustomerId) -> Result<(), Error> {
    diesel::delete(rows::table.filter(rows::workspace_id.eq(workspace).and(rows::customer_id.eq(who))))
        .execute(conn)?;
    Ok(())
}

/// The same of rows that no lead came of, but that name the person.
pub fn erase_mentions(conn: &mut Conn, workspace: WorkspaceId, text: &str) -> Result<(), Error> {
    diesel::sql_query(
        "DELETE FROM import_rows WHERE workspace_id = $1 AND customer_id IS NULL
             AND position(lower($2) IN lower(array_to_string(cells, chr(10)))) > 0",
    )
    .bind::<diesel::sql_types::Uuid, _>(workspace)
    .bind::<diesel::sql_types::Text, _>(text)
    .execute(conn)?;
    Ok(())
}

fn by(id: Id<Import>, actor: Actor) -> Value {
    let user = if let Actor::User(user) = actor { Some(user) } else { None };
    json!({"import_id": id, "user_id": user})
}

#[diesel::dsl::auto_type(no_type_alias)]
fn of(workspace: WorkspaceId, id: Id<Import>) -> _ {
    imports::table.filter(imports::workspace_id.eq(workspace).and(imports::id.eq(id)))
}

#[diesel::dsl::auto_type(no_type_alias)]
fn of_import(workspace: WorkspaceId, id: Id<Import>) -> _ {
    rows::table.filter(rows::workspace_id.eq(workspace).and(rows::import_id.eq(id)))
}

fn lock(conn: &mut Conn, workspace: WorkspaceId, id: Id<Import>) -> Result<Import, Error> {
    Ok(of(workspace, id).for_update().select(Import::as_select()).first(conn)?)
}
