//! The Site activity dashboard, held against counts over the events themselves (G12).

use diesel::{QueryableByName, RunQueryDsl, sql_query};
use proptest::prelude::*;
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

use crate::app::{Answer, App, Member, batch, event, now, text};

const URL: &str = "https://acme.example";
const HUMAN: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0";
const ROBOT: &str = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

async fn sends_as(app: &App, agent: &str, body: String) {
    let request = app.request(reqwest::Method::POST, "/api/widget/track").header("User-Agent", agent).body(body);
    Answer::of(request.send().await.expect("an answer")).await.ok(204);
}

async fn report(app: &App, owner: &Member, query: &str) -> Value {
    let owner = app.sign_in_again(owner);
    app.get(&owner, &format!("/site-activity?{query}")).await.ok(200)
}

#[derive(QueryableByName)]
struct Text {
    #[diesel(sql_type = diesel::sql_types::Text)]
    text: String,
}

/// The same as the dashboard says, counted from the events by another way: one statement by the database's owner.
fn counted(app: &App, owner: &Member, days: i64) -> Value {
    let from = now().date() - Duration::days(days - 1);
    let events = format!(
        "(SELECT e.* FROM visitor_events e JOIN visitors v ON v.id = e.visitor_id AND NOT v.bot
          WHERE e.workspace_id = '{}' AND e.occurred_at >= '{from}'::date AT TIME ZONE 'UTC') e",
        owner.workspace
    );
    let sessions = format!(
        "(SELECT s.* FROM sessions s JOIN visitors v ON v.id = s.visitor_id AND NOT v.bot
          WHERE s.workspace_id = '{}' AND s.started_at >= '{from}'::date AT TIME ZONE 'UTC') s",
        owner.workspace
    );
    let sql = format!(
        "SELECT jsonb_build_object(
            'totals', jsonb_build_object(
                'pageviews', (SELECT count(*) FROM {events} WHERE type = 'pageview'),
                'custom_events', (SELECT count(*) FROM {events} WHERE type = 'custom'),
                'visitors', (SELECT count(DISTINCT visitor_id) FROM {events}),
                'sessions', (SELECT count(*) FROM {sessions})),
            'top_pages', (SELECT coalesce(jsonb_agg(p), '[]') FROM (
                SELECT path, count(*) AS views FROM {events} WHERE type = 'pageview'
                GROUP BY path ORDER BY views DESC, path COLLATE \"C\" LIMIT 10) p),
            'top_events', (SELECT coalesce(jsonb_agg(p), '[]') FROM (
                SELECT name, count(*) AS count FROM {events} WHERE type = 'custom'
                GROUP BY name ORDER BY count DESC, name COLLATE \"C\" LIMIT 10) p),
            'sources', (SELECT coalesce(jsonb_agg(p), '[]') FROM (
                SELECT source, count(*) AS visits FROM {sessions}
                GROUP BY source ORDER BY visits DESC, coalesce(source, '') COLLATE \"C\" LIMIT 10) p),
            'days', (SELECT coalesce(jsonb_object_agg(day, n), '{{}}') FROM (
                SELECT (occurred_at AT TIME ZONE 'UTC')::date AS day, count(*) AS n FROM {events} WHERE type = 'pageview'
                GROUP BY 1) p),
            'day_visitors', (SELECT coalesce(jsonb_object_agg(day, n), '{{}}') FROM (
                SELECT (occurred_at AT TIME ZONE 'UTC')::date AS day, count(DISTINCT visitor_id) AS n FROM {events}
                GROUP BY 1) p))::text AS text"
    );
    let row: Text = sql_query(sql).get_result(&mut app.database.psql()).expect("counts");
    serde_json::from_str(&row.text).expect("JSON")
}

/// The dashboard's answer in the same shape.
fn shown(report: &Value) -> Value {
    let by_day = |points: &Value| {
        let points = points.as_array().expect("points").iter();
        let days = points.filter(|p| p["count"] != 0).map(|p| (text(&p["at"])[..10].to_owned(), p["count"].clone()));
        Value::Object(days.collect())
    };
    json!({
        "totals": report["totals"], "top_pages": report["top_pages"], "top_events": report["top_events"],
        "sources": report["sources"], "days": by_day(&report["pageviews"]), "day_visitors": by_day(&report["visitors"]),
    })
}

pub(crate) async fn holds(app: &App, owner: &Member, when: &str) {
    for (range, days) in [("7d", 7), ("30d", 30), ("90d", 90)] {
        let report = report(app, owner, &format!("range={range}")).await;
        assert_eq!(report["visitors_error"], 0.0);
        assert_eq!(shown(&report), counted(app, owner, days), "{range}, {when}");
    }
    let hours = report(app, owner, "range=24h").await;
    let sum: i64 = hours["pageviews"].as_array().expect("points").iter().map(|p| p["count"].as_i64().expect("n")).sum();
    assert_eq!(json!(sum), hours["totals"]["pageviews"], "24h, {when}");
    let since = hours["from"].as_str().expect("a time");
    let sql = format!(
        "SELECT count(*) AS n FROM visitor_events e JOIN visitors v ON v.id = e.visitor_id AND NOT v.bot
         WHERE e.workspace_id = '{}' AND e.type = 'pageview' AND e.occurred_at >= '{since}'",
        owner.workspace
    );
    assert_eq!(sum, app.count(&sql), "24h, {when}");
}

/// Some visits: when (days and minutes back), which browser, how many pages.
fn visit(days: i64, minutes: i64, pages: i64, source: &str) -> Vec<Value> {
    let begin = now() - Duration::days(days) - Duration::minutes(minutes);
    (0..pages)
        .map(|n| {
            let at = begin + Duration::seconds(40 * n);
            match n % 3 {
                2 => event("custom", Some(["trial", "video", "chat"][(n / 3) as usize % 3]), URL, at),
                _ => event("pageview", None, &format!("{URL}/p{}{}", n % 4, if n == 0 { source } else { "" }), at),
            }
        })
        .collect()
}

/// Proves: S25, S6, S12, E14
#[tokio::test]
async fn what_it_shows_is_what_a_count_over_the_events_gives() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let (_, other) = app.tracked_widget(&owner).await;
    let sources = ["", "?utm_source=News&utm_campaign=spring", "?gclid=x", "?utm_source=news"];
    for n in 0..40i64 {
        let anon = format!("b{}", n % 13);
        let events = visit(n % 7, 11 * n, 1 + n % 6, sources[n as usize % 4]);
        let (key, agent) = (if n % 5 == 0 { &other } else { &key }, if n % 13 == 7 { ROBOT } else { HUMAN });
        sends_as(&app, agent, batch(key, &anon, &events)).await;
    }
    holds(&app, &owner, "when nothing was computed yet").await;
    let days_ahead = |days: i64| app.advance(Duration::days(days));
    app.advance(Duration::hours(2));
    app.work();
    holds(&app, &owner, "when past hours and days are computed").await;
    assert!(
        app.count("SELECT count(*) AS n FROM site_slots WHERE NOT stale") > 10,
        "what is computed is computed: the check above would hold without it, too"
    );
    days_ahead(3);
    app.work();
    holds(&app, &owner, "when hours have become days").await;
    assert_eq!(app.count("SELECT count(*) AS n FROM site_slots WHERE hours = 1 AND starts_at < now()"), 0);
    // Late events, of hours and days that were computed; the same again; and one that joins two visits.
    for n in 0..12i64 {
        let events = visit(n % 6, 7 * n, 3, "");
        sends_as(&app, HUMAN, batch(&key, &format!("late{}", n % 3), &events)).await;
        sends_as(&app, HUMAN, batch(&key, &format!("late{}", n % 3), &events)).await;
    }
    holds(&app, &owner, "with late and repeated events").await;
    app.advance(Duration::minutes(10));
    app.work();
    holds(&app, &owner, "when those are computed, too").await;
    // Stitching changes whose they are, not how many.
    let identify = json!({"widget_key": key, "anon_visitor_id": "b3", "user_id": "ada@example.com", "url": URL});
    app.page_sends("identify", identify.to_string()).await.ok(204);
    holds(&app, &owner, "after an identify").await;
    // Erasing a person, and a browser.
    let fresh = app.sign_in_again(&owner);
    let contact = text(&app.get(&fresh, "/contacts").await.ok(200)["data"][0]["id"]);
    let erased = app.delete(&fresh, &format!("/customers/{contact}/events")).await.ok(200);
    assert!(erased["removed"].as_i64().is_some_and(|n| n > 0), "{erased}");
    holds(&app, &owner, "after a person was erased").await;
    let visitors = app.get(&fresh, "/visitors?range=90d").await.ok(200);
    let browser = text(&visitors["data"][1]["id"]);
    app.delete(&fresh, &format!("/visitors/{browser}/events")).await.ok(200);
    holds(&app, &owner, "after a browser was erased").await;
    app.advance(Duration::minutes(10));
    app.work();
    holds(&app, &owner, "when that is computed").await;
    // The purge.
    let widgets = app.get(&fresh, "/widgets").await.ok(200);
    for widget in widgets["data"].as_array().expect("widgets") {
        let path = format!("/widgets/{}", text(&widget["id"]));
        app.patch(&fresh, &path, json!({"event_retention_days": 6})).await.ok(200);
    }
    days_ahead(1);
    app.work();
    holds(&app, &owner, "after a purge").await;
    let fresh = app.sign_in_again(&owner);
    let purge = app.get(&fresh, "/widgets").await.ok(200)["data"][0]["last_purge"].clone();
    assert!(purge["removed"].as_i64().is_some_and(|n| n > 0), "{purge}");
    // A widget that is deleted takes its counts along at once.
    app.delete(&fresh, &format!("/widgets/{}", text(&widgets["data"][1]["id"]))).await.ok(204);
    let left = report(&app, &owner, "range=90d").await;
    let one = report(&app, &owner, &format!("range=90d&widget_id={}", text(&widgets["data"][0]["id"]))).await;
    assert_eq!(shown(&left), shown(&one));
    app.advance(Duration::minutes(10));
    app.work();
    assert_eq!(shown(&report(&app, &owner, "range=90d").await), shown(&one), "and its rows are gone");
    holds(&app, &owner, "after a widget was removed").await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]
    /// Proves: S25, S3, E3, H41
    #[test]
    fn any_order_batching_and_repetition_gives_the_same(
        minutes in proptest::collection::vec((0i64..9_000, 0usize..4, 0usize..3), 5..40),
        order in any::<u64>(),
        size in 1usize..9,
    ) {
        tokio::runtime::Runtime::new().expect("a runtime").block_on(async {
            let app = App::start().await;
            let (one, two) = (app.workspace("One"), app.workspace("Two"));
            let ((_, first), (_, second)) = (app.tracked_widget(&one).await, app.tracked_widget(&two).await);
            let noon = now() - Duration::minutes(1);
            let made: Vec<(String, Value)> = minutes
                .iter()
                .map(|(minute, browser, kind)| {
                    // No two are thirty minutes apart to the second, where a millisecond on the way would decide.
                    let at = noon - Duration::seconds(61 * *minute);
                    let page = format!("{URL}/p{}?utm_source=s{}", minute % 5, minute % 3);
                    let event = match kind {
                        0 => event("custom", Some("trial"), &page, at),
                        1 => event("click", Some("Buy"), &page, at),
                        _ => event("pageview", None, &page, at),
                    };
                    (format!("b{browser}"), event)
                })
                .collect();
            let mut sorted = made.clone();
            sorted.sort_by_key(|(_, event)| event["ts"].as_i64());
            for (anon, event) in &sorted {
                app.page_sends("track", batch(&first, anon, std::slice::from_ref(event))).await.ok(204);
            }
            let mut shuffled: Vec<_> = made.iter().enumerate().collect();
            shuffled.sort_by_key(|(n, _)| (*n as u64 + 1).wrapping_mul(order | 1).rotate_left(23));
            for chunk in shuffled.chunks(size) {
                for anon in ["b0", "b1", "b2", "b3"] {
                    let events: Vec<Value> =
                        chunk.iter().filter(|(_, (of, _))| of == anon).map(|(_, (_, event))| event.clone()).collect();
                    if !events.is_empty() {
                        app.page_sends("track", batch(&second, anon, &events)).await.ok(204);
                        app.page_sends("track", batch(&second, anon, &events)).await.ok(204);
                    }
                }
                app.work();
            }
            holds(&app, &one, "in order").await;
            holds(&app, &two, "in any order").await;
            for range in ["24h", "7d", "30d"] {
                let query = format!("range={range}");
                let (left, right) = (report(&app, &one, &query).await, report(&app, &two, &query).await);
                assert_eq!(shown(&left), shown(&right), "{range}");
            }
            for (anon, owner) in [("b0", &one), ("b0", &two)] {
                let key = if owner.workspace == one.workspace { &first } else { &second };
                let call = json!({"widget_key": key, "anon_visitor_id": anon, "user_id": "ada@example.com"});
                app.page_sends("identify", call.to_string()).await.ok(204);
            }
            let cards = [&one, &two].map(|owner| {
                let app = &app;
                async move {
                    let contact = text(&app.get(owner, "/contacts").await.ok(200)["data"][0]["id"]);
                    let card = app.get(owner, &format!("/customers/{contact}/site-activity?limit=50")).await.ok(200);
                    let strip = format!("/visitors/activity-summary?customer_id={contact}&days=90");
                    let strip = app.get(owner, &strip).await.ok(200);
                    let visits: Vec<Value> = card["timeline"].as_array().expect("visits").iter()
                        .map(|v| json!([v["started_at"], v["ended_at"], v["event_count"]])).collect();
                    // The identify itself is now, in both.
                    json!([card["sessions"], card["custom_events"], card["top_pages"], card["first_touch"]["source"],
                        visits.into_iter().skip(1).collect::<Vec<_>>(), strip["total"]])
                }
            });
            let [left, right] = cards;
            let (left, right) = (left.await, right.await);
            if made.iter().filter(|(anon, _)| anon == "b0").count() > 0 {
                assert_eq!(left[0], right[0]);
                assert_eq!(left[5], right[5]);
                assert_eq!(left[2], right[2]);
            }
        });
    }
}

/// Proves: S25
#[tokio::test]
async fn a_filter_keeps_the_visits_that_pass_it() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let at = |minutes: i64| now() - Duration::minutes(minutes);
    let page = |path: &str, minutes: i64| event("pageview", None, &format!("{URL}{path}"), at(minutes));
    let send = async |anon: &str, events: &[Value]| {
        sends_as(&app, HUMAN, batch(&key, anon, events)).await;
    };
    send("a", &[page("/?utm_source=news&utm_campaign=spring", 300), page("/pricing", 299)]).await;
    send("b", &[page("/", 200), event("custom", Some("trial"), URL, at(199))]).await;
    send("b", &[page("/pricing", 60)]).await;
    sends_as(&app, ROBOT, batch(&key, "robot", &[page("/pricing", 50)])).await;
    let totals = async |query: &str| {
        let t = report(&app, &owner, &format!("range=7d&{query}")).await["totals"].clone();
        [&t["pageviews"], &t["visitors"], &t["sessions"], &t["custom_events"]].map(|n| n.as_i64().expect("a number"))
    };
    assert_eq!(totals("").await, [4, 2, 3, 1]);
    assert_eq!(totals("page=/pricing").await, [3, 2, 2, 0]);
    assert_eq!(totals("event=trial").await, [1, 1, 1, 1]);
    assert_eq!(totals("source=news").await, [2, 1, 1, 0]);
    assert_eq!(totals("source=direct").await, [2, 1, 2, 1]);
    assert_eq!(totals("campaign=spring&page=/pricing").await, [2, 1, 1, 0]);
    assert_eq!(totals("bots=true").await, [5, 3, 4, 1]);
    assert_eq!(totals("page=/nothing").await, [0, 0, 0, 0]);
    let whole = report(&app, &owner, "range=7d").await;
    assert_eq!((&whole["unit"], &whole["on_site_now"]), (&json!("day"), &json!(0)));
    assert!(whole["before"]["totals"]["pageviews"] == 0, "{whole}");
    assert_eq!(report(&app, &owner, "range=90d").await["before"], Value::Null, "that far back nothing is kept");
    assert_eq!(report(&app, &owner, "range=7d&compare=false").await["before"], Value::Null);
    let wrong = app.get(&owner, "/site-activity?range=1y").await;
    wrong.problem(422, "invalid");
}

/// Proves: S25, S26
#[tokio::test]
async fn the_visitor_browser_shows_who_is_there_and_what_they_did() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (widget, key) = app.tracked_widget(&owner).await;
    let at = |minutes: i64| now() - Duration::minutes(minutes);
    let page = |path: &str, minutes: i64| event("pageview", None, &format!("{URL}{path}"), at(minutes));
    sends_as(&app, HUMAN, batch(&key, "early", &[page("/?gclid=x", 600), page("/docs", 599)])).await;
    sends_as(&app, HUMAN, batch(&key, "now", &[page("/", 3), page("/pricing", 1)])).await;
    sends_as(&app, ROBOT, batch(&key, "robot", &[page("/", 2)])).await;
    let identify =
        json!({"widget_key": key, "anon_visitor_id": "early", "user_id": "ada@example.com", "traits": {"name": "Ada"}});
    app.page_sends("identify", identify.to_string()).await.ok(204);
    // The identify is an event of its own: a visit of now.
    let names = async |query: &str| -> Vec<String> {
        let page = app.get(&owner, &format!("/visitors?{query}")).await.ok(200);
        page["data"].as_array().expect("rows").iter().map(|row| text(&row["anon_visitor_id"])).collect()
    };
    assert_eq!(names("range=24h").await, ["early", "now"], "whose visit began last first; no robots");
    assert_eq!(names("range=24h&bots=true").await.len(), 3);
    assert_eq!(names("identified=true").await, ["early"]);
    assert_eq!(names("identified=false").await, ["now"]);
    assert_eq!(names("live=true").await.len(), 2);
    assert_eq!(names("search=ADA").await, ["early"]);
    assert_eq!(names("page=/docs").await, ["early"]);
    assert_eq!(names("source=google").await, ["early"]);
    assert_eq!(names("source=direct&identified=false").await, ["now"]);
    assert_eq!(names(&format!("widget_id={widget}&limit=1")).await, ["early"]);
    let first = app.get(&owner, "/visitors?limit=1").await.ok(200);
    let cursor = text(&first["next_cursor"]);
    assert_eq!(names(&format!("limit=1&cursor={cursor}")).await, ["now"]);
    let id = text(&first["data"][0]["id"]);
    let detail = app.get(&owner, &format!("/visitors/{id}")).await.ok(200);
    assert_eq!(
        (&detail["browser"], &detail["device"], &detail["bot"]),
        (&json!("Firefox"), &json!("desktop"), &json!(false))
    );
    assert_eq!((&detail["customer"]["display_name"], &detail["customer"]["kind"]), (&json!("Ada"), &json!("contact")));
    assert_eq!((&detail["first_touch"]["source"], &detail["first_touch"]["medium"]), (&json!("google"), &json!("cpc")));
    assert_eq!(detail["links"][0]["customer"]["display_name"], "Ada");
    let card = app.get(&owner, &format!("/visitors/{id}/site-activity")).await.ok(200);
    assert_eq!((&card["sessions"], &card["top_pages"][0]["views"]), (&json!(2), &json!(1)));
    // A program may know visitors without knowing leads.
    let lead =
        text(&app.post(&owner, "/leads", json!({"email": "lea@example.com", "name": "Lea"})).await.ok(201)["id"]);
    let identify = json!({"widget_key": key, "anon_visitor_id": "now", "user_id": "lea@example.com"});
    app.page_sends("identify", identify.to_string()).await.ok(204);
    let program = app.api_key(&owner, &[tenancy::Permission::AnalyticsView]);
    let rows = app.get(&program, "/visitors").await.ok(200);
    let known: Vec<&Value> = rows["data"].as_array().expect("rows").iter().map(|row| &row["customer"]["id"]).collect();
    assert!(!known.contains(&&json!(lead)), "{known:?}");
    assert_eq!(app.get(&owner, "/visitors?search=lea").await.ok(200)["data"][0]["customer"]["id"], json!(lead));
}

