//! Home: what asks for attention, why, and putting it off.

use diesel::{RunQueryDsl, sql_query};
use reqwest::Method;
use serde_json::{Value, json};
use tenancy::Role;
use time::{Duration, OffsetDateTime};

use crate::{
    accounts::{account, contact},
    app::{App, Member, batch, event, now, text},
    automations::Scene,
};

/// The items of a kind, by title.
async fn items(app: &App, who: &Member, query: &str, kind: &str) -> Vec<Value> {
    let focus = app.get(&app.sign_in_again(who), &format!("/focus{query}")).await.ok(200);
    let items = focus["items"].as_array().expect("items");
    let of: Vec<Value> = items.iter().filter(|item| item["kind"] == kind).cloned().collect();
    assert_eq!(focus["counts"][kind], json!(of.len()), "{focus}");
    of
}

/// What they are called and why they are there.
fn said(items: &[Value]) -> Vec<(&str, &str)> {
    items
        .iter()
        .map(|item| (item["title"].as_str().expect("a title"), item["reason"].as_str().expect("a reason")))
        .collect()
}

fn update(app: &App, sql: &str) {
    sql_query(sql).execute(&mut app.database.psql()).expect("an update");
}

/// A day so many days from today, as sentences have it.
fn day_said(days: i64) -> String {
    let (there, here) = (now() + Duration::days(days), now());
    let year = if there.year() == here.year() { String::new() } else { format!(" {}", there.year()) };
    format!("{} {}{year}", there.day(), there.month())
}

/// Proves: A24, X3
#[tokio::test]
async fn deals_and_leads_that_stand_still_say_for_how_long() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let mate = app.member(&owner, Role::Marketer);
    let berg = account(&app, &owner, "Berg").await;
    let anna = contact(&app, &owner, &berg, "anna@berg.example").await;
    let deal = json!({"name": "Ten lifts", "account_id": berg, "stage": "proposal", "amount": "1200", "owner_id": mate.user,
        "primary_contact_id": anna});
    app.post(&owner, "/opportunities", deal).await.ok(201);
    let day = |days: i64| (now() + Duration::days(days)).date().to_string();
    let planned = json!({"name": "Planned", "account_id": berg, "next_step": "Call", "next_step_at": day(30)});
    app.post(&owner, "/opportunities", planned).await.ok(201);
    let closing = json!({"name": "Closing", "account_id": berg, "close_date": day(20), "next_step": "Call", "next_step_at": day(3)});
    let closing = text(&app.post(&owner, "/opportunities", closing).await.ok(201)["id"]);
    let lead = json!({"name": "Ada", "email": "ada@example.com", "score": 71, "assigned_to": owner.user});
    let lead = text(&app.post(&owner, "/leads", lead).await.ok(201)["id"]);
    assert!(items(&app, &owner, "", "stalled_deal").await.is_empty(), "nothing is stalled yet");
    assert!(items(&app, &owner, "", "stalled_lead").await.is_empty());

    // The board's own clock is the database's.
    update(&app, &format!("UPDATE leads SET stage_entered_at = now() - interval '9 days' WHERE id = '{lead}'"));
    assert!(items(&app, &mate, "?mine=true", "stalled_lead").await.is_empty());
    let leads = items(&app, &owner, "?mine=true", "stalled_lead").await;
    assert_eq!(said(&leads), [("Ada", "9 days in New, limit is 7, no next step")]);
    assert_eq!((&leads[0]["score"], &leads[0]["record"]["kind"]), (&json!(71), &json!("lead")));
    assert_eq!(leads[0]["suggested_action"], "Write to Ada, or plan a next step");
    // A next step takes them off the list (X3).
    app.patch(&owner, &format!("/leads/{lead}"), json!({"next_step": "Call", "next_step_at": day(9)})).await.ok(200);
    assert!(items(&app, &owner, "", "stalled_lead").await.is_empty());

    app.advance(Duration::days(16));
    let deals = items(&app, &owner, "", "stalled_deal").await;
    let due = day_said(-13);
    assert_eq!(
        said(&deals),
        [
            ("Closing", &*format!("16 days in Prospecting, limit is 14, next step was due {due}, closes in 4 days")),
            ("Ten lifts", "16 days in Proposal, limit is 14, no next step"),
        ]
    );
    assert_eq!(deals[0]["suggested_action"], "Do it now or plan it anew: Call");
    let ten = &deals[1];
    assert_eq!((&ten["suggested_action"], &ten["about"]), (&json!("Call anna about the proposal"), &json!("Berg")));
    assert_eq!(
        (&ten["amount"], &ten["owner_id"], &ten["snoozed"]),
        (&json!({"currency": "EUR", "amount": "1200.00"}), &json!(mate.user), &Value::Null)
    );
    assert_eq!(deals[0]["id"], format!("stalled_deal:{closing}"));
    assert_eq!(deals[0]["record"], json!({"kind": "opportunity", "id": closing}));
    assert_eq!(said(&items(&app, &mate, "?mine=true", "stalled_deal").await).len(), 1);
}

