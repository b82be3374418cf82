//! Whom the site's calls about companies are believed, what happens when they come at once, and what is no call at all.

use serde_json::{Value, json};
use tracking::{
    WidgetKey,
    company::Companies,
    identify::{self, Call, Meeting, Trust},
    visitor::VisitorKey,
};

use crate::{
    accounts::{account, contact},
    app::{Answer, App, now, text},
    companies::Site,
    races::at_once,
};

fn hash(secret: &str, user: &str) -> String {
    hex::encode(tenancy::secret::sign(secret.as_bytes(), user.as_bytes()))
}

async fn secret(site: &Site<'_>, widget: &str) -> String {
    text(&site.app.get(&site.owner, &format!("/widgets/{widget}")).await.ok(200)["identity_secret"])
}

/// Proves: A14, A15, A17, A18
#[tokio::test]
async fn a_hash_vouches_for_its_own_person_and_nobody_elses() {
    let app = App::start().await;
    let site = Site::new(&app).await;
    site.stages().await;
    let berg = account(&app, &site.owner, "Berg").await;
    let (other_widget, _) = app.tracked_widget(&site.owner).await;
    let (own, other) = (secret(&site, &site.widget).await, secret(&site, &other_widget).await);
    let who =
        json!({"user_id": "u_1", "email": "ada@example.com", "company": {"id": berg}, "user_hash": hash(&own, "u_1")});
    site.page("identify", "b", who).await.ok(204);
    let ask = |stage: &str, user: &str, hash: String| json!({"stage": stage, "mode": "exact", "user_id": user, "user_hash": hash});
    // A signature of another user, replayed; another widget's; none; one that belongs to a third.
    for (user, hash) in [
        ("u_2", hash(&own, "u_2")),
        ("u_1", hash(&own, "u_2")),
        ("u_1", hash(&other, "u_1")),
        ("u_1", "00".to_owned()),
        ("ada@example.com", hash(&other, "ada@example.com")),
    ] {
        site.page("set-stage", "b", ask("New", user, hash.clone())).await.problem(403, "identity_unverified");
        // What only verified calls learn: which stages there are.
        let told = site.page("set-stage", "b", json!({"stage": "Nowhere", "user_id": user, "user_hash": hash})).await;
        assert!(!told.body.to_string().contains("Trial"), "{told:?}");
        assert_eq!(told.problem(422, "invalid"), "stage");
    }
    site.page("set-stage", "b", json!({"stage": "New", "mode": "exact"})).await.problem(403, "identity_unverified");
    assert_eq!(site.account(&berg).await["stage_id"], Value::Null);
    for (user, stage) in [("u_1", "Trial"), ("ada@example.com", "New")] {
        let moved = site.page("set-stage", "b", ask(stage, user, hash(&own, user))).await.ok(200);
        assert_eq!(moved, json!({"applied": true, "reason": null}), "{user}");
        assert_eq!(site.account(&berg).await["stage_id"], json!(site.stage(stage).await));
    }
    let told =
        site.page("set-stage", "b", json!({"stage": "x", "user_id": "u_1", "user_hash": hash(&own, "u_1")})).await;
    assert!(told.body["detail"].as_str().is_some_and(|d| d.contains("New, Trial, Customer, Lost")), "{told:?}");
    assert!(site.server("set-stage", "b", json!({"stage": "x"})).await.body.to_string().contains("Trial"));
    // What the site's server vouched for no page moves, and the history says which was which.
    let held = site.page("set-stage", "b", json!({"stage": "Trial"})).await.ok(200);
    assert_eq!(held, json!({"applied": false, "reason": "set_by_person"}));
    let entries = app.get(&site.owner, &format!("/accounts/{berg}/timeline?types=crm")).await.ok(200);
    let moved = &entries["data"][0];
    assert_eq!((&moved["kind"], &moved["actor"]["kind"]), (&json!("deal_stage_changed"), &json!("visitor")));
    assert_eq!(moved["data"]["verified"], true);

    // A strict widget takes no other; and from another browser of the same person only with the hash.
    app.patch(&site.owner, &format!("/widgets/{}", site.widget), json!({"identity_verification": "strict"}))
        .await
        .ok(200);
    for (call, said) in [("set-stage", json!({"stage": "Trial"})), ("set-deal", json!({"value": 5}))] {
        site.page(call, "b", said.clone()).await.problem(403, "identity_unverified");
        site.page(call, "never-seen", said.clone()).await.problem(403, "identity_unverified");
        let mut forged = said.clone();
        (forged["user_id"], forged["user_hash"]) = (json!("u_2"), json!(hash(&own, "u_2")));
        site.page(call, "b", forged).await.problem(403, "identity_unverified");
        let mut signed = said;
        (signed["user_id"], signed["user_hash"]) = (json!("u_1"), json!(hash(&own, "u_1")));
        assert_eq!(site.page(call, "b", signed).await.ok(200)["applied"], true);
    }
    let said = json!({"user_id": "u_1", "email": "ada@example.com", "company": {"id": berg, "name": "Stolen"}});
    site.page("identify", "b", said).await.problem(403, "identity_unverified");
    assert_eq!(site.account(&berg).await["name"], "Berg");
}

