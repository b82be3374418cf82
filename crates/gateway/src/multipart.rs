//! Bodies of `multipart/form-data` (RFC 7578), which forms with files send.

use actix_web::web::Bytes;

/// Parts of one body.
const MAX_PARTS: usize = 500;

/// A part of a form.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) name: String,
    /// Of files.
    pub(crate) file_name: Option<String>,
    pub(crate) bytes: Bytes,
}

/// The boundary, when this is such a body's type.
pub(crate) fn boundary(content_type: Option<&str>) -> Option<String> {
    multer::parse_boundary(content_type?).ok()
}

/// The parts of a body that has been read already.
///
/// # Errors
/// A sentence for the sender.
pub(crate) async fn parts(boundary: String, body: Bytes) -> Result<Vec<Part>, String> {
    let whole = futures_util::stream::once(std::future::ready(Ok::<_, std::io::Error>(body)));
    let mut form = multer::Multipart::new(whole, boundary);
    let unreadable = |error: multer::Error| format!("the form can't be read: {error}");
    let mut parts = Vec::new();
    while let Some(field) = form.next_field().await.map_err(unreadable)? {
        if parts.len() == MAX_PARTS {
            return Err(format!("the form has more than {MAX_PARTS} parts"));
        }
        let name = field.name().unwrap_or_default().to_owned();
        let file_name = field.file_name().map(ToOwned::to_owned);
        parts.push(Part { name, file_name, bytes: field.bytes().await.map_err(unreadable)? });
    }
    Ok(parts)
}

/// A form's texts; a file counts by its name.
pub(crate) async fn pairs(boundary: String, body: Bytes) -> Result<Vec<(String, String)>, String> {
    let value = |part: &Part| match &part.file_name {
        Some(name) => name.clone(),
        None => String::from_utf8_lossy(&part.bytes).into_owned(),
    };
    let parts = parts(boundary, body).await?;
    Ok(parts.iter().filter(|part| !part.name.is_empty()).map(|part| (part.name.clone(), value(part))).collect())
}
