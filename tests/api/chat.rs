//! The widget's chat, its bot, and the inbox that answers.

use reqwest::Method;
use serde_json::{Value, json};
use tenancy::Role;
use time::Duration;
use uuid::Uuid;

use crate::{
    app::{Answer, App, Member, batch, event, now, text},
    loopback::Receiver,
};

/// A widget whose chat is on, with these behaviours; its id and key.
pub(crate) async fn chatting(app: &App, owner: &Member, behaviors: Value) -> (String, String) {
    let (id, key) = app.tracked_widget(owner).await;
    let chat = json!({"enabled": true, "title": "Ask us", "greeting": "Hi there.", "ask_email": true});
    let capture = json!({"enabled": true, "behaviors": behaviors, "hook_url": null});
    app.patch(owner, &format!("/widgets/{id}"), json!({"chat": chat, "capture": capture})).await.ok(200);
    (id, key)
}

pub(crate) fn behavior(id: &str, when: Value, questions: Value) -> Value {
    json!({"id": id, "name": format!("Behavior {id}"), "when": when, "opening": "A few questions.", "questions": questions, "thanks": "Thank you!"})
}

pub(crate) fn question(kind: &str, field: &str, required: bool) -> Value {
    json!({"kind": kind, "prompt": format!("Your {field}?"), "field": field, "options": [], "required": required})
}

/// What a browser's chat sends to `/api/chat…`.
pub(crate) struct Browser<'a> {
    pub(crate) app: &'a App,
    pub(crate) key: &'a str,
    pub(crate) anon: &'a str,
}

impl Browser<'_> {
    pub(crate) async fn posts(&self, call: &str, more: Value) -> Answer {
        let mut body =
            json!({"widget_key": self.key, "anon_visitor_id": self.anon, "url": "https://a.example/security"});
        body.as_object_mut().expect("an object").extend(more.as_object().cloned().expect("an object"));
        let request = self.app.request(Method::POST, &format!("/api/chat{call}"));
        let request = request.header("Content-Type", "text/plain").header("Origin", "https://a.example");
        Answer::of(request.body(body.to_string()).send().await.expect("an answer")).await
    }

    pub(crate) async fn says(&self, message: &str) -> Value {
        self.posts("", json!({"message": message})).await.ok(200)
    }

    pub(crate) async fn looks(&self, path: &str) {
        let url = format!("https://a.example{path}");
        let sent = batch(self.key, self.anon, &[event("pageview", None, &url, now())]);
        self.app.page_sends("track", sent).await.ok(204);
    }
}

pub(crate) fn bodies(messages: &Value) -> Vec<&str> {
    messages.as_array().expect("messages").iter().filter_map(|message| message["body"].as_str()).collect()
}

