//! Emails that come in, and answers that go out.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::{Value, json};
use time::Duration;

use crate::{
    app::{Answer, App, Member, now, text},
    loopback::{MailServer, Mood},
};

/// Where mail is handed in, and what signs it.
struct Gate {
    path: String,
    secret: [u8; 32],
}

async fn gate(app: &App, owner: &Member) -> Gate {
    let channels = app.get(owner, "/channels").await.ok(200);
    let email = channels["data"].as_array().expect("channels").iter().find(|row| row["channel"] == "email").cloned();
    let email = email.expect("the email channel");
    let url = text(&email["callback_url"]);
    let secret = text(&email["inbound_secret"]);
    let secret = STANDARD.decode(secret.strip_prefix("whsec_").expect("its prefix")).expect("base64");
    let path = url[url.find("/callbacks/").expect("a path")..].to_owned();
    Gate { path, secret: secret.try_into().expect("32 bytes") }
}

impl Gate {
    async fn hands_in(&self, app: &App, mail: &str) -> Answer {
        let mail = mail.replace('\n', "\r\n");
        let at = now();
        let signature = ::outbound::signature::header(&[self.secret], "m1", at, mail.as_bytes());
        let request = app.request(Method::POST, &self.path).header("Content-Type", "message/rfc822");
        let request = request.header("webhook-id", "m1").header("webhook-timestamp", at.unix_timestamp().to_string());
        Answer::of(request.header("webhook-signature", signature).body(mail).send().await.expect("an answer")).await
    }
}

fn mail(from: &str, id: &str, more: &str, text: &str) -> String {
    format!("From: {from}\nTo: sales@fernhill.example\nSubject: A question\nMessage-ID: <{id}>\n{more}\n{text}")
}

/// Proves: H50, H15, H12
#[tokio::test]
async fn an_email_makes_or_finds_its_lead_and_an_answer_goes_back_below_it() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let server = MailServer::start(Mood::Kind);
    let settings =
        json!({"host": "127.0.0.1", "port": server.port, "security": "none", "from_email": "team@fernhill.example"});
    app.call(&owner, Method::PUT, "/channels/email", Some(json!({"provider": "smtp", "settings": settings})))
        .await
        .ok(200);
    let gate = gate(&app, &owner).await;
    let first = gate.hands_in(&app, &mail("Ada <Ada@example.com>", "a1@example.com", "", "Do you ship?")).await.ok(200);
    let (id, lead) = (text(&first["conversation_id"]), text(&first["customer_id"]));
    // Handed in again, it is the same.
    let again = gate.hands_in(&app, &mail("Ada <Ada@example.com>", "a1@example.com", "", "Do you ship?")).await.ok(200);
    assert_eq!(again, first);
    let shown = app.get(&owner, &format!("/leads/{lead}")).await.ok(200);
    assert_eq!(
        (&shown["name"], &shown["email"], &shown["source"]),
        (&json!("Ada"), &json!("ada@example.com"), &json!("email"))
    );
    assert_eq!(shown["originating_conversation_id"], id.as_str());
    let listed = app.get(&owner, "/conversations?tab=email").await.ok(200);
    assert_eq!((&listed["data"][0]["subject"], &listed["data"][0]["unread"]), (&json!("A question"), &json!(true)));
    assert_eq!(app.get(&owner, "/conversations?tab=messaging").await.ok(200)["data"], json!([]));

    // Who wants no mail is answered all the same, and without a list to get off.
    app.post(&owner, "/suppressions", json!({"channel": "email", "address": "ada@example.com"})).await.ok(201);
    let answer = app.post(&owner, &format!("/conversations/{id}/messages"), json!({"body": "We do."})).await.ok(201);
    assert_eq!(answer["delivery"]["status"], "pending");
    app.work();
    let [sent] = server.taken().try_into().expect("one mail");
    for part in ["In-Reply-To: <a1@example.com>", "Subject: Re: A question", "We do."] {
        assert!(sent.contains(part), "{part} in {sent}");
    }
    assert!(!sent.contains("Unsubscribe"), "{sent}");
    let shown = app.get(&owner, &format!("/conversations/{id}")).await.ok(200);
    assert_eq!((&shown["messages"][1]["delivery"]["status"], &shown["waiting_since"]), (&json!("sent"), &Value::Null));
    // The answer to our answer goes on with it; from somebody else it does not.
    let ours =
        sent.lines().find_map(|line| line.strip_prefix("Message-ID: <")).expect("its id").trim_end_matches(['>', '\r']);
    let reply = format!("In-Reply-To: <{ours}>\n");
    let second = gate.hands_in(&app, &mail("ada@example.com", "a2@example.com", &reply, "Great.")).await.ok(200);
    assert_eq!(second["conversation_id"], id.as_str());
    let forged = gate.hands_in(&app, &mail("mallory@example.com", "x1@example.com", &reply, "Pay me.")).await.ok(200);
    assert_ne!(forged["conversation_id"], id.as_str());
    // A new subject of the same person is another conversation; a contact is found before a lead.
    let third = gate.hands_in(&app, &mail("ada@example.com", "a3@example.com", "", "Else")).await.ok(200);
    assert_ne!(third["conversation_id"], id.as_str());
    assert_eq!(third["customer_id"], lead.as_str());
    let timeline = app.get(&owner, &format!("/customers/{lead}/timeline")).await.ok(200);
    let rows = timeline["data"].as_array().expect("rows");
    let count = |kind: &str| rows.iter().filter(|row| row["kind"] == kind).count();
    assert_eq!((count("message_received"), count("conversation_started")), (3, 2));
    // A person without an address can't be answered by email.
    app.patch(&owner, &format!("/leads/{lead}"), json!({"email": null})).await.ok(200);
    app.post(&owner, &format!("/conversations/{id}/messages"), json!({"body": "?"})).await.problem(409, "no_address");
}

