//! Every route. `configure` is the list; each module holds a resource's wire types and handlers on one page.

mod api_keys;
mod audit;
mod checklist;
mod contacts;
mod customers;
mod dashboard;
mod demo;
mod health;
mod ingest;
mod lead_webhooks;
mod leads;
mod people;
mod pipelines;
mod receive;
mod sign_in;
mod users;
mod visitors;
mod widget;
mod widgets;
mod workspaces;

pub(crate) use leads::SortOrder;

use actix_web::web;
use utoipa_actix_web::service_config::ServiceConfig;

/// The API proper, under `/api/v1`.
pub(crate) fn api(config: &mut ServiceConfig<'_>) {
    config
        .service(sign_in::setup)
        .service(sign_in::sign_up)
        .service(sign_in::log_in)
        .service(sign_in::log_out)
        .service(sign_in::me)
        .service(workspaces::show_workspace)
        .service(workspaces::update_workspace)
        .service(users::list_users)
        .service(api_keys::list_api_keys)
        .service(api_keys::create_api_key)
        .service(api_keys::revoke_api_key)
        .service(audit::audit_log)
        .service(checklist::setup_checklist)
        .service(leads::list_leads)
        .service(leads::create_lead)
        .service(leads::show_lead)
        .service(leads::update_lead)
        .service(leads::delete_lead)
        .service(leads::restore_lead)
        .service(leads::move_lead)
        .service(leads::assign_lead)
        .service(pipelines::list_pipelines)
        .service(pipelines::ensure_default_pipeline)
        .service(pipelines::show_board)
        .service(contacts::list_contacts)
        .service(contacts::show_contact)
        .service(customers::timeline)
        .service(customers::site_activity)
        .service(visitors::activity_summary)
        .service(widgets::list_widgets)
        .service(widgets::create_widget)
        .service(widgets::show_widget)
        .service(widgets::update_widget)
        .service(widgets::delete_widget)
        .service(widgets::widget_snippet)
        .service(lead_webhooks::list_webhooks)
        .service(lead_webhooks::create_webhook)
        .service(lead_webhooks::show_webhook)
        .service(lead_webhooks::update_webhook)
        .service(lead_webhooks::delete_webhook)
        .service(lead_webhooks::regenerate_webhook_key)
        .service(lead_webhooks::list_receipts);
}

/// What pages and senders call, under the addresses that the documents name.
pub(crate) fn public(config: &mut ServiceConfig<'_>) {
    config
        .service(widget::init_widget)
        .service(ingest::track)
        .service(widget::identify_visitor)
        .service(receive::receive_lead)
        .service(health::live)
        .service(health::ready)
        .service(health::show_metrics);
}

/// Files: the script, the demo site, the dashboard.
pub(crate) fn files(config: &mut web::ServiceConfig) {
    config
        .service(widget::script)
        .route("/api/widget/{call}", web::method(actix_web::http::Method::OPTIONS).to(widget::preflight))
        .route("/webhooks/leads/{api_key}", web::method(actix_web::http::Method::OPTIONS).to(widget::preflight))
        .configure(demo::configure)
        .default_service(web::to(dashboard::page));
}
