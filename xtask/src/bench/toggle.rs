//! G4: a widget that may not track costs next to nothing.

use serde_json::json;
use time::OffsetDateTime;

use super::measure::median;
use super::stand::Stand;
use super::{Effort, Row, STEADY, Verdict, at_least, events, load};
use crate::workspace::Result;

const CONNECTIONS: u64 = 16;

/// `track` while tracking is off, against the barest route of the same server.
pub(super) fn off(stand: &mut Stand, effort: Effort) -> Result<Row> {
    let widget = format!("/api/v1/widgets/{}", stand.widget);
    stand.call("PATCH", &widget, &json!({ "tracking_enabled": false }))?;
    // A toggle is seen within five seconds.
    std::thread::sleep(std::time::Duration::from_secs(6));
    let body = events::body(&stand.widget_key, &events::anonymous(0), 1, OffsetDateTime::now_utc());
    let track = [load::request("POST", "/api/widget/track", None, &body)];
    let bare = [load::request("GET", "/health/live", None, "")];
    let rate = |request: &[Vec<u8>], status: u16| -> Result<f64> {
        let mut rates = Vec::new();
        for _ in 0..effort.runs {
            let done = load::repeat(stand.port, request, status, CONNECTIONS, effort.run)?;
            rates.push(done.answers as f64 / done.seconds);
        }
        Ok(median(rates.into_iter()))
    };
    let live = load::Client::connect(stand.port)?.exchange(&bare[0])?.status;
    let before = rate(&bare, live)?;
    let off = rate(&track, 204)?;
    let after = rate(&bare, live)?;
    stand.call("PATCH", &widget, &json!({ "tracking_enabled": true }))?;
    let (anchor, moved) = (f64::midpoint(before, after), (after / before - 1.0).abs());
    let ratio = off / anchor;
    Ok(Row {
        goal: "G4",
        what: format!("tracking off, one event a request, against GET /health/live ({anchor:.0}/s)"),
        measured: format!("{ratio:.2} ({off:.0}/s)"),
        must: "0.80",
        aim: "0.90",
        verdict: if moved > STEADY { Verdict::Void } else { at_least(ratio, 0.80, 0.90) },
    })
}
