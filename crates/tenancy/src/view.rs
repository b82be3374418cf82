//! Saved views: a list's filters under a name, a person's own or everybody's.

use db::{
    Conn, Id, UserId, WorkspaceId,
    schema::{saved_view_pins as pins, saved_views as views, users},
};
use diesel::prelude::*;
use serde_json::Value;
use time::OffsetDateTime;

use crate::Error;

/// Views of one kind of record that one person may have.
const MAX_VIEWS: i64 = 100;

db::text_enum! {
    /// What a view lists.
    pub enum Object {
        /// Leads.
        Lead = "lead",
        /// Contacts.
        Contact = "contact",
    }
}

/// A view.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = views)]
pub struct View {
    /// Its id.
    pub id: Id<View>,
    /// What it lists.
    pub object: Object,
    /// What people call it.
    pub name: String,
    /// The dashboard's own address: a flat object of texts.
    pub query: Value,
    /// Whose it is; nobody's when its owner left.
    pub owner_id: Option<UserId>,
    /// Teammates see it, too.
    pub shared: bool,
    /// Counts changes, for `If-Match`.
    pub version: i32,
}

/// A view as one person sees it.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The view.
    pub view: View,
    /// This person has pinned it.
    pub pinned: bool,
    /// The owner's name.
    pub owner: Option<String>,
}

/// What is to be changed; `None` leaves it.
#[derive(Debug, Clone, Default)]
pub struct Patch {
    /// Another name.
    pub name: Option<String>,
    /// Other filters.
    pub query: Option<Value>,
    /// Shared, or private again.
    pub shared: Option<bool>,
    /// Pinned by the person who asks.
    pub pinned: Option<bool>,
}

/// The views of a person and those that are shared, by name.
pub fn list(conn: &mut Conn, workspace: WorkspaceId, object: Object, who: UserId) -> Result<Vec<Seen>, Error> {
    let rows: Vec<(View, Option<String>)> = views::table
        .left_join(users::table.on(users::id.nullable().eq(views::owner_id)))
        .filter(views::workspace_id.eq(workspace).and(views::object.eq(object)))
        .filter(views::shared.or(views::owner_id.eq(who)))
        .order((views::name, views::id))
        .select((View::as_select(), users::name.nullable()))
        .load(conn)?;
    let pinned: Vec<Id<View>> = pins::table
        .filter(pins::workspace_id.eq(workspace).and(pins::user_id.eq(who)))
        .select(pins::view_id)
        .load(conn)?;
    Ok(rows.into_iter().map(|(view, owner)| Seen { pinned: pinned.contains(&view.id), view, owner }).collect())
}

/// Makes a view.
pub fn create(
    conn: &mut Conn,
    workspace: WorkspaceId,
    (object, name, query): (Object, &str, &Value),
    (shared, pinned): (bool, bool),
    who: UserId,
    now: OffsetDateTime,
) -> Result<Seen, Error> {
    let mine: i64 = views::table
        .filter(views::workspace_id.eq(workspace).and(views::object.eq(object)).and(views::owner_id.eq(who)))
        .count()
        .get_result(conn)?;
    if mine >= MAX_VIEWS {
        return Err(Error::Invalid { field: "name", message: format!("would be more than {MAX_VIEWS} views") });
    }
    let id = Id::<View>::new(now);
    diesel::insert_into(views::table)
        .values((
            views::workspace_id.eq(workspace),
            views::id.eq(id),
            views::object.eq(object),
            views::name.eq(name),
            views::query.eq(query),
            views::owner_id.eq(who),
            views::shared.eq(shared),
            views::created_at.eq(now),
            views::updated_at.eq(now),
        ))
        .execute(conn)?;
    pin(conn, workspace, id, who, pinned)?;
    seen(conn, workspace, id, who)
}

