//! Problem documents (RFC 9457, D33): one exhaustive match from every domain error to a status and a stable code.

use std::ops::{Deref, DerefMut};

use actix_web::{HttpRequest, HttpResponse, ResponseError, http::StatusCode};
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// A field that was refused.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct FieldError {
    /// The field's name on the wire.
    pub(crate) field: String,
    /// A stable word.
    pub(crate) code: String,
    /// For a person.
    pub(crate) message: String,
}

/// What went wrong, as RFC 9457 says it.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub(crate) struct Document {
    /// Always `about:blank`: `code` names the problem.
    #[serde(rename = "type")]
    #[schema(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: &'static str,
    /// The HTTP status.
    pub(crate) status: u16,
    /// For a person.
    pub(crate) detail: String,
    /// A stable word for programs.
    pub(crate) code: &'static str,
    /// Which fields, when the request's fields are the trouble.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) errors: Vec<FieldError>,
    /// What else a program needs: `existing_id`, `accepted`, `rejected`.
    #[serde(flatten)]
    #[schema(ignore)]
    extra: Map<String, Value>,
    #[serde(skip)]
    retry_after: Option<u64>,
}

/// A problem document; boxed, so that a `Result` with one stays small.
#[derive(Debug, Clone)]
pub(crate) struct Problem(Box<Document>);

impl Deref for Problem {
    type Target = Document;
    fn deref(&self) -> &Document {
        &self.0
    }
}

impl DerefMut for Problem {
    fn deref_mut(&mut self) -> &mut Document {
        &mut self.0
    }
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self(Box::new(Document {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail: detail.into(),
            code,
            errors: Vec::new(),
            extra: Map::new(),
            retry_after: None,
        }))
    }

    /// A field that can't be taken: 422.
    pub(crate) fn field(field: impl Into<String>, code: &str, message: impl Into<String>) -> Self {
        let (field, message) = (field.into(), message.into());
        let mut problem =
            Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", format!("{field} {message}").trim().to_owned());
        problem.errors.push(FieldError { field, code: code.to_owned(), message });
        problem
    }

    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", detail)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here with this address.")
    }

    pub(crate) fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", "Sign in, or send an API key.")
    }

    pub(crate) fn too_many(code: &'static str, detail: impl Into<String>, retry_after: u64) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, code, detail).after(retry_after)
    }

    pub(crate) fn busy(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail).after(1)
    }

    /// Says in how many seconds to try again.
    fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    pub(crate) fn with(mut self, key: &str, value: impl Serialize) -> Self {
        self.extra.insert(key.to_owned(), json!(value));
        self
    }

    pub(crate) fn response(&self) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponse::build(status);
        response.content_type("application/problem+json");
        if let Some(seconds) = self.retry_after {
            response.insert_header(("Retry-After", seconds.to_string()));
        }
        if status == StatusCode::UNAUTHORIZED {
            response.insert_header(("WWW-Authenticate", "Bearer"));
        }
        response.body(serde_json::to_vec(&**self).unwrap_or_default())
    }
}

