//! Channels, templates, Quick Send, receipts, suppression: with real SMTP and HTTP servers on loopback.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::{Value, json};
use tenancy::Role;
use time::Duration;

use crate::{
    app::{App, Member, now, text},
    loopback::{MailServer, Mood, Receiver},
};

/// A template that may be sent.
pub(crate) async fn template(app: &App, owner: &Member, channel: &str, name: &str, body: &str) -> String {
    let subject = (channel == "email").then_some("Hello {{first_name}}");
    let template = json!({"name": name, "channel": channel, "subject": subject, "body": body, "status": "approved"});
    text(&app.post(owner, "/message-templates", template).await.ok(201)["id"])
}

pub(crate) async fn lead(app: &App, owner: &Member, fields: Value) -> String {
    text(&app.post(owner, "/leads", fields).await.ok(201)["id"])
}

async fn send(app: &App, owner: &Member, lead: &str, channel: &str, body: &str) -> Value {
    let subject = (channel == "email").then_some("Hi");
    let sent = json!({"lead_ids": [lead], "channel": channel, "subject": subject, "body": body});
    app.post(owner, "/leads/broadcast/quick-send", sent).await.ok(200)
}

/// The newest message, as the dashboard sees it.
pub(crate) async fn newest(app: &App, owner: &Member) -> Value {
    let owner = app.sign_in_again(owner);
    let page = app.get(&owner, "/broadcast-messages").await.ok(200);
    app.get(&owner, &format!("/broadcast-messages/{}", text(&page["data"][0]["id"]))).await.ok(200)
}

pub(crate) async fn smtp(app: &App, owner: &Member, server: &MailServer) {
    let settings = json!({"host": "127.0.0.1", "port": server.port, "security": "none", "from_email": "team@fernhill.example",
        "from_name": "Fernhill", "username": ""});
    app.call(owner, Method::PUT, "/channels/email", Some(json!({"provider": "smtp", "settings": settings})))
        .await
        .ok(200);
}

/// Proves: L32
#[tokio::test]
async fn a_quick_send_by_email_reaches_a_mail_server_with_both_parts_and_a_way_out() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let server = MailServer::start(Mood::Kind);
    smtp(&app, &owner, &server).await;
    let ada = lead(&app, &owner, json!({"name": "Ada <script>", "email": "ada@example.com"})).await;
    let answer =
        send(&app, &owner, &ada, "email", "Dear {{first_name}},\n\nsee https://fernhill.example/a?b=1&c=2.").await;
    assert_eq!(answer["accepted"][0]["lead_id"], ada.as_str(), "{answer}");
    app.work();
    let [mail] = server.taken().try_into().expect("one mail");
    let unfolded = mail.replace("=\r\n", "").replace("\r\n ", " ");
    for part in [
        "From: Fernhill <team@fernhill.example>",
        "To: ada@example.com",
        "Dear Ada",
        "text/html",
        "&amp;c=3D2",
        "List-Unsubscribe-Post: List-Unsubscribe=3DOne-Click",
    ] {
        let plain = part.replace("=3D", "=");
        assert!(unfolded.contains(part) || unfolded.contains(&plain), "{part} in {unfolded}");
    }
    let message = newest(&app, &owner).await;
    assert_eq!((&message["status"], &message["provider"]), (&json!("sent"), &json!("smtp")), "{message}");
    assert_eq!(message["customer"]["id"], ada.as_str());
    let history = app.get(&owner, &format!("/customers/{ada}/timeline")).await.ok(200);
    assert_eq!(history["data"][0]["kind"], "message_sent", "{history}");

    let link = unfolded.split("List-Unsubscribe: <").nth(1).and_then(|rest| rest.split('>').next()).expect("a link");
    let page = app.client.get(link).send().await.expect("a page").text().await.expect("text");
    assert!(page.contains("ada@example.com") && page.contains("Fernhill"), "{page}");
    assert_eq!(app.count("SELECT count(*) AS n FROM message_suppressions"), 0, "looking is not clicking");
    let click = app.client.post(link).body("List-Unsubscribe=One-Click").send().await.expect("an answer");
    assert_eq!(click.status(), 200);
    let answer = send(&app, &owner, &ada, "email", "Again").await;
    assert_eq!(answer["skipped"][0]["reason"], "suppressed", "{answer}");
    let forged = format!("{}x", &link[..link.len() - 1]);
    assert_eq!(app.client.post(&forged).send().await.expect("an answer").status(), 404);
}

