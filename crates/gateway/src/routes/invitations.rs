//! Invitations: teammates come in by a link.

use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use crm_core::Email;
use db::Id;
use serde::{Deserialize, Serialize};
use tenancy::{
    Role, Token, TokenKind,
    invitation::{self, Newcomer},
    password, session, user, workspace,
};
use utoipa::ToSchema;

use crate::{
    address,
    auth::{Allowed, Caller, SettingsManage},
    body::Body,
    error::{Failure, Problem},
    routes::{
        sign_in::{Session, on_password_thread, session_cookie, session_of, user_agent},
        users::may_give,
    },
    state::Hydra,
    wire::{All, Timestamp, required},
    words,
};

/// An open invitation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Invitation {
    #[schema(value_type = uuid::Uuid)]
    id: Id<invitation::Invitation>,
    email: String,
    #[schema(value_type = words::Role)]
    role: Role,
    /// The name of who invited them.
    invited_by: Option<String>,
    created_at: Timestamp,
    expires_at: Timestamp,
}

impl From<invitation::Invitation> for Invitation {
    fn from(row: invitation::Invitation) -> Self {
        Self {
            id: row.id,
            email: row.email,
            role: row.role,
            invited_by: row.invited_by,
            created_at: row.created_at.into(),
            expires_at: row.expires_at.into(),
        }
    }
}

/// An invitation with its link, which is in this answer only: nobody but the inviter sends it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvitationCreated {
    #[serde(flatten)]
    invitation: Invitation,
    token: String,
    link: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewInvitation {
    email: String,
    #[schema(value_type = words::Role)]
    role: Role,
}

/// Open invitations, the newest first.
#[utoipa::path(tag = "workspace", security(("bearer" = ["settings:manage"])), responses((status = 200, body = All<Invitation>)))]
#[get("/invitations")]
pub(crate) async fn list_invitations(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
) -> Result<web::Json<All<Invitation>>, Failure> {
    let workspace = caller.workspace;
    let rows = hydra.write(workspace, move |conn| Ok(invitation::list(conn, workspace)?)).await?;
    Ok(web::Json(All { data: rows.into_iter().map(Invitation::from).collect() }))
}

/// Invites somebody; a second invitation of the same address takes the first one's place.
#[utoipa::path(tag = "workspace", security(("bearer" = ["settings:manage"])), request_body = NewInvitation,
    responses((status = 201, body = InvitationCreated)))]
#[post("/invitations")]
pub(crate) async fn create_invitation(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    body: Body<NewInvitation>,
) -> Result<HttpResponse, Failure> {
    let Body(NewInvitation { email, role }) = body;
    may_give(&caller, role)?;
    let by = Caller::clone(&caller);
    let (inviter, email) = (caller.user()?, Email::parse(&email)?.to_string());
    let (workspace, now) = (caller.workspace, hydra.now());
    let (row, token) = hydra
        .write(workspace, move |conn| {
            // Who may not give a role may not take it back either, by inviting the address again.
            if let Some(open) = invitation::list(conn, workspace)?.into_iter().find(|open| open.email == email) {
                may_give(&by, open.role)?;
            }
            let (id, token) = invitation::create(conn, workspace, (&email, role), inviter, now)?;
            let row = invitation::list(conn, workspace)?.into_iter().find(|row| row.id == id);
            Ok((row.ok_or(tenancy::Error::NotFound)?, token))
        })
        .await?;
    // In the fragment, which no server's log ever sees.
    let link = format!("{}/invitation#{}", hydra.configuration.public_url(), token.reveal());
    let answer = InvitationCreated { invitation: row.into(), token: token.reveal().to_owned(), link };
    Ok(HttpResponse::Created().json(answer))
}