/// Proves: P11
#[tokio::test]
async fn mail_that_nobody_signed_or_no_person_wrote_changes_nothing() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let gate = gate(&app, &owner).await;
    let body = mail("ada@example.com", "a1@example.com", "", "Hello");
    let unsigned = Gate { secret: [9; 32], path: gate.path.clone() };
    unsigned.hands_in(&app, &body).await.problem(403, "forbidden");
    let lost = Gate { secret: gate.secret, path: format!("{}x", gate.path) };
    lost.hands_in(&app, &body).await.problem(404, "not_found");
    let plain = app.request(Method::POST, &gate.path).body(body.clone()).send().await.expect("an answer");
    Answer::of(plain).await.problem(403, "forbidden");
    assert_eq!(gate.hands_in(&app, "Subject: none\n\nno sender").await.problem(422, "invalid"), "from");
    let away = mail("ada@example.com", "a2@example.com", "Auto-Submitted: auto-replied\n", "Away");
    assert_eq!(gate.hands_in(&app, &away).await.ok(200)["conversation_id"], Value::Null);
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 0);
    assert_eq!(app.count("SELECT count(*) AS n FROM conversations"), 0);
    gate.hands_in(&app, &body).await.ok(200);
    // Another person's mail with the same id is another mail; one without an id is known by how it was handed in.
    let bob = gate.hands_in(&app, &mail("bob@example.com", "a1@example.com", "", "Me too")).await.ok(200);
    assert_eq!(app.count("SELECT count(*) AS n FROM conversations"), 2);
    let nameless = "From: bob@example.com\nSubject: None\n\nNo id";
    let first = gate.hands_in(&app, nameless).await.ok(200);
    assert_eq!(gate.hands_in(&app, nameless).await.ok(200), first);
    assert_ne!(first, bob);
    assert_eq!(app.count("SELECT count(*) AS n FROM conversation_messages"), 3);
    // Of somebody who is known it is kept, but nobody waits.
    gate.hands_in(&app, &away).await.ok(200);
    assert_eq!(app.count("SELECT count(*) AS n FROM conversation_messages"), 4);
    app.advance(Duration::minutes(1));
}