/// Proves: P9, P22
#[tokio::test]
async fn what_a_mail_server_says_becomes_a_reason_that_a_person_can_act_on() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let cases = [
        (Mood::UnknownMailbox, "failed", false, "no such mailbox"),
        (Mood::Silent, "pending", true, "did not say whether"),
        (Mood::Greylisting, "pending", false, "try again later"),
    ];
    for (n, (mood, status, unknown, reason)) in cases.into_iter().enumerate() {
        let server = MailServer::start(mood);
        smtp(&app, &owner, &server).await;
        let who = lead(&app, &owner, json!({"email": format!("p{n}@example.com")})).await;
        send(&app, &owner, &who, "email", "Hi").await;
        app.work();
        let message = newest(&app, &owner).await;
        assert_eq!(
            (text(&message["status"]), message["outcome_unknown"].as_bool()),
            (status.to_owned(), Some(unknown))
        );
        assert!(text(&message["error"]).contains(reason), "{mood:?}: {message}");
        app.advance(Duration::hours(2));
        app.work();
        let again = match mood {
            Mood::Silent => 1,
            _ => 0,
        };
        assert_eq!(server.taken().len(), again, "{mood:?}: what may have been sent is not sent again");
    }
    let metrics = app.request(Method::GET, "/metrics").send().await.expect("an answer").text().await.expect("text");
    assert!(metrics.contains("hydra_messages_unknown_total 1"), "somebody has to look: {metrics}");
    assert!(metrics.contains("hydra_jobs_oldest_due_seconds"), "{metrics}");
    let listed = app.get(&app.sign_in_again(&owner), "/suppressions").await.ok(200);
    assert_eq!(listed["data"][0]["hint"], "p0@example.com".replacen("p0", "p…", 1), "{listed}");
    assert_eq!(listed["data"].as_array().map(Vec::len), Some(1), "only the mailbox that is none");
}

fn form(pairs: &[(&str, &str)]) -> String {
    let encode = |text: &str| text.replace('%', "%25").replace('+', "%2B").replace('&', "%26").replace(' ', "+");
    pairs.iter().map(|(key, value)| format!("{}={}", encode(key), encode(value))).collect::<Vec<_>>().join("&")
}

/// As Twilio signs: HMAC-SHA1 over the address and the sorted pairs.
pub(crate) fn twilio_signature(token: &str, url: &str, pairs: &[(&str, &str)]) -> String {
    let mut sorted = pairs.to_vec();
    sorted.sort_unstable();
    let message: String = sorted.iter().map(|(key, value)| format!("{key}{value}")).collect();
    STANDARD.encode(hmac_sha1(token.as_bytes(), format!("{url}{message}").as_bytes()))
}

/// RFC 2104 by its own words, so that the server's library is not tested with itself.
fn hmac_sha1(key: &[u8], message: &[u8]) -> Vec<u8> {
    use sha1::{Digest, Sha1};
    let mut block = [0u8; 64];
    block[..key.len()].copy_from_slice(key);
    let inner = Sha1::new().chain_update(block.map(|b| b ^ 0x36)).chain_update(message).finalize();
    Sha1::new().chain_update(block.map(|b| b ^ 0x5c)).chain_update(inner).finalize().to_vec()
}

pub(crate) async fn call_back(app: &App, url: &str, signature: &str, pairs: &[(&str, &str)]) -> u16 {
    let request = app.client.post(url).header("X-Twilio-Signature", signature);
    let request = request.header("Content-Type", "application/x-www-form-urlencoded").body(form(pairs));
    request.send().await.expect("an answer").status().as_u16()
}

