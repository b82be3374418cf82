//! Automations: what sets them off, what they do, and what stops them.

use std::collections::BTreeMap;

use gateway::worker;
use reqwest::Method;
use serde_json::{Value, json};
use time::Duration;

use crate::{
    app::{App, Member, text},
    loopback::{MailServer, Mood, Receiver},
    messages::{call_back, template, twilio_signature},
};

/// A workspace with a webhook and an approved template of each channel.
pub(crate) struct Scene {
    pub(crate) app: App,
    pub(crate) owner: Member,
    pub(crate) webhook: (String, String),
    pub(crate) templates: BTreeMap<&'static str, String>,
}

impl Scene {
    pub(crate) async fn start() -> Self {
        Self::of(App::start_with(&[|c| c.limits.enabled = false]).await).await
    }

    async fn of(app: App) -> Self {
        let owner = app.workspace("Fernhill");
        let webhook = app.webhook(&owner, json!({"name": "Landing Page Form"})).await;
        let mut templates = BTreeMap::new();
        for (channel, name) in [("whatsapp", "Welcome_Template"), ("sms", "Welcome_SMS"), ("email", "Follow_Up_Email")]
        {
            templates.insert(channel, template(&app, &owner, channel, name, "Hi {{first_name}}, thanks.").await);
        }
        Self { app, owner, webhook, templates }
    }

    pub(crate) fn step(&self, channel: &str, delay: i64) -> Value {
        json!({"channel": channel, "delay_minutes": delay, "template_id": self.templates[channel]})
    }

    fn falling_back(&self, channel: &str, to: &str, delay: i64) -> Value {
        let mut step = self.step(channel, delay);
        (step["fallback_channel"], step["fallback_template_id"]) = (json!(to), json!(self.templates[to]));
        step
    }

    pub(crate) async fn automation(&self, steps: Value, changes: Value) -> String {
        let mut body = json!({"name": "Welcome", "webhook_source_id": self.webhook.0, "steps": steps});
        if let (Value::Object(body), Value::Object(changes)) = (&mut body, changes) {
            body.extend(changes);
        }
        text(&self.app.post(&self.owner, "/lead-automations", body).await.ok(201)["id"])
    }

    /// A lead comes in through the webhook.
    pub(crate) async fn arrives(&self, lead: Value) -> String {
        loop {
            let answer = self.app.submit(&self.webhook.1, &lead).await;
            // A server that is asked by fifty at once may ask to be asked again.
            if answer.status != 503 {
                return text(&answer.ok(201)["lead_id"]);
            }
        }
    }

    /// The owner, whose session does not end however far the clock runs.
    pub(crate) fn me(&self) -> Member {
        self.app.sign_in_again(&self.owner)
    }

    /// What the lead's page shows, the oldest first: kind, channel, status of the message.
    async fn history(&self, lead: &str) -> Vec<(String, String, String)> {
        let entries = self.app.get(&self.me(), &format!("/leads/{lead}/automation-timeline")).await.ok(200);
        let mut entries = entries["data"].as_array().expect("entries").clone();
        entries.reverse();
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let of = |entry: &Value| {
            let kind = word(&entry["kind"]).replace("automation_", "");
            (kind, word(&entry["step"]["channel"]), word(&entry["message"]["status"]))
        };
        entries.iter().map(of).collect()
    }

    pub(crate) async fn stats(&self, id: &str) -> Value {
        self.app.get(&self.me(), &format!("/lead-automations/{id}")).await.ok(200)["stats"].clone()
    }

    async fn runs(&self, id: &str) -> Vec<Value> {
        let page = self.app.get(&self.me(), &format!("/lead-automations/{id}/runs")).await.ok(200);
        page["data"].as_array().expect("runs").clone()
    }

    pub(crate) fn messages(&self) -> i64 {
        self.app.count("SELECT count(*) AS n FROM messages")
    }

    pub(crate) fn wait(&self, by: Duration) {
        self.app.advance(by);
        self.app.work();
    }
}

fn told(entries: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
    entries
        .iter()
        .map(|(kind, channel, status)| ((*kind).to_owned(), (*channel).to_owned(), (*status).to_owned()))
        .collect()
}

