//! Leads from a file, and back.

use std::fmt::Write;

use serde_json::{Value, json};
use tenancy::Role;
use time::Duration;

use crate::app::{Answer, App, Member, text};

async fn upload(app: &App, owner: &Member, csv: &str) -> Value {
    app.upload(owner, "leads.csv", csv.as_bytes()).await.ok(201)
}

fn plan(import: &Value) -> Value {
    let keep = |key: &str| import[key].clone();
    json!({"mapping": keep("mapping"), "match_on": keep("match_on"), "on_duplicate": keep("on_duplicate"), "tags": ["fair"]})
}

/// Five thousand rows, two hundred of them bad: the dry run says what the run does, the bad ones come back in a file, and
/// all of it can be taken back.
/// Proves: L43, H50
#[tokio::test]
async fn a_file_is_tried_imported_and_taken_back() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let known = json!({"email": "p7@example.com", "company": "Typed"});
    let known = text(&app.post(&owner, "/leads", known).await.ok(201)["id"]);
    let mut csv = "First name;Last name;E-Mail;Phone;Company;Lead score;Budget\n".to_owned();
    for n in 0..5_000 {
        let email = if n % 25 == 3 { "nope".to_owned() } else { format!("p{n}@example.com") };
        writeln!(csv, "Per;Son {n};{email};;\"Firm, {n}\";{};=1+{n}", n % 101).expect("memory");
    }
    let import = upload(&app, &owner, &csv).await;
    assert_eq!(
        (&import["rows"], &import["separator"], &import["state"]),
        (&json!(5_000), &json!(";"), &json!("uploaded"))
    );
    assert_eq!(import["mapping"], json!(["name", "name", "email", "phone", "company", "score", "custom"]));
    assert_eq!(import["sample"][0][4], "Firm, 0");
    let path = format!("/imports/{}", text(&import["id"]));
    let tried = app.post(&owner, &format!("{path}/dry-run"), plan(&import)).await.ok(200);
    let counts =
        |of: &Value| ["created", "updated", "skipped", "failed"].map(|key| of[key].as_i64().expect("a number"));
    assert_eq!(counts(&tried), [4_799, 1, 0, 200]);
    assert_eq!(tried["problems"][0], json!({"row": 5, "column": "E-Mail", "message": "is not an email address"}));
    assert_eq!(app.count("SELECT count(*) AS n FROM customers"), 1, "a dry run changes nothing");

    let began = app.post(&owner, &format!("{path}/run"), plan(&import)).await.ok(200);
    assert_eq!(began["state"], "queued");
    app.post(&owner, &format!("{path}/run"), plan(&import)).await.problem(409, "conflict");
    app.work();
    let done = app.get(&owner, &path).await.ok(200);
    assert_eq!((counts(&done), &done["done"], &done["state"]), (counts(&tried), &json!(5_000), &json!("done")));
    let updated = app.get(&owner, &format!("/leads/{known}")).await.ok(200);
    assert_eq!((&updated["name"], &updated["company"]), (&json!("Per Son 7"), &json!("Typed")), "blanks are filled");
    let one = app.get(&owner, "/leads?search=p8%40example.com").await.ok(200)["data"][0].clone();
    assert_eq!((&one["source"], &one["score"], &one["tags"]), (&json!("import"), &json!(8), &json!(["fair"])));
    assert_eq!((&one["custom_fields"]["budget"], &one["company"]), (&json!("=1+8"), &json!("Firm, 8")));
    assert!(one["stage_id"].is_string(), "on the board");

    let errors = app.request(reqwest::Method::GET, &format!("/api/v1{path}/errors.csv")).bearer_auth(&owner.token);
    let errors = errors.send().await.expect("an answer").text().await.expect("a file");
    let mut rows = csv::Reader::from_reader(errors.as_bytes());
    assert_eq!(
        rows.headers().expect("a header").iter().rev().take(3).collect::<Vec<_>>(),
        ["Error", "Error in column", "Row"]
    );
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 200);
    assert_eq!((&rows[0][2], &rows[0][6], &rows[0][7]), ("nope", "'=1+3", "5"), "safe to open");

    // Somebody works with two of them before it is taken back.
    let (edited, moved) =
        (text(&one["id"]), text(&app.get(&owner, "/leads?search=p9%40").await.ok(200)["data"][0]["id"]));
    app.patch(&owner, &format!("/leads/{edited}"), json!({"title": "CTO"})).await.ok(200);
    let stages = app.post(&owner, "/lead-pipelines/ensure-default", json!({})).await.ok(200);
    app.patch(&owner, &format!("/leads/{moved}/stage"), json!({"stage_id": stages["stages"][1]["id"]})).await.ok(200);
    app.post(&owner, &format!("{path}/revert"), json!({})).await.ok(200);
    app.work();
    let reverted = app.get(&owner, &path).await.ok(200);
    assert_eq!((&reverted["state"], &reverted["kept"]), (&json!("reverted"), &json!(2)));
    assert_eq!(app.get(&owner, "/leads").await.ok(200)["total"], 3);
    let back = app.get(&owner, &format!("/leads/{known}")).await.ok(200);
    assert_eq!((&back["name"], &back["custom_fields"], &back["company"]), (&Value::Null, &json!({}), &json!("Typed")));
    app.post(&owner, &format!("{path}/revert"), json!({})).await.problem(409, "conflict");
    app.delete(&owner, &path).await.ok(204);
    assert_eq!(app.count("SELECT count(*) AS n FROM import_rows"), 0);
}