/// Proves: L29, L31, P11
#[tokio::test]
async fn twilio_takes_a_text_and_its_signed_callbacks_raise_the_status() {
    let twilio = Receiver::answering(|_| {
        let body = json!({"sid": "SM1", "status": "queued"}).to_string();
        Some(("201 Created", "Content-Type: application/json\r\n", body))
    });
    let app = App::start_with(&[|c| c.providers.patience_ms = 2_000]).await;
    let owner = app.workspace("Fernhill");
    let mut app = app;
    app.point_providers_to(twilio.base());
    let settings = json!({"account_sid": "AC1", "from": "+15550100"});
    let wanted = json!({"provider": "twilio", "settings": settings, "secrets": {"auth_token": "t0ken"}});
    let channel = app.call(&owner, Method::PUT, "/channels/sms", Some(wanted)).await.ok(200);
    assert_eq!(channel["secrets"], json!(["auth_token"]), "{channel}");
    let who = lead(&app, &owner, json!({"name": "Ada", "phone": "+493055500142"})).await;
    send(&app, &owner, &who, "sms", "Hi {{name}}").await;
    app.work();
    let [call] = twilio.got().try_into().expect("one call");
    assert!(call.line.starts_with("POST /2010-04-01/Accounts/AC1/Messages.json"), "{}", call.line);
    assert_eq!(call.header("authorization"), format!("Basic {}", STANDARD.encode("AC1:t0ken")));
    assert!(call.body.contains("Body=Hi+Ada") && call.body.contains("From=%2B15550100"), "{}", call.body);
    let callback =
        call.body.split("StatusCallback=").nth(1).and_then(|rest| rest.split('&').next()).expect("an address");
    let callback = callback.replace("%3A", ":").replace("%2F", "/").replace("%3F", "?").replace("%3D", "=");
    assert_eq!(newest(&app, &owner).await["status"], "sent");

    let read = [("MessageSid", "SM1"), ("MessageStatus", "read")];
    let failed = [("MessageSid", "SM1"), ("MessageStatus", "undelivered"), ("ErrorCode", "30003")];
    for forged in ["", "AAAA", &twilio_signature("other", &callback, &read)] {
        assert_eq!(call_back(&app, &callback, forged, &read).await, 403, "{forged}");
    }
    assert_eq!(call_back(&app, &callback, &twilio_signature("t0ken", &callback, &failed), &read).await, 403);
    assert_eq!(newest(&app, &owner).await["status"], "sent", "nothing was believed");
    assert_eq!(call_back(&app, &callback, &twilio_signature("t0ken", &callback, &failed), &failed).await, 204);
    assert_eq!(newest(&app, &owner).await["error_code"], "30003");
    assert_eq!(call_back(&app, &callback, &twilio_signature("t0ken", &callback, &read), &read).await, 204);
    let message = newest(&app, &owner).await;
    assert_eq!(message["status"], "read", "{message}");
    assert_eq!(message["receipts"].as_array().map(Vec::len), Some(3), "every receipt is kept: {message}");

    let url = callback.split('?').next().expect("an address");
    let stop = [("MessageSid", "SM9"), ("From", "+493055500142"), ("Body", "Stop.")];
    assert_eq!(call_back(&app, url, &twilio_signature("t0ken", url, &stop), &stop).await, 204);
    let answer = send(&app, &owner, &who, "sms", "Again").await;
    assert_eq!(answer["skipped"][0]["reason"], "suppressed", "{answer}");
    let history = app.get(&owner, &format!("/customers/{who}/timeline")).await.ok(200);
    assert_eq!(history["data"][0]["kind"], "message_received", "{history}");
}

/// Proves: P9
#[tokio::test]
async fn whatever_a_provider_answers_no_message_is_lost_or_sent_twice() {
    let twilio = Receiver::answering(|received| {
        let accepted = || json!({"sid": format!("SM{}", received.body.len())}).to_string();
        match received.body.split("To=%2B4930555001").nth(1).map(|rest| &rest[..2]) {
            Some("01") => Some(("200 OK", "", "<html>a proxy's page</html>".to_owned())),
            Some("02") => Some(("429 Too Many Requests", "Retry-After: 60\r\n", String::new())),
            Some("03") => Some(("500 Internal Server Error", "", String::new())),
            Some("04") => None,
            Some("05") => {
                let body = json!({"code": 21211, "message": "The 'To' number is not valid."}).to_string();
                Some(("400 Bad Request", "", body))
            }
            _ => Some(("201 Created", "", accepted())),
        }
    });
    let mut app = App::start().await;
    app.point_providers_to(twilio.base());
    let owner = app.workspace("Fernhill");
    let settings = json!({"account_sid": "AC1", "from": "MG1"});
    let wanted = json!({"provider": "twilio", "settings": settings, "secrets": {"auth_token": "t0ken"}});
    app.call(&owner, Method::PUT, "/channels/sms", Some(wanted)).await.ok(200);
    let cases = [
        ("01", "pending", true, "no answer of its API"),
        ("02", "pending", false, "answered 429"),
        ("03", "pending", true, "answered 500"),
        ("04", "pending", true, "could not be called"),
        ("05", "failed", false, "not valid"),
    ];
    for (ending, status, unknown, reason) in cases {
        let who = lead(&app, &owner, json!({"phone": format!("+4930555001{ending}")})).await;
        send(&app, &owner, &who, "sms", "Hi").await;
        app.work();
        let message = newest(&app, &owner).await;
        assert_eq!(
            (text(&message["status"]), message["outcome_unknown"].as_bool()),
            (status.to_owned(), Some(unknown)),
            "{message}"
        );
        assert!(text(&message["error"]).contains(reason), "{ending}: {message}");
    }
    let calls = twilio.got().len();
    app.advance(Duration::seconds(70));
    app.work();
    assert_eq!(twilio.got().len(), calls + 1, "the one that asked for time is asked again, no other");
}

