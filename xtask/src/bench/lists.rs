//! G7: the board and the list page among many leads, over HTTP, against the SQL of one of their pages.

use std::thread::sleep;
use std::time::Duration;

use diesel::RunQueryDsl;
use serde_json::Value;
use uuid::Uuid;

use super::anchors::{self, Anchor, Planned};
use super::load::{self, request};
use super::measure::{Run, several};
use super::stand::Stand;
use super::{Effort, Row, at_most};
use crate::steps::step;
use crate::workspace::Result;

/// Leads on a page, and on top of a board's column.
pub(super) const PAGE: usize = 50;

const CONNECTIONS: u64 = 8;
const FEW: u64 = 10_000;
const MANY: u64 = 100_000;
const LIST: &str = "/api/v1/leads?limit=50";

/// Pages among 10,000 leads against B5, and among 100,000 against those before and after.
pub(super) fn lists(stand: &Stand, effort: Effort) -> Result<Vec<Row>> {
    let (columns, board) = (column_paths(stand), board_path(stand));
    let b5 = |planned| several(effort, || anchors::column(stand, CONNECTIONS, planned, effort.run));
    let get = |paths: &[&str]| several(effort, || get(stand, paths, effort.run));
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();

    fill(stand, FEW)?;
    let before = b5(Planned::ByItself)?;
    let (column, list, whole) = (get(&columns)?, get(&[LIST])?, get(&[&board])?);
    let after = b5(Planned::ByItself)?;
    let once = b5(Planned::Once)?;
    fill(stand, MANY)?;
    let (column_of_many, list_of_many, whole_of_many) = (get(&columns)?, get(&[LIST])?, get(&[&board])?);
    let of_many = b5(Planned::ByItself)?;
    fill(stand, FEW)?;
    let (column_again, list_again) = (get(&columns)?, get(&[LIST])?);

    let b5 = Anchor::of("B5", "pages", before, after);
    eprintln!("  B5, were it planned once: {:.0} pages/s; B5 among {MANY} leads: {:.0}", once.rate, of_many.rate);
    eprintln!("  a board: {:.2} ms, {:.2} ms of {MANY} leads", whole.median, whole_of_many.median);
    let columns_of_few = Anchor::of("the columns", "pages", column, column_again);
    let list_of_few = Anchor::of("the list", "pages", list, list_again);
    let stages = stand.stages.len() as f64;
    let whole = Run { rate: whole.rate * stages, cpu: whole.cpu / stages, ..whole };
    let (must, aim) = (("0.25", 0.25), ("0.40", 0.40));
    Ok(vec![
        b5.rate_row("G7", "a column's 50 of 10,000 leads, 8 connections", column, must, aim),
        b5.rate_row("G7", "the list's 50 newest, likewise", list, must, aim),
        b5.rate_row("G7", "the board, each of its columns a page", whole, must, aim),
        growth(&columns_of_few, "a column's 50", column_of_many),
        growth(&list_of_few, "the list's 50", list_of_many),
    ])
}

/// What ten times as many leads cost a page.
fn growth(few: &Anchor, what: &str, many: Run) -> Row {
    let ratio = many.median / few.run.median;
    Row {
        goal: "G7",
        what: format!("{what}, the median of 100,000 leads against that of 10,000 ({:.2} ms)", few.run.median),
        measured: format!("{ratio:.2}× ({:.2} ms)", many.median),
        must: "≤ 1.3×",
        aim: "≤ 1.3×",
        verdict: few.verdict(at_most(ratio, 1.3, 1.3)),
    }
}

fn get(stand: &Stand, paths: &[&str], long: Duration) -> Result<Run> {
    let requests: Vec<Vec<u8>> = paths.iter().map(|path| request("GET", path, Some(&stand.token), "")).collect();
    stand.read(&stand.product(), || load::repeat(stand.port, &requests, 200, CONNECTIONS, long))
}

fn column_paths(stand: &Stand) -> Vec<String> {
    let path = |stage| format!("/api/v1/leads?stage_id={stage}&sort_by=position&limit=50");
    stand.stages.iter().map(path).collect()
}

fn board_path(stand: &Stand) -> String {
    format!("/api/v1/lead-pipelines/{}/board?limit=50", stand.pipeline)
}

/// The product's statement for the first page of a column, as `analytics::people` makes it: what is not asked for does not
/// stand in it.
pub(super) fn column_sql() -> String {
    let order = "l.position ASC NULLS LAST, c.id ASC";
    let page = format!(
        "SELECT c.id, row_number() OVER (ORDER BY {order}) AS place
         FROM customers c
         LEFT JOIN leads l ON l.workspace_id = $1 AND l.id = c.id AND l.position IS NOT NULL
         WHERE c.workspace_id = $1 AND c.kind = 'lead' AND c.deleted_at IS NULL AND c.converted_into IS NULL
           AND l.stage_id = $2
         ORDER BY {order} LIMIT $3 OFFSET $4"
    );
    include_str!("../../../crates/analytics/src/sql/people.sql").replace("{page}", &page)
}

/// What the statement is given, as literals.
pub(super) fn column_values(stand: &Stand, stage: Uuid) -> Vec<String> {
    vec![format!("'{}'", stand.workspace), format!("'{stage}'"), PAGE.to_string(), "0".to_owned()]
}

