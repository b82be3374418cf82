//! What the site says of companies: placeholders and real ones, which one is meant, the deal on it.

use reqwest::Method;
use serde_json::{Value, json};
use tenancy::Permission;

use crate::{
    accounts::{account, contact, kinds},
    app::{Answer, App, Member, text},
};

/// A workspace with a widget, and a server of the site's.
pub(crate) struct Site<'a> {
    pub(crate) app: &'a App,
    pub(crate) owner: Member,
    pub(crate) widget: String,
    pub(crate) key: String,
    server: Member,
}

impl<'a> Site<'a> {
    pub(crate) async fn new(app: &'a App) -> Self {
        let owner = app.workspace("Acme");
        let (widget, key) = app.tracked_widget(&owner).await;
        let server = app.api_key(&owner, &[Permission::WidgetWrite]);
        Self { app, owner, widget, key, server }
    }

    pub(crate) fn body(&self, browser: &str, said: &Value) -> Value {
        let mut whole = json!({"widget_key": self.key, "anon_visitor_id": browser});
        whole.as_object_mut().expect("an object").extend(said.as_object().expect("an object").clone());
        whole
    }

    /// What a page sends, without anything that vouches for it.
    pub(crate) async fn page(&self, call: &str, browser: &str, said: Value) -> Answer {
        self.app.page_sends(call, self.body(browser, &said).to_string()).await
    }

    /// The same from the site's server, with its key.
    pub(crate) async fn server(&self, call: &str, browser: &str, said: Value) -> Answer {
        let request = self.app.request(Method::POST, &format!("/api/widget/{call}"));
        let request = request.bearer_auth(&self.server.token).json(&self.body(browser, &said));
        Answer::of(request.send().await.expect("an answer")).await
    }

    pub(crate) async fn account(&self, id: &str) -> Value {
        self.app.get(&self.owner, &format!("/accounts/{id}")).await.ok(200)
    }

    /// The contact with this email, in full.
    pub(crate) async fn contact(&self, email: &str) -> Value {
        let found = self.app.get(&self.owner, &format!("/contacts?search={email}")).await.ok(200);
        let mut found = found["data"].as_array().expect("contacts").iter();
        let contact = found.find(|contact| contact["email"] == email).expect("a contact with this email");
        self.app.get(&self.owner, &format!("/contacts/{}", text(&contact["id"]))).await.ok(200)
    }

    /// The id of a stage.
    pub(crate) async fn stage(&self, name: &str) -> String {
        let stages = self.app.get(&self.owner, "/account-stages").await.ok(200);
        let named = stages["data"].as_array().expect("stages").iter().find(|stage| stage["name"] == name);
        text(&named.expect("a stage of this name")["id"])
    }

    /// Makes New, Trial, Customer (won) and Lost.
    pub(crate) async fn stages(&self) {
        for (name, kind) in [("New", "open"), ("Trial", "open"), ("Customer", "won"), ("Lost", "lost")] {
            self.app.post(&self.owner, "/account-stages", json!({"name": name, "type": kind})).await.ok(201);
        }
    }
}

fn names(companies: &Value) -> Vec<String> {
    companies.as_array().expect("companies").iter().map(|company| text(&company["name"])).collect()
}

