//! The demo site: a fictional company's pages with the demo workspace's widget on them. In development only.

use actix_web::{HttpResponse, web};

use crate::{demo, error::Problem, state::Hydra};

pub(crate) fn configure(config: &mut web::ServiceConfig) {
    config.route("/demo", web::get().to(index)).route("/demo/{path:.*}", web::get().to(page));
}

async fn index() -> HttpResponse {
    HttpResponse::Found().insert_header(("Location", "/demo/")).finish()
}

async fn page(hydra: web::Data<Hydra>, path: web::Path<String>) -> HttpResponse {
    if !hydra.configuration.demo.enabled {
        return Problem::not_found().response();
    }
    let Some((name, bytes)) = find(path.trim_end_matches('/')) else { return Problem::not_found().response() };
    let kind = mime_guess::from_path(&name).first_or_octet_stream();
    if kind != mime_guess::mime::TEXT_HTML {
        return HttpResponse::Ok().content_type(kind.as_ref()).body(bytes);
    }
    let html = String::from_utf8_lossy(&bytes)
        .replace("{{widget_key}}", &demo::widget_key().to_string())
        .replace("{{webhook_url}}", &format!("/webhooks/leads/{}", demo::webhook_token().reveal()));
    HttpResponse::Ok().content_type("text/html; charset=utf-8").insert_header(("Cache-Control", "no-cache")).body(html)
}

/// The file of an address: itself, `<address>.html`, or the folder's page, which is every route of the SPA.
fn find(path: &str) -> Option<(String, Vec<u8>)> {
    let mut names = vec![path.to_owned(), format!("{path}.html")];
    let folder = path.split('/').next().unwrap_or_default();
    names.push(if folder.is_empty() { "index.html".to_owned() } else { format!("{folder}/index.html") });
    names.into_iter().find_map(|name| widget::demo(&name).map(|bytes| (name, bytes.into_owned())))
}