/// The example of the leads manager's document, against servers that answer as Meta, Twilio and a mail server do.
///
/// Proves: L22, L23, L24, L25, L28, L31, L40
#[tokio::test]
async fn whatsapp_at_once_with_sms_behind_it_and_an_email_after_two_hours() {
    let provider = Receiver::answering(|received| {
        let whatsapp = received.line.contains("/messages HTTP");
        let refusal = json!({"error": {"code": 131_026, "message": "Undeliverable"}}).to_string();
        let sid = json!({"sid": "SM1"}).to_string();
        Some(if whatsapp { ("400 Bad Request", "", refusal) } else { ("201 Created", "", sid) })
    });
    let mut app = App::start().await;
    app.point_providers_to(provider.base());
    let scene = Scene::of(app).await;
    let mail = MailServer::start(Mood::Kind);
    let channels = [
        (
            "whatsapp",
            json!({"provider": "whatsapp_cloud", "settings": {"phone_number_id": "1"},
            "secrets": {"access_token": "a", "app_secret": "b"}}),
        ),
        (
            "sms",
            json!({"provider": "twilio", "settings": {"account_sid": "AC1", "from": "+15550100"},
            "secrets": {"auth_token": "t"}}),
        ),
        (
            "email",
            json!({"provider": "smtp", "settings": {"host": "127.0.0.1", "port": mail.port, "security": "none",
            "from_email": "team@fernhill.example"}}),
        ),
    ];
    for (channel, wanted) in channels {
        scene.app.call(&scene.owner, Method::PUT, &format!("/channels/{channel}"), Some(wanted)).await.ok(200);
    }
    let steps = json!([scene.falling_back("whatsapp", "sms", 0), scene.step("email", 120)]);
    let id = scene.automation(steps, json!({"description": "After the form"})).await;
    let lead = scene.arrives(json!({"name": "Ada Byron", "email": "ada@example.com", "phone": "+493055500142"})).await;
    scene.app.work();
    assert_eq!(
        scene.history(&lead).await,
        told(&[
            ("triggered", "", ""),
            ("step_failed", "whatsapp", "failed"),
            ("fallback", "sms", ""),
            ("step_sent", "sms", "sent")
        ])
    );
    assert_eq!(mail.taken().len(), 0, "two hours later");
    scene.wait(Duration::minutes(119));
    assert_eq!(mail.taken().len(), 0, "two hours after the fallback");
    scene.wait(Duration::minutes(2));
    let [taken] = mail.taken().try_into().expect("one mail");
    assert!(taken.contains("Hello Ada") && taken.contains("Hi Ada, thanks."), "{taken}");
    let whole = scene.history(&lead).await;
    assert_eq!(whole[4..], told(&[("step_sent", "email", "sent"), ("completed", "", "")]), "{whole:?}");
    let stats = json!({"triggered": 1, "completed": 1, "failed": 0, "skipped": 0, "running": 0});
    assert_eq!(scene.stats(&id).await, stats);
    let listed = scene.app.get(&scene.me(), "/broadcast-messages?origin=automation").await.ok(200);
    assert_eq!(listed["data"].as_array().map(Vec::len), Some(3), "each is a broadcast message");
    assert_eq!(listed["data"][0]["origin_name"], "Welcome");
    let merged = scene.app.get(&scene.me(), &format!("/customers/{lead}/timeline")).await.ok(200);
    let kinds: Vec<&str> =
        merged["data"].as_array().expect("entries").iter().filter_map(|e| e["kind"].as_str()).collect();
    assert_eq!(kinds[..3], ["automation_completed", "automation_step_sent", "automation_step_sent"], "{kinds:?}");
}

/// Proves: L26, L28
#[tokio::test]
async fn fifty_arrivals_at_once_start_one_run_and_a_repeat_does_not_prolong_the_lock() {
    let scene = Scene::start().await;
    let id = scene.automation(json!([scene.step("sms", 0)]), json!({})).await;
    let body = json!({"name": "Ada", "email": "ada@example.com", "phone": "+493055500142"});
    let all = futures_util::future::join_all((0..50).map(|_| scene.arrives(body.clone()))).await;
    let lead = &all[0];
    // Several workers on one database.
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| while worker::step(&scene.app.hydra).expect("jobs can be claimed") {});
        }
    });
    let stats = json!({"triggered": 50, "completed": 1, "failed": 0, "skipped": 49, "running": 0});
    assert_eq!((scene.stats(&id).await, scene.messages()), (stats, 1));
    let skipped = scene.history(lead).await.iter().filter(|(kind, ..)| kind == "skipped").count();
    assert_eq!(skipped, 49, "each is in the lead's history");
    scene.wait(Duration::minutes(4));
    // The same phone with another email is the same person to the lock.
    scene.arrives(json!({"name": "Ada", "email": "other@example.com", "phone": "+493055500142"})).await;
    scene.app.work();
    assert_eq!(scene.messages(), 1);
    scene.wait(Duration::seconds(90));
    scene.arrives(body).await;
    scene.app.work();
    assert_eq!(scene.messages(), 2, "five minutes after the first, whatever came between");
    let owner = scene.me();
    let path = format!("/lead-automations/{id}");
    scene.app.patch(&owner, &path, json!({"safety_lock_minutes": 0})).await.ok(200);
    scene.arrives(json!({"email": "ada@example.com"})).await;
    scene.arrives(json!({"email": "ada@example.com"})).await;
    scene.app.work();
    assert_eq!(scene.messages(), 4, "0 is no lock");
}

