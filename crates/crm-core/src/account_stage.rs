//! The stages that the deal on a company goes through (D7, A4): the workspace's own, ordered, each open, won or lost.

use db::{
    Conn, Id, WorkspaceId,
    schema::{account_stages, accounts, workspaces},
};
use diesel::prelude::*;
use serde_json::{Value, json};
use tenancy::{Actor, audit};
use time::OffsetDateTime;

use crate::{
    Error,
    account::Account,
    timeline::{self, Fact},
};

const MAX_STAGES: usize = 30;

/// What a new workspace begins with: name, colour, type.
const DEFAULTS: [(&str, &str, &str); 5] = [
    ("New", "blue", "open"),
    ("Evaluating", "amber", "open"),
    ("Trial", "purple", "open"),
    ("Customer", "green", "won"),
    ("Lost", "red", "lost"),
];

/// A stage. Colour and type are the words that leads' stages use, too; the database knows no others.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = account_stages)]
pub struct AccountStage {
    /// Its id.
    pub id: Id<AccountStage>,
    /// Its name.
    pub name: String,
    /// blue, amber, purple, pink, green or red.
    pub color: String,
    /// open, won or lost.
    #[diesel(column_name = type_)]
    pub kind: String,
    /// Its place, from 0.
    pub position: i32,
    /// Counts changes.
    pub version: i32,
}

impl AccountStage {
    /// How the timeline names it: as it was called then.
    pub(crate) fn label(&self) -> Value {
        json!({"id": self.id, "name": self.name, "color": self.color, "type": self.kind})
    }
}

/// Gives a new workspace its first stages.
pub fn make_defaults(conn: &mut Conn, workspace: WorkspaceId, now: OffsetDateTime) -> Result<(), Error> {
    for (position, (name, color, kind)) in (0..).zip(DEFAULTS) {
        insert(conn, workspace, name, color, kind, position, now)?;
    }
    Ok(())
}

/// All stages in their order.
pub fn list(conn: &mut Conn, workspace: WorkspaceId) -> Result<Vec<AccountStage>, Error> {
    Ok(account_stages::table
        .filter(account_stages::workspace_id.eq(workspace))
        .order((account_stages::position, account_stages::id))
        .select(AccountStage::as_select())
        .load(conn)?)
}

/// Adds a stage: an open one before the first that is won or lost, those at the end.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (name, color, kind): (&str, &str, &str),
    actor: Actor,
    now: OffsetDateTime,
) -> Result<AccountStage, Error> {
    lock_order(conn, workspace)?;
    let known = list(conn, workspace)?;
    if known.len() >= MAX_STAGES {
        return Err(Error::invalid("name", format!("would be more than {MAX_STAGES} stages")));
    }
    let place = match kind {
        "open" => known.iter().position(|stage| stage.kind != "open").unwrap_or(known.len()),
        _ => known.len(),
    };
    let new = insert(conn, workspace, name, color, kind, i32::MAX, now)?;
    let mut order: Vec<Id<AccountStage>> = known.iter().map(|stage| stage.id).collect();
    order.insert(place, new.id);
    write_order(conn, workspace, &order)?;
    audited(conn, workspace, actor, "created", &new, json!({"name": name, "color": color, "type": kind}), now)?;
    Ok(AccountStage { position: i32::try_from(place).unwrap_or_default(), ..new })
}

/// Changes name, colour or type; `None` leaves it.
pub fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<AccountStage>,
    (name, color, kind): (Option<&str>, Option<&str>, Option<&str>),
    actor: Actor,
    now: OffsetDateTime,
) -> Result<AccountStage, Error> {
    lock_order(conn, workspace)?;
    let before = find(conn, workspace, id)?.ok_or(Error::NotFound)?;
    let after = diesel::update(account_stages::table)
        .filter(account_stages::workspace_id.eq(workspace).and(account_stages::id.eq(id)))
        .set((
            account_stages::name.eq(name.unwrap_or(&before.name)),
            account_stages::color.eq(color.unwrap_or(&before.color)),
            account_stages::type_.eq(kind.unwrap_or(&before.kind)),
            account_stages::version.eq(account_stages::version + 1),
        ))
        .returning(AccountStage::as_returning())
        .get_result(conn)?;
    audited(conn, workspace, actor, "updated", &after, json!({"from": before.label(), "to": after.label()}), now)?;
    Ok(after)
}

/// Puts the stages into another order: the ids of all of them.
pub fn reorder(conn: &mut Conn, workspace: WorkspaceId, ids: &[Id<AccountStage>]) -> Result<(), Error> {
    lock_order(conn, workspace)?;
    let mut known: Vec<Id<AccountStage>> = list(conn, workspace)?.into_iter().map(|stage| stage.id).collect();
    let mut given = ids.to_vec();
    known.sort_unstable();
    given.sort_unstable();
    if known != given {
        return Err(Error::invalid("ids", "must be the id of every stage, once"));
    }
    write_order(conn, workspace, ids)
}