/// Proves: A18, A9, A12
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_thousand_hostile_calls_change_nothing_that_somebody_answers_for() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let site = Site::new(&app).await;
    site.stages().await;
    let stranger = app.workspace("Stranger");
    let theirs = account(&app, &stranger, "Theirs").await;
    let berg = account(&app, &site.owner, "Berg").await;
    let trial = site.stage("Trial").await;
    let fields = json!({"stage_id": trial, "deal_value": 100, "domain": "berg.example", "industry": "Lifts",
                        "website": "berg.example", "phone": "+493055500142"});
    app.patch(&site.owner, &format!("/accounts/{berg}"), fields).await.ok(200);
    let ada = contact(&app, &site.owner, &berg, "ada@example.com").await;
    let person = json!({"title": "CTO", "phone": "+493055500143", "company": "Berg"});
    app.patch(&site.owner, &format!("/contacts/{ada}"), person).await.ok(200);
    let kept = async || {
        let (mut account, contact) = (site.account(&berg).await, site.contact("ada@example.com").await);
        // Metadata is the page's to say; it counts as a change of the record.
        for free in ["metadata", "updated_at", "version"] {
            account[free] = Value::Null;
        }
        let person: Vec<Value> =
            ["name", "email", "title", "phone", "company", "account_id"].iter().map(|f| contact[*f].clone()).collect();
        (account, person)
    };
    let before = kept().await;
    let names = ["New", "Trial", "Customer", "Lost", "Nowhere", trial.as_str()];
    let calls: Vec<(&str, String)> = (0..1_000)
        .map(|n| {
            let who = json!({"user_id": "ada@example.com", "user_hash": "00"});
            let (call, said) = match n % 5 {
                0 => {
                    let company = json!({"id": berg, "name": "Stolen", "domain": "evil.example", "industry": "Theft",
                                         "website": "evil.example", "phone": "+493055500199", "n": n});
                    ("identify", json!({"company": company, "company_ids": [theirs], "stage": names[n % 6],
                                        "traits": {"name": "Eve", "title": "Thief", "phone": "+493055500199", "company": "Evil"}}))
                }
                1 => ("set-stage", json!({"stage": names[n % 6], "company_id": berg})),
                2 => ("set-stage", json!({"stage": names[n % 6], "mode": "exact"})),
                3 => ("set-deal", json!({"value": n, "stage": "Customer", "company_id": ([&berg, &theirs][n % 2])})),
                _ => ("identify", json!({"company": {"id": theirs, "name": "Stolen"}})),
            };
            let mut body = site.body(&format!("b{}", n % 7), &said);
            body.as_object_mut().expect("an object").extend(who.as_object().expect("an object").clone());
            (call, body.to_string())
        })
        .collect();
    for some in calls.chunks(20) {
        let answers = at_once(some.len(), |n| {
            let request =
                app.request(reqwest::Method::POST, &format!("/api/widget/{}", some[n].0)).body(some[n].1.clone());
            async move { Answer::of(request.send().await.expect("an answer")).await }
        })
        .await;
        for answer in answers {
            assert!([200, 204, 403, 422].contains(&answer.status), "{answer:?}");
            assert_ne!(answer.body["applied"], json!(true), "{answer:?}");
        }
    }
    assert_eq!(kept().await, before);
    assert_eq!(app.get(&stranger, &format!("/accounts/{theirs}/contacts")).await.ok(200)["total"], 0);
    assert_eq!(app.count("SELECT count(*) AS n FROM accounts"), 2);
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 1);
}