/// Proves: L43
#[tokio::test]
async fn columns_policies_and_teammates_are_what_the_plan_says() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let mate = app.member(&owner, Role::Marketer);
    app.post(&owner, "/leads", json!({"name": "Known", "phone": "+4930901820"})).await.ok(201);
    let csv = "Wer,Tel,Owner,Tags,Notes,Score\n\
               Ada,030 901820,marketer,\"a; b\",Call her,7\n\
               Bob,,nobody here,,,\n\
               Cid,,,,,140\n\
               ,,,,,\n\
               Dan,+49 30 901821,,c,,\n";
    let import = upload(&app, &owner, csv).await;
    assert_eq!(import["rows"], 4, "an empty line is none");
    let path = format!("/imports/{}", text(&import["id"]));
    let mapping = json!(["name", "phone", "assigned_to", "tags", "notes", "score"]);
    let with = |match_on: &str, policy: &str| json!({"mapping": mapping, "match_on": match_on, "on_duplicate": policy});
    let counts =
        |of: &Value| ["created", "updated", "skipped", "failed"].map(|key| of[key].as_i64().expect("a number"));
    for (match_on, policy, expected) in [
        ("phone", "update", [1, 1, 0, 2]),
        ("phone", "skip", [1, 0, 1, 2]),
        ("phone", "create", [2, 0, 0, 2]),
        ("none", "update", [2, 0, 0, 2]),
    ] {
        let tried = app.post(&owner, &format!("{path}/dry-run"), with(match_on, policy)).await.ok(200);
        assert_eq!(counts(&tried), expected, "{match_on} {policy}");
    }
    app.post(&owner, &format!("{path}/run"), with("phone", "create")).await.ok(200);
    app.work();
    assert_eq!(counts(&app.get(&owner, &path).await.ok(200)), [2, 0, 0, 2]);
    let ada = app.get(&owner, "/leads?search=Ada").await.ok(200)["data"][0].clone();
    assert_eq!((&ada["assigned_to"], &ada["tags"], &ada["score"]), (&json!(mate.user), &json!(["a", "b"]), &json!(7)));
    let notes = app.get(&owner, &format!("/leads/{}/notes", text(&ada["id"]))).await.ok(200);
    assert_eq!(notes["data"][0]["body"], "Call her");

    let import = upload(&app, &owner, "Name,Email\nAda,a@example.com\n").await;
    let path = format!("/imports/{}", text(&import["id"]));
    let nobody = "01936d4e-0000-7000-8000-000000000000";
    for (body, field) in [
        (json!({"mapping": ["name"], "match_on": "none", "on_duplicate": "update"}), "mapping"),
        (json!({"mapping": ["email", "email"], "match_on": "none", "on_duplicate": "update"}), "mapping"),
        (json!({"mapping": [null, null], "match_on": "none", "on_duplicate": "update"}), "mapping"),
        (json!({"mapping": ["name", "colour"], "match_on": "none", "on_duplicate": "update"}), "mapping[1]"),
        (json!({"mapping": ["name", null], "match_on": "email", "on_duplicate": "update"}), "match_on"),
        (
            json!({"mapping": ["name", "email"], "match_on": "email", "on_duplicate": "update", "stage_id": nobody}),
            "stage_id",
        ),
        (
            json!({"mapping": ["name", "email"], "match_on": "email", "on_duplicate": "update", "assigned_to": nobody}),
            "assigned_to",
        ),
    ] {
        assert_eq!(
            app.post(&owner, &format!("{path}/run"), body.clone()).await.problem(422, "invalid"),
            field,
            "{body}"
        );
    }
    app.post(&owner, &format!("{path}/revert"), json!({})).await.problem(409, "conflict");
    app.advance(Duration::days(32));
    app.work();
    app.get(&app.sign_in_again(&owner), &path).await.problem(404, "not_found");
}

/// Proves: L43
#[tokio::test]
async fn what_is_no_file_of_rows_is_told_so_and_nothing_is_kept() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let long = format!("Name\n{}", "x\n".repeat(100_001));
    let wide = vec!["c"; 201].join(",") + "\n1\n";
    for bytes in [
        b"\x89PNG\r\n\x1a\nxxxx".as_slice(),
        b"PK\x03\x04xl/workbook.xml",
        b"%PDF-1.7",
        b"",
        b"Name,Email\n",
        b"a\0b,c\n1,2\n",
        long.as_bytes(),
        wide.as_bytes(),
    ] {
        assert_eq!(app.upload(&owner, "leads.csv", bytes).await.problem(422, "invalid"), "file");
    }
    let request = app.request(reqwest::Method::POST, "/api/v1/imports").bearer_auth(&owner.token);
    let raw = request.header("Content-Type", "text/csv").body("Name\nAda\n").send().await.expect("an answer");
    assert_eq!(Answer::of(raw).await.problem(422, "invalid"), "file");
    let request = app.request(reqwest::Method::POST, "/api/v1/imports").bearer_auth(&owner.token);
    let cut = request.header("Content-Type", "multipart/form-data; boundary=edge").body("--edge\r\nConte");
    Answer::of(cut.send().await.expect("an answer")).await.problem(400, "malformed");
    let huge = app.upload(&owner, "leads.csv", &vec![b'x'; 11 * 1024 * 1024]).await;
    huge.problem(413, "too_large");
    assert_eq!(app.count("SELECT count(*) AS n FROM imports"), 0);
    let agent = app.member(&owner, Role::Agent);
    app.upload(&agent, "leads.csv", b"Name\nAda\n").await.problem(403, "forbidden");
}

