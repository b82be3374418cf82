//! Who calls, and whether they may: extractors that only a verified session or API key can build.

use std::{future::Ready, marker::PhantomData, ops::Deref};

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::{Method, StatusCode},
    middleware::Next,
    web,
};
use db::{UserId, WorkspaceId};
use tenancy::{Actor, Permission, Role, Token, TokenKind, api_key, session};

use crate::{
    error::{Failure, Problem},
    state::Hydra,
};

/// The cookie of a signed-in browser, on plain HTTP. Behind TLS it has the prefix that binds it to the host.
pub(crate) fn cookie_name(hydra: &Hydra) -> &'static str {
    if is_https(hydra) { "__Host-hydra_session" } else { "hydra_session" }
}

pub(crate) fn is_https(hydra: &Hydra) -> bool {
    hydra.configuration.public_url().starts_with("https://")
}

/// What a program must send beside the cookie on writes, which no other site's form can.
const REQUEST_HEADER: &str = "X-Hydra-Request";

/// A verified caller.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) workspace: WorkspaceId,
    pub(crate) actor: Actor,
    /// A person's role; programs have none.
    pub(crate) role: Option<Role>,
    permissions: Vec<Permission>,
    pub(crate) token: Token,
}

impl Caller {
    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.permissions.contains(&permission)
    }

    /// For a route that needs a second permission.
    pub(crate) fn require(&self, permission: Permission) -> Result<(), Problem> {
        if self.may(permission) { Ok(()) } else { Err(forbidden(permission)) }
    }

    pub(crate) fn permissions(&self) -> &[Permission] {
        &self.permissions
    }

    /// The signed-in person; programs are refused.
    pub(crate) fn user(&self) -> Result<UserId, Problem> {
        match self.actor {
            Actor::User(user) => Ok(user),
            _ => Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", "Only a signed-in person may do this.")),
        }
    }
}

/// A permission as a type, so that a route's signature names it.
pub(crate) trait Grant: 'static {
    /// `None` lets every verified caller pass.
    const PERMISSION: Option<Permission>;
}