/// Proves: A5, A6, A7, A8, A9, A10, A21
#[tokio::test]
async fn placeholders_come_and_go_as_the_calls_say() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let site = Site::new(&app).await;
    let stranger = app.workspace("Stranger");
    let (berg, tal) = (account(&app, &site.owner, "Berg").await, account(&app, &site.owner, "Tal").await);
    let theirs = account(&app, &stranger, "Theirs").await;
    let nobody = "01936d4e-0000-7000-8000-000000000000";
    let none = Vec::<&str>::new;
    // The calls; the account's name, or none for a placeholder; further companies; how many accounts there are more.
    let cases = [
        (vec![json!({})], None, none(), 1),
        (vec![json!({}), json!({})], None, none(), 1),
        (vec![json!({"company": {"name": "Neu"}})], Some("Neu"), none(), 1),
        (vec![json!({}), json!({"company": {"name": "Neu"}})], Some("Neu"), none(), 1),
        (vec![json!({"company": {"name": "Neu"}}), json!({"company": {"name": "Other"}})], Some("Neu"), none(), 1),
        (vec![json!({"company": {"id": berg}})], Some("Berg"), none(), 0),
        (vec![json!({}), json!({"company": {"id": berg}})], Some("Berg"), none(), 0),
        (vec![json!({}), json!({"company_ids": [berg]})], Some("Berg"), none(), 0),
        (vec![json!({}), json!({"company_ids": [tal, berg]})], Some("Tal"), vec!["Berg"], 0),
        (vec![json!({"company_ids": [tal, berg]})], Some("Tal"), vec!["Berg"], 0),
        (vec![json!({"company": {"id": berg}, "company_ids": [tal, berg]})], Some("Berg"), vec!["Tal"], 0),
        (vec![json!({"company": {"id": berg}}), json!({"company": {"id": tal}})], Some("Berg"), vec!["Tal"], 0),
        (vec![json!({"company": {"id": berg}}), json!({"company": {"name": "Other"}})], Some("Berg"), none(), 0),
        (vec![json!({"company": {"id": berg, "name": "Renamed"}})], Some("Berg"), none(), 0),
        (vec![json!({"company": {"name": "Neu"}}), json!({"company": {"id": berg}})], Some("Neu"), vec!["Berg"], 1),
        // What is no company of this workspace is nothing at all, to a browser.
        (vec![json!({"company": {"id": nobody, "name": "Neu"}})], None, none(), 1),
        (vec![json!({"company": {"id": "c_17", "name": "Neu"}})], None, none(), 1),
        (vec![json!({"company": {"id": theirs, "name": "Neu"}})], None, none(), 1),
        (vec![json!({"company_ids": [nobody, theirs, "c_17", 17, tal]})], Some("Tal"), none(), 0),
        (vec![json!({"company": {"name": " "}})], None, none(), 1),
    ];
    let count = || app.count("SELECT count(*) AS n FROM accounts");
    for (number, (calls, wanted, further, more)) in cases.into_iter().enumerate() {
        let (browser, email) = (format!("b{number}"), format!("p{number}@example.com"));
        let before = count();
        let mut first = None;
        for call in &calls {
            let mut said = call.clone();
            said["user_id"] = json!(format!("u{number}"));
            said["email"] = json!(email);
            site.page("identify", &browser, said).await.ok(204);
            first = first.or(Some(site.contact(&email).await["account_id"].clone()));
        }
        let contact = site.contact(&email).await;
        let account = &contact["account"];
        assert_eq!(account["placeholder"], json!(wanted.is_none()), "{calls:?}: {contact}");
        assert!(wanted.is_none_or(|name| account["name"] == name), "{calls:?}: {account}");
        assert_eq!(names(&contact["companies"]), further, "{calls:?}");
        assert_eq!(count() - before, more, "{calls:?}");
        if more == 1 && further.is_empty() {
            assert_eq!(Some(&contact["account_id"]), first.as_ref(), "in place: {calls:?}");
        }
    }
    let theirs = app.get(&stranger, &format!("/accounts/{theirs}/contacts")).await.ok(200);
    assert_eq!(theirs["total"], 0);

    // A server is told what is none, and then nothing is written.
    let before = (count(), app.count("SELECT count(*) AS n FROM customers"));
    for (said, field) in [
        (json!({"company": {"id": nobody}}), "company.id"),
        (json!({"company": {"id": "c_17"}}), "company.id"),
        (json!({"company_ids": [berg, nobody]}), "company_ids[1]"),
        (json!({"company": {"id": berg}, "company_ids": ["x"]}), "company_ids[0]"),
        (json!({"stage": "Nowhere"}), "stage"),
    ] {
        let mut said = said;
        said["user_id"] = json!("new@example.com");
        assert_eq!(site.server("identify", "new", said).await.problem(422, "invalid"), field);
    }
    assert_eq!((count(), app.count("SELECT count(*) AS n FROM customers")), before);
}