/// Proves: H11, H15, H16, H47, H46, E10, E16, S17, S24
#[tokio::test]
async fn an_anonymous_chat_makes_a_lead_and_an_email_given_in_it_stays_there() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let (_, key) = chatting(&app, &owner, json!([])).await;
    let visitor = Browser { app: &app, key: &key, anon: "v1" };
    visitor.looks("/pricing").await;
    let init = app.page_sends("init", json!({"widget_key": key}).to_string()).await.ok(200);
    assert_eq!(init["chat"], json!({"title": "Ask us", "greeting": "Hi there.", "ask_email": true}));
    let opened = visitor.posts("/open", json!({})).await.ok(200);
    assert_eq!((bodies(&opened["messages"]), &opened["conversation_id"]), (vec!["Hi there."], &Value::Null));
    assert_eq!(app.count("SELECT count(*) AS n FROM conversations"), 0, "who only looks leaves nothing");

    let first = visitor.says("Does it sync with Outlook?").await;
    let id = text(&first["conversation_id"]);
    let lead = app.get(&owner, "/leads").await.ok(200)["data"][0].clone();
    assert_eq!((&lead["display_name"], &lead["source"]), (&json!("Anonymous"), &json!("widget")));
    assert!(lead["stage_id"].is_string(), "on the board");
    let lead_id = text(&lead["id"]);
    // Nothing of it is a visitor event; the page that was seen is, and is the lead's from day one.
    assert_eq!(app.count("SELECT count(*) AS n FROM visitor_events"), 1);
    let activity = app.get(&owner, &format!("/customers/{lead_id}/site-activity")).await.ok(200);
    assert_eq!((&activity["linked"], &activity["top_pages"][0]["path"]), (&json!(true), &json!("/pricing")));
    let shown = app.get(&owner, &format!("/leads/{lead_id}")).await.ok(200);
    assert_eq!(shown["originating_conversation_id"], id.as_str());

    let second = visitor.says("You can reach me at ada@example.com.").await;
    assert_eq!((&second["conversation_id"], &second["email_known"]), (&json!(id), &json!(true)));
    let shown = app.get(&owner, &format!("/leads/{lead_id}")).await.ok(200);
    assert_eq!(
        (&shown["kind"], &shown["email"]),
        (&json!("lead"), &json!("ada@example.com")),
        "and it is a lead still"
    );
    let conversation = app.get(&owner, &format!("/conversations/{id}")).await.ok(200);
    assert_eq!(
        bodies(&conversation["messages"]),
        [
            "Hi there.",
            "Does it sync with Outlook?",
            "You can reach me at ada@example.com.",
            "Email captured, 1 earlier visit linked to this lead"
        ]
    );
    assert_eq!(conversation["started_on"], "https://a.example/security");
    assert_eq!((&conversation["unread"], &conversation["customer"]["id"]), (&json!(true), &json!(lead_id)));
    let theirs = app.get(&owner, &format!("/customers/{lead_id}/conversations")).await.ok(200);
    assert_eq!(theirs["data"][0]["last_message"]["preview"], "You can reach me at ada@example.com.");
    let timeline = app.get(&owner, &format!("/customers/{lead_id}/timeline")).await.ok(200);
    let kinds: Vec<&str> =
        timeline["data"].as_array().expect("rows").iter().filter_map(|row| row["kind"].as_str()).collect();
    for kind in ["conversation_started", "email_captured", "lead_created"] {
        assert!(kinds.contains(&kind), "{kind} among {kinds:?}");
    }
    // Conversion carries the conversation along, also onto a contact that was there.
    let account = json!({"account": {"name": "Acme"}});
    let contact =
        app.post(&owner, "/contacts", json!({"email": "eve@example.com", "account": {"name": "Acme"}})).await.ok(201);
    let converted = app.post(&owner, &format!("/leads/{lead_id}/convert"), account).await.ok(200);
    assert_eq!(converted["contact"]["id"], lead_id.as_str());
    let shown = app.get(&owner, &format!("/contacts/{lead_id}")).await.ok(200);
    assert_eq!(shown["originating_conversation_id"], id.as_str());
    let none = app.get(&owner, &format!("/contacts/{}", text(&contact["id"]))).await.ok(200);
    assert_eq!(none["originating_conversation_id"], Value::Null, "no link without a conversation");
}

#[tokio::test]
async fn who_signs_in_after_an_anonymous_chat_keeps_it() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let (_, key) = chatting(&app, &owner, json!([])).await;
    let contact = app.post(&owner, "/contacts", json!({"email": "ada@example.com", "account": {"name": "Acme"}})).await;
    let contact = text(&contact.ok(201)["id"]);
    let visitor = Browser { app: &app, key: &key, anon: "v1" };
    visitor.looks("/pricing").await;
    let said = visitor.says("Hello").await;
    let ada = json!({"widget_key": key, "anon_visitor_id": "v1", "user_id": "ada@example.com"});
    app.page_sends("identify", ada.to_string()).await.ok(204);
    let conversation = app.get(&owner, &format!("/conversations/{}", text(&said["conversation_id"]))).await.ok(200);
    assert_eq!(conversation["customer"]["id"], contact.as_str());
    assert_eq!(app.get(&owner, "/leads").await.ok(200)["total"], 0);
    let activity = app.get(&owner, &format!("/customers/{contact}/site-activity")).await.ok(200);
    assert_eq!(activity["top_pages"][0]["path"], "/pricing", "with what they did before");
    assert_eq!(visitor.says("It is me").await["conversation_id"], said["conversation_id"], "and it goes on");
}

