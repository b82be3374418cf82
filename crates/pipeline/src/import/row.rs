//! A row of a file becomes a lead, or is tried.

use std::collections::{HashMap, HashSet};

use crm_core::{
    Email, Person, Phone, Source,
    custom_fields::{Field, camel_case},
    definition::{self, Definition, Object},
    lead::{self, Capture, Captured, CoreFields, MatchOn, OnDuplicate},
    note, person,
};
use db::{
    Conn, CustomerId, UserId, WorkspaceId,
    schema::{import_rows as rows, workspaces},
};
use diesel::{
    Connection,
    prelude::*,
    sql_types::{Jsonb, Uuid as SqlUuid},
};
use serde_json::{Map, Value, json};
use tenancy::{Actor, user};
use time::OffsetDateTime;

use super::{Import, Plan, RowOutcome, Target, of_import};
use crate::{
    Error, board,
    stages::{self, Stage},
};

/// Problems that a preview shows.
const SHOWN: usize = 20;
/// The longest custom field, in characters, as of webhooks.
const MAX_VALUE: usize = 2_000;

/// Why a row is no lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// As a spreadsheet counts, the header being 1.
    pub row: i32,
    /// The column.
    pub column: String,
    /// For a person.
    pub message: String,
}

/// What an import would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preview {
    /// Rows that would become leads.
    pub created: i32,
    /// Rows of leads that are there, or of earlier rows.
    pub updated: i32,
    /// The same, left alone.
    pub skipped: i32,
    /// Rows that would become nothing.
    pub failed: i32,
    /// The first of these.
    pub problems: Vec<RowProblem>,
}

/// What a batch did.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) created: i32,
    pub(super) updated: i32,
    pub(super) skipped: i32,
    pub(super) failed: i32,
}

/// What reading a row needs to know.
struct Reader<'i> {
    import: &'i Import,
    plan: &'i Plan,
    country: String,
    /// Emails and names in lower case.
    team: HashMap<String, UserId>,
    /// The workspace's own fields of leads.
    defined: Vec<Definition>,
}

/// A column and what is wrong with it.
type Wrong = (String, String);

impl<'i> Reader<'i> {
    fn new(conn: &mut Conn, workspace: WorkspaceId, import: &'i Import, plan: &'i Plan) -> Result<Self, Error> {
        let country = workspaces::table.find(workspace).select(workspaces::country).first(conn)?;
        let mut team = HashMap::new();
        for mate in user::list(conn, workspace)? {
            team.insert(mate.name.trim().to_lowercase(), mate.id);
            team.insert(mate.email.to_lowercase(), mate.id);
        }
        let defined = definition::list(conn, workspace, Some(Object::Lead))?;
        Ok(Self { import, plan, country, team, defined })
    }

    /// The lead of a row, and its first note.
    fn read(&self, cells: &[String]) -> Result<(Capture, Option<String>), Wrong> {
        let (capture, note) = self.read_cells(cells)?;
        // What a field's type does not take is known before anything is written.
        for field in &capture.custom_fields {
            let defined = self.defined.iter().find(|defined| defined.key == field.key);
            if let Some(Err(message)) = defined.map(|defined| defined.check(&field.value)) {
                return Err((field.label.clone(), message));
            }
        }
        Ok((capture, note))
    }

