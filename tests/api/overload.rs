//! A database that does not answer, and more requests than it could: they are refused, not hung, and nothing else stops.

use std::time::Duration;

use db::{Error, Pool, PoolOptions};
use diesel::{QueryResult, RunQueryDsl, connection::SimpleConnection, sql_query};
use reqwest::StatusCode;
use tokio::task::JoinSet;

use crate::app::App;

/// More than the places of a pool of two connections.
const REQUESTS: usize = 150;

/// Proves: P14, P15
#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_hangs_stops_neither_health_nor_the_door() {
    let app = App::start_with(&[|c| {
        c.limits.enabled = false;
        (c.database.pool_size, c.database.wait_ms, c.database.statement_timeout_ms) = (2, 3_000, 4_000);
    }])
    .await;
    let owner = app.workspace("Fernhill");
    app.get(&owner, "/leads").await.ok(200);
    let mut locker = app.database.psql();
    locker.batch_execute("BEGIN; LOCK TABLE customers IN ACCESS EXCLUSIVE MODE").expect("a lock");

    let mut asked = JoinSet::new();
    for _ in 0..REQUESTS {
        let request = app.client.get(format!("{}/api/v1/leads", app.base)).bearer_auth(&owner.token);
        asked.spawn(async move {
            let answer = request.send().await.expect("an answer");
            (answer.status(), answer.headers().contains_key("Retry-After"))
        });
    }
    // Some are refused at once, because enough wait already; those wait still when health answers.
    let first = asked.join_next().await.expect("some").expect("an answer");
    assert_eq!(first, (StatusCode::SERVICE_UNAVAILABLE, true));
    let live = app.client.get(format!("{}/health/live", app.base)).send().await.expect("an answer");
    assert_eq!(live.status(), 200);
    let mut at_once = 1;
    while let Some(answer) = asked.try_join_next() {
        assert_eq!(answer.expect("an answer"), (StatusCode::SERVICE_UNAVAILABLE, true));
        at_once += 1;
    }
    assert!(at_once < REQUESTS, "not everybody is refused while there are places");
    // Nobody is left hanging, and each is told when to come again.
    let rest = tokio::time::timeout(Duration::from_secs(60), asked.join_all()).await.expect("all are answered");
    assert!(rest.iter().all(|answer| *answer == (StatusCode::SERVICE_UNAVAILABLE, true)), "{rest:?}");

    locker.batch_execute("ROLLBACK").expect("the lock goes");
    app.get(&owner, "/leads").await.ok(200);
    let ready = app.client.get(format!("{}/health/ready", app.base)).send().await.expect("an answer");
    assert_eq!(ready.status(), 200);
}

/// Proves: P7
#[tokio::test]
async fn a_server_that_stops_in_the_middle_holds_nothing_for_ever() {
    let app = App::start().await;
    app.workspace("Fernhill");
    let patience = Duration::from_millis(300);
    let url = app.database.url.clone();
    let options = PoolOptions { url, size: 1, wait: Duration::from_secs(5), statement_timeout: patience };
    let take = |conn: &mut db::Conn| -> QueryResult<usize> {
        sql_query("SELECT 1 FROM workspaces FOR NO KEY UPDATE").execute(conn)
    };
    let stopped = Pool::new(&options).transaction_global(|conn| {
        take(conn)?;
        std::thread::sleep(patience * 3);
        assert_eq!(take(&mut app.database.psql()).expect("the row is free"), 1);
        Ok::<_, Error>(take(conn)?)
    });
    assert!(matches!(stopped, Err(Error::Unavailable(_))), "{stopped:?}");
}