/// Takes an invitation back.
#[utoipa::path(tag = "workspace", security(("bearer" = ["settings:manage"])), params(("id" = uuid::Uuid, Path)), responses((status = 204)))]
#[delete("/invitations/{id}")]
pub(crate) async fn revoke_invitation(
    caller: Allowed<SettingsManage>,
    hydra: web::Data<Hydra>,
    id: web::Path<Id<invitation::Invitation>>,
) -> Result<HttpResponse, Failure> {
    let (workspace, actor, id, now) = (caller.workspace, caller.actor, *id, hydra.now());
    let by = Caller::clone(&caller);
    hydra
        .write(workspace, move |conn| {
            let open = invitation::list(conn, workspace)?.into_iter().find(|open| open.id == id);
            may_give(&by, open.ok_or(tenancy::Error::NotFound)?.role)?;
            Ok(invitation::revoke(conn, workspace, id, actor, now)?)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvitationToken {
    token: String,
}

/// Whom a link is for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct InvitationPreview {
    workspace_name: String,
    email: String,
    #[schema(value_type = words::Role)]
    role: Role,
    /// The address has an account: its password is asked, no name.
    known: bool,
}

fn read(token: &str) -> Result<Token, Failure> {
    Token::parse(TokenKind::Invitation, token).ok_or_else(|| Problem::not_found().into())
}

/// What a link invites to; 404 once it is used, revoked or expired.
#[utoipa::path(tag = "auth", request_body = InvitationToken, responses((status = 200, body = InvitationPreview)))]
#[post("/invitations/preview")]
pub(crate) async fn preview_invitation(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    body: Body<InvitationToken>,
) -> Result<web::Json<InvitationPreview>, Failure> {
    hydra.limits.look_up(address::of(&request, &hydra.configuration.http.trusted_proxies))?;
    let (token, now) = (read(&body.0.token)?, hydra.now());
    let preview = hydra
        .write(token.workspace, move |conn| {
            let (email, role) = invitation::find(conn, &token, now)?;
            let known = user::by_email(conn, &email)?.is_some();
            let workspace_name = workspace::get(conn, token.workspace)?.name;
            Ok(InvitationPreview { workspace_name, email, role, known })
        })
        .await?;
    Ok(web::Json(preview))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Acceptance {
    token: String,
    /// Of a new person.
    name: Option<String>,
    /// A new person's own choice, 8 to 200 characters; else the account's.
    #[schema(max_length = 200)]
    password: String,
}

/// Uses a link up and signs its person in.
#[utoipa::path(tag = "auth", request_body = Acceptance, responses((status = 200, body = Session)))]
#[post("/invitations/accept")]
pub(crate) async fn accept_invitation(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    body: Body<Acceptance>,
) -> Result<HttpResponse, Failure> {
    let Body(Acceptance { token, name, password }) = body;
    let (token, now) = (read(&token)?, hydra.now());
    let workspace = token.workspace;
    let caller = address::of(&request, &hydra.configuration.http.trusted_proxies);
    hydra.limits.look_up(caller)?;
    let asked = token.clone();
    let (email, known) = hydra
        .write(workspace, move |conn| {
            let (email, _) = invitation::find(conn, &asked, now)?;
            let known = user::by_email(conn, &email)?;
            Ok((email, known))
        })
        .await?;
    hydra.limits.sign_in(&email, caller)?;
    let who = match known {
        Some(login) => {
            let hash = login.password_hash;
            if !on_password_thread(&hydra, move || password::verify(&password, Some(&hash))).await? {
                return Err(Problem::field("password", "bad_credentials", "is not this account's").into());
            }
            Newcomer::Known(login.id)
        }
        None => {
            let name = required("name", name.as_deref().unwrap_or_default(), 100)?;
            Newcomer::New(name, on_password_thread(&hydra, move || password::hash(&password)).await??)
        }
    };
    let agent = user_agent(&request);
    let (token, session) = hydra
        .write(workspace, move |conn| {
            let user = invitation::accept(conn, &token, &who, now)?;
            let token = session::open(conn, workspace, user, agent.as_deref(), now)?;
            let session = session_of(conn, workspace, user, Some(&token))?;
            Ok((token, session))
        })
        .await?;
    Ok(HttpResponse::Ok().cookie(session_cookie(&hydra, token.reveal())).json(session))
}
