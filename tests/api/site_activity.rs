//! Strip, card, and whose an event is.

use serde_json::{Value, json};
use time::Duration;

use crate::app::{App, Member, batch, event, now, text};

const URL: &str = "https://acme.example";

async fn identify(app: &App, key: &str, anon: &str, user: &str, traits: Value) {
    let call = json!({"widget_key": key, "anon_visitor_id": anon, "user_id": user, "traits": traits, "url": URL});
    app.page_sends("identify", call.to_string()).await.ok(204);
}

async fn lead(app: &App, owner: &Member, email: &str) -> String {
    text(&app.post(owner, "/leads", json!({"name": "Somebody", "email": email})).await.ok(201)["id"])
}

/// Proves: E1, E3, E5, E6, E7, E8, E9, E11, E12, H45
#[tokio::test]
async fn the_strip_has_three_states_and_zero_filled_utc_days() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let id = lead(&app, &owner, "a@example.com").await;
    let strip = |days: i64| {
        // The test runs ahead by more than a session lives.
        let (app, owner, id) = (&app, app.sign_in_again(&owner), &id);
        async move { app.get(&owner, &format!("/visitors/activity-summary?customer_id={id}&days={days}")).await.ok(200) }
    };
    assert_eq!(strip(30).await["state"], "not_linked");
    let site = app.get(&owner, &format!("/customers/{id}/site-activity")).await.ok(200);
    assert_eq!((&site["linked"], site["timeline"].as_array().map(Vec::len)), (&json!(false), Some(0)));

    // A real pageview counts one: session_start is no event, and a client's own is ignored.
    let events = [
        json!({"type": "session_start"}),
        event("pageview", None, URL, now()),
        event("click", Some("Buy"), URL, now()),
    ];
    app.page_sends("track", batch(&key, "b", &events)).await.ok(204);
    identify(&app, &key, "b", "a@example.com", json!({})).await;
    let active = strip(30).await;
    assert_eq!((&active["state"], &active["total"]), (&json!("active"), &json!(3)));
    let days: Vec<String> = active["buckets"].as_array().expect("buckets").iter().map(|b| text(&b["date"])).collect();
    assert_eq!((days.len(), days.is_sorted()), (30, true));
    assert_eq!(days[29], now().date().to_string(), "today is last, a UTC day");

    app.advance(Duration::days(40));
    let quiet = strip(30).await;
    assert_eq!((&quiet["state"], &quiet["linked"], &quiet["total"]), (&json!("quiet"), &json!(true), &json!(0)));
    for (asked, given) in [(0, 1), (-5, 1), (90, 90), (4_000, 90)] {
        assert_eq!(strip(asked).await["days"], given);
    }
}

/// Proves: H40, H41, H42, H43, H44
#[tokio::test]
async fn the_card_has_tiles_top_pages_and_sessions() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let id = lead(&app, &owner, "a@example.com").await;
    identify(&app, &key, "b", "a@example.com", json!({})).await;
    app.advance(Duration::hours(2));
    let begin = now() - Duration::minutes(65);
    let mut events: Vec<Value> = (0..7)
        .flat_map(|page| {
            (0..=page).map(move |n| event("pageview", None, &format!("{URL}/p{page}"), begin + Duration::seconds(n)))
        })
        .collect();
    events.push(event("custom", Some("trial"), URL, begin + Duration::minutes(12)));
    events.push(event("pageview", None, URL, begin + Duration::minutes(60)));
    app.page_sends("track", batch(&key, "b", &events)).await.ok(204);

    let card = app.get(&owner, &format!("/customers/{id}/site-activity?limit=1")).await.ok(200);
    assert_eq!(
        (&card["sessions"], &card["time_on_site_seconds"], &card["custom_events"]),
        (&json!(3), &json!(720), &json!(1))
    );
    let pages: Vec<i64> =
        card["top_pages"].as_array().expect("pages").iter().map(|p| p["views"].as_i64().expect("views")).collect();
    assert_eq!(pages, [7, 6, 5, 4, 3], "five at most, the most viewed first");
    assert_eq!(card["timeline"][0]["event_count"], 1, "the newest session first");
    let kinds = |session: &Value| {
        session["events"].as_array().expect("events").iter().map(|e| text(&e["type"])).collect::<Vec<_>>()
    };
    assert_eq!(kinds(&card["timeline"][0]), ["pageview", "session_start"]);
    let cursor = text(&card["next_cursor"]);
    let earlier = app.get(&owner, &format!("/customers/{id}/site-activity?limit=1&cursor={cursor}")).await.ok(200);
    assert_eq!(earlier["timeline"][0]["event_count"], 29);
    assert_eq!(kinds(&earlier["timeline"][0])[0], "custom");
}