/// Proves: L26
#[tokio::test]
async fn a_leaked_key_spends_no_more_than_the_budget() {
    let scene = Scene::start().await;
    let id = scene.automation(json!([scene.step("sms", 0)]), json!({"daily_budget": 20})).await;
    for n in 0..30 {
        scene.arrives(json!({"name": "Bot", "phone": format!("+4930555010{n:02}")})).await;
    }
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| while worker::step(&scene.app.hydra).expect("jobs can be claimed") {});
        }
    });
    assert_eq!(scene.messages(), 20);
    let spent =
        scene.runs(&id).await.iter().filter(|run| run["steps"][0]["reason"].to_string().contains("budget")).count();
    assert_eq!(spent, 10, "each says why");
    scene.wait(Duration::hours(25));
    scene.arrives(json!({"name": "Late", "phone": "+493055509999"})).await;
    scene.app.work();
    assert_eq!(scene.messages(), 21);
}

/// Proves: L28
#[tokio::test]
async fn whoever_can_not_be_reached_is_skipped_and_told_so() {
    let scene = Scene::start().await;
    let steps = json!([scene.falling_back("whatsapp", "email", 0), scene.step("sms", 5)]);
    let id = scene.automation(steps, json!({})).await;
    let nobody = scene.arrives(json!({"name": "Nobody", "company": "Acme"})).await;
    let mail = scene.arrives(json!({"name": "Mail", "email": "mail@example.com"})).await;
    scene.app.work();
    scene.wait(Duration::minutes(6));
    assert_eq!(scene.history(&nobody).await, told(&[("skipped", "", "")]));
    assert_eq!(
        scene.history(&mail).await,
        told(&[
            ("triggered", "", ""),
            ("skipped", "whatsapp", ""),
            ("fallback", "email", ""),
            ("step_sent", "email", "delivered"),
            ("skipped", "sms", ""),
            ("completed", "", "")
        ])
    );
    let runs = scene.runs(&id).await;
    assert!(text(&runs[1]["reason"]).contains("Missing contact info"), "{runs:?}");
    assert_eq!(runs[0]["steps"][2]["reason"], "This person has no phone number.", "{runs:?}");
}

/// Proves: L25, L29, L30, P10
#[tokio::test]
async fn a_failure_falls_back_once_and_is_tried_again_by_hand() {
    let scene = Scene::start().await;
    let id = scene.automation(json!([scene.falling_back("sms", "email", 0)]), json!({})).await;
    // The sandbox takes it and says later that it failed: then the fallback comes, and fails, too.
    let lead = scene.arrives(json!({"name": "Ada", "phone": "+493055500002", "email": "ada+fail@example.com"})).await;
    scene.app.work();
    let begun = [
        ("triggered", "", ""),
        ("step_failed", "sms", "failed"),
        ("fallback", "email", ""),
        ("step_failed", "email", "failed"),
    ];
    assert_eq!(scene.history(&lead).await, told(&begun));
    assert_eq!(scene.stats(&id).await["failed"], 1);
    let run = &scene.runs(&id).await[0];
    assert_eq!((run["retryable"].as_bool(), text(&run["state"])), (Some(true), "failed".to_owned()), "{run}");
    assert!(text(&run["reason"]).starts_with("Step 1: The sandbox refuses"), "{run}");
    let page = scene.app.get(&scene.me(), &format!("/leads/{lead}/automation-timeline")).await.ok(200);
    let offered: Vec<bool> =
        page["data"].as_array().expect("entries").iter().filter_map(|e| e["retryable"].as_bool()).collect();
    assert_eq!(offered, [true, false, false, false], "at the last failure alone: {page}");

    let path = format!("/lead-automations/{id}/retry/{lead}");
    scene.app.patch(&scene.owner, &format!("/leads/{lead}"), json!({"phone": "+493055500003"})).await.ok(200);
    let clicks = (0..8).map(|_| scene.app.post(&scene.owner, &path, json!({})));
    let answers: Vec<u16> = futures_util::future::join_all(clicks).await.iter().map(|answer| answer.status).collect();
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 409).count(), 7, "{answers:?}");
    scene.app.work();
    let whole = scene.history(&lead).await;
    assert_eq!(whole[4..], told(&[("step_sent", "sms", "read"), ("completed", "", "")]), "{whole:?}");
    let stats = json!({"triggered": 1, "completed": 1, "failed": 0, "skipped": 0, "running": 0});
    assert_eq!((scene.stats(&id).await, scene.messages()), (stats, 3));
    scene.app.post(&scene.owner, &path, json!({})).await.problem(409, "nothing_to_retry");
}

