//! The dashboard's files, and `index.html` for each of its pages.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header},
};

use crate::error::Problem;

/// What the dashboard's pages may load: nothing but their own files.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// A file of the build, else its page. What looks like the API and is none is a problem document.
pub(crate) async fn page(request: HttpRequest) -> HttpResponse {
    let path = request.path().trim_start_matches('/');
    let api = ["api/", "v1/", "webhooks/leads/", "health/"].iter().any(|prefix| path.starts_with(prefix));
    let read = matches!(*request.method(), Method::GET | Method::HEAD);
    if api || !read {
        return Problem::not_found().response();
    }
    if let Some(file) = dashboard::file(path).filter(|_| path != "index.html" && !path.is_empty()) {
        // The build puts a hash into the names of assets: their content never changes.
        let cache = if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        return answer(&request, path, cache, file);
    }
    if path.starts_with("assets/") {
        return Problem::not_found().response();
    }
    match dashboard::file("index.html") {
        Some(file) => answer(&request, "index.html", "no-cache", file),
        None => HttpResponse::ServiceUnavailable()
            .content_type("text/plain; charset=utf-8")
            .body("The dashboard is not built. Run: cargo xtask ui"),
    }
}

fn answer(request: &HttpRequest, path: &str, cache: &'static str, file: dashboard::File) -> HttpResponse {
    let tag: String = file.hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let known = request.headers().get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok());
    let mut response = if known == Some(tag.as_str()) { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::REFERRER_POLICY, "same-origin"))
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::ETAG, tag.clone()));
    if known == Some(tag.as_str()) {
        return response.finish();
    }
    response.content_type(mime_guess::from_path(path).first_or_octet_stream().as_ref()).body(file.bytes.into_owned())
}