/// Proves: A24
#[tokio::test]
async fn accounts_at_risk_and_renewals_that_are_due_say_why() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let named = async |name: &str, fields: Value| {
        let id = account(&app, &owner, name).await;
        app.patch(&owner, &format!("/accounts/{id}"), fields).await.ok(200);
        id
    };
    let day = |days: i64| (now() + Duration::days(days)).date();
    named("Marked", json!({"lifecycle_stage": "at_risk", "health_score": 42, "mrr": "100", "owner_id": owner.user}))
        .await;
    named("Low", json!({"lifecycle_stage": "active", "health_score": 40})).await;
    named("Well", json!({"lifecycle_stage": "active", "health_score": 41})).await;
    named("Lost", json!({"lifecycle_stage": "churned", "health_score": 5, "renewal_date": day(3).to_string()})).await;
    let quiet = named("Quiet", json!({"lifecycle_stage": "active"})).await;
    contact(&app, &owner, &quiet, "eve@quiet.example").await;
    named("Never seen", json!({"lifecycle_stage": "active"})).await;
    let call = json!({"widget_key": key, "anon_visitor_id": "b", "user_id": "eve@quiet.example"});
    app.page_sends("identify", call.to_string()).await.ok(204);
    update(&app, "UPDATE visitors SET last_seen_at = now() - interval '18 days'");
    let risks = items(&app, &owner, "", "account_at_risk").await;
    assert_eq!(said(&risks), [("Marked", "Marked at risk, health 42 of 100"), ("Low", "Health 40 of 100")]);
    assert_eq!((&risks[0]["amount"]["amount"], &risks[0]["record"]["kind"]), (&json!("100.00"), &json!("account")));
    update(&app, "UPDATE visitors SET last_seen_at = now() - interval '19 days 1 minute'");
    let risks = items(&app, &owner, "", "account_at_risk").await;
    assert_eq!(said(&risks)[2], ("Quiet", "No contact seen for 19 days"));
    assert_eq!(risks[2]["suggested_action"], "Call eve and ask why it is quiet");
    assert_eq!(said(&items(&app, &owner, "?mine=true", "account_at_risk").await).len(), 1);

    named("Soon", json!({"renewal_date": day(30).to_string(), "renewal_status": "in_discussion"})).await;
    named("Over", json!({"renewal_date": day(-2).to_string()})).await;
    named("Later", json!({"renewal_date": day(31).to_string()})).await;
    named("Done", json!({"renewal_date": day(1).to_string(), "renewal_status": "renewed"})).await;
    named("Leaves", json!({"renewal_date": day(1).to_string(), "renewal_status": "not_renewing"})).await;
    let renewals = items(&app, &owner, "", "renewal_due").await;
    let over = format!("Was to renew on {}, 2 days ago, not started", day_said(-2));
    let soon = format!("Renews {}, in 30 days, in discussion", day_said(30));
    assert_eq!(said(&renewals), [("Over", over.as_str()), ("Soon", soon.as_str())]);
}