/// Everything that a handler can end with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Analytics(#[from] db::Error),
    #[error(transparent)]
    Automations(#[from] automations::Error),
    #[error(transparent)]
    Crm(#[from] crm_core::Error),
    #[error(transparent)]
    Inbox(#[from] inbox::Error),
    #[error(transparent)]
    Messaging(#[from] messaging::Error),
    #[error(transparent)]
    Outbound(#[from] outbound::Error),
    #[error(transparent)]
    Pipeline(#[from] pipeline::Error),
    #[error(transparent)]
    Tenancy(#[from] tenancy::Error),
    #[error(transparent)]
    Tracking(#[from] tracking::Error),
    #[error("{}", .0.detail)]
    Problem(Problem),
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Failure::Problem(problem)
    }
}

impl Failure {
    /// The same, of a field that stands inside another one.
    pub(crate) fn inside(self, outer: &str) -> Self {
        match self {
            Failure::Crm(error) => Failure::Crm(error.inside(outer)),
            Failure::Problem(mut problem) => {
                for error in &mut problem.errors {
                    error.field = format!("{outer}.{}", error.field);
                }
                Failure::Problem(problem)
            }
            other => other,
        }
    }

    pub(crate) fn problem(&self) -> Problem {
        match self {
            Failure::Analytics(error) => database(error),
            Failure::Automations(error) => automation(error),
            Failure::Crm(error) => crm(error),
            Failure::Inbox(error) => conversation(error),
            Failure::Messaging(error) => message(error),
            Failure::Outbound(error) => told(error),
            Failure::Pipeline(error) => lead_pipeline(error),
            Failure::Tenancy(error) => tenant(error),
            Failure::Tracking(error) => site(error),
            Failure::Problem(problem) => problem.clone(),
        }
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.problem().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let problem = self.problem();
        if problem.status >= 500 {
            tracing::error!(code = problem.code, error = %self, "request failed");
        }
        problem.response()
    }
}

fn conflict(code: &'static str, detail: &str) -> Problem {
    Problem::new(StatusCode::CONFLICT, code, detail)
}

fn stale() -> Problem {
    conflict("stale", "This was changed by somebody else since you read it. Load it again.")
}

fn database(error: &db::Error) -> Problem {
    match error {
        db::Error::NotFound => Problem::not_found(),
        db::Error::Constraint(name) => conflict("conflict", &format!("The change breaks the rule {name}.")),
        db::Error::Contention(_) => Problem::busy("Too many changes to the same thing at once. Try again."),
        db::Error::Timeout(_) => Problem::busy("The database took too long. Try again."),
        db::Error::Unavailable(_) => Problem::busy("The database is not available. Try again in a moment."),
        db::Error::Value(_) => {
            Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "A value in the request can't be stored.")
        }
        db::Error::Other(_) => {
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "Something failed on our side; it is logged.")
        }
    }
}

fn crm(error: &crm_core::Error) -> Problem {
    use crm_core::Error as E;
    match error {
        E::NotFound => Problem::not_found(),
        E::EmailTaken { kind, holder } => {
            let mut problem = conflict("email_taken", "Another person has this email.").with("existing_kind", kind);
            let message = problem.detail.clone();
            problem.errors.push(FieldError { field: "email".to_owned(), code: "email_taken".to_owned(), message });
            match holder {
                Some(id) => problem.with("existing_id", id),
                None => problem,
            }
        }
        E::Stale => stale(),
        E::AccountRequired => {
            let mut problem =
                Problem::field("account_id", "account_required", "is required: a contact belongs to an account");
            problem.code = "account_required";
            problem
        }
        E::AccountInUse(by) => conflict("account_in_use", &in_use(*by))
            .with("contacts", by.contacts)
            .with("opportunities", by.opportunities)
            .with("linked_contacts", by.linked_contacts),
        E::StageInUse(accounts) => conflict("stage_in_use", "Accounts are in this stage. Say where they go: move_to.")
            .with("accounts", accounts),
        E::Refused(why) => conflict("conflict", why),
        E::Closed => conflict("closed", "This opportunity is closed: there is no next stage."),
        E::Invalid { field, message } => Problem::field(field.clone(), "invalid", message),
        E::Outbound(error) => told(error),
        E::Tenancy(error) => tenant(error),
        E::Database(error) => database(error),
    }
}

/// Why an account can't go (H31), in words.
fn in_use(by: crm_core::InUse) -> String {
    let count = |n: i64, one: &str, many: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {many}")),
    };
    let hanging: Vec<String> = [
        count(by.contacts, "contact", "contacts"),
        count(by.opportunities, "opportunity", "opportunities"),
        count(by.linked_contacts, "linked contact", "linked contacts"),
    ]
    .into_iter()
    .flatten()
    .collect();
    format!("This account still has {}. Move or delete them first.", hanging.join(" and "))
}

fn lead_pipeline(error: &pipeline::Error) -> Problem {
    use pipeline::Error as E;
    match error {
        E::NotFound => Problem::not_found(),
        E::StaleStage(stage) => {
            conflict("stale_stage", "Somebody else moved this lead meanwhile.").with("stage_id", stage)
        }
        E::StageInUse { stage, leads } => {
            conflict("stage_in_use", "Leads are in this stage. Say where they go: move_to.")
                .with("stage_id", stage)
                .with("leads", leads)
        }
        E::PipelineInUse(leads) => {
            conflict("pipeline_in_use", "Leads are in this pipeline. Say where they go: move_to.").with("leads", leads)
        }
        E::DefaultPipeline => {
            conflict("default_pipeline", "The default pipeline stays. Make another one the default first.")
        }
        E::Conflict(why) => conflict("conflict", why),
        E::Stale => stale(),
        E::Invalid { field, message } => Problem::field(*field, "invalid", message),
        E::Crm(error) => crm(error),
        E::Tenancy(error) => tenant(error),
        E::Database(error) => database(error),
    }
}

fn automation(error: &automations::Error) -> Problem {
    use automations::Error as E;
    match error {
        E::NotFound => Problem::not_found(),
        E::Stale => stale(),
        E::AttemptActive => conflict("attempt_active", "A step of this run waits or is being sent already."),
        E::NothingToRetry => conflict("nothing_to_retry", "No step of this person's last run failed."),
        E::Invalid { field, message } => Problem::field(field.clone(), "invalid", message),
        E::Crm(error) => crm(error),
        E::Messaging(error) => message(error),
        E::Outbound(error) => told(error),
        E::Pipeline(error) => lead_pipeline(error),
        E::Tenancy(error) => tenant(error),
        E::Database(error) => database(error),
    }
}

fn conversation(error: &inbox::Error) -> Problem {
    use inbox::Error as E;
    match error {
        E::NotFound => Problem::not_found(),
        E::Stale => stale(),
        E::Invalid { field, message } => Problem::field(field.clone(), "invalid", message),
        E::Crm(error) => crm(error),
        E::Pipeline(error) => lead_pipeline(error),
        E::Tracking(error) => site(error),
        E::Database(error) => database(error),
    }
}

fn message(error: &messaging::Error) -> Problem {
    use messaging::Error as E;
    match error {
        E::NotFound => Problem::not_found(),
        E::Stale => stale(),
        E::Conflict(why) => conflict("conflict", why),
        E::Invalid { field, message } => Problem::field(field.clone(), "invalid", message),
        E::Crm(error) => crm(error),
        E::Tenancy(error) => tenant(error),
        E::Database(error) => database(error),
    }
}

fn tenant(error: &tenancy::Error) -> Problem {
    use tenancy::Error as E;
    match error {
        E::EmailTaken => {
            let mut problem = conflict("email_taken", "This address already has an account. Sign in instead.");
            let message = problem.detail.clone();
            problem.errors.push(FieldError { field: "email".to_owned(), code: "email_taken".to_owned(), message });
            problem
        }
        E::BadCredentials => {
            Problem::new(StatusCode::UNAUTHORIZED, "bad_credentials", "This email and password do not belong together.")
        }
        E::PlanRequired(plan) => {
            let detail = format!("This needs the plan {plan} or a higher one.");
            Problem::new(StatusCode::FORBIDDEN, "plan_required", detail).with("plan", plan)
        }
        E::LastOwner => conflict("last_owner", "A workspace needs at least one owner (super_admin)."),
        E::SignupClosed => Problem::new(StatusCode::FORBIDDEN, "signup_closed", "Sign-up is closed on this server."),
        E::NotYours => Problem::new(StatusCode::FORBIDDEN, "forbidden", "Only its owner may change this."),
        E::NotFound => Problem::not_found(),
        E::Stale => stale(),
        E::Invalid { field, message } => Problem::field(*field, "invalid", message),
        E::Database(error) => database(error),
    }
}

fn told(error: &outbound::Error) -> Problem {
    use outbound::Error as E;
    match error {
        E::NotFound => Problem::not_found(),
        E::Stale => stale(),
        E::Invalid { field, message } => Problem::field(*field, "invalid", message),
        E::Tenancy(error) => tenant(error),
        E::Database(error) => database(error),
    }
}

fn site(error: &tracking::Error) -> Problem {
    use tracking::Error as E;
    match error {
        E::Outbound(error) => told(error),
        E::NotFound => Problem::not_found(),
        E::Stale => stale(),
        E::Unverified => {
            let detail = "This widget takes verified calls only: send user_hash, made by your server.";
            Problem::new(StatusCode::FORBIDDEN, "identity_unverified", detail)
        }
        E::ExactUnverified => {
            let detail = "Only a verified call may set a stage with exact: send user_hash, made by your server.";
            Problem::new(StatusCode::FORBIDDEN, "identity_unverified", detail)
        }
        E::NotLinked { company } => {
            let (field, message) = match company {
                true => ("company_id", "is none of the companies that the visitor's contact is linked to"),
                false => {
                    ("anon_visitor_id", "is not linked to a contact of a company: identify it with an email first")
                }
            };
            let mut problem = Problem::field(field, "not_linked", message);
            problem.code = "not_linked";
            problem
        }
        E::CompanyAmbiguous(companies) => {
            let message = "is needed: the visitor's contact is linked to several companies";
            let mut problem = Problem::field("company_id", "company_ambiguous", message);
            problem.code = "company_ambiguous";
            if companies.is_empty() {
                return problem;
            }
            let named: Vec<_> = companies.iter().map(|(id, name)| json!({"id": id, "name": name})).collect();
            problem.with("companies", named)
        }
        E::NoSuchStage { known } => {
            let message = match known {
                Some(known) if !known.is_empty() => format!("is no stage of a deal; there are {}", known.join(", ")),
                _ => "is no stage of a deal".to_owned(),
            };
            Problem::field("stage", "invalid", message)
        }
        E::Invalid { field, message } => Problem::field(*field, "invalid", message),
        E::Crm(error) => crm(error),
        E::Tenancy(error) => tenant(error),
        E::Database(error) => database(error),
    }
}

/// An id in a path that is none is not there.
pub(crate) fn path_error(_: actix_web::error::PathError, _: &HttpRequest) -> actix_web::Error {
    Failure::from(Problem::not_found()).into()
}

/// A query parameter that is none.
pub(crate) fn query_error(error: actix_web::error::QueryPayloadError, _: &HttpRequest) -> actix_web::Error {
    Failure::from(Problem::field("query", "invalid", error.to_string())).into()
}