/// Proves: A8
#[tokio::test]
async fn a_placeholder_that_holds_something_stays() {
    let app = App::start().await;
    let site = Site::new(&app).await;
    site.stages().await;
    let berg = account(&app, &site.owner, "Berg").await;
    for (number, what) in ["note", "plan", "stage", "value", "metadata", "opportunity", "contact"].iter().enumerate() {
        let (browser, email) = (format!("b{number}"), format!("p{number}@example.com"));
        site.page("identify", &browser, json!({"user_id": email})).await.ok(204);
        let stand_in = text(&site.contact(&email).await["account_id"]);
        let path = format!("/accounts/{stand_in}");
        match *what {
            "note" => drop(app.post(&site.owner, &format!("{path}/notes"), json!({"body": "x"})).await.ok(201)),
            "plan" => {
                drop(app.post(&site.owner, &format!("{path}/onboarding-plans"), json!({"name": "x"})).await.ok(201))
            }
            "stage" => drop(site.page("set-stage", &browser, json!({"stage": "Trial"})).await.ok(200)),
            "value" => drop(site.page("set-deal", &browser, json!({"value": 10})).await.ok(200)),
            "metadata" => {
                let said = json!({"user_id": email, "company": {"plan": "growth"}});
                site.page("identify", &browser, said).await.ok(204);
            }
            "opportunity" => {
                let deal = json!({"name": "x", "account_id": stand_in});
                app.post(&site.owner, "/opportunities", deal).await.ok(201);
            }
            _ => drop(contact(&app, &site.owner, &stand_in, "other@example.com").await),
        }
        let said = json!({"user_id": email, "company": {"id": berg}});
        site.page("identify", &browser, said).await.ok(204);
        assert_eq!(site.contact(&email).await["account_id"], json!(berg), "{what}");
        assert_eq!(site.account(&stand_in).await["placeholder"], true, "{what}");
    }
}

/// Proves: A5, A20
#[tokio::test]
async fn a_lead_stays_a_lead_unless_the_call_carries_a_company() {
    let app = App::start().await;
    let site = Site::new(&app).await;
    let berg = account(&app, &site.owner, "Berg").await;
    let twin = contact(&app, &site.owner, &berg, "twin@example.com").await;
    app.patch(&site.owner, &format!("/contacts/{twin}"), json!({"phone": "+493055500142"})).await.ok(200);
    let lead = json!({"email": "ada@example.com", "phone": "+493055500142"});
    let ada = text(&app.post(&site.owner, "/leads", lead).await.ok(201)["id"]);
    let pipeline = text(&app.post(&site.owner, "/lead-pipelines/ensure-default", json!({})).await.ok(200)["id"]);
    let cards = async || {
        let board = app.get(&site.owner, &format!("/lead-pipelines/{pipeline}/board")).await.ok(200);
        board["columns"][0]["cards"].as_array().map(Vec::len)
    };
    for said in [json!({}), json!({"company": {"plan": "growth"}}), json!({"company": {"id": "c_17", "name": "x"}})] {
        let mut said = said;
        said["user_id"] = json!("ada@example.com");
        site.page("identify", "b", said.clone()).await.ok(204);
        assert_eq!(app.get(&site.owner, &format!("/leads/{ada}")).await.ok(200)["kind"], "lead", "{said}");
    }
    site.page("set-stage", "b", json!({"stage": "New"})).await.problem(422, "not_linked");
    assert_eq!(cards().await, Some(1));
    let said = json!({"user_id": "ada@example.com", "company": {"id": berg}});
    let record = site.server("identify", "b", said.clone()).await.ok(200);
    assert_eq!((&record["customer_id"], &record["kind"]), (&json!(ada), &json!("contact")), "the phone joins nobody");
    assert_eq!(record["account_id"], json!(berg));
    assert_eq!(cards().await, Some(0), "the card is off the board");
    for path in [format!("/customers/{ada}"), format!("/accounts/{berg}")] {
        assert!(kinds(&app, &site.owner, &path).await.contains(&"converted".to_owned()), "{path}");
    }
    let before = app.count("SELECT count(*) AS n FROM timeline");
    site.server("identify", "b", said).await.ok(200);
    assert_eq!(app.count("SELECT count(*) AS n FROM timeline"), before, "the same again changes nothing");

    // A name alone makes the company; a lead without an email can't be a contact.
    let eve = text(&app.post(&site.owner, "/leads", json!({"email": "eve@example.com"})).await.ok(201)["id"]);
    let said = json!({"user_id": "eve@example.com", "company": {"name": "Neu"}});
    site.page("identify", "c", said).await.ok(204);
    let eve = app.get(&site.owner, &format!("/contacts/{eve}")).await.ok(200);
    assert_eq!((&eve["account"]["name"], &eve["account"]["placeholder"]), (&json!("Neu"), &json!(false)));
}