/// Two identifies of one person at once, from two browsers, fifty times: one contact, one link to the company; without a
/// company, one placeholder.
/// Proves: A6, A7, A8
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn identifies_at_once_make_one_contact_and_one_link() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let site = Site::new(&app).await;
    let [berg, tal] = [account(&app, &site.owner, "Berg").await, account(&app, &site.owner, "Tal").await];
    let companies =
        [json!({}), json!({"company": {"name": "Neu"}}), json!({"company": {"id": berg}, "company_ids": [tal]})];
    for round in 0..50 {
        for (kind, said) in companies.iter().enumerate() {
            let email = format!("p{round}-{kind}@example.com");
            let before = app.count("SELECT count(*) AS n FROM accounts");
            let bodies: Vec<String> = (0..2)
                .map(|n| {
                    let mut said = said.clone();
                    (said["user_id"], said["email"]) = (json!(format!("u{round}-{kind}")), json!(email));
                    site.body(&format!("b{round}-{kind}-{n}"), &said).to_string()
                })
                .collect();
            let statuses = at_once(2, |n| {
                let request = app.request(reqwest::Method::POST, "/api/widget/identify").body(bodies[n].clone());
                async move { request.send().await.expect("an answer").status().as_u16() }
            })
            .await;
            assert_eq!(statuses, [204, 204], "{email}");
            let of = format!("SELECT count(*) AS n FROM customers WHERE email = '{email}'");
            assert_eq!(app.count(&of), 1, "{email}");
            let made = i64::from(kind != 2);
            assert_eq!(app.count("SELECT count(*) AS n FROM accounts") - before, made, "{email}");
        }
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM accounts WHERE placeholder"), 50);
    assert_eq!(app.count("SELECT count(*) AS n FROM contact_accounts"), 50);
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_links"), 300);
}

/// Proves: A17
#[tokio::test]
async fn what_is_no_call_is_told_by_its_field() {
    let app = App::start().await;
    let site = Site::new(&app).await;
    let berg = account(&app, &site.owner, "Berg").await;
    site.page("identify", "b", json!({"user_id": "ada@example.com", "company": {"id": berg}})).await.ok(204);
    let valid = [
        ("identify", json!({"user_id": "ada@example.com"})),
        ("set-properties", json!({"properties": {}})),
        ("set-stage", json!({"stage": "New"})),
        ("set-deal", json!({"value": 1})),
    ];
    for (call, said) in &valid {
        let mut body = said.clone();
        body["anon_visitor_id"] = json!("b");
        assert_eq!(app.page_sends(call, body.to_string()).await.problem(422, "invalid"), "widget_key", "{call}");
        assert_eq!(
            site.page(call, "not an id!", said.clone()).await.problem(422, "invalid"),
            "anon_visitor_id",
            "{call}"
        );
        app.page_sends(call, "[]").await.problem(400, "malformed");
        app.page_sends(call, "{").await.problem(400, "malformed");
        body["widget_key"] = json!("pk_1_1");
        let unknown = app.page_sends(call, body.to_string()).await;
        assert!(unknown.status == 204 || unknown.body["reason"] == "unknown_widget", "{call}: {unknown:?}");
    }
    let no_key = app.page_sends("track", json!({"anon_visitor_id": "b", "name": "x"}).to_string()).await;
    no_key.problem(400, "malformed");
    for (call, said, field) in [
        ("set-stage", json!({}), "stage"),
        ("set-stage", json!({"stage": 5}), "stage"),
        ("set-stage", json!({"stage": "Nowhere"}), "stage"),
        ("set-stage", json!({"stage": ""}), "stage"),
        ("set-stage", json!({"stage": "New", "mode": "backwards"}), "mode"),
        ("set-stage", json!({"stage": "New", "company_id": {}}), "company_id"),
        ("set-stage", json!({"stage": "New", "company_id": [berg]}), "company_id"),
        ("set-deal", json!({}), "value"),
        ("set-deal", json!({"value": null}), "value"),
        ("set-deal", json!({"value": -1}), "value"),
        ("set-deal", json!({"value": "-0.01"}), "value"),
        ("set-deal", json!({"value": "much"}), "value"),
        ("set-deal", json!({"value": [1]}), "value"),
        ("set-deal", json!({"value": "1.234"}), "value"),
        ("set-deal", json!({"value": "1e40"}), "value"),
        ("set-deal", json!({"value": 5, "stage": "Nowhere"}), "stage"),
        ("identify", json!({"user_id": "u", "company": "Berg"}), "company"),
        ("identify", json!({"user_id": "u", "company": {"name": 5}}), "company.name"),
        ("identify", json!({"user_id": "u", "company": {"name": "x".repeat(201)}}), "company.name"),
        ("identify", json!({"user_id": "u", "company": {"domain": []}}), "company.domain"),
        ("identify", json!({"user_id": "u", "company": {"id": {}}}), "company.id"),
        ("identify", json!({"user_id": "u", "company": {"x": "y".repeat(5_000)}}), "company"),
        ("identify", json!({"user_id": "u", "company": {"x": "\0"}}), "company"),
        ("identify", json!({"user_id": "u", "company_ids": berg}), "company_ids"),
        ("identify", json!({"user_id": "u", "company_ids": [null]}), "company_ids[0]"),
        ("identify", json!({"user_id": "u", "company_ids": vec![&berg; 51]}), "company_ids"),
        ("identify", json!({"user_id": "u", "stage": 5}), "stage"),
    ] {
        assert_eq!(site.page(call, "b", said.clone()).await.problem(422, "invalid"), field, "{call} {said}");
        assert_eq!(site.server(call, "b", said.clone()).await.problem(422, "invalid"), field, "{call} {said}");
    }
    let seen = site.account(&berg).await;
    assert_eq!((&seen["deal_value"], &seen["stage_id"], &seen["version"]), (&Value::Null, &Value::Null, &json!(1)));
}

