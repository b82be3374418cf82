//! The HTTP server.

use std::{
    io,
    net::TcpListener,
    sync::{Arc, OnceLock},
    time::Duration,
};

use actix_web::{
    App, HttpServer,
    dev::{Server, Service, ServiceRequest},
    http::{Uri, uri::PathAndQuery},
    middleware, web,
};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_actix_web::TracingLogger;
use utoipa_actix_web::AppExt;
use utoipa_swagger_ui::SwaggerUi;

use crate::{auth, error, idempotency, openapi, routes, state::Hydra};

/// Other prefixes of the same handlers (D32), longest first.
const ALIASES: [&str; 2] = ["/v1/identity/", "/api/"];
const CANONICAL: &str = "/api/v1/";
/// A company and an account are one thing (D2).
const COMPANIES: (&str, &str) = ("/api/v1/companies", "/api/v1/accounts");
/// Addresses below an alias that are their own.
const NOT_ALIASED: [&str; 4] = [CANONICAL, "/api/widget/", "/api/chat", "/api/openapi.json"];

/// Starts answering on `listener`, with `workers` threads (0: one for each core). Await the server to run it.
pub fn start(hydra: Hydra, listener: TcpListener, workers: usize) -> io::Result<Server> {
    let document = openapi::document();
    sweep_limits(&hydra);
    let prometheus = web::Data::new(prometheus());
    let hydra = web::Data::new(hydra);
    let server = HttpServer::new(move || {
        App::new()
            .wrap(middleware::Compress::default())
            .wrap(TracingLogger::<crate::server::log::ByTemplate>::new())
            .wrap_fn(|mut request, next| {
                canonicalise(&mut request);
                next.call(request)
            })
            .app_data(hydra.clone())
            .app_data(prometheus.clone())
            .app_data(web::PathConfig::default().error_handler(error::path_error))
            .app_data(web::QueryConfig::default().error_handler(error::query_error))
            .service(SwaggerUi::new("/docs/{path:.*}").url("/api/openapi.json", document.clone()))
            .service(web::redirect("/docs", "/docs/"))
            .into_utoipa_app()
            .service(
                utoipa_actix_web::scope("/api/v1")
                    // The one that is named last runs first: a key is its caller's.
                    .wrap(middleware::from_fn(idempotency::once))
                    .wrap(middleware::from_fn(auth::verify_caller))
                    .configure(routes::api),
            )
            .configure(routes::public)
            .into_app()
            .configure(routes::files)
    });
    let server = if workers == 0 { server } else { server.workers(workers) };
    Ok(server.shutdown_timeout(10).listen(listener)?.run())
}

/// Lets buckets that are full again go, once a minute, for as long as the server lives.
fn sweep_limits(hydra: &Hydra) {
    let limits = Arc::downgrade(&hydra.limits);
    actix_web::rt::spawn(async move {
        let mut tick = actix_web::rt::time::interval(Duration::from_secs(60));
        loop {
            tick.tick().await;
            let Some(limits) = limits.upgrade() else { return };
            limits.sweep();
        }
    });
}

/// Turns an alias of an address into the address itself, before it is routed.
fn canonicalise(request: &mut ServiceRequest) {
    let Some(path) = canonical(request.path()) else { return };
    let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
    let Ok(target) = PathAndQuery::try_from(format!("{path}{query}")) else { return };
    let mut parts = request.uri().clone().into_parts();
    parts.path_and_query = Some(target);
    if let Ok(uri) = Uri::from_parts(parts) {
        request.match_info_mut().get_mut().update(&uri);
        request.head_mut().uri = uri;
    }
}

/// The address that a handler has; `None` when it is the path's own.
fn canonical(path: &str) -> Option<String> {
    let own = NOT_ALIASED.iter().any(|own| path.starts_with(own));
    let rest = ALIASES.iter().filter(|_| !own).find_map(|alias| path.strip_prefix(alias));
    let full = rest.map_or_else(|| path.to_owned(), |rest| format!("{CANONICAL}{rest}"));
    let full = match full.strip_prefix(COMPANIES.0) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{}{rest}", COMPANIES.1),
        _ => full,
    };
    (full != path).then_some(full)
}

/// One recorder a process: tests start several servers in one.
fn prometheus() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    let install = || {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        if metrics::set_global_recorder(recorder).is_err() {
            tracing::warn!("another metrics recorder is installed; /metrics stays empty");
        }
        handle
    };
    HANDLE.get_or_init(install).clone()
}

/// Request spans without secrets: the route's template stands for the path, which may hold a webhook's key (P20).
mod log {
    use actix_web::{
        Error,
        body::MessageBody,
        dev::{ServiceRequest, ServiceResponse},
    };
    use tracing::{Span, field::Empty};
    use tracing_actix_web::RootSpanBuilder;

    pub(crate) struct ByTemplate;

    impl RootSpanBuilder for ByTemplate {
        fn on_request_start(request: &ServiceRequest) -> Span {
            let route = request.match_pattern().unwrap_or_else(|| "other".to_owned());
            tracing::info_span!("request", method = %request.method(), route, status = Empty)
        }

        fn on_request_end<B: MessageBody>(span: Span, outcome: &Result<ServiceResponse<B>, Error>) {
            let status = match outcome {
                Ok(response) => response.status(),
                Err(error) => error.as_response_error().status_code(),
            };
            span.record("status", status.as_u16());
            tracing::debug!(parent: &span, "answered");
        }
    }
}