macro_rules! grants {
    ($($(#[$meta:meta])* $name:ident = $permission:expr;)+) => {
        $($(#[$meta])* #[derive(Debug)] pub(crate) enum $name {}
        impl Grant for $name { const PERMISSION: Option<Permission> = $permission; })+
    };
}

grants! {
    /// Any verified caller.
    Anyone = None;
    /// `leads:view`.
    LeadsView = Some(Permission::LeadsView);
    /// `leads:manage`.
    LeadsManage = Some(Permission::LeadsManage);
    /// `crm:view`.
    CrmView = Some(Permission::CrmView);
    /// `crm:manage`.
    CrmManage = Some(Permission::CrmManage);
    /// `inbox:use`.
    InboxUse = Some(Permission::InboxUse);
    /// `automations:manage`.
    AutomationsManage = Some(Permission::AutomationsManage);
    /// `messages:send`.
    MessagesSend = Some(Permission::MessagesSend);
    /// `analytics:view`.
    AnalyticsView = Some(Permission::AnalyticsView);
    /// `settings:manage`.
    SettingsManage = Some(Permission::SettingsManage);
    /// `audit:view`.
    AuditView = Some(Permission::AuditView);
}

/// A caller who may do what `G` names: the first argument of every route that is not public.
#[derive(Debug)]
pub(crate) struct Allowed<G>(Caller, PhantomData<G>);

impl<G> Deref for Allowed<G> {
    type Target = Caller;
    fn deref(&self) -> &Caller {
        &self.0
    }
}

impl<G: Grant> FromRequest for Allowed<G> {
    type Error = Failure;
    type Future = Ready<Result<Self, Failure>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let verified = request.extensions_mut().remove::<Verified>();
        let caller = verified.map_or_else(|| Err(Problem::unauthenticated().into()), |Verified(outcome)| outcome);
        std::future::ready(caller.and_then(|caller| match G::PERMISSION {
            Some(permission) if !caller.may(permission) => Err(forbidden(permission).into()),
            _ => Ok(Self(caller, PhantomData)),
        }))
    }
}

fn forbidden(permission: Permission) -> Problem {
    let detail = format!("This needs the permission {permission}.");
    Problem::new(StatusCode::FORBIDDEN, "forbidden", detail).with("permission", permission)
}

/// What the middleware found out about the caller; only this module can make one.
struct Verified(Result<Caller, Failure>);

/// Who a verified request is from; nobody for a stranger.
pub(crate) fn verified(request: &ServiceRequest) -> Option<(WorkspaceId, String)> {
    match request.extensions().get::<Verified>() {
        Some(Verified(Ok(caller))) => {
            let id = caller.actor.id().map(|id| id.to_string()).unwrap_or_default();
            Some((caller.workspace, format!("{} {id}", caller.actor.kind())))
        }
        _ => None,
    }
}

/// Verifies the caller before the route's extractors run: [`Allowed`], a route's first argument, then answers at once, and
/// a stranger learns nothing of what the route makes of a body.
pub(crate) async fn verify_caller<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let outcome = verify(request.request()).await;
    request.extensions_mut().insert(Verified(outcome));
    next.call(request).await
}

/// The site's own server, where a public route is called with a key that may speak for the widget (D23); `None` for a
/// caller who shows no API key.
///
/// # Errors
/// For a key that is none, of another workspace, or without `widget:write`.
pub(crate) async fn site_server(request: &HttpRequest, workspace: WorkspaceId) -> Result<Option<Caller>, Failure> {
    // Whatever else stands there is meant for somebody else: a proxy with a password of its own, say.
    let header = request.headers().get("Authorization").and_then(|header| header.to_str().ok());
    if !header.is_some_and(|header| header.starts_with("Bearer hk_")) {
        return Ok(None);
    }
    let caller = verify(request).await?;
    if caller.workspace != workspace {
        return Err(Problem::unauthenticated().into());
    }
    caller.require(Permission::WidgetWrite)?;
    Ok(Some(caller))
}

async fn verify(request: &HttpRequest) -> Result<Caller, Failure> {
    let hydra = request.app_data::<web::Data<Hydra>>().ok_or_else(Problem::unauthenticated)?.clone();
    let token = presented(request, &hydra)?;
    let now = hydra.now();
    let kind = Token::kind_of(token.reveal()).ok_or_else(Problem::unauthenticated)?;
    hydra
        .write(token.workspace, move |conn| {
            let caller = match kind {
                TokenKind::Session => session::find(conn, &token, now)?.map(|session| Caller {
                    workspace: token.workspace,
                    actor: Actor::User(session.user),
                    role: Some(session.role),
                    permissions: session.role.permissions().to_vec(),
                    token: token.clone(),
                }),
                TokenKind::ApiKey => api_key::find(conn, &token, now)?.map(|key| Caller {
                    workspace: token.workspace,
                    actor: Actor::ApiKey(key.id),
                    role: None,
                    permissions: key.scopes,
                    token: token.clone(),
                }),
                TokenKind::LeadWebhook
                | TokenKind::Invitation
                | TokenKind::Channel
                | TokenKind::Unsubscribe
                | TokenKind::MailOpen
                | TokenKind::MailLink => None,
            };
            caller.ok_or_else(|| Problem::unauthenticated().into())
        })
        .await
}

/// The token of `Authorization`, else of the cookie. A cookie alone can't write: other sites' forms send it, too.
fn presented(request: &HttpRequest, hydra: &Hydra) -> Result<Token, Problem> {
    let read = |text: &str| {
        let kind = Token::kind_of(text).filter(|kind| [TokenKind::Session, TokenKind::ApiKey].contains(kind))?;
        Token::parse(kind, text)
    };
    if let Some(header) = request.headers().get("Authorization") {
        let bearer = header.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
        return bearer.and_then(|text| read(text.trim())).ok_or_else(Problem::unauthenticated);
    }
    let cookie = request.cookie(cookie_name(hydra)).ok_or_else(Problem::unauthenticated)?;
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if !is_read && !request.headers().contains_key(REQUEST_HEADER) {
        let detail = format!("A write with the session cookie needs the header {REQUEST_HEADER}: 1.");
        return Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", detail));
    }
    Token::parse(TokenKind::Session, cookie.value()).ok_or_else(Problem::unauthenticated)
}