/// Proves: L43
#[tokio::test]
async fn any_list_of_people_is_exported_as_it_is_filtered() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    let marketer = app.member(&owner, Role::Marketer);
    let agent = app.member(&owner, Role::Agent);
    app.post(&owner, "/custom-fields", json!({"object": "lead", "label": "Budget", "type": "number"})).await.ok(201);
    for n in 0..3 {
        let lead = json!({"name": format!("=cmd|{n}"), "email": format!("l{n}@example.com"), "tags": [if n < 2 { "hot" } else { "cold" }],
            "custom_fields": {"budget": n, "city": "Ulm"}});
        app.post(&owner, "/leads", lead).await.ok(201);
    }
    let body = json!({"object": "leads", "format": "csv", "filters": {"tag": "hot"}});
    app.post(&agent, "/exports", body.clone()).await.problem(403, "forbidden");
    app.post(&marketer, "/exports", json!({"object": "events", "format": "csv"})).await.problem(403, "forbidden");
    let wrong = json!({"object": "leads", "format": "csv", "filters": {"widget_id": null}});
    assert_eq!(app.post(&marketer, "/exports", wrong).await.problem(422, "invalid"), "filters.widget_id");
    let export = app.post(&marketer, "/exports", body).await.ok(201);
    let path = format!("/exports/{}", text(&export["id"]));
    app.get(&agent, &path).await.problem(404, "not_found");
    app.work();
    let done = app.get(&marketer, &path).await.ok(200);
    assert_eq!((&done["state"], &done["rows"], &done["total"]), (&json!("done"), &json!(2), &json!(2)));
    let file = app.request(reqwest::Method::GET, &format!("/api/v1{path}/file")).bearer_auth(&marketer.token);
    let file = file.send().await.expect("an answer").text().await.expect("a file");
    let mut rows = csv::Reader::from_reader(file.as_bytes());
    let header: Vec<String> = rows.headers().expect("a header").iter().map(ToOwned::to_owned).collect();
    let column = |name: &str| header.iter().position(|h| h == name).unwrap_or_else(|| panic!("{name} in {header:?}"));
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!((&rows[0][column("name")], &rows[0][column("Budget")]), ("'=cmd|0", "0"));
    assert_eq!((&rows[1][column("stage")], &rows[1][column("other_fields")]), ("New", "{\"city\":\"Ulm\"}"));
}

/// Proves: L43
#[tokio::test]
async fn a_revert_knows_the_file_itself_from_people() {
    let app = App::start().await;
    let owner = app.workspace("Acme");
    app.post(&owner, "/custom-fields", json!({"object": "lead", "label": "Budget", "type": "number"})).await.ok(201);
    let csv = "Name,Email,Budget\nTwice,a@example.com,1\nTwice again,a@example.com,2\nNoted,b@example.com,3\nWrong,c@example.com,many\n";
    let import = upload(&app, &owner, csv).await;
    let path = format!("/imports/{}", text(&import["id"]));
    let tried = app.post(&owner, &format!("{path}/dry-run"), plan(&import)).await.ok(200);
    assert_eq!((&tried["created"], &tried["updated"], &tried["failed"]), (&json!(2), &json!(1), &json!(1)), "{tried}");
    assert_eq!(tried["problems"][0]["column"], "Budget");
    app.post(&owner, &format!("{path}/run"), plan(&import)).await.ok(200);
    app.work();
    let done = app.get(&owner, &path).await.ok(200);
    assert_eq!((&done["created"], &done["updated"], &done["failed"]), (&json!(2), &json!(1), &json!(1)));
    let noted = text(&app.get(&owner, "/leads?search=Noted").await.ok(200)["data"][0]["id"]);
    app.post(&owner, &format!("/leads/{noted}/notes"), json!({"body": "Called"})).await.ok(201);
    app.post(&owner, &format!("{path}/revert"), json!({})).await.ok(200);
    app.work();
    let reverted = app.get(&owner, &path).await.ok(200);
    assert_eq!((&reverted["state"], &reverted["kept"]), (&json!("reverted"), &json!(1)));
    let left = app.get(&owner, "/leads").await.ok(200);
    assert_eq!(
        (&left["total"], &left["data"][0]["id"]),
        (&json!(1), &json!(noted)),
        "who was named twice is gone, who was called stays"
    );
}