    fn read_cells(&self, cells: &[String]) -> Result<(Capture, Option<String>), Wrong> {
        let header = &self.import.header;
        let extra = cells.iter().skip(header.len()).any(|cell| !cell.trim().is_empty());
        if extra {
            let last = header.last().cloned().unwrap_or_default();
            return Err((last, format!("has {} cells, the header {}", cells.len(), header.len())));
        }
        let mut core = CoreFields::default();
        let (mut names, mut custom, mut note) = (Vec::new(), Vec::new(), None);
        let (mut tags, mut score, mut assigned_to) = (self.plan.tags.clone(), None, self.plan.assigned_to);
        for ((column, target), cell) in header.iter().zip(&self.plan.mapping).zip(cells) {
            let (Some(target), text) = (target, cell.trim()) else { continue };
            if text.is_empty() {
                continue;
            }
            let wrong = |message: &str| (column.clone(), message.to_owned());
            let short = || match text.chars().count() {
                0..=200 => Ok(Some(text.to_owned())),
                _ => Err(wrong("is longer than 200 characters")),
            };
            match target {
                Target::Name => names.extend(short()?),
                Target::Email => {
                    core.email = Some(Email::parse(text).map_err(|_| wrong("is not an email address"))?);
                }
                Target::Phone => {
                    core.phone = Some(Phone::parse(text, &self.country).map_err(|_| wrong("is not a phone number"))?);
                }
                Target::Company => core.company = short()?,
                Target::Title => core.title = short()?,
                Target::Tags => {
                    for tag in text.split([',', ';']).map(str::trim).filter(|tag| !tag.is_empty()) {
                        if tag.chars().count() > 50 {
                            return Err(wrong("holds a tag of more than 50 characters"));
                        }
                        if !tags.iter().any(|known| known == tag) {
                            tags.push(tag.to_owned());
                        }
                    }
                }
                Target::Score => {
                    let given = text.parse().ok().filter(|score| (0..=100).contains(score));
                    score = Some(given.ok_or_else(|| wrong("is not a whole number of 0 to 100"))?);
                }
                Target::Notes => note = Some(text.to_owned()),
                Target::AssignedTo => {
                    let mate = self.team.get(&text.to_lowercase());
                    assigned_to = Some(*mate.ok_or_else(|| wrong("is nobody of this workspace"))?);
                }
                Target::Custom => {
                    if text.chars().count() > MAX_VALUE {
                        return Err(wrong("is longer than 2,000 characters"));
                    }
                    let key = camel_case(column);
                    if !key.is_empty() && !custom.iter().any(|field: &Field| field.key == key) {
                        custom.push(Field { key, label: column.clone(), value: json!(text) });
                    }
                }
            }
        }
        let name = names.join(" ");
        core.name = (!name.is_empty()).then(|| name.chars().take(200).collect());
        let known = core.name.is_some() || core.email.is_some() || core.phone.is_some() || core.company.is_some();
        if !known && custom.is_empty() {
            return Err((
                header.first().cloned().unwrap_or_default(),
                "has nothing that a lead is known by".to_owned(),
            ));
        }
        if tags.len() > 50 {
            return Err((header.first().cloned().unwrap_or_default(), "would have more than 50 tags".to_owned()));
        }
        let capture = Capture {
            core,
            tags,
            custom_fields: custom,
            source: Source::Import,
            source_id: Some(self.import.id.uuid()),
            origin: json!({"import_id": self.import.id, "import_name": self.import.file_name}),
            score,
            assigned_to,
            makeshift_name: false,
        };
        Ok((capture, note))
    }
}

/// What a plan would do, without doing it.
pub fn dry_run(conn: &mut Conn, workspace: WorkspaceId, import: &Import, plan: &Plan) -> Result<Preview, Error> {
    let reader = Reader::new(conn, workspace, import, plan)?;
    let all: Vec<(i32, Vec<String>)> =
        of_import(workspace, import.id).order(rows::number).select((rows::number, rows::cells)).load(conn)?;
    let read: Vec<(i32, Result<Capture, Wrong>)> =
        all.iter().map(|(number, cells)| (*number, reader.read(cells).map(|(capture, _)| capture))).collect();
    let email = |capture: &Capture| capture.core.email.as_ref().map(ToString::to_string);
    let phone = |capture: &Capture| capture.core.phone.as_ref().map(ToString::to_string);
    let fine = || read.iter().filter_map(|(_, capture)| capture.as_ref().ok());
    // Those who are there already, and then whoever earlier rows bring.
    let mut emails: HashSet<String> =
        lead::open_emails(conn, workspace, &fine().filter_map(email).collect::<Vec<_>>())?;
    let mut phones: HashSet<String> =
        lead::open_phones(conn, workspace, &fine().filter_map(phone).collect::<Vec<_>>())?;
    let mut preview = Preview::default();
    for (number, capture) in read {
        let outcome = capture.and_then(|capture| {
            let (email, phone) = (email(&capture), phone(&capture));
            let has_email = email.as_ref().is_some_and(|email| emails.contains(email));
            let known = match plan.match_on {
                MatchOn::Email => has_email,
                MatchOn::Phone => phone.as_ref().is_some_and(|phone| phones.contains(phone)),
                MatchOn::None => false,
            };
            let outcome = match (known, plan.on_duplicate) {
                (true, OnDuplicate::Update) => RowOutcome::Updated,
                (true, OnDuplicate::Skip) => RowOutcome::Skipped,
                _ if has_email => return Err(email_taken(import, plan)),
                _ => RowOutcome::Created,
            };
            emails.extend(email);
            phones.extend(phone);
            Ok(outcome)
        });
        match outcome {
            Ok(RowOutcome::Created) => preview.created += 1,
            Ok(RowOutcome::Updated) => preview.updated += 1,
            Ok(RowOutcome::Skipped) => preview.skipped += 1,
            Ok(RowOutcome::Failed) => preview.failed += 1,
            Err((column, message)) => {
                preview.failed += 1;
                if preview.problems.len() < SHOWN {
                    preview.problems.push(RowProblem { row: number, column, message });
                }
            }
        }
    }
    Ok(preview)
}