/// Proves: L29, P11
#[tokio::test]
async fn meta_is_told_of_templates_by_name_and_its_signed_notices_are_heard() {
    let meta = Receiver::answering(|_| Some(("200 OK", "", json!({"messages": [{"id": "wamid.A"}]}).to_string())));
    let mut app = App::start().await;
    app.point_providers_to(meta.base());
    let owner = app.workspace("Fernhill");
    let settings = json!({"phone_number_id": "123", "business_account_id": "456"});
    let secrets = json!({"access_token": "acc", "app_secret": "app"});
    let wanted = json!({"provider": "whatsapp_cloud", "settings": settings, "secrets": secrets});
    let channel = app.call(&owner, Method::PUT, "/channels/whatsapp", Some(wanted)).await.ok(200);
    let (url, verify) = (text(&channel["callback_url"]), text(&channel["verify_token"]));
    let asked = format!("{url}?hub.mode=subscribe&hub.challenge=42<b>&hub.verify_token=");
    assert_eq!(
        app.client.get(format!("{asked}{verify}")).send().await.expect("an answer").text().await.expect("text"),
        "42"
    );
    assert_eq!(app.client.get(format!("{asked}other")).send().await.expect("an answer").status(), 403);

    let plain = json!({"name": "Welcome", "channel": "whatsapp", "body": "Hi {{name}}, about {{company}}", "status": "approved"});
    assert_eq!(app.post(&owner, "/message-templates", plain.clone()).await.problem(422, "invalid"), "provider_name");
    let mut named = plain;
    (named["provider_name"], named["language"]) = (json!("welcome"), json!("en"));
    let template = text(&app.post(&owner, "/message-templates", named).await.ok(201)["id"]);
    let webhook = app.webhook(&owner, json!({"name": "Form"})).await;
    let steps = json!([{"channel": "whatsapp", "template_id": template}]);
    let automation = json!({"name": "Welcome", "webhook_source_id": webhook.0, "steps": steps});
    app.post(&owner, "/lead-automations", automation).await.ok(201);
    app.submit(&webhook.1, &json!({"name": "Ada", "company": "Liffey", "phone": "+493055500142"})).await.ok(201);
    app.work();
    let [call] = meta.got().try_into().expect("one call");
    assert!(call.line.starts_with("POST /123/messages"), "{}", call.line);
    assert_eq!(call.header("authorization"), "Bearer acc");
    let body = call.json();
    assert_eq!((&body["to"], &body["template"]["name"]), (&json!("493055500142"), &json!("welcome")), "{body}");
    let values = &body["template"]["components"][0]["parameters"];
    assert_eq!((&values[0]["text"], &values[1]["text"]), (&json!("Ada"), &json!("Liffey")), "{body}");

    let status = json!({"id": "wamid.Z", "status": "delivered", "timestamp": now().unix_timestamp().to_string(),
        "biz_opaque_callback_data": body["biz_opaque_callback_data"]});
    let notice = json!({"entry": [{"changes": [{"value": {"statuses": [status]}}]}]}).to_string();
    let signed =
        |secret: &str| format!("sha256={}", hex::encode(tenancy::secret::sign(secret.as_bytes(), notice.as_bytes())));
    for (signature, expected) in [(signed("other"), 403), (String::new(), 403), (signed("app"), 204)] {
        let request = app.client.post(&url).header("X-Hub-Signature-256", signature).body(notice.clone());
        assert_eq!(request.send().await.expect("an answer").status(), expected);
    }
    let message = newest(&app, &owner).await;
    assert_eq!((&message["status"], &message["origin"]), (&json!("delivered"), &json!("automation")), "{message}");

    // Meta judges the template.
    for (event, expected) in [("REJECTED", "rejected"), ("FLAGGED", "rejected"), ("APPROVED", "approved")] {
        let judged = json!({"event": event, "message_template_name": "welcome", "message_template_language": "EN"});
        let change = json!({"field": "message_template_status_update", "value": judged});
        let notice = json!({"entry": [{"changes": [change]}]}).to_string();
        let signature = format!("sha256={}", hex::encode(tenancy::secret::sign(b"app", notice.as_bytes())));
        let request = app.client.post(&url).header("X-Hub-Signature-256", signature).body(notice);
        assert_eq!(request.send().await.expect("an answer").status(), 204);
        let seen = app.get(&owner, &format!("/message-templates/{template}")).await.ok(200);
        assert_eq!(seen["status"], expected, "{event}: {seen}");
    }
}