/// Proves: S5
#[tokio::test]
async fn identify_says_which_nameless_lead_turned_out_to_be_somebody() {
    let app = App::start().await;
    let site = Site::new(&app).await;
    let berg = account(&app, &site.owner, "Berg").await;
    contact(&app, &site.owner, &berg, "ada@example.com").await;
    let workspace = site.owner.workspace;
    let key = WidgetKey::parse(&site.key).expect("a key");
    let visitor = |browser: &str| VisitorKey { widget: key.widget, anon_visitor_id: browser.to_owned() };
    let call = |browser: &str, user: &str| Call {
        visitor: visitor(browser),
        user_id: Some(user.to_owned()),
        email: crm_core::Email::parse(user).ok(),
        traits: serde_json::Map::new(),
        companies: Companies::default(),
        page: None,
        agent: None,
        trust: Trust::Nobody,
        strict: false,
    };
    // A lead that chatted; one with an email; none; and an email that nobody has.
    for (browser, lead, email, absorbed) in [
        ("b1", Some(json!({"name": "Somebody"})), "ada@example.com", true),
        ("b2", Some(json!({"email": "eve@example.com"})), "ada@example.com", false),
        ("b3", None, "ada@example.com", false),
        ("b4", Some(json!({"name": "Somebody"})), "new@example.com", false),
    ] {
        let lead = match lead {
            Some(lead) => Some(text(&app.post(&site.owner, "/leads", lead).await.ok(201)["id"])),
            None => None,
        };
        let done = app
            .hydra
            .database
            .primary
            .transaction(workspace, |conn| {
                if let Some(lead) = &lead {
                    let meeting = Meeting { visitor: visitor(browser), page: String::new(), agent: None };
                    let met = identify::meet(conn, workspace, &meeting, now())?;
                    identify::recognise(conn, workspace, met, lead.parse().expect("an id"), now())?;
                }
                identify::identify(conn, workspace, &call(browser, email), "DE", now())
            })
            .expect("an identify");
        assert_eq!(done.absorbs.map(|id| id.to_string()), lead.clone().filter(|_| absorbed), "{browser}");
        assert!(done.person.is_some() && done.person.map(|id| id.to_string()) != lead || browser == "b4");
    }
}