/// Removes a stage; its accounts go to `move_to`.
///
/// # Errors
/// [`Error::StageInUse`] with the number of its accounts when there are any and nothing says where they go.
pub fn delete(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<AccountStage>,
    move_to: Option<Id<AccountStage>>,
    actor: Actor,
    now: OffsetDateTime,
) -> Result<(), Error> {
    lock_order(conn, workspace)?;
    let gone = find(conn, workspace, id)?.ok_or(Error::NotFound)?;
    let mine = accounts::table.filter(accounts::workspace_id.eq(workspace).and(accounts::stage_id.eq(id)));
    if let Some(to) = move_to {
        if to == id || find(conn, workspace, to)?.is_none() {
            return Err(Error::invalid("move_to", "is no other stage of this workspace"));
        }
        let target = find(conn, workspace, to)?.ok_or(Error::NotFound)?;
        let moved: Vec<Id<Account>> = diesel::update(mine)
            .set((
                accounts::stage_id.eq(Some(to)),
                accounts::stage_set_kind.eq(actor.kind()),
                accounts::stage_set_by.eq(actor.id()),
                accounts::stage_set_at.eq(now),
                accounts::stage_set_vouched.eq(actor.is_vouched()),
                accounts::updated_at.eq(now),
                accounts::version.eq(accounts::version + 1),
            ))
            .returning(accounts::id)
            .get_results(conn)?;
        let fact = Fact::DealStageChanged { from: gone.label(), to: target.label() };
        for account in moved {
            timeline::record(conn, workspace, account, actor, &fact, now)?;
        }
    }
    let left: i64 = mine.count().get_result(conn)?;
    if left > 0 {
        return Err(Error::StageInUse(left));
    }
    // An account that enters the stage right now is held off by the key, not by the count.
    diesel::delete(
        account_stages::table.filter(account_stages::workspace_id.eq(workspace).and(account_stages::id.eq(id))),
    )
    .execute(conn)
    .map_err(|error| match db::Error::from(error) {
        db::Error::Constraint(name) if name == "accounts_stage_fk" => Error::StageInUse(1),
        other => other.into(),
    })?;
    audited(conn, workspace, actor, "deleted", &gone, gone.label(), now)
}

/// Of these stages the one with this id or, letters' case aside, this name; the first of several.
pub fn pick<'a>(stages: &'a [AccountStage], text: &str) -> Option<&'a AccountStage> {
    let text = text.trim();
    let by_id = || text.parse::<Id<AccountStage>>().ok().and_then(|id| stages.iter().find(|stage| stage.id == id));
    let name = text.to_lowercase();
    by_id().or_else(|| stages.iter().find(|stage| stage.name.to_lowercase() == name))
}

/// The stage with this id.
pub(crate) fn find(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<AccountStage>,
) -> Result<Option<AccountStage>, Error> {
    Ok(account_stages::table
        .filter(account_stages::workspace_id.eq(workspace).and(account_stages::id.eq(id)))
        .select(AccountStage::as_select())
        .first(conn)
        .optional()?)
}

fn insert(
    conn: &mut Conn,
    workspace: WorkspaceId,
    name: &str,
    color: &str,
    kind: &str,
    position: i32,
    now: OffsetDateTime,
) -> Result<AccountStage, Error> {
    Ok(diesel::insert_into(account_stages::table)
        .values((
            account_stages::workspace_id.eq(workspace),
            account_stages::id.eq(Id::<AccountStage>::new(now)),
            account_stages::name.eq(name),
            account_stages::color.eq(color),
            account_stages::type_.eq(kind),
            account_stages::position.eq(position),
            account_stages::created_at.eq(now),
        ))
        .returning(AccountStage::as_returning())
        .get_result(conn)?)
}

/// Changes of the order wait for each other.
fn lock_order(conn: &mut Conn, workspace: WorkspaceId) -> Result<(), Error> {
    workspaces::table.find(workspace).for_no_key_update().select(workspaces::id).first::<WorkspaceId>(conn)?;
    Ok(())
}

fn write_order(conn: &mut Conn, workspace: WorkspaceId, order: &[Id<AccountStage>]) -> Result<(), Error> {
    for (position, id) in (0_i32..).zip(order) {
        diesel::update(account_stages::table)
            .filter(account_stages::workspace_id.eq(workspace).and(account_stages::id.eq(*id)))
            .set(account_stages::position.eq(position))
            .execute(conn)?;
    }
    Ok(())
}

fn audited(
    conn: &mut Conn,
    workspace: WorkspaceId,
    actor: Actor,
    done: &str,
    stage: &AccountStage,
    details: Value,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let object = ("account_stage", Some(stage.id.uuid()));
    Ok(audit::record(conn, workspace, actor, &format!("account_stage.{done}"), object, details, now)?)
}