/// Proves: A24, L30
#[tokio::test]
async fn a_failed_automation_asks_until_it_is_tried_again() {
    let scene = Scene::start().await;
    let (app, owner) = (&scene.app, &scene.owner);
    let id = scene.automation(json!([scene.step("email", 0)]), json!({})).await;
    let lead = json!({"name": "Ada", "phone": "+493055500142", "email": "ada+fail@example.com"});
    let lead = scene.arrives(lead).await;
    app.work();
    let failed = items(app, owner, "", "failed_automation").await;
    let error = app.get(&scene.me(), &format!("/broadcast-messages?customer_id={lead}")).await.ok(200);
    let error = text(&error["data"][0]["error"]);
    assert_eq!(said(&failed), [("Ada", &*format!("Email failed: {}", error.trim_end_matches('.')))]);
    assert_eq!(failed[0]["suggested_action"], "Retry by SMS, or correct the email address");
    assert_eq!(
        (&failed[0]["about"], &failed[0]["record"]),
        (&json!("Welcome, step 1"), &json!({"kind": "lead", "id": lead}))
    );
    let agent = app.member(owner, Role::Agent);
    let seen = app.get(&agent, "/focus").await.ok(200);
    assert_eq!(seen["counts"]["failed_automation"], Value::Null, "automations' leads are not everybody's");

    app.patch(&scene.me(), &format!("/leads/{lead}"), json!({"email": "ada@example.com"})).await.ok(200);
    app.post(&scene.me(), &format!("/lead-automations/{id}/retry/{lead}"), json!({})).await.ok(200);
    assert!(items(app, owner, "", "failed_automation").await.is_empty(), "it is tried again");
    // After two weeks nobody waits for it any more.
    scene.arrives(json!({"name": "Eve", "email": "eve+fail@example.com"})).await;
    app.work();
    scene.wait(Duration::days(13));
    assert_eq!(items(app, owner, "", "failed_automation").await.len(), 1);
    scene.wait(Duration::hours(25));
    assert!(items(app, owner, "", "failed_automation").await.is_empty());
}

/// What a browser did, at so many minutes ago each.
async fn browses(app: &App, key: &str, anon: &str, pages: &[(i64, &str)]) {
    let at = |minutes: i64| now() - Duration::minutes(minutes);
    let events: Vec<Value> = pages
        .iter()
        .map(|(ago, path)| event("pageview", None, &format!("https://a.example{path}"), at(*ago)))
        .collect();
    app.page_sends("track", batch(key, anon, &events)).await.ok(204);
}

async fn is(app: &App, key: &str, anon: &str, email: &str) {
    let call = json!({"widget_key": key, "anon_visitor_id": anon, "user_id": email, "url": "https://a.example/"});
    app.page_sends("identify", call.to_string()).await.ok(204);
}

/// Proves: A24
#[tokio::test]
async fn hot_visitors_are_those_who_do_what_they_usually_do_not() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let owner = app.workspace("Acme");
    let (_, key) = app.tracked_widget(&owner).await;
    let berg = account(&app, &owner, "Berg").await;
    app.patch(&owner, &format!("/accounts/{berg}"), json!({"lifecycle_stage": "at_risk"})).await.ok(200);
    let anna = contact(&app, &owner, &berg, "anna@berg.example").await;
    let deal = json!({"name": "Renewal", "account_id": berg, "amount": "900"});
    app.post(&owner, "/opportunities", deal).await.ok(201);
    let lead = json!({"name": "Ada", "email": "ada@example.com", "score": 70, "company": "Lift AG", "assigned_to": owner.user});
    app.post(&owner, "/leads", lead).await.ok(201);
    app.post(&owner, "/leads", json!({"name": "Cold", "email": "cold@example.com", "score": 69})).await.ok(201);
    app.post(&owner, "/leads", json!({"name": "Back", "email": "back@example.com"})).await.ok(201);
    for (anon, email) in [
        ("anna", "anna@berg.example"),
        ("ada", "ada@example.com"),
        ("cold", "cold@example.com"),
        ("back", "back@example.com"),
    ] {
        browses(&app, &key, anon, &[(60 * 24 * 6, "/")]).await;
        is(&app, &key, anon, email).await;
    }
    // Not so long ago that nothing was before: what identified them is over.
    app.advance(Duration::days(20));
    assert!(items(&app, &owner, "", "hot_visitor").await.is_empty());
    browses(&app, &key, "anna", &[(2, "/security")]).await;
    browses(&app, &key, "ada", &[(20, "/"), (3, "/docs")]).await;
    browses(&app, &key, "cold", &[(1, "/")]).await;
    browses(&app, &key, "back", &[(600, "/"), (400, "/"), (200, "/")]).await;
    let many: Vec<(i64, String)> = (0..9).map(|n| (26 - n * 3, format!("/p{n}"))).collect();
    let many: Vec<(i64, &str)> = many.iter().map(|(ago, path)| (*ago, path.as_str())).collect();
    browses(&app, &key, "stranger", &many).await;
    browses(&app, &key, "stranger", &[(1, "/pricing")]).await;
    browses(&app, &key, "passer-by", &[(5, "/pricing")]).await;
    let robot = app.request(Method::POST, "/api/widget/track").header("User-Agent", "Googlebot/2.1");
    let pages: Vec<Value> = (0..12).map(|_| event("pageview", None, "https://a.example/pricing", now())).collect();
    robot.header("Content-Type", "text/plain").body(batch(&key, "robot", &pages)).send().await.expect("an answer");

    let hot = items(&app, &owner, "", "hot_visitor").await;
    assert_eq!(
        said(&hot),
        [
            ("anna", "Reading /security now, account is at risk"),
            ("Anonymous visitor", "10 pages in 25 minutes, on /pricing now"),
            ("Ada", "Reading /docs now, score 70"),
            ("Back", "3 visits in 24 hours, none in the two weeks before, last seen 3 hours ago"),
        ]
    );
    assert_eq!(hot[0]["record"], json!({"kind": "contact", "id": anna}));
    assert_eq!((&hot[0]["amount"]["amount"], &hot[0]["about"]), (&json!("900.00"), &json!("Berg")));
    assert_eq!(
        (&hot[0]["suggested_action"], &hot[1]["record"]["kind"]),
        (&json!("Write to anna about Renewal"), &json!("visitor"))
    );
    assert_eq!(said(&items(&app, &owner, "?mine=true", "hot_visitor").await).len(), 1);
    // Without leads:view and analytics:view a contact is all that is seen.
    let agent = app.member(&owner, Role::Agent);
    assert_eq!(
        said(&items(&app, &agent, "", "hot_visitor").await),
        [("anna", "Reading /security now, account is at risk")]
    );
    // Ada's own average: ten events are much, for her.
    let more: Vec<(i64, &str)> = (0..10).map(|_| (0, "/docs")).collect();
    app.advance(Duration::days(2));
    browses(&app, &key, "ada", &more).await;
    let hot = items(&app, &owner, "?mine=true", "hot_visitor").await;
    let reason = "10 pages in 1 minute, on /docs now, score 70, 10 events in 24 hours, 2 on a usual day";
    assert_eq!(said(&hot), [("Ada", reason)]);
}

