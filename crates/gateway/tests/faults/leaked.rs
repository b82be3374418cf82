//! A webhook's key that got out: whoever has it spends no more than the automation's budget, however fast they are.

use std::{
    thread::{scope, sleep},
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{OPEN, Provider, Server, client, count, free_port, set_up};

/// Leads of the small size, which CI makes.
const LEADS: usize = 300;
/// Messages in 24 hours.
const BUDGET: usize = 20;
/// Who posts at once.
const THIEVES: usize = 16;

#[test]
fn a_leaked_key_spends_no_more_than_the_budget() {
    let leads = std::env::var("HYDRA_FAULT_LEADS").ok().and_then(|leads| leads.parse().ok()).unwrap_or(LEADS);
    let database = testkit::database();
    let (client, port, provider) = (client(), free_port(), Provider::start(Duration::ZERO));
    provider.open();
    let server = Server::start(&database, (port, port), &provider, &client);
    let hook = set_up(&client, &format!("http://127.0.0.1:{port}"), BUDGET);
    let post = |n: usize| {
        let lead = json!({"name": format!("Lead {n}"), "phone": format!("+4930{:08}", 55_000_000 + n)});
        let answer = client.post(&hook).json(&lead).send().expect("an answer");
        assert_eq!(answer.status(), 201, "lead {n}");
    };
    scope(|scope| {
        for first in 0..THIEVES {
            scope.spawn(move || (first..leads).step_by(THIEVES).for_each(post));
        }
    });
    let begun = Instant::now();
    while count(&database, OPEN) > 0 {
        assert!(begun.elapsed() < Duration::from_secs(120) * 5, "it ends");
        sleep(Duration::from_millis(50));
    }
    server.kill();
    let leads = i64::try_from(leads).expect("few");
    let runs = |state: &str| count(&database, &format!("SELECT count(*) AS n FROM automation_runs r WHERE {state}"));
    println!("{leads} leads by one key: {} messages of a budget of {BUDGET}", provider.taken().len());
    assert_eq!(provider.taken().values().sum::<usize>(), BUDGET, "what the provider was given");
    assert_eq!(runs("true"), leads, "every lead has a run");
    let spent = "EXISTS (SELECT FROM automation_steps s WHERE s.workspace_id = r.workspace_id AND s.run_id = r.id
        AND s.state = 'skipped' AND s.reason LIKE '%budget%')";
    assert_eq!(runs(spent), leads - i64::try_from(BUDGET).expect("few"), "the others say why there is no message");
}