/// Changes a view. Its owner alone may, but whoever sees it may pin it.
///
/// # Errors
/// [`Error::NotFound`] for who does not see it, [`Error::NotYours`] for who is not its owner.
pub fn update(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: Id<View>,
    patch: &Patch,
    (who, expected): (UserId, Option<i32>),
    now: OffsetDateTime,
) -> Result<Seen, Error> {
    let before = seen(conn, workspace, id, who)?.view;
    if let Some(pinned) = patch.pinned {
        pin(conn, workspace, id, who, pinned)?;
    }
    if patch.name.is_some() || patch.query.is_some() || patch.shared.is_some() {
        if before.owner_id != Some(who) {
            return Err(Error::NotYours);
        }
        if expected.is_some_and(|version| version != before.version) {
            return Err(Error::Stale);
        }
        let written = diesel::update(views::table.filter(views::workspace_id.eq(workspace).and(views::id.eq(id))))
            .filter(views::version.eq(before.version))
            .set((
                views::name.eq(patch.name.as_ref().unwrap_or(&before.name)),
                views::query.eq(patch.query.as_ref().unwrap_or(&before.query)),
                views::shared.eq(patch.shared.unwrap_or(before.shared)),
                views::updated_at.eq(now),
                views::version.eq(views::version + 1),
            ))
            .execute(conn)?;
        if written == 0 {
            return Err(Error::Stale);
        }
        if patch.shared == Some(false) {
            diesel::delete(pins::table.filter(pins::workspace_id.eq(workspace).and(pins::view_id.eq(id))))
                .filter(pins::user_id.ne(who))
                .execute(conn)?;
        }
    }
    seen(conn, workspace, id, who)
}

/// Deletes a view: its owner may, and of shared ones whoever manages settings (`tidies`).
pub fn delete(conn: &mut Conn, workspace: WorkspaceId, id: Id<View>, who: UserId, tidies: bool) -> Result<(), Error> {
    let view = seen(conn, workspace, id, who)?.view;
    if view.owner_id != Some(who) && !tidies {
        return Err(Error::NotYours);
    }
    diesel::delete(views::table.filter(views::workspace_id.eq(workspace).and(views::id.eq(id)))).execute(conn)?;
    Ok(())
}

/// A teammate left: private views go along, shared ones stay.
pub(crate) fn release(conn: &mut Conn, workspace: WorkspaceId, who: UserId) -> Result<(), Error> {
    diesel::delete(pins::table.filter(pins::workspace_id.eq(workspace).and(pins::user_id.eq(who)))).execute(conn)?;
    let mine = views::table.filter(views::workspace_id.eq(workspace).and(views::owner_id.eq(who)));
    diesel::delete(mine.filter(views::shared.eq(false))).execute(conn)?;
    diesel::update(mine).set(views::owner_id.eq(None::<UserId>)).execute(conn)?;
    Ok(())
}

fn seen(conn: &mut Conn, workspace: WorkspaceId, id: Id<View>, who: UserId) -> Result<Seen, Error> {
    let (view, owner): (View, Option<String>) = views::table
        .left_join(users::table.on(users::id.nullable().eq(views::owner_id)))
        .filter(views::workspace_id.eq(workspace).and(views::id.eq(id)))
        .filter(views::shared.or(views::owner_id.eq(who)))
        .select((View::as_select(), users::name.nullable()))
        .first(conn)?;
    let pinned: i64 = pins::table
        .filter(pins::workspace_id.eq(workspace).and(pins::view_id.eq(id)).and(pins::user_id.eq(who)))
        .count()
        .get_result(conn)?;
    Ok(Seen { view, pinned: pinned > 0, owner })
}

fn pin(conn: &mut Conn, workspace: WorkspaceId, id: Id<View>, who: UserId, pinned: bool) -> Result<(), Error> {
    if pinned {
        diesel::insert_into(pins::table)
            .values((pins::workspace_id.eq(workspace), pins::view_id.eq(id), pins::user_id.eq(who)))
            .on_conflict_do_nothing()
            .execute(conn)?;
    } else {
        diesel::delete(pins::table.find((workspace, id, who))).execute(conn)?;
    }
    Ok(())
}