/// Proves: A24
#[tokio::test]
async fn what_is_put_off_comes_back_when_its_time_has_come() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let low = account(&app, &owner, "Low").await;
    app.patch(&owner, &format!("/accounts/{low}"), json!({"health_score": 10})).await.ok(200);
    let snooze = format!("/focus/account_at_risk:{low}/snooze");
    let put_off = async |until: OffsetDateTime, reason: &str| {
        let until = until.format(&time::format_description::well_known::Rfc3339).expect("a time");
        app.post(&app.sign_in_again(&owner), &snooze, json!({"until": until, "reason": reason})).await
    };
    let week = now() + Duration::days(7);
    for (until, reason, field) in [
        (now() - Duration::SECOND, "x", "until"),
        (now() + Duration::days(367), "x", "until"),
        (week, " ", "reason"),
        (week, &*"x".repeat(201), "reason"),
    ] {
        assert_eq!(put_off(until, reason).await.problem(422, "invalid"), field);
    }
    app.delete(&owner, &snooze).await.problem(404, "not_found");
    put_off(week, "Board meets").await.ok(204);
    put_off(week, &"ü".repeat(200)).await.ok(204);
    assert!(items(&app, &owner, "", "account_at_risk").await.is_empty());
    assert_eq!(app.get(&owner, "/focus").await.ok(200)["snoozed"], 1);
    let off = items(&app, &owner, "?snoozed=true", "account_at_risk").await;
    assert_eq!(
        (&off[0]["snoozed"]["reason"], &off[0]["snoozed"]["by"]),
        (&json!("ü".repeat(200)), &json!("Acme's owner"))
    );
    assert_eq!(items(&app, &owner, "?snoozed=true", "renewal_due").await, [] as [Value; 0]);
    app.delete(&owner, &snooze).await.ok(204);
    assert_eq!(items(&app, &owner, "", "account_at_risk").await.len(), 1);

    put_off(week, "Board meets").await.ok(204);
    app.advance(Duration::days(7) + Duration::SECOND);
    let back = items(&app, &owner, "", "account_at_risk").await;
    assert_eq!(back[0]["snoozed"], Value::Null);
    assert!(items(&app, &owner, "?snoozed=true", "account_at_risk").await.is_empty());

    // Nothing is said of what is gone.
    put_off(now() + Duration::DAY, "Anna is ill").await.ok(204);
    app.delete(&app.sign_in_again(&owner), &format!("/accounts/{low}")).await.ok(204);
    assert_eq!(app.count("SELECT count(*) AS n FROM focus_snoozes"), 0);
}

