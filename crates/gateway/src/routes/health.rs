//! Is it alive, is it ready, how is it doing.

use actix_web::{HttpResponse, get, web};
use metrics_exporter_prometheus::PrometheusHandle;

use crate::{error::Failure, send, state::Hydra};

/// The process answers, whatever its database does (P15).
#[utoipa::path(tag = "operations", responses((status = 200, description = "Alive")))]
#[get("/health/live")]
pub(crate) async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("live")
}

/// The database answers, too: a proxy may send requests here.
#[utoipa::path(tag = "operations", responses((status = 200, description = "Ready"), (status = 503, description = "The database does not answer")))]
#[get("/health/ready")]
pub(crate) async fn ready(hydra: web::Data<Hydra>) -> HttpResponse {
    if hydra.database.primary.is_ready().await {
        HttpResponse::Ok().content_type("text/plain").body("ready")
    } else {
        HttpResponse::ServiceUnavailable()
            .insert_header(("Retry-After", "1"))
            .content_type("text/plain")
            .body("not ready")
    }
}

/// Gauges in Prometheus's text form (P22).
#[utoipa::path(tag = "operations", responses((status = 200, description = "Prometheus text", content_type = "text/plain")))]
#[get("/metrics")]
pub(crate) async fn show_metrics(
    hydra: web::Data<Hydra>,
    handle: web::Data<PrometheusHandle>,
) -> Result<HttpResponse, Failure> {
    let now = hydra.now();
    let depth = hydra.database.primary.run_global(move |conn| Ok::<_, Failure>(outbox::depth(conn, now)?)).await?;
    // A counter that nothing has counted yet is there all the same.
    send::unknown_sends().increment(0);
    #[expect(clippy::cast_precision_loss, reason = "a gauge")]
    {
        metrics::gauge!("hydra_jobs_ready").set(depth.ready as f64);
        metrics::gauge!("hydra_jobs_dead").set(depth.dead as f64);
        metrics::gauge!("hydra_jobs_oldest_due_seconds").set(depth.oldest.as_seconds_f64());
    }
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(handle.render()))
}