/// Proves: A1, A2, A5
#[tokio::test]
async fn what_is_said_of_a_company_merges_and_fills_what_is_blank() {
    let app = App::start().await;
    let site = Site::new(&app).await;
    let berg = account(&app, &site.owner, "Berg").await;
    app.patch(&site.owner, &format!("/accounts/{berg}"), json!({"industry": "Lifts"})).await.ok(200);
    let says = |company: Value| json!({"user_id": "ada@example.com", "company": company});
    let first = json!({"id": berg, "plan": "trial", "seats": 3, "industry": "Hats", "domain": "berg.example", "website": "ftp://x"});
    site.page("identify", "b", says(first.clone())).await.ok(204);
    let seen = site.account(&berg).await;
    assert_eq!((&seen["industry"], &seen["domain"]), (&json!("Lifts"), &json!("berg.example")), "{seen}");
    assert_eq!(seen["website"], Value::Null);
    assert_eq!(seen["metadata"], json!({"plan": "trial", "seats": 3, "website": "ftp://x"}), "nothing said is lost");
    // Without an id the active company is meant; what is known stays, key by key.
    site.page("identify", "b", says(json!({"plan": "growth", "domain": "other.example"}))).await.ok(204);
    let seen = site.account(&berg).await;
    assert_eq!((&seen["metadata"]["plan"], &seen["metadata"]["seats"]), (&json!("growth"), &json!(3)));
    assert_eq!((&seen["domain"], &seen["name"]), (&json!("berg.example"), &json!("Berg")));
    site.page("identify", "b", says(json!({"plan": "growth"}))).await.ok(204);
    assert_eq!(site.account(&berg).await["version"], seen["version"], "the same again is no change");
    // The site's server is believed.
    let said = json!({"id": berg, "name": "Berg AG", "industry": "Hats", "phone": "+493055500142"});
    site.server("identify", "b", says(said)).await.ok(200);
    let seen = site.account(&berg).await;
    assert_eq!((&seen["name"], &seen["industry"]), (&json!("Berg AG"), &json!("Hats")));
    assert_eq!(seen["phone"], "+493055500142");
    // It stands in both histories, the unverified marked as such.
    let ada = text(&site.contact("ada@example.com").await["id"]);
    for path in [format!("/customers/{ada}"), format!("/accounts/{berg}")] {
        let entries = app.get(&site.owner, &format!("{path}/timeline?types=crm&limit=100")).await.ok(200);
        let entries = entries["data"].as_array().expect("entries").clone();
        let entries: Vec<_> = entries.iter().filter(|e| e["kind"] == "fields_updated").collect();
        let said = |entry: &Value| (entry["actor"]["kind"].clone(), entry["data"]["verified"].clone());
        assert_eq!(said(entries[0]), (json!("api_key"), Value::Null), "{path}");
        assert_eq!(said(entries[1]), (json!("visitor"), json!(false)), "{path}");
    }
    // Bounded, as traits are.
    for n in 0..20 {
        site.page("identify", "b", says(json!({format!("k{n}"): "x".repeat(3_000)}))).await.ok(204);
    }
    assert!(site.account(&berg).await["metadata"].to_string().len() <= 16 * 1024);
}