/// Proves: H12, H14, S28
#[tokio::test]
async fn the_bot_asks_one_by_one_and_keeps_the_first_provenance() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let size = json!({"kind": "choice", "prompt": "How many?", "field": "Team size", "options": ["1–10", "More"], "required": false});
    let pricing = behavior(
        "pricing",
        json!({"path_prefix": "/pricing"}),
        json!([question("text", "name", false), question("email", "email", true), size]),
    );
    let rest = behavior("rest", json!({"min_pageviews": 50}), json!([question("phone", "phone", true)]));
    let (_, key) = chatting(&app, &owner, json!([pricing, rest])).await;
    let nobody = Browser { app: &app, key: &key, anon: "v0" };
    nobody.looks("/docs").await;
    assert_eq!(nobody.posts("/open", json!({})).await.ok(200)["behavior_id"], Value::Null, "no behaviour is for them");

    let capture = async |anon: &str, email: &str| {
        let visitor = Browser { app: &app, key: &key, anon };
        visitor.looks("/pricing/team").await;
        let opened = visitor.posts("/open", json!({})).await.ok(200);
        assert_eq!(opened["behavior_id"], "pricing");
        assert_eq!(bodies(&opened["messages"]), ["Hi there.", "A few questions.", "Your name?"]);
        let named = visitor.posts("", json!({"message": "Ada", "behavior_id": "pricing"})).await.ok(200);
        assert_eq!((bodies(&named["replies"]), &named["question"]["kind"]), (vec!["Your email?"], &json!("email")));
        let skipped = visitor.posts("", json!({"skip": true})).await.ok(200);
        assert_eq!(bodies(&skipped["replies"]), ["I need this one to go on. Your email?"]);
        assert_eq!(bodies(&visitor.says("later").await["replies"]), ["That is not an email address. Your email?"]);
        let given = visitor.says(email).await;
        assert_eq!(
            (bodies(&given["replies"]), &given["question"]["options"]),
            (vec!["How many?"], &json!(["1–10", "More"]))
        );
        let done = visitor.says("more").await;
        assert_eq!((bodies(&done["replies"]), &done["question"]), (vec!["Thank you!"], &Value::Null));
        text(&done["conversation_id"])
    };
    let first = capture("v1", "ada@example.com").await;
    let leads = app.get(&owner, "/leads").await.ok(200);
    let lead = &leads["data"][0];
    assert_eq!(
        (&lead["name"], &lead["email"], &lead["source"]),
        (&json!("Ada"), &json!("ada@example.com"), &json!("bot"))
    );
    assert_eq!(lead["custom_fields"]["teamSize"], "More");
    assert_eq!(lead["custom_fields"]["_displayNames"]["teamSize"], "Team size");
    let second = capture("v2", "ada@example.com").await;
    assert_ne!(first, second);
    let leads = app.get(&owner, "/leads").await.ok(200);
    assert_eq!(leads["total"], 1, "twice by one person is one lead: {leads}");
    let shown = app.get(&owner, &format!("/leads/{}", text(&lead["id"]))).await.ok(200);
    assert_eq!((&shown["source"], &shown["originating_conversation_id"]), (&json!("bot"), &json!(first)));
    let conversation = app.get(&owner, &format!("/conversations/{second}")).await.ok(200);
    assert_eq!((&conversation["behavior"]["id"], &conversation["bot_active"]), (&json!("pricing"), &json!(false)));
    // A lead that came in otherwise stays so: provenance is written once.
    app.post(&owner, "/leads", json!({"email": "bob@example.com"})).await.ok(201);
    capture("v3", "bob@example.com").await;
    let bob = app.get(&owner, "/leads?search=bob@example.com").await.ok(200)["data"][0].clone();
    assert_eq!((&bob["source"], &bob["name"]), (&json!("manual"), &json!("Ada")), "blanks are filled");
}

