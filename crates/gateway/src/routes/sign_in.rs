//! Coming in: first run, sign-in, sign-out, who am I.

use actix_web::{
    HttpRequest, HttpResponse,
    cookie::{Cookie, SameSite},
    get, post, web,
};
use crm_core::{Email, account_stage};
use db::{UserId, WorkspaceId};
use serde::{Deserialize, Serialize};
use tenancy::{Permission, Role, Token, password, session, user, workspace};
use utoipa::ToSchema;

use crate::{
    address,
    auth::{Allowed, Anyone, cookie_name, is_https},
    body::Body,
    configuration::Signup,
    demo,
    error::{Failure, Problem},
    routes::workspaces::Workspace,
    score,
    state::Hydra,
    wire::required,
    words,
};

/// What the sign-in page needs to know.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Setup {
    /// The server has no workspace yet.
    needs_setup: bool,
    /// Anybody may make a workspace.
    signup_open: bool,
    /// The demo's sign-in, in development.
    demo: Option<DemoSignIn>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DemoSignIn {
    email: &'static str,
    password: &'static str,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignUp {
    workspace_name: String,
    name: String,
    email: String,
    /// 8 to 200 characters.
    #[schema(min_length = 8, max_length = 200)]
    password: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogIn {
    email: String,
    password: String,
    /// Which workspace, for a person of several.
    #[schema(value_type = Option<uuid::Uuid>)]
    workspace: Option<WorkspaceId>,
}

/// A signed-in person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Session {
    /// For programs; browsers use the cookie. Only in the answer to a sign-in.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    user: Option<User>,
    workspace: Workspace,
    #[schema(value_type = Option<words::Role>)]
    role: Option<Role>,
    #[schema(value_type = Vec<words::Permission>)]
    permissions: Vec<Permission>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct User {
    #[schema(value_type = uuid::Uuid)]
    id: UserId,
    name: String,
    email: String,
}

/// Whether this server needs its first workspace.
#[utoipa::path(tag = "auth", responses((status = 200, body = Setup)))]
#[get("/auth/setup")]
pub(crate) async fn setup(hydra: web::Data<Hydra>) -> Result<web::Json<Setup>, Failure> {
    let exists = hydra.database.primary.run_global(|conn| Ok::<_, Failure>(workspace::any_exists(conn)?)).await?;
    let configuration = &hydra.configuration;
    Ok(web::Json(Setup {
        needs_setup: !exists,
        signup_open: configuration.auth.signup == Signup::Open,
        demo: (configuration.demo.enabled && exists)
            .then_some(DemoSignIn { email: demo::EMAIL, password: demo::PASSWORD }),
    }))
}

/// Makes a workspace and its super_admin, and signs them in.
#[utoipa::path(tag = "auth", request_body = SignUp, responses((status = 201, body = Session)))]
#[post("/auth/signup")]
pub(crate) async fn sign_up(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    body: Body<SignUp>,
) -> Result<HttpResponse, Failure> {
    let Body(SignUp { workspace_name, name, email, password }) = body;
    let email = Email::parse(&email)?.to_string();
    hydra.limits.sign_in(&email, address::of(&request, &hydra.configuration.http.trusted_proxies))?;
    let (workspace_name, name) = (required("workspace_name", &workspace_name, 100)?, required("name", &name, 100)?);
    let now = hydra.now();
    let signup = workspace::Signup {
        workspace_name,
        name,
        email,
        password_hash: on_password_thread(&hydra, move || password::hash(&password)).await??,
        plan: hydra.configuration.auth.default_plan,
        open: hydra.configuration.auth.signup == Signup::Open,
    };
    let id = WorkspaceId::new(now);
    let agent = user_agent(&request);
    let (token, session) = hydra
        .write(id, move |conn| {
            let (_, user) = workspace::sign_up(conn, id, &signup, now)?;
            score::begin(conn, id, now)?;
            account_stage::make_defaults(conn, id, now)?;
            let token = session::open(conn, id, user, agent.as_deref(), now)?;
            let session = session_of(conn, id, user, Some(&token))?;
            Ok((token, session))
        })
        .await?;
    Ok(HttpResponse::Created().cookie(session_cookie(&hydra, token.reveal())).json(session))
}

/// Signs a person in. Every failure answers the same.
#[utoipa::path(tag = "auth", request_body = LogIn, responses((status = 200, body = Session)))]
#[post("/auth/login")]
pub(crate) async fn log_in(
    request: HttpRequest,
    hydra: web::Data<Hydra>,
    body: Body<LogIn>,
) -> Result<HttpResponse, Failure> {
    let Body(LogIn { email, password, workspace }) = body;
    // Normalised first: every spelling of an address takes from one bucket, and what is no address from another.
    let email = Email::parse(&email).map(|email| email.to_string()).unwrap_or_default();
    hydra.limits.sign_in(&email, address::of(&request, &hydra.configuration.http.trusted_proxies))?;
    let known = hydra.database.primary.run_global(move |conn| Ok::<_, Failure>(user::by_email(conn, &email)?)).await?;
    let hash = known.as_ref().map(|login| login.password_hash.clone());
    let matches = on_password_thread(&hydra, move || password::verify(&password, hash.as_deref())).await?;
    let Some(login) = known.filter(|_| matches) else { return Err(tenancy::Error::BadCredentials.into()) };

    let now = hydra.now();
    let chosen = hydra
        .database
        .primary
        .run_global(move |conn| Ok::<_, Failure>(user::choose_workspace(conn, login.id, workspace)?))
        .await?;
    let agent = user_agent(&request);
    let (token, session) = hydra
        .write(chosen, move |conn| {
            let token = session::open(conn, chosen, login.id, agent.as_deref(), now)?;
            let session = session_of(conn, chosen, login.id, Some(&token))?;
            Ok((token, session))
        })
        .await?;
    Ok(HttpResponse::Ok().cookie(session_cookie(&hydra, token.reveal())).json(session))
}

/// Ends the session.
#[utoipa::path(tag = "auth", security(("bearer" = [])), responses((status = 204)))]
#[post("/auth/logout")]
pub(crate) async fn log_out(caller: Allowed<Anyone>, hydra: web::Data<Hydra>) -> Result<HttpResponse, Failure> {
    let token = caller.token.clone();
    hydra.write(caller.workspace, move |conn| Ok(session::close(conn, &token)?)).await?;
    let mut gone = session_cookie(&hydra, "");
    gone.make_removal();
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}

/// Who is signed in, and what they may do.
#[utoipa::path(tag = "auth", security(("bearer" = [])), responses((status = 200, body = Session)))]
#[get("/auth/me")]
pub(crate) async fn me(caller: Allowed<Anyone>, hydra: web::Data<Hydra>) -> Result<web::Json<Session>, Failure> {
    let (workspace, permissions, role) = (caller.workspace, caller.permissions().to_vec(), caller.role);
    let user = caller.user().ok();
    let session = hydra
        .write(workspace, move |conn| match user {
            Some(user) => session_of(conn, workspace, user, None),
            None => Ok(Session {
                token: None,
                user: None,
                workspace: workspace::get(conn, workspace)?.into(),
                role,
                permissions: permissions.clone(),
            }),
        })
        .await?;
    Ok(web::Json(session))
}

pub(crate) fn session_of(
    conn: &mut db::Conn,
    id: WorkspaceId,
    user: UserId,
    token: Option<&Token>,
) -> Result<Session, Failure> {
    let teammate = user::get(conn, id, user)?;
    Ok(Session {
        token: token.map(|token| token.reveal().to_owned()),
        user: Some(User { id: teammate.id, name: teammate.name, email: teammate.email }),
        workspace: workspace::get(conn, id)?.into(),
        role: Some(teammate.role),
        permissions: teammate.role.permissions().to_vec(),
    })
}

/// Hashing takes a core for a while: at most two at once, off the threads that answer.
pub(crate) async fn on_password_thread<T: Send + 'static>(
    hydra: &Hydra,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Failure> {
    let busy = |_| Failure::from(Problem::busy("The server is stopping."));
    let _permit = hydra.password_checks.acquire().await.map_err(|_| Problem::busy("The server is stopping."))?;
    tokio::task::spawn_blocking(work).await.map_err(busy)
}

pub(crate) fn session_cookie<'c>(hydra: &Hydra, value: &str) -> Cookie<'c> {
    Cookie::build(cookie_name(hydra), value.to_owned())
        .path("/")
        .http_only(true)
        .secure(is_https(hydra))
        .same_site(SameSite::Lax)
        .max_age(actix_web::cookie::time::Duration::days(session::LIFETIME.whole_days()))
        .finish()
}

pub(crate) fn user_agent(request: &HttpRequest) -> Option<String> {
    let header = request.headers().get("User-Agent")?.to_str().ok()?;
    Some(header.chars().take(300).collect())
}