/// Works rows through. They are tried together first, because a point to go back to costs each of them two statements more;
/// when one of them breaks something, all are done again, each for itself.
pub(super) fn take_in(
    conn: &mut Conn,
    workspace: WorkspaceId,
    import: &Import,
    next: &[(i32, Vec<String>)],
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Counts, Error> {
    let plan = import.plan()?;
    let reader = Reader::new(conn, workspace, import, &plan)?;
    let stage = landing(conn, workspace, &plan, now)?;
    let one = |conn: &mut Conn, row: &Read| match row {
        Err(wrong) => Ok(Err(wrong.clone())),
        Ok((capture, note)) => one(conn, workspace, (&plan, &stage), capture, note.as_deref(), actor, now).map(Ok),
    };
    let read: Vec<Read> = next.iter().map(|(_, cells)| reader.read(cells)).collect();
    let together = |conn: &mut Conn| read.iter().map(|row| one(conn, row)).collect::<Result<Vec<Taken>, Error>>();
    let taken = match conn.transaction(together) {
        Ok(taken) => taken,
        Err(error) if db::Retry::is_contention(&error) => return Err(error),
        Err(_) => {
            let alone = |row: &Read| {
                let inside = |conn: &mut Conn| one(conn, row);
                conn.transaction(inside).or_else(|error| wrong_of(import, &plan, error).map(Err))
            };
            read.iter().map(alone).collect::<Result<Vec<Taken>, Error>>()?
        }
    };
    let mut counts = Counts::default();
    for row in &taken {
        match row.as_ref().map_or(RowOutcome::Failed, |done| done.outcome) {
            RowOutcome::Created => counts.created += 1,
            RowOutcome::Updated => counts.updated += 1,
            RowOutcome::Skipped => counts.skipped += 1,
            RowOutcome::Failed => counts.failed += 1,
        }
    }
    let numbered: Vec<(i32, &Taken)> = next.iter().map(|(number, _)| *number).zip(&taken).collect();
    write_outcomes(conn, workspace, import, &numbered)?;
    Ok(counts)
}

/// Where new leads go. A stage or a pipeline that is gone since the plan was made is no reason to stop.
fn landing(conn: &mut Conn, workspace: WorkspaceId, plan: &Plan, now: OffsetDateTime) -> Result<Stage, Error> {
    for (pipeline, stage) in [(plan.pipeline_id, plan.stage_id), (plan.pipeline_id, None)] {
        match stages::entry(conn, workspace, pipeline, stage, now) {
            Err(Error::Invalid { .. }) => {}
            found => return found,
        }
    }
    stages::entry(conn, workspace, None, None, now)
}

/// A row as it was read.
type Read = Result<(Capture, Option<String>), Wrong>;
/// A row as it was worked through.
type Taken = Result<Done, Wrong>;

/// What became of the rows, in one statement.
fn write_outcomes(
    conn: &mut Conn,
    workspace: WorkspaceId,
    import: &Import,
    rows: &[(i32, &Taken)],
) -> Result<(), Error> {
    let outcome = |(number, taken): &(i32, &Taken)| match taken {
        Ok(done) => json!({"number": number, "outcome": done.outcome, "customer_id": done.lead,
            "before": done.before, "after": done.after}),
        Err((column, message)) => json!({"number": number, "outcome": RowOutcome::Failed, "error_column": column,
            "error": message}),
    };
    let outcomes = Value::Array(rows.iter().map(outcome).collect());
    diesel::sql_query(
        "UPDATE import_rows SET outcome = o.outcome, customer_id = o.customer_id, error_column = o.error_column,
             error = o.error, before = o.before, after = o.after
         FROM jsonb_to_recordset($3) AS o (number integer, outcome text, customer_id uuid, error_column text, error text,
             before jsonb, after jsonb)
         WHERE import_rows.workspace_id = $1 AND import_rows.import_id = $2 AND import_rows.number = o.number",
    )
    .bind::<SqlUuid, _>(workspace)
    .bind::<SqlUuid, _>(import.id)
    .bind::<Jsonb, _>(outcomes)
    .execute(conn)?;
    Ok(())
}

/// What became of a row.
struct Done {
    outcome: RowOutcome,
    lead: CustomerId,
    before: Option<Value>,
    after: Option<Value>,
}

fn one(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (plan, stage): (&Plan, &Stage),
    capture: &Capture,
    note: Option<&str>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Done, Error> {
    let before = lead::matching(conn, workspace, &capture.core, plan.match_on)?;
    let captured = lead::capture_by(conn, workspace, capture, (before.as_ref(), plan.on_duplicate), actor, now)?;
    let lead = captured.id();
    let outcome = match captured {
        Captured::Created(_) => {
            board::place_in(conn, workspace, lead, stage, now)?;
            if let Some(note) = note {
                note::add(conn, workspace, lead, note, actor, now)?;
            }
            RowOutcome::Created
        }
        Captured::Updated(_) => RowOutcome::Updated,
        Captured::Skipped(_) => RowOutcome::Skipped,
    };
    let (before, after) = match (&before, outcome) {
        // A new row's.
        (_, RowOutcome::Created) => (None, Some(json!({"version": 1}))),
        (Some(before), RowOutcome::Updated) => changes(before, &person::lock(conn, workspace, lead)?),
        _ => (None, None),
    };
    Ok(Done { outcome, lead, before, after })
}

/// The fields that differ, as they were and as they are, custom fields each by itself; and the version that the row left.
fn changes(before: &Person, after: &Person) -> (Option<Value>, Option<Value>) {
    let version = after.version;
    let (before, after) = (fields(before), fields(after));
    let differ: Vec<&String> = after.keys().filter(|key| before.get(*key) != after.get(*key)).collect();
    let of = |person: &Map<String, Value>| -> Map<String, Value> {
        let pick = |key: &&String| ((*key).clone(), person.get(*key).cloned().unwrap_or_default());
        differ.iter().map(pick).collect()
    };
    let mut left = of(&after);
    left.insert("version".to_owned(), json!(version));
    (Some(Value::Object(of(&before))), Some(Value::Object(left)))
}

/// What an import may change of a person, flat.
pub(super) fn fields(person: &Person) -> Map<String, Value> {
    let mut fields = Map::new();
    for (key, value) in [
        ("name", json!(person.name)),
        ("email", json!(person.email)),
        ("phone", json!(person.phone)),
        ("company", json!(person.company)),
        ("title", json!(person.title)),
        ("tags", json!(person.tags)),
    ] {
        fields.insert(key.to_owned(), value);
    }
    for (key, value) in person.custom_fields.as_object().into_iter().flatten() {
        if !key.starts_with('_') {
            fields.insert(format!("custom:{key}"), value.clone());
        }
    }
    fields
}

fn email_taken(import: &Import, plan: &Plan) -> Wrong {
    (column_of(import, plan, Target::Email), "belongs to another open lead".to_owned())
}

fn column_of(import: &Import, plan: &Plan, target: Target) -> String {
    let place = plan.mapping.iter().position(|mapped| *mapped == Some(target)).unwrap_or_default();
    import.header.get(place).cloned().unwrap_or_default()
}

/// A row's own trouble, as people read it; anything else stops the batch.
fn wrong_of(import: &Import, plan: &Plan, error: Error) -> Result<Wrong, Error> {
    match error {
        Error::Crm(crm_core::Error::EmailTaken { .. }) => Ok(email_taken(import, plan)),
        Error::Crm(crm_core::Error::Invalid { field, message }) => {
            let target = field.parse().unwrap_or(if field == "body" { Target::Notes } else { Target::Custom });
            Ok((column_of(import, plan, target), message))
        }
        other => Err(other),
    }
}