/// Proves: A10, A11, A17
#[tokio::test]
async fn a_write_means_the_named_company_else_the_active_one_else_the_only_one() {
    let app = App::start_with(&[|c| c.limits.enabled = false]).await;
    let site = Site::new(&app).await;
    site.stages().await;
    let stranger = app.workspace("Stranger");
    let [berg, tal, far] = [
        account(&app, &site.owner, "Berg").await,
        account(&app, &site.owner, "Tal").await,
        account(&app, &site.owner, "Far").await,
    ];
    let theirs = account(&app, &stranger, "Theirs").await;
    let both = json!({"company_ids": [berg, tal]});
    // What identify said; what the write names; the company that it means, or why it is refused.
    let cases = [
        (json!({}), None, Ok("")),
        (json!({"company_ids": [berg]}), None, Ok("Berg")),
        (json!({"company": {"id": tal}}), None, Ok("Tal")),
        (json!({"company": {"id": tal}, "company_ids": [berg]}), None, Ok("Tal")),
        (json!({"company": {"id": tal}, "company_ids": [berg]}), Some(json!(berg)), Ok("Berg")),
        (both.clone(), None, Err("company_ambiguous")),
        (both.clone(), Some(json!(tal)), Ok("Tal")),
        (both.clone(), Some(json!(far)), Err("not_linked")),
        (both.clone(), Some(json!(theirs)), Err("not_linked")),
        (both.clone(), Some(json!("c_17")), Err("not_linked")),
        (both, Some(json!(17)), Err("not_linked")),
    ];
    for (number, (said, named, wanted)) in cases.into_iter().enumerate() {
        let (browser, email) = (format!("b{number}"), format!("p{number}@example.com"));
        let mut said = said;
        said["user_id"] = json!(email);
        site.page("identify", &browser, said.clone()).await.ok(204);
        for (call, body) in [("set-stage", json!({"stage": "New"})), ("set-deal", json!({"value": "10.50"}))] {
            let mut body = body;
            body["company_id"] = named.clone().unwrap_or(Value::Null);
            let answers = [site.page(call, &browser, body.clone()).await, site.server(call, &browser, body).await];
            match wanted {
                Ok(name) => {
                    for answer in answers {
                        let answer = answer.ok(200);
                        if let Some(id) = answer["account_id"].as_str() {
                            let meant = site.account(id).await;
                            assert!(name.is_empty() || meant["name"] == name, "{said} {named:?}: {meant}");
                            assert_eq!(meant["placeholder"], json!(name.is_empty()), "{said} {named:?}");
                        }
                    }
                }
                Err(code) => {
                    let [page, server] = answers;
                    assert_eq!(page.body["companies"], Value::Null, "a browser is not told: {page:?}");
                    let candidates = json!([{"id": berg, "name": "Berg"}, {"id": tal, "name": "Tal"}]);
                    let told = if code == "company_ambiguous" { candidates } else { Value::Null };
                    assert_eq!(server.body["companies"], told);
                    assert_eq!(
                        (page.problem(422, code), server.problem(422, code)),
                        ("company_id".into(), "company_id".into())
                    );
                }
            }
        }
    }
    // Linked no more: not active any longer.
    let said = json!({"user_id": "p9@example.com", "company": {"id": tal}, "company_ids": [berg]});
    site.page("identify", "b9", said).await.ok(204);
    let ask = json!({"stage": "Trial"});
    assert_eq!(site.server("set-stage", "b9", ask.clone()).await.ok(200)["account_id"], json!(tal));
    let contact = site.contact("p9@example.com").await;
    app.delete(&site.owner, &format!("/contacts/{}/companies/{tal}", text(&contact["id"]))).await.ok(204);
    assert_eq!(site.server("set-stage", "b9", ask.clone()).await.ok(200)["account_id"], json!(berg));
    // Somebody else on the same browser acts for nobody's company but their own.
    site.page("identify", "b2", json!({"user_id": "next@example.com", "company_ids": [berg, tal]})).await.ok(204);
    site.page("set-stage", "b2", ask.clone()).await.problem(422, "company_ambiguous");
    // Whom nobody knows.
    for browser in ["never-seen", "b"] {
        site.page("set-properties", "b", json!({"properties": {"x": 1}})).await.ok(200);
        assert_eq!(site.page("set-stage", browser, ask.clone()).await.problem(422, "not_linked"), "anon_visitor_id");
        site.server("set-deal", browser, json!({"value": 1})).await.problem(422, "not_linked");
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM visitors WHERE anon_visitor_id = 'never-seen'"), 0);
}

/// Proves: A14, A15, A16, A18, A4
#[tokio::test]
async fn stages_go_forward_exact_goes_anywhere_and_a_persons_move_stands() {
    let app = App::start().await;
    let site = Site::new(&app).await;
    site.stages().await;
    let berg = account(&app, &site.owner, "Berg").await;
    let said = json!({"user_id": "ada@example.com", "company": {"id": berg}, "stage": "New"});
    let record = site.server("identify", "b", said).await.ok(200);
    assert_eq!((&record["applied"], &record["stage"]["name"]), (&json!(true), &json!("New")));
    let path = format!("/accounts/{berg}");
    let (new, trial) = (site.stage("New").await, site.stage("Trial").await);
    let answer = |applied: bool, reason: Value| json!({"applied": applied, "reason": reason});
    let forward = async |stage: &str| site.page("set-stage", "b", json!({"stage": stage})).await.ok(200);
    assert_eq!(forward("Trial").await, answer(false, json!("set_by_person")), "the server set it");
    let exact =
        async |stage: &str| site.server("set-stage", "b", json!({"stage": stage, "mode": "exact"})).await.ok(200);
    let moved = site.server("set-stage", "b", json!({"stage": trial})).await.ok(200);
    assert_eq!((&moved["applied"], &moved["stage"]), (&json!(true), &json!({"id": trial, "name": "Trial"})));
    assert_eq!(
        (&moved["kind"], &moved["verified"], &moved["account_id"]),
        (&json!("contact"), &json!(true), &json!(berg))
    );
    let back = site.server("set-stage", "b", json!({"stage": "new"})).await.ok(200);
    assert_eq!((&back["applied"], &back["reason"]), (&json!(false), &json!("already_later")));
    assert_eq!(exact("New").await["applied"], true);
    assert_eq!(site.account(&berg).await["stage_id"], json!(new));
    assert_eq!(site.account(&berg).await["stage_set_by"]["kind"], "api_key");
    // A person's move: no page undoes it, forward or not.
    app.patch(&site.owner, &path, json!({"stage_id": trial, "deal_value": 100})).await.ok(200);
    for stage in ["New", "Trial", "Customer"] {
        assert_eq!(forward(stage).await, answer(false, json!("set_by_person")), "{stage}");
    }
    let deal = site.page("set-deal", "b", json!({"value": 5, "stage": "Customer"})).await.ok(200);
    assert_eq!(deal, answer(false, json!("set_by_person")));
    let seen = site.account(&berg).await;
    assert_eq!((&seen["stage_id"], &seen["deal_value"]), (&json!(trial), &json!("100.00")));
    assert_eq!((&seen["stage_set_by"]["kind"], &seen["deal_set_by"]["kind"]), (&json!("user"), &json!("user")));
    let deal = site.server("set-deal", "b", json!({"value": 200, "stage": "New"})).await.ok(200);
    assert_eq!((&deal["applied"], &deal["reason"]), (&json!(true), &json!("already_later")), "the value was written");
    assert_eq!(site.account(&berg).await["deal_set_by"]["kind"], "api_key");
    assert_eq!(exact("Lost").await["stage"]["name"], "Lost");
    assert_eq!(site.server("set-stage", "b", json!({"stage": "Customer"})).await.ok(200)["reason"], "already_closed");

    // Where nobody said anything, a page's word counts until somebody does.
    site.page("identify", "c", json!({"user_id": "eve@example.com", "company": {"name": "Neu"}})).await.ok(204);
    let eve = site.contact("eve@example.com").await;
    let ask = async |call: &str, said: Value| site.page(call, "c", said).await.ok(200);
    assert_eq!(ask("set-stage", json!({"stage": "New"})).await, answer(true, Value::Null));
    assert_eq!(ask("set-stage", json!({"stage": "New"})).await, answer(false, json!("already_there")));
    assert_eq!(ask("set-deal", json!({"value": 5})).await, answer(true, Value::Null));
    assert_eq!(ask("set-deal", json!({"value": 7, "stage": "Trial"})).await, answer(true, Value::Null));
    assert_eq!(ask("set-deal", json!({"value": 7})).await, answer(false, json!("already_there")));
    assert_eq!(ask("set-stage", json!({"stage": "New"})).await, answer(false, json!("already_later")));
    assert_eq!(ask("set-stage", json!({"stage": "Lost"})).await, answer(false, json!("never_lost")));
    let neu = site.account(&text(&eve["account_id"])).await;
    assert_eq!((&neu["stage_id"], &neu["deal_value"]), (&json!(trial), &json!("7.00")));
    assert_eq!((&neu["stage_set_by"]["kind"], &neu["deal_set_by"]["kind"]), (&json!("visitor"), &json!("visitor")));
    for path in [format!("/customers/{}", text(&eve["id"])), format!("/accounts/{}", text(&eve["account_id"]))] {
        let entries = app.get(&site.owner, &format!("{path}/timeline?types=crm")).await.ok(200);
        let moves: Vec<_> = entries["data"].as_array().expect("entries").clone();
        let moves: Vec<_> = moves.iter().filter(|e| e["kind"] == "deal_stage_changed").collect();
        assert_eq!(moves.len(), 2, "{path}");
        assert_eq!(
            (&moves[0]["data"]["to_stage"]["name"], &moves[0]["data"]["verified"]),
            (&json!("Trial"), &json!(false))
        );
    }
}