/// Proves: L24, L32
#[tokio::test]
async fn what_can_not_be_sent_says_why_before_it_is_sent() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let bad = |template: Value| app.post(&owner, "/message-templates", template);
    let email = |subject: Value, body: &str| json!({"name": "T", "channel": "email", "subject": subject, "body": body});
    for (template, field) in [
        (email(json!("Hi"), "Hello {{nmae}}"), "body"),
        (email(json!("Hi {{"), "Hello"), "subject"),
        (email(json!("Hi\r\nBcc: x@example.com"), "Hello"), "subject"),
        (email(json!(null), "Hello"), "subject"),
        (email(json!("Hi"), " "), "body"),
        (json!({"name": " ", "channel": "sms", "body": "Hi"}), "name"),
        (json!({"name": "T", "channel": "sms", "subject": "Hi", "body": "Hi"}), "subject"),
        (json!({"name": "T", "channel": "sms", "body": "Hi", "status": "pending"}), "status"),
        (json!({"name": "T", "channel": "sms", "body": "Hi", "language": "en"}), "language"),
        (json!({"name": "T", "body": "Hi"}), "channel"),
    ] {
        assert_eq!(bad(template.clone()).await.problem(422, "invalid"), field, "{template}");
    }
    let id = template(&app, &owner, "sms", "T", "Hi {{custom.seats}}").await;
    assert_eq!(bad(json!({"name": "t", "channel": "sms", "body": "Hi"})).await.problem(422, "invalid"), "name");
    template(&app, &owner, "whatsapp", "T", "Hi").await;
    let nobody = lead(&app, &owner, json!({"company": "Acme"})).await;
    let known = lead(&app, &owner, json!({"name": "Ada", "phone": "+493055500142"})).await;
    let preview =
        app.post(&owner, &format!("/message-templates/{id}/preview"), json!({"lead_id": known})).await.ok(200);
    assert_eq!((&preview["missing"], &preview["body"]), (&json!(["custom.seats"]), &json!("Hi {{custom.seats}}")));
    let by_template = |template: Value| {
        let body = json!({"lead_ids": [known], "channel": "sms", "template_id": template});
        app.post(&owner, "/leads/broadcast/quick-send", body)
    };
    assert_eq!(by_template(json!(id)).await.ok(200)["skipped"][0]["reason"], "missing_variables");
    let plain = template(&app, &owner, "sms", "Plain", "Hi {{name}}").await;
    assert_eq!(by_template(json!(plain)).await.ok(200)["accepted"].as_array().map(Vec::len), Some(1));
    assert_eq!(by_template(json!("01936d4e-0000-7000-8000-000000000000")).await.problem(422, "invalid"), "template_id");
    let reason = async |who: &str, channel: &str, body: &str| {
        text(&send(&app, &owner, who, channel, body).await["skipped"][0]["reason"])
    };
    assert_eq!(reason(&nobody, "sms", "Hi").await, "no_address");
    assert_eq!(reason(&known, "email", "Hi").await, "no_address");
    assert_eq!(reason(&known, "sms", "For {{company}}").await, "missing_variables");
    assert_eq!(reason("01936d4e-0000-7000-8000-000000000000", "sms", "Hi").await, "not_found");
    app.post(&owner, "/suppressions", json!({"channel": "sms", "address": "+49 30 5550 0142"})).await.ok(201);
    assert_eq!(reason(&known, "sms", "Hi").await, "suppressed");
    let agent = app.member(&owner, Role::Agent);
    app.post(&agent, "/leads/broadcast/quick-send", json!({})).await.problem(403, "forbidden");
}