/// Proves: S5, S8, E14
#[tokio::test]
async fn a_second_person_on_the_same_browser_never_gets_the_first_ones_history() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let (first, second) =
        (lead(&app, &owner, "first@example.com").await, lead(&app, &owner, "second@example.com").await);
    let early = now();
    app.page_sends("track", batch(&key, "b", &[event("pageview", None, URL, early)])).await.ok(204);
    identify(&app, &key, "b", "first@example.com", json!({})).await;
    app.advance(Duration::minutes(10));
    identify(&app, &key, "b", "second@example.com", json!({})).await;
    app.advance(Duration::minutes(10));
    // One that arrives late belongs to whoever had the browser when it occurred.
    let late = [
        event("pageview", None, &format!("{URL}/late"), early + Duration::minutes(5)),
        event("pageview", None, URL, now()),
    ];
    app.page_sends("track", batch(&key, "b", &late)).await.ok(204);
    let total = |id: String| {
        let (app, owner) = (&app, &owner);
        async move { app.get(owner, &format!("/visitors/activity-summary?customer_id={id}")).await.ok(200)["total"].clone() }
    };
    assert_eq!(total(first).await, 3, "the early page, the first identify, the late page");
    assert_eq!(total(second).await, 2, "the second identify and what came after");
}

/// Proves: S5, S8
#[tokio::test]
async fn identify_makes_a_contact_fills_blanks_and_overwrites_no_person() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    // No email, nobody known: no record, but the browser keeps what was said.
    identify(&app, &key, "b", "user-1", json!({"name": "Ada", "plan": "pro"})).await;
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 0);
    // "Nobody" in its many spellings is no user.
    for nobody in ["null", "undefined", "0", "", "[object Object]"] {
        identify(&app, &key, "c", nobody, json!({})).await;
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM visitors WHERE anon_visitor_id = 'c'"), 0);
    // The first call with an email makes the contact, with a placeholder company and all that was said before.
    identify(&app, &key, "b", "user-1", json!({"email": "ada@example.com"})).await;
    let contacts = app.get(&owner, "/contacts").await.ok(200);
    let contact = &contacts["data"][0];
    assert_eq!(
        (&contacts["total"], &contact["name"], &contact["metadata"]["plan"]),
        (&json!(1), &json!("Ada"), &json!("pro"))
    );
    assert_eq!(contact["account"]["placeholder"], true);
    // Later traits overwrite earlier ones of visitors.
    identify(&app, &key, "b", "user-1", json!({"name": "Ada Lovelace", "plan": "max"})).await;
    let id = text(&contact["id"]);
    let after = app.get(&owner, &format!("/contacts/{id}")).await.ok(200);
    assert_eq!((&after["name"], &after["metadata"]["plan"]), (&json!("Ada Lovelace"), &json!("max")));

    // What a person typed stays.
    let typed = lead(&app, &owner, "typed@example.com").await;
    identify(&app, &key, "d", "typed@example.com", json!({"name": "Hacker", "phone": "+49 30 901820"})).await;
    let row = app.get(&owner, &format!("/leads/{typed}")).await.ok(200);
    assert_eq!((&row["name"], &row["phone"]), (&json!("Somebody"), &json!("+4930901820")));
    let bad = json!({"widget_key": key, "anon_visitor_id": "e", "user_id": "u", "email": "nope"});
    assert_eq!(app.page_sends("identify", bad.to_string()).await.problem(422, "invalid"), "email");
}