/// Proves: L23, P9
#[tokio::test]
async fn an_outcome_that_nobody_knows_ends_the_step_and_sets_no_fallback_off() {
    let scene = Scene::start().await;
    let id = scene.automation(json!([scene.falling_back("sms", "email", 0), scene.step("email", 5)]), json!({})).await;
    let lead = scene.arrives(json!({"name": "Ada", "phone": "+493055500004", "email": "ada@example.com"})).await;
    scene.app.work();
    assert_eq!(scene.history(&lead).await, told(&[("triggered", "", ""), ("step_sent", "sms", "pending")]));
    scene.wait(Duration::minutes(6));
    assert_eq!(scene.messages(), 2);
    assert_eq!(scene.stats(&id).await["completed"], 1);
}

/// Proves: L22, L27
#[tokio::test]
async fn a_run_keeps_its_version_waits_while_switched_off_and_ends_with_its_lead() {
    let scene = Scene::start().await;
    let id = scene.automation(json!([scene.step("sms", 0), scene.step("email", 60)]), json!({})).await;
    let path = format!("/lead-automations/{id}");
    let lead = |n: u32| json!({"name": format!("P{n}"), "email": format!("p{n}@example.com"), "phone": format!("+4930555001{n:02}")});
    let [one, gone, joined] =
        [scene.arrives(lead(10)).await, scene.arrives(lead(11)).await, scene.arrives(lead(12)).await];
    scene.app.work();
    scene.app.patch(&scene.owner, &path, json!({"steps": [scene.step("sms", 0)]})).await.ok(200);
    scene.app.delete(&scene.owner, &format!("/leads/{gone}")).await.ok(204);
    let account = json!({"account": {"name": "Acme"}});
    scene.app.post(&scene.owner, &format!("/leads/{joined}/convert"), account).await.ok(200);
    scene.app.patch(&scene.owner, &path, json!({"active": false})).await.ok(200);
    scene.wait(Duration::minutes(61));
    assert_eq!(scene.messages(), 3, "nothing while it is off");
    assert_eq!(scene.runs(&id).await.iter().filter(|run| run["state"] == "cancelled").count(), 1, "the deleted lead's");
    scene.app.patch(&scene.me(), &path, json!({"active": true})).await.ok(200);
    scene.app.work();
    assert_eq!(scene.history(&one).await[2..], told(&[("step_sent", "email", "delivered"), ("completed", "", "")]));
    let reasons: Vec<String> = scene.runs(&id).await.iter().map(|run| run["reason"].to_string()).collect();
    assert!(reasons.iter().any(|reason| reason.contains("became a contact")), "{reasons:?}");
    assert!(reasons.iter().any(|reason| reason.contains("was deleted")), "{reasons:?}");
    assert_eq!(scene.messages(), 4, "the one run that was left, by the version that it began with");

    scene.app.patch(&scene.me(), &path, json!({"steps": [scene.step("sms", 60)]})).await.ok(200);
    let late = scene.arrives(lead(13)).await;
    scene.app.work();
    scene.app.patch(&scene.me(), &path, json!({"active": false})).await.ok(200);
    scene.wait(Duration::hours(26));
    scene.app.patch(&scene.me(), &path, json!({"active": true})).await.ok(200);
    scene.app.work();
    assert_eq!(scene.history(&late).await[1..], told(&[("skipped", "sms", ""), ("completed", "", "")]));
    scene.arrives(lead(14)).await;
    scene.app.work();
    scene.app.delete(&scene.me(), &path).await.ok(204);
    scene.wait(Duration::hours(2));
    assert_eq!(scene.messages(), 4, "a deleted automation's steps are cancelled");
    scene.app.get(&scene.me(), &path).await.problem(404, "not_found");
}