/// Proves: A24, P16
#[tokio::test]
async fn only_what_one_may_see_can_be_put_off() {
    let app = App::start().await;
    let (owner, stranger) = (app.workspace("Acme"), app.workspace("Other"));
    let agent = app.member(&owner, Role::Agent);
    let berg = account(&app, &owner, "Berg").await;
    let lead = text(&app.post(&owner, "/leads", json!({"name": "Ada"})).await.ok(201)["id"]);
    let (_, key) = app.tracked_widget(&owner).await;
    browses(&app, &key, "b", &[(1, "/")]).await;
    let browser = text(&app.get(&owner, "/visitors").await.ok(200)["data"][0]["id"]);
    let until = (now() + Duration::DAY).format(&time::format_description::well_known::Rfc3339).expect("a time");
    let snooze = async |who: &Member, id: &str| {
        app.post(who, &format!("/focus/{id}/snooze"), json!({"until": until, "reason": "Later"})).await
    };
    for id in [format!("stalled_lead:{lead}"), format!("hot_visitor:{lead}"), format!("hot_visitor:{browser}")] {
        snooze(&agent, &id).await.problem(404, "not_found");
        snooze(&stranger, &id).await.problem(404, "not_found");
        snooze(&owner, &id).await.ok(204);
        app.delete(&stranger, &format!("/focus/{id}/snooze")).await.problem(404, "not_found");
        app.delete(&agent, &format!("/focus/{id}/snooze")).await.problem(404, "not_found");
    }
    snooze(&stranger, &format!("renewal_due:{berg}")).await.problem(404, "not_found");
    snooze(&agent, &format!("renewal_due:{berg}")).await.ok(204);
    for id in [&*format!("stalled_deal:{berg}"), &*format!("unheard_of:{berg}"), "renewal_due", "renewal_due:x", &berg]
    {
        snooze(&owner, id).await.problem(404, "not_found");
    }
}

/// Proves: A24
#[tokio::test]
async fn who_waits_for_an_answer_is_among_it_until_somebody_gives_one() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let (widget, key) = app.tracked_widget(&owner).await;
    app.patch(&owner, &format!("/widgets/{widget}"), json!({"chat": {"enabled": true, "title": "Chat"}})).await.ok(200);
    let said = json!({"widget_key": key, "anon_visitor_id": "v1", "message": "Does it sync with Outlook?"});
    let said = app.request(Method::POST, "/api/chat").body(said.to_string()).send().await.expect("an answer");
    let id = text(&said.json::<Value>().await.expect("JSON")["conversation_id"]);
    let kind = "unanswered_conversation";
    assert_eq!(items(&app, &owner, "", kind).await, Vec::<Value>::new(), "it was written just now");
    app.advance(Duration::minutes(7));
    let found = items(&app, &owner, "", kind).await;
    let reason = "Wrote by chat 7 minutes ago and has no answer: “Does it sync with Outlook?”";
    assert_eq!(crate::focus::said(&found), [("Anonymous", reason)]);
    assert_eq!(found[0]["record"], json!({"kind": "conversation", "id": id}));
    // An agent, who may see no leads, sees it; whoever may not use the inbox does not.
    let agent = app.member(&owner, Role::Agent);
    assert_eq!(items(&app, &agent, "", kind).await.len(), 1);
    let program = app.api_key(&owner, &[tenancy::Permission::CrmView]);
    assert_eq!(app.get(&program, "/focus").await.ok(200)["counts"][kind], Value::Null);
    let until = (now() + Duration::days(1)).format(&time::format_description::well_known::Rfc3339).expect("a time");
    let snooze = json!({"until": until, "reason": "Asked Tom"});
    app.post(&app.sign_in_again(&owner), &format!("/focus/{kind}:{id}/snooze"), snooze).await.ok(204);
    assert_eq!(items(&app, &owner, "", kind).await.len(), 0);
    app.delete(&app.sign_in_again(&owner), &format!("/focus/{kind}:{id}/snooze")).await.ok(204);
    let answer = json!({"body": "It does."});
    app.post(&app.sign_in_again(&owner), &format!("/conversations/{id}/messages"), answer).await.ok(201);
    assert_eq!(items(&app, &owner, "", kind).await.len(), 0, "answered");
}
