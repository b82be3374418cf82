//! Onboarding plans: a checklist of milestones for a new account (H29, H30).

use db::{
    Conn, Id, WorkspaceId,
    schema::{onboarding_milestones as milestones, onboarding_plans as plans},
};
use diesel::prelude::*;
use serde_json::{Value, json};
use tenancy::Actor;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::{
    Error,
    account::{self, Account},
    timeline::{self, Fact, Named},
};

const MAX_MILESTONES: usize = 100;

/// A checklist.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = plans)]
pub struct Plan {
    /// Its id.
    pub id: Id<Plan>,
    /// Whose it is.
    pub account_id: Id<Account>,
    /// What it is called.
    pub name: String,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// Counts changes of the name.
    pub version: i32,
}

/// A line of a checklist.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = milestones)]
pub struct Milestone {
    /// Its id.
    pub id: Id<Milestone>,
    /// Of which plan.
    pub plan_id: Id<Plan>,
    /// What is to be done.
    pub title: String,
    /// By when.
    pub due_date: Option<Date>,
    /// When it was checked off.
    pub completed_at: Option<OffsetDateTime>,
    /// By what kind of actor.
    pub completed_kind: Option<String>,
    /// By whom.
    pub completed_by: Option<Uuid>,
    /// Its place in the plan.
    pub position: i32,
    /// Counts changes.
    pub version: i32,
}

/// A milestone to add.
#[derive(Debug, Clone)]
pub struct NewMilestone {
    /// What is to be done.
    pub title: String,
    /// By when.
    pub due_date: Option<Date>,
}

/// Changes to a milestone: the outer `None` leaves, the inner one clears.
#[derive(Debug, Clone, Default)]
pub struct MilestoneEdit {
    /// What is to be done.
    pub title: Option<String>,
    /// By when.
    pub due_date: Option<Option<Date>>,
    /// Checked off, or opened again.
    pub completed: Option<bool>,
}

/// The plans of an account with their milestones, the newest plan first.
pub fn list(
    conn: &mut Conn,
    workspace: WorkspaceId,
    account: Id<Account>,
) -> Result<Vec<(Plan, Vec<Milestone>)>, Error> {
    account::get(conn, workspace, account)?;
    let rows: Vec<Plan> = plans::table
        .filter(plans::workspace_id.eq(workspace).and(plans::account_id.eq(account)))
        .order((plans::created_at.desc(), plans::id.desc()))
        .select(Plan::as_select())
        .load(conn)?;
    let ids: Vec<Id<Plan>> = rows.iter().map(|plan| plan.id).collect();
    let lines: Vec<Milestone> = milestones::table
        .filter(milestones::workspace_id.eq(workspace).and(milestones::plan_id.eq_any(&ids)))
        .order((milestones::position, milestones::id))
        .select(Milestone::as_select())
        .load(conn)?;
    let of = |id| lines.iter().filter(|line| line.plan_id == id).cloned().collect();
    Ok(rows.into_iter().map(|plan| (plan.clone(), of(plan.id))).collect())
}

/// One plan with its milestones.
pub fn get(conn: &mut Conn, workspace: WorkspaceId, id: Id<Plan>) -> Result<(Plan, Vec<Milestone>), Error> {
    let plan = lock(conn, workspace, id)?;
    let all = list(conn, workspace, plan.account_id)?;
    all.into_iter().find(|(plan, _)| plan.id == id).ok_or(Error::NotFound)
}

/// Makes a plan for an account.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    account: Id<Account>,
    name: &str,
    lines: &[NewMilestone],
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Id<Plan>, Error> {
    account::get(conn, workspace, account)?;
    if lines.len() > MAX_MILESTONES {
        return Err(Error::invalid("milestones", format!("may be at most {MAX_MILESTONES}")));
    }
    let id = Id::<Plan>::new(now);
    diesel::insert_into(plans::table)
        .values((
            plans::workspace_id.eq(workspace),
            plans::id.eq(id),
            plans::account_id.eq(account),
            plans::name.eq(name),
            plans::created_at.eq(now),
        ))
        .execute(conn)?;
    for (position, line) in (0..).zip(lines) {
        insert(conn, workspace, id, line, position, now)?;
    }
    timeline::record(conn, workspace, account, actor, &Fact::PlanCreated(Named::new(id, name)), now)?;
    Ok(id)
}

/// Renames a plan.
pub fn rename(conn: &mut Conn, workspace: WorkspaceId, id: Id<Plan>, name: &str) -> Result<(), Error> {
    lock(conn, workspace, id)?;
    diesel::update(plans::table.filter(plans::workspace_id.eq(workspace).and(plans::id.eq(id))))
        .set((plans::name.eq(name), plans::version.eq(plans::version + 1)))
        .execute(conn)?;
    Ok(())
}