/// Proves: L22, L23, L24, L25
#[tokio::test]
async fn what_an_automation_can_not_be_names_its_field() {
    let scene = Scene::start().await;
    let (app, owner) = (&scene.app, &scene.owner);
    let draft = json!({"name": "Draft", "channel": "sms", "body": "Hi"});
    let draft = text(&app.post(owner, "/message-templates", draft).await.ok(201)["id"]);
    let good = json!({"name": "A", "webhookSourceId": scene.webhook.0, "safetyLockMinutes": 5,
        "steps": [{"channel": "sms", "delayMinutes": 5, "templateId": scene.templates["sms"]}]});
    app.post(owner, "/lead-automations", good.clone()).await.ok(201);
    let with = |key: &str, value: Value| {
        let mut body = good.clone();
        body[key] = value;
        body
    };
    let step = |change: &str, value: Value| {
        let mut body = good.clone();
        body["steps"][0][change] = value;
        body
    };
    let nobody = "01936d4e-0000-7000-8000-000000000000";
    let both = json!({"channel": "sms", "template_id": scene.templates["sms"], "fallback_channel": "sms",
        "fallback_template_id": scene.templates["sms"]});
    for (body, code, field) in [
        (with("steps", json!([])), "invalid", "steps"),
        (with("name", json!(" ")), "invalid", "name"),
        (with("webhookSourceId", json!(null)), "invalid", "trigger"),
        (with("webhookSourceId", json!(nobody)), "invalid", "trigger.webhook_id"),
        (with("safetyLockMinutes", json!(-1)), "invalid", "safety_lock_minutes"),
        (with("daily_budget", json!(0)), "invalid", "daily_budget"),
        (step("delayMinutes", json!(7)), "invalid", "steps[0].delay_minutes"),
        (step("templateId", json!(nobody)), "invalid", "steps[0].template_id"),
        (step("templateId", json!(draft)), "invalid", "steps[0].template_id"),
        (step("templateId", json!(scene.templates["email"])), "invalid", "steps[0].template_id"),
        (step("fallbackChannel", json!("email")), "invalid", "steps[0].fallback_template_id"),
        (with("steps", json!([both])), "invalid", "steps[0].fallback_channel"),
        (with("steps", json!([{"kind": "tag", "tag": ""}])), "invalid", "steps[0].tag"),
        (with("steps", json!([{"kind": "move_stage", "stage_id": nobody}])), "invalid", "steps[0].stage_id"),
        (with("steps", json!([{"kind": "assign", "user_id": nobody}])), "invalid", "steps[0].user_id"),
    ] {
        assert_eq!(app.post(owner, "/lead-automations", body.clone()).await.problem(422, code), field, "{body}");
    }
    let used = app.delete(owner, &format!("/message-templates/{}", scene.templates["sms"])).await;
    used.problem(409, "template_in_use");
    let (other, _) = app.webhook(owner, json!({"name": "Other"})).await;
    let orphan = text(&app.post(owner, "/lead-automations", with("webhookSourceId", json!(other))).await.ok(201)["id"]);
    app.delete(owner, &format!("/lead-webhooks/{other}")).await.ok(204);
    let orphan = app.get(owner, &format!("/lead-automations/{orphan}")).await.ok(200);
    assert_eq!(orphan["webhook_source_id"], json!(null));
    assert!(text(&orphan["problems"][0]["detail"]).contains("webhook was deleted"), "{orphan}");
    let lead = scene.arrives(json!({"name": "Ada", "phone": "+493055500142"})).await;
    for (minutes, lock, field) in [(i64::MAX, 5, "steps[0].delay_minutes"), (0, i32::MAX, "safety_lock_minutes")] {
        let step = json!({"channel": "sms", "delay_minutes": minutes, "template_id": scene.templates["sms"]});
        let tried = json!({"lead_id": lead, "safety_lock_minutes": lock, "steps": [step]});
        assert_eq!(app.post(owner, "/lead-automations/dry-run", tried).await.problem(422, "invalid"), field);
    }
    let tried = json!({"lead_id": lead, "steps": good["steps"]});
    let tried = app.post(owner, "/lead-automations/dry-run", tried).await.ok(200);
    assert_eq!(
        (&tried["steps"][0]["body"], &tried["lock"]["passes"]),
        (&json!("Hi Ada, thanks."), &json!(true)),
        "{tried}"
    );
    assert_eq!(scene.messages(), 0, "nothing is sent");
}