/// The cut is at midnight UTC; a session that straddles it is what is left of it, and lifetime counters stay (D21, D24).
/// Proves: S12
#[tokio::test]
async fn a_day_later_the_purge_has_cut_at_midnight() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (widget, key) = app.tracked_widget(&owner).await;
    app.patch(&owner, &format!("/widgets/{widget}"), json!({"event_retention_days": 1})).await.ok(200);
    let id = lead(&app, &owner, "a@example.com").await;
    let midnight = now().replace_time(time::Time::MIDNIGHT) + Duration::days(1);
    app.advance(midnight + Duration::minutes(20) - now());
    let minutes = [-200, -10, -1, 5, 15];
    let events: Vec<Value> = minutes
        .iter()
        .map(|m| event("pageview", None, &format!("{URL}/{m}"), midnight + Duration::minutes(*m)))
        .collect();
    app.page_sends("track", batch(&key, "b", &events)).await.ok(204);
    app.page_sends("track", batch(&key, "old", &[event("pageview", None, URL, midnight - Duration::hours(3))]))
        .await
        .ok(204);
    app.work();
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_events"), 6, "nothing is a day old yet");

    app.advance(Duration::days(1));
    app.work();
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_events"), 2);
    let kept =
        "SELECT count(*) AS n FROM sessions WHERE event_count = 2 AND pageview_count = 2 AND entry_url LIKE '%/5'
         AND started_at - date_trunc('day', started_at) BETWEEN interval '4 min 59 s' AND interval '5 min 9 s'";
    assert_eq!((app.count(kept), app.count("SELECT count(*) AS n FROM sessions")), (1, 1));
    assert_eq!(app.count("SELECT sum(event_count)::bigint AS n FROM visitors"), 6);

    // Linked, and everything purged: quiet, not unknown.
    identify(&app, &key, "old", "a@example.com", json!({})).await;
    app.advance(Duration::days(32));
    app.work();
    let owner = app.sign_in_again(&owner);
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_events"), 0);
    let strip = app.get(&owner, &format!("/visitors/activity-summary?customer_id={id}")).await.ok(200);
    assert_eq!((&strip["state"], &strip["linked"]), (&json!("quiet"), &json!(true)));
}

/// On a shared browser a call speaks for itself: nothing that was said of the last person becomes the next one's (D20), and
/// a deleted person does not stand in the way of anybody.
/// Proves: S5, S8
#[tokio::test]
async fn the_next_person_gets_nothing_of_the_last_ones_traits() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let alice = json!({"email": "alice@example.com", "name": "Alice", "phone": "+49 30 901820", "plan": "gold"});
    identify(&app, &key, "b", "u1", alice).await;
    identify(&app, &key, "b", "u2", json!({"email": "bob@example.com"})).await;
    // An email alone is another person's, not a new address of the last one.
    identify(&app, &key, "b", "dave@example.com", json!({})).await;
    let people = app.get(&owner, "/contacts?sort_by=created_at&sort_order=asc").await.ok(200);
    let people = people["data"].as_array().expect("contacts");
    let emails: Vec<String> = people.iter().map(|person| text(&person["email"])).collect();
    assert_eq!(emails, ["alice@example.com", "bob@example.com", "dave@example.com"]);
    let bob = &people[1];
    assert_eq!((&bob["name"], &bob["phone"], &bob["metadata"]["plan"]), (&Value::Null, &Value::Null, &Value::Null));

    let gone = lead(&app, &owner, "gone@example.com").await;
    identify(&app, &key, "c", "gone@example.com", json!({})).await;
    app.delete(&owner, &format!("/leads/{gone}")).await.ok(204);
    identify(&app, &key, "c", "new@example.com", json!({})).await;
    assert_eq!(app.get(&owner, "/contacts?search=new@").await.ok(200)["total"], 1);
}

/// A change of person opens a session, also back to the one before (D17).
/// Proves: S3
#[tokio::test]
async fn each_turn_at_a_shared_browser_is_a_session() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let first = lead(&app, &owner, "a@example.com").await;
    lead(&app, &owner, "b@example.com").await;
    for person in ["a@example.com", "b@example.com", "a@example.com"] {
        identify(&app, &key, "shared", person, json!({})).await;
        app.page_sends("track", batch(&key, "shared", &[event("pageview", None, URL, now())])).await.ok(204);
        app.advance(Duration::minutes(2));
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM sessions"), 3);
    let card = app.get(&owner, &format!("/customers/{first}/site-activity")).await.ok(200);
    assert_eq!(card["sessions"], 2);
    assert!(card["timeline"].as_array().expect("sessions").iter().all(|session| session["event_count"] == 2), "{card}");
}

/// Many small calls can't grow a record beyond what one may bring.
#[tokio::test]
async fn traits_do_not_grow_without_bound() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    for n in 0..40 {
        let traits = json!({"email": "a@example.com", format!("key{n}"): "x".repeat(1_000)});
        identify(&app, &key, "b", "u1", traits).await;
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM customers WHERE octet_length(metadata::text) <= 18000"), 1);
}