/// Proves: L32
#[tokio::test]
async fn the_cap_holds_for_fifty_at_once() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    app.patch(&owner, "/message-settings", json!({"daily_cap": 3})).await.ok(200);
    let who = lead(&app, &owner, json!({"name": "Ada", "phone": "+493055500142"})).await;
    let sends = (0..50).map(|_| send(&app, &owner, &who, "sms", "Hi"));
    let mut accepted = 0;
    for answer in futures(sends).await {
        accepted += answer["accepted"].as_array().map_or(0, Vec::len);
    }
    assert_eq!(accepted, 3);
    app.advance(Duration::hours(25));
    let owner = app.sign_in_again(&owner);
    assert_eq!(send(&app, &owner, &who, "sms", "Hi").await["accepted"].as_array().map(Vec::len), Some(1));
    for (rules, field) in [
        (json!({"quiet_from": "9:00"}), "quiet_from"),
        (json!({"quiet_from": "21:00"}), "quiet_until"),
        (json!({"quiet_from": "21:00", "quiet_until": "21:00"}), "quiet_until"),
        (json!({"daily_cap": 0}), "daily_cap"),
    ] {
        assert_eq!(
            app.patch(&owner, "/message-settings", rules.clone()).await.problem(422, "invalid"),
            field,
            "{rules}"
        );
    }
}

/// All of them at once.
async fn futures<F: Future>(all: impl Iterator<Item = F>) -> Vec<F::Output> {
    futures_util::future::join_all(all).await
}

/// Proves: L29
#[tokio::test]
async fn a_channel_is_set_up_tried_and_its_secrets_never_shown() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let put = |path: &'static str, body: Value| app.call(&owner, Method::PUT, path, Some(body));
    let smtp = |changed: Value| {
        let mut settings = json!({"host": "mail.example.com", "port": 587, "security": "starttls", "username": "u",
            "from_email": "a@example.com"});
        if let (Value::Object(settings), Value::Object(changed)) = (&mut settings, changed) {
            settings.extend(changed);
        }
        json!({"provider": "smtp", "settings": settings, "secrets": {"password": "hunter2-canary"}})
    };
    for (body, field) in [
        (smtp(json!({"host": "a b"})), "settings.host"),
        (smtp(json!({"host": null})), "settings.host"),
        (smtp(json!({"port": "x"})), "settings.port"),
        (smtp(json!({"from_email": "nobody"})), "settings.from_email"),
        (smtp(json!({"security": "none"})), "settings.security"),
        (json!({"provider": "twilio", "settings": {}}), "provider"),
        (json!({"provider": "smtp", "settings": smtp(json!({}))["settings"]}), "secrets.password"),
        (json!({"provider": "sandbox", "settings": {}, "secrets": {"x": "y"}}), "secrets.x"),
    ] {
        assert_eq!(put("/channels/email", body.clone()).await.problem(422, "invalid"), field, "{body}");
    }
    put("/channels/fax", json!({"provider": "sandbox", "settings": {}})).await.problem(404, "not_found");
    let set = put("/channels/email", smtp(json!({}))).await.ok(200);
    assert_eq!((&set["secrets"], &set["version"]), (&json!(["password"]), &json!(1)));
    let kept = app.count(
        "SELECT count(*) AS n FROM message_channels WHERE position('hunter2' IN secrets::text) > 0
        OR settings::text LIKE '%hunter2%'",
    );
    assert_eq!(kept, 0);
    assert!(!app.get(&owner, "/audit-log").await.ok(200).to_string().contains("hunter2"));
    put("/channels/email", json!({"provider": "sandbox", "settings": {}})).await.ok(200);
    for (to, accepted) in [("a@example.com", true), ("a+fail@example.com", false), ("a+timeout@example.com", false)] {
        let tried = app.post(&owner, "/channels/email/test", json!({"to": to})).await.ok(200);
        assert_eq!(tried["accepted"], accepted, "{to}: {tried}");
    }
    assert_eq!(app.post(&owner, "/channels/sms/test", json!({"to": "x"})).await.problem(422, "invalid"), "to");
}