/// Proves: L26, L28
#[tokio::test]
async fn whoever_writes_back_or_opts_out_hears_no_more() {
    let scene = Scene::start().await;
    let twilio = Receiver::answering(|_| Some(("201 Created", "", json!({"sid": "SM1"}).to_string())));
    let Scene { mut app, owner, webhook, templates } = scene;
    app.point_providers_to(twilio.base());
    let scene = Scene { app, owner, webhook, templates };
    let settings = json!({"account_sid": "AC1", "from": "+15550100"});
    let wanted = json!({"provider": "twilio", "settings": settings, "secrets": {"auth_token": "t"}});
    scene.app.call(&scene.owner, Method::PUT, "/channels/sms", Some(wanted)).await.ok(200);
    let id = scene.automation(json!([scene.falling_back("sms", "email", 0), scene.step("email", 60)]), json!({})).await;
    let lead = scene.arrives(json!({"name": "Ada", "email": "ada@example.com", "phone": "+493055500142"})).await;
    scene.app.work();
    let call = &twilio.got()[0];
    let told = call.body.split("StatusCallback=").nth(1).and_then(|rest| rest.split('&').next()).expect("an address");
    let told = told.replace("%3A", ":").replace("%2F", "/").replace("%3F", "?").replace("%3D", "=");
    let plain = told.split('?').next().expect("an address");
    let answer = [("MessageSid", "SM9"), ("From", "+493055500142"), ("Body", "Tomorrow at ten?")];
    call_back(&scene.app, plain, &twilio_signature("t", plain, &answer), &answer).await;
    assert_eq!(scene.runs(&id).await[0]["reason"], "They wrote back.");
    // The first message failed after all: the run is over, and so is its fallback.
    let failed = [("MessageSid", "SM1"), ("MessageStatus", "failed"), ("ErrorCode", "30003")];
    assert_eq!(call_back(&scene.app, &told, &twilio_signature("t", &told, &failed), &failed).await, 204);
    scene.wait(Duration::hours(2));
    assert_eq!(scene.messages(), 1, "nothing more: {:?}", scene.history(&lead).await);
    scene
        .app
        .post(&scene.me(), &format!("/lead-automations/{id}/retry/{lead}"), json!({}))
        .await
        .problem(409, "nothing_to_retry");
}

/// A failure that is told after the run has ended opens it again for the fallback.
///
/// Proves: L25, L29
#[tokio::test]
async fn a_late_failure_still_falls_back() {
    let scene = Scene::start().await;
    let twilio = Receiver::answering(|_| Some(("201 Created", "", json!({"sid": "SM1"}).to_string())));
    let Scene { mut app, owner, webhook, templates } = scene;
    app.point_providers_to(twilio.base());
    let scene = Scene { app, owner, webhook, templates };
    let settings = json!({"account_sid": "AC1", "from": "+15550100"});
    let wanted = json!({"provider": "twilio", "settings": settings, "secrets": {"auth_token": "t"}});
    scene.app.call(&scene.owner, Method::PUT, "/channels/sms", Some(wanted)).await.ok(200);
    let id = scene.automation(json!([scene.falling_back("sms", "email", 0)]), json!({})).await;
    let lead = scene.arrives(json!({"name": "Ada", "email": "ada@example.com", "phone": "+493055500142"})).await;
    scene.app.work();
    assert_eq!(scene.stats(&id).await["completed"], 1);
    let call = &twilio.got()[0];
    let told = call.body.split("StatusCallback=").nth(1).and_then(|rest| rest.split('&').next()).expect("an address");
    let told = told.replace("%3A", ":").replace("%2F", "/").replace("%3F", "?").replace("%3D", "=");
    let failed = [("MessageSid", "SM1"), ("MessageStatus", "undelivered"), ("ErrorCode", "30003")];
    for _ in 0..3 {
        assert_eq!(call_back(&scene.app, &told, &twilio_signature("t", &told, &failed), &failed).await, 204);
    }
    scene.app.work();
    let whole = scene.history(&lead).await;
    assert_eq!(whole[3..], told_entries(), "{whole:?}");
    assert_eq!((scene.messages(), &scene.stats(&id).await["completed"]), (2, &json!(1)));
}

fn told_entries() -> Vec<(String, String, String)> {
    told(&[
        ("step_failed", "sms", "failed"),
        ("fallback", "email", ""),
        ("step_sent", "email", "delivered"),
        ("completed", "", ""),
    ])
}