/// Proves: S23
#[tokio::test]
async fn the_team_answers_assigns_closes_and_the_visitor_reads_it_live() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let agent = app.member(&owner, Role::Agent);
    let ask = behavior("ask", json!({}), json!([question("text", "name", true)]));
    let (_, key) = chatting(&app, &owner, json!([ask])).await;
    let visitor = Browser { app: &app, key: &key, anon: "v1" };
    let said = visitor.says("Hello?").await;
    assert_eq!(
        bodies(&said["replies"]),
        ["A few questions.", "Your name?"],
        "who has not read the question is asked first"
    );
    let id = text(&said["conversation_id"]);
    let counts = app.get(&agent, "/conversations/counts").await.ok(200);
    assert_eq!(counts["messaging"], json!({"open": 1, "unread": 1, "mine": 0}));
    let answer =
        app.post(&agent, &format!("/conversations/{id}/messages"), json!({"body": "Hello, I am here."})).await.ok(201);
    assert_eq!((&answer["author"], &answer["author_name"]), (&json!("user"), &json!("agent")));
    let listed = app.get(&agent, "/conversations?tab=messaging&mine=true&status=open").await.ok(200)["data"][0].clone();
    assert_eq!(
        (&listed["assigned_to"], &listed["bot_active"]),
        (&json!(agent.user), &json!(false)),
        "the bot is silent"
    );
    assert_eq!((&listed["unread"], &listed["waiting_since"]), (&json!(false), &Value::Null));
    // The visitor polls, from the last message that it knows.
    let lead = text(&app.get(&owner, "/leads").await.ok(200)["data"][0]["id"]);
    // Whoever answers a lead sees what it did on the site, and no other lead's.
    app.get(&agent, &format!("/customers/{lead}/site-activity")).await.ok(200);
    app.get(&agent, &format!("/visitors/activity-summary?customer_id={lead}")).await.ok(200);
    let other = text(&app.post(&owner, "/leads", json!({"name": "Bob"})).await.ok(201)["id"]);
    app.get(&agent, &format!("/customers/{other}/site-activity")).await.problem(404, "not_found");
    app.get(&agent, &format!("/customers/{lead}/timeline")).await.problem(404, "not_found");
    let after = said["replies"][1]["id"].clone();
    let poll = json!({"conversation_id": id, "after": after, "seen": true});
    let news = visitor.posts("/poll", poll.clone()).await.ok(200);
    assert_eq!((&news["messages"][0]["author"], &news["messages"][0]["name"]), (&json!("team"), &json!("agent")));
    let shown = app.get(&agent, &format!("/conversations/{id}")).await.ok(200);
    assert_eq!(shown["messages"][4]["seen"], true);
    assert_eq!(bodies(&visitor.says("My name is Ada").await["replies"]), Vec::<&str>::new());
    // Closed, and open again as soon as the visitor writes.
    let closed = app
        .patch(&agent, &format!("/conversations/{id}"), json!({"status": "closed", "assigned_to": null}))
        .await
        .ok(200);
    assert_eq!((&closed["status"], &closed["assigned_to"]), (&json!("closed"), &Value::Null));
    assert_eq!(visitor.posts("/poll", poll).await.ok(200)["closed"], true);
    assert_eq!(
        visitor.posts("", json!({"message": "One more", "conversation_id": id})).await.ok(200)["conversation_id"],
        id.as_str()
    );
    let found = app.get(&agent, "/conversations?search=one%20more").await.ok(200);
    assert_eq!((&found["data"][0]["status"], &found["data"][0]["unread"]), (&json!("open"), &json!(true)));
    app.patch(&agent, &format!("/conversations/{id}"), json!({"read": true})).await.ok(200);
    assert_eq!(app.get(&agent, "/conversations/counts").await.ok(200)["messaging"]["unread"], 0);
    // Bad input, each at its field.
    let post = async |body: Value| app.post(&agent, &format!("/conversations/{id}/messages"), body).await;
    assert_eq!(post(json!({"body": " "})).await.problem(422, "invalid"), "body");
    assert_eq!(post(json!({"body": "x".repeat(10_001)})).await.problem(422, "invalid"), "body");
    let nobody = json!({"assigned_to": Uuid::now_v7()});
    assert_eq!(app.patch(&agent, &format!("/conversations/{id}"), nobody).await.problem(422, "invalid"), "assigned_to");
    app.patch(&agent, &format!("/conversations/{}", Uuid::now_v7()), json!({"read": true}))
        .await
        .problem(404, "not_found");
    // Whoever leaves is in charge of nothing.
    app.post(&agent, &format!("/conversations/{id}/messages"), json!({"body": "Bye"})).await.ok(201);
    app.delete(&owner, &format!("/users/{}", agent.user)).await.ok(204);
    assert_eq!(app.get(&owner, &format!("/conversations/{id}")).await.ok(200)["assigned_to"], Value::Null);
    // Pages of a long conversation.
    for number in 0..60 {
        visitor.says(&format!("Line {number}")).await;
    }
    let shown = app.get(&owner, &format!("/conversations/{id}")).await.ok(200);
    assert_eq!((bodies(&shown["messages"]).len(), bodies(&shown["messages"])[49]), (50, "Line 59"));
    let cursor = text(&shown["earlier_cursor"]);
    let earlier = app.get(&owner, &format!("/conversations/{id}/messages?cursor={cursor}&limit=5")).await.ok(200);
    assert_eq!(bodies(&earlier["data"])[0], "Line 9");
}