/// Deletes a plan with its milestones; the timeline keeps what was done.
pub fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Plan>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let plan = lock(conn, workspace, id)?;
    diesel::delete(plans::table.filter(plans::workspace_id.eq(workspace).and(plans::id.eq(id)))).execute(conn)?;
    timeline::record(conn, workspace, plan.account_id, actor, &Fact::PlanDeleted(Named::new(id, plan.name)), now)
}

/// Adds a milestone as the plan's last.
pub fn add_milestone(
    conn: &mut Conn,
    workspace: WorkspaceId,
    plan: Id<Plan>,
    line: &NewMilestone,
    now: OffsetDateTime,
) -> Result<Milestone, Error> {
    lock(conn, workspace, plan)?;
    let (known, last): (i64, Option<i32>) = milestones::table
        .filter(milestones::workspace_id.eq(workspace).and(milestones::plan_id.eq(plan)))
        .select((diesel::dsl::count_star(), diesel::dsl::max(milestones::position)))
        .first(conn)?;
    if usize::try_from(known).is_ok_and(|known| known >= MAX_MILESTONES) {
        return Err(Error::invalid("title", format!("would be more than {MAX_MILESTONES} milestones")));
    }
    insert(conn, workspace, plan, line, last.map_or(0, |last| last + 1), now)
}

/// Changes a milestone. Checking off one that is done changes nothing: the first who did it stays.
pub fn edit_milestone(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<Milestone>,
    edit: &MilestoneEdit,
    expected: Option<i32>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<Milestone, Error> {
    let (plan, before) = lock_milestone(conn, workspace, id)?;
    if expected.is_some_and(|version| version != before.version) {
        return Err(Error::Stale);
    }
    let turned = edit.completed.filter(|completed| *completed != before.completed_at.is_some());
    let (at, kind, by) = match turned {
        Some(true) => (Some(now), Some(actor.kind().to_owned()), actor.id()),
        Some(false) => (None, None, None),
        None => (before.completed_at, before.completed_kind.clone(), before.completed_by),
    };
    let same_title = edit.title.as_ref().is_none_or(|title| *title == before.title);
    if turned.is_none() && same_title && edit.due_date.is_none_or(|due| due == before.due_date) {
        return Ok(before);
    }
    let row = milestones::table.filter(milestones::workspace_id.eq(workspace).and(milestones::id.eq(id)));
    let after = diesel::update(row)
        .set((
            milestones::title.eq(edit.title.as_ref().unwrap_or(&before.title)),
            milestones::due_date.eq(edit.due_date.unwrap_or(before.due_date)),
            milestones::completed_at.eq(at),
            milestones::completed_kind.eq(kind),
            milestones::completed_by.eq(by),
            milestones::version.eq(milestones::version + 1),
        ))
        .returning(Milestone::as_returning())
        .get_result(conn)?;
    let named = Named::new(plan.id, &plan.name);
    let milestone: Value = json!({"id": id, "title": after.title});
    let fact = match turned {
        Some(true) => Fact::MilestoneCompleted { plan: named, milestone },
        Some(false) => Fact::MilestoneReopened { plan: named, milestone },
        None => return Ok(after),
    };
    timeline::record(conn, workspace, plan.account_id, actor, &fact, now)?;
    Ok(after)
}

/// Removes a milestone.
pub fn delete_milestone(conn: &mut Conn, workspace: WorkspaceId, id: Id<Milestone>) -> Result<(), Error> {
    lock_milestone(conn, workspace, id)?;
    diesel::delete(milestones::table.filter(milestones::workspace_id.eq(workspace).and(milestones::id.eq(id))))
        .execute(conn)?;
    Ok(())
}

fn insert(
    conn: &mut Conn,
    workspace: WorkspaceId,
    plan: Id<Plan>,
    line: &NewMilestone,
    position: i32,
    now: OffsetDateTime,
) -> Result<Milestone, Error> {
    Ok(diesel::insert_into(milestones::table)
        .values((
            milestones::workspace_id.eq(workspace),
            milestones::id.eq(Id::<Milestone>::new(now)),
            milestones::plan_id.eq(plan),
            milestones::title.eq(&line.title),
            milestones::due_date.eq(line.due_date),
            milestones::position.eq(position),
        ))
        .returning(Milestone::as_returning())
        .get_result(conn)?)
}

fn lock(conn: &mut Conn, workspace: WorkspaceId, id: Id<Plan>) -> Result<Plan, Error> {
    Ok(plans::table
        .filter(plans::workspace_id.eq(workspace).and(plans::id.eq(id)))
        .for_no_key_update()
        .select(Plan::as_select())
        .first(conn)?)
}

/// The plan before its milestones, always.
fn lock_milestone(conn: &mut Conn, workspace: WorkspaceId, id: Id<Milestone>) -> Result<(Plan, Milestone), Error> {
    let find = milestones::table.filter(milestones::workspace_id.eq(workspace).and(milestones::id.eq(id)));
    let plan: Id<Plan> = find.select(milestones::plan_id).first(conn)?;
    let plan = lock(conn, workspace, plan)?;
    Ok((plan, find.for_update().select(Milestone::as_select()).first(conn)?))
}
