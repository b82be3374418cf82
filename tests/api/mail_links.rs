//! Emails that tell what becomes of them: opened, and which of their links were followed.

use reqwest::StatusCode;
use serde_json::{Value, json};
use time::Duration;

use crate::{
    app::{App, Member, text},
    loopback::{MailServer, Mood},
    messages::{lead, newest, smtp, template},
};

/// A mail as its reader's program shows it, without the breaks of its lines.
fn unfolded(mail: &str) -> String {
    mail.replace("=\r\n", "").replace("=3D", "=")
}

/// What stands between two texts.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    text.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(found, _)| found)
}

async fn visit(app: &App, url: &str) -> (StatusCode, String) {
    let answer = app.client.get(url).send().await.expect("an answer");
    let location = answer.headers().get("location").map_or("", |to| to.to_str().expect("text")).to_owned();
    (answer.status(), location)
}

/// A campaign to one new person; its id, when it was sent.
async fn campaign(app: &App, owner: &Member, email: &str, body: &str) -> String {
    let id = template(app, owner, "email", &format!("News {}", body.len()), body).await;
    let ada = lead(app, owner, json!({"name": "Ada", "email": email})).await;
    let audience = json!({"name": email, "lead_ids": [ada]});
    let audience = app.post(owner, "/leads/broadcast/create-audience", audience).await.ok(201);
    let made = json!({"name": "May", "audience_id": audience["id"], "template_id": id, "per_minute": 6000});
    let made = text(&app.post(owner, "/broadcast-campaigns", made).await.ok(201)["id"]);
    app.post(owner, &format!("/broadcast-campaigns/{made}/send"), json!({})).await.ok(200);
    for _ in 0..3 {
        app.work();
        app.advance(Duration::seconds(1));
    }
    made
}

/// Proves: L33, L29
#[tokio::test]
async fn an_email_tells_that_it_was_opened_and_which_links_were_followed() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let server = MailServer::start(Mood::Kind);
    smtp(&app, &owner, &server).await;
    let body = "Hi {{first_name}}, see https://fernhill.example/a?b=1&c=2, or https://fernhill.example/d.";
    let id = campaign(&app, &owner, "ada@example.com", body).await;
    let [mail] = server.taken().try_into().expect("one mail");
    let mail = unfolded(&mail);
    let (plain, html) = mail.split_once("text/html").expect("two parts");
    assert!(plain.contains("https://fernhill.example/a?b=1&c=2,") && !plain.contains("/c/ml_"), "{plain}");
    assert!(!html.contains("href=\"https://fernhill.example"), "{html}");
    let (picture, link) = (between(html, "<img src=\"", "\""), between(html, "<a href=\"", "/0\""));
    assert!(picture.contains("/o/mo_") && link.contains("/c/ml_"), "{html}");

    let report = async || app.get(&owner, &format!("/broadcast-campaigns/{id}/report")).await.ok(200);
    let before = report().await;
    assert_eq!((&before["counts"]["read"], &before["links"]), (&json!(0), &json!([])), "{before}");
    let answer = app.client.get(picture).send().await.expect("an answer");
    assert_eq!((answer.status(), answer.headers()["content-type"].to_str().ok()), (StatusCode::OK, Some("image/gif")));
    assert_eq!(answer.bytes().await.expect("a picture").len(), 43);
    let message = newest(&app, &owner).await;
    assert_eq!((&message["status"], &message["clicks"]), (&json!("read"), &json!([])), "{message}");

    let second = "https://fernhill.example/d".to_owned();
    assert_eq!(visit(&app, &format!("{link}/1")).await, (StatusCode::FOUND, second.clone()));
    assert_eq!(visit(&app, &format!("{link}/1")).await, (StatusCode::FOUND, second));
    let first = "https://fernhill.example/a?b=1&c=2".to_owned();
    assert_eq!(visit(&app, &format!("{link}/0")).await, (StatusCode::FOUND, first.clone()));
    let after = report().await;
    assert_eq!((&after["counts"]["clicked"], &after["rates"]["clicked"]), (&json!(1), &json!(1.0)), "{after}");
    let links: Vec<(&Value, &Value)> =
        after["links"].as_array().expect("links").iter().map(|link| (&link["people"], &link["times"])).collect();
    assert_eq!(links, [(&json!(1), &json!(2)), (&json!(1), &json!(1))], "{after}");
    let message = newest(&app, &owner).await;
    assert_eq!((&message["clicks"][0]["url"], &message["clicks"][1]["times"]), (&json!(first), &json!(2)), "{message}");
    let reads = message["receipts"].as_array().expect("receipts").iter().filter(|receipt| receipt["status"] == "read");
    assert_eq!(reads.count(), 1, "told once");

    // Nobody makes a link that leads elsewhere, or that counts for others.
    let forged = format!("{}x/0", &link[..link.len() - 1]);
    for nowhere in [format!("{link}/2"), format!("{link}/-1"), format!("{link}/99999999999999999999"), forged] {
        assert_eq!(visit(&app, &nowhere).await, (StatusCode::NOT_FOUND, String::new()), "{nowhere}");
    }
    let as_picture = link.replace("/c/ml_", "/o/mo_");
    assert_eq!(visit(&app, &as_picture).await.0, StatusCode::OK, "the same picture, whatever is asked for");
    assert_eq!(app.count("SELECT count(*) AS n FROM message_clicks"), 2);
}

/// Proves: L33
#[tokio::test]
async fn nothing_is_counted_where_the_team_does_not_want_it_and_of_no_personal_mail() {
    let app = App::start().await;
    let owner = app.workspace("Fernhill");
    let server = MailServer::start(Mood::Kind);
    smtp(&app, &owner, &server).await;
    campaign(&app, &owner, "ada@example.com", "See https://fernhill.example/a").await;
    let mail = unfolded(&server.taken()[0]);
    let (picture, link) = (between(&mail, "<img src=\"", "\""), between(&mail, "<a href=\"", "/0\""));
    let off = app.patch(&owner, "/message-settings", json!({"email_tracking": false})).await.ok(200);
    assert_eq!(off["email_tracking"], false, "{off}");
    // A mail that went out before still leads where it did.
    let target = "https://fernhill.example/a".to_owned();
    assert_eq!(visit(&app, &format!("{link}/0")).await, (StatusCode::FOUND, target));
    assert_eq!(visit(&app, picture).await.0, StatusCode::OK);
    assert_eq!(newest(&app, &owner).await["status"], "sent");
    assert_eq!(app.count("SELECT count(*) AS n FROM message_clicks"), 0);
    campaign(&app, &owner, "bob@example.com", "Again, see https://fernhill.example/a").await;
    assert_eq!(server.taken().len(), 2);
    let mail = unfolded(&server.taken()[1]);
    assert!(mail.contains("href=\"https://fernhill.example/a\"") && !mail.contains("<img"), "{mail}");

    // On again, somebody tries the channel: that is nobody's to count.
    app.patch(&owner, "/message-settings", json!({"email_tracking": true})).await.ok(200);
    app.post(&owner, "/channels/email/test", json!({"to": "me@example.com"})).await.ok(200);
    app.work();
    let mail = unfolded(server.taken().last().expect("a mail"));
    assert!(mail.contains("me@example.com") && !mail.contains("<img"), "{mail}");
}
