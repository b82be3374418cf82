//! Rows as files: CSV that a spreadsheet may open, and JSON lines.

use actix_web::{HttpResponse, http::header, web::Bytes};
use analytics::{
    events::{self, Filter, StoredEvent},
    people,
};
use db::{Conn, Cursor, WorkspaceId};
use serde_json::Value;
use tenancy::export::{self, Export, Format};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{error::Failure, people_file::PeopleColumns, routes, state::Hydra};

/// Rows that are read and written at a time.
const ROWS: i64 = 5_000;
const HEADER: [&str; 14] = [
    "id",
    "occurred_at",
    "received_at",
    "type",
    "name",
    "path",
    "url",
    "referrer",
    "value",
    "properties",
    "widget_id",
    "visitor_id",
    "anon_visitor_id",
    "customer_id",
];

/// What a browser is told of a file's kind.
pub(crate) fn content_type(format: Format) -> &'static str {
    match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Ndjson => "application/x-ndjson",
    }
}

/// An answer that is saved, not shown.
pub(crate) fn attachment(format: Format, name: &str) -> actix_web::HttpResponseBuilder {
    let mut answer = HttpResponse::Ok();
    answer
        .content_type(content_type(format))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{format}\"")))
        .insert_header((header::CACHE_CONTROL, "no-store"));
    answer
}

/// All events that pass, as they are read: the answer begins before the last row is known.
pub(crate) fn events(
    hydra: &Hydra,
    workspace: WorkspaceId,
    filter: Filter,
    format: Format,
    name: &str,
) -> HttpResponse {
    let start = (hydra.clone(), filter, Some(None::<Cursor>));
    let parts = futures_util::stream::try_unfold(start, move |(hydra, filter, next)| async move {
        let Some(after) = next else { return Ok::<_, Failure>(None) };
        let wanted = filter.clone();
        let now = hydra.now();
        let rows = hydra
            .analyse(workspace, move |conn| Ok(events::list(conn, workspace, &wanted, after, true, ROWS, now)?))
            .await?;
        let next = following(&rows);
        let body = encode(&rows, format, after.is_none());
        Ok(Some((Bytes::from(body), (hydra, filter, next.map(Some)))))
    });
    attachment(format, name).streaming(Box::pin(parts))
}

/// Where the next part begins; `None` when these rows are the last ones.
fn following(rows: &[StoredEvent]) -> Option<Cursor> {
    let full = i64::try_from(rows.len()).is_ok_and(|count| count == ROWS);
    rows.last().filter(|_| full).map(|row| Cursor { at: row.occurred_at, id: row.id })
}

/// Writes the next part of an export. True when it was the last one, or the file is gone.
pub(crate) fn write_part(
    conn: &mut Conn,
    workspace: WorkspaceId,
    id: db::Id<Export>,
    now: OffsetDateTime,
) -> Result<bool, Failure> {
    let export = match export::get(conn, workspace, id) {
        Ok(export) => export,
        Err(tenancy::Error::NotFound) => return Ok(true),
        Err(error) => return Err(error.into()),
    };
    let first = export.parts == 0;
    let (body, written, total, next) = match routes::exports::rows_of(&export)? {
        RowsOf::Events(filter) => {
            let total = if first { events::count(conn, workspace, &filter, now)? } else { export.total };
            let rows = events::list(conn, workspace, &filter, export.reached(), true, ROWS, now)?;
            (encode(&rows, export.format, first), rows.len(), total, following(&rows))
        }
        RowsOf::People(kind, filter) => {
            let total = if first { people::count(conn, workspace, kind, &filter)? } else { export.total };
            let after = export.reached().map(|cursor| cursor.id);
            let rows = people::after(conn, workspace, kind, &filter, after, ROWS)?;
            let full = i64::try_from(rows.len()).is_ok_and(|count| count == ROWS);
            let next = rows.last().filter(|_| full).map(|row| Cursor { at: row.created_at, id: row.id.uuid() });
            let written = rows.len();
            let columns = PeopleColumns::of(conn, workspace, kind)?;
            (columns.encode(rows, export.format, first), written, total, next)
        }
    };
    let written = i64::try_from(written).unwrap_or(i64::MAX);
    export::append(conn, workspace, &export, &body, written, total, next, next.is_none(), now)?;
    Ok(next.is_none())
}

/// What a file is made of.
pub(crate) enum RowsOf {
    /// Events of the site.
    Events(Filter),
    /// Leads or contacts.
    People(people::Kind, people::Filter),
}

fn encode(rows: &[StoredEvent], format: Format, first: bool) -> Vec<u8> {
    match format {
        Format::Csv => csv(rows, first),
        Format::Ndjson => {
            let line =
                |row: &StoredEvent| serde_json::to_string(&routes::StoredEvent::from(row.clone())).unwrap_or_default();
            rows.iter().flat_map(|row| [line(row), "\n".to_owned()]).collect::<String>().into_bytes()
        }
    }
}

fn csv(rows: &[StoredEvent], first: bool) -> Vec<u8> {
    let header = HEADER.map(ToOwned::to_owned);
    let time = |at: OffsetDateTime| at.format(&Rfc3339).unwrap_or_default();
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    let rows = rows.iter().map(|row| {
        vec![
            row.id.to_string(),
            time(row.occurred_at),
            time(row.received_at),
            row.kind.clone(),
            or_empty(&row.name),
            row.path.clone(),
            row.url.clone(),
            or_empty(&row.referrer),
            row.value.map(|value| value.to_string()).unwrap_or_default(),
            row.properties.as_ref().map(Value::to_string).unwrap_or_default(),
            row.widget_id.to_string(),
            row.visitor_id.to_string(),
            row.anon_visitor_id.clone(),
            row.customer_id.map(|id| id.to_string()).unwrap_or_default(),
        ]
    });
    table(first.then_some(&header[..]), rows)
}

/// CSV (RFC 4180) that a spreadsheet may open.
pub(crate) fn table(header: Option<&[String]>, rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    // Writing to memory does not fail.
    if let Some(header) = header {
        drop(writer.write_record(header.iter().map(|field| harmless(field))));
    }
    for row in rows {
        drop(writer.write_record(row.iter().map(|field| harmless(field))));
    }
    writer.into_inner().unwrap_or_default()
}

/// A text that a spreadsheet takes for a formula is told apart by an apostrophe. Numbers stay numbers.
fn harmless(field: &str) -> String {
    let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']) && field.parse::<f64>().is_err();
    if formula { format!("'{field}") } else { field.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn formulas_are_texts_and_numbers_are_numbers() {
        for text in ["=1+1", "+cmd", "-2+3", "@SUM(A1)", "\tx", "\r=1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in ["", "-2.5", "+4", "a=b", "/pricing"] {
            assert_eq!(harmless(text), text);
        }
    }
}