/// The statement with the values in it.
pub(super) fn column_text(stand: &Stand, stage: Uuid) -> String {
    let values = column_values(stand, stage);
    let from_last = values.iter().enumerate().rev();
    from_last.fold(column_sql(), |sql, (at, value)| sql.replace(&format!("${}", at + 1), value))
}

/// That many leads in the workspace, and nothing else; and what the product shows of them.
fn fill(stand: &Stand, count: u64) -> Result {
    step(&format!("{count} leads"), || seed(stand, count))?;
    // A total may be five seconds old.
    sleep(Duration::from_secs(6));
    let rows = |page: &Value, key: &str| page[key].as_array().map_or(0, Vec::len);
    let list = stand.call("GET", LIST, &Value::Null)?;
    if (rows(&list, "data"), list["total"].as_u64()) != (PAGE, Some(count)) {
        return Err(format!("the list shows {} of {} leads", rows(&list, "data"), list["total"]).into());
    }
    for path in column_paths(stand) {
        let shown = rows(&stand.call("GET", &path, &Value::Null)?, "data");
        if shown != PAGE {
            return Err(format!("{path} shows {shown} leads").into());
        }
    }
    let board = stand.call("GET", &board_path(stand), &Value::Null)?;
    let columns = board["columns"].as_array().ok_or("a board without columns")?;
    let counted: u64 = columns.iter().filter_map(|column| column["count"].as_u64()).sum();
    if columns.iter().any(|column| rows(column, "cards") != PAGE) || counted != count {
        return Err(format!("the board counts {counted} leads").into());
    }
    Ok(())
}

/// Leads of 90 days: a third of them new, the others moved on at some time since; a third with a browser.
fn seed(stand: &Stand, count: u64) -> Result {
    stand.clear()?;
    let mut conn = stand.connect()?;
    let (workspace, widget, webhook, pipeline) = (stand.workspace, stand.widget, stand.webhook, stand.pipeline);
    let stages: Vec<String> = stand.stages.iter().map(Uuid::to_string).collect();
    let statements = [
        "SELECT setseed(0.4711)".to_owned(),
        // The ids rise with the time, as the product's do.
        format!(
            "CREATE TEMP TABLE made AS
             SELECT n, at, random() AS a, random() AS b, 1 + floor(random() * 400)::int AS company,
                    (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008'
                     || lpad(to_hex(n), 15, '0'))::uuid AS id,
                    ('{{Anna,Ben,Clara,David,Elif,Femke,Georg,Hanna,Igor,Julia}}'::text[])[1 + floor(random() * 10)::int]
                        AS first,
                    ('{{Schmidt,Weber,Yilmaz,Bakker,Rossi,Novak,Martin,Keller,Lang,Okafor}}'::text[])
                        [1 + floor(random() * 10)::int] AS last,
                    ('{{1,1,1,1,1,1,1,2,2,2,2,3,3,3,4,4,5,5,6,6}}'::int[])[1 + n % 20] AS stage
             FROM (SELECT n, now() - interval '90 days' * (1 - n / {count}.0) AS at
                   FROM generate_series(1, {count}) n) AS days"
        ),
        format!(
            "INSERT INTO customers (workspace_id, id, kind, name, email, phone, company, title, source, source_id, score,
                 custom_fields, created_at, updated_at)
             SELECT '{workspace}', id, 'lead', first || ' ' || last,
                    lower(first || '.' || last) || '.' || n || '@company' || company || '.example',
                    '+49151' || lpad(n::text, 8, '0'), 'Company ' || company,
                    CASE WHEN b < 0.3 THEN 'Head of service' END, CASE WHEN a < 0.7 THEN 'webhook' ELSE 'manual' END,
                    CASE WHEN a < 0.7 THEN '{webhook}'::uuid END, (CASE WHEN b < 0.5 THEN floor(a * 100) END)::smallint,
                    '{{\"message\": \"Please call me back about the large order.\",
                       \"_displayNames\": {{\"message\": \"message\"}}}}', at, at
             FROM made"
        ),
        format!(
            "INSERT INTO leads (workspace_id, id, pipeline_id, stage_id, position, stage_entered_at)
             SELECT '{workspace}', id, '{pipeline}', ('{{{}}}'::uuid[])[stage],
                    -(extract(epoch FROM entered) * 1000000)::bigint, entered
             FROM (SELECT *, at + CASE WHEN stage = 1 THEN 0 ELSE b END * (now() - at) AS entered FROM made) AS moved",
            stages.join(",")
        ),
        format!(
            "INSERT INTO visitors (workspace_id, id, widget_id, anon_visitor_id, customer_id, first_seen_at, last_seen_at)
             SELECT '{workspace}', md5('browser' || n)::uuid, '{widget}', 'browser-' || n, id, at, at
             FROM made WHERE n % 3 = 0"
        ),
        "VACUUM (ANALYZE)".to_owned(),
        "CHECKPOINT".to_owned(),
    ];
    for statement in statements {
        diesel::sql_query(statement).execute(&mut conn)?;
    }
    Ok(())
}