/// Proves: S27
#[tokio::test]
async fn events_are_read_in_pages_in_either_direction_by_whoever_may() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let events: Vec<Value> =
        (0..25).map(|n| event("pageview", None, &format!("{URL}/p{n}"), now() - Duration::seconds(n / 2))).collect();
    app.page_sends("track", batch(&key, "a", &events)).await.ok(204);
    let program = app.api_key(&owner, &[tenancy::Permission::EventsRead]);
    for order in ["asc", "desc"] {
        let mut seen: Vec<String> = Vec::new();
        let mut times: Vec<OffsetDateTime> = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = app.get(&program, &format!("/events?limit=7&sort_order={order}{cursor}")).await.ok(200);
            for row in page["data"].as_array().expect("rows") {
                seen.push(text(&row["id"]));
                let at = text(&row["occurred_at"]);
                times.push(OffsetDateTime::parse(&at, &time::format_description::well_known::Rfc3339).expect("a time"));
            }
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen.len(), 25, "each once");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 25, "each once");
        assert!(if order == "asc" { times.is_sorted() } else { times.iter().rev().is_sorted() });
    }
    let nobody = app.api_key(&owner, &[tenancy::Permission::CrmView]);
    app.get(&nobody, "/events").await.problem(403, "forbidden");
    app.get(&program, "/events?type=hover").await.problem(422, "invalid");
    app.get(&program, "/events?from=yesterday").await.problem(422, "invalid");
    assert_eq!(app.get(&program, "/events?type=custom").await.ok(200)["data"], json!([]));
}