/// Proves: P2
#[tokio::test]
async fn a_message_that_is_sent_again_is_stored_once_and_simultaneous_ones_make_one_lead() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let (_, key) = chatting(&app, &owner, json!([])).await;
    let id = Uuid::now_v7();
    let visitor = Browser { app: &app, key: &key, anon: "v1" };
    let twice = (0..20).map(|_| visitor.posts("", json!({"message": "Hello", "message_id": id})));
    let answers: Vec<Value> =
        futures_util::future::join_all(twice).await.into_iter().map(|answer| answer.ok(200)).collect();
    assert!(answers.iter().all(|answer| answer["message"]["id"] == answers[0]["message"]["id"]), "{answers:?}");
    let many = (0..20).map(|n| visitor.posts("", json!({"message": format!("Line {n}")})));
    for answer in futures_util::future::join_all(many).await {
        answer.ok(200);
    }
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 1);
    assert_eq!(app.count("SELECT count(*) AS n FROM conversations"), 1);
    // The greeting, the first message once, and each line.
    assert_eq!(app.count("SELECT count(*) AS n FROM conversation_messages"), 22);
    assert_eq!(app.count("SELECT count(DISTINCT number) AS n FROM conversation_messages"), 22);
    assert_eq!(app.count("SELECT length::bigint AS n FROM conversations"), 22);
}

/// Proves: H12
#[tokio::test]
async fn a_sites_own_bot_answers_until_somebody_of_the_team_does() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let (widget, key) = chatting(&app, &owner, json!([])).await;
    let bot =
        Receiver::answering(|_| Some(("200 OK", "", r#"{"replies": ["It does.", " ", "Anything else?"]}"#.to_owned())));
    let capture = json!({"enabled": false, "behaviors": [], "hook_url": bot.url});
    let saved = app.patch(&owner, &format!("/widgets/{widget}"), json!({"capture": capture})).await.ok(200);
    assert!(text(&saved["hook_secret"]).starts_with("whsec_"));
    let visitor = Browser { app: &app, key: &key, anon: "v1" };
    visitor.looks("/docs").await;
    let said = visitor.says("Does it sync?").await;
    app.work();
    let calls = bot.got();
    assert_eq!(calls.len(), 1);
    assert!(calls[0].header("webhook-signature").starts_with("v1,"));
    let told: Value = serde_json::from_str(&calls[0].body).expect("JSON");
    assert_eq!((&told["data"]["message"], &told["data"]["recent_pages"]), (&json!("Does it sync?"), &json!(["/docs"])));
    let news = visitor
        .posts("/poll", json!({"conversation_id": said["conversation_id"], "after": said["message"]["id"]}))
        .await;
    assert_eq!(bodies(&news.ok(200)["messages"]), ["It does.", "Anything else?"]);
    let answers = format!("/conversations/{}/messages", text(&said["conversation_id"]));
    app.post(&owner, &answers, json!({"body": "Let me take over."})).await.ok(201);
    visitor.says("Thanks").await;
    app.work();
    assert_eq!(bot.got().len(), 1, "somebody of the team is there");
}

/// Proves: P21
#[tokio::test]
async fn who_is_deleted_takes_their_conversations_along_and_writes_anew_as_somebody_new() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let (_, key) = chatting(&app, &owner, json!([])).await;
    let visitor = Browser { app: &app, key: &key, anon: "v1" };
    let first = visitor.says("My secret is canary-7431").await;
    let lead = text(&app.get(&owner, "/leads").await.ok(200)["data"][0]["id"]);
    app.delete(&owner, &format!("/leads/{lead}")).await.ok(204);
    assert_eq!(
        app.get(&owner, "/conversations").await.ok(200)["data"],
        json!([]),
        "who is deleted is not in the inbox"
    );
    app.get(&owner, &format!("/conversations/{}", text(&first["conversation_id"]))).await.problem(404, "not_found");
    assert_ne!(visitor.says("Hello again").await["conversation_id"], first["conversation_id"]);
    app.post(&owner, &format!("/leads/{lead}/restore"), json!({})).await.ok(200);
    assert_eq!(app.get(&owner, "/conversations").await.ok(200)["data"].as_array().map(Vec::len), Some(2));
    app.post(&owner, &format!("/leads/{lead}/convert"), json!({"email": "a@example.com", "account": {"name": "Acme"}}))
        .await
        .ok(200);
    app.delete(&owner, &format!("/contacts/{lead}")).await.ok(204);
    assert_eq!(app.count("SELECT count(*) AS n FROM conversation_messages WHERE body LIKE '%canary%'"), 0);
    app.advance(Duration::minutes(1));
}
